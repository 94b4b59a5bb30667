// A page that stays open asks now and then whether something has changed, says how much, and
// shows it when the reader wants. A hidden or offline window asks nothing; no form is touched.

function changesIn(told, strip) {
  if ("version" in told) return told.version - Number(strip.dataset.shows);
  const shown = new Map();
  for (const row of document.querySelectorAll("[data-live-row]")) {
    shown.set(row.dataset.liveRow, row.dataset.liveMark);
  }
  let count = 0;
  for (const [name, mark] of Object.entries(told.rows)) {
    if (shown.get(name) !== mark) count += 1;
    shown.delete(name);
  }
  return count + shown.size;
}

function counted(told) {
  for (const figure of document.querySelectorAll("[data-live-count]")) {
    const count = told.counts?.[figure.dataset.liveCount];
    if (count !== undefined) figure.textContent = count;
  }
}

function say(strip, words, offer) {
  const said = strip.querySelector("[role=status]");
  if (said.textContent !== words) said.textContent = words;
  strip.querySelector("button").hidden = !offer;
  strip.classList.toggle("has-news", offer);
}

function tell(strip, told) {
  counted(told);
  const count = changesIn(told, strip);
  if (count < 1) {
    if (strip.classList.contains("has-news")) say(strip, "", false);
    return;
  }
  const words = count === 1 ? strip.dataset.one : strip.dataset.many;
  say(strip, words.replace("{count}", count), true);
}

// What was ticked, chosen or typed in a part is so in the new one, where it still stands.
function carried(part, fresh) {
  for (const old of part.querySelectorAll("input[id], select[id], textarea[id]")) {
    const now = fresh.querySelector(`#${CSS.escape(old.id)}`);
    if (!now) continue;
    if (old.type === "checkbox" || old.type === "radio") now.checked = old.checked;
    else now.value = old.value;
  }
}

// Only the parts that are marked are put anew; the form of an act is in none of them.
async function show(strip) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) {
    say(strip, strip.dataset.old, false);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const ticked = [...document.querySelectorAll("[data-live-part] input:checked")];
  for (const part of document.querySelectorAll("[data-live-part]")) {
    const fresh = page.querySelector(`[data-live-part="${part.dataset.livePart}"]`);
    if (!fresh) continue;
    carried(part, fresh);
    part.replaceWith(fresh);
  }
  // Cases that were ticked for an act on many stay ticked where they are still listed.
  for (const box of ticked) {
    const again = document.getElementById(box.id);
    if (again) again.checked = true;
  }
  const newer = page.querySelector("[data-live]");
  if (newer?.dataset.shows) strip.dataset.shows = newer.dataset.shows;
  // Who has seen the newest entries acts on them: the form is sent for that version.
  const version = document.querySelector("#form input[name=version]");
  if (version && newer?.dataset.shows) version.value = newer.dataset.shows;
  say(strip, strip.dataset.shown, false);
  const first = document.querySelector("[data-live-part]");
  first.tabIndex = -1;
  first.focus({ preventScroll: true });
  document.dispatchEvent(new Event("shown-anew"));
}

function watch(strip) {
  const every = Number(strip.dataset.every) * 1000;
  let tag = "";
  let waiting = 0;
  let over = false;

  async function ask() {
    if (over || document.hidden || !navigator.onLine) return;
    clearTimeout(waiting);
    try {
      const headers = tag ? { "If-None-Match": tag } : {};
      const answer = await fetch(strip.dataset.live, { headers, cache: "no-store" });
      if (answer.status === 200) {
        tag = answer.headers.get("ETag");
        tell(strip, await answer.json());
      } else if (answer.status >= 400 && answer.status < 500) {
        over = true;
        say(strip, strip.dataset.old, false);
        return;
      }
    } catch {
      // The network is away; the next round asks again.
    }
    clearTimeout(waiting);
    waiting = setTimeout(ask, every);
  }

  strip.querySelector("button").addEventListener("click", () => show(strip));
  document.addEventListener("visibilitychange", ask);
  window.addEventListener("online", ask);
  waiting = setTimeout(ask, every);
}

for (const strip of document.querySelectorAll("[data-live]")) watch(strip);
