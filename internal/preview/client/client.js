// Keeps an open page up to date: listens for new versions, asks for the page again,
// and changes what differs.

import { Mirror, hold } from './morph.js';
import { Panel } from './panel.js';
import { loadSheets, refreshAssets, scripts, strip } from './page.js';

const retryAfter = 1000; // ms between attempts to reach a server that is gone

// start takes the page as it was sent: its copy, the nodes that the copy stands for,
// and what the script element says of it.
export function start({ sent, live, run, version, sum }) {
  strip(sent);
  const client = new Client({ run, version: Number(version), sum, mirror: new Mirror(sent, live), sent });
  client.listen();
}

const isProblemPage = (root) => root.dataset.bedside === 'problems';

class Client {
  constructor({ run, version, sum, mirror, sent }) {
    this.run = run; // of the server that sent what is shown
    this.version = version; // that is shown
    this.sum = sum; // of the published bytes that are shown
    this.mirror = mirror;
    this.sent = sent;
    this.panel = new Panel(isProblemPage(sent));
    this.failures = 0;
    // A browser allows six connections to a server, for all tabs together. So only
    // tabs that can be seen listen; the others catch up when they are looked at.
    document.addEventListener('visibilitychange', () => this.listen());
    addEventListener('pageshow', () => this.listen());
    addEventListener('online', () => this.listen());
    addEventListener('pagehide', () => this.stop());
  }

  stop() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }

  listen() {
    if (document.visibilityState === 'hidden') {
      this.stop();
      return;
    }
    if (this.source) return;
    clearTimeout(this.timer);
    this.source = new EventSource(`/.bedside/events?run=${this.run}&since=${this.version}`);
    this.source.onmessage = (message) => {
      this.failures = 0;
      this.panel.reached();
      this.receive(JSON.parse(message.data));
    };
    // Browsers differ in when they try again by themselves, so this is done here.
    this.source.onerror = () => {
      this.stop();
      this.failures++;
      if (this.failures > 1) this.panel.lost();
      this.timer = setTimeout(() => this.listen(), retryAfter);
    };
  }

  // receive notes what is to be done. However many versions come while an update is
  // running, one more update follows. The first event, which comes at once, also
  // brings the panel.
  async receive(event) {
    const isShown = event.run === this.run && event.version === this.version;
    if (isShown && this.panel.filled) return;
    this.next = this.next ? join(this.next, event) : event;
    if (this.busy) return;
    this.busy = true;
    try {
      while (this.next) {
        const next = this.next;
        this.next = null;
        await this.update(next);
      }
    } catch {
      // The server went away. It says what there is when it can be reached again.
      this.stop();
      this.timer = setTimeout(() => this.listen(), retryAfter);
    } finally {
      this.busy = false;
    }
  }

  async update(event) {
    const elsewhere = event.saved.filter((page) => !isHere(page.path));
    if (event.follow && event.saved.length === 1 && elsewhere.length === 1 && !typing()) {
      const [page] = elsewhere;
      location.assign(page.path + (page.at ? `#${page.at}` : ''));
      return;
    }
    await Promise.all([this.refreshPage(event), this.panel.refresh()]);
    this.run = event.run;
    this.version = event.version;
    this.panel.shows(event.version);
    if (event.saved.length > 0) this.panel.saved(elsewhere.length === event.saved.length ? elsewhere : []);
  }

  async refreshPage(event) {
    const answer = await fetch(location.pathname + location.search, { cache: 'no-store' });
    if (answer.redirected) {
      location.replace(answer.url + location.hash);
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const sum = strip(page.documentElement);
    if (sum === undefined) throw new Error('not a page of the preview');
    if (sum === this.sum) {
      await refreshAssets(event, this.mirror);
      return;
    }
    const next = page.documentElement;
    if (isProblemPage(next) !== isProblemPage(this.sent) || scripts(next) !== scripts(this.sent)) {
      location.reload();
      return;
    }
    const sheets = await loadSheets(this.mirror, this.sent, next);
    hold(() => this.mirror.update(next, sheets));
    this.sent = next;
    this.sum = sum;
    await refreshAssets(event, this.mirror);
  }
}

// join is what two events say together. A page that was saved twice counts once.
function join(a, b) {
  const later = new Set(b.saved.map((page) => page.path));
  return {
    ...b,
    all: a.all || b.all,
    paths: [...a.paths, ...b.paths],
    saved: [...a.saved.filter((page) => !later.has(page.path)), ...b.saved],
  };
}

const isHere = (path) => new URL(path, location.href).pathname === location.pathname.replace(/index\.html$/, '');

// typing reports whether the reader would lose something by being led away.
function typing() {
  const element = document.activeElement;
  return element instanceof HTMLElement && (element.isContentEditable || (/^(INPUT|TEXTAREA)$/.test(element.tagName) && element.value !== ''));
}
