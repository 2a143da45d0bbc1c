/**
 * Random input on the page's `<deep-canvas>`, a thousand events a second, made
 * from a seed, with each frame as many as are due: what no hand does, and what
 * must do no harm. Evaluated in the page after `sessions.js`; `window.fuzz(seed, events)` resolves when it is over
 * and all is let go, with everything that went wrong.
 */
window.fuzz = async (seed, events) => {
  'use strict';
  const canvas = document.querySelector('deep-canvas');
  const wrong = [];

  /** Mulberry32: 32 bits of state, good enough to be unforeseen. */
  let state = seed >>> 0;
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const one = (list) => list[Math.floor(random() * list.length)];
  const chance = (share) => random() < share;

  // --- What must not happen.

  const note = (what) => {
    if (wrong.length < 10) wrong.push(what);
  };
  /** Of these a warning tells that something broke; `depth` and the like are news. */
  const BROKEN = ['coordinator-died', 'worker'];
  const watch = new AbortController();
  const listen = (target, type, take) => target.addEventListener(type, take, { signal: watch.signal });
  listen(canvas, 'error', ({ detail }) => note(`error event: ${detail?.code} ${detail?.message}`));
  listen(canvas, 'warning', ({ detail }) => {
    if (BROKEN.includes(detail.code)) note(`warning: ${detail.code} ${detail.message}`);
  });
  listen(window, 'error', ({ message }) => note(`exception: ${message}`));
  listen(window, 'unhandledrejection', ({ reason }) => note(`unhandled rejection: ${reason}`));
  const isDecimal = (text) => /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(text);
  listen(canvas, 'viewchange', ({ detail: { view } }) => {
    const odd = ['re', 'im', 'zoom', 'rot'].filter((key) => !isDecimal(view[key]));
    if (odd.length > 0 || /^-|^0+(\.0*)?(e|$)/.test(view.zoom)) note(`view: ${JSON.stringify(view)}`);
  });

  // --- What happens.

  const HOSTILE = [0, -1, 0.5, 1e-300, 1e9, -1e9, 2147483648, -2147483649, 1e300, -1e300];
  const coordinate = (length) => (chance(0.02) ? one(HOSTILE) : random() * length);
  const place = () => ({ clientX: coordinate(innerWidth), clientY: coordinate(innerHeight) });
  const modifiers = () => ({ ctrlKey: chance(0.1), shiftKey: chance(0.1), altKey: chance(0.03), metaKey: chance(0.03) });
  const flags = { bubbles: true, cancelable: true, composed: true };

  /** Pixels, lines and pages. */
  const MOST_DELTA = [300, 8, 1.5];
  const wheel = () => {
    const deltaMode = one([0, 0, 0, 1, 2]);
    const delta = () => (chance(0.02) ? one(HOSTILE) : (2 * random() - 1) * MOST_DELTA[deltaMode]);
    const deltas = { deltaX: delta(), deltaY: delta(), deltaMode };
    return new WheelEvent('wheel', { ...flags, ...place(), ...modifiers(), ...deltas });
  };

  const POINTERS = ['pointerdown', 'pointermove', 'pointermove', 'pointermove', 'pointerup', 'pointercancel', 'lostpointercapture'];
  const IDS = [0, 1, 2, 3, 4, -1, 2147483647];
  const pointer = (type = one(POINTERS), pointerId = one(IDS)) =>
    new PointerEvent(type, {
      ...flags,
      ...place(),
      ...modifiers(),
      pointerId,
      pointerType: one(['mouse', 'touch', 'pen', '', 'paw']),
      button: one([0, 0, 0, 1, 2, -1]),
      buttons: one([0, 1, 1, 2, 3, 65535]),
      isPrimary: chance(0.5),
    });

  const KEYS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', '+', '=', '-', '_', 'Home'];
  const key = (type = one(['keydown', 'keyup']), name = one(KEYS)) =>
    new KeyboardEvent(type, { ...flags, ...modifiers(), key: name, repeat: chance(0.3) });

  const doubleClick = () => new MouseEvent('dblclick', { ...flags, ...place(), ...modifiers() });
  const menu = () => new MouseEvent('contextmenu', { ...flags, ...place() });

  const resize = () => {
    const edge = (most) => (chance(0.1) ? one([0, 1, 2]) : Math.floor(random() * most));
    canvas.style.width = `${edge(640)}px`;
    canvas.style.height = `${edge(480)}px`;
  };

  // Random hands lose the set from sight, where no picture could be wrong: now and
  // then, and before the last events, something else sets the view.
  const PLACES = [
    '',
    're=-0.7453&im=0.1127&zoom=300',
    're=-0.16&im=1.0405&zoom=40&rot=33.5',
    're=-1.7497219297423385&im=-0.0000290166477&zoom=1e10',
  ];
  const LAST = 60;

  const act = () => {
    const what = random();
    if (what < 0.35) canvas.dispatchEvent(wheel());
    else if (what < 0.8) canvas.dispatchEvent(pointer());
    else if (what < 0.95) canvas.dispatchEvent(key());
    else if (what < 0.97) canvas.dispatchEvent(doubleClick());
    else if (what < 0.975) canvas.dispatchEvent(menu());
    else if (what < 0.985) resize();
    else if (what < 0.987) canvas.setAttribute('threads', one(['1', '2', '3', '0']));
    else if (what < 0.992) canvas.view = one(PLACES);
    else if (what < 0.996) canvas.dispatchEvent(new FocusEvent('blur'));
    else canvas.focus();
  };

  // Pointers that were made up cannot be captured.
  canvas.setPointerCapture = () => {};
  await new Promise((resolve) => {
    const start = performance.now();
    let done = 0;
    const beat = () => {
      const due = Math.min(events, performance.now() - start);
      for (; done < due; done += 1) {
        if (done === events - LAST) canvas.view = PLACES[2];
        try {
          act();
        } catch (error) {
          note(`thrown: ${error} ${error?.stack}`);
        }
      }
      if (done < events) requestAnimationFrame(beat);
      else resolve();
    };
    beat();
  });

  // --- Everything is let go.

  for (const id of IDS) canvas.dispatchEvent(pointer('pointercancel', id));
  for (const name of KEYS) canvas.dispatchEvent(new KeyboardEvent('keyup', { ...flags, key: name }));
  canvas.dispatchEvent(new FocusEvent('blur'));
  canvas.setAttribute('threads', '2');
  canvas.style.width = '';
  canvas.style.height = '';
  await window.motion.settle();
  watch.abort();
  return wrong;
};
