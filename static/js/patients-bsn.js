// A BSN that was asked for disappears after half a minute, and the masked one with its button comes back.
let before = null;
let timer = 0;

document.addEventListener("htmx:beforeSwap", (event) => {
  const target = event.detail.target;
  if (target.id !== "bsn") return;
  before = before ?? [...target.childNodes];
});

document.addEventListener("htmx:afterSwap", (event) => {
  const target = event.detail.target;
  const shown = target.querySelector?.("[data-bsn-shown]");
  if (!shown || !before) return;
  const kept = before;
  clearTimeout(timer);
  timer = setTimeout(() => {
    const hadFocus = target.contains(document.activeElement);
    target.replaceChildren(...kept);
    window.htmx.process(target);
    before = null;
    if (hadFocus) target.querySelector("button")?.focus();
  }, Number(shown.dataset.bsnShown) * 1000);
});
