//# allFunctionsCalledOnLoad
// (which asks V8 to compile everything while this file loads, on another thread, and not
// when the first letter is typed: https://v8.dev/blog/explicit-compile-hints)

// The search: reads the index that the package internal/search writes (its package
// comment describes the files) and shows what it finds, in a list under the box
// of every page and in the page /search/ itself. search.js loads it when a reader
// turns to the box.
//
// Markup of the two, for the style sheet:
//   .search-popup                    under the form; holds the two below
//     p.search-status [role=status]  what was found; empty when there is nothing to say
//     .search-results [role=listbox] the list; hidden when closed
//       a.search-option [role=option], [aria-selected=true] on the chosen one
//   ol.search-results                the list in the page /search/
//     li.search-result > a.search-title
//   .search-title .search-code .search-category .search-excerpt   parts of a result
//   .search-excerpt.search-awaited   where a passage of the guide comes a moment later
//   button.search-more               more results, in the page
//   mark                             words of the query

const bad = new Error('Not a file of this search index');
const digitZero = 33;
const rootName = 'root.txt';

// ---- Text: the same rules as the index's (fold.go, words.go, language.go) ----

const accents = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f]/g;
const letters = {
  ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ħ: 'h', ı: 'i', ŋ: 'n', ς: 'σ', 'ʼ': "'",
};
const joiners = /^[-./_+&'’‐‑‒–]$/;

// Expressions for words: of ASCII text, of text with the letters of Latin-1 and
// Latin Extended A and B, and of any other. The last kind takes some 5 ms to
// compile, so it is made when it is first needed.
const kinds = [
  [/^[\x00-\x7f]*$/, 'a-z0-9'],
  [/^[\x00-\u024f\u2000-\u2068]*$/, 'a-z0-9ªµºÀ-ÖØ-öø-ɏ²³¹¼-¾'],
].map(([fits, word]) => ({
  fits,
  runs: new RegExp(`[${word}]+`, 'gi'),
  contraction: new RegExp(`(?<=[${word}])['’](?:[stdm]|re|ve|ll)(?![${word}])`, 'g'),
  unspaced: /$^/,
}));
let wide;

function expressions(text) {
  const narrow = kinds.find(({ fits }) => fits.test(text));
  if (narrow) return narrow;
  if (!wide) {
    const word = '[\\p{L}\\p{N}\\p{M}]';
    const pairs = `[ー${['Han', 'Hira', 'Kana', 'Hang', 'Thai', 'Laoo', 'Khmr', 'Mymr'].map((s) => `\\p{sc=${s}}`).join('')}]`;
    wide = {
      runs: new RegExp(`(?:(?=${word})${pairs})+|(?:(?!${pairs})${word})+`, 'gu'),
      contraction: new RegExp(`(?<=${word})['’](?:[stdm]|re|ve|ll)(?!${word})`, 'gu'),
      unspaced: new RegExp(`^${pairs}`, 'u'),
    };
  }
  return wide;
}

// eslint-disable-next-line no-control-regex
const isASCII = (s) => /^[\x00-\x7f]*$/.test(s);

function fold(s) {
  s = s.toLowerCase();
  if (isASCII(s)) return s;
  s = s.normalize('NFKD').replace(accents, '').normalize('NFC').toLowerCase();
  return s.replace(/[ßæœøđðþłħıŋςʼ]/g, (c) => letters[c]);
}

const size = (s) => [...s].length;
const cut = (w) => (w.length <= 40 ? w : [...w].slice(0, 40).join(''));

/** The words of a folded text: [{word, glued}]; unspaced scripts in pairs. */
function words(text) {
  const out = [];
  const { runs, contraction, unspaced } = expressions(text);
  text = text.replace(contraction, '');
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
function readLanguage(stop, asks, soft, rules, endings, generic) {
  const set = (s) => new Set(s.split(' '));
  const l = { stop: set(stop), asks: set(asks), soft: set(soft), inner: [], ends: [], endings: set(endings), generic: generic.split(' ') };
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

function stem(l, w) {
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

/** The first n characters; most keys have none beyond the BMP. */
const beginning = (s, n) => (/[\ud800-\udfff]/.test(s) ? [...s].slice(0, n).join('') : s.slice(0, n));

const unshare = (last, s) => beginning(last, s.charCodeAt(0) - digitZero) + s.slice(1);

function readDirectory(line) {
  let key = '';
  return line.split(' ').filter(Boolean).map((f) => {
    const at = f.indexOf(',', 1);
    if (at < 0) throw bad;
    key = unshare(key, f.slice(0, at));
    return { key, mark: f.slice(at + 1) };
  });
}

function readBlocks(line) {
  let key = 0;
  return line.split(' ').filter(Boolean).map((f) => {
    const [gap, at] = readNumber(f, 0);
    key += gap;
    return { key, mark: f.slice(at) };
  });
}

function readRoot(text) {
  const lines = text.split('\n');
  if (lines[0] !== 'bedside-search 2' || lines.length < 12) throw bad;
  return {
    scale: +lines[1].split(' ')[1],
    lang: readLanguage(...lines.slice(2, 8)),
    titles: readBlocks(lines[8]),
    ends: readDirectory(lines[9]),
    names: readDirectory(lines[10]),
    texts: lines[11][0] !== '@' && readDirectory(lines[11]),
    more: lines[11].slice(1),
  };
}

function readTerms(lines) {
  const terms = [];
  let key = '';
  for (const line of lines) {
    const at = line.indexOf(' ', 1);
    if (at < 0) continue;
    key = unshare(key, line.slice(0, at));
    terms.push({ key, rarity: line.charCodeAt(at + 1) - digitZero, postings: line.slice(at + 2) });
  }
  return terms;
}

function readRecords(lines) {
  const records = new Map();
  let number = 0;
  let category = '';
  for (const line of lines) {
    if (!line) continue;
    const [gap, at] = readNumber(line, 0);
    number += gap;
    const [, title = '', other, generics = '', excerpt = '', url] = line.slice(at).split('\t');
    category = other || category;
    records.set(number, { number, title, category: category === '-' ? '' : category, generics, excerpt, url: url || codeOf(number).toLowerCase() + '/' });
  }
  return records;
}

function readNames(text) {
  const lines = text.split('\n');
  const blank = lines.indexOf('');
  return { records: readRecords(lines.slice(0, blank)), terms: readTerms(lines.slice(blank)) };
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

/** How many characters two words have in common at their beginning. */
function shared(a, b) {
  let n = 0;
  while (n < a.length && a[n] === b[n]) n++;
  return n;
}

/** Whether a key comes after another by code points. */
function above(a, b) {
  const n = shared(a, b);
  return (a.codePointAt(n) ?? -1) > (b.codePointAt(n) ?? -1);
}

/** The last of a directory's entries that is not above the key. */
const find = (refs, key) => refs.findLast((r) => !above(r.key, key)) || refs[0];
const lookup = (terms, key) => terms && (terms.byKey ||= new Map(terms.map((t) => [t.key, t]))).get(key);

const fileName = (kind, { key, mark }) =>
  `${kind}/${[...String(key)].map((c) => (/[a-z0-9]/.test(c) ? c : '_' + c.codePointAt(0).toString(16))).join('')}-${mark}.txt`;

/** How long the page may wait for an answer, in milliseconds, before it gets a turn. */
const slice = 5;

const turn = () => new Promise((done) => setTimeout(done));

/** The index as far as it is loaded. base: URL of search/index/; first: its root, which is under way, if anybody asked for it. */
export class Index {
  constructor(base, first) {
    this.base = base;
    this.first = first;
    this.files = new Map(); // name → decoded
    this.loading = new Map(); // name → promise
    this.failed = new Set();
    this.compared = new Map(); // word, kind of terms and limit → near spellings
  }

  /** The decoded file, or undefined; then it is noted in need. */
  file(name, decode, need) {
    if (!this.files.has(name) && !this.failed.has(name)) need.set(name, decode);
    return this.files.get(name);
  }

  /** Loads a file that is not there; never rejects. */
  async load(name, decode) {
    if (this.files.has(name) || this.failed.has(name)) return undefined;
    if (!this.loading.has(name)) {
      this.loading.set(name, this.fetch(name)
        .then((text) => {
          // Every file but the root names its kind; hosts answer missing files with pages.
          if (name !== rootName && !text.startsWith(name[0] + '\n')) throw bad;
          this.files.set(name, decode(name === rootName ? text : text.slice(2)));
        })
        .catch(() => this.failed.add(name))
        .finally(() => this.loading.delete(name)));
    }
    return this.loading.get(name);
  }

  async fetch(name) {
    const { first } = this;
    this.first = undefined;
    const text = name === rootName && (await first);
    if (text) return text;
    const r = await fetch(this.base + name);
    if (!r.ok) throw bad;
    return r.text();
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
        const steps = ask(this, need, query, limit);
        for (let until = performance.now() + slice; !answer; ) {
          const step = steps.next();
          answer = step.value;
          if (performance.now() > until) {
            await turn();
            if (!current()) return answer;
            until = performance.now() + slice;
          }
        }
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
    if (!out(s)) kept.push({ ...s, glued: s.glued && !gap });
    gap = out(s);
  }
  return kept.length ? kept : slots;
}

const clip = (s) => beginning(s.slice(0, 400), 200);

function parseQuery(lang, text) {
  const all = words(text).map(({ word, glued }) => ({ word, glued, begin: spell(lang, word), stem: stem(lang, word) }));
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
  for (const f of text.split(/[ \-.#:\t–]+/)) {
    if (out) out += f;
    else if (!/^(cpt|hcpcs|code)$/.test(f)) out = f.replace(/^(cpt|hcpcs)(?=\d+$)/, '');
  }
  const count = out.replace(/[^a-z]/g, '').length;
  return /^[a-z0-9]*$/.test(out) && count <= 1 && out.length > count ? out : '';
}

/** Ranges of code numbers that a query may mean, if it is a code. */
function codeRanges(text) {
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

// ---- Near spellings (nearby.go) ----

const hasDigit = (w) => /[0-9]/.test(w);
const reverse = (s) => [...s].reverse().join('');
const correctable = (w) => size(w) >= 4 && !hasDigit(w);
const allowedEdits = (w) => (correctable(w) ? (size(w) < 8 ? 1 : 2) : 0);

/** Characters of a word by index; most words have none beyond the BMP. */
const characters = (s) => (/[\ud800-\udfff]/.test(s) ? [...s] : s);

function edits(a, b, limit) {
  const n = b.length;
  if (Math.abs(a.length - n) > limit) return limit + 1;
  let before = [];
  let row = Array.from({ length: n + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= n; j++) {
      // What is farther from the diagonal than the limit cannot be the way.
      if (j < i - limit || j > i + limit) {
        next[j] = limit + 1;
        continue;
      }
      let d = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) d = Math.min(d, before[j - 2] + 1);
      next[j] = d;
      if (d < least) least = d;
    }
    if (least > limit) return limit + 1;
    before = row;
    row = next;
  }
  return Math.min(row[n], limit + 1);
}

/** Which letters a word has, as bits. An edit changes two at most, which spares most comparisons. */
function letterBits(word) {
  const all = characters(word);
  let bits = 0;
  for (let i = 0; i < all.length; i++) bits |= 1 << all[i].codePointAt(0);
  return bits;
}

function differing(a, b) {
  let n = 0;
  for (let x = a ^ b; x; x &= x - 1) n++;
  return n;
}

const isVowel = (letter) => 'aeiouy'.includes(letter);

/** How many letters of a word a term does not have, in halves: a vowel that stands for another one is half a letter. */
function strange(word, term) {
  const left = [...term];
  const odd = [...word].filter((c) => {
    const i = left.indexOf(c);
    if (i >= 0) left.splice(i, 1);
    return i < 0;
  });
  return 2 * odd.length - Math.min(odd.filter(isVowel).length, left.filter(isVowel).length);
}

/** Measures how far terms are from a word as typed, as a stem, or without s: [edits, strange letters]. */
function ruler(f, limit, turn = (s) => s) {
  const forms = new Set([f.word]);
  if (size(f.stem) >= 4) forms.add(f.stem);
  if (f.word.endsWith('s') && size(f.word) > 4) forms.add(f.word.slice(0, -1));
  const all = [...forms].map((s) => [characters(turn(s)), letterBits(s)]);
  const typed = all[0][0];
  return (key) => {
    const bits = letterBits(key);
    let least = [limit + 1, 0];
    for (const [form, own] of all) {
      const n = differing(bits, own) <= 2 * limit ? edits(form, characters(key), limit) : limit + 1;
      if (n > limit || n > least[0]) continue;
      const odd = strange(typed, key);
      if (n < least[0] || odd < least[1]) least = [n, odd];
    }
    return least;
  };
}

/** The terms near a word. A shard has up to a thousand, so the page may get a turn. */
function* nearest(terms, f, limit, turn = (s) => s) {
  const measure = ruler(f, limit, turn);
  const out = [];
  for (const [i, t] of terms.entries()) {
    if (i % 100 === 99) yield;
    if (!correctable(t.key)) continue;
    const [edits, odd] = measure(t.key);
    if (edits > limit) continue;
    const key = turn(t.key);
    if (size(f.word) > 5 || shared([...f.word], [...key])) out.push({ ...t, key, edits, odd });
  }
  return out;
}

function nearer(word, a, b) {
  if (a.edits !== b.edits) return a.edits < b.edits;
  if (a.odd !== b.odd) return a.odd < b.odd;
  const both = (x) => shared([...word], [...x.key]);
  if (both(a) !== both(b)) return both(a) > both(b);
  return a.rarity !== b.rarity ? a.rarity > b.rarity : above(b.key, a.key);
}

const nearestOf = (word, list) => list.reduce((a, b) => (nearer(word, b, a) ? b : a));

// ---- Terms and scores (match.go, titles.go, rank.go) ----

/** Calls use with each guide that has a names' term, and how strongly. */
function eachName(t, use) {
  if (!t) return;
  if (!t.list) {
    const p = t.postings;
    t.list = [];
    for (let i = 0, gap, number = 0; i < p.length; i++) {
      [gap, i] = readNumber(p, i);
      t.list.push((number += gap), p.charCodeAt(i) - digitZero);
    }
  }
  for (let i = 0; i < t.list.length; i += 2) use(t.list[i], t.list[i + 1]);
}

/** Whether a title or a synonym has a names' term, not merely an abbreviation. */
function inTitles(t) {
  let found = false;
  eachName(t, (_, strength) => (found ||= strength > 8));
  return found;
}

/**
 * Answers a query of words. A slot is pending when a file it needs is not there.
 * Where a step yields, the page may get a turn.
 */
function* answerWords(index, root, need, text, parsed) {
  const { lang } = root;
  const seen = new Map(); // key → shard of names
  let slots;
  let values;
  let textual;
  const apart = []; // words that were looked up as two, and these two
  let shown; // shards of names of all terms of the slots
  const begin = () => {
    slots = parsed.map((s) => ({ ...s, terms: [], scale: 0 }));
    shown = undefined;
  };
  const shard = (kind, refs, key, decode) => {
    const ref = find(refs, key);
    return (ref.data ||= index.file(fileName(kind, ref), decode, need));
  };
  const names = (key) => {
    if (!seen.has(key)) seen.set(key, shard('n', root.names, key, readNames));
    return seen.get(key);
  };
  const ends = (key) => shard('e', root.ends, key, readTermLines);
  const texts = (key) => {
    const refs = root.texts || index.file(fileName('d', { key: '', mark: root.more }), readDirectory, need);
    return refs && shard('t', refs, key, readTermLines);
  };

  function add(f, t, quality, named) {
    if (f.terms.some((x) => x.key === t.key)) return;
    f.terms.push({ key: t.key, quality });
    shown = undefined;
    const weight = Math.max(root.scale - t.rarity, 1);
    if (!f.scale || weight < f.scale) f.scale = weight;
    f.inNames ||= named;
  }

  function exact(f) {
    const n = names(f.stem);
    const t = n && lookup(n.terms, f.stem);
    if (t) add(f, t, 8, true);
    f.pending = !n;
    return n && n.terms;
  }

  function joined(a, b) {
    if (a.pending || b.pending) return;
    const key = stem(lang, cut(a.word + b.word));
    if (find(root.names, key) !== find(root.names, a.stem) && !b.glued && a.terms.length && b.terms.length) return;
    const n = names(key);
    const t = n && lookup(n.terms, key);
    for (const f of [a, b]) {
      if (t) add(f, t, 8, true);
      f.pending = !n;
    }
  }

  /** Adds the 24 commonest terms that begin with a text. */
  function expand(f, terms, begin, quality, named) {
    const longer = terms.filter((t) => t.key.startsWith(begin) && t.key !== f.stem).sort((a, b) => b.rarity - a.rarity);
    for (const t of longer.slice(0, 24)) add(f, t, quality, named);
  }

  function related(f, terms, named) {
    const { stem: word, scale } = f;
    if (word.length < 6 || !isASCII(word) || hasDigit(word)) return;
    const root = word.slice(0, Math.max(4, word.length - 5));
    for (const t of terms) {
      if (!t.key.startsWith(root) || t.key === word) continue;
      const c = shared(word, t.key);
      if (lang.endings.has(t.key.slice(c)) && lang.endings.has(word.slice(c))) add(f, t, 3, named);
    }
    if (scale) f.scale = scale;
  }

  function* resolve(f) {
    const n = names(f.stem).terms;
    if (f.typed) expand(f, n, f.begin, 5, true);
    if (f.terms.length === 1 && f.inNames) related(f, n, false);
    if (f.inNames && f.terms[0].quality < 8 && f.terms.length <= 2) yield* slips(f, n);
    if (f.terms.length || f.pending) return;
    const all = texts(f.stem);
    if (!all) {
      f.pending = true;
      return;
    }
    const t = lookup(all, f.stem);
    if (t) add(f, t, 8, false);
    else if (f.typed && size(f.word) > 2) expand(f, all, f.begin, 5, false);
    related(f, n, !f.terms.length);
    if (t) {
      yield* doubt(f, n, t);
      return;
    }
    if (!f.terms.length) related(f, all, false);
    if (!f.terms.length) yield* near(f, n, all);
    else if (f.terms.length <= 2) yield* slips(f, n);
  }

  function* slips(f, terms) {
    const limit = Math.min(allowedEdits(f.word), 1);
    const list = limit && (yield* nearNames(f, terms, limit));
    if (list) correct(f, list);
  }

  function* doubt(f, terms, own) {
    const limit = Math.min(allowedEdits(f.word), 1);
    const list = ((limit && (yield* nearNames(f, terms, limit))) || []).filter((t) => t.rarity >= own.rarity);
    if (!list.length) return;
    const { scale } = f;
    add(f, nearestOf(f.word, list), 5, false);
    f.scale = scale;
  }

  /** What make compares, once. */
  function* compared(f, kind, limit, make) {
    const key = kind + limit + f.word;
    if (!index.compared.has(key)) {
      index.compared.set(key, yield* make());
    }
    return index.compared.get(key);
  }

  function* nearNames(f, terms, limit) {
    const e = ends(reverse(f.stem));
    f.pending = !e;
    if (!e) return undefined;
    const begins = (yield* compared(f, 'n', limit, () => nearest(terms, f, limit))).filter(inTitles);
    return [...begins, ...(yield* compared(f, 'e', limit, () => nearest(e, f, limit, reverse)))];
  }

  function* near(f, terms, all) {
    const limit = allowedEdits(f.word);
    if (!limit) {
      unnumbered(f);
      return;
    }
    let list = yield* nearNames(f, terms, limit);
    if (!list) return;
    if (!list.length && size(f.word) > 5) list = yield* compared(f, 't', limit, () => nearest(all, f, limit));
    if (!list.some((t) => t.edits < 2)) halve(f);
    if (f.halves || f.pending) return;
    correct(f, list);
    if (f.terms.length || f.pending) return;
    const need = Math.max(8, Math.floor((f.stem.length * 6) / 10));
    if (f.stem.length < need || !isASCII(f.stem)) return;
    expand(f, terms, f.stem.slice(0, need), 3, true);
    expand(f, all, f.stem.slice(0, need), 3, false);
  }

  /** Two words of names that were written as one. */
  function halve(f) {
    const own = find(root.names, f.stem);
    for (let i = isASCII(f.word) ? f.word.length - 3 : 0; i >= 3 && !f.halves && !f.pending; i--) {
      const [a, b] = [f.word.slice(0, i), f.word.slice(i)].map((word) => ({ word, begin: spell(lang, word), stem: stem(lang, word) }));
      if (lang.stop.has(a.word) || lang.stop.has(b.word)) continue;
      if (find(root.names, a.stem) === own && named(f, a.stem) && named(f, b.stem)) f.halves = [{ ...a, glued: f.glued }, { ...b, glued: true, typed: f.typed }];
    }
  }

  function named(f, key) {
    const n = names(key);
    f.pending = !n;
    const t = n && lookup(n.terms, key);
    return t && inTitles(t);
  }

  function unnumbered(f) {
    const letters = f.word.replace(/[0-9]+$/, '');
    if (letters.length < 2 || letters === f.word || f.word.length > 8 || !isASCII(f.word) || hasDigit(letters)) return;
    const key = stem(lang, letters);
    const n = names(key);
    f.pending = !n;
    if (!n) return;
    const t = lookup(n.terms, key);
    if (t) add(f, t, 5, true);
    else if (letters.length > 3) expand(f, n.terms, letters, 5, true);
    if (f.terms.length) f.corrected = letters;
  }

  function correct(f, list) {
    for (let k = 0; k < 3 && list.length; k++) {
      const best = nearestOf(f.word, list);
      f.corrected ||= best.key;
      const n = names(best.key);
      if (n) add(f, best, Math.max(7 - best.edits - k, 3), !!lookup(n.terms, best.key));
      else f.pending = true;
      list = list.filter((t) => t.key !== best.key && t.edits <= best.edits);
    }
  }

  /** Looks up the longest words and seeks the others in the titles of what they find. */
  function byTitles() {
    const generic = (f) => lang.generic.some((g) => g === f.stem || (f.typed && size(f.word) > 2 && g.startsWith(f.word)));
    const sorted = slots.filter((f) => !f.short).sort((a, b) => generic(a) - generic(b) || size(b.word) - size(a.word));
    const n = sorted.filter((f) => !generic(f)).length;
    const lead = sorted.slice(0, Math.min(n || 2, 3));
    const found = lead.filter((f) => {
      const terms = exact(f);
      if (terms && f.typed) expand(f, terms, f.begin, 5, true);
      return f.terms.length;
    });
    const rest = slots.filter((f) => !found.includes(f));
    if (lead.some((f) => f.pending) || !found.length || !rest.length) return false;
    const maps = new Map(slots.map((f) => [f, f.terms.length ? scoreNames(f) : new Map()]));
    const [first, ...others] = found.map((f) => maps.get(f));
    const guides = [...first.keys()].filter((n) => others.every((m) => m.has(n))).sort((a, b) => a - b);
    const misspelt = found.length < lead.length;
    if (guides.length > 48 && !misspelt) return false;
    let whole = false;
    for (const n of guides) {
      const r = known(n);
      if (!r && misspelt) continue;
      if (!r) return false;
      let all = true;
      for (const f of rest) {
        const v = inTitle(r, f);
        if (v) maps.get(f).set(n, v);
        all &&= v || f.short;
      }
      whole ||= all;
    }
    if (whole) values = [...maps.values()];
    return whole;
  }

  function inTitle(r, f) {
    let best = 0;
    let near;
    const limit = allowedEdits(f.word);
    const measure = ruler(f, limit);
    const all = words(fold(r.title));
    let strength = Math.max(17 - Math.max(all.length, 1), 11);
    for (const { word } of all) {
      const s = stem(lang, word);
      if (s === f.stem) {
        best = 8;
        near = '';
      } else if (best < 5 && f.typed && word.startsWith(f.word)) {
        best = 5;
        near = '';
      } else if (!best && correctable(s) && limit) {
        const [d] = measure(s);
        if (d <= limit) {
          best = 5 - d;
          near = s;
        }
      }
    }
    const g = lang.generic.indexOf(f.stem);
    if (best < 8 && g >= 0 && r.generics.includes(String.fromCharCode(digitZero + g))) {
      best = 8;
      strength = 9;
      near = '';
    }
    if (!best) return 0;
    f.scale = f.short ? 3 : 6;
    if (near) f.corrected ||= near;
    return best * strength * 2;
  }

  function* look() {
    begin();
    if (byTitles()) return;
    yield;
    // Shards that are still under way decide which way is gone.
    if (need.size) return;
    begin();
    for (const f of slots) exact(f);
    for (let i = 1; i < slots.length; i++) joined(slots[i - 1], slots[i]);
    for (const f of slots) {
      if (f.short) f.scale = Math.min((f.scale + 1) >> 1, 3);
      else if (!f.pending) yield* resolve(f);
      yield;
    }
    const glued = slots.filter((f) => f.halves);
    if (!glued.length) return;
    for (const { word, halves } of glued) apart.push([word, halves.map((h) => h.word).join(' ')]);
    parsed = slots.flatMap((f, i) => f.halves || parsed[i]).slice(0, 12);
    yield* look();
  }

  function scoreNames(f) {
    const best = new Map();
    for (const c of f.terms) {
      eachName(lookup(names(c.key)?.terms, c.key), (number, strength) => {
        if (strength > 8) f.strong = true;
        const v = strength * 2 * c.quality;
        if (!(best.get(number) >= v)) best.set(number, v);
      });
    }
    return best;
  }

  function satisfied() {
    const long = slots.flatMap((f, i) => (f.short ? [] : [i]));
    if (!long.every((i) => slots[i].inNames && slots[i].strong)) return false;
    if (!long.length) return true;
    for (const n of values[long[0]].keys()) if (long.every((i) => values[i].has(n))) return true;
    return false;
  }

  function scoreTexts(f, best) {
    const t = !f.corrected && lookup(texts(f.stem), f.stem);
    if (t) add(f, t, 8, false);
    const text = new Map();
    for (const c of f.terms) {
      const p = lookup(texts(c.key), c.key)?.postings || '';
      for (let i = 0, v, number = 0; i < p.length; ) {
        [v, i] = readNumber(p, i);
        number += v >> 2;
        const s = ((v & 3) + 3) * 6 * c.quality;
        if (!(text.get(number) >= s)) text.set(number, s);
      }
    }
    for (const [n, v] of text) best.set(n, (best.get(n) || 0) + v);
  }

  function* rank() {
    if (!values) {
      values = [];
      for (const f of slots) {
        values.push(scoreNames(f));
        yield;
      }
      if (!need.size && !satisfied()) {
        const heaviest = slots.filter((f) => !f.short).sort((a, b) => b.scale - a.scale);
        for (const f of heaviest.slice(0, 6)) {
          scoreTexts(f, values[slots.indexOf(f)]);
          yield;
        }
        const rarest = slots.reduce((a, b) => (b.scale > a.scale ? b : a));
        textual = !rarest.corrected && rarest.word;
      }
    }
    const hits = new Map();
    let total = 0;
    for (const [i, f] of slots.entries()) {
      if (!f.scale) continue;
      total += f.scale;
      for (const [number, v] of values[i]) {
        let h = hits.get(number);
        if (!h) hits.set(number, (h = { number, score: 0, covered: 0 }));
        h.score += v * f.scale;
        h.covered += f.scale;
      }
      yield;
    }
    const order = (x, y) => y.score - x.score || x.number - y.number;
    const out = [...hits.values()];
    for (const h of out) h.score = Math.floor((Math.floor((h.score * h.covered) / total) * h.covered) / total);
    out.sort(order);
    yield;
    for (const h of out.slice(0, 48)) {
      const r = known(h.number);
      if (r) h.score += Math.floor((h.score * likeness(r.title)) / 8);
    }
    out.sort(order);
    return out.filter((h) => h.score * 10 >= out[0].score);
  }

  function likeness(title) {
    const last = slots[slots.length - 1];
    const query = slots.slice(0, -1).map((f) => f.stem).join('');
    const folded = fold(title);
    const kept = words(folded).filter(({ word }) => !lang.stop.has(word));
    const stems = kept.map(({ word }) => stem(lang, word)).join('');
    const begins = folded.startsWith(text);
    const literal = begins || text.includes(folded) ? 1 : 0;
    if (query + last.stem === stems) return 4 + literal;
    if (begins || (last.typed && stems.startsWith(query + last.begin))) return 2 + literal;
    if (last.short && kept.some(({ word }) => word.startsWith(last.word))) return 1 + literal;
    return literal;
  }

  /** A guide's record in the files of this query, with excerpt if one has it. */
  function known(number) {
    shown ||= new Set(slots.flatMap((f) => f.terms.map((c) => names(c.key))));
    let kept;
    for (const n of shown) {
      const r = n?.records.get(number);
      if (r && !kept?.excerpt) kept = r;
    }
    return kept;
  }

  yield* look();
  return { hits: yield* rank(), known, slots, textual, apart };
}

/** The records of the block that holds a number, and where the next begins. */
function titlesOf(index, root, need, number) {
  const blocks = root.titles;
  const i = blocks.findIndex((b) => b.key > number / 100);
  const next = blocks[i] ? blocks[i].key * 100 : Infinity;
  return { next, records: i > 0 ? index.file(fileName('c', blocks[i - 1]), readTitles, need) : undefined };
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

/** Answers from what is loaded, in steps; marks, typed and lang say what to mark. */
function* ask(index, need, query, limit) {
  const root = index.file(rootName, readRoot, need);
  const text = fold(clip(query));
  if (!root) return { ...noAnswer };
  const { ranges, full } = codeRanges(text);
  if (ranges.length) {
    const results = byCode(index, root, need, ranges, limit);
    if (full || results.length || need.size) return { ...noAnswer, results, total: results.length };
  }
  const codes = [];
  const parsed = parseQuery(root.lang, text).filter(({ word }) => {
    const c = codeRanges(word);
    if (c.full) codes.push(...c.ranges);
    return !c.full;
  });
  const results = byCode(index, root, need, codes, limit);
  const named = results.length;
  if (!parsed.length) return { ...noAnswer, results, total: named };
  const { hits: all, known, slots, textual, apart } = yield* answerWords(index, root, need, text.replace(/^ +| +$/g, ''), parsed);
  const hits = all.filter((h) => !results.some((r) => r.number === h.number));
  const room = limit - named;
  const unfinished = need.size > 0;
  let distant = 0;
  for (const { number, score } of hits.slice(0, room)) {
    let r = known(number);
    if (!r) {
      // The order may change yet: no title is worth a request.
      if (unfinished) break;
      // Guides that are found by their texts lie scattered: each title may need another file.
      if (++distant > (room + 1) >> 1) break;
      r = titlesOf(index, root, need, number).records?.get(number);
    }
    results.push({ number, title: '', category: '', excerpt: '', url: codeOf(number).toLowerCase() + '/', ...r, score });
  }
  const last = slots[slots.length - 1];
  return {
    results,
    total: named + hits.length,
    corrections: [...apart, ...slots.filter((f) => f.corrected && !(f.typed && f.corrected.startsWith(f.word))).map((f) => [f.word, f.corrected])],
    unknown: slots.filter((f) => !f.scale && !f.pending && !f.short).map((f) => f.word),
    marks: new Set(slots.flatMap((f) => [f.stem, f.corrected, ...f.terms.map((t) => t.key)])),
    textual,
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

/** Whether a word of a text is one of the query's. */
function asked(written, { marks, lang, typed }) {
  const w = fold(written);
  return lang && (marks.has(w) || marks.has(stem(lang, w)) || (typed && w.startsWith(typed)));
}

/** The text with the query's words in <mark>. */
function marked(text, answer) {
  const out = document.createDocumentFragment();
  let at = 0;
  for (const m of text.matchAll(expressions(text).runs)) {
    if (!asked(m[0], answer)) continue;
    out.append(text.slice(at, m.index), element('mark', {}, m[0]));
    at = m.index + m[0].length;
  }
  out.append(text.slice(at));
  return out;
}

/** What to say of an answer; "" while nothing is known yet. */
function spoken(query, answer) {
  if (answer.broken && !answer.pending && !answer.results.length) {
    return navigator.onLine === false
      ? 'You are offline. Search needs a connection.'
      : 'The search index could not be loaded. Try again, or use the list of all codes.';
  }
  if (answer.pending && !answer.results.length) return 'Searching…';
  let s = answer.total === 1 ? '1 guide' : `${answer.total || 'No'} guides`;
  s += ` for “${query}”`;
  if (answer.total > answer.results.length) s += `, best ${answer.results.length} first`;
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
function address(r, answer) {
  const url = new URL(r.url, site);
  if (answer.textual && !marked(r.title, answer).querySelector('mark')) {
    url.hash = ':~:text=' + encodeURIComponent(answer.textual).replace(/-/g, '%2D');
  }
  return url.href;
}

const explained = 5; // results that may be given a passage of their guide
const maxExcerpt = 130;

function parts(r, i, answer) {
  const out = [
    element('span', { class: 'search-title' }, r.title ? marked(r.title, answer) : 'Guide'),
    ' ',
    element('span', { class: 'search-code' }, codeOf(r.number)),
  ];
  if (r.category) out.push(' ', element('span', { class: 'search-category' }, r.category));
  const excerpt = element('span', { class: 'search-excerpt' }, marked(r.excerpt, answer));
  out.push(' ', excerpt);
  const tells = out[0].querySelector('mark') || excerpt.querySelector('mark');
  // A list of codes is asked for its titles.
  if (!tells && i < explained && (answer.marks || answer.results.length === 1)) excerpt.classList.add('search-awaited');
  return out;
}

/** Shows answers in a list under the box of a page: a combobox. */
function popup(form, input, index) {
  const status = form.querySelector('.search-status');
  const list = form.querySelector('.search-results');
  let chosen;
  let turn; // the question that is being answered

  const options = () => [...list.children];
  const say = (text) => status.textContent === text || (status.textContent = text);

  function choose(a) {
    chosen?.setAttribute('aria-selected', 'false');
    chosen = a;
    if (a) {
      a.setAttribute('aria-selected', 'true');
      a.scrollIntoView({ block: 'nearest' });
      input.setAttribute('aria-activedescendant', a.id);
    } else input.removeAttribute('aria-activedescendant');
  }

  function fill(links) {
    const kept = chosen?.href;
    list.replaceChildren(...links);
    list.hidden = !links.length;
    input.setAttribute('aria-expanded', String(!list.hidden));
    choose(links.find((a) => a.href === kept));
  }

  function close() {
    turn = undefined;
    fill([]);
    say('');
  }

  function show(query, answer, current) {
    if (answer.pending && !answer.results.length) {
      if (list.hidden) say('Searching…');
      return;
    }
    fill(answer.results.map((r, i) => {
      const a = element('a', {
        class: 'search-option', role: 'option', id: `${list.id}-${i}`, tabindex: '-1', 'aria-selected': 'false', href: address(r, answer),
      });
      a.append(...parts(r, i, answer));
      return a;
    }));
    if (!answer.pending) say(spoken(query.trim(), answer));
    explain(list, answer, current);
  }

  function search() {
    const query = input.value;
    if (!query.trim()) return close();
    const mine = (turn = {});
    const current = () => turn === mine && document.activeElement === input;
    return index.answer(query, shownInBox, (answer) => show(query, answer, current), current);
  }

  function key(e) {
    if (e.isComposing) return;
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      e.preventDefault();
      if (list.hidden) search();
      else {
        const ring = [undefined, ...options()]; // one place is the box itself
        choose(ring.at((ring.indexOf(chosen) + (e.key === 'ArrowDown' ? 1 : -1)) % ring.length));
      }
    } else if (e.key === 'Enter' && chosen) {
      e.preventDefault();
      chosen.click();
    } else if (e.key === 'Escape' && status.textContent) {
      e.preventDefault();
      close();
    }
  }

  input.addEventListener('input', search);
  input.addEventListener('keydown', key);
  input.addEventListener('focus', () => input.value && list.hidden && search());
  form.addEventListener('focusout', (e) => form.contains(e.relatedTarget) || close());
  if (document.activeElement === input) search();
}

/** Paragraphs, headings, items and rows of a guide's Markdown behind its title, as plain text: [text, whether it is a heading]. */
function blocks(markdown) {
  return markdown.replace(/^# .*/, '').split(/\n\s*(?=\n|[-+*] |\d+\. |\|)/).map((block) => [
    block.replace(/^\s*([-+*]|\d+\.) /, '').replace(/\[!\w+\]|!?\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[*_`#>|~\s]+/g, ' ').trim(),
    /^\s*#/.test(block),
  ]);
}

/** The piece of a guide's Markdown that has most of the words asked for, best in a text and with the rarest, or "". */
function passage(markdown, answer) {
  const forms = new Map(); // word → what it counts as, if it was asked for
  const form = (w) => forms.get(w) ?? forms.set(w, asked(w, answer) && stem(answer.lang, fold(w))).get(w);
  let best;
  for (const [text, heading] of blocks(markdown)) {
    const hits = [...text.matchAll(expressions(text).runs)].filter((m) => form(m[0]));
    const rarest = hits.find((m) => fold(m[0]) === answer.textual);
    const value = 2 * new Set(hits.map((m) => form(m[0]))).size + (rarest ? 1 : 0) - (heading ? 1 : 0);
    if (hits.length && !(best?.value >= value)) best = { text, value, at: (rarest || hits[0]).index };
  }
  if (!best) return '';
  const { text, at } = best;
  if (text.length <= maxExcerpt) return text;
  const from = text.lastIndexOf(' ', Math.max(at - 40, 0)) + 1;
  const to = text.indexOf(' ', Math.max(at, 40) + maxExcerpt - 40);
  return (from ? '… ' : '') + text.slice(from, to < 0 ? undefined : to) + (to < 0 ? '' : ' …');
}

/** The beginning of a guide's Markdown, which is its summary. */
function opening(markdown) {
  const [, summary = ''] = markdown.split('\n\n');
  const end = summary.lastIndexOf(' ', maxExcerpt);
  return summary.length <= maxExcerpt || end < 0 ? summary : summary.slice(0, end) + '…';
}

const markdown = new Map(); // address → promise of a guide's text, "" if it cannot be had

function markdownOf(r) {
  const url = new URL(r.url + 'guide.md', site).href;
  if (!markdown.has(url)) markdown.set(url, fetch(url).then((a) => (a.ok ? a.text() : '')).catch(() => markdown.delete(url) && ''));
  return markdown.get(url);
}

/**
 * Once the reader pauses, adds to the first results that do not tell why they are here
 * what their guides say. items: their elements, in the order of the results.
 */
async function explain({ children: items }, answer, current) {
  if (answer.pending) return;
  await new Promise((done) => setTimeout(done, 400));
  if (!current()) return;
  await Promise.all(answer.results.map(async (r, i) => {
    const place = items[i].querySelector('.search-awaited');
    if (!place) return;
    const text = await markdownOf(r);
    const found = passage(text, answer) || r.excerpt || opening(text);
    if (current()) place.replaceChildren(marked(found, answer));
  }));
}

/** What the address of a page that is not there asks for: /old/knee-pain.html asks for knee pain. */
function wordsOf(path) {
  const last = path.split('/').filter((part) => part && !/^(index\.|handout$)/.test(part)).pop() || '';
  let text = last;
  try {
    text = decodeURIComponent(last);
  } catch {
    // A stray % stands for itself.
  }
  return clip(text.replace(/\.\w+$/, '').replace(/[-_+.\s]+/g, ' ').trim());
}

/** Shows answers in the page /search/: a list that follows the box, and the query in the address. */
function results(holder, inputs, index) {
  const status = holder.querySelector('[role="status"]');
  const list = element('ol', { class: 'search-results', 'data-search-results': '' });
  const more = element('button', { class: 'search-more', type: 'button', hidden: '' }, 'More results');
  holder.append(list, more);
  let limit = shownInPage;
  let turn;
  let settled = true; // the next letter begins a new query, with a place in the history

  const missing = holder.dataset.searchPage === 'address'; // of a page that is not there

  const fallback = (hide) => {
    for (const e of document.querySelectorAll('[data-search-fallback]')) e.hidden = hide;
  };

  /** Shows the answer to what is asked: the query, or the first digits of a code that has no guide. */
  function show(query, asking, answer, current) {
    if (answer.results.length || !answer.pending) {
      list.replaceChildren(...answer.results.map((r, i) => {
        const [title, ...rest] = parts(r, i, answer);
        return element('li', { class: 'search-result' }, element('a', { href: address(r, answer) }, title), ...rest);
      }));
      more.hidden = answer.total <= answer.results.length || answer.pending;
      fallback(answer.results.length > 0);
    }
    if (missing && !answer.pending && !answer.results.length && /^[a-z]?\d{3,}[a-z]?$/i.test(asking)) return search(asking.slice(0, -1));
    const text = (asking === query ? '' : `No guide for “${query}”. `) + spoken(asking, answer);
    if (status.textContent !== text && !(answer.pending && answer.results.length)) status.textContent = text;
    explain(list, answer, current);
  }

  function search(asking = inputs[0].value.trim()) {
    const query = inputs[0].value.trim();
    const mine = (turn = {});
    const current = () => turn === mine;
    if (query) {
      fallback(true);
      return index.answer(asking, limit, (answer) => show(clip(query), clip(asking), answer, current), current);
    }
    list.replaceChildren();
    status.textContent = '';
    more.hidden = true;
    return fallback(false);
  }

  /** Takes the query from the address. */
  function read() {
    const query = new URLSearchParams(location.search).get('q') ?? (missing ? wordsOf(location.pathname) : '');
    for (const input of inputs) input.value = query;
    limit = shownInPage;
    settled = true;
    search();
  }

  function typed(input) {
    for (const other of inputs) if (other !== input) other.value = input.value;
    limit = shownInPage;
    search(); // before anything else: its files take longest
    const url = new URL(location.href);
    if (input.value) url.searchParams.set('q', clip(input.value));
    else url.searchParams.delete('q');
    if (url.href !== location.href) {
      history[settled && location.search ? 'pushState' : 'replaceState'](null, '', url);
      settled = false;
    }
  }

  more.addEventListener('click', () => {
    limit += shownInPage;
    search();
  });
  for (const input of inputs) {
    input.addEventListener('input', () => typed(input));
    input.form.addEventListener('submit', (e) => {
      e.preventDefault();
      typed(input);
      settled = true;
    });
  }
  addEventListener('popstate', read);
  const begun = inputs.find((input) => input.value && input === document.activeElement);
  if (begun) typed(begun);
  else read();
}

/** Takes over the boxes. What was typed while this file was under way is answered. */
export function start(page) {
  site = page.site;
  const index = new Index(page.root, page.first);
  index.load(rootName, readRoot);
  if (page.holder) results(page.holder, page.inputs, index);
  else for (const input of page.inputs) popup(input.form, input, index);
}
