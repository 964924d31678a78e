// The service worker: answers from the network, and without one from what is kept of pinned works: their page, their file, the workspace.
// What the server marks no-store is never kept; what it no longer shows when it is asked for is deleted.
const BASE = new URL("./", location).href, LARGEST = 30e6; // bytes of a file that is kept
const open = () => caches.open("pinned");

async function fetched(cache, address) {
  const response = await fetch(address).catch(() => null);
  if (!response) return;
  const isAllowed = response.ok && !/no-store/.test(response.headers.get("cache-control") ?? "");
  if (isAllowed && Number(response.headers.get("content-length") ?? 0) <= LARGEST) await cache.put(address, response);
  else await cache.delete(address);
}

async function keep({ ids, assets }) {
  const cache = await open();
  const works = ids.length ? [`${BASE}workspace`, `${BASE}workspace/works?${new URLSearchParams(ids.map((id) => ["document", id]))}`] : [];
  const wanted = new Set([...works, ...ids.flatMap((id) => [`${BASE}documents/${id}`, `${BASE}documents/${id}/file`]), ...(ids.length ? assets : [])]);
  for (const { url } of await cache.keys()) if (!wanted.has(url) && !url.startsWith(`${BASE}static/`)) await cache.delete(url);
  if (!ids.length) await caches.delete("pinned");
  for (const address of wanted) if (!await cache.match(address)) await fetched(cache, address);
}

// Of what isn't shown any more, nothing is kept: neither its page nor what lies below it, such as a work's file.
async function forget(address) {
  const folder = (url) => `${url.replace(/[?#].*/, "")}/`, cache = await open();
  for (const { url } of await cache.keys()) if (folder(url).startsWith(folder(address))) await cache.delete(url);
}

async function answer(request) {
  try {
    const response = await fetch(request);
    if ([403, 404, 410].includes(response.status)) await forget(request.url);
    return response;
  } catch (error) {
    const kept = await (await open()).match(request, { ignoreVary: true }) ?? await (await open()).match(request, { ignoreSearch: true, ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("message", (event) => event.waitUntil(keep(event.data)));
addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  const isKept = [`${BASE}documents/`, `${BASE}workspace`, `${BASE}static/`].some((start) => url.startsWith(start));
  if (method === "GET" && isKept && !url.includes("/picture")) event.respondWith(answer(event.request));
});
