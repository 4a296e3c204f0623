// What is taken away: a command as it is chosen, to be copied, and a card to look at before it is saved. Without
// this script the files are the same, and the commands stand there as they are most often wanted.
import { copy } from "./quote.js";
import { tell } from "./kept.js";

for (const form of document.querySelectorAll("form[data-command]")) {
  const code = form.parentElement.querySelector(".command code");
  const write = () => {
    const options = [...form.elements].flatMap((each) => {
      if (each.type === "hidden") return [];
      if (each.type === "checkbox") return each.checked ? [`--${each.name}`] : [];
      return each.value ? [`--${each.name} ${each.value}`] : [];
    });
    const [command, name, ...rest] = form.dataset.command.split(" ");
    code.textContent = [command, name, ...options, ...rest].join(" ");
  };
  form.addEventListener("input", write);
  if (!form.hasAttribute("action")) form.addEventListener("submit", (event) => event.preventDefault());
  // A browser that comes back to a page remembers what was chosen.
  write();
}

for (const button of document.querySelectorAll("[data-copy-command]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const isDone = await copy({ text: button.parentElement.querySelector("code").textContent });
    tell(isDone ? "Copied" : "This browser does not let pages copy.");
    if (!isDone || button.textContent === "Copied") return;
    const label = button.textContent;
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = label; }, 1600);
  });
}

for (const form of document.querySelectorAll("form[data-card]")) {
  const preview = form.querySelector(".preview");
  const look = () => {
    const image = new Image();
    image.alt = "The card as it will be";
    image.src = `${form.dataset.card}?${new URLSearchParams([...new FormData(form), ["show", "1"]])}`;
    image.addEventListener("load", () => { preview.replaceChildren(image); preview.hidden = false; });
    image.addEventListener("error", () => { preview.textContent = "This card cannot be drawn: press PNG to read why."; preview.hidden = false; });
  };
  form.addEventListener("change", look);
  // Drawn once somebody looks there: it takes a moment of this machine.
  new IntersectionObserver((seen, watcher) => {
    if (!seen.some((each) => each.isIntersecting)) return;
    watcher.disconnect();
    look();
  }).observe(form);
}
