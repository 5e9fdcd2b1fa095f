// "Vul deze plek in" puts the day and time of an offered place into the form below it.
for (const button of document.querySelectorAll("[data-fill-at]")) {
  button.addEventListener("click", () => {
    const on = document.querySelector("[name=on]");
    const at = document.querySelector("[name=at]");
    on.value = button.dataset.fillOn;
    at.value = button.dataset.fillAt;
    at.focus();
  });
}
