// The service worker of /scene/ alone: keeps the pad's own files, and nothing of the record.
"use strict";

const KEPT = "onrecord-scene-{{ version }}";
const SHELL = "{{ shell }}";
const ASSETS = {{ assets|safe }};
const PATIENCE = 4000;

self.addEventListener("install", (event) => {
  const fresh = [SHELL, ...ASSETS].map((address) => new Request(address, { cache: "reload" }));
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(fresh)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("onrecord-scene-") && name !== KEPT);
  event.waitUntil(
    caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

const shell = () => caches.match(SHELL, { cacheName: KEPT });

// The page itself comes from the server where it answers; else the kept one stands for it.
const page = async (request) => {
  let late;
  const waited = new Promise((resolve) => { late = setTimeout(resolve, PATIENCE, null); });
  const answer = await Promise.race([fetch(request).catch(() => null), waited]);
  clearTimeout(late);
  if (answer && answer.status < 500) return answer;
  return (await shell()) ?? answer ?? Response.error();
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (address.pathname === "/scene/") event.respondWith(page(request));
  } else if (ASSETS.includes(address.pathname)) {
    event.respondWith(
      caches.match(request, { cacheName: KEPT, ignoreSearch: true })
        .then((kept) => kept ?? fetch(request)),
    );
  }
});
