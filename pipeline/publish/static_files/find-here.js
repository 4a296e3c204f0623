// Search where no server answers: the same addresses, found and drawn in the browser. Until somebody searches or
// narrows, the page is as it was sent; without this script it shows all answers, page by page.
import { about, card, day, facet, h, narrowing, nothing, number, plural, root, turning } from "./find-draw.js";
import { FACETS, narrowed } from "./find-narrow.js";
import { Index, understood } from "./find-words.js";

const PAGE = 20;
const SORTS = { relevance: "Best match", quotable: "Best quotes", newest: "Newest" };
const NAMES = {
  theme: "Theme", family: "Family", polarity: "Praise or complaint", kind: "Kind of answer",
  source: "Where it came from", person: "Person", collection: "Collection", language: "Language", date: "When",
};
const DATE = /^\d{4}(-\d{2}(-\d{2})?)?$/;

const here = new URL("find/", root);
const form = document.querySelector("header.site .search");
let loading = null;
let drawn = 0;

function load() {
  loading ??= fetch(new URL("answers.json", here)).then((sent) => sent.json()).then((all) => {
    for (const answer of all.answers) {
      const tags = answer.themes.filter(([, tier]) => tier === "tag").map(([slug]) => slug);
      answer.theme = new Set(tags);
      answer.family = new Set(tags.map((slug) => all.themes[slug].family));
    }
    all.newest.forEach((place, rank) => { all.answers[place].rank = rank; });
    return { ...all, index: new Index(all.answers.map(({ text }) => text)) };
  });
  return loading;
}

/** What an address asks for. */
function asked(address) {
  const told = address.searchParams;
  const wanted = Object.fromEntries(FACETS.map((name) => [name, [...new Set(told.getAll(name).filter(Boolean))]]));
  wanted.date = wanted.date.filter((date) => DATE.test(date));
  return { q: told.get("q") ?? "", wanted, sort: told.get("sort") ?? "", page: Math.max(1, Number(told.get("page")) || 1) };
}

function addressOf({ q, wanted, sort }, page = 1) {
  const address = new URL(here);
  if (q) address.searchParams.append("q", q);
  for (const name of FACETS) for (const each of wanted[name]) address.searchParams.append(name, each);
  if (sort) address.searchParams.append("sort", sort);
  if (page > 1) address.searchParams.append("page", page);
  return address.href;
}

function labelled(all, name, value) {
  if (name === "theme") return all.themes[value]?.label ?? value;
  if (name === "person") return all.labels.person[value] ?? "Somebody without a name";
  if (name === "date") return day(value);
  return all.labels[name]?.[value] ?? value;
}

function valuesOf(all, name, counts, chosen) {
  const values = [...new Set([...counts.keys(), ...chosen])].map((value) => ({
    value, label: labelled(all, name, value), answers: counts.get(value) ?? 0, isChosen: chosen.includes(value),
  }));
  const byValue = (one, other) => (one.value < other.value ? -1 : 1);
  if (name === "date") return values.sort((one, other) => byValue(other, one));
  return values.sort((one, other) => other.isChosen - one.isChosen || other.answers - one.answers || byValue(one, other));
}

/** All that is found, in order. */
function find(all, { q, wanted, sort }) {
  const terms = understood(q);
  const isSearch = terms.wanted.length + terms.unwanted.length > 0;
  const base = isSearch ? all.index.find(terms).map((place) => all.answers[place]) : all.answers;
  const { chosen, counts } = narrowed(base, wanted);
  const sorts = Object.keys(SORTS).filter((each) => terms.wanted.length || each !== "relevance");
  const order = sorts.includes(sort) ? sort : sorts[0];
  const places = new Map(all.answers.map((answer, place) => [answer, place]));
  if (order === "quotable") chosen.sort((one, other) => places.get(one) - places.get(other));
  if (order === "newest") chosen.sort((one, other) => one.rank - other.rank);
  return { terms, chosen, counts, sorts, order };
}

async function draw() {
  const turn = (drawn += 1);
  const results = document.querySelector("#find .results");
  results.ariaBusy = "true";
  let all;
  try {
    all = await load();
  } catch {
    loading = null;
    results.ariaBusy = "false";
    results.prepend(h("p", { class: "note" }, "The answers could not be loaded. These are all of them, unsearched."));
    return;
  }
  if (turn !== drawn) return;
  const state = asked(new URL(location.href));
  const found = find(all, state);
  // An order that is the usual one is not told in addresses.
  if (found.order === found.sorts[0]) state.sort = "";
  const { q, wanted } = state;
  const pages = Math.max(1, Math.ceil(found.chosen.length / PAGE));
  const page = Math.min(state.page, pages);
  const shown = found.chosen.slice((page - 1) * PAGE, page * PAGE);
  const facets = FACETS.map((name) => [name, valuesOf(all, name, found.counts[name], wanted[name])]);
  const isNarrowed = FACETS.some((name) => wanted[name].length);
  const slug = wanted.theme.length === 1 ? wanted.theme[0] : "";
  const theme = all.themes[slug];
  const set = (changed) => addressOf({ ...state, ...changed });
  const without = (name, each) => wanted[name].filter((value) => value !== each.value);
  const change = (name, values) => set({ wanted: { ...wanted, [name]: values } });
  const toggle = (name) => (each) => change(name, each.isChosen ? without(name, each) : [...wanted[name], each.value]);
  const clear = addressOf({ q, wanted: Object.fromEntries(FACETS.map((name) => [name, []])), sort: "" });
  const chosen = facets.flatMap(([name, values]) => values.filter((each) => each.isChosen)
    .map((each) => ({ label: each.label, href: change(name, without(name, each)) })));
  const wasOpen = document.querySelector(".narrow")?.open;
  const people = new Set(found.chosen.map((answer) => answer.speaker)).size;
  const title = q ? `What people said about “${q}”` : theme?.label ?? "All answers";

  document.querySelector("#find").replaceChildren(
    h("h1", { class: "unseen" }, title),
    h("div", { class: "found" },
      h("p", { role: "status", class: "count" }, h("strong", {}, plural(found.chosen.length, "answer")),
        found.chosen.length > 0 && ` by ${plural(people, "person", "people")}`,
        q && [" for “", h("bdi", {}, q), "”"]),
      h("p", { class: "sorts" }, h("span", { class: "unseen" }, "Sorted by: "), found.sorts.flatMap((each, place) => [
        h("a", { href: set({ sort: place ? each : "" }), "aria-current": each === found.order && "true" }, SORTS[each]), " ",
      ]))),
    ...(isNarrowed ? [narrowing(chosen, clear)] : []),
    ...(theme ? [about(slug, theme)] : []),
    h("div", { class: "with-side" },
      h("details", { class: "narrow", open: wasOpen }, h("summary", {}, "Narrow"), h("div", { class: "facets" },
        facets.filter(([name, values]) => values.length > 1 || wanted[name].length)
          .map(([name, values]) => facet(name, NAMES[name], values, toggle(name))))),
      h("div", { class: "results" },
        shown.length
          ? h("div", { class: "cards list" }, shown.map((answer) => card(answer, found.terms.wanted, all.themes)))
          : nothing(q, isNarrowed, clear),
        pages > 1 && turning(page, pages, (next) => addressOf(state, next)))));
  document.title = `${q || (theme?.label ?? "All answers")} · ${all.question}`;
  if (document.activeElement !== form.q) form.q.value = q;
  // The form keeps what narrows, as the server's does.
  for (const field of form.querySelectorAll("[type=hidden]")) field.remove();
  for (const name of FACETS) for (const value of wanted[name]) form.append(h("input", { type: "hidden", name, value }));
  if (state.sort) form.append(h("input", { type: "hidden", name: "sort", value: state.sort }));
}

// A narrow screen shows answers first.
const narrow = document.querySelector(".narrow");
if (narrow && !matchMedia("(min-width: 58rem)").matches) narrow.open = false;

// The other pages of all answers are as they were sent: their links lead here.
if (location.pathname.replace(/index\.html$/, "") === here.pathname) {
  if (location.search) draw();
  let waiting = 0;
  form.q.addEventListener("focus", () => load().catch(() => { loading = null; }), { once: true });
  form.q.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      // Each letter replaces the address, so that Back leaves the search at once.
      history.replaceState(null, "", addressOf({ ...asked(new URL(location.href)), q: form.q.value }));
      draw();
    }, 80);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    history.pushState(null, "", addressOf({ ...asked(new URL(location.href)), q: form.q.value }));
    draw();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#find a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const address = new URL(link.href);
    if (address.origin + address.pathname !== here.href || address.hash) return;
    event.preventDefault();
    history.pushState(null, "", address);
    draw().then(() => {
      document.getElementById("main").focus({ preventScroll: true });
      scrollTo(0, 0);
    });
  });
  addEventListener("popstate", draw);
}
