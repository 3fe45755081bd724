// What every page has: the list of keys, the way through the queue, what the server says. Without it every link still works.
"use strict";

const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

const keys = document.getElementById("keys");

export const say = (text) => {
  const place = document.querySelector(".said p");
  place.textContent = "";
  requestAnimationFrame(() => { place.textContent = text; });
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { place.textContent = ""; }, 6000);
};

export const onKey = (name, act) => { onKey.acts.set(name, act); };
onKey.acts = new Map();

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.altKey || document.querySelector("dialog[open]")) return;
  const name = (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + event.key;
  if (typing(event.target) && name !== "Escape" && name !== "Ctrl+Enter") return;
  const act = onKey.acts.get(name);
  if (act && act(event) !== false) event.preventDefault();
});

const showKeys = () => keys.showModal();
onKey("?", showKeys);
document.getElementById("show-keys")?.addEventListener("click", showKeys);
document.querySelectorAll("dialog [data-close]").forEach((button) => button.addEventListener("click", () => button.closest("dialog").close()));
onKey("q", () => { (document.querySelector("a[data-before]") ?? document.querySelector("a[data-queue]")).click(); });
onKey("/", () => { const field = document.getElementById("search"); field?.focus(); field?.select(); return field !== null; });

// -- the queue -----------------------------------------------------------------------------------------------------------

const rows = () => [...document.querySelectorAll(".queue tbody tr")];
const walk = (step) => {
  const all = rows();
  if (!all.length) return false;
  const at = all.findIndex((row) => row.classList.contains("chosen"));
  const next = all[Math.min(all.length - 1, Math.max(0, at + step))];
  all[at]?.classList.remove("chosen");
  next.classList.add("chosen");
  next.querySelector("a").focus();
};
if (document.querySelector(".queue, .filters")) {
  onKey("j", () => walk(1));
  onKey("k", () => walk(-1));
  onKey("Escape", () => { document.activeElement?.blur(); });
}

// What was asked for by a key and not by a form has no place of its own to say what was amiss.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status !== 422 || event.detail.requestConfig.elt.matches("form")) return;
  event.detail.shouldSwap = false;
  say(event.detail.xhr.responseText);
});

// A refusal or a fault of the server is said, not swallowed.
document.addEventListener("htmx:responseError", (event) => {
  const told = event.detail.xhr.responseText.slice(0, 300);
  say(event.detail.xhr.getResponseHeader("content-type")?.startsWith("text/plain") ? told : `That failed (${event.detail.xhr.status}).`);
});
document.addEventListener("htmx:sendError", () => say("The program does not answer. Is it still running? Nothing was lost that was said to be saved."));

// -- the drop zone -------------------------------------------------------------------------------------------------------

const drop = document.querySelector(".drop");
if (drop) {
  const files = drop.querySelector("input[type=file]");
  for (const name of ["dragover", "dragenter"]) drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    files.files = event.dataTransfer.files;
    drop.closest("form").requestSubmit();
  });
  files.addEventListener("change", () => drop.closest("form").requestSubmit());
}
