/**
 * The machine's cores, shared with the other widgets of the page: each that is in
 * view computes with its part of them, and one at least. Those out of view sleep.
 *
 * One that comes into view takes a lock that has a name of its own, and tells the
 * name on a channel; those in view answer with theirs. Whoever hears a name asks
 * for its lock, and so learns when that one has left, or its frame is gone: the
 * browser lets the lock go. Both reach the frames of this origin in pages of one
 * site, whatever frames those are in. (To ask for the list of locks would be
 * simpler, but Firefox has none for frames in pages of other sites.)
 *
 * @import { DeepCanvas } from '../deep-canvas.js'
 * @import { ToCoordinator } from '../element/messages.js'
 *
 * @typedef {object} News
 * @property {string} [name] of the lock of one that is in view
 * @property {boolean} isNew it wants to know the others
 */
import { watchSurroundings } from '../element/surroundings.js';

/**
 * More cores are taken up once nothing was heard for so long: all that are there
 * have answered, and what scrolls past is past. Fewer, at once.
 */
const SETTLE_MS = 150;

/**
 * @param {DeepCanvas} canvas whose `threads` are kept to its part
 * @throws where the browser keeps the frame from all others
 */
export async function shareCores(canvas) {
  const { locks, hardwareConcurrency: cores } = navigator;
  const channel = new BroadcastChannel('deepcanvas widgets');
  /** @type {Set<string>} the locks of those in view */
  const others = new Set();
  /** The lock that is held here; '' out of view. */
  let own = '';
  let inView = false;
  let leave = () => {};
  let growing = 0;

  const takePart = () => {
    clearTimeout(growing);
    // One out of view keeps what it has: it sleeps.
    if (own === '') return;
    const names = [own, ...others].sort();
    // What is left over is for the first ones, one more each.
    const more = Number(names.indexOf(own) < cores % names.length);
    const part = Math.max(Math.floor(cores / names.length) + more, 1);
    const take = () => canvas.setAttribute('threads', String(part));
    const now = Number(canvas.getAttribute('threads') ?? cores);
    if (part < now) take();
    if (part > now) growing = setTimeout(take, SETTLE_MS);
  };

  /** @param {string} name */
  const meet = async (name) => {
    if (others.has(name)) return;
    others.add(name);
    await locks.request(name, { mode: 'shared' }, () => others.delete(name));
    takePart();
  };

  /** @param {MessageEvent<News>} event */
  channel.onmessage = ({ data: { name, isNew } }) => {
    if (name) void meet(name);
    if (isNew && own !== '') tell(false);
    takePart();
  };

  /** @param {boolean} isNew */
  const tell = (isNew) => channel.postMessage({ name: own, isNew });

  const enter = () => {
    const name = crypto.randomUUID();
    return locks.request(name, async () => {
      // It may have left meanwhile, and come back.
      if (!inView || own !== '') return;
      own = name;
      const left = new Promise((resolve) => (leave = () => resolve(undefined)));
      tell(true);
      takePart();
      await left;
      own = '';
    });
  };

  /** @param {boolean} visible */
  const see = async (visible) => {
    inView = visible;
    if (visible) await enter();
    else leave();
  };
  /** @param {ToCoordinator} message */
  const look = (message) => {
    // That locks are refused was told when the first one was.
    if ('visible' in message) see(message.visible).catch(() => {});
  };
  watchSurroundings(canvas, look, () => false);
  await see(!document.hidden);
}
