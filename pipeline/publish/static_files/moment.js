// A page of an answer or a clip, opened at `?t=START` or `?t=START,END`: what a server would have written into
// it. It runs before clip.js, which takes the page as it finds it.
const LONGEST = 1e6;
const HEADLINE = 40;

const seconds = (text) => {
  const told = /^\d+(\.\d+)?$/.test(text ?? "") ? Number(text) : NaN;
  return told < LONGEST ? told : null;
};

const [start, end] = (new URLSearchParams(location.search).get("t") ?? "").split(",").map(seconds);
const player = document.getElementById("player");
const said = document.querySelector(".answer.lit");

if (start !== null && start !== undefined) {
  const isPart = end !== null && end !== undefined && end > start;
  if (player) player.src = `${player.getAttribute("src").split("#")[0]}#t=${start.toFixed(2)}${isPart ? `,${end.toFixed(2)}` : ""}`;
  if (isPart && said) point(said);
}

/** Mark the words between the two seconds, make them the headline, and offer to play just them. */
function point(answer) {
  const words = [...answer.querySelectorAll("[data-start]")].filter((word) => {
    const middle = (Number(word.dataset.start) + Number(word.dataset.end)) / 2;
    return start <= middle && middle <= end;
  });
  if (words.length && words.length <= HEADLINE) {
    const range = document.createRange();
    range.setStartBefore(words[0]);
    range.setEndAfter(words.at(-1));
    const headline = document.querySelector("h1");
    headline.textContent = range.toString();
    headline.classList.toggle("long", headline.textContent.length > 110);
  }
  for (const word of words) {
    const mark = document.createElement("mark");
    word.replaceWith(mark);
    mark.append(word);
  }
  const whole = document.createElement("a");
  whole.href = location.pathname;
  whole.textContent = "The whole answer";
  const just = document.createElement("p");
  just.className = "just";
  // Of what was written there is nothing to play.
  const drawn = answer.querySelector(".play svg");
  if (drawn) {
    const play = document.createElement("a");
    play.className = "play";
    play.href = location.href;
    play.dataset.play = start.toFixed(2);
    play.dataset.until = end.toFixed(2);
    play.append(drawn.cloneNode(true), "Play these words");
    just.append(play, " ");
  }
  just.append(whole);
  document.querySelector(".said").prepend(just);
}
