// Counts the characters of a text field while it is typed in. Without scripts the server counts them.
for (const field of document.querySelectorAll("[data-counted]")) {
  const line = document.getElementById(field.id + "-count");
  const longest = Number(field.dataset.counted);
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const count = () => {
    const left = longest - field.value.trim().length;
    line.textContent = (left < 0 ? line.dataset.over : line.dataset.left).replace("{count}", number.format(Math.abs(left)));
    line.classList.toggle("over", left < 0);
    field.setCustomValidity(left < 0 ? line.textContent : "");
  };
  line.setAttribute("aria-live", "polite");
  field.addEventListener("input", count);
  count();
}
