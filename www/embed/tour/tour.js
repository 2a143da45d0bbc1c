/**
 * Tours: the widget flies through views that a file lists (`tour=`) or that the
 * page around gives it (`play`). This and the files beside it are fetched where
 * there is a tour, and only there.
 *
 * @import { DeepCanvas } from '../../deep-canvas.js'
 * @import { TourState } from '../../deep-canvas-embed.js'
 * @import { Params } from '../rpc.js'
 * @import { Itinerary } from './itinerary.js'
 */
import { wrong } from '../methods.js';
import { CODE, RpcError } from '../rpc.js';
import { fetchTour } from './file.js';
import { readItinerary } from './itinerary.js';
import { showTour, showTrouble } from './panel.js';
import { Player } from './player.js';

/** @type {{ player: Player, end: () => void } | null} the widget has one tour at most */
let tour = null;
/** The file that is on its way, if one is. */
let opening = Promise.resolve();
/** Counts tours that were wanted: the last one is shown. */
let wanted = 0;

/**
 * Shows the tour of a file: plays it, but where motion is unwanted.
 * @param {DeepCanvas} canvas
 * @param {string} address relative to the widget's page
 */
export function openTour(canvas, address) {
  const turn = (wanted += 1);
  opening = fetchTour(address)
    .then((read) => {
      if (turn !== wanted) return;
      const { player } = begin(canvas, readItinerary(read));
      // Where nothing was asked for and nobody moved, the picture begins at the first stop.
      const isHome = location.hash === '';
      const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
      if (isHome) player.show();
      if (isCalm) return;
      const play = () => {
        if (turn === wanted && !player.state.playing) player.play({ cuts: isHome });
      };
      // A flight would start the program, which is for those who see it, or asked for it.
      if (canvas.catalogue) play();
      else canvas.addEventListener('ready', play, { once: true });
    })
    .catch(({ message }) => {
      if (turn === wanted) showTrouble(message);
      warn(canvas, message);
    });
}

/**
 * Does what the page around asks for.
 * @param {DeepCanvas} canvas
 * @param {string} command `play`, `pause`, `next`, `previous` or `stop`
 * @param {Params} params
 * @returns {Promise<TourState | null>} how the tour is then; null where there is none
 */
export async function command(canvas, command, params) {
  const isNew = command === 'play' && params['stops'] !== undefined;
  if (isNew) {
    const { stop, ...rest } = params;
    const itinerary = readItinerary(rest);
    const first = stopFrom(stop, itinerary.stops.length);
    wanted += 1;
    begin(canvas, itinerary).player.play({ stop: first ?? 0 });
  } else {
    await opening;
  }
  if (command === 'stop') {
    wanted += 1;
    tour?.end();
    return null;
  }
  if (!tour) throw new RpcError(CODE.failed, `${command}: there is no tour: expected \`play\` with \`stops\` before`);
  const { player } = tour;
  if (command === 'pause') player.pause();
  else if (command === 'next') player.step(1);
  else if (command === 'previous') player.step(-1);
  else if (!isNew) player.play({ stop: stopFrom(params['stop'], player.state.stops) });
  return player.state;
}

/**
 * @param {DeepCanvas} canvas
 * @param {Itinerary} itinerary
 */
function begin(canvas, itinerary) {
  tour?.end();
  for (const message of itinerary.unknown) warn(canvas, message);
  /** @param {TourState} state */
  const show = (state) => {
    panel.show(state);
    tell(canvas, state);
  };
  const player = new Player(canvas, itinerary, show, (message) => warn(canvas, message));
  const panel = showTour(player, { lang: itinerary.lang, isStill: canvas.inert });
  // Where the picture ended, so does the tour.
  const end = () => {
    if (tour?.player !== player) return;
    tour = null;
    canvas.removeEventListener('error', end);
    player.close();
    panel.remove();
    tell(canvas, null);
  };
  canvas.addEventListener('error', end);
  tour = { player, end };
  show(player.state);
  return tour;
}

/**
 * @param {unknown} stop
 * @param {number} count
 */
function stopFrom(stop, count) {
  if (stop === undefined || stop === null) return undefined;
  if (typeof stop !== 'number' || !Number.isInteger(stop) || stop < 0 || stop >= count) {
    throw wrong('stop', stop, `a whole number from 0 to ${count - 1}`);
  }
  return stop;
}

/** @param {DeepCanvas} canvas @param {TourState | null} detail */
function tell(canvas, detail) {
  canvas.dispatchEvent(new CustomEvent('tour', { detail }));
}

/** @param {DeepCanvas} canvas @param {string} message */
function warn(canvas, message) {
  canvas.dispatchEvent(new CustomEvent('warning', { detail: { code: 'tour', message: `tour: ${message}` } }));
}
