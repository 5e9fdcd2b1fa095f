// Global search as a combobox: arrows walk through the hits, Enter opens the chosen one or the first, Esc closes.
// Enter before the hits of this text are in waits for them: never opens a hit of an older text.
const form = document.querySelector("[data-search]");

if (form) {
  const input = form.querySelector("input[type=search]");
  const pop = form.querySelector(".search__pop");
  const status = form.querySelector("[data-search-status]");
  let answered = null;
  let openFirst = false;

  const text = () => input.value.trim();
  const hits = () => [...pop.querySelectorAll("[role=option]")];
  const chosen = () => hits().find((hit) => hit.getAttribute("aria-selected") === "true");

  const show = (visible) => {
    pop.hidden = !visible;
    input.setAttribute("aria-expanded", String(visible && hits().length > 0));
    if (!visible) choose(null);
  };
  const choose = (hit) => {
    for (const other of hits()) other.setAttribute("aria-selected", String(other === hit));
    if (hit) {
      input.setAttribute("aria-activedescendant", hit.id);
      hit.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };
  const step = (by) => {
    const list = hits();
    if (!list.length) return;
    const at = list.indexOf(chosen());
    show(true);
    choose(list[at < 0 ? (by > 0 ? 0 : list.length - 1) : (at + by + list.length) % list.length]);
  };
  const enter = () => {
    const hit = chosen() ?? (answered === text() ? hits()[0] : null);
    if (hit) hit.click();
    else if (answered === text()) form.submit();
    else openFirst = true;
  };

  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && text()) {
      event.preventDefault();
      enter();
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (pop.hidden) input.value = "";
      show(false);
    }
  });
  input.addEventListener("input", () => {
    openFirst = false;
    if (!text()) show(false);
  });
  input.addEventListener("focus", () => { if (text() && answered === text()) show(true); });
  document.addEventListener("focusin", (event) => { if (!form.contains(event.target)) show(false); });
  document.addEventListener("click", (event) => { if (!form.contains(event.target)) show(false); });

  input.addEventListener("htmx:beforeRequest", (event) => { if (!text()) event.preventDefault(); });
  input.addEventListener("htmx:configRequest", (event) => { event.detail.parameters.q = text(); });
  form.addEventListener("htmx:afterSwap", (event) => {
    answered = event.detail.requestConfig.parameters.q;
    const count = hits().filter((hit) => !hit.matches(".hit--all")).length;
    status.textContent = count === 1 ? "1 patiënt gevonden" : `${count} patiënten gevonden`;
    show(document.activeElement === input);
    if (openFirst && answered === text()) enter();
  });
  input.addEventListener("htmx:sendError", () => { if (openFirst) form.submit(); });
}
