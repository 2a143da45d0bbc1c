/**
 * Starts a flight in the widget, then blocks this page's main thread, and tells
 * how often the picture was drawn meanwhile.
 */
import { find } from '../explorer/dom.js';
import { connectTo } from './widgets.js';

const BLOCK_MS = 2000;
/** The way there, and on its way back. */
const FLIGHT_MS = 5000;
const NEAR = 're=-0.743643887037151&im=0.131825904205330&zoom=3e4';
const FAR = 're=-0.75&im=0.1&zoom=2';

const button = find('#block', HTMLButtonElement);
const said = find('#said', HTMLElement);
let isNear = false;

button.addEventListener('click', async () => {
  const frame = find('iframe', HTMLIFrameElement);
  button.disabled = true;
  try {
    const widget = await connectTo(frame);
    const flight = widget.flyTo(isNear ? FAR : NEAR, { duration: FLIGHT_MS });
    isNear = !isNear;
    // It is under way when its first frame is told.
    await Promise.race([flight, new Promise((resolve) => widget.addEventListener('frame', resolve, { once: true }))]);
    const before = await widget.stats;
    const begun = performance.now();
    while (performance.now() - begun < BLOCK_MS);
    // Where the widget's own page stood still as well, it hears of the frames only now: before
    // the answer to any question to its worker, be it that a moving picture has no counts.
    await widget.countsAt([[0, 0]]).catch(() => {});
    const after = await widget.stats;
    const drawn = (after?.frame ?? 0) - (before?.frame ?? 0);
    said.textContent = `This page stood still for ${BLOCK_MS / 1000} seconds. The picture was drawn ${drawn} times meanwhile.`;
    await flight;
    widget.close();
  } catch (error) {
    said.textContent = `The flight was broken off: ${error instanceof Error ? error.message : error}`;
  } finally {
    button.disabled = false;
  }
});
