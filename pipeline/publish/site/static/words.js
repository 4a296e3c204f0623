// The words on the page: which is said now, which are chosen, and going through them by keyboard.
const start = (word) => Number(word.dataset.start);
const isText = Boolean(document.querySelector(".watch.text"));
const end = (word) => Number(word.dataset.end);

/** An answer and its words. */
class Transcript {
  constructor(section) {
    this.section = section;
    this.box = section.querySelector(".words");
    this.words = [...this.box.querySelectorAll("[data-start]")];
    this.at = -1;
    this.from = -1;
  }

  /** A piece of it from one word to another, both included. */
  piece(first, last) {
    const [low, high] = first <= last ? [first, last] : [last, first];
    const range = document.createRange();
    range.setStartBefore(this.words[low]);
    range.setEndAfter(this.words[high]);
    return {
      transcript: this, first: low, last: high, range,
      text: range.toString(), start: start(this.words[low]), end: end(this.words[high]),
    };
  }

  /** The words mostly said between two seconds, or all of them. */
  between(from, to) {
    const inside = [...this.words.keys()].filter((place) => {
      const middle = (start(this.words[place]) + end(this.words[place])) / 2;
      return from <= middle && middle <= to;
    });
    return inside.length ? this.piece(inside[0], inside.at(-1)) : this.piece(0, this.words.length - 1);
  }

  get all() {
    return this.piece(0, this.words.length - 1);
  }

  /** What somebody wants who chose no words: the best quote, or all of it. */
  get best() {
    const best = this.section.dataset.best;
    return best ? this.between(...best.split(",").map(Number)) : this.all;
  }
}

export const transcripts = [...document.querySelectorAll(".answer")]
  .map((section) => new Transcript(section))
  .filter((transcript) => transcript.words.length);

export const transcriptOf = (node) => {
  const element = node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement;
  const box = element?.closest(".words");
  return transcripts.find((transcript) => transcript.box === box);
};

/** Mark the word that is said now, and bring it into view unless the reader has scrolled. */
export function light(seconds, isPlaying, mayScroll) {
  for (const { words } of transcripts) {
    for (const word of words) {
      const isNow = isPlaying && start(word) <= seconds && seconds < end(word);
      if (isNow === word.classList.contains("now")) continue;
      word.classList.toggle("now", isNow);
      if (isNow && mayScroll && !isInView(word)) {
        const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
        word.scrollIntoView({ block: "center", behavior: isStill ? "auto" : "smooth" });
      }
    }
  }
}

function isInView(word) {
  const box = word.getBoundingClientRect();
  return box.top > 0 && box.bottom < innerHeight;
}

const whole = (word) => {
  const range = document.createRange();
  range.selectNodeContents(word);
  return range;
};

/**
 * The selected words, whole ones, of the answer in which the selection begins; null for none. The words that the
 * mouse was pressed on and is over now belong to it: a browser counts letters, leaves out a word of one letter
 * where its middle is met, and at some fractions of a pixel between two letters Chromium selects nothing at all.
 */
export function selectedPiece(dragged = []) {
  const selection = getSelection();
  if (!selection.rangeCount || (selection.isCollapsed && !dragged.length)) return null;
  const range = selection.getRangeAt(0).cloneRange();
  const transcript = transcriptOf(dragged[0] ?? selection.anchorNode)
    ?? transcripts.find(({ box }) => range.intersectsNode(box));
  if (!transcript) return null;
  for (const own of dragged.filter((word) => transcript.words.includes(word)).map(whole)) {
    if (own.compareBoundaryPoints(Range.START_TO_START, range) < 0) range.setStart(own.startContainer, own.startOffset);
    if (own.compareBoundaryPoints(Range.END_TO_END, range) > 0) range.setEnd(own.endContainer, own.endOffset);
  }
  const inside = [...transcript.words.keys()].filter((place) => {
    const own = whole(transcript.words[place]);
    // More than touching at an edge.
    return range.compareBoundaryPoints(Range.START_TO_END, own) > 0
      && range.compareBoundaryPoints(Range.END_TO_START, own) < 0;
  });
  // A press that does not leave its word is a click.
  if (!inside.length || (selection.isCollapsed && inside.length === 1)) return null;
  return transcript.piece(inside[0], inside.at(-1));
}

/** Make the browser's own selection be these words. */
export function select(piece) {
  getSelection().removeAllRanges();
  if (piece) getSelection().addRange(piece.range);
}

/** Arrows go from word to word, with Shift they choose; Enter plays. One stop for Tab, not one for each word. */
export function walkByKeys({ play, choose, tell }) {
  for (const transcript of transcripts) {
    const { box, words } = transcript;
    box.tabIndex = 0;
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", `${isText ? "What it says" : "What is said"}. Arrow keys go from word to word.`);
    const show = (place) => {
      words[transcript.at]?.classList.remove("cursor");
      transcript.at = place;
      words[place]?.classList.add("cursor");
      words[place]?.scrollIntoView({ block: "nearest" });
    };
    box.addEventListener("focus", () => {
      if (!box.matches(":focus-visible")) return;
      const now = words.findIndex((word) => word.classList.contains("now"));
      show(now >= 0 ? now : Math.max(transcript.at, 0));
    });
    box.addEventListener("blur", () => words[transcript.at]?.classList.remove("cursor"));
    box.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const isRtl = getComputedStyle(box.firstElementChild).direction === "rtl";
      const step = { ArrowRight: isRtl ? -1 : 1, ArrowLeft: isRtl ? 1 : -1 }[event.key];
      const to = { Home: 0, End: words.length - 1 }[event.key] ?? transcript.at + step;
      if (event.key === "Enter" && words[transcript.at]) {
        play(start(words[transcript.at]));
      } else if (event.key === "Escape") {
        choose(null);
        transcript.from = -1;
      } else if (to >= 0) {
        if (event.shiftKey) {
          if (transcript.from < 0) transcript.from = Math.max(transcript.at, 0);
          // The first step chooses the word one is on, and the next one.
          show(Math.min(to, words.length - 1));
          const piece = transcript.piece(transcript.from, transcript.at);
          choose(piece);
          tell(piece.text);
        } else {
          choose(null);
          transcript.from = -1;
          show(Math.min(to, words.length - 1));
          tell(words[transcript.at].textContent);
        }
      } else if (!["ArrowLeft", "ArrowRight"].includes(event.key)) {
        return; // A key of the player's, or of the browser's.
      }
      event.preventDefault();
      event.stopPropagation();
    });
  }
}
