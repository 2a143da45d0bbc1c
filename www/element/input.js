/**
 * Input on its way to the coordinator: each event becomes one message, in
 * device pixels and absolute time, and nothing is decided here. What a gesture
 * is, and what it does to the view, the coordinator knows.
 *
 * @import { ToCoordinator } from './messages.js'
 */

/** The keys that move the view. All others stay the page's. */
const KEYS = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', '+', '=', '-', '_', 'Home']);

/**
 * @param {HTMLElement} element takes the events and the focus
 * @param {(clientX: number, clientY: number) => [number, number]} pixelAt
 * @param {(message: ToCoordinator) => void} send
 * @returns {() => void} stops it
 */
export function forwardInput(element, pixelAt, send) {
  const listening = new AbortController();
  const { signal } = listening;
  /** @type {Set<number>} pointers that are down */
  const down = new Set();
  /** @type {Set<string>} keys that are held */
  const held = new Set();

  /** @param {PointerEvent} event @param {'down' | 'move' | 'up' | 'cancel'} phase */
  const sendPointer = (event, phase) => {
    const [x, y] = pixelAt(event.clientX, event.clientY);
    const { pointerId: id, pointerType: kind, buttons } = event;
    send({ type: 'pointer', phase, id, kind, x, y, buttons, time: timeOf(event) });
  };

  element.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0) return;
      down.add(event.pointerId);
      sendPointer(event, 'down');
      element.setPointerCapture(event.pointerId);
    },
    { signal },
  );
  element.addEventListener('pointermove', (event) => sendPointer(event, 'move'), { signal });
  element.addEventListener(
    'pointerup',
    (event) => {
      if (down.delete(event.pointerId)) sendPointer(event, 'up');
    },
    { signal },
  );
  // The capture is lost without an `up` when the system takes the pointer away.
  for (const type of /** @type {const} */ (['pointercancel', 'lostpointercapture'])) {
    element.addEventListener(
      type,
      (event) => {
        if (down.delete(event.pointerId)) sendPointer(event, 'cancel');
      },
      { signal },
    );
  }

  element.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const [x, y] = pixelAt(event.clientX, event.clientY);
      const { deltaMode: mode, deltaX: dx, deltaY: dy, ctrlKey: ctrl } = event;
      send({ type: 'wheel', x, y, dx, dy, mode, ctrl, time: timeOf(event) });
    },
    { signal, passive: false },
  );
  element.addEventListener(
    'dblclick',
    (event) => {
      const [x, y] = pixelAt(event.clientX, event.clientY);
      send({ type: 'doubleclick', x, y, shift: event.shiftKey, time: timeOf(event) });
    },
    { signal },
  );

  element.addEventListener(
    'keydown',
    (event) => {
      if (!KEYS.has(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      held.add(event.key);
      const { key, shiftKey: shift, repeat } = event;
      send({ type: 'key', phase: 'down', key, shift, repeat, time: timeOf(event) });
    },
    { signal },
  );
  /** @param {string} key @param {Event} event */
  const release = (key, event) => {
    if (!held.delete(key)) return;
    send({ type: 'key', phase: 'up', key, shift: false, repeat: false, time: timeOf(event) });
  };
  element.addEventListener('keyup', (event) => release(event.key, event), { signal });
  // A key that is let go elsewhere is never told: a glide must not go on for ever.
  element.addEventListener(
    'blur',
    (event) => {
      for (const key of held) release(key, event);
    },
    { signal },
  );

  return () => listening.abort();
}

/**
 * An event's time as every worker understands it.
 * @param {Event} event
 */
function timeOf(event) {
  return performance.timeOrigin + event.timeStamp;
}
