/** A hidden frame with a document of its own: see `realm.js`. */

/** How long it may take to load. */
const LOAD_MS = 10_000;

/** Two folders above this module's own, where the pages are. */
const ADDRESS = new URL('../../../lab-realm.html', import.meta.url).href;

/** @returns {Promise<{ realm: import('./realm.js').Realm, close: () => void }>} rejects where it does not load */
export function openRealm() {
  const frame = document.createElement('iframe');
  frame.className = 'realm';
  frame.setAttribute('aria-hidden', 'true');
  frame.tabIndex = -1;
  frame.title = 'A machine of the laboratory';
  frame.src = ADDRESS;
  return new Promise((resolve, reject) => {
    const close = () => frame.remove();
    const late = setTimeout(() => {
      close();
      reject(new Error(`lab-realm.html did not load in ${LOAD_MS / 1000} s`));
    }, LOAD_MS);
    frame.onload = () => {
      const realm = /** @type {any} */ (frame.contentWindow);
      const ready = () => {
        clearTimeout(late);
        resolve({ realm, close });
      };
      // Its modules may have run before this, or run later.
      if (realm.startMachine) ready();
      else realm.addEventListener('realm', ready, { once: true });
    };
    document.body.append(frame);
  });
}
