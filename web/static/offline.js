// Keeps works that are pinned on this device readable without a network, by the service worker. Pages of members aren't kept: the server
// forbids it. Without scripts, or where workers aren't allowed, nothing is kept.
const pinned = () => { try { return JSON.parse(localStorage.getItem("polisocial pins") ?? "[]").map(({ id }) => id); } catch { return []; } };

async function keep() {
  const ids = pinned(), workers = navigator.serviceWorker;
  if (!workers || !(ids.length || workers.controller)) return;
  await workers.register(new URL("../worker.js", import.meta.url));
  const assets = performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => name.includes("/static/"));
  (await workers.ready).active.postMessage({ ids, assets });
}

keep();
document.addEventListener("click", (event) => { if (event.target.closest("[data-device=pins]")) setTimeout(keep); });
