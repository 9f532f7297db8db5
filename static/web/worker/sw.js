// Keeps the files of the page on the device, so that it opens without the network.
// The data is not its concern: what is tapped is in the page's own database. The
// build fills in the files, and a version that changes with them.
const VERSION = '__VERSION__';
const FILES = __FILES__;
const CACHE = `kompas-page-${VERSION}`;
// A network that swallows requests must not be waited for endlessly. These are the
// limits in ms for all files together, for the start of an answer, and for the
// whole answer.
const INSTALL_MS = 120_000;
const ANSWER_MS = 20_000;
const WHOLE_MS = 120_000;

self.addEventListener('install', (e) => {
  const signal = AbortSignal.timeout(INSTALL_MS);
  e.waitUntil(
    caches.open(CACHE).then((c) => c.addAll(FILES.map((f) => new Request(f, { cache: 'reload', signal })))),
  );
});

self.addEventListener('activate', (e) => {
  const old = (names) => names.filter((n) => n.startsWith('kompas-page-') && n !== CACHE);
  e.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(old(names).map((n) => caches.delete(n))))
      .then(() => self.clients.claim()),
  );
});

// A new version waits until a page asks for it, so that it never starts in the
// middle of a meeting.
self.addEventListener('message', (e) => {
  if (e.data === 'take over') self.skipWaiting();
});

self.addEventListener('fetch', (e) => {
  const url = new URL(e.request.url);
  if (e.request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (e.request.mode === 'navigate') {
    if (!url.pathname.startsWith('/api/')) e.respondWith(first('/', e));
  } else if (url.pathname.startsWith('/assets/') || FILES.includes(url.pathname)) {
    e.respondWith(first(url.pathname, e));
  }
});

/** Answers with what is kept, or otherwise with what the server has, which is then kept too. */
async function first(path, e) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(path, { ignoreVary: true });
  if (kept) return kept;
  const stop = new AbortController();
  const giveUp = () => stop.abort();
  let timer = setTimeout(giveUp, ANSWER_MS);
  try {
    const res = await fetch(e.request, { signal: stop.signal });
    clearTimeout(timer);
    timer = setTimeout(giveUp, WHOLE_MS);
    if (res.ok && path.startsWith('/assets/')) await cache.put(path, res.clone());
    return res;
  } finally {
    clearTimeout(timer);
  }
}
