// The rail: wide or compact on a screen (kept on this computer), folded behind the Menu button on a phone.
// Loaded blocking in the head, so that the page is painted with the width it will have.
(() => {
  const root = document.documentElement;
  const KEY = "poh:rail";

  const read = () => {
    try { return localStorage.getItem(KEY); } catch { return null; }
  };
  const keep = (value) => {
    try { localStorage.setItem(KEY, value); } catch { /* a browser that keeps nothing: compact next time */ }
  };
  root.dataset.js = "";
  root.dataset.rail = read() === "wide" ? "wide" : "compact";

  const setMenu = (button, open) => {
    root.dataset.menu = open ? "open" : "";
    button.setAttribute("aria-expanded", String(open));
  };

  document.addEventListener("DOMContentLoaded", () => {
    const toggle = document.querySelector("[data-rail-toggle]");
    const menu = document.querySelector("[data-menu-toggle]");
    if (toggle) {
      toggle.setAttribute("aria-pressed", String(root.dataset.rail === "wide"));
      toggle.addEventListener("click", () => {
        root.dataset.rail = root.dataset.rail === "wide" ? "compact" : "wide";
        toggle.setAttribute("aria-pressed", String(root.dataset.rail === "wide"));
        keep(root.dataset.rail);
      });
    }
    if (menu) {
      menu.addEventListener("click", () => setMenu(menu, root.dataset.menu !== "open"));
      document.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && root.dataset.menu === "open") {
          setMenu(menu, false);
          menu.focus();
        }
      });
    }
  });
})();
