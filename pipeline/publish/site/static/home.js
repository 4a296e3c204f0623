// A face plays its quote: without sound under the pointer, with it at a tap. Another tap opens the answer.
// Without this script each face leads to its answer.
import { go, guard } from "./whole.js";

const wall = document.querySelector(".wall");
const caption = wall?.querySelector(".caption");
const moves = matchMedia("(hover: hover) and (prefers-reduced-motion: no-preference)");
let speaking = null;

function hint() {
  caption.textContent = caption.dataset.hint;
  caption.classList.add("hint");
}

function stop() {
  speaking?.querySelector("video")?.remove();
  speaking?.classList.remove("speaks", "heard");
  speaking = null;
  hint();
}

function show(face) {
  if (speaking === face) return;
  stop();
  speaking = face;
  const said = face.querySelector(".says");
  caption.textContent = said.textContent;
  caption.lang = said.lang;
  caption.dir = said.dir;
  caption.classList.remove("hint");
  face.classList.add("speaks");
}

function play(face, muted) {
  show(face);
  let video = face.querySelector("video");
  if (!video) {
    video = document.createElement("video");
    video.playsInline = true;
    video.disablePictureInPicture = true;
    guard(video);
    video.src = `${face.dataset.media}#t=${face.dataset.from},${face.dataset.to}`;
    video.addEventListener("timeupdate", () => {
      if (video.currentTime >= Number(face.dataset.to)) stop();
    });
    video.addEventListener("ended", stop);
    face.append(video);
  }
  video.muted = muted;
  face.classList.toggle("heard", !muted);
  if (!muted) go(video, Number(face.dataset.from));
  // A browser that allows no sound yet says so here; the quote is shown all the same.
  video.play().catch(() => {});
}

if (wall) {
  hint();
  for (const face of wall.querySelectorAll("a")) {
    face.addEventListener("pointerenter", (event) => {
      if (event.pointerType !== "mouse") return;
      if (moves.matches) play(face, true);
      else show(face);
    });
    face.addEventListener("pointerleave", () => {
      if (speaking === face && !face.classList.contains("heard")) stop();
    });
    face.addEventListener("focus", () => show(face));
    face.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || face.classList.contains("heard")) return;
      event.preventDefault();
      play(face, false);
    });
  }
}
