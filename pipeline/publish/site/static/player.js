// The transcript and the player in step: a word plays from where it is said, and lights while it is said.
// Without this script the player, its captions and the "Play from" links still work.
"use strict";

const player = document.getElementById("player");
const words = [...document.querySelectorAll("[data-start]")];

function playFrom(seconds) {
  player.currentTime = seconds;
  player.play();
}

if (player) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-play]");
    const word = event.target.closest("[data-start]");
    if (link) {
      event.preventDefault();
      history.replaceState(null, "", link.href);
      playFrom(Number(link.dataset.play));
    } else if (word) {
      playFrom(Number(word.dataset.start));
    }
  });

  player.addEventListener("timeupdate", () => {
    const now = player.currentTime;
    for (const word of words) {
      word.classList.toggle("now", !player.paused && now >= Number(word.dataset.start) && now < Number(word.dataset.end));
    }
  });
}
