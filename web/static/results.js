// A list of results: the keys j and k move between them, o opens one; pointing at a page's link shows its picture.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
  const results = [...document.querySelectorAll(".results > li h2 a, .results > li h3 a")];
  const at = results.indexOf(document.activeElement);
  if (event.key === "j") results[Math.min(at + 1, results.length - 1)]?.focus();
  if (event.key === "k") results[Math.max(at - 1, 0)]?.focus();
  if (event.key === "o" && at >= 0) results[at].click();
});
document.addEventListener("pointerover", (event) => {
  const link = event.target.closest?.("[data-picture]");
  if (event.pointerType !== "mouse" || !link || link.querySelector(".thumb")) return;
  link.append(Object.assign(document.createElement("img"), { src: link.dataset.picture, className: "thumb", alt: "" }));
  link.addEventListener("pointerleave", () => link.querySelector(".thumb")?.remove(), { once: true });
});
