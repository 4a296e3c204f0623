// Finding answers by their words, as the server does: words must all occur, "phrases" as they stand, -word must
// not, prefix* finds every ending. MiniSearch holds the index and ranks; words are cut and stemmed as SQLite does
// (unicode61 without diacritics, Porter), so that both find the same.
import MiniSearch from "./minisearch.js";
import { stemmer } from "./stemmer.js";

const TERM = /(-)?(?:"([^"]*)"?|([^\s"]+))/g;
const TOKEN = /[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{Co}\u0300-\u036f]*/gu;
const MOST_TERMS = 64;
const RANK = { k: 1.2, b: 0.75, d: 0 }; // As SQLite ranks.

const stems = new Map();

/** A word as the index has it. */
function stem(word) {
  if (!stems.has(word)) {
    const plain = word.normalize("NFD").replace(/(\p{Script=Latin})\p{Mn}+/gu, "$1").normalize("NFC").toLowerCase();
    stems.set(word, stemmer(plain));
  }
  return stems.get(word);
}

const cut = (text) => text.match(TOKEN) ?? [];

/** What somebody typed: what must occur and what must not, each a phrase of stems. */
export function understood(typed) {
  const wanted = [];
  const unwanted = [];
  for (const [, minus, phrase, word] of [...typed.matchAll(TERM)].slice(0, MOST_TERMS)) {
    const words = cut(phrase ?? word).map(stem);
    if (words.length) (minus ? unwanted : wanted).push({ words, isPrefix: Boolean(word?.endsWith("*")) });
  }
  return { wanted, unwanted };
}

/** Where a phrase stands among some words: the places of its first one. */
function* places(words, phrase) {
  const last = phrase.words.length - 1;
  for (let at = 0; at + last < words.length; at += 1) {
    const fits = phrase.words.every((wanted, next) => {
      const word = words[at + next];
      return phrase.isPrefix && next === last ? word.startsWith(wanted) : word === wanted;
    });
    if (fits) yield at;
  }
}

/** Where in a text the wanted words are: pairs of characters, in order, none within another. */
export function hits(text, wanted) {
  const found = [...text.matchAll(TOKEN)];
  const words = found.map(([word]) => stem(word));
  const spans = [];
  for (const phrase of wanted) {
    for (const at of places(words, phrase)) spans.push([at, at + phrase.words.length - 1]);
  }
  spans.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  const merged = [];
  for (const [first, last] of spans) {
    const before = merged.at(-1);
    if (before && first <= before[1]) before[1] = Math.max(before[1], last);
    else merged.push([first, last]);
  }
  return merged.map(([first, last]) => [found[first].index, found[last].index + found[last][0].length]);
}

export class Index {
  /** An index of texts; each is known by its place among them. */
  constructor(texts) {
    this.texts = texts;
    this.index = new MiniSearch({ fields: ["text"], tokenize: cut, processTerm: stem });
    this.index.addAll(texts.map((text, id) => ({ id, text })));
  }

  /** The places of the texts that fit, the best first; those that must not hold a word alone, in their order. */
  find({ wanted, unwanted }) {
    const left = unwanted.flatMap((phrase) => this.#holding([phrase]));
    const without = new Set(left);
    const found = wanted.length ? this.#holding(wanted) : [...this.texts.keys()];
    return found.filter((place) => !without.has(place));
  }

  #holding(phrases) {
    const queries = phrases.flatMap(({ words, isPrefix }) => words.map((word, at) => ({
      queries: [word], tokenize: (term) => [term], processTerm: (term) => term,
      prefix: isPrefix && at === words.length - 1,
    })));
    const found = this.index.search({ combineWith: "AND", queries }, { bm25: RANK }).map(({ id }) => id);
    const long = phrases.filter(({ words }) => words.length > 1);
    if (!long.length) return found;
    return found.filter((id) => {
      const words = cut(this.texts[id]).map(stem);
      return long.every((phrase) => !places(words, phrase).next().done);
    });
  }
}
