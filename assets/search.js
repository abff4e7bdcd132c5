// The part of the search that every page loads. It waits until the reader turns to
// the box, and then loads the rest (search-client.js) and the root of the index,
// both at once. Until then nothing is loaded, except in the page that is there for
// searching.

const script = document.querySelector('script[data-search-client]');
const site = new URL('..', import.meta.url); // this file lies in assets/
const inputs = [...document.querySelectorAll('form[role="search"] input[name="q"]')];
const holder = document.querySelector('[data-search-page]');
let client;

function open() {
  client ||= load().catch(() => {
    client = undefined; // The next letter tries again.
    tell(navigator.onLine === false ? 'You are offline. Search needs a connection.' : 'The search could not be loaded. Try again, or use the list of all codes.');
  });
}

async function load() {
  const root = new URL('search/index/', site).href;
  // If the root cannot be had, the client asks for it again and says so.
  const first = fetch(root + 'root.txt').then((r) => (r.ok ? r.text() : undefined)).catch(() => undefined);
  const style = holder ? undefined : addStyle();
  const { start } = await import(new URL(script.dataset.searchClient, document.baseURI).href);
  await style;
  start({ root, first, site, inputs, holder });
}

/** Resolves when the search has its looks, or has to do without. */
function addStyle() {
  const link = document.createElement('link');
  return new Promise((done) => {
    Object.assign(link, { rel: 'stylesheet', href: script.dataset.searchStyle, onload: done, onerror: done });
    document.head.append(link);
  });
}

function tell(text) {
  const place = holder ? holder.querySelector('[role="status"]') : inputs[0].form.querySelector('.search-status');
  if (place) place.textContent = text;
}

if (script && inputs.length) {
  inputs.forEach((input, n) => {
    for (const event of ['focus', 'input']) input.addEventListener(event, open);
    for (const event of ['pointerenter', 'touchstart']) input.addEventListener(event, open, { passive: true });
    if (holder) return;
    // A combobox from the beginning, so that a screen reader announces it as one.
    const id = `search-results-${n}`;
    const popup = document.createElement('div');
    popup.className = 'search-popup';
    popup.innerHTML = `<p class="search-status" role="status"></p><div class="search-results" role="listbox" id="${id}" aria-label="Guides found" data-search-results hidden></div>`;
    input.form.append(popup);
    for (const [k, v] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': id })) input.setAttribute(k, v);
  });
  if (holder || inputs.includes(document.activeElement)) open();
  addEventListener('keydown', (e) => {
    if (e.key.toLowerCase() === 'k' && (e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey) {
      e.preventDefault();
      inputs[0].focus();
      inputs[0].select();
    }
  });
}
