// A filing saves itself as it is typed, and documents are sent in pieces. Without scripts the
// buttons of the form do the same.

const PAUSE_MS = 900;
const underWay = new Set();

function typed(form) {
  const fields = {};
  for (const field of form.elements) {
    const wanted = /^(project|applicant|kept)\./.test(field.name || "");
    if (wanted && field.value.trim() !== "") fields[field.name] = field.value;
  }
  return fields;
}

function tag(version) {
  return version === "*" ? version : `"${version}"`;
}

function drafting(form) {
  const said = form.querySelector("[data-draft-said]");
  const conflict = form.querySelector("[data-draft-conflict]");
  const version = form.elements.draft_version;
  let waiting = 0;
  let busy = false;
  let sent = false;
  let last = JSON.stringify(typed(form));

  const unsaved = () => JSON.stringify(typed(form)) !== last;

  async function save() {
    clearTimeout(waiting);
    if (busy || sent || !conflict.hidden || !unsaved()) return;
    busy = true;
    const fields = typed(form);
    const body = JSON.stringify({ fields });
    said.textContent = form.dataset.saving;
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "PUT",
        headers: { "Content-Type": "application/json", "If-Match": tag(version.value) },
        body,
        // Outlives the page where the browser allows it: at most 64 KB.
        keepalive: body.length < 20_000,
      });
      if (answer.status === 412) {
        said.textContent = "";
        conflict.hidden = false;
        conflict.focus();
      } else if (answer.ok) {
        version.value = (await answer.json()).version;
        last = JSON.stringify(fields);
        said.textContent = form.dataset.saved;
      } else throw new Error(String(answer.status));
    } catch {
      said.textContent = form.dataset.unsaved;
    }
    busy = false;
    if (conflict.hidden && said.textContent === form.dataset.saved && unsaved()) soon();
  }

  function soon() {
    clearTimeout(waiting);
    waiting = setTimeout(save, PAUSE_MS);
  }

  form.addEventListener("input", soon);
  form.addEventListener("kept", save);
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    sent = true;
  });
  window.addEventListener("pageshow", () => {
    sent = false;
  });
  window.addEventListener("online", save);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
  form.querySelector("[data-draft-overwrite]").addEventListener("click", () => {
    version.value = "*";
    conflict.hidden = true;
    save();
  });
  let leaving = false;
  form.querySelector("[data-leave]").addEventListener("click", () => {
    leaving = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!sent && !leaving && (unsaved() || underWay.size > 0)) event.preventDefault();
  });
}

class Refused extends Error {}

async function asked(method, address, options = {}) {
  const answer = await fetch(address, { method, ...options });
  if (answer.status === 409) {
    return { offset: Number(answer.headers.get("Upload-Offset")) };
  }
  if (answer.status === 404) return null;
  const told = await answer.json();
  if (!answer.ok) {
    const wrong = (told.errors || []).map((error) => error.detail).join(" ");
    throw new Refused(wrong || told.detail);
  }
  return told;
}

async function begunOrNew(pieces, file, key) {
  const known = localStorage.getItem(key);
  if (known) {
    const found = await asked("GET", `${pieces}/${known}`);
    if (found && found.offset < file.size) return found;
  }
  const begun = await asked("POST", pieces, {
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ filename: file.name, size: file.size }),
  });
  localStorage.setItem(key, begun.upload_id);
  return begun;
}

async function sentInPieces(input, file, progress) {
  const { pieces, pieceMax } = input.form.dataset;
  const key = `upload:${input.name}:${file.name}:${file.size}:${file.lastModified}`;
  try {
    const begun = await begunOrNew(pieces, file, key);
    let offset = begun.offset;
    for (;;) {
      progress(offset / file.size);
      const end = Math.min(offset + Number(pieceMax), file.size);
      const told = await asked("PUT", `${pieces}/${begun.upload_id}`, {
        headers: {
          "Content-Type": "application/octet-stream",
          "Content-Range": `bytes ${offset}-${end - 1}/${file.size}`,
        },
        body: file.slice(offset, end),
      });
      if (told === null) throw new Error("gone");
      offset = told.offset;
      if (told.stored) {
        localStorage.removeItem(key);
        return told.stored;
      }
    }
  } catch (error) {
    if (error instanceof Refused) localStorage.removeItem(key);
    throw error;
  }
}

function keptOf(input) {
  return input.form.querySelector(`[name="${CSS.escape(input.dataset.keeps)}"]`);
}

function forget(input) {
  const field = input.closest(".field");
  for (const old of field.querySelectorAll(".kept, .choice, [data-kept-file]")) old.remove();
  keptOf(input)?.remove();
  const reused = field.querySelector("select");
  if (reused) reused.value = "";
}

function keep(input, stored) {
  forget(input);
  const kept = document.createElement("input");
  kept.type = "hidden";
  kept.name = input.dataset.keeps;
  kept.value = `${stored.sha256}|${stored.filename}`;
  input.after(kept);
  input.value = "";
  input.form.dispatchEvent(new Event("kept"));
}

function button(words, pressed) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button second compact";
  made.textContent = words;
  made.addEventListener("click", pressed);
  return made;
}

function uploading(input) {
  const { dataset } = input.form;
  const place = document.createElement("div");
  const bar = document.createElement("progress");
  const words = document.createElement("p");
  bar.max = 1;
  bar.hidden = true;
  bar.setAttribute("aria-label", dataset.progress);
  words.className = "small";
  words.setAttribute("role", "status");
  place.className = "sending";
  place.append(bar, words);
  input.after(place);

  const goOn = button(dataset.goOn, send);
  const remove = button(dataset.remove, () => {
    forget(input);
    remove.remove();
    words.textContent = dataset.removed;
    input.form.dispatchEvent(new Event("kept"));
    input.focus();
  });

  async function send() {
    const file = input.files[0];
    goOn.remove();
    remove.remove();
    if (!file || underWay.has(input)) return;
    if (file.size > Number(dataset.fileMax)) {
      words.textContent = dataset.tooLarge;
      return;
    }
    bar.hidden = false;
    underWay.add(input);
    try {
      const stored = await sentInPieces(input, file, (part) => {
        bar.value = part;
        words.textContent = `${dataset.sending} ${Math.round(part * 100)}% ${file.name}`;
      });
      underWay.delete(input);
      keep(input, stored);
      words.textContent = `${file.name} · ${dataset.whole}`;
      words.title = `SHA-256 ${stored.sha256}`;
      place.append(remove);
    } catch (error) {
      const refused = error instanceof Refused;
      words.textContent = refused ? dataset.refused + error.message : dataset.broken;
      if (!refused) place.append(goOn);
    }
    underWay.delete(input);
    bar.hidden = true;
  }

  input.addEventListener("change", send);
  window.addEventListener("online", () => {
    if (goOn.isConnected) send();
  });
}

for (const form of document.querySelectorAll("form[data-draft]")) drafting(form);
for (const input of document.querySelectorAll("form[data-pieces] input[data-keeps]")) {
  uploading(input);
}
