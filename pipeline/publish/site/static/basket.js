// On every page: the buttons that keep a quote, and how many are kept.
import { MOST, count, keep, kept, tell, whenChanged } from "./kept.js";

const link = document.querySelector("[data-basket]");

function show() {
  const ids = kept();
  const number = link.querySelector(".kept");
  number.textContent = ids.length;
  number.hidden = !ids.length;
  link.querySelector("[data-kept]").textContent = count(ids.length);
  const known = new Set(ids);
  for (const button of document.querySelectorAll("[data-keep]")) {
    const isKept = String(known.has(button.dataset.keep));
    if (button.getAttribute("aria-pressed") !== isKept) button.setAttribute("aria-pressed", isKept);
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-keep]");
  if (!button) return;
  const ids = kept();
  const id = button.dataset.keep;
  if (ids.includes(id)) {
    keep(ids.filter((each) => each !== id));
    tell(`Taken out. The basket holds ${count(ids.length - 1)}.`);
  } else if (ids.length >= MOST) {
    tell(`The basket is full: it holds ${count(MOST)}.`);
  } else {
    keep([...ids, id]);
    tell(`Kept. The basket holds ${count(ids.length + 1)}.`);
  }
});

// Results of a search are drawn anew while somebody types.
new MutationObserver(show).observe(document.querySelector("main"), { childList: true, subtree: true });
addEventListener("pageshow", show);
whenChanged(show);
show();
