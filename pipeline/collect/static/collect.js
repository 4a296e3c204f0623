// One answer from this page: chosen or written, agreed to, sent, and gone on with after a lost connection.
"use strict";

const $ = id => document.getElementById(id);
const { base, version, largest } = document.body.dataset;
const texts = $("texts").dataset;
const isKiosk = document.body.classList.contains("kiosk");
const GOES_BACK = 8000;
const IS_LEFT = 90000;
const WAITS = [0, 1000, 2000, 4000, 8000, ...Array(200).fill(10000)];

let file = null;
let upload = null;
let isSending = false;
let timer = 0;

function show(part) {
  for (const each of ["answer", "sending", "thanks"]) $(each).hidden = each !== part;
  document.querySelector("h1").hidden = part === "thanks";
  const languages = document.querySelector("nav");
  if (languages) languages.hidden = part !== "answer";
  const title = $(part + "-title");
  if (title) title.focus();
  scrollTo(0, 0);
}

function begin() {
  clearTimeout(timer);
  file = upload = null;
  isSending = false;
  $("answer").reset();
  $("problem").hidden = $("rest").hidden = true;
  $("ways").hidden = false;
  $("camera").value = $("file").value = "";
  show("answer");
}

function choose(chosen) {
  file = chosen;
  $("ways").hidden = true;
  $("rest").hidden = false;
  $("chosen").hidden = !file;
  $("written").hidden = Boolean(file);
  if (file) $("chosen-name").textContent = `${file.name} (${(file.size / 1e6).toFixed(1)} MB)`;
  else $("text").focus();
}

function complain(what) {
  isSending = false;
  show("answer");
  $("problem").textContent = texts[what];
  $("problem").hidden = false;
  $("problem").scrollIntoView({ block: "center" });
}

const REASONS = { 409: "reload", 413: "tooLarge", 415: "wrongKind", 429: "busy", 503: "busy", 507: "noRoom" };

function details(id) {
  return {
    upload: id,
    text: id ? null : $("text").value,
    name: $("name").value,
    role: $("role").value,
    naming: document.querySelector("[name=naming]:checked").value,
    agreed: $("agreed").checked,
    language: document.documentElement.lang,
    version,
  };
}

async function finish(id) {
  const body = JSON.stringify(details(id));
  const headers = { "Content-Type": "application/json" };
  for (const wait of WAITS) {
    await new Promise(resolve => setTimeout(resolve, wait));
    if (!isSending) return;
    let answered;
    try {
      answered = await fetch(`${base}/answers`, { method: "POST", headers, body });
    } catch {
      $("lost").textContent = texts.lost;
      continue;
    }
    if (answered.ok) return thank();
    if (answered.status === 503) continue;
    return complain(REASONS[answered.status] || "failed");
  }
  complain("failed");
}

function thank() {
  isSending = false;
  upload = null;
  show("thanks");
  if (isKiosk) timer = setTimeout(begin, GOES_BACK);
}

async function send() {
  $("problem").hidden = true;
  if (!file && !$("text").value.trim()) return complain("nothing");
  if (!$("agreed").checked) return complain("mustAgree");
  if (file && file.size > Number(largest)) return complain("tooLarge");
  isSending = true;
  $("bar").value = 0;
  $("percent").textContent = "";
  $("lost").textContent = "";
  show("sending");
  if (!file) return finish(null);
  upload = new tus.Upload(file, {
    endpoint: `${base}/files`,
    retryDelays: WAITS,
    storeFingerprintForResuming: !isKiosk,
    removeFingerprintOnSuccess: true,
    onShouldRetry(error) {
      const answered = error.originalResponse;
      const status = answered ? answered.getStatus() : 0;
      if (!answered) $("lost").textContent = texts.lost;
      return !answered || status >= 500 && status !== 507 || [409, 423, 429].includes(status);
    },
    onProgress(sent, total) {
      const share = Math.floor(100 * sent / total);
      $("bar").value = share;
      $("percent").textContent = `${share} %`;
      $("lost").textContent = "";
    },
    onSuccess: () => finish(upload.url.split("/").pop()),
    onError(error) {
      const answered = error.originalResponse;
      complain(answered && REASONS[answered.getStatus()] || "failed");
    },
  });
  if (!isKiosk) {
    // The same recording goes on where it stopped, also after the page was closed.
    const before = await upload.findPreviousUploads();
    if (before.length) upload.resumeFromPreviousUpload(before[0]);
  }
  upload.start();
}

$("film").onclick = () => $("camera").click();
$("choose").onclick = () => $("file").click();
$("write").onclick = () => choose(null);
for (const id of ["camera", "file"]) $(id).onchange = event => event.target.files[0] && choose(event.target.files[0]);
$("change").onclick = () => { $("rest").hidden = true; $("ways").hidden = false; $("problem").hidden = true; };
$("answer").onsubmit = event => { event.preventDefault(); if (!isSending) send(); };
$("cancel").onclick = async () => {
  if (upload) await upload.abort(true).catch(() => {});
  isSending = false;
  show("answer");
};
$("another").onclick = begin;
addEventListener("beforeunload", event => { if (isSending) event.preventDefault(); });

if (isKiosk) {
  // Who walks away leaves nothing on the screen for the next.
  const stay = () => {
    if (isSending || !$("thanks").hidden) return;
    clearTimeout(timer);
    timer = setTimeout(() => { if (!isSending) begin(); }, IS_LEFT);
  };
  for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, stay);
}

begin();
