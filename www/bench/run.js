/**
 * One run: everything in its turn, round by round. What fails says why and is left
 * out from then on; the rest goes on.
 *
 * @import { Places } from './parts.js'
 * @import { Section } from './series.js'
 */
import { watchSight } from '../lab/sight.js';
import { pace, planned } from './parts.js';
import { fileOf, row } from './series.js';
import { Stage } from './stage.js';

/** As much as says something, and as little as shows that all works. */
const USUAL = { rounds: 5, motionMs: 3000, rest: 600, frame: null };
const QUICK = { rounds: 2, motionMs: 300, rest: 0, frame: { width: 192, height: 108 } };

export class Run {
  /** @type {Section[]} */ sections;
  #parts;
  #derive;
  #frame;
  #how;
  #quick;
  #pace = row('plain scalar loop', 'iterations/s');
  #stop = new AbortController();
  /** @type {Set<string>} */ #notes = new Set();
  #rounds = 0;
  /** What the element said of itself. */
  #backend = 'unknown';

  /**
   * @param {Places} places
   * @param {boolean} quick
   */
  constructor(places, quick) {
    this.#quick = quick;
    this.#how = quick ? QUICK : USUAL;
    this.#frame = this.#how.frame ?? places.frame;
    const cores = navigator.hardwareConcurrency || 1;
    const suffix = quick ? ', quick' : '';
    const plan = planned(places, { frame: this.#frame, cores, motionMs: this.#how.motionMs, suffix });
    ({ sections: this.sections, parts: this.#parts, derive: this.#derive } = plan);
  }

  /** Ends it soon, with what it has. */
  stop() {
    this.#stop.abort();
  }

  get isStopped() {
    return this.#stop.signal.aborted;
  }

  /** Whether anything was measured. */
  get hasNumbers() {
    return this.sections.some(({ rows }) => rows.some(({ rounds }) => rounds.length > 0));
  }

  /**
   * @param {HTMLElement} box where the element that is measured is seen
   * @param {(share: number, doing: string) => void} tell how much is done, and what is next
   * @param {() => void} show there are new numbers
   */
  async run(box, tell, show) {
    const { rounds, rest } = this.#how;
    const stage = new Stage(box, { ...this.#frame, rest }, this.#stop.signal);
    stage.element.addEventListener('frame', ({ detail }) => (this.#backend = detail.backend));
    try {
      // Browsers compile the program twice, and the quick first version is slow: the first round is thrown away.
      for (let round = 0; round <= rounds && !this.isStopped; round += 1) {
        if (round > 0) this.#pace.rounds.push(pace());
        for (const [index, part] of this.#parts.entries()) {
          if (this.isStopped) break;
          const done = (round * this.#parts.length + index) / ((rounds + 1) * this.#parts.length);
          tell(done, `${round === 0 ? 'Warming up' : `Round ${round} of ${rounds}`}: ${part.name}`);
          await this.#take(part, stage, round > 0);
        }
        if (round > 0 && !this.isStopped) this.#rounds = round;
        this.#derive();
        show();
      }
    } finally {
      // It does not wait for what it was told to stop.
      stage.element.destroy().catch(() => {});
      box.replaceChildren();
    }
  }

  /**
   * Measures a part once, and again where it was out of sight meanwhile.
   * @param {import('./parts.js').Part} part
   * @param {Stage} stage
   * @param {boolean} counts
   */
  async #take(part, stage, counts) {
    if (part.rows.some(({ reason }) => reason)) return;
    for (;;) {
      await seen(this.#stop.signal);
      const watch = watchSight();
      try {
        const numbers = await part.measure(stage);
        if (watch()) continue;
        if (!counts) return;
        for (const [index, measured] of part.rows.entries()) {
          const number = numbers[index] ?? NaN;
          if (Number.isFinite(number)) measured.rounds.push(number);
        }
        return;
      } catch (error) {
        if (this.isStopped) return;
        if (watch()) continue;
        const reason = error instanceof Error ? error.message : String(error);
        for (const measured of part.rows) measured.reason = reason;
        this.#notes.add(`${part.name} was not measured: ${reason}`);
        return;
      }
    }
  }

  /** What is saved. */
  file() {
    const { width, height } = this.#frame;
    const notes = [...this.#notes];
    if (this.isStopped) notes.push('it was stopped');
    return fileOf({
      pace: this.#pace,
      sections: this.sections,
      rounds: this.#rounds,
      notes,
      page: {
        width,
        height,
        devicePixelRatio,
        isolated: crossOriginIsolated,
        backend: this.#backend,
        quick: this.#quick,
      },
    });
  }
}

/**
 * Resolves when the page is seen, or all stops: out of sight browsers slow pages down.
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function seen(signal) {
  if (!document.hidden || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    document.addEventListener('visibilitychange', () => resolve(), { once: true, signal });
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
