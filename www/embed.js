/**
 * The widget's page: a `<deep-canvas>` that fills its frame and behaves as a
 * guest there. What is shown stands in the fragment, how in the query; the page
 * around may speak with it (`embed/talk.js`).
 */
import { DeepCanvas } from './deep-canvas.js';
import { keepAddress } from './embed/address.js';
import { showControls } from './embed/controls.js';
import { showHints } from './embed/hint.js';
import { readOptions } from './embed/options.js';
import { listen } from './embed/talk.js';
import { wordsFor } from './embed/words.js';
import { find } from './explorer/dom.js';

const { interactive, attribution, origins, tour, profile, hud } = readOptions(location.search);
const words = wordsFor(navigator.languages, /mac|iphone|ipad/i.test(navigator.platform)).then(({ language, words }) => {
  for (const spoken of ['#hint', '#load', '#bar']) find(spoken, HTMLElement).lang = language;
  return words;
});
find('#attribution', HTMLElement).hidden = !attribution;

const canvas = find('#canvas', DeepCanvas);
canvas.toggleAttribute('profile', profile);
canvas.toggleAttribute('hud', hud);
if (!interactive) {
  // A still: no input finds it, and no key stops at it.
  canvas.inert = true;
  const picture = find('#picture', HTMLElement);
  picture.role = 'img';
  picture.ariaLabel = 'Fractal';
}
const spares = matchMedia('(prefers-reduced-data: reduce)').matches || /** @type {any} */ (navigator).connection?.saveData;
if (spares) {
  canvas.setAttribute('loading', 'manual');
  import('./embed/sparing.js').then(
    ({ offerToLoad }) => offerToLoad(canvas, words),
    () => canvas.removeAttribute('loading'),
  );
}
canvas.addEventListener(
  'frame',
  () => {
    // A worker's frame reaches the screen a moment after its report: until then the poster stays.
    requestAnimationFrame(() => requestAnimationFrame(() => find('main', HTMLElement).classList.add('shown')));
  },
  { once: true },
);
// Where nobody listens, the console is where whoever wrote the address looks.
canvas.addEventListener('warning', ({ detail: { code, message } }) => {
  if (code !== 'not-isolated') console.warn(`deep-canvas: ${message}`);
});
keepAddress(canvas);
showControls(canvas, words);
showHints(canvas, words);
// What is asked of a page that goes away at once would never be answered.
const staying =
  crossOriginIsolated || spares ? null : import('./isolate.js').then(({ isolate }) => isolate()).catch(() => {});
listen(canvas, origins, staying);
// A widget without a tour fetches nothing for it; one that goes away at once begins none.
if (tour) openTour(tour).catch(console.error);
shareCores();

document.addEventListener('keydown', (event) => {
  const focused = document.activeElement;
  if (event.key === 'Escape' && focused instanceof HTMLElement) focused.blur();
});

/** @param {string} address */
async function openTour(address) {
  await staying;
  (await import('./embed/tour/tour.js')).openTour(canvas, address);
}

/** Widgets of one page share its machine; one that is alone there learns of it from the second. */
function shareCores() {
  /** @type {BroadcastChannel} */
  let others;
  try {
    others = new BroadcastChannel('deepcanvas widgets');
  } catch {
    return; // The browser keeps the frame from all others.
  }
  const share = () => {
    others.close();
    import('./embed/share.js')
      .then(({ shareCores }) => shareCores(canvas))
      .catch(() => canvas.removeAttribute('threads'));
  };
  others.onmessage = share;
  if (parent.length > 1) {
    // Until it knows its part.
    canvas.setAttribute('threads', '1');
    share();
  } else {
    others.postMessage({ isNew: true });
  }
}
