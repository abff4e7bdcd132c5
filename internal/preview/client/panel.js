// The problems and the editor's panel: a bar at the lower edge of the page, in a
// shadow root, so that neither the site's style sheet nor the preview's reaches the
// other. The server writes all of it; this shows it and keeps it up to date.

import { Mirror } from './morph.js';

const openKey = 'bedside-panel'; // in localStorage: the panel is open
const hiddenKey = 'bedside-hidden'; // in sessionStorage: the problems that were put away

export class Panel {
  // A page that consists of the problems has neither a bar nor a panel.
  constructor(onProblemPage) {
    this.onProblemPage = onProblemPage;
    if (onProblemPage) {
      this.root = document.querySelector('main');
      return;
    }
    this.host = document.querySelector('bedside-preview') ?? document.createElement('bedside-preview');
    this.root = this.host.shadowRoot ?? this.host.attachShadow({ mode: 'open' });
    this.mirror = mirrorOf(this.root);
    this.host.hidden = true; // until its style sheet is there, which shows it
    if (!this.host.isConnected) document.body.append(this.host);
    this.root.addEventListener('click', (event) => this.click(event));
    this.root.addEventListener('keydown', (event) => event.key === 'Escape' && this.escape());
    document.addEventListener('keydown', (event) => {
      if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey || event.code !== 'KeyE') return;
      event.preventDefault();
      this.toggle(true);
    });
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  // refresh asks the server what there is to show beside this page.
  async refresh() {
    if (this.onProblemPage) return;
    const answer = await fetch(`/.bedside/panel?page=${encodeURIComponent(decode(location.pathname))}`, { cache: 'no-store' });
    if (!answer.ok) throw new Error('no panel');
    const parsed = new DOMParser().parseFromString(`<body>${await answer.text()}`, 'text/html');
    const next = document.createDocumentFragment();
    next.append(...parsed.body.childNodes);
    this.mirror.update(next);
    this.filled = true;
    this.show();
  }

  // shows notes which version can be seen, for whoever looks at the page with tools.
  shows(version) {
    if (this.host) this.host.dataset.version = version;
  }

  // show gives what the server wrote the state that the reader has chosen.
  show() {
    const open = recall('localStorage', openKey) === 'open';
    this.find('#panel').hidden = !open;
    this.find('[data-do="toggle"]').setAttribute('aria-expanded', String(open));
    const errors = this.find('.errors');
    const key = errors?.dataset.key ?? '';
    if (errors) errors.hidden = recall('sessionStorage', hiddenKey) === key;
    if (key === (this.key ?? '')) return;
    this.key = key;
    setText(this.find('.announcement'), errors ? (errors.hidden ? '' : errors.dataset.say) : 'All errors are mended.');
  }

  click(event) {
    const control = event.target.closest('[data-do]');
    switch (control?.dataset.do) {
      case 'toggle':
        this.toggle(false);
        break;
      case 'hide':
        this.hide();
        break;
      case 'open':
        this.open(event, control);
        break;
    }
  }

  // toggle opens or closes the panel. By keys, the focus goes into it and back.
  toggle(byKeys) {
    const open = this.find('#panel').hidden;
    remember('localStorage', openKey, open ? 'open' : '');
    this.show();
    if (!byKeys) return;
    if (open) {
      this.before = document.activeElement;
      this.find('#panel').focus();
    } else {
      this.before?.focus();
    }
  }

  hide() {
    remember('sessionStorage', hiddenKey, this.key);
    this.show();
    this.find('[data-do="toggle"]').focus();
  }

  escape() {
    if (this.root.activeElement?.closest('.errors')) this.hide();
    else if (!this.find('#panel').hidden) {
      this.toggle(false);
      this.find('[data-do="toggle"]').focus();
    }
  }

  // open asks the server to start the editor; a link of another scheme is followed.
  async open(event, link) {
    if (link.protocol !== location.protocol) return;
    event.preventDefault();
    const answer = await fetch(link.href).catch(() => null);
    if (!answer?.ok) this.note(answer ? await answer.text() : 'The preview does not answer.');
  }

  // saved offers pages that were saved while another one is shown.
  saved(pages) {
    if (pages.length === 0) {
      this.note();
    } else if (pages.length > 1) {
      this.note(`${pages.length} other pages were saved`);
    } else {
      const link = document.createElement('a');
      link.href = pages[0].path;
      link.textContent = 'open it';
      this.note(`${pages[0].name} was saved — `, link);
    }
  }

  lost() {
    this.gone = true;
    this.note('The preview has stopped. This page shows how it was.');
  }

  reached() {
    if (this.gone) this.note();
    this.gone = false;
  }

  // note says something in a region that screen readers read when they are idle.
  note(...parts) {
    this.find('.note')?.replaceChildren(...parts);
  }
}

// mirrorOf takes what the server has written into a page as what was sent.
function mirrorOf(root) {
  const sent = document.createDocumentFragment();
  const live = new Map([[sent, root]]);
  const pair = (copy, node) => {
    live.set(copy, node);
    for (let c = copy.firstChild, n = node.firstChild; c; c = c.nextSibling, n = n.nextSibling) pair(c, n);
  };
  for (const node of root.childNodes) {
    const copy = node.cloneNode(true);
    sent.append(copy);
    pair(copy, node);
  }
  return new Mirror(sent, live);
}

function setText(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

function decode(path) {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

// A browser may keep a page from remembering anything.
function recall(storage, key) {
  try {
    return window[storage].getItem(key) ?? '';
  } catch {
    return '';
  }
}

function remember(storage, key, value) {
  try {
    window[storage].setItem(key, value);
  } catch {
    // It holds until the page is left.
  }
}
