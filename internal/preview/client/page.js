// What an update does with a page beside changing its nodes: scripts, style sheets,
// and files that keep their names.

const loadTimeout = 3000; // ms after which a style sheet is used as far as it came
const fingerprint = /\.[0-9a-f]{10}\.\w+$/;

// strip removes what the preview has added to a page, and returns the fingerprint of
// what was published, or undefined if the preview has not sent the page.
export function strip(root) {
  for (const host of root.querySelectorAll('bedside-preview')) host.remove();
  const script = root.querySelector('script[src^="/.bedside/"][data-sum]');
  script?.remove();
  return script?.dataset.sum;
}

// scripts describes the scripts of a page that run. They cannot be taken back, so a
// page whose scripts have changed must be loaded anew. Data in a script element is
// like any other text. The preview's own script is among what strip removes; a newer
// program has new scripts.
export function scripts(root) {
  return [...root.querySelectorAll('script')]
    .filter((script) => !/json/.test(script.type))
    .map((script) => script.outerHTML)
    .join('\n');
}

const sheetsOf = (root) => [...root.querySelectorAll('link[rel~="stylesheet"][href]')];

// loadSheets loads the style sheets that are new in a page, each behind the one that
// has its place now, without using them. It returns which elements of next they are.
export async function loadSheets(mirror, sent, next) {
  const old = sheetsOf(sent);
  const known = new Set(old.map((link) => link.outerHTML));
  const loading = sheetsOf(next).map(async (link, i) => {
    if (known.has(link.outerHTML)) return null;
    const other = mirror.live.get(old[Math.min(i, old.length - 1)]);
    return [link, await load(link, link.getAttribute('href'), other)];
  });
  return new Map((await Promise.all(loading)).filter(Boolean));
}

// load loads a style sheet behind another one, or at the end of the head, and does
// not use it yet.
async function load(link, href, other) {
  const element = document.importNode(link);
  element.media = 'not all';
  element.href = href;
  const done = new Promise((resolve) => {
    element.onload = resolve;
    element.onerror = resolve;
    setTimeout(resolve, loadTimeout);
  });
  if (other?.isConnected) other.after(element);
  else document.head.append(element);
  await done;
  return element;
}

// refreshAssets loads files anew that have changed and kept their names.
export async function refreshAssets(event, mirror) {
  const changed = (address) => {
    const url = new URL(address, location.href);
    if (url.origin !== location.origin || url.pathname.startsWith('/.bedside/')) return false;
    return event.all ? !fingerprint.test(url.pathname) : event.paths.some((path) => new URL(`/${path}`, location.href).pathname === url.pathname);
  };
  const anew = (address) => {
    const url = new URL(address, location.href);
    url.searchParams.set('bedside', event.version);
    return url.href;
  };
  if (!event.all && [...document.scripts].some((script) => script.src && changed(script.src))) {
    location.reload();
    return;
  }
  for (const image of document.images) if (image.src && changed(image.src)) image.src = anew(image.src);
  for (const link of sheetsOf(document)) {
    if (!changed(link.href)) continue;
    const element = await load(link, anew(link.href), link);
    setMedia(element, link);
    link.remove();
    mirror.replaced(link, element);
  }
}

// setMedia uses a style sheet that has been loaded.
export function setMedia(element, link) {
  if (link.hasAttribute('media')) element.media = link.media;
  else element.removeAttribute('media');
}
