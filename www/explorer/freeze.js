/**
 * The demonstration of what this program is built for: a flight goes on while
 * the page's main thread is blocked. `?demo=freeze` shows it, and a button.
 *
 * @import { DeepCanvas, PartialView } from '../deep-canvas.js'
 */
import { homeOf } from './actions.js';
import { tell } from './notes.js';

/** For the note to be read. */
const NOTICE_MS = 2500;
/** The flight is under way before everything stops. */
const START_MS = 300;
const BLOCK_MS = 2000;
const FLIGHT_MS = 7000;

/** Full of detail all the way, within what is quick to compute. */
const TARGETS = [
  { re: '-0.743643887037151', im: '0.131825904205330', zoom: '3e4' },
  { re: '0.286931868895045', im: '0.014286693904085', zoom: '2e4' },
];

let running = false;

/** @param {DeepCanvas} canvas */
export async function freeze(canvas) {
  if (running) return;
  running = true;
  try {
    await demonstrate(canvas);
  } catch (error) {
    say(`The flight was broken off: ${error instanceof Error ? error.message : error}`);
  } finally {
    running = false;
  }
}

/** @param {DeepCanvas} canvas */
export function freezeIfAsked(canvas) {
  if (new URLSearchParams(location.search).get('demo') !== 'freeze') return;
  canvas.settled().then(
    () => freeze(canvas),
    () => {}, // Whoever moved the view has other plans.
  );
}

/** @param {DeepCanvas} canvas */
async function demonstrate(canvas) {
  say('In a moment this page freezes for two seconds: no script, click or key of it is answered. Watch the picture.');
  await sleep(NOTICE_MS);
  const { view } = canvas;
  const target = TARGETS.find(({ re }) => !view.re.startsWith(re.slice(0, 8))) ?? {};
  const look = { ...homeOf(canvas), iter: 'auto' };
  // There is no way from one formula's plane to another's.
  if (view.formula !== 'mandelbrot') await canvas.setView({ ...look, formula: 'mandelbrot' });
  const flight = canvas.flyTo({ ...look, formula: 'mandelbrot', ...target }, { duration: FLIGHT_MS });
  await Promise.race([flight, sleep(START_MS)]);
  const [from, to] = block();
  const { frames } = await canvas.ledger();
  const drawn = frames.filter(({ t }) => t >= from && t <= to).length;
  say(`The page was frozen for ${((to - from) / 1000).toFixed(1)} seconds. The picture was drawn ${drawn} times meanwhile.`);
  await flight;
}

/** @returns {[number, number]} from when to when nothing could happen here, in ms since 1970 */
function block() {
  const start = performance.now();
  while (performance.now() - start < BLOCK_MS);
  return [performance.timeOrigin + start, performance.timeOrigin + performance.now()];
}

/** @param {string} message */
function say(message) {
  tell(message, { code: 'freeze' });
}

/** @param {number} ms */
function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
