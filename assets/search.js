// Search: reads the index that the package internal/search writes (its package
// comment describes the files) and shows what it finds, in a list under the box
// of every page and in the page /search/ itself.
//
// Markup that it makes, for the style sheet:
//   .search-popup                    under the form; holds the two below
//     p.search-status [role=status]  what was found; empty when there is nothing to say
//     .search-results [role=listbox] the list; hidden when closed
//       a.search-option [role=option], [aria-selected=true] on the chosen one
//   ol.search-results                the list in the page /search/
//     li.search-result > a.search-title
//   .search-title .search-code .search-category .search-excerpt   parts of a result
//   button.search-more               more results, in the page
//   mark                             words of the query
//
// Nothing is loaded before a box gets the focus or the address has ?q=.

const bad = new Error('Not a file of this search index');
const digitZero = 33;
const rootName = 'root.txt';
const noNames = { records: new Map(), terms: [] };

// ---- Text: the same rules as the index's (fold.go, words.go, language.go) ----

const accents = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f]/g;
const letters = {
  ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ħ: 'h', ı: 'i', ŋ: 'n', ς: 'σ',
};
const joiners = /^[-./_+&'’ʼ‐‑‒–]$/;

// Expressions for words: of ASCII text, and of other text. The second kind is
// slow to compile, so it is made when it is first needed.
const plain = { runs: /[a-z0-9]+/gi, possessive: /(?<=[a-z0-9])'s(?![a-z0-9])/g, unspaced: /$^/ };
let wide;

function expressions(text) {
  if (isASCII(text)) return plain;
  if (!wide) {
    const word = '[\\p{L}\\p{N}\\p{M}]';
    const pairs = `[ー${['Han', 'Hira', 'Kana', 'Hang', 'Thai', 'Laoo', 'Khmr', 'Mymr'].map((s) => `\\p{sc=${s}}`).join('')}]`;
    wide = {
      runs: new RegExp(`(?:(?=${word})${pairs})+|(?:(?!${pairs})${word})+`, 'gu'),
      possessive: new RegExp(`(?<=${word})['’ʼ]s(?!${word})`, 'gu'),
      unspaced: new RegExp(`^${pairs}`, 'u'),
    };
  }
  return wide;
}

// eslint-disable-next-line no-control-regex
const isASCII = (s) => /^[\x00-\x7f]*$/.test(s);

export function fold(s) {
  s = s.toLowerCase();
  if (isASCII(s)) return s;
  s = s.normalize('NFKD').replace(accents, '').normalize('NFC').toLowerCase();
  return s.replace(/[ßæœøđðþłħıŋς]/g, (c) => letters[c]);
}

const size = (s) => [...s].length;
const cut = (w) => (w.length <= 40 ? w : [...w].slice(0, 40).join(''));

/** The words of a folded text: [{word, glued}]; unspaced scripts in pairs. */
export function words(text) {
  const out = [];
  const { runs, possessive, unspaced } = expressions(text);
  text = text.replace(possessive, '');
  let end = -1;
  for (const m of text.matchAll(runs)) {
    if (unspaced.test(m[0])) {
      const run = [...m[0]];
      if (run.length === 1) out.push({ word: m[0], glued: false });
      for (let i = 0; i + 1 < run.length; i++) out.push({ word: run[i] + run[i + 1], glued: false });
    } else {
      out.push({ word: cut(m[0]), glued: end >= 0 && joiners.test(text.slice(end, m.index)) });
    }
    end = m.index + m[0].length;
  }
  return out;
}

/** Reads the language part of the root: word lists and stemming rules. */
function readLanguage(stop, asks, soft, rules, endings) {
  const set = (s) => new Set(s.split(' '));
  const l = { stop: set(stop), asks: set(asks), soft: set(soft), inner: [], ends: [], endings: set(endings) };
  if (endings) l.endings.add('');
  for (const rule of rules.split(' ')) {
    const m = /^([~=]?)(.+)>(.*?)([3-9]?)$/.exec(rule);
    if (!m) continue;
    if (m[1] === '=') l.ends.push({ whole: true, from: m[2], to: m[3] + m[4] });
    else (m[1] ? l.inner : l.ends).push({ from: m[2], to: m[3], min: +m[4] || 4 });
  }
  return l;
}

function spell(l, w) {
  if (!isASCII(w)) return w;
  for (const r of l.inner) {
    const at = w.length < r.min ? -1 : w.indexOf(r.from);
    if (at >= 0 && at + r.from.length < w.length) w = w.slice(0, at) + r.to + w.slice(at + r.from.length);
  }
  return w;
}

export function stem(l, w) {
  if (!isASCII(w)) return w;
  w = spell(l, w);
  for (const r of l.ends) {
    if (r.whole ? w === r.from : w.length >= r.min && w.endsWith(r.from)) {
      return r.whole ? r.to : w.slice(0, w.length - r.from.length) + r.to;
    }
  }
  return w;
}

// ---- Files of the index ----

/** Reads the number at s[i]: [value, place behind it]. */
function readNumber(s, i) {
  let high = 0;
  for (; i < s.length; i++) {
    const c = s.charCodeAt(i) - digitZero;
    if (c < 0 || c > 93) break;
    if (c < 64) return [high * 64 + c, i + 1];
    high = high * 30 + c - 63;
  }
  throw bad;
}

const unshare = (last, s) => [...last].slice(0, s.charCodeAt(0) - digitZero).join('') + s.slice(1);

function readDirectory(line) {
  let last = '';
  return line.split(' ').filter(Boolean).map((f) => {
    const at = f.indexOf(',', 1);
    if (at < 0) throw bad;
    last = unshare(last, f.slice(0, at));
    return { key: last, mark: f.slice(at + 1) };
  });
}

function readRoot(text) {
  const lines = text.split('\n');
  if (lines[0] !== 'bedside-search 1' || lines.length < 11) throw bad;
  return {
    scale: +lines[1].split(' ')[1],
    lang: readLanguage(...lines.slice(2, 7)),
    titles: readBlocks(lines[7]),
    ends: readDirectory(lines[8]),
    names: readDirectory(lines[9]),
    texts: lines[10][0] !== '@' && readDirectory(lines[10]),
    more: lines[10].slice(1),
  };
}

function readTerms(lines) {
  const terms = [];
  let last = '';
  for (const line of lines) {
    const at = line.indexOf(' ', 1);
    if (at < 0) continue;
    last = unshare(last, line.slice(0, at));
    terms.push({ key: last, rarity: line.charCodeAt(at + 1) - digitZero, postings: line.slice(at + 2) });
  }
  return terms;
}

function readRecords(lines) {
  const records = new Map();
  let number = 0;
  for (const line of lines) {
    if (!line) continue;
    const [gap, at] = readNumber(line, 0);
    number += gap;
    const [, title = '', category = '', excerpt = '', url = ''] = line.slice(at).split('\t');
    records.set(number, { number, title, category, excerpt, url: url || codeOf(number).toLowerCase() + '/' });
  }
  return records;
}

function readNames(text) {
  const lines = text.split('\n');
  const blank = lines.indexOf('');
  return { records: readRecords(lines.slice(0, blank)), terms: readTerms(lines.slice(blank)) };
}

function readBlocks(line) {
  let hundred = 0;
  return line.split(' ').filter(Boolean).map((f) => {
    const [gap, at] = readNumber(f, 0);
    hundred += gap;
    return { hundred, mark: f.slice(at) };
  });
}

const readTermLines = (text) => readTerms(text.split('\n'));
const readTitles = (text) => readRecords(text.split('\n'));

/** The code with this number. */
export function codeOf(n) {
  const four = (x) => String(x % 10000).padStart(4, '0');
  const letter = (x) => String.fromCharCode(65 + Math.floor(x / 10000));
  if (n < 100000) return String(n).padStart(5, '0');
  return n < 360000 ? four(n - 100000) + letter(n - 100000) : letter(n - 360000) + four(n - 360000);
}

/** First place in sorted list whose key is not below (not above) the key. */
function place(list, test) {
  let lo = 0;
  let hi = list.length;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (test(list[mid])) hi = mid;
    else lo = mid + 1;
  }
  return lo;
}

/** What follows the line that names the kind of a shard. */
function body(text, kind) {
  if (!text.startsWith(kind + '\n')) throw bad;
  return text.slice(2);
}

const find = (refs, key) => refs[Math.max(place(refs, (r) => r.key > key) - 1, 0)];
const from = (terms, key) => place(terms, (t) => t.key >= key);
const lookup = (terms, key) => {
  const t = terms[from(terms, key)];
  return t && t.key === key ? t : undefined;
};

const fileName = (kind, key, mark) =>
  `${kind}/${[...key].map((c) => (/[a-z0-9]/.test(c) ? c : '_' + c.codePointAt(0).toString(16))).join('')}-${mark}.txt`;

/** The index as far as it is loaded. base: URL of search/index/. */
export class Index {
  constructor(base) {
    this.base = base;
    this.files = new Map(); // name → decoded
    this.loading = new Map(); // name → promise
    this.failed = new Set();
  }

  /** The decoded file, or undefined; then it is noted in need. */
  file(name, decode, need) {
    if (this.files.has(name)) return this.files.get(name);
    if (!this.failed.has(name)) need.set(name, decode);
    return undefined;
  }

  /** Loads a file; never rejects. */
  load(name, decode) {
    if (!this.loading.has(name)) {
      const done = fetch(this.base + name)
        .then((r) => (r.ok ? r.text() : Promise.reject(bad)))
        .then((text) => this.files.set(name, decode(name === rootName ? text : body(text, name[0]))))
        .catch(() => this.failed.add(name))
        .finally(() => this.loading.delete(name));
      this.loading.set(name, done);
    }
    return this.loading.get(name);
  }

  /** Loads the root, so that the first shard can be asked for at once. */
  open() {
    if (!this.files.has(rootName)) this.load(rootName, readRoot);
  }

  /**
   * Answers a query. show is called with each better answer, at last with one
   * whose pending is false; current says whether anybody still wants it.
   */
  async answer(query, limit, show, current = () => true) {
    this.failed.clear();
    for (;;) {
      const need = new Map();
      let answer;
      try {
        answer = ask(this, need, query, limit);
      } catch {
        answer = { ...noAnswer, broken: true };
        need.clear();
      }
      answer.pending = need.size > 0;
      answer.broken ||= this.failed.size > 0;
      if (!current()) return answer;
      show(answer);
      if (!answer.pending) return answer;
      await Promise.race([...need].map(([name, decode]) => this.load(name, decode)));
    }
  }
}

// ---- Queries (query.go) ----

function without(slots, out) {
  const kept = [];
  let gap = false;
  for (const s of slots) {
    if (out(s)) {
      gap = true;
      continue;
    }
    kept.push({ ...s, glued: s.glued && !gap });
    gap = false;
  }
  return kept.length ? kept : slots;
}

export const clip = (s) => [...s.slice(0, 400)].slice(0, 200).join('');

function parseQuery(lang, text) {
  const all = words(text).map(({ word, glued }) => ({ word, glued, begin: spell(lang, word), stem: stem(lang, word), typed: false, short: false }));
  const last = all[all.length - 1];
  if (last && text.endsWith(last.word)) {
    last.typed = !expressions(last.word).unspaced.test(last.word) || size(last.word) === 1;
    last.short = last.typed && size(last.word) <= 2;
  }
  let kept = without(all, (s) => lang.stop.has(s.word));
  if (all.length > 1 && lang.asks.has(all[0].word)) kept = without(kept, (s) => lang.soft.has(s.word));
  if (kept.length === 1) kept[0].short = false;
  return kept.slice(0, 12);
}

function compactCode(text) {
  let out = '';
  for (let f of text.split(/[ \-.#:\t–]+/).filter(Boolean)) {
    if (!out) {
      if (f === 'cpt' || f === 'hcpcs' || f === 'code') continue;
      f = f.replace(/^(cpt|hcpcs)(?=\d+$)/, '');
    }
    out += f;
  }
  const count = out.replace(/[^a-z]/g, '').length;
  return /^[a-z0-9]*$/.test(out) && count <= 1 && out.length > count ? out : '';
}

/** Ranges of code numbers that a query may mean, if it is a code. */
export function codeRanges(text) {
  const c = compactCode(text);
  const widen = (n, more, base) => [base + n * 10 ** more, base + (n + 1) * 10 ** more];
  const letter = (i) => (c.charCodeAt(i) - 97) * 10000;
  const ranges = [];
  if (/^\d{1,5}$/.test(c)) {
    ranges.push(widen(+c, 5 - c.length, 0));
    if (c.length < 5) for (const l of [5, 12, 19, 20]) ranges.push(widen(+c, 4 - c.length, 100000 + l * 10000));
  } else if (/^\d{4}[fmtu]$/.test(c)) ranges.push(widen(+c.slice(0, 4), 0, 100000 + letter(4)));
  else if (/^[a-z]\d{1,4}$/.test(c)) ranges.push(widen(+c.slice(1), 5 - c.length, 360000 + letter(0)));
  return { ranges, full: ranges.length > 0 && c.length === 5 };
}

// ---- Terms for the words of a query (match.go, nearby.go) ----

const hasDigit = (w) => /[0-9]/.test(w);
const reverse = (s) => [...s].reverse().join('');

function allowedEdits(word) {
  const n = size(word);
  if (n < 4 || hasDigit(word)) return 0;
  return n < 8 ? 1 : 2;
}

export function edits(a, b, limit) {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before = [];
  let row = b.map((_, j) => j);
  row.push(b.length);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      let d = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) d = Math.min(d, before[j - 2] + 1);
      next.push(d);
      least = Math.min(least, d);
    }
    if (least > limit) return limit + 1;
    before = row;
    row = next;
  }
  return Math.min(row[b.length], limit + 1);
}

function nearest(terms, slot, limit, reversed) {
  const forms = new Set([slot.stem, slot.word]);
  if (slot.word.endsWith('s') && size(slot.word) > 4) forms.add(slot.word.slice(0, -1));
  const all = [...forms].map((f) => (reversed ? [...f].reverse() : [...f]));
  const out = [];
  for (const t of terms) {
    if (hasDigit(t.key)) continue;
    const key = [...t.key];
    const d = Math.min(...all.map((f) => edits(f, key, limit)));
    if (d <= limit) out.push({ ...t, key: reversed ? reverse(t.key) : t.key, edits: d });
  }
  return out;
}

function nearer(word, a, b) {
  if (a.edits !== b.edits) return a.edits < b.edits;
  const same = (x) => x.key.codePointAt(0) === word.codePointAt(0);
  if (same(a) !== same(b)) return same(a);
  return a.rarity !== b.rarity ? a.rarity > b.rarity : a.key < b.key;
}

/** Calls use with each guide that has a names' term, and how strongly. */
function eachName(t, use) {
  const p = t ? t.postings : '';
  for (let i = 0, gap, number = 0; i < p.length; i++) {
    [gap, i] = readNumber(p, i);
    number += gap;
    use(number, p.charCodeAt(i) - digitZero);
  }
}

/** Whether a title or a synonym has a names' term, not merely an abbreviation. */
function inTitles(t) {
  let found = false;
  eachName(t, (_, strength) => (found ||= strength > 8));
  return found;
}

/** One query being answered. A slot is pending when a file it needs is not there. */
class Session {
  constructor(index, root, need, text) {
    Object.assign(this, { index, root, need, text });
  }

  names(key) {
    const ref = find(this.root.names, key);
    return this.index.file(fileName('n', ref.key, ref.mark), readNames, this.need);
  }

  texts(key) {
    const refs = this.root.texts || this.index.file(fileName('d', '', this.root.more), readDirectory, this.need);
    if (!refs) return undefined;
    const ref = find(refs, key);
    return this.index.file(fileName('t', ref.key, ref.mark), readTermLines, this.need);
  }

  ends(key) {
    const ref = find(this.root.ends, key);
    return this.index.file(fileName('e', ref.key, ref.mark), readTermLines, this.need);
  }

  add(f, t, quality, named) {
    if (f.terms.some((x) => x.key === t.key)) return;
    f.terms.push({ key: t.key, quality });
    const weight = Math.max(this.root.scale - t.rarity, 1);
    if (!f.scale || weight < f.scale) f.scale = weight;
    f.inNames ||= named;
  }

  look(slots) {
    this.slots = slots.map((s) => ({ ...s, terms: [], scale: 0, inNames: false, strong: false, corrected: '', pending: false }));
    for (const f of this.slots) this.exact(f);
    for (let i = 1; i < this.slots.length; i++) this.joined(this.slots[i - 1], this.slots[i]);
    for (const f of this.slots) {
      if (f.short) f.scale = (f.scale + 1) >> 1;
      else if (!f.pending) this.resolve(f);
    }
  }

  resolve(f) {
    const names = this.names(f.stem).terms;
    if (f.typed) this.expand(f, names, true);
    if (f.terms.length === 1 && f.inNames) this.related(f, names, false);
    if (f.terms.length) return;
    const texts = this.texts(f.stem);
    if (!texts) {
      f.pending = true;
      return;
    }
    const t = lookup(texts, f.stem);
    if (t) this.add(f, t, 8, false);
    else if (f.typed && size(f.word) > 2) this.expand(f, texts, false);
    this.related(f, names, !f.terms.length);
    if (!f.terms.length) this.related(f, texts, false);
    if (!f.terms.length) this.near(f, names, texts);
  }

  exact(f) {
    const n = this.names(f.stem);
    const t = n && lookup(n.terms, f.stem);
    if (t) this.add(f, t, 8, true);
    f.pending = !n;
  }

  joined(a, b) {
    if (a.pending || b.pending) return;
    const key = stem(this.root.lang, cut(a.word + b.word));
    const here = find(this.root.names, key) === find(this.root.names, a.stem);
    if (!here && !b.glued && a.terms.length && b.terms.length) return;
    const n = this.names(key);
    const t = n && lookup(n.terms, key);
    for (const f of [a, b]) {
      if (t) this.add(f, t, 8, true);
      f.pending = !n;
    }
  }

  expand(f, terms, named) {
    let added = 0;
    for (let i = from(terms, f.begin); i < terms.length && terms[i].key.startsWith(f.begin) && added < 24; i++) {
      if (terms[i].key === f.stem) continue;
      this.add(f, terms[i], 5, named);
      added++;
    }
  }

  related(f, terms, named) {
    const { stem: word, scale } = f;
    if (word.length < 6 || !isASCII(word) || hasDigit(word)) return;
    const { endings } = this.root.lang;
    const root = word.slice(0, Math.max(4, word.length - 5));
    for (let i = from(terms, root); i < terms.length && terms[i].key.startsWith(root); i++) {
      const { key } = terms[i];
      let c = root.length;
      while (c < word.length && key[c] === word[c]) c++;
      if (key !== word && endings.has(key.slice(c)) && endings.has(word.slice(c))) this.add(f, terms[i], 5, named);
    }
    if (scale) f.scale = scale;
  }

  kin(f, terms, named) {
    const need = Math.max(8, Math.floor((f.stem.length * 6) / 10));
    if (f.stem.length < need || !isASCII(f.stem)) return;
    const root = f.stem.slice(0, need);
    let i = from(terms, root);
    for (let added = 0; i < terms.length && terms[i].key.startsWith(root) && added < 24; i++, added++) this.add(f, terms[i], 3, named);
  }

  near(f, names, texts) {
    const limit = allowedEdits(f.word);
    if (!limit) {
      this.unnumbered(f);
      return;
    }
    const ends = this.ends(reverse(f.stem));
    if (!ends) {
      f.pending = true;
      return;
    }
    let list = [...nearest(names, f, limit, false).filter(inTitles), ...nearest(ends, f, limit, true)];
    if (!list.length) list = nearest(texts, f, limit, false);
    this.correct(f, list);
    if (f.terms.length || f.pending) return;
    this.kin(f, names, true);
    this.kin(f, texts, false);
  }

  unnumbered(f) {
    const letters = f.word.replace(/[0-9]+$/, '');
    if (letters.length < 2 || letters === f.word || f.word.length > 8 || !isASCII(f.word) || hasDigit(letters)) return;
    const n = this.names(letters);
    const t = n && lookup(n.terms, letters);
    f.pending = !n;
    if (!t) return;
    this.add(f, t, 5, true);
    f.corrected = letters;
  }

  correct(f, list) {
    for (let k = 0; k < 3 && list.length; k++) {
      const best = list.reduce((a, b) => (nearer(f.stem, b, a) ? b : a));
      f.corrected ||= best.key;
      const n = this.names(best.key);
      if (n) this.add(f, best, 7 - best.edits, !!lookup(n.terms, best.key));
      else f.pending = true;
      list = list.filter((t) => t.key !== best.key && t.edits <= best.edits);
    }
  }

  // ---- Ranking (rank.go) ----

  rank() {
    const values = this.slots.map((f) => this.scoreNames(f));
    if (!this.slots.some((f) => f.pending) && !this.satisfied(values)) {
      this.slots.forEach((f, i) => f.short || this.scoreTexts(f, values[i]));
      const rarest = this.slots.reduce((a, b) => (b.scale > a.scale ? b : a));
      this.textual = !rarest.corrected && rarest.word;
    }
    const hits = new Map();
    let total = 0;
    this.slots.forEach((f, i) => {
      if (!f.terms.length) return;
      total += f.scale;
      for (const [number, v] of values[i]) {
        let h = hits.get(number);
        if (!h) hits.set(number, (h = { number, score: 0, covered: 0 }));
        h.score += v * f.scale;
        h.covered += f.scale;
      }
    });
    const order = (x, y) => y.score - x.score || x.number - y.number;
    const out = [...hits.values()];
    for (const h of out) h.score = Math.floor((Math.floor((h.score * h.covered) / total) * h.covered) / total);
    out.sort(order);
    for (const h of out.slice(0, 48)) {
      const r = this.known(h.number);
      if (r) h.score += Math.floor((h.score * this.likeness(r.title)) / 8);
    }
    out.sort(order);
    return out.filter((h) => h.score * 10 >= out[0].score);
  }

  likeness(title) {
    const { lang } = this.root;
    const last = this.slots[this.slots.length - 1];
    const query = this.slots.slice(0, -1).map((f) => f.stem).join('');
    const folded = fold(title);
    const kept = words(folded).filter(({ word }) => !lang.stop.has(word));
    const stems = kept.map(({ word }) => stem(lang, word)).join('');
    const literal = this.text.includes(folded) || folded.startsWith(this.text) ? 1 : 0;
    if (query + last.stem === stems) return 4 + literal;
    if (last.typed && stems.startsWith(query + last.begin)) return 2 + literal;
    if (last.short && kept.some(({ word }) => word.startsWith(last.word))) return 1 + literal;
    return literal;
  }

  satisfied(values) {
    const long = this.slots.flatMap((f, i) => (f.short ? [] : [i]));
    if (!long.every((i) => this.slots[i].inNames && this.slots[i].strong)) return false;
    if (!long.length) return true;
    for (const n of values[long[0]].keys()) if (long.every((i) => values[i].has(n))) return true;
    return false;
  }

  scoreNames(f) {
    const best = new Map();
    for (const c of f.terms) {
      const t = lookup((this.names(c.key) || noNames).terms, c.key);
      eachName(t, (number, strength) => {
        if (strength > 8) f.strong = true;
        const v = strength * 2 * c.quality;
        if (!(best.get(number) >= v)) best.set(number, v);
      });
    }
    return best;
  }

  scoreTexts(f, best) {
    const text = new Map();
    for (const c of f.terms) {
      const t = lookup(this.texts(c.key) || [], c.key);
      if (!t) continue;
      const p = t.postings;
      for (let i = 0, v, number = 0; i < p.length; ) {
        [v, i] = readNumber(p, i);
        number += v >> 2;
        const s = ((v & 3) + 1) * 8 * c.quality;
        if (!(text.get(number) >= s)) text.set(number, s);
      }
    }
    for (const [n, v] of text) best.set(n, (best.get(n) || 0) + v);
  }

  /** A guide's record in the files of this query, with excerpt if one has it. */
  known(number) {
    let kept;
    for (const f of this.slots) {
      for (const c of f.terms) {
        const r = (this.names(c.key) || noNames).records.get(number);
        if (r && (!kept || !kept.excerpt)) kept = r;
      }
    }
    return kept;
  }

  /** What is shown of a guide: its record, else its title, else its code alone. */
  record(number) {
    const r = this.known(number) || titlesOf(this.index, this.root, this.need, number).records?.get(number);
    return r || { number, title: '', category: '', excerpt: '', url: codeOf(number).toLowerCase() + '/' };
  }
}

/** The records of the block that holds a number, and where the next begins. */
function titlesOf(index, root, need, number) {
  const blocks = root.titles;
  const i = place(blocks, (b) => b.hundred > number / 100);
  const next = blocks[i] ? blocks[i].hundred * 100 : Infinity;
  if (!i || !blocks[i]) return { next };
  const { hundred, mark } = blocks[i - 1];
  return { next, records: index.file(fileName('c', String(hundred), mark), readTitles, need) };
}

function byCode(index, root, need, ranges, limit) {
  const out = [];
  for (const [lo, hi] of ranges) {
    for (let n = lo; n < hi && out.length < limit; ) {
      const { records, next } = titlesOf(index, root, need, n);
      for (; n < Math.min(next, hi) && out.length < limit; n++) {
        const r = records && records.get(n);
        if (r) out.push({ ...r, score: 1000 });
      }
    }
  }
  return out;
}

const noAnswer = { results: [], total: 0, corrections: [], unknown: [] };

/** Answers from what is loaded; marks, typed and lang say what to mark. */
function ask(index, need, query, limit) {
  const root = index.file(rootName, readRoot, need);
  const text = fold(clip(query));
  if (!root) return { ...noAnswer };
  const { ranges, full } = codeRanges(text);
  if (ranges.length) {
    const results = byCode(index, root, need, ranges, limit);
    if (full || results.length || need.size) return { ...noAnswer, results, total: results.length };
  }
  const codes = [];
  const slots = parseQuery(root.lang, text).filter(({ word }) => {
    const c = codeRanges(word);
    if (c.full) codes.push(...c.ranges);
    return !c.full;
  });
  const named = byCode(index, root, need, codes, limit);
  if (!slots.length) return { ...noAnswer, results: named, total: named.length };
  const s = new Session(index, root, need, text.replace(/^ +| +$/g, ''));
  s.look(slots);
  const last = s.slots[s.slots.length - 1];
  const hits = s.rank().filter((h) => !named.some((r) => r.number === h.number));
  return {
    results: [...named, ...hits.slice(0, limit - named.length).map((h) => ({ ...s.record(h.number), score: h.score }))],
    total: named.length + hits.length,
    corrections: s.slots.filter((f) => f.corrected).map((f) => [f.word, f.corrected]),
    unknown: s.slots.filter((f) => !f.terms.length && !f.pending).map((f) => f.word),
    marks: new Set(s.slots.flatMap((f) => f.terms.map((t) => t.key))),
    textual: s.textual,
    typed: last.typed && last.word.length > 1 && last.word,
    lang: root.lang,
  };
}

// ---- What people see ----

let site; // URL of the site's root
const shownInBox = 8;
const shownInPage = 10;

function element(name, attributes = {}, ...children) {
  const e = document.createElement(name);
  for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
  e.append(...children);
  return e;
}

/** The text with the query's words in <mark>. */
function marked(text, { marks, lang, typed }) {
  const out = document.createDocumentFragment();
  let at = 0;
  for (const m of text.matchAll(expressions(text).runs)) {
    const w = fold(m[0]);
    if (!(lang && (marks.has(w) || marks.has(stem(lang, w)) || (typed && w.startsWith(typed))))) continue;
    out.append(text.slice(at, m.index), element('mark', {}, m[0]));
    at = m.index + m[0].length;
  }
  out.append(text.slice(at));
  return out;
}

/** What to say of an answer; "" while nothing is known yet. */
function spoken(query, answer, shown) {
  if (answer.broken && !answer.pending && !answer.results.length) {
    return navigator.onLine === false
      ? 'You are offline. Search needs a connection.'
      : 'The search index could not be loaded. Try again, or use the list of all codes.';
  }
  if (answer.pending && !answer.results.length) return 'Searching…';
  let s = answer.total === 1 ? '1 guide' : `${answer.total || 'No'} guides`;
  s += ` for “${query}”`;
  if (answer.total > shown) s += `, best ${shown} first`;
  s += '.';
  for (const [word, other] of answer.corrections) s += ` No guide has “${word}”: searched for “${other}”.`;
  if (answer.results.length) for (const word of answer.unknown) s += ` No guide has “${word}”.`;
  if (answer.broken) s += ' Part of the index could not be loaded: guides may be missing.';
  return s;
}

/**
 * Where a result leads. If nothing of the title was asked for, the browser is
 * told to show the word that its text was found by.
 */
function address(r, { textual, typed, lang, marks }) {
  const url = new URL(r.url, site);
  if (textual && !marked(r.title, { typed, lang, marks }).querySelector('mark')) {
    url.hash = ':~:text=' + encodeURIComponent(textual).replace(/-/g, '%2D');
  }
  return url.href;
}

function parts(r, answer) {
  const out = [
    element('span', { class: 'search-title' }, r.title ? marked(r.title, answer) : 'Guide'),
    ' ',
    element('span', { class: 'search-code' }, codeOf(r.number)),
  ];
  if (r.category) out.push(' ', element('span', { class: 'search-category' }, r.category));
  if (r.excerpt) out.push(' ', element('span', { class: 'search-excerpt' }, marked(r.excerpt, answer)));
  return out;
}

/** A list of results under the box of every page: a combobox. */
class Popup {
  constructor(form, input, search, n) {
    Object.assign(this, { form, input, search, chosen: -1, options: [] });
    this.status = element('p', { class: 'search-status', role: 'status' });
    this.list = element('div', {
      class: 'search-results', role: 'listbox', id: `search-results-${n}`, 'aria-label': 'Guides found', 'data-search-results': '', hidden: '',
    });
    this.root = element('div', { class: 'search-popup' }, this.status, this.list);
    form.append(this.root);
    for (const [k, v] of Object.entries({
      role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': this.list.id, autocomplete: 'off',
    })) input.setAttribute(k, v);
    input.addEventListener('input', () => this.ask());
    input.addEventListener('keydown', (e) => this.key(e));
    input.addEventListener('focus', () => input.value && this.list.hidden && this.ask());
    form.addEventListener('focusout', (e) => form.contains(e.relatedTarget) || this.close());
  }

  ask() {
    const query = this.input.value;
    if (!query.trim()) {
      this.turn = undefined;
      this.close();
      return;
    }
    const turn = (this.turn = {});
    this.search.answer(query, shownInBox, (answer) => this.show(query, answer), () => this.turn === turn && document.activeElement === this.input);
  }

  show(query, answer) {
    if (answer.pending && !answer.results.length) {
      if (this.list.hidden) this.say('Searching…');
      return;
    }
    const kept = this.options[this.chosen]?.getAttribute('href');
    this.options = answer.results.map((r, i) => {
      const a = element('a', {
        class: 'search-option', role: 'option', id: `${this.list.id}-${i}`, tabindex: '-1', 'aria-selected': 'false', href: address(r, answer),
      });
      a.append(...parts(r, answer));
      return a;
    });
    this.list.replaceChildren(...this.options);
    this.list.hidden = !this.options.length;
    this.input.setAttribute('aria-expanded', String(!this.list.hidden));
    this.choose(kept ? this.options.findIndex((a) => a.getAttribute('href') === kept) : -1);
    if (!answer.pending) this.say(spoken(query.trim(), answer, shownInBox));
  }

  say(text) {
    if (this.status.textContent !== text) this.status.textContent = text;
  }

  choose(i) {
    this.options[this.chosen]?.setAttribute('aria-selected', 'false');
    this.chosen = i;
    const a = this.options[i];
    if (a) {
      a.setAttribute('aria-selected', 'true');
      a.scrollIntoView({ block: 'nearest' });
      this.input.setAttribute('aria-activedescendant', a.id);
    } else this.input.removeAttribute('aria-activedescendant');
  }

  close() {
    this.turn = undefined;
    this.options = [];
    this.choose(-1);
    this.list.hidden = true;
    this.list.replaceChildren();
    this.input.setAttribute('aria-expanded', 'false');
    this.say('');
  }

  key(e) {
    if (e.isComposing) return;
    const open = !this.list.hidden;
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      e.preventDefault();
      if (!open) {
        this.ask();
        return;
      }
      const n = this.options.length + 1; // one place for the box itself
      this.choose(((this.chosen + 1 + (e.key === 'ArrowDown' ? 1 : n - 1)) % n) - 1);
    } else if (e.key === 'Enter' && open && this.options[this.chosen]) {
      e.preventDefault();
      this.options[this.chosen].click();
    } else if (e.key === 'Escape' && (open || this.status.textContent)) {
      e.preventDefault();
      this.close();
    }
  }
}

/** The page /search/: a list that follows the box, and the query in the address. */
class Page {
  constructor(holder, inputs, search) {
    Object.assign(this, { holder, inputs, search, limit: shownInPage });
    this.status = holder.querySelector('[role="status"]') || element('p', { role: 'status' });
    this.list = element('ol', { class: 'search-results', 'data-search-results': '' });
    this.more = element('button', { class: 'search-more', type: 'button' }, 'More results');
    this.more.hidden = true;
    this.more.addEventListener('click', () => this.run((this.limit += shownInPage)));
    if (!this.status.isConnected) holder.prepend(this.status);
    holder.append(this.list, this.more);
    for (const input of inputs) {
      input.addEventListener('input', () => this.typed(input));
      input.form.addEventListener('submit', (e) => {
        e.preventDefault();
        this.typed(input);
      });
    }
    addEventListener('popstate', () => this.read());
    this.read();
  }

  /** Takes the query from the address. */
  read() {
    const query = new URLSearchParams(location.search).get('q') || '';
    for (const input of this.inputs) if (query || input.value) input.value = query;
    this.limit = shownInPage;
    this.run();
  }

  typed(input) {
    const url = new URL(location.href);
    const query = input.value;
    if (query) url.searchParams.set('q', clip(query));
    else url.searchParams.delete('q');
    if (url.href !== location.href) history.replaceState(null, '', url);
    for (const other of this.inputs) if (other !== input) other.value = query;
    this.limit = shownInPage;
    this.run();
  }

  run() {
    const query = this.inputs[0].value;
    const turn = (this.turn = {});
    if (!query.trim()) {
      this.list.replaceChildren();
      this.status.textContent = '';
      this.more.hidden = true;
      this.fallback(false);
      return;
    }
    this.search.answer(query, this.limit, (answer) => this.show(query, answer), () => this.turn === turn);
  }

  show(query, answer) {
    if (answer.results.length || !answer.pending) {
      this.list.replaceChildren(...answer.results.map((r) => {
        const [title, ...rest] = parts(r, answer);
        const a = element('a', { href: address(r, answer) }, title);
        return element('li', { class: 'search-result' }, a, ...rest);
      }));
      this.more.hidden = answer.total <= answer.results.length || answer.pending;
      this.fallback(answer.results.length > 0);
    }
    const text = spoken(clip(query.trim()), answer, this.limit);
    if (this.status.textContent !== text && !(answer.pending && answer.results.length)) this.status.textContent = text;
  }

  fallback(hide) {
    for (const e of document.querySelectorAll('[data-search-fallback]')) e.hidden = hide;
  }
}

function start() {
  const script = document.querySelector('script[data-search-root]');
  if (!script) return;
  const search = new Index(new URL(script.dataset.searchRoot, document.baseURI).href);
  site = new URL(script.dataset.siteRoot || '/', document.baseURI);
  const inputs = [...document.querySelectorAll('form[role="search"] input[name="q"]')];
  if (!inputs.length) return;
  for (const input of inputs) input.addEventListener('focus', () => search.open());
  const holder = document.querySelector('[data-search-page]');
  if (holder) new Page(holder, inputs, search);
  else inputs.forEach((input, n) => new Popup(input.form, input, search, n));
  if (inputs.includes(document.activeElement)) search.open();
  addEventListener('keydown', (e) => {
    if (e.key.toLowerCase() === 'k' && (e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey) {
      e.preventDefault();
      inputs[0].focus();
      inputs[0].select();
    }
  });
}

if (typeof document !== 'undefined') start();
