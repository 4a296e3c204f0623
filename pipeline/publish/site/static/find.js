// Results while one types. Each letter replaces the address, so that Back leaves the search at once; without
// this script the form and every link work the same.
const form = document.querySelector("header.site .search");
const narrow = document.querySelector(".narrow");
let waiting = 0;
let asked = null;

// A narrow screen shows answers first.
if (narrow && !matchMedia("(min-width: 58rem)").matches) narrow.open = Boolean(document.querySelector(".chosen"));

async function look() {
  const address = new URL(form.action);
  for (const [name, value] of new FormData(form)) if (value) address.searchParams.append(name, value);
  asked?.abort();
  asked = new AbortController();
  document.querySelector("#find .results").ariaBusy = "true";
  try {
    const answer = await fetch(address, { signal: asked.signal });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const wasOpen = document.querySelector(".narrow")?.open;
    document.querySelector("#find").replaceWith(fresh.querySelector("#find"));
    const facets = document.querySelector(".narrow");
    if (facets) facets.open = wasOpen;
    document.title = fresh.title;
    history.replaceState(null, "", address);
  } catch (problem) {
    if (problem.name !== "AbortError") form.submit();
  }
}

form.q.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(look, 160);
});
