// A document is read beside the form: it is fetched when its fold is opened, not before.
// Without scripts the same link opens it in a tab of its own.

function shown(fold) {
  const picture = fold.dataset.shown === "image";
  const place = document.createElement(picture ? "img" : "iframe");
  if (picture) place.alt = fold.dataset.name;
  else place.title = fold.dataset.name;
  place.src = fold.dataset.src;
  return place;
}

function prepared() {
  for (const fold of document.querySelectorAll("details.reader[data-src][hidden]")) {
    fold.hidden = false;
    fold.addEventListener("toggle", () => {
      if (fold.open && !fold.querySelector("iframe, img")) fold.append(shown(fold));
    });
  }
}

prepared();
document.addEventListener("shown-anew", prepared);
