// Keyboard shortcuts for officials: they move and open, never act, and can be switched off.

const ROWS = "main table.lines tbody tr:has(th[scope=row] a[href])";
const CHORD_MS = 1500;
const frame = document.querySelector("[data-keys-page]");
let first = "";
let waiting = 0;

function isOn() {
  return localStorage.getItem("keys") !== "off";
}

function typing(target) {
  return target.closest?.("input, textarea, select, [contenteditable]") !== null;
}

function rowLink(row) {
  return row.querySelector("th[scope=row] a[href]");
}

function move(step) {
  const rows = [...document.querySelectorAll(ROWS)];
  if (rows.length === 0) return;
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step;
  const row = rows[Math.min(Math.max(next, 0), rows.length - 1)];
  rowLink(row).focus();
  row.scrollIntoView({ block: "nearest" });
}

function open() {
  const row = document.activeElement.closest?.(ROWS);
  if (row) rowLink(row).click();
}

function search() {
  const near = document.querySelector("main input[type=search]");
  (near ?? document.querySelector("input[type=search]"))?.focus();
}

function switching(within) {
  const part = within.querySelector("[data-keys-switch]");
  if (!part) return;
  const box = part.querySelector("input");
  part.hidden = false;
  box.checked = isOn();
  box.addEventListener("change", () => localStorage.setItem("keys", box.checked ? "on" : "off"));
}

async function helpPage() {
  const answer = await fetch(frame.dataset.keysPage, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("[data-keys-help]");
}

async function help() {
  if (document.querySelector("dialog.keys-dialog, main [data-keys-help]")) return;
  const dialog = document.createElement("dialog");
  dialog.className = "keys-dialog";
  const close = document.createElement("button");
  close.className = "button second compact";
  close.textContent = frame.dataset.keysClose;
  close.addEventListener("click", () => dialog.close());
  try {
    dialog.append(await helpPage(), close);
  } catch {
    location.assign(frame.dataset.keysPage);
    return;
  }
  dialog.setAttribute("aria-labelledby", "keys-list");
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  switching(dialog);
  dialog.showModal();
}

const SINGLE = { "/": search, j: () => move(1), k: () => move(-1), o: open, "?": help };

function pressed(key) {
  if (first) {
    const href = JSON.parse(frame.dataset.keysPlaces)[`${first} ${key}`];
    first = "";
    if (href) location.assign(href);
    return Boolean(href);
  }
  if (key === "g") {
    first = "g";
    clearTimeout(waiting);
    waiting = setTimeout(() => (first = ""), CHORD_MS);
    return true;
  }
  SINGLE[key]?.();
  return key in SINGLE;
}

if (frame) {
  switching(document);
  document.addEventListener("keydown", (event) => {
    const withOthers = event.ctrlKey || event.altKey || event.metaKey || event.isComposing;
    if (withOthers || !isOn() || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (pressed(event.key)) event.preventDefault();
  });
}
