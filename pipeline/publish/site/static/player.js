// The player: from a second, up to a second, and which word is said just now.
import { go, guard } from "./whole.js";

export const player = document.getElementById("player");

let until = null;

if (player) guard(player);

/** Play from a second on; up to another, if one is given. */
export async function playFrom(seconds, end = null) {
  if (!player) return;
  until = null;
  await go(player, seconds);
  until = end;
  player.play().catch(() => {}); // A browser may refuse to play what nobody asked for.
}

/** When an address says so, the first play ends there too: not every browser heeds a media fragment. */
export function stopAt(seconds) {
  until = seconds;
}

export function toggle() {
  if (!player) return;
  if (player.paused) player.play().catch(() => {});
  else player.pause();
}

export function seek(by) {
  if (!player) return;
  until = null;
  go(player, Math.max(0, Math.min(player.duration || 0, player.currentTime + by)));
}

/** Tell each second and each word's turn while it plays. */
export function follow(tell) {
  if (!player) return;
  let waiting = 0;
  const look = () => {
    if (until !== null && player.currentTime >= until) {
      player.pause();
      until = null;
    }
    tell(player.currentTime, !player.paused);
    waiting = player.paused ? 0 : requestAnimationFrame(look);
  };
  const start = () => { waiting ||= requestAnimationFrame(look); };
  for (const event of ["play", "pause", "seeked"]) player.addEventListener(event, start);
  // In a tab nobody looks at there are no frames, but it is still heard.
  player.addEventListener("timeupdate", () => { if (document.hidden) look(); });
  player.addEventListener("ended", () => { until = null; });
}
