// The list of results: the keys j and k move between results, o opens one; pointing at a page's link shows its picture.
const results = [...document.querySelectorAll(".results > li h2 a, .results > li h3 a")];
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
  const at = results.indexOf(document.activeElement);
  if (event.key === "j") results[Math.min(at + 1, results.length - 1)]?.focus();
  if (event.key === "k") results[Math.max(at - 1, 0)]?.focus();
  if (event.key === "o" && at >= 0) results[at].click();
});
for (const link of document.querySelectorAll("[data-picture]")) {
  let picture;
  link.addEventListener("pointerenter", (event) => {
    if (event.pointerType !== "mouse") return;
    picture = Object.assign(document.createElement("img"), { src: link.dataset.picture, className: "thumb", alt: "" });
    link.append(picture);
  });
  link.addEventListener("pointerleave", () => picture?.remove());
}
