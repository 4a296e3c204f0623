// The results of a search as the server draws them. All that people said is put in as text, never as markup.
import { hits } from "./find-words.js";
import { keepButton } from "./kept.js";

export const root = new URL("../", import.meta.url);

const WINDOW = 360;
const BEFORE = 110;
const SVG = "http://www.w3.org/2000/svg";

/** An element. What is null or false is left out, of its attributes and of what it holds. */
export function h(tag, told = {}, ...holds) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(told)) {
    if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...holds.flat(Infinity).filter((each) => each || each === 0));
  return made;
}

export const number = (value) => value.toLocaleString("en");
export const plural = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;
const unseen = (text) => h("span", { class: "unseen" }, text);
const bdi = (text) => h("bdi", {}, text);
const at = (path) => new URL(path, root).href;

/** A day or a month as people write it: 12 May 2025. */
export function day(said) {
  const parts = said.split("-").map(Number);
  const told = { year: "numeric", month: parts[1] ? "long" : undefined, day: parts[2] ? "numeric" : undefined };
  const date = new Date(Date.UTC(parts[0], (parts[1] || 1) - 1, parts[2] || 1));
  return Number.isNaN(date.getTime()) ? said : date.toLocaleDateString("en-GB", { ...told, timeZone: "UTC" });
}

/** The part of a long text to show, cut between words. */
function shownPart(text, from) {
  if (text.length <= WINDOW) return [0, text.length];
  let begin = from > BEFORE ? text.indexOf(" ", from - BEFORE) + 1 : 0;
  // A text without a space is cut where it must be.
  if (!(begin > 0 && begin <= from)) begin = Math.max(0, from - BEFORE);
  if (text.length - begin <= WINDOW) return [begin, text.length];
  const end = text.lastIndexOf(" ", begin + WINDOW - 1);
  return [begin, end > begin ? end : begin + WINDOW];
}

/** A text with the searched words marked, and the words that earned a theme in its colour. */
function spoken(answer, found) {
  const { text } = answer;
  const [begin, end] = shownPart(text, found[0]?.[0] ?? 0);
  const earned = answer.themes.filter(([, tier, from]) => tier === "tag" && from !== undefined);
  const edges = new Set([begin, end]);
  for (const edge of [...found.flat(), ...earned.flatMap(([, , from, to]) => [from, to])]) {
    if (begin < edge && edge < end) edges.add(edge);
  }
  const cuts = [...edges].sort((one, other) => one - other);
  const pieces = cuts.slice(1).map((stop, place) => {
    const start = cuts[place];
    const piece = text.slice(start, stop);
    const said = found.some(([from, to]) => from <= start && stop <= to) ? h("mark", {}, piece) : piece;
    const theme = earned.find(([, , from, to]) => from <= start && stop <= to);
    return theme ? h("span", { class: `evidence theme-${theme[0]}` }, said) : said;
  });
  return [begin > 0 && "… ", ...pieces, end < text.length && " …"];
}

function triangle() {
  const drawn = document.createElementNS(SVG, "svg");
  drawn.setAttribute("viewBox", "0 0 12 12");
  drawn.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", "M2 1v10l9-5z");
  drawn.append(path);
  return drawn;
}

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

const isText = ({ source }) => source === "note" || source === "written";

/** Where a text came from, as far as it is told. */
function cameFrom({ source, written, address }) {
  if (source === "note") return "Read from a note";
  const site = address && new URL(address).host.replace(/^www\./, "");
  return ["Written", written && `, ${day(written)}`, site && [", ", h("a", { href: address, rel: "noopener nofollow" }, bdi(site))]];
}

function still(answer, href) {
  const image = (end, name) => h("img", { class: name, src: at(`media/${answer.clip}${end}`), alt: "", loading: "lazy" });
  if (isText(answer)) {
    return h("a", { class: "still text", href, tabindex: "-1", "aria-hidden": "true" },
      h("span", { class: "mark" }, "“"), h("span", { class: "sound" }, answer.source === "note" ? "Note" : "Written"));
  }
  return h("a", { class: "still", href, tabindex: "-1", "aria-hidden": "true" },
    answer.picture ? [image(".jpg"), answer.strip && image("-strip.jpg", "strip")] : [image(".png", "wave"), h("span", { class: "sound" }, "Sound only")]);
}

function speaker(answer) {
  const href = at(`person/${encodeURIComponent(answer.speaker)}/`);
  if (!answer.name) return h("a", { class: "who unnamed", href }, "Somebody");
  const role = [answer.role, answer.company].filter(Boolean).join(", ");
  return [h("a", { class: "who", href }, bdi(answer.name)), role && h("span", { class: "role" }, ", ", bdi(role))];
}

/** One answer with what was searched for. */
export function card(answer, wanted, themes) {
  const href = at(`answer/${answer.id}/`);
  const found = hits(answer.text, wanted);
  const first = found[0]?.[0] ?? 0;
  const [, from] = answer.sentences.findLast(([place]) => place <= first);
  return h("article", { class: "card" }, still(answer, href), h("div", {},
    h("blockquote", { lang: answer.language || "en", dir: "auto" }, h("a", { href }, spoken(answer, found))),
    h("footer", {},
      h("p", { class: "by" }, speaker(answer)),
      isText(answer)
        ? h("span", { class: "from-text" }, cameFrom(answer))
        : h("a", { class: "play", href: `${href}?t=${from.toFixed(2)}` }, triangle(), unseen("Play from "), clock(from)),
      keepButton(answer.id, answer.text),
      answer.themes.length > 0 && h("ul", { class: "chips", "aria-label": "Themes" }, answer.themes.map(([slug, tier]) => {
        const isSuggested = tier === "suggested";
        return h("li", {}, h("a", {
          class: `chip theme-${slug}${isSuggested ? " suggested" : ""}`, href: at(`theme/${slug}/`),
        }, themes[slug].label, isSuggested && [unseen(" (suggested)"), "?"]));
      })))));
}

/** What is told where nothing is found. */
export function nothing(q, isNarrowed, all) {
  return h("div", { class: "empty" },
    h("p", {}, h("strong", {}, `Nobody said that${isNarrowed ? " here" : ""}.`)),
    h("ul", {},
      isNarrowed && h("li", {}, h("a", { href: all }, "Look among all answers")),
      q && [
        h("li", {}, "Try fewer words, or the beginning of one with a star: ", h("code", {}, "listen*")),
        h("li", {}, "Words in quotes must stand together: ", h("code", {}, '"put it right"'),
          ". A minus leaves a word out: ", h("code", {}, "-phone")),
      ],
      h("li", {}, h("a", { href: at("#themes") }, "Look at what people speak of"))));
}

/** One facet: its values, how many answers each would leave, and a way to it. */
export function facet(name, title, values, link) {
  const few = name === "theme" ? 8 : 5;
  const line = (each) => h("li", { class: name === "theme" && `theme-${each.value}` },
    h("a", { href: link(each), rel: "nofollow", "aria-current": each.isChosen && "true" }, bdi(each.label)), " ",
    h("span", { class: "number" }, number(each.answers)));
  return h("section", { "aria-labelledby": `facet-${name}` },
    h("h2", { id: `facet-${name}` }, title),
    h("ul", {}, values.slice(0, few).map(line)),
    values.length > few && h("details", {}, h("summary", {}, `${values.length - few} more`),
      h("ul", {}, values.slice(few).map(line))));
}

/** What narrows a search now, and ways to take each of it back. */
export function narrowing(chosen, clear) {
  return h("ul", { class: "chosen", "aria-label": "Narrowed by" },
    chosen.map(({ label, href }) => h("li", {}, h("a", { href }, unseen("Remove "), bdi(label), " ", h("span", { "aria-hidden": "true" }, "×")))),
    h("li", {}, h("a", { class: "clear", href: clear }, "Clear all")));
}

/** What a theme means, and the way to its page. */
export function about(slug, theme) {
  return h("p", { class: "about" }, `${theme.definition} `, h("a", { href: at(`theme/${slug}/`) }, `More on ${theme.label}`));
}

/** From page to page. */
export function turning(page, pages, link) {
  return h("nav", { class: "pages", "aria-label": "Pages" },
    page > 1 && h("a", { class: "button", rel: "prev", href: link(page - 1) }, "Previous"), " ",
    h("span", {}, `Page ${number(page)} of ${number(pages)}`), " ",
    page < pages && h("a", { class: "button", rel: "next", href: link(page + 1) }, "Next"));
}
