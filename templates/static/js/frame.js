// What every page does beyond its HTML: says when the network is away, and that it is at work.
// Without scripts the pages are complete; the browser then shows these states in its own way.

const away = document.getElementById("away");

function tell() {
  away.hidden = navigator.onLine;
}

window.addEventListener("online", tell);
window.addEventListener("offline", tell);
tell();

// A form is sent once: its buttons rest until the answer comes, or the page comes back.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!navigator.onLine) {
    event.preventDefault();
    away.hidden = false;
    away.focus();
    return;
  }
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  form.setAttribute("aria-busy", "true");
  document.getElementById("at-work").hidden = false;
});

window.addEventListener("pageshow", () => {
  document.getElementById("at-work").hidden = true;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  }
});
