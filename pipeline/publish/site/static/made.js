// What is being made is looked at again until it is. Without this script one reloads the page.
const states = () => [...document.querySelectorAll("[data-state]")];

async function look() {
  if (!states().some(({ dataset }) => ["waiting", "making"].includes(dataset.state))) return;
  try {
    const sent = await fetch(location.href);
    const fresh = new DOMParser().parseFromString(await sent.text(), "text/html").querySelector(".made");
    const shown = document.querySelector(".made");
    if (sent.ok && fresh && fresh.innerHTML !== shown.innerHTML) shown.innerHTML = fresh.innerHTML;
  } catch {
    // The studio may be closed: what is shown stays.
  }
  setTimeout(look, 1000);
}

setTimeout(look, 1000);
