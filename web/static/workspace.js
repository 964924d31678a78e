// The workspace. For members, a pin is set without leaving the page. Without an account, pins, notes and what is saved are kept in this browser;
// works are asked of the server each time, which leaves out those that may not be seen any more.
const store = {
  read(name) { try { return JSON.parse(localStorage.getItem("polisocial " + name)) ?? []; } catch { return []; } },
  write(name, entries) { try { localStorage.setItem("polisocial " + name, JSON.stringify(entries.slice(-200))); } catch { /* storage is full or off */ } },
  has(name, id) { return this.read(name).some((entry) => entry.id === id); },
  remove(name, id) { this.write(name, this.read(name).filter((entry) => entry.id !== id)); },
};

function show(button) {
  const on = store.has(button.dataset.device, button.dataset.id);
  button.hidden = false;
  button.setAttribute("aria-pressed", on);
  button.firstElementChild.textContent = on ? button.dataset.on : button.dataset.off;
}

const showAll = () => document.querySelectorAll("[data-device]").forEach(show);
new MutationObserver(() => document.querySelectorAll("[data-device][hidden]").forEach(show)).observe(document.body, { childList: true, subtree: true });
showAll();

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-device]");
  if (!button) return;
  const { device, id, kind, words } = button.dataset;
  if (store.has(device, id)) store.remove(device, id);
  else store.write(device, [...store.read(device), device === "pins" ? { id, note: "" } : { id, kind, words }]);
  showAll();
});

// The answer to a form; null without a network.
const answered = (form, body, headers = {}) => fetch(form.getAttribute("action"), { method: "POST", body, headers }).catch(() => null);

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-pins]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button");
  const body = new URLSearchParams(new FormData(form));
  body.set("action", button.value);
  const answer = await answered(form, body, { Prefer: "return=minimal" });
  if (answer?.status !== 204) { // it was refused, or the session has ended: that is said on a page
    delete form.dataset.pins;
    return form.requestSubmit(button);
  }
  const pinned = button.value === "pin";
  button.value = pinned ? "unpin" : "pin";
  button.setAttribute("aria-pressed", pinned);
  button.firstElementChild.textContent = pinned ? button.dataset.unpin : button.dataset.pin;
});

const SITE = new URL("../", import.meta.url).pathname; // which may be a path of its host
const device = document.getElementById("device");
const hidden = (name, value) => Object.assign(document.createElement("input"), { type: "hidden", name, value });
const text = (tag, content, attributes = {}) => Object.assign(document.createElement(tag), { textContent: content }, attributes);

function removal(name, id, redraw) {
  const button = text("button", device.dataset.remove, { type: "button", className: "second small noprint" });
  button.addEventListener("click", () => { store.remove(name, id); redraw(); });
  return button;
}

async function drawWorks() {
  const list = device.querySelector("[data-works]"), pins = store.read("pins");
  const query = new URLSearchParams(pins.map(({ id }) => ["document", id]));
  list.innerHTML = pins.length ? await (await fetch(`${SITE}workspace/works?${query}`)).text() : "";
  for (const item of list.children) {
    const pin = pins.find(({ id }) => id === item.dataset.work);
    const note = text("textarea", pin.note, { rows: 2, ariaLabel: device.dataset.note, placeholder: device.dataset.note });
    note.addEventListener("change", () => { pin.note = note.value; store.write("pins", pins); });
    item.append(note, removal("pins", pin.id, drawWorks));
  }
  const compare = device.querySelector("[data-compare]");
  compare.hidden = !list.children.length;
  compare.querySelector("[data-compared]").replaceChildren(...pins.map(({ id }) => hidden("document", id)));
  device.querySelector(".gone")?.remove();
  if (list.children.length < pins.length) list.after(text("p", device.dataset.gone, { className: "gone quiet small" }));
  if (!pins.length) list.append(text("li", device.dataset.none, { className: "quiet" }));
  list.hidden = !list.children.length;
}

function opened({ kind, id, words }) {
  if (kind === "answer") return text("a", words, { href: `${SITE}answers/${encodeURIComponent(id)}` });
  if (kind === "search") return text("a", words, { href: `${SITE}search?${new URLSearchParams({ q: id })}` });
  const form = device.querySelector("template").content.firstElementChild.cloneNode(true);
  form.action = SITE + (kind === "need" ? "match" : "prior-work");
  Object.assign(form.querySelector("input"), { name: kind, value: id });
  form.querySelector("button").textContent = words.slice(0, 200);
  return form;
}

function drawKept() {
  for (const list of device.querySelectorAll("[data-kept]")) {
    const entries = store.read("kept").filter(({ kind }) => kind === list.dataset.kept).reverse();
    list.replaceChildren(...entries.map((entry) => {
      const item = text("li", "");
      item.append(opened(entry), removal("kept", entry.id, drawKept));
      return item;
    }));
    if (!entries.length) list.append(text("li", device.dataset.empty, { className: "quiet" }));
  }
}

if (device) {
  device.hidden = false;
  drawWorks();
  drawKept();
}

// Signed in, with something on the device: it can be moved to the account. The device keeps it until the account has it.
const mover = document.getElementById("from-device"), held = { pins: store.read("pins"), kept: store.read("kept") };
if (mover && (held.pins.length || held.kept.length)) {
  for (const { id, note } of held.pins) mover.append(hidden("document", id), hidden("note", note ?? ""));
  for (const { id, kind } of held.kept) mover.append(hidden("kind", kind), hidden("text", id));
  mover.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await answered(mover, new URLSearchParams(new FormData(mover)));
    if (!answer?.ok || new URL(answer.url).pathname.endsWith("/sign-in")) return mover.submit();
    for (const name in held) for (const { id } of held[name]) store.remove(name, id);
    location.assign(answer.url);
  });
  mover.hidden = false;
}
