/** A generator of numbers from 0 to 1 (mulberry32): the same for the same seed. */
function randoms(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const METHODS = [
  'getView', 'setView', 'flyTo', 'settled', 'countsAt', 'toPNG', 'getStats', 'subscribe', 'unsubscribe', 'play', 'pause',
  'next', 'previous', 'stop',
];
const NAMES = [
  'view', 'merge', 'duration', 'points', 'width', 'height', 'samples', 'event', 'events', 're', 'im', 'zoom', 'rot',
  'palette', 'stops', 'hold', 'caption', 'loop', '__proto__', 'constructor', 'toString', 'then', 'hasOwnProperty', 'id',
  'jsonrpc', '',
];

/**
 * Posts so many messages: random values, valid methods with wrong parameters,
 * huge texts, prototype keys, transferables, replies nobody asked for. Every so
 * often it waits for an answer, and so for all before it to be read.
 */
async function fuzz(post, ask, seed, count) {
  const random = randoms(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const huge = 'x'.repeat(150_000);

  // Made once: a blob takes Chromium a tenth of a millisecond.
  const leaves = [
    null, undefined, true, false, 0, -0, -1, 1.5, 3, 1e9, NaN, Infinity, -Infinity, 12n, '', '1', 'zoom=3', '2.0', '#', '%',
    '\ud800', '{"jsonrpc":', '[[[[', 'viewchange', 'frame', new Date(NaN), /x/g, new Map([[1, 2]]), new Set([1]),
    new Uint8Array(3), new ArrayBuffer(8), new Blob(['x']), new Error('x'), ...NAMES, ...METHODS,
  ];
  const leaf = () => pick(leaves);
  const value = (depth) => {
    const kind = random();
    if (kind < 0.004) return huge;
    if (depth <= 0 || kind < 0.6) return leaf();
    const size = Math.floor(random() * 4);
    if (kind < 0.75) return Array.from({ length: size }, () => value(depth - 1));
    return record(size, depth);
  };
  const record = (size, depth) => {
    const made = {};
    for (let index = 0; index < size; index += 1) {
      // An own key, whatever it is called.
      Object.defineProperty(made, pick(NAMES), { value: value(depth - 1), enumerable: true, configurable: true, writable: true });
    }
    return made;
  };
  const id = () => pick([undefined, null, 'x', -7, 1.5, NaN, {}, [], true, huge]);
  const request = () => {
    const made = { jsonrpc: pick(['2.0', '2.0', '2.0', '1.0', 2, undefined]), method: pick([...METHODS, ...METHODS, value(1)]) };
    if (random() < 0.7) made.id = id();
    if (random() < 0.9) made.params = random() < 0.8 ? record(3, 3) : value(2);
    if (made.method === 'play' && random() < 0.7) {
      const stop = () => ({ view: pick(['zoom=3', 're=-1&zoom=1e3', value(1)]), ...record(1, 1) });
      made.params = { stops: Array.from({ length: 3 }, stop), ...record(1, 1) };
    }
    return made;
  };
  const message = () => {
    const kind = random();
    if (kind < 0.25) return value(4);
    if (kind < 0.65) return request();
    if (kind < 0.75) return Array.from({ length: Math.floor(random() * 5) }, () => (random() < 0.7 ? request() : value(2)));
    if (kind < 0.85) return { jsonrpc: '2.0', id: id(), [pick(['result', 'error'])]: value(2) };
    try {
      return JSON.stringify(random() < 0.5 ? request() : value(3)) ?? 'undefined';
    } catch {
      return '{"a":'; // JSON has no big numbers.
    }
  };

  for (let index = 0; index < count; index += 1) {
    const transferred = random();
    if (transferred < 0.03) {
      const { port1, port2 } = new MessageChannel();
      post({ jsonrpc: '2.0', id: id(), method: pick(['connect', 'getView', value(0)]), params: value(1) }, [port2]);
      port1.postMessage(message());
    } else if (transferred < 0.05) {
      const buffer = new ArrayBuffer(16);
      post({ ...request(), params: { view: buffer } }, [buffer]);
    } else {
      post(message());
    }
    if (index % 100 === 99) await ask('getView');
  }
}
