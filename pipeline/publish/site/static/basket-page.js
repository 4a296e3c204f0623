// The basket's own page: what is kept, in an order one can change, and as texts that this browser writes.
// What an answer says now is asked of the site; an answer that it does not show any more leaves the basket.
import { count, keep, kept, root, tell, whenChanged } from "./kept.js";
import { copy, quoted } from "./quote.js";

const page = document.querySelector("#basket");
const list = page.querySelector("ol");
const { asked, internal, slash } = page.dataset;
const answers = new Map();

/** What an answer says: its best quote, or all of it if it has none. Null where it is not shown any more. */
async function ask(id) {
  const sent = await fetch(new URL(`answer/${id}.json`, root));
  if (sent.status === 404 || sent.status === 410) return null;
  if (!sent.ok) throw new Error(sent.statusText);
  const answer = await sent.json();
  const { text, start, end } = answer.quotes[0] ?? answer;
  const link = new URL(`answer/${id}${slash}?t=${start.toFixed(2)},${end.toFixed(2)}`, root).href;
  const by = answer.name ? [answer.name, answer.role, answer.company].filter(Boolean).join(", ") : "Somebody";
  return { id, text, start, link, by, language: answer.language || "en", asked: answer.question || asked, themes: answer.themes };
}

function h(tag, told, ...holds) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(told)) if (value !== false) made.setAttribute(name, value);
  made.append(...holds);
  return made;
}

const short = (text) => (text.length > 60 ? `${text.slice(0, 57)}…` : text);

function item(id, place, all) {
  const answer = answers.get(id);
  const said = answer ? `“${short(answer.text)}”` : "the answer that is not loaded";
  const button = (does, sign, words, isOff) => {
    const made = h("button", { type: "button", "data-does": does, "aria-label": `${words}: ${said}`, title: words }, sign);
    made.disabled = isOff;
    return made;
  };
  const words = answer
    ? [h("blockquote", { lang: answer.language, dir: "auto" }, h("a", { href: answer.link }, answer.text)),
      h("p", { class: "by" }, h("bdi", {}, answer.by))]
    : [h("p", { class: "note" }, "This answer cannot be loaded just now. It stays in the basket.")];
  return h("li", { "data-id": id }, h("div", {}, ...words), h("div", { class: "moves", role: "group", "aria-label": "Order" },
    button("up", "↑", "Move up", place === 0), button("down", "↓", "Move down", place === all - 1),
    button("out", "×", "Take out", false)));
}

function draw() {
  const ids = kept();
  list.replaceChildren(...ids.map((id, place) => item(id, place, ids.length)));
  page.querySelector(".empty").hidden = ids.length > 0;
  for (const each of page.querySelectorAll(".filled")) each.hidden = !ids.length;
  page.querySelector(".count").textContent = ids.length ? count(ids.length) : "";
  const take = page.querySelector("[data-take]");
  if (take) take.href = `${take.dataset.take}?answers=${ids.join(",")}`;
}

async function load() {
  const unknown = kept().filter((id) => !answers.get(id));
  const found = await Promise.allSettled(unknown.map(ask));
  const gone = new Set();
  found.forEach(({ status, value }, place) => {
    if (status !== "fulfilled") return;
    if (value) answers.set(unknown[place], value);
    else gone.add(unknown[place]);
  });
  if (gone.size) {
    keep(kept().filter((id) => !gone.has(id)));
    const note = page.querySelector(".gone");
    note.textContent = gone.size === 1
      ? "One quote is not shown here any more and was taken out."
      : `${gone.size} quotes are not shown here any more and were taken out.`;
    note.hidden = false;
  }
  draw();
  page.ariaBusy = "false";
}

const focus = (id, does) => {
  const item = list.querySelector(`[data-id="${id}"]`);
  const wanted = item?.querySelector(`[data-does="${does}"]:not(:disabled)`) ?? item?.querySelector("[data-does]:not(:disabled)");
  (wanted ?? page.querySelector("h1")).focus();
};

list.addEventListener("click", (event) => {
  const button = event.target.closest("[data-does]");
  if (!button) return;
  const { does } = button.dataset;
  const { id } = button.closest("li").dataset;
  const ids = kept();
  const from = ids.indexOf(id);
  ids.splice(from, 1);
  if (does === "out") {
    keep(ids);
    tell(`Taken out. The basket holds ${count(ids.length)}.`);
    focus(ids[Math.min(from, ids.length - 1)], "out");
    return;
  }
  const to = does === "up" ? from - 1 : from + 1;
  ids.splice(to, 0, id);
  keep(ids);
  tell(`Moved to place ${to + 1} of ${ids.length}.`);
  focus(id, does);
});

page.querySelector("[data-clear]").addEventListener("click", () => {
  if (!confirm(`Take ${count(kept().length)} out of the basket?`)) return;
  keep([]);
  tell("The basket is empty.");
  page.querySelector("h1").focus();
});

// Texts
const FORMS = { plain: ["txt", "text/plain"], markdown: ["md", "text/markdown"], html: ["html", "text/html"], csv: ["csv", "text/csv"] };
const form = page.querySelector("[data-form]");

/** A cell that no spreadsheet takes for a formula. */
const cell = (text) => `"${(/^'*[=+\-@＝＋－＠\t\r\n]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

function sheet() {
  const quotes = kept().map((id) => answers.get(id)).filter(Boolean);
  if (form.value === "csv") {
    const rows = quotes.map(({ text, by, themes, language, link, id }) => [
      text, by, themes.filter(({ tier }) => tier === "tag").map(({ label }) => label).join(", "), language, link, id,
      ...(internal ? [internal] : []),
    ]);
    const head = ["quote", "by", "themes", "language", "link", "answer", ...(internal ? ["channel"] : [])];
    // The sign at the beginning tells spreadsheets how letters are written.
    return { text: `\ufeff${[head, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("")}` };
  }
  const each = quotes.map((quote) => quoted(quote, form.value));
  const note = { plain: [internal], markdown: [`**${internal}**`], html: [`<p><strong>${internal}</strong></p>`] }[form.value];
  const text = [...(internal ? note : []), ...each.map((told) => told.text.trimEnd())].join("\n\n");
  return { text: `${text}\n`, html: form.value === "html" ? text : undefined };
}

page.querySelector("[data-copy-all]").addEventListener("click", async () => {
  const isDone = await copy(sheet());
  tell(isDone ? `${count(kept().length)} copied.` : "This browser does not let pages copy.");
});

page.querySelector("[data-save]").addEventListener("click", () => {
  const [ending, type] = FORMS[form.value];
  const address = URL.createObjectURL(new Blob([sheet().text], { type: `${type};charset=utf-8` }));
  h("a", { href: address, download: `quotes${internal ? "-internal" : ""}.${ending}` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
});

whenChanged(() => {
  draw();
  if (kept().some((id) => !answers.has(id))) load();
});
draw();
load();
