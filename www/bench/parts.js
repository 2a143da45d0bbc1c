/**
 * What is measured, each in its turn once a round.
 *
 * @import { LedgerFrame } from '../deep-canvas.js'
 * @import { Row, Section } from './series.js'
 * @import { Stage } from './stage.js'
 *
 * @typedef {{ name: string, link: string }} Place
 *
 * @typedef {object} Places as `places.json` has them, for the host's bench, too
 * @property {{ width: number, height: number }} frame
 * @property {Place} threads
 * @property {Place[]} views
 *
 * @typedef {object} Part
 * @property {string} name what it does, for who waits
 * @property {Row[]} rows what it measures
 * @property {(stage: Stage) => Promise<number[]>} measure a number for each of them
 */
import { median } from '../lab/median.js';
import { percentile, row } from './series.js';

/** On the boundary, far deeper than any zoom here: it is never bored. */
const BOUNDARY = 're=-0.743643887037158704752191506114774&im=0.131825904205311970493132056385139';
/** Wheel pixels that magnify by two. */
const DOUBLING = 240;
/** As often as a mouse tells of itself. */
const PUMP_MS = 8;
/** An interval this many times the display's has missed a frame. */
const MISSED = 1.5;

/**
 * @param {Places} places
 * @param {{ frame: { width: number, height: number }, cores: number, motionMs: number, suffix: string }} how
 * @returns {{ parts: Part[], sections: Section[], derive: () => void }} `derive` fills in what follows from other rows
 */
export function planned(places, { frame, cores, motionMs, suffix }) {
  const size = `${frame.width}x${frame.height}${suffix}`;
  const threads = threadParts(places.threads, cores);
  const views = places.views.map(viewPart);
  const motion = [zoomPart(motionMs), flightPart(motionMs)];
  const [one, ...more] = threads;
  const gains = more.map(({ rows: [many] }) => ({ many, gain: row(`speed-up, ${many?.name}`, 'times') }));
  const rowsOf = (/** @type {Part[]} */ parts) => parts.flatMap(({ rows }) => rows);
  return {
    parts: [...threads, ...views, ...motion],
    sections: [
      { title: `${places.threads.name} by threads, ${size}`, rows: [...rowsOf(threads), ...gains.map(({ gain }) => gain)] },
      { title: `from setting a view to its completion, ${size}`, rows: rowsOf(views) },
      { title: `motion, ${size}`, rows: rowsOf(motion) },
    ],
    derive() {
      for (const { many, gain } of gains) {
        const single = one?.rows[0];
        if (!single || !many) continue;
        // Round by round: what slows a whole round down falls out.
        gain.rounds = single.rounds.slice(0, many.rounds.length).map((ms, round) => ms / (many.rounds[round] ?? NaN));
        gain.reason = single.reason || many.reason;
      }
    },
  };
}

/**
 * A plain loop on this page's own thread: how fast the machine itself is.
 * @param {number} [ms] for at least so long
 * @returns {number} iterations a second
 */
export function pace(ms = 60) {
  const begun = performance.now();
  for (let iterations = 0; ; ) {
    let re = 0;
    let im = 0;
    // A point of the set: it never escapes.
    for (let n = 0; n < 100_000; n += 1) {
      const next = re * re - im * im - 0.12;
      im = 2 * re * im + 0.74;
      re = next;
    }
    iterations += Number.isFinite(re + im) ? 100_000 : NaN;
    const took = performance.now() - begun;
    if (took >= ms) return (iterations / took) * 1000;
  }
}

/**
 * The same picture by 1, 2, 4 … threads, and by all.
 * @param {Place} place
 * @param {number} cores
 * @returns {Part[]}
 */
function threadParts(place, cores) {
  const counts = [];
  for (let count = 1; count < cores; count *= 2) counts.push(count);
  counts.push(cores);
  return counts.map((count) => {
    const name = count === 1 ? '1 thread' : `${count} threads`;
    return {
      name: `${place.name} by ${name}`,
      rows: [row(name, 'ms')],
      async measure(stage) {
        await stage.leave(count);
        const { computeMs } = await stage.settle(place.link);
        return [computeMs];
      },
    };
  });
}

/** @param {Place} place @returns {Part} */
function viewPart(place) {
  return {
    name: place.name,
    rows: [row(place.name, 'ms')],
    async measure(stage) {
      await stage.leave();
      const begun = performance.now();
      await stage.settle(place.link);
      return [performance.now() - begun];
    },
  };
}

/** @param {number} ms @returns {Part} */
function zoomPart(ms) {
  const of = (/** @type {string} */ what) => `zoom by the wheel, ${what}`;
  return {
    name: 'a zoom by the wheel',
    rows: [
      row(of('frame intervals missed'), 'share'),
      row(of('input to its first frame, p95'), 'ms'),
      row(of('scale of 0.5 or more'), 'share'),
      row(of('coverage of 1'), 'share'),
      row('the display’s interval', 'ms'),
    ],
    async measure(stage) {
      await stage.leave();
      await stage.settle(`${BOUNDARY}&zoom=1`);
      const interval = await stage.within(displayInterval());
      const { frames, until } = await stage.within(during(stage, () => turnWheel(stage.element, ms)));
      return [
        missed(frames, interval),
        percentile(latencies(until), 0.95),
        share(frames, ({ scale }) => scale >= 0.5),
        share(frames, ({ coverage }) => coverage >= 1),
        interval,
      ];
    },
  };
}

/** @param {number} ms @returns {Part} */
function flightPart(ms) {
  const of = (/** @type {string} */ what) => `flight to 1e6, ${what}`;
  return {
    name: 'a flight',
    rows: [row(of('frame intervals missed'), 'share'), row(of('scale of 0.5 or more'), 'share'), row(of('coverage of 1'), 'share')],
    async measure(stage) {
      await stage.leave();
      await stage.settle('');
      const interval = await stage.within(displayInterval());
      const fly = () => stage.element.flyTo(`${BOUNDARY}&zoom=1e6`, { duration: ms });
      const { frames } = await stage.within(during(stage, fly));
      return [missed(frames, interval), share(frames, ({ scale }) => scale >= 0.5), share(frames, ({ coverage }) => coverage >= 1)];
    },
  };
}

/**
 * The frames that were displayed while something went on, and those until its picture was complete.
 * @param {Stage} stage
 * @param {() => Promise<void>} act
 */
async function during({ element }, act) {
  const now = () => performance.timeOrigin + performance.now();
  const from = now();
  await act();
  const to = now();
  // A view that goes on by itself leaves the question open: then what was displayed is enough.
  await element.settled().catch(() => {});
  const until = (await element.ledger()).frames.filter(({ t }) => t >= from);
  const frames = until.filter(({ t }) => t <= to);
  return { frames: frames.length > 0 ? frames : until, until };
}

/**
 * Turns the wheel evenly, a doubling a second.
 * @param {HTMLElement} element
 * @param {number} ms
 * @returns {Promise<void>}
 */
function turnWheel(element, ms) {
  const { left, top, width, height } = element.getBoundingClientRect();
  const [clientX, clientY] = [left + width / 2, top + height / 2];
  const begun = performance.now();
  let turned = 0;
  return new Promise((resolve) => {
    const beat = () => {
      const elapsed = Math.min(performance.now() - begun, ms);
      const deltaY = (-DOUBLING * elapsed) / 1000 - turned;
      turned += deltaY;
      element.dispatchEvent(new WheelEvent('wheel', { clientX, clientY, deltaY, bubbles: true, cancelable: true }));
      if (elapsed >= ms) resolve();
      else setTimeout(beat, PUMP_MS);
    };
    setTimeout(beat, PUMP_MS);
  });
}

/** The usual time between two of the display's frames, in ms. */
async function displayInterval() {
  /** @type {number[]} */
  const times = [];
  for (let n = 0; n < 21; n += 1) times.push(await new Promise(requestAnimationFrame));
  return median(times.slice(1).map((time, n) => time - (times[n] ?? NaN)));
}

/** @param {LedgerFrame[]} frames @param {number} interval the display's */
function missed(frames, interval) {
  if (frames.length < 2) return 1;
  const intervals = frames.slice(1).map(({ t }, n) => t - (frames[n]?.t ?? NaN));
  return share(intervals, (ms) => ms > MISSED * interval);
}

/** @param {LedgerFrame[]} frames */
function latencies(frames) {
  return frames.flatMap(({ t, inputT }) => (inputT === null ? [] : [Math.max(t - inputT, 0)]));
}

/**
 * @template Kind
 * @param {Kind[]} things
 * @param {(thing: Kind) => boolean} holds
 */
function share(things, holds) {
  return things.filter(holds).length / things.length;
}
