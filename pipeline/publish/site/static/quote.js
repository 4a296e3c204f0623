// Words to take away: in three forms, with who said them and where to hear them. The words themselves are
// those on the page, as they stand.

/** The address that plays just these words. */
export function linkTo({ transcript, start, end }) {
  const address = new URL(transcript.section.dataset.link, document.baseURI);
  return `${address}?t=${start.toFixed(2)},${end.toFixed(2)}`;
}

const inHtml = (text) => text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
const inMarkdown = (text) => text.replace(/[\\`*_[\]<>]/g, "\\$&");

/** Some words of a page as they are copied. */
export function written(piece, form) {
  const { by, asked, said } = piece.transcript.section.dataset;
  return quoted({ text: piece.text, language: piece.transcript.box.lang, by, asked, said, link: linkTo(piece) }, form);
}

/** A quote in one of three forms: its text, and for HTML what is pasted into a document. */
export function quoted({ text, language, by, asked, said, link }, form) {
  const after = [asked && `“${asked}”`, said].filter(Boolean);
  if (form === "markdown") {
    const source = [`[${inMarkdown(by)}](${link})`, ...after.map(inMarkdown)].join(", ");
    return { text: `> ${inMarkdown(text)}\n>\n> — ${source}\n` };
  }
  if (form === "html") {
    const source = [`<a href="${inHtml(link)}">${inHtml(by)}</a>`, ...after.map(inHtml)].join(", ");
    const html = `<figure><blockquote cite="${inHtml(link)}" lang="${inHtml(language)}"><p>${inHtml(text)}</p>`
      + `</blockquote><figcaption>— ${source}</figcaption></figure>`;
    return { text: html, html };
  }
  return { text: `“${text}”\n— ${[by, ...after].join(", ")}\n${link}\n` };
}

/** Put something on the clipboard. False if the browser will not have it. */
export async function copy({ text, html }) {
  try {
    // Browsers have it only where the connection is safe: not on a plain address in the office.
    if (html && window.ClipboardItem) {
      const parts = { "text/plain": text, "text/html": html };
      const blobs = Object.entries(parts).map(([type, part]) => [type, new Blob([part], { type })]);
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    } else {
      await navigator.clipboard.writeText(text);
    }
    return true;
  } catch {
    return copyTheOldWay({ text, html });
  }
}

function copyTheOldWay({ text, html }) {
  const [chosen, focused] = [getSelection().rangeCount ? getSelection().getRangeAt(0) : null, document.activeElement];
  const field = document.createElement("textarea");
  field.className = "unseen";
  field.value = text;
  document.body.append(field);
  field.select();
  const give = (event) => {
    event.preventDefault();
    event.clipboardData.setData("text/plain", text);
    if (html) event.clipboardData.setData("text/html", html);
  };
  document.addEventListener("copy", give, { once: true });
  const isDone = document.execCommand("copy");
  document.removeEventListener("copy", give);
  field.remove();
  focused?.focus({ preventScroll: true });
  if (chosen) {
    getSelection().removeAllRanges();
    getSelection().addRange(chosen);
  }
  return isDone;
}
