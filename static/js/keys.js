// Keys of the page, hung on elements: data-key="g p" (g, then p), "F2", "Alt+1", "?", "/".
// A key focuses a field and clicks anything else; data-click="<id>" clicks that element instead.
// While typing in a field only keys with a modifier and function keys work. Single characters can be turned off (WCAG 2.1.4).
const KEEP = "poh:keys";
const WAIT = 1200;
let typed = [];
let timer = 0;

const singleKeysOn = () => {
  try { return localStorage.getItem(KEEP) !== "off"; } catch { return true; }
};
const isTyping = (target) =>
  target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])");
const isCharacter = (name) => name.length === 1;
const nameOf = (event) => {
  const modifiers = (event.ctrlKey ? "Ctrl+" : "") + (event.altKey ? "Alt+" : "");
  const shift = event.shiftKey && event.key.length > 1 ? "Shift+" : "";
  return modifiers + shift + event.key;
};

// A modal dialog owns the keyboard: only keys that hang on something inside it work.
const area = () => [...document.querySelectorAll("dialog:modal")].at(-1) ?? document;
const isShown = (element) => element.checkVisibility?.({ visibilityProperty: true }) ?? true;
const candidates = () => [...area().querySelectorAll("[data-key]")].filter((e) => !e.disabled && isShown(e));

const act = (element) => {
  const target = element.dataset.click ? document.getElementById(element.dataset.click) : element;
  if (!target) return;
  if (target.matches("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select")) {
    target.focus();
    target.select?.();
  } else {
    target.click();
  }
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.metaKey) return;
  const name = nameOf(event);
  if (["Shift", "Control", "Alt", "AltGraph"].includes(event.key)) return;
  if (isCharacter(name) && (isTyping(event.target) || !singleKeysOn())) return;
  typed = [...typed, name].slice(-2);
  clearTimeout(timer);
  timer = setTimeout(() => { typed = []; }, WAIT);
  const all = candidates();
  const hit = (keys) => all.findLast((element) => element.dataset.key === keys);
  const element = (typed.length === 2 && hit(typed.join(" "))) || hit(name);
  if (!element) return;
  typed = [];
  event.preventDefault();
  act(element);
});

const row = (element) => {
  const line = document.createElement("div");
  const term = line.appendChild(document.createElement("dt"));
  for (const key of element.dataset.key.split(" ")) {
    const cap = term.appendChild(document.createElement("kbd"));
    cap.className = "kbd";
    cap.textContent = key.replace("Escape", "Esc").replace("PageUp", "PgUp").replace("PageDown", "PgDn");
  }
  line.appendChild(document.createElement("dd")).textContent = element.dataset.keyLabel;
  line.dataset.keyRow = "";
  return line;
};

const dialog = document.querySelector("[data-keys-dialog]");
if (dialog) {
  const list = dialog.querySelector("[data-key-list]");
  const box = dialog.querySelector("[data-keys-on]");
  const fill = () => {
    for (const old of list.querySelectorAll("[data-key-row]")) old.remove();
    const seen = new Set();
    for (const element of document.querySelectorAll("[data-key][data-key-label]")) {
      const id = element.dataset.key + element.dataset.keyLabel;
      if (!seen.has(id)) list.append(row(element));
      seen.add(id);
    }
    box.checked = singleKeysOn();
  };
  dialog.addEventListener("toggle", () => { if (dialog.open) fill(); });
  box.addEventListener("change", () => {
    try { localStorage.setItem(KEEP, box.checked ? "on" : "off"); } catch { /* keeps nothing: on next time */ }
  });
}
