// The curators' queue: j and k move between entries, the letter on a button decides the one that has the focus, without a reload.
// A form has a field named "action", so its address is read as an attribute.
const entries = () => [...document.querySelectorAll(".queue > li")];
document.querySelector(".keys").hidden = false;
const current = () => document.activeElement.closest(".queue > li");
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches(".queue select")) {  // a browser would open the list
    event.preventDefault();
    event.target.form.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
  const list = entries(), at = list.indexOf(current());
  if (event.key === "j") list[Math.min(at + 1, list.length - 1)]?.focus();
  else if (event.key === "k") list[Math.max(at - 1, 0)]?.focus();
  else {
    const control = /^[a-z]$/.test(event.key) && current()?.querySelector(`[data-key="${event.key}"]`);
    if (!control) return;
    event.preventDefault();
    if (control.matches("button")) control.click();
    else { control.focus(); control.select?.(); }
  }
});
document.addEventListener("submit", async (event) => {
  const entry = event.target.closest(".queue > li");
  if (!entry) return;
  event.preventDefault();
  const sent = { method: "POST", body: new URLSearchParams(new FormData(event.target)), headers: { Prefer: "return=minimal" } };
  const answer = await fetch(event.target.getAttribute("action"), sent).catch(() => null);
  if (answer?.status !== 204) return event.target.submit(); // it was refused, or the session has ended: that is said on a page
  const next = entry.nextElementSibling ?? entry.previousElementSibling;
  entry.remove();
  next?.focus();
});
