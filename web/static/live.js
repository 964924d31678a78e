// A list whose filters, order, page and query change without a reload: what is marked data-live is replaced by that of the new page.
// Without scripts the same links and forms load the page; so does anything unexpected.
const parts = () => [...document.querySelectorAll("[data-live]")];
const list = () => document.querySelector("[data-live=found]");
let waiting;

async function show(address, isNew = true) {
  waiting?.abort();
  waiting = new AbortController();
  list().setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address, { signal: waiting.signal });
    if (!response.ok || response.redirected) throw new Error("not a list");
    const read = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!read.querySelector("[data-live=found]")) throw new Error("not a list");
    for (const part of parts()) part.replaceWith(document.adoptNode(read.querySelector(`[data-live=${part.dataset.live}]`)));
    document.title = read.title;
    if (isNew) history.pushState(null, "", address);
    const box = document.querySelector("#q"), heading = list().querySelector("h1");
    if (box) box.value = new URL(address, location).searchParams.get("q") ?? "";
    document.querySelector("#said").textContent = heading.innerText;
    heading.focus({ preventScroll: true });
    if (list().getBoundingClientRect().top < 0) list().scrollIntoView();
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address);
  }
}

const isPlain = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button);
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-live=found] a[href]");
  if (!link || !isPlain(event) || link.hasAttribute("download") || link.pathname !== location.pathname || link.hash) return;
  event.preventDefault();
  show(link.href);
});
document.addEventListener("submit", (event) => {
  const form = event.target, by = event.submitter;
  // A button without a formaction of its own states the address of the page as one.
  const action = new URL(by?.hasAttribute("formaction") ? by.formAction : form.action);
  if (form.method !== "get" || action.pathname !== location.pathname) return;
  const values = [...new FormData(form)].filter(([, value]) => value !== "");
  if (action.pathname.endsWith("/search") && !values.some(([name, value]) => name === "q" && value.trim())) return;
  event.preventDefault();
  show(`${action.pathname}?${new URLSearchParams(values)}`);
});
addEventListener("popstate", () => show(location.href, false));

// Dragging over the histogram of years fills in its two fields and applies them; a click chooses one bar's years.
let drag;
const yearAt = (chart, x) => {
  const box = chart.getBoundingClientRect(), first = +chart.dataset.first, last = +chart.dataset.last;
  return Math.min(last, Math.max(first, first + Math.floor(((x - box.left) / box.width) * (last - first + 1))));
};
const draw = (event) => {
  const { chart, from } = drag, to = yearAt(chart, event.clientX), low = Math.min(from, to), high = Math.max(from, to);
  const first = +chart.dataset.first, unit = 240 / (+chart.dataset.last - first + 1);
  chart.querySelector(".drawn").setAttribute("x", (low - first) * unit);
  chart.querySelector(".drawn").setAttribute("width", (high - low + 1) * unit);
  [chart.form.elements.year_from.value, chart.form.elements.year_to.value] = [low, high];
};
document.addEventListener("pointerdown", (event) => {
  const chart = event.target.closest?.(".year-bars");
  if (!chart || event.button) return;
  event.preventDefault();
  chart.form = chart.closest("form");
  chart.append(document.createElementNS(chart.namespaceURI, "rect"));
  chart.lastChild.setAttribute("class", "drawn");
  chart.lastChild.setAttribute("height", "48");
  drag = { chart, from: yearAt(chart, event.clientX) };
  draw(event);
});
document.addEventListener("pointermove", (event) => { if (drag) draw(event); });
document.addEventListener("pointerup", () => {
  drag?.chart.form.requestSubmit();
  drag = undefined;
});
document.addEventListener("pointercancel", () => {
  drag?.chart.querySelector(".drawn").remove();
  drag?.chart.form.reset();
  drag = undefined;
});
