// A clip's page: player and words in step, keys, and words to take away. Without this script the player, its
// captions, the links that play and the downloads still work.
import { follow, player, playFrom, seek, stopAt, toggle } from "./player.js";
import { copy, linkTo, written } from "./quote.js";
import { light, select, selectedPiece, transcriptOf, transcripts, walkByKeys } from "./words.js";

const status = document.querySelector(".heard");
const take = document.querySelector(".take");
const bar = makeBar();
let chosen = null;
let hasScrolled = false;

const tell = (text) => { status.textContent = text; };

// Player and words in step
const picked = document.querySelector("[data-until]");
if (picked) stopAt(Number(picked.dataset.until));
follow((seconds, isPlaying) => light(seconds, isPlaying, !hasScrolled && !chosen));
for (const event of ["wheel", "touchmove"]) {
  addEventListener(event, () => { hasScrolled = true; }, { passive: true });
}
player?.addEventListener("play", () => { hasScrolled = false; });

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-play]");
  const word = event.target.closest("[data-start]");
  if (link && player && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    history.replaceState(null, "", link.href);
    playFrom(Number(link.dataset.play), link.dataset.until ? Number(link.dataset.until) : null);
  } else if (word && getSelection().isCollapsed) {
    playFrom(Number(word.dataset.start));
  }
});

// Keys
walkByKeys({
  play: playFrom,
  tell,
  // At once: a Tab that follows goes to the bar, and the browser tells of a selection only later.
  choose: (piece) => { select(piece); choose(piece); },
});
const KEYS = {
  " ": toggle, k: toggle, ArrowLeft: () => seek(-5), ArrowRight: () => seek(5), j: () => seek(-10), l: () => seek(10),
};
document.addEventListener("keydown", (event) => {
  const does = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!does || !player || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  // What has the focus knows better what Space and arrows mean to it.
  if (event.key === " " && event.target.closest("a, button, summary, label")) return;
  if (event.target === player && !/^[jkl]$/i.test(event.key)) return;
  event.preventDefault();
  does();
});
const keys = document.querySelector(".keys");
if (keys && player) keys.hidden = false;

// Words that are chosen
let pressed = null;
let over = null;
const dragged = () => [pressed, over].filter(Boolean);
addEventListener("pointerdown", (event) => {
  const isPress = event.pointerType === "mouse" && event.button === 0 && !event.shiftKey;
  pressed = isPress ? event.target.closest("[data-start]") : null;
  over = pressed;
});
addEventListener("pointermove", (event) => {
  if (pressed) over = event.target.closest?.("[data-start]");
}, { passive: true });
addEventListener("pointercancel", () => { pressed = over = null; });
document.addEventListener("selectionchange", () => {
  const piece = selectedPiece(dragged());
  // A button that is pressed may take the selection away; what was chosen is still meant.
  if (!piece && bar.contains(document.activeElement)) return;
  choose(piece);
});
for (const event of ["pointerup", "touchend"]) {
  document.addEventListener(event, () => {
    // The selection grows to whole words once it is let go.
    const piece = selectedPiece(dragged());
    pressed = over = null;
    if (piece && transcriptOf(getSelection().focusNode)) select(piece);
  });
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !chosen) return;
  const { box } = chosen.transcript;
  select(null);
  choose(null);
  if (bar.contains(document.activeElement)) box.focus();
});
addEventListener("scroll", () => { if (chosen) place(); }, { passive: true });
addEventListener("resize", () => { if (chosen) place(); });

function choose(piece) {
  const before = chosen;
  chosen = piece;
  for (const { words } of before ? [before.transcript] : []) for (const word of words) word.classList.remove("chosen");
  bar.hidden = !piece;
  if (!piece) return;
  for (const word of piece.transcript.words.slice(piece.first, piece.last + 1)) word.classList.add("chosen");
  // After the words, so that Tab goes there from them.
  if (bar.previousElementSibling !== piece.transcript.box) piece.transcript.box.after(bar);
  place();
}

function makeBar() {
  const made = document.createElement("div");
  made.className = "bar";
  made.hidden = true;
  made.setAttribute("role", "group");
  made.setAttribute("aria-label", "The chosen words");
  if (take) made.innerHTML = take.innerHTML;
  // Pressing a button must not let go of the words.
  made.addEventListener("pointerdown", (event) => { if (event.target.closest("button")) event.preventDefault(); });
  return made;
}

/** Above the words, or below where there is no room; a narrow screen has it at the bottom. */
function place() {
  const words = chosen.range.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = bar;
  const above = words.top - height - 10;
  const left = Math.min(Math.max(words.left + words.width / 2 - width / 2, 8), innerWidth - width - 8);
  const top = above > 8 ? above : Math.min(words.bottom + 10, innerHeight - height - 8);
  bar.style.setProperty("--left", `${left}px`);
  bar.style.setProperty("--top", `${top}px`);
}

// Words to take away
const REMEMBERED = "vox-quotes-as";
const selects = [...document.querySelectorAll("[data-form]"), ...bar.querySelectorAll("[data-form]")];
const setForm = (form) => { for (const each of selects) each.value = form; };
try {
  setForm(sessionStorage.getItem(REMEMBERED) ?? "plain");
} catch {
  // A browser may forbid to remember anything.
}
for (const each of selects) {
  each.addEventListener("change", () => {
    setForm(each.value);
    try {
      sessionStorage.setItem(REMEMBERED, each.value);
    } catch {
      // Then it is chosen again on the next page.
    }
  });
}
if (take) take.hidden = !transcripts.length;

function meant() {
  if (chosen) return chosen;
  const transcript = transcripts.find(({ section }) => section.matches(".lit")) ?? transcripts[0];
  if (!picked) return transcript.best;
  return transcript.between(Number(picked.dataset.play), Number(picked.dataset.until));
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  // Emptied first: the same word told twice is otherwise heard once.
  tell("");
  const piece = meant();
  const isLink = button.dataset.copy === "link";
  const isDone = await copy(isLink ? { text: linkTo(piece) } : written(piece, selects[0].value));
  requestAnimationFrame(() => tell(isDone ? "Copied" : "This browser does not let pages copy."));
  if (!isDone) return;
  const label = button.textContent;
  if (label === "Copied") return;
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = label; }, 1600);
});

// The words that earned a theme light up with it
for (const item of document.querySelectorAll(".earned [data-theme]")) {
  const marks = item.closest(".answer").querySelectorAll(`.words .evidence.theme-${CSS.escape(item.dataset.theme)}`);
  const glow = (isLit) => () => { for (const mark of marks) mark.classList.toggle("glow", isLit); };
  item.addEventListener("pointerenter", glow(true));
  item.addEventListener("pointerleave", glow(false));
  item.addEventListener("focusin", glow(true));
  item.addEventListener("focusout", glow(false));
}
