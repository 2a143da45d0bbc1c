/**
 * The site's service worker, for hosts that cannot be told to send headers: it
 * adds those that isolate to what they send, and keeps the site working offline, but
 * for what few visit. `isolate.js` registers it, on a page that is not isolated
 * without it.
 *
 * It answers for the files of the site alone. Pages come from the network as
 * long as there is one; the assets, whose names are made of their content, from
 * the cache. There lie the files of one build, all of them or no page, so that
 * those of two never meet in one page: a worker of another build takes over when
 * the last page of this one is gone, and removes them.
 *
 * @typedef {object} Site
 * @property {string} build a name that no other build has
 * @property {string} assets the folder of its assets
 * @property {string[]} files paths in the site, the assets first
 * @property {[string, string][]} headers names and values
 *
 * @typedef {Event & { waitUntil: (work: Promise<unknown>) => void }} Occasion
 * @typedef {Occasion & { request: Request, respondWith: (response: Promise<Response>) => void }} Fetching
 *
 * @typedef {object} Scope a service worker's global scope, as far as it is used here
 * @property {(type: string, listener: (event: any) => void) => void} addEventListener
 * @property {ServiceWorkerRegistration} registration
 */

/** @type {Site} */
const SITE = { build: '', assets: '', files: [], headers: [] }; // `deepcanvas build` writes this line.

const scope = /** @type {Scope} */ (/** @type {unknown} */ (self));
const FOLDER = new URL('./', location.href).href;
/** Another folder of this origin may have a site of its own. */
const FAMILY = `deepcanvas ${FOLDER} `;
const CACHE = FAMILY + SITE.build;
/** Of any build: a page may be newer than this worker. */
const ASSET = /^assets\/[0-9a-f]{12}\//;
/** Pages that few visit, and what they alone need: answered for, but not fetched in advance. */
const RARE = /^(assets\/[0-9a-f]{12}\/(pkg\/)?)?(lab|bench|guide)\b/;

scope.addEventListener('install', (/** @type {Occasion} */ event) => {
  // The first one is to isolate pages as soon as can be. Those after it have time,
  // and must not take over before they could do so offline.
  // One that never does leaves nothing behind.
  const keepOrForget = () =>
    keepAll().catch(async (error) => {
      await forget((name) => name === CACHE);
      throw error;
    });
  if (scope.registration.active) event.waitUntil(keepOrForget());
});

scope.addEventListener('activate', (/** @type {Occasion} */ event) => {
  event.waitUntil(forget((name) => name !== CACHE));
});

scope.addEventListener('fetch', (/** @type {Fetching} */ event) => {
  const { request } = event;
  if (request.method !== 'GET' || request.headers.has('range')) return;
  const path = pathOf(request.url);
  if (ASSET.test(path)) event.respondWith(answerAsset(request, path));
  else if (!SITE.files.includes(path)) return;
  else if (request.mode === 'navigate') event.respondWith(answerPage(event, path));
  else event.respondWith(answerNewest(request, path));
});

/**
 * The file that an address means: its path in the site.
 * @param {string} address
 */
function pathOf(address) {
  const { origin, pathname } = new URL(address);
  const whole = origin + pathname;
  if (!whole.startsWith(FOLDER)) return '';
  const path = whole.slice(FOLDER.length);
  if (path === '') return 'index.html';
  // Some hosts leave the ending out.
  return SITE.files.includes(`${path}.html`) ? `${path}.html` : path;
}

/** @param {Request} request @param {string} path */
async function answerAsset(request, path) {
  return isolated((await kept(path)) ?? (await fetch(request)));
}

/** @param {Request} request @param {string} path */
async function answerNewest(request, path) {
  return isolated(await newest(request, path));
}

/** @param {Fetching} event @param {string} path */
async function answerPage(event, path) {
  const [response, isToStay] = await Promise.all([newest(event.request, path), isWanted()]);
  if (!isToStay) {
    await Promise.all([scope.registration.unregister(), forget(() => true)]);
    return response;
  }
  // Where it fails the next page tries again.
  event.waitUntil(keepAll().catch(() => {}));
  return isolated(response);
}

/**
 * What the host has now, or else what is kept.
 * @param {Request} request
 * @param {string} path
 */
async function newest(request, path) {
  try {
    return await fetch(request);
  } catch (error) {
    const response = await kept(path);
    if (!response) throw error;
    return response;
  }
}

/**
 * Whether the site still has this script. A site that has not, as under
 * `deepcanvas serve --no-isolation`, is to be what it is without a worker, and
 * at once.
 */
async function isWanted() {
  try {
    const { status, headers } = await fetch(location.href, { method: 'HEAD', cache: 'no-store' });
    // Some hosts have a page for what they have not.
    const isPage = headers.get('content-type')?.startsWith('text/html');
    return status !== 404 && status !== 410 && !isPage;
  } catch {
    return true;
  }
}

/**
 * What is kept of this build.
 * @param {string} path
 */
async function kept(path) {
  try {
    return await caches.match(FOLDER + path, { cacheName: CACHE });
  } catch {
    return undefined; // This browser keeps nothing here.
  }
}

/** A lock, so that nothing is fetched twice, and others can wait until all is kept. */
function keepAll() {
  return navigator.locks.request('deepcanvas keep', async () => {
    const cache = await caches.open(CACHE);
    const known = new Set((await cache.keys()).map(({ url }) => url));
    // One after the other: what the page itself asks for goes first.
    for (const path of SITE.files) if (!RARE.test(path) && !known.has(FOLDER + path)) await keep(cache, path);
  });
}

/** @param {Cache} cache @param {string} path */
async function keep(cache, path) {
  const response = await fetch(FOLDER + path, { cache: ASSET.test(path) ? 'default' : 'no-cache' });
  if (response.status !== 200) throw new Error(`${path}: the host answers ${response.status}`);
  if (!ASSET.test(path)) {
    const [folder = SITE.assets] = /assets\/[0-9a-f]{12}/.exec(await response.clone().text()) ?? [];
    if (folder !== SITE.assets) throw new Error(`${path} is of another build`);
  }
  await cache.put(FOLDER + path, response);
}

/**
 * Removes caches of this site.
 * @param {(name: string) => boolean} isSuch
 */
async function forget(isSuch) {
  const names = (await caches.keys()).filter((name) => name.startsWith(FAMILY) && isSuch(name));
  await Promise.all(names.map((name) => caches.delete(name)));
}

/**
 * An answer with the headers that it lacks.
 * @param {Response} response
 */
function isolated(response) {
  // A redirection to follow, or an error.
  if (response.status === 0) return response;
  const { status, statusText, body } = response;
  const headers = new Headers(response.headers);
  for (const [name, value] of SITE.headers) if (!headers.has(name)) headers.set(name, value);
  // It is unpacked here.
  headers.delete('Content-Encoding');
  headers.delete('Content-Length');
  return new Response(body, { status, statusText, headers });
}
