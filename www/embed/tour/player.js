/**
 * Plays a tour: flies to a stop, waits until its picture is complete, lets it
 * rest for the stop's `hold`, and goes on to the next one. Time at a stop runs
 * only while the widget is seen (flights halt by themselves where nobody sees
 * them), and whatever else moves the view pauses the tour.
 *
 * There is one timer, while a stop is held; a tour that is paused has none.
 *
 * @import { DeepCanvas } from '../../deep-canvas.js'
 * @import { TourState } from '../../deep-canvas-embed.js'
 * @import { Itinerary } from './itinerary.js'
 */

/** A picture that takes longer is held as far as it has come: a slideshow must not end at it. */
const PATIENCE_MS = 10_000;

/** The warnings of a link that something of could not be read. */
const LINK_TROUBLES = new Set(['unknown-key', 'repeated-key', 'unreadable-value', 'too-many-problems']);

export class Player {
  /** @type {DeepCanvas} */ #canvas;
  /** @type {Itinerary} */ #tour;
  /** @type {(state: TourState) => void} */ #onChange;
  /** @type {(message: string) => void} */ #onTrouble;
  /** The stop that is shown, or on the way to. */
  #at = 0;
  #isPlaying = false;
  #isFlying = false;
  #hasArrived = false;
  /** The last stop was held, and none follows. */
  #isOver = false;
  /** Counts ways: what belongs to an earlier one is stale. */
  #way = 0;
  /** @type {{ ms: number, end: () => void } | null} what waits while the widget is seen */ #wait = null;
  #timer = 0;
  #isSeen = false;
  /** The view that was told last; before that, what the address has. */
  #link = location.hash.slice(1);
  /** @type {string | null} the view that is held */ #held = null;
  #coordinatorDied = false;
  #listening = new AbortController();

  /**
   * @param {DeepCanvas} canvas
   * @param {Itinerary} tour
   * @param {(state: TourState) => void} onChange
   * @param {(message: string) => void} onTrouble something of a stop could not be read
   */
  constructor(canvas, tour, onChange, onTrouble) {
    this.#canvas = canvas;
    this.#tour = tour;
    this.#onChange = onChange;
    this.#onTrouble = onTrouble;
    const { signal } = this.#listening;
    canvas.addEventListener(
      'viewchange',
      ({ detail: { link } }) => {
        this.#link = link;
        // A canvas of another size tells its view anew.
        if (this.#held !== null && link !== this.#held) this.pause();
      },
      { signal },
    );
    canvas.addEventListener(
      'warning',
      ({ detail }) => {
        if (detail.code === 'coordinator-died') this.#coordinatorDied = true;
        else if (this.#isFlying && LINK_TROUBLES.has(detail.code)) {
          this.#onTrouble(`stops[${this.#at}].view: ${detail.message}`);
        }
      },
      { signal },
    );

    let isInView = false;
    const look = () => {
      const isSeen = isInView && !document.hidden;
      if (isSeen === this.#isSeen) return;
      this.#isSeen = isSeen;
      this.#arm();
    };
    const observer = new IntersectionObserver((entries) => {
      isInView = entries.at(-1)?.isIntersecting ?? isInView;
      look();
    });
    observer.observe(canvas);
    signal.addEventListener('abort', () => observer.disconnect());
    document.addEventListener('visibilitychange', look, { signal });
  }

  /** @returns {TourState} */
  get state() {
    const { title, stops } = this.#tour;
    return {
      playing: this.#isPlaying,
      stop: this.#at,
      stops: stops.length,
      arrived: this.#hasArrived,
      title,
      caption: stops[this.#at]?.caption ?? '',
    };
  }

  /**
   * Whether there is a stop in that direction.
   * @param {1 | -1} step
   */
  leads(step) {
    const { loop, stops } = this.#tour;
    return loop ? stops.length > 1 : stops[this.#at + step] !== undefined;
  }

  /**
   * Goes to a stop and on from there.
   * @param {object} [how]
   * @param {number | undefined} [how.stop] the one that it is at unless told; after the end the first
   * @param {boolean} [how.cuts] to that stop, which is otherwise flown to
   */
  play({ stop = this.#isOver ? 0 : this.#at, cuts = false } = {}) {
    this.#at = stop;
    this.#isPlaying = true;
    void this.#go(cuts);
  }

  /** Shows the stop that it is at. */
  show() {
    void this.#go(true);
  }

  pause() {
    const wasFlying = this.#isFlying;
    this.#leave();
    this.#isPlaying = false;
    // Sets nothing, which ends the flight where it is.
    if (wasFlying) this.#canvas.setView('', { merge: true }).catch(() => {});
    this.#tell();
  }

  /**
   * To the next stop, or the one before; it plays on from there if it played.
   * @param {1 | -1} step
   */
  step(step) {
    if (!this.leads(step)) return;
    const { length } = this.#tour.stops;
    this.#at = (this.#at + step + length) % length;
    void this.#go(false);
  }

  close() {
    this.pause();
    this.#listening.abort();
  }

  #tell() {
    this.#onChange(this.state);
  }

  /** What was under way is stale from here on. */
  #leave() {
    this.#way += 1;
    this.#isFlying = false;
    this.#held = null;
    this.#wait = null;
    clearTimeout(this.#timer);
  }

  /** @param {boolean} cuts @returns {Promise<void>} */
  async #go(cuts) {
    this.#leave();
    const way = this.#way;
    const stop = this.#tour.stops[this.#at];
    if (!stop) return;
    this.#isOver = false;
    this.#hasArrived = false;
    this.#isFlying = true;
    this.#coordinatorDied = false;
    this.#tell();
    const { link, duration } = stop;
    try {
      await (cuts ? this.#canvas.setView(link) : this.#canvas.flyTo(link, duration === null ? {} : { duration }));
    } catch {
      if (way !== this.#way) return;
      // The one that takes its place knows of no flight.
      if (this.#coordinatorDied) return this.#go(cuts);
      this.#isFlying = false;
      return this.pause();
    }
    if (way !== this.#way) return;
    this.#isFlying = false;
    this.#hasArrived = true;
    this.#tell();
    if (this.#isPlaying) await this.#hold(stop.hold, way);
  }

  /**
   * @param {number} ms
   * @param {number} way
   */
  async #hold(ms, way) {
    try {
      // What nobody has seen yet need not begin for this.
      if (!this.#canvas.stats) await this.#seen(0);
      const complete = this.#canvas.settled().then(() => true);
      const isComplete = await Promise.race([complete, this.#seen(PATIENCE_MS)]);
      if (way !== this.#way) return;
      this.#held = this.#link;
      await this.#seen(ms);
      // A view that was set a moment ago is told before this is answered.
      if (isComplete) await this.#canvas.settled();
    } catch {
      if (way === this.#way) this.pause();
      return;
    }
    if (way !== this.#way) return;
    if (this.leads(1)) return this.step(1);
    this.#isOver = true;
    this.pause();
  }

  /**
   * Resolves when the widget was seen for so long at a stretch, and never where
   * the tour goes another way meanwhile.
   * @param {number} ms
   * @returns {Promise<void>}
   */
  #seen(ms) {
    return new Promise((resolve) => {
      this.#wait = { ms, end: resolve };
      this.#arm();
    });
  }

  #arm() {
    clearTimeout(this.#timer);
    const wait = this.#wait;
    if (!wait || !this.#isSeen) return;
    this.#timer = setTimeout(() => {
      this.#wait = null;
      wait.end();
    }, wait.ms);
  }
}
