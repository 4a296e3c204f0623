// What somebody keeps: the ids of answers, in their order, in this browser and nowhere else. No words are
// remembered: they are asked of the site anew, so what it does not show any more is in no basket either.
const link = document.querySelector("[data-basket]");

/** The first page of the site, wherever it stands. */
export const root = new URL(document.querySelector("header.site .brand").href);

// Several sites may stand under one name: in folders of one host, or one after the other on one port.
const KEY = `vox-basket ${root.pathname} ${link.dataset.basket}`;
const ANSWER = /^[0-9a-f]{16}-\d{1,6}(-\d{1,9})?$/;

export const MOST = 300;

const listeners = new Set();
let unsaved = null;

/** The ids that are kept, in order. */
export function kept() {
  if (unsaved) return unsaved;
  try {
    const told = JSON.parse(localStorage.getItem(KEY));
    return Array.isArray(told) ? [...new Set(told)].filter((id) => ANSWER.test(id)).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

/** Keep these, in this order. */
export function keep(ids) {
  try {
    if (ids.length) localStorage.setItem(KEY, JSON.stringify(ids));
    else localStorage.removeItem(KEY);
    unsaved = null;
  } catch {
    // A browser may forbid to remember anything: then it lasts as long as this page.
    unsaved = ids;
  }
  for (const listener of listeners) listener();
}

/** Do something whenever other answers are kept, on this page or on another. */
export function whenChanged(listener) {
  listeners.add(listener);
  addEventListener("storage", (event) => { if (event.key === KEY || event.key === null) listener(); });
}

/** Tell those who do not see it. Emptied first: the same words told twice are otherwise heard once. */
export function tell(text) {
  const status = document.getElementById("basket-said");
  status.textContent = "";
  setTimeout(() => { status.textContent = text; }, 50);
}

export const count = (number) => (number === 1 ? "1 quote" : `${number || "no"} quotes`);

const SVG = "http://www.w3.org/2000/svg";

/** A button as the server draws it (vox_answer.html). */
export function keepButton(id, said) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "keep";
  button.dataset.keep = id;
  button.setAttribute("aria-pressed", "false");
  const icon = document.createElementNS(SVG, "svg");
  icon.setAttribute("viewBox", "0 0 16 16");
  icon.setAttribute("aria-hidden", "true");
  for (const [name, drawn] of [["add", "M7 2h2v5h5v2H9v5H7V9H2V7h5z"], ["has", "m6.4 12.6-4-4 1.4-1.4 2.6 2.6 5.8-5.8 1.4 1.4z"]]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", name);
    path.setAttribute("d", drawn);
    icon.append(path);
  }
  const label = document.createElement("span");
  label.className = "unseen";
  label.textContent = `Keep in basket: “${said.length > 80 ? `${said.slice(0, 77)}…` : said}”`;
  button.append(icon, label);
  return button;
}
