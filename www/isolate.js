/**
 * Isolation on a host that does not send the headers for it: the site's service
 * worker adds them to a page that is loaded again (`service-worker.js`). Pages
 * that are not isolated import this; it loads each once more at most, and only
 * where that may help.
 */
import { vouchFor } from './element/workers.js';

/** Whoever has begun to look at a picture is not to be interrupted later; a page around waits for 10 s. */
const PATIENCE_MS = 8000;

/**
 * Loads the page again, isolated, where it can be so.
 * @returns {Promise<void>} resolves when the page stays as it is; never where it goes
 */
export async function isolate() {
  try {
    if (!(await isWorthReloading())) return;
  } catch {
    return; // Frames may be kept from storage, and hosts may have no such file.
  }
  location.reload();
  await new Promise(() => {});
}

async function isWorthReloading() {
  // Throws in a frame that may store nothing, and is not there on a page that came unencrypted.
  const { serviceWorker } = navigator;
  // In a page that is not isolated itself, only Chromium isolates a frame, on desktops: by
  // Document-Isolation-Policy, which no script can ask for. Only Chromium has this.
  const { userAgentData } = /** @type {{ userAgentData?: { mobile: boolean } }} */ (navigator);
  if (!serviceWorker || (parent !== window && userAgentData?.mobile !== false)) return false;
  // In the site's folder; this file stands among the assets.
  const address = new URL('../../service-worker.js', import.meta.url).href;
  // It went through the worker, and that was no help.
  if (serviceWorker.controller?.scriptURL === address) return false;
  const registration = await serviceWorker.register(vouchFor(address));
  if (!(await isActive(registration))) return false;
  // What was loaded again once is not loaded again for this, so that there is no circle.
  const [entry] = performance.getEntriesByType('navigation');
  return entry instanceof PerformanceNavigationTiming && entry.type !== 'reload';
}

/** @param {ServiceWorkerRegistration} registration */
function isActive({ active, installing }) {
  if (active || !installing) return active !== null;
  return new Promise((resolve) => {
    setTimeout(resolve, PATIENCE_MS, false);
    installing.addEventListener('statechange', () => {
      if (installing.state !== 'installed') resolve(installing.state !== 'redundant');
    });
  });
}
