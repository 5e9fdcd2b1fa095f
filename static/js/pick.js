// The search for a patient within a form [data-pick]: Enter in the search field chooses the first hit, and does not send
// the form. Enter before the hits are in waits for them.
for (const pick of document.querySelectorAll("[data-pick]")) {
  const input = pick.querySelector("input[type=search]");
  let chooses = false;

  const chooseFirst = () => {
    const first = pick.querySelector("input[type=radio]");
    if (!first) return false;
    first.checked = true;
    first.focus();
    return true;
  };

  let asked = null;
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    chooses = input.value.trim() !== (asked ?? "") || !chooseFirst();
  });
  input.addEventListener("input", () => { chooses = false; });
  pick.addEventListener("htmx:afterSwap", () => {
    asked = input.value.trim();
    if (chooses) chooses = !chooseFirst();
  });
}
