/**
 * A worker of the laboratory, as those see it who ask it for something: each
 * question has one answer, and answers come in the order of the questions.
 *
 * @typedef {object} Answer what a worker says
 * @property {'done' | 'failed'} type
 * @property {string} [message] why it failed
 * @property {number} [memoryBytes] of its wasm, where that is its own
 */
import { workersOf } from '../element/workers.js';

/** How long a worker may take to start. */
const START_MS = 10_000;

const startWorker = workersOf(new URL('../lab-worker.js', import.meta.url));

export class Hand {
  /** @type {{ resolve: (answer: any) => void, reject: (error: Error) => void }[]} */
  #asked = [];
  /** @type {Error | null} */
  #failure = null;
  #worker;
  #role;

  /** @param {string} role */
  constructor(role) {
    this.#role = role;
    this.#worker = startWorker(role, `lab ${role}`);
    this.#worker.onmessage = ({ data }) => {
      const asked = this.#asked.shift();
      if (data.type !== 'failed') asked?.resolve(data);
      else if (asked) asked.reject(new Error(data.message));
      // It was to compute for good, and has ended.
      else this.fail(data.message);
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.fail(event.message || 'its script did not load');
    };
    this.#worker.onmessageerror = () => this.fail('a message could not be read');
  }

  /** Why nothing is to be expected of it any more, in a sentence; or nothing. */
  get lost() {
    return this.#failure && `The worker ${this.#role} was lost: ${this.#failure.message}.`;
  }

  /**
   * Starts a worker of a role and gives it what it starts from.
   * @param {string} role the part of the name before a number says which of `lab/workers` it runs
   * @param {object} kit
   * @param {Transferable[]} [transfer]
   * @returns {Promise<Hand>} rejects where it does not start
   */
  static async hire(role, kit, transfer) {
    const hand = new Hand(role);
    const late = setTimeout(() => hand.fail(`no answer in ${START_MS / 1000} s`), START_MS);
    try {
      await hand.ask(kit, transfer);
      return hand;
    } catch (error) {
      hand.end();
      throw new Error(`The worker ${role} did not start: ${/** @type {Error} */ (error).message}.`);
    } finally {
      clearTimeout(late);
    }
  }

  /**
   * @param {object} question
   * @param {Transferable[]} [transfer]
   * @returns {Promise<any>} the answer; rejects where it fails, or has failed before
   */
  ask(question, transfer = []) {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#asked.push({ resolve, reject });
      this.#worker.postMessage(question, transfer);
    });
  }

  /**
   * Whoever waits for it hears why that is in vain, and whoever asks from now on.
   * @param {string} why
   */
  fail(why) {
    const error = new Error(why);
    this.#failure = error;
    for (const { reject } of this.#asked.splice(0)) reject(error);
  }

  end() {
    this.#worker.terminate();
    this.fail('it was ended');
  }
}

/**
 * Starts several, or none.
 * @param {number} count
 * @param {(number: number) => Promise<Hand>} hire
 */
export async function hireAll(count, hire) {
  const started = await Promise.allSettled(Array.from({ length: count }, (_, number) => hire(number)));
  const hands = started.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const failed = started.find((start) => start.status === 'rejected');
  if (!failed) return hands;
  for (const hand of hands) hand.end();
  throw failed.reason;
}
