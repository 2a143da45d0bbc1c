// What every script of the tests has at hand.
const canvas = document.querySelector('deep-canvas');

/** The next event of a type that is accepted. */
const next = (type, accept = () => true, target = canvas) =>
  new Promise((resolve) => {
    const take = (event) => {
      if (!accept(event)) return;
      target.removeEventListener(type, take);
      resolve(event.detail ?? event);
    };
    target.addEventListener(type, take);
  });

/** Resolves when the page and all that it loads at once are there. */
const pageThere = () =>
  new Promise((resolve) => {
    if (document.readyState === 'complete') resolve();
    else addEventListener('load', resolve, { once: true });
  });

/** Resolves when the browser tells of its work what is asked for. */
const observed = (options) =>
  new Promise((resolve) => {
    const take = (_, observer) => {
      observer.disconnect();
      resolve();
    };
    new PerformanceObserver(take).observe(options);
  });

/** Resolves when something of the page was painted: until then Chromium gives it no input. */
const painted = () => observed({ type: 'paint', buffered: true });

/**
 * Resolves when the page as it is now has been displayed. Until then Chromium's compositor may
 * not know where fingers are the element's, and takes them for its own.
 */
const displayed = async () => {
  if (!PerformanceObserver.supportedEntryTypes.includes('element')) return;
  const sign = document.createElement('p');
  sign.textContent = '.';
  sign.setAttribute('elementtiming', 'sign');
  sign.style.cssText = 'position: fixed; top: 0; left: 0; margin: 0; pointer-events: none';
  const seen = observed({ type: 'element' });
  document.body.append(sign);
  await seen;
  sign.remove();
};

/** The view that comes to rest next. */
const rest = () => next('viewchange', ({ detail }) => detail.resting);

/** Resolves when a condition of the page's own nodes holds. */
const until = (condition, root = document) =>
  new Promise((resolve) => {
    const look = () => {
      const found = condition();
      if (found) resolve(found);
      return found;
    };
    if (look()) return;
    const observer = new MutationObserver(() => look() && observer.disconnect());
    observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
  });

/** A file's bytes as text. */
const base64 = async (blob) => {
  const reader = new FileReader();
  reader.readAsDataURL(blob);
  await next('load', undefined, reader);
  return reader.result.split(',')[1];
};

/** Resolves when no worker of a page of this origin is left (see `host.rs`). */
const noWorker = () => navigator.locks.request('worker', () => true);
/** How many workers there are. */
const workers = async () => (await navigator.locks.query()).held.filter(({ name }) => name === 'worker').length;

/** What a promise is rejected with, or null. */
const rejection = (promise) => promise.then(() => null, ({ message }) => message);
