/**
 * The frame's address as the view's. Where a view rests its link replaces the
 * one before, so that the history of the page around gets no entry; an address
 * that is changed from outside sets the view.
 *
 * @import { DeepCanvas } from '../deep-canvas.js'
 */

/** Browsers stop pages that change their address some hundred times in half a minute. */
const PAUSE_MS = 400;

/** @param {DeepCanvas} canvas */
export function keepAddress(canvas) {
  let link = '';
  let waiting = 0;
  let written = -Infinity;
  const write = () => {
    waiting = 0;
    written = performance.now();
    const hash = link === '' ? '' : `#${link}`;
    if (hash !== location.hash) history.replaceState(history.state, '', hash || location.pathname + location.search);
  };
  /** @param {string} hash */
  const follow = (hash) => {
    clearTimeout(waiting);
    waiting = 0;
    // The `error` event tells what went wrong.
    canvas.setView(hash).catch(() => {});
  };

  canvas.addEventListener('viewchange', ({ detail }) => {
    if (!detail.resting) return;
    ({ link } = detail);
    waiting ||= setTimeout(write, Math.max(0, written + PAUSE_MS - performance.now()));
  });
  // By the event's own address: a rest may have replaced it since.
  addEventListener('hashchange', ({ newURL }) => follow(new URL(newURL).hash));
  if (location.hash !== '') follow(location.hash);
}
