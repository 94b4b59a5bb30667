// A filing saves itself as it is typed, and sends its documents in pieces. Without scripts the
// buttons of the form do the same.

const PAUSE_MS = 900;

function typed(form) {
  const fields = {};
  for (const field of form.elements) {
    const wanted = /^(project|applicant|kept)\./.test(field.name || "");
    if (wanted && field.value.trim() !== "") fields[field.name] = field.value;
  }
  return fields;
}

function drafting(form) {
  const said = form.querySelector("[data-draft-said]");
  let waiting = 0;
  let last = JSON.stringify(typed(form));
  async function save() {
    const fields = typed(form);
    const now = JSON.stringify(fields);
    if (now === last) return;
    said.textContent = form.dataset.saving;
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "PUT",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ fields }),
      });
      if (!answer.ok) throw new Error(String(answer.status));
      last = now;
      said.textContent = form.dataset.saved;
    } catch {
      said.textContent = form.dataset.unsaved;
    }
  }
  function soon() {
    clearTimeout(waiting);
    waiting = setTimeout(save, PAUSE_MS);
  }
  form.addEventListener("input", soon);
  form.addEventListener("kept", soon);
  form.addEventListener("submit", () => clearTimeout(waiting));
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

async function begunOrNew(input, file, key) {
  const known = localStorage.getItem(key);
  if (known) {
    const found = await asked("GET", `${input.dataset.pieces}/${known}`);
    if (found) return found;
  }
  const begun = await asked("POST", input.dataset.pieces, {
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ filename: file.name, size: file.size }),
  });
  localStorage.setItem(key, begun.upload_id);
  return begun;
}

async function sentInPieces(input, file, progress) {
  const key = `upload:${file.name}:${file.size}:${file.lastModified}`;
  const begun = await begunOrNew(input, file, key);
  const address = `${input.dataset.pieces}/${begun.upload_id}`;
  let offset = begun.offset;
  try {
    for (;;) {
      const end = Math.min(offset + Number(input.dataset.pieceMax), file.size);
      const told = await asked("PUT", address, {
        headers: {
          "Content-Type": "application/octet-stream",
          "Content-Range": `bytes ${offset}-${end - 1}/${file.size}`,
        },
        body: file.slice(offset, end),
      });
      if (told === null) throw new Error("gone");
      offset = told.offset;
      progress(offset / file.size);
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

function keep(input, stored) {
  const form = input.form;
  let kept = form.querySelector(`[name="${CSS.escape(input.dataset.keeps)}"]`);
  if (!kept) {
    kept = document.createElement("input");
    kept.type = "hidden";
    kept.name = input.dataset.keeps;
    input.after(kept);
  }
  kept.value = `${stored.sha256}|${stored.filename}`;
  input.value = "";
  form.dispatchEvent(new Event("kept"));
}

function uploading(input) {
  const bar = document.createElement("progress");
  const words = document.createElement("p");
  bar.max = 1;
  bar.hidden = true;
  words.className = "small";
  words.setAttribute("role", "status");
  input.after(bar, words);
  input.addEventListener("change", async () => {
    const file = input.files[0];
    if (!file) return;
    if (file.size > Number(input.dataset.fileMax)) {
      words.textContent = input.dataset.tooLarge;
      return;
    }
    bar.hidden = false;
    bar.setAttribute("aria-label", file.name);
    try {
      const stored = await sentInPieces(input, file, (part) => {
        bar.value = part;
        words.textContent = `${input.dataset.sending} ${Math.round(part * 100)}% ${file.name}`;
      });
      keep(input, stored);
      words.textContent = `${file.name}: ${input.dataset.whole} · SHA-256 ${stored.sha256.slice(0, 12)}`;
    } catch (error) {
      words.textContent = error instanceof Refused ? error.message : input.dataset.broken;
    }
    bar.hidden = true;
  });
}

for (const form of document.querySelectorAll("form[data-draft]")) drafting(form);
for (const input of document.querySelectorAll("input[data-pieces]")) uploading(input);
