// Disclosure menus: <details data-menu>. Opens without this file; here Esc and a click elsewhere close it,
// one is open at a time, and the arrow keys walk through its links and buttons.
const open = () => document.querySelector("details[data-menu][open]");
const items = (menu) => [...menu.querySelectorAll("a[href], button")];

const close = (menu, focus) => {
  menu.open = false;
  if (focus) menu.querySelector("summary").focus();
};

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) close(menu, false);
  }
});

document.addEventListener("focusin", (event) => {
  const menu = open();
  if (menu && !menu.contains(event.target)) close(menu, false);
});

document.addEventListener("keydown", (event) => {
  const menu = open();
  if (!menu || !menu.contains(document.activeElement)) return;
  if (event.key === "Escape") {
    event.preventDefault();
    close(menu, true);
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const list = items(menu);
  const at = list.indexOf(document.activeElement);
  list[at < 0 ? (step > 0 ? 0 : list.length - 1) : (at + step + list.length) % list.length].focus();
});
