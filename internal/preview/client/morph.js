// Changes a part of the page into a newer form of it by comparing three things: what
// the server sent before, what it sends now, and what is in the page. Only what
// differs between the first two is changed in the third. So what a script has added
// stays, and so does what the reader has done: an open <details>, the text in a box,
// the focus, the selection, the place that was scrolled to.

import { setMedia } from './page.js';

export class Mirror {
  // sent is the part as it was sent; live leads from each of its nodes to the node
  // of the page that it became.
  constructor(sent, live) {
    this.sent = sent;
    this.live = live;
  }

  // update makes the page what next is. sheets leads from style sheet elements of
  // next to elements that have been loaded into the page already.
  update(next, sheets = new Map()) {
    this.was = this.live;
    this.live = new Map();
    this.sheets = sheets;
    this.#sync(this.sent, next);
    this.sent = next;
    this.was = null;
  }

  // replaced notes that an element of the page was replaced by another.
  replaced(old, element) {
    for (const [key, value] of this.live) if (value === old) this.live.set(key, element);
  }

  #sync(old, next) {
    if (old.isEqualNode(next)) {
      this.#keep(old, next);
      return;
    }
    const node = this.was.get(old);
    this.live.set(next, node);
    if ('data' in next) {
      setText(node, old.data, next.data);
      return;
    }
    if (next.attributes) syncAttributes(node, old, next); // a shadow root has none
    // Its content is text where scripts run and elements where they do not.
    if (next.nodeName !== 'NOSCRIPT') this.#syncChildren(node, old, next);
  }

  #keep(old, next) {
    this.live.set(next, this.was.get(old));
    for (let o = old.firstChild, n = next.firstChild; o && n; o = o.nextSibling, n = n.nextSibling) this.#keep(o, n);
  }

  #syncChildren(parent, old, next) {
    const partners = match([...old.childNodes], [...next.childNodes]);
    const kept = new Set(partners.values());
    for (const child of old.childNodes) {
      const node = this.was.get(child);
      if (!kept.has(child) && node?.parentNode === parent) node.remove();
    }
    let last = null;
    for (const child of next.childNodes) {
      const partner = partners.get(child);
      if (partner) {
        if (!this.was.get(partner)) continue;
        this.#sync(partner, child);
      } else if (this.sheets.has(child)) {
        // It was loaded where it belongs, and would be loaded again if it moved.
        const sheet = this.sheets.get(child);
        setMedia(sheet, child);
        this.live.set(child, sheet);
      } else {
        const node = this.#make(child);
        parent.insertBefore(node, last ? last.nextSibling : parent.firstChild);
      }
      const node = this.live.get(child);
      if (node.parentNode === parent) last = node;
    }
  }

  #make(child) {
    const node = document.importNode(child, true);
    const pair = (a, b) => {
      this.live.set(a, b);
      for (let x = a.firstChild, y = b.firstChild; x; x = x.nextSibling, y = y.nextSibling) pair(x, y);
    };
    pair(child, node);
    return node;
  }
}

function syncAttributes(node, old, next) {
  for (const { name } of [...old.attributes]) if (!next.hasAttribute(name)) node.removeAttribute(name);
  for (const attribute of next.attributes) {
    if (old.getAttribute(attribute.name) !== attribute.value) node.setAttributeNode(attribute.cloneNode());
  }
}

// setText replaces only the characters that differ, so that a selection before or
// after them stays.
function setText(node, old, next) {
  if (node.data !== old) {
    node.data = next;
    return;
  }
  const end = Math.min(old.length, next.length);
  let from = 0;
  while (from < end && old[from] === next[from]) from++;
  let same = 0;
  while (same < end - from && old[old.length - 1 - same] === next[next.length - 1 - same]) same++;
  node.replaceData(from, old.length - from - same, next.slice(from, next.length - same));
}

// match pairs the nodes of two lists, in order, so that as few as possible are new:
// first those that are the same node for sure, then, between them, those of one kind.
function match(old, next) {
  const partners = new Map();
  pairUp(old, next, [identity, kind], partners);
  return partners;
}

function pairUp(old, next, [key, ...others], partners) {
  if (!key || old.length === 0 || next.length === 0) return;
  let [o, n] = [0, 0];
  for (const [i, j] of common(old.map(key), next.map(key))) {
    partners.set(next[j], old[i]);
    pairUp(old.slice(o, i), next.slice(n, j), others, partners);
    [o, n] = [i + 1, j + 1];
  }
  pairUp(old.slice(o), next.slice(n), others, partners);
}

// identity is the same for two forms of one node: by its id, by that of its heading,
// or because nothing in it has changed.
function identity(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return `${node.nodeName} ${node.data}`;
  const id = node.id || node.querySelector(':scope > [id]')?.id;
  return id ? `${node.nodeName}#${id}` : node.outerHTML;
}

// kind is the same for nodes that one may become the other. A style sheet is not
// changed but loaded and replaced.
function kind(node) {
  if (node.nodeName === 'LINK') return node.outerHTML;
  return node.nodeType === Node.ELEMENT_NODE ? `${node.nodeName} ${node.className}` : node.nodeName;
}

const maxCells = 1 << 20; // of the table below; longer lists are compared at their ends only

// common returns the places [i, j] of a longest common subsequence of two lists.
function common(a, b) {
  const pairs = [];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) pairs.push([start, start++]);
  let [endA, endB] = [a.length, b.length];
  const tail = [];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) tail.push([--endA, --endB]);
  const [rows, columns] = [endA - start, endB - start];
  if (rows > 0 && columns > 0 && rows * columns <= maxCells) {
    pairs.push(...middle(a.slice(start, endA), b.slice(start, endB)).map(([i, j]) => [start + i, start + j]));
  }
  return [...pairs, ...tail.reverse()];
}

function middle(a, b) {
  const width = b.length + 1;
  const length = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      length[i * width + j] = a[i] === b[j]
        ? length[(i + 1) * width + j + 1] + 1
        : Math.max(length[(i + 1) * width + j], length[i * width + j + 1]);
    }
  }
  const pairs = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (length[(i + 1) * width + j] >= length[i * width + j + 1]) i++;
    else j++;
  }
  return pairs;
}

// hold keeps what the reader looks at in its place while the page above it grows or
// shrinks, and the focus on an element that is made anew.
export function hold(change) {
  const focused = document.activeElement;
  const seen = scrollY > 0 ? inView() : [];
  // The browser may do the same by itself, which would come on top.
  const root = document.documentElement;
  root.style.overflowAnchor = 'none';
  change();
  const held = seen.find(([element]) => element.isConnected);
  if (held) scrollBy({ top: held[0].getBoundingClientRect().top - held[1], behavior: 'instant' });
  if (focused?.id && !focused.isConnected) document.getElementById(focused.id)?.focus({ preventScroll: true });
  requestAnimationFrame(() => {
    root.style.overflowAnchor = '';
    if (root.getAttribute('style') === '') root.removeAttribute('style');
  });
}

// inView returns the first elements that can be seen, and where their tops are.
function inView() {
  const seen = [];
  for (const element of document.body.querySelectorAll('h1, h2, h3, h4, p, li, dt, dd, tr, pre, img, summary')) {
    const { top, bottom, height } = element.getBoundingClientRect();
    if (height > 0 && bottom > 0 && top < innerHeight) seen.push([element, top]);
    if (seen.length === 20) break;
  }
  return seen;
}
