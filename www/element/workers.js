/**
 * Where workers are made, the page's and the coordinator's own; the site's service
 * worker alone is not made here.
 *
 * A content security policy may demand trusted types (`require-trusted-types-for
 * 'script'`, as ours does). Then a worker's address has to be vouched for, by a
 * policy whose name the page allows: `trusted-types deepcanvas`. It vouches for
 * the one script that all workers run, whatever its role, for the service worker,
 * and for nothing else.
 *
 * @typedef {(role: string, name: string) => Worker} StartWorker throws where the browser refuses; the name is for people
 *
 * @typedef {object} Policy as far as it is used here
 * @property {(address: string) => string} createScriptURL
 */

/** The site's, from the script that workers run. */
const SERVICE_WORKER = '../../service-worker.js';

/** @type {Policy | undefined} */
let policy;

/** @param {string} address @returns {string} it, vouched for */
export const vouchFor = (address) => policy?.createScriptURL(address) ?? address;

/**
 * @param {URL} script that workers run; to be called once in a page or worker, for a policy's name is taken once
 * @returns {StartWorker}
 */
export function workersOf(script) {
  const own = `${script.origin}${script.pathname}?role=`;
  const { href: service } = new URL(SERVICE_WORKER, script);
  try {
    policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy('deepcanvas', {
      /** @param {string} address */
      createScriptURL(address) {
        if (address.startsWith(own) || address === service) return address;
        throw new TypeError(`deep-canvas: ${address}: expected ${own}…`);
      },
    });
  } catch {
    // The page allows no such policy: where it demands one, no worker starts, which is told.
  }
  return (role, name) => new Worker(vouchFor(own + role), { type: 'module', name: `deepcanvas ${name}` });
}
