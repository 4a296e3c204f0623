// Some web servers send a film only from its beginning. A player cannot go to a second in it then; once it holds
// all of the film it can.
const fetching = new WeakMap();

const begins = (player) => Number(/#t=([\d.]+)/.exec(player.currentSrc || player.src)?.[1] ?? 0);

/** Whether a player can go anywhere in its film; true as long as nothing is known of it. */
function canSeek(player) {
  if (!player.readyState || player.src.startsWith("blob:")) return true;
  const { seekable, duration } = player;
  return seekable.length > 0 && seekable.end(seekable.length - 1) > duration - 1;
}

/** Give a player all of its film. It stays as it is where that fails. */
async function take(player) {
  const wasPaused = player.paused;
  player.pause();
  try {
    const answer = await fetch(player.src.split("#")[0]);
    if (!answer.ok) return;
    player.src = URL.createObjectURL(await answer.blob());
    await new Promise((done) => {
      for (const event of ["loadedmetadata", "error"]) player.addEventListener(event, done, { once: true });
    });
  } catch {
    // Then it plays from its beginning.
    if (!wasPaused) player.play().catch(() => {});
  }
}

/** Go to a second: at once where the server lets it. */
export async function go(player, seconds) {
  player.currentTime = seconds;
  if (canSeek(player)) return;
  if (!fetching.has(player)) fetching.set(player, take(player));
  await fetching.get(player);
  player.currentTime = seconds;
}

/** See to it that a player begins where its address says, and that one can go anywhere in its film. */
export function guard(player) {
  const begin = async () => {
    if (player.paused || canSeek(player) || fetching.has(player)) return;
    await go(player, Math.max(begins(player), player.currentTime));
    player.play().catch(() => {}); // A browser may refuse to play what nobody asked for.
  };
  // Whether one can go anywhere in a film is known only once it has begun to load.
  for (const event of ["play", "loadedmetadata"]) player.addEventListener(event, begin);
}
