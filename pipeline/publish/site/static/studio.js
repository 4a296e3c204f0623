// The studio: what the forms do without a script is done here without leaving the page one is at, and by keys.
const token = document.querySelector('meta[name="vox-token"]').content;
const REMEMBERED = "vox-done";
const toast = makeToast();

let isBusy = false;

/** Send something to be done; what comes of it is told, and the page is shown as it is then. */
async function act(told) {
  // One thing after the other: the page is not yet as it will be.
  if (isBusy) return;
  isBusy = true;
  const waits = setTimeout(() => say("Waiting for vox, which is writing to this project …"), 1000);
  const isDone = await send(told);
  clearTimeout(waits);
  // Else the page is on its way out.
  if (!isDone) isBusy = false;
}

async function send(told) {
  let answer;
  try {
    answer = await fetch("/studio/do", {
      method: "POST",
      headers: { "content-type": "application/json", "x-vox-token": token },
      body: JSON.stringify(told),
    });
  } catch {
    say("The studio does not answer. Is vox studio still running? Nothing was changed.");
    return false;
  }
  const done = await answer.json().catch(() => ({ said: "Something went wrong; nothing was changed." }));
  if (!answer.ok || !done.changed) {
    say(done.said);
    return false;
  }
  remember({ said: told.said ?? "Done.", undo: done.corrections.map(({ id }) => id), at: places() });
  location.reload();
  return true;
}

function remember(done) {
  try {
    sessionStorage.setItem(REMEMBERED, JSON.stringify(done));
  } catch {
    // Then it is not told after the page is there again.
  }
}

function recall() {
  try {
    const done = JSON.parse(sessionStorage.getItem(REMEMBERED));
    sessionStorage.removeItem(REMEMBERED);
    return done;
  } catch {
    return null;
  }
}

function makeToast() {
  const made = document.createElement("div");
  made.className = "toast";
  made.hidden = true;
  const text = document.createElement("span");
  text.setAttribute("role", "status");
  const undo = document.createElement("button");
  undo.type = "button";
  undo.textContent = "Undo";
  made.append(text, undo);
  document.body.append(made);
  return { made, text, undo };
}

function say(text, undo = []) {
  toast.made.hidden = false;
  toast.undo.hidden = !undo.length;
  toast.undo.onclick = () => act({ action: "undo", number: undo, said: "Taken back." });
  // Emptied first, and filled a moment later: so it is read aloud also when it is the same again.
  toast.text.textContent = "";
  setTimeout(() => { toast.text.textContent = text; }, 50);
}

const before = recall();
const lastUndo = before?.undo ?? [];
if (before) say(before.said, lastUndo);

// Forms
document.addEventListener("submit", (event) => {
  const form = event.target.closest('form[action$="/studio/do"]');
  if (!form) return;
  event.preventDefault();
  const told = {};
  const data = new FormData(form, event.submitter);
  for (const name of new Set(data.keys())) {
    const values = data.getAll(name);
    told[name] = ["answers", "channels", "number"].includes(name) ? values : values.at(-1);
  }
  delete told.token;
  delete told.back;
  const label = event.submitter?.firstChild?.textContent.trim() ?? "Done";
  const many = told.answers?.length > 1 ? ` (${told.answers.length} answers)` : "";
  act({ ...told, said: `${label}: done${many}.` });
});

/** Where one is in the list: the answer one is at, those after it, and those before it, the nearest first. */
function places() {
  if (at < 0) return [];
  return [...items.slice(at), ...items.slice(0, at).reverse()].map((item) => item.dataset.answer);
}

// Keys
const isTyping = (event) => event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
const plain = (event) => !(event.ctrlKey || event.metaKey || event.altKey);

document.addEventListener("keydown", (event) => {
  if (isTyping(event) || !plain(event)) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const does = (queue ? QUEUE_KEYS : PAGE_KEYS)[key];
  // A key that is held down decides once.
  if (!does || (event.repeat && !/^[jk]$/.test(key)) || does() === false) return;
  event.preventDefault();
  event.stopPropagation();
}, true);

const undoLast = () => {
  if (lastUndo.length) act({ action: "undo", number: lastUndo, said: "Taken back." });
  else say("There is nothing to undo on this page. The history has the rest.");
};

// The queue
const queue = document.getElementById("queue");
const items = queue ? [...queue.querySelectorAll(".item")] : [];
const chosen = () => items.filter((item) => item.querySelector("[name=answers]").checked);
let at = -1;

function go(to) {
  if (!items.length) return;
  items[at]?.classList.remove("at");
  at = Math.max(0, Math.min(items.length - 1, to));
  items[at].classList.add("at");
  items[at].querySelector("[name=answers]").focus({ preventScroll: true });
  items[at].scrollIntoView({ block: "nearest" });
}

function decide(action, said) {
  const meant = chosen().length ? chosen() : items.slice(at, at + 1);
  if (at < 0 && !chosen().length) return say("Go to an answer with J, or choose some, first.");
  const answers = meant.map((item) => item.dataset.answer);
  act({ action, answers, said: answers.length > 1 ? `${said} ${answers.length} answers.` : `${said}.` });
}

const QUEUE_KEYS = {
  j: () => go(at + 1),
  k: () => go(at - 1),
  x: () => {
    if (at < 0) return go(0);
    const box = items[at].querySelector("[name=answers]");
    box.checked = !box.checked;
  },
  a: () => decide("approve", "Approved"),
  h: () => decide("hide", "Hidden"),
  s: () => decide("star", "Starred"),
  u: undoLast,
  Enter: () => {
    if (at < 0 || !document.activeElement.matches("[name=answers], body")) return false;
    items[at].querySelector(".text a").click();
  },
  "?": () => { const keys = document.querySelector(".keys"); keys.open = !keys.open; keys.scrollIntoView(); },
};

for (const item of items) {
  item.addEventListener("focusin", () => { if (items[at] !== item) { items[at]?.classList.remove("at"); at = items.indexOf(item); item.classList.add("at"); } });
}
document.getElementById("all")?.addEventListener("change", (event) => {
  for (const item of items) item.querySelector("[name=answers]").checked = event.target.checked;
});
// Enter in a field means the button beside it.
queue?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches(".pair input")) return;
  event.preventDefault();
  queue.requestSubmit(event.target.closest(".pair").querySelector("button"));
});
if (queue && before?.at) {
  // What was decided may have left the list: then one is at what came after it.
  const again = before.at.map((id) => items.findIndex((item) => item.dataset.answer === id)).find((found) => found >= 0);
  if (again !== undefined) go(again);
}

// An answer's page: what can be done about chosen words
const bar = () => document.querySelector(".bar");
/** The bar has another size now: it is placed anew, as when the window has. */
const replaced = () => dispatchEvent(new Event("resize"));
const desk = () => document.querySelector(".answer.lit .desk") ?? document.querySelector(".desk");

function words() {
  const marked = [...document.querySelectorAll(".words .chosen")];
  if (!marked.length) return null;
  const section = marked[0].closest(".answer");
  const range = document.createRange();
  range.setStartBefore(marked[0]);
  range.setEndAfter(marked.at(-1));
  return {
    answer: section.id,
    first: Number(marked[0].dataset.word),
    last: Number(marked.at(-1).dataset.word),
    start: Number(marked[0].dataset.start),
    text: range.toString().replace(/\s+/g, " ").trim(),
  };
}

function withWords(does) {
  const meant = words();
  if (meant) return does(meant);
  const word = document.querySelector(".words .cursor");
  if (!word) return say("Choose words first: with the mouse, or with the arrow keys and Shift.");
  // The one word one is at by keys is chosen as if by mouse, and at once: what is typed next is meant for it.
  getSelection().selectAllChildren(word);
  document.dispatchEvent(new Event("selectionchange"));
  queueMicrotask(() => { if (words()) does(words()); });
}

/** Of what was written there is nothing to hear. */
const isText = Boolean(document.querySelector(".watch.text"));
const redact = (how) => withWords((meant) => act({ action: "redact", answers: [meant.answer], ...range(meant), how, said: isText ? "Redacted." : "Redacted. The clip is made anew without it." }));
const range = ({ first, last }) => ({ first, last });
const TOOLS = [
  ["Correct", "c", () => withWords(write)],
  ["Quote this", "q", () => withWords((meant) => act({ action: "quote", answers: [meant.answer], ...range(meant), said: "Quote chosen." }))],
  ...(isText ? [["Redact", "m", () => redact("mute")]] : [["Mute", "m", () => redact("mute")], ["Bleep", "b", () => redact("bleep")]]),
  ["Split here", "p", () => withWords((meant) => act({ action: "split", answers: [meant.answer], at: meant.start, said: "Split." }))],
];

function write(meant) {
  bar().querySelector(".write")?.remove();
  const form = document.createElement("form");
  form.className = "write";
  const input = document.createElement("input");
  input.value = meant.text;
  input.setAttribute("aria-label", isText ? "What it should say" : "What was said instead");
  const save = document.createElement("button");
  save.textContent = "Save";
  form.append(input, save);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    act({ action: "reword", answers: [meant.answer], ...range(meant), text: input.value, said: isText ? "Corrected. What was written is kept." : "Corrected. What the machine heard is kept." });
  });
  form.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key !== "Escape") return;
    form.remove();
    replaced();
  });
  // Writing in it must not let go of the words.
  form.addEventListener("pointerdown", (event) => event.stopPropagation());
  bar().append(form);
  replaced();
  input.focus();
  input.select();
}

// The bar of chosen words is on the page from when words are chosen first.
const waiting = new MutationObserver(() => {
  if (!bar()) return;
  waiting.disconnect();
  for (const [label, key, does] of TOOLS) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(`${label} `, Object.assign(document.createElement("kbd"), { textContent: key.toUpperCase() }));
    button.addEventListener("click", does);
    bar().append(button);
  }
  replaced();
});
waiting.observe(document.getElementById("main"), { childList: true, subtree: true });

const press = (key) => {
  const button = desk()?.querySelector(`[data-key="${key}"]`);
  if (!button) return false;
  button.click();
};
const PAGE_KEYS = {
  a: () => press("a"),
  h: () => press("h"),
  s: () => press("s"),
  u: undoLast,
  n: () => { const field = desk()?.querySelector("[data-focus=n]"); if (!field) return false; field.focus(); field.select(); },
  ...Object.fromEntries(TOOLS.map(([, key, does]) => [key, () => (desk() ? does() : false)])),
};

// A box over the picture
const player = document.querySelector("video#player");
const draw = document.querySelector("button.draw");
const boxForm = document.querySelector(".box-form");
if (player && draw && boxForm) {
  draw.hidden = false;
  draw.addEventListener("click", () => { startBox(); });
}

function startBox() {
  player.pause();
  const canvas = document.createElement("div");
  canvas.className = "canvas";
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", "A box over the picture. Arrow keys move it, Shift and arrow keys size it, Escape takes it away.");
  const box = document.createElement("div");
  box.className = "box";
  canvas.append(box);
  player.parentElement.append(canvas);
  const shape = { x: 0.35, y: 0.2, width: 0.3, height: 0.3 };
  const fit = () => {
    // The picture may not fill the player: it is as large as its shape allows, in the middle.
    const ratio = player.videoWidth ? player.videoWidth / player.videoHeight : player.width / player.height;
    const width = Math.min(player.clientWidth, player.clientHeight * ratio);
    const height = width / ratio;
    Object.assign(canvas.style, {
      left: `${player.offsetLeft + (player.clientWidth - width) / 2}px`, top: `${player.offsetTop + (player.clientHeight - height) / 2}px`,
      width: `${width}px`, height: `${height}px`,
    });
  };
  const show = () => {
    for (const side of ["width", "height"]) shape[side] = Math.max(0.02, Math.min(1, shape[side]));
    shape.x = Math.max(0, Math.min(1 - shape.width, shape.x));
    shape.y = Math.max(0, Math.min(1 - shape.height, shape.y));
    for (const [side, name] of [["x", "left"], ["y", "top"], ["width", "width"], ["height", "height"]]) box.style[name] = `${shape[side] * 100}%`;
  };
  const end = () => {
    canvas.remove();
    boxForm.hidden = true;
    draw.hidden = false;
    removeEventListener("resize", fit);
    draw.focus();
  };
  const point = (event) => {
    const bounds = canvas.getBoundingClientRect();
    return [(event.clientX - bounds.left) / bounds.width, (event.clientY - bounds.top) / bounds.height].map((share) => Math.max(0, Math.min(1, share)));
  };
  let from = null;
  canvas.addEventListener("pointerdown", (event) => { from = point(event); canvas.setPointerCapture(event.pointerId); });
  canvas.addEventListener("pointermove", (event) => {
    if (!from) return;
    const to = point(event);
    Object.assign(shape, {
      x: Math.min(from[0], to[0]), y: Math.min(from[1], to[1]), width: Math.abs(to[0] - from[0]), height: Math.abs(to[1] - from[1]),
    });
    show();
  });
  canvas.addEventListener("pointerup", () => { from = null; });
  canvas.addEventListener("keydown", (event) => {
    const [dx, dy] = { ArrowLeft: [-0.02, 0], ArrowRight: [0.02, 0], ArrowUp: [0, -0.02], ArrowDown: [0, 0.02] }[event.key] ?? [];
    if (event.key === "Escape") end();
    else if (dx === undefined) return;
    else if (event.shiftKey) { shape.width += dx; shape.height += dy; }
    else { shape.x += dx; shape.y += dy; }
    show();
    event.preventDefault();
    event.stopPropagation();
  });
  boxForm.onsubmit = async (event) => {
    event.preventDefault();
    const told = Object.fromEntries(new FormData(boxForm));
    await act({ action: "blur", clip: boxForm.dataset.clip, ...told, ...shape, said: "Hidden. The clip is made anew without it." });
  };
  boxForm.querySelector("[data-cancel]").onclick = end;
  addEventListener("resize", fit);
  boxForm.hidden = false;
  draw.hidden = true;
  fit();
  show();
  canvas.focus();
}
