// A list of rows beside one opened row: arrows go to another row, space ticks it. <ul data-rows> with <li data-row>, in
// each a link [data-row-link] that htmx loads on focus. Until the other row is there the old one is out of sight, so
// that no key acts on the wrong one.
const list = document.querySelector("[data-rows]");

if (list) {
  const links = [...list.querySelectorAll("[data-row-link]")];
  const pane = document.querySelector(links[0]?.getAttribute("hx-target") ?? "#none");
  const current = () => links.findIndex((link) => link.closest("[data-row]").classList.contains("is-current"));
  const isTyping = (target) => target.matches("input:not([type=checkbox]), textarea, select");

  const mark = (link) => {
    for (const other of links) other.closest("[data-row]").classList.toggle("is-current", other === link);
  };
  const go = (to) => links[Math.max(0, Math.min(links.length - 1, to))]?.focus();

  for (const link of links) {
    link.addEventListener("focus", () => {
      if (links[current()] !== link) pane?.classList.add("is-waiting");
      mark(link);
    });
    link.addEventListener("htmx:afterRequest", (event) => {
      const isShown = link.closest("[data-row]").classList.contains("is-current");
      if (event.detail.successful && isShown) pane?.classList.remove("is-waiting");
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
    if (document.querySelector("dialog:modal")) return;
    const inList = list.contains(document.activeElement);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      go(inList ? current() + step : current());
    } else if (event.key === " " && document.activeElement?.matches("[data-row-link]")) {
      event.preventDefault();
      document.activeElement.closest("[data-row]").querySelector("input[type=checkbox]")?.click();
    }
  });
}
