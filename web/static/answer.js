// The answer page: copies an answer with its citations, and opens a cited page in a panel if the window is wide. Without scripts the links work.
const line = (element) => element.textContent.trim().replace(/\s+/g, " "); // innerText is empty where it is folded away
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const turn = button.closest(".turn"); // without what a model wrote
    const quotes = [...turn.querySelectorAll(".quotes > li:not(.written *)")].map((item) => {
      const place = item.querySelector(".source > a");
      const { reference } = item.querySelector("cite").dataset;
      return `«${line(item.querySelector("blockquote"))}» — ${reference}, ${line(place)}, ${place.href}`;
    });
    await navigator.clipboard.writeText([turn.querySelector("h1").innerText, ...quotes].join("\n\n"));
    button.textContent = button.dataset.done;
  });
}

const wide = window.matchMedia("(min-width: 75rem)");
document.addEventListener("click", (event) => {
  const link = event.target.closest(".quotes .source > a");
  if (!link || !wide.matches || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  openBeside(link).catch(() => location.assign(link.href));
});

async function openBeside(link) {
  const answer = await fetch(link.href);
  const read = new DOMParser().parseFromString(await answer.text(), "text/html"), title = read.querySelector(".crumbs a");
  if (!answer.ok || !title) throw new Error("not a page of a document");
  const panel = document.querySelector("#beside").content.firstElementChild.cloneNode(true);
  panel.setAttribute("aria-label", `${title.textContent}, ${link.innerText}`);
  panel.querySelector("button").addEventListener("click", () => { panel.remove(); document.body.classList.remove("with-panel"); link.focus(); });
  panel.querySelector("h2").append(title);
  const whole = Object.assign(document.createElement("a"), { href: link.href, textContent: link.innerText });
  panel.append(whole, ...read.querySelectorAll("main .found, main .warning, main .sheet"));
  document.querySelector("#panel")?.remove();
  document.body.append(panel);
  document.body.classList.add("with-panel");
  panel.focus();
}
document.addEventListener("keydown", (event) => { if (event.key === "Escape") document.querySelector("#panel button")?.click(); });
// Printed, nothing of an answer is folded away.
const folded = () => document.querySelectorAll("main .support:not([open])");
addEventListener("beforeprint", () => folded().forEach((part) => { part.open = part.dataset.printed = true; }));
addEventListener("afterprint", () => document.querySelectorAll("[data-printed]").forEach((part) => { part.open = false; delete part.dataset.printed; }));
