/**
 * Showing what changes with every frame. A picture that moves tells of itself
 * sixty times a second; nobody reads so fast, and each change of the page costs
 * its main thread a layout and a paint. So all that is shown of it changes
 * together, a few times a second.
 */

/**
 * Between two changes of the page while the picture moves. They are a tenth or more of what a zoom takes
 * of its main thread: above an idle page 2.0 % of it, and 2.2 % with 400 here (medians of six in turn).
 */
const PACE_MS = 600;

/** @type {Set<() => void>} */
const waiting = new Set();
let timer = 0;

/** @param {() => void} show is called before long, once, however often this was */
export function showSoon(show) {
  waiting.add(show);
  timer ||= setTimeout(showAll, PACE_MS);
}

/** @param {() => void} show is called now, and no more for what was to be shown soon */
export function showNow(show) {
  waiting.delete(show);
  if (waiting.size === 0) {
    clearTimeout(timer);
    timer = 0;
  }
  show();
}

function showAll() {
  timer = 0;
  const all = [...waiting];
  waiting.clear();
  for (const show of all) show();
}
