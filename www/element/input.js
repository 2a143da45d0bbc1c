/**
 * Input on its way to the coordinator: each event becomes one message, in
 * device pixels and absolute time, and nothing is decided here but whether a
 * press is a hold (`hold.js`): the coordinator has no clock that could ring; and
 * what is left to the page (`manners.js`). What a gesture does to the view, the
 * coordinator alone knows.
 *
 * @import { ToCoordinator } from './messages.js'
 */
import { Holds } from './hold.js';
import { Manners } from './manners.js';

/** The keys that move the view. All others stay the page's. */
const KEYS = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', '+', '=', '-', '_', 'Home']);

/** Of a mouse's buttons, the one that drags. */
const PRIMARY = 1;

/**
 * @param {HTMLElement} element takes the events and the focus
 * @param {(clientX: number, clientY: number) => [number, number]} pixelAt
 * @param {(message: ToCoordinator) => void} send
 * @returns {{ letGo: () => void, stop: () => void }} ends all that is held; ends that, and listens no more
 */
export function forwardInput(element, pixelAt, send) {
  const listening = new AbortController();
  const { signal } = listening;
  /** @type {Map<number, PointerEvent>} pointers that are down, and where they went down */
  const down = new Map();
  /** @type {Map<string, string>} keys that are held, by their place on the keyboard, and what each was taken for */
  const held = new Map();

  const manners = new Manners(element, signal);

  /** @typedef {'up' | 'cancel'} End */
  /** @param {PointerEvent} event @param {'down' | 'move' | End} phase @param {number} [time] */
  const sendPointer = (event, phase, time = event.timeStamp) => {
    const [x, y] = pixelAt(event.clientX, event.clientY);
    const { pointerId: id, pointerType: kind, buttons } = event;
    send({ type: 'pointer', phase, id, kind, x, y, buttons, time: absolute(time) });
  };

  const holds = new Holds((phase, event, out, time) => {
    // What had begun as a drag is none.
    if (phase === 'down' && down.delete(event.pointerId)) sendPointer(event, 'cancel', time);
    const [x, y] = pixelAt(event.clientX, event.clientY);
    send({ type: 'hold', phase, id: event.pointerId, x, y, out, time: absolute(time) });
  });

  /** @param {PointerEvent} event @param {End} phase */
  const endPointer = (event, phase) => {
    manners.end(event, phase);
    holds.end(event, phase);
    if (down.delete(event.pointerId)) sendPointer(event, phase);
  };

  element.addEventListener(
    'pointerdown',
    (event) => {
      // With Shift a right press is the menu's, on every system.
      const isRight = event.button === 2 && event.pointerType !== 'touch' && !event.shiftKey;
      if (event.button !== 0 && !isRight) return;
      if (down.size === 0 && manners.leavesFinger(event)) return;
      // A second finger: what the first one does is part of a pinch.
      const first = manners.takeFirst() ?? holds.drop();
      if (first) {
        down.set(first.pointerId, first);
        sendPointer(first, 'down', event.timeStamp);
      }
      if (down.size === 0) holds.press(event);
      if (!isRight) {
        down.set(event.pointerId, event);
        sendPointer(event, 'down');
      }
      element.setPointerCapture(event.pointerId);
    },
    { signal },
  );
  element.addEventListener(
    'pointermove',
    (event) => {
      if (manners.move(event)) return;
      const isLetGo = event.pointerType === 'mouse' && !(event.buttons & PRIMARY);
      // Where nobody told of it, or while another button is down.
      if (isLetGo && down.delete(event.pointerId)) sendPointer(event, 'cancel');
      if (!holds.move(event)) sendPointer(event, 'move');
    },
    { signal },
  );
  // On their way to wherever they go: an element that is moved within its page loses
  // the capture, and another one gets the end of what began here.
  document.addEventListener('pointerup', (event) => endPointer(event, 'up'), { signal, capture: true });
  // The capture is lost without an `up` when the system takes the pointer away.
  for (const type of /** @type {const} */ (['pointercancel', 'lostpointercapture'])) {
    document.addEventListener(type, (event) => endPointer(event, 'cancel'), { signal, capture: true });
  }
  addEventListener('blur', () => void holds.drop(), { signal });
  element.addEventListener(
    'contextmenu',
    (event) => {
      if (holds.takesMenu(event)) event.preventDefault();
      else holds.drop(); // The menu takes the pointer.
    },
    { signal },
  );

  element.addEventListener(
    'wheel',
    (event) => {
      if (manners.leavesWheel(event)) return;
      event.preventDefault();
      const [x, y] = pixelAt(event.clientX, event.clientY);
      const { deltaMode: mode, deltaY: dy, ctrlKey: ctrl } = event;
      send({ type: 'wheel', x, y, dy, mode, ctrl, time: absolute(event.timeStamp) });
    },
    { signal, passive: false },
  );
  element.addEventListener(
    'dblclick',
    (event) => {
      if (holds.held) return;
      const [x, y] = pixelAt(event.clientX, event.clientY);
      send({ type: 'doubleclick', x, y, shift: event.shiftKey, time: absolute(event.timeStamp) });
    },
    { signal },
  );

  element.addEventListener(
    'keydown',
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      // It stays what it was while it is down, though Shift be let go.
      const key = (event.repeat && held.get(placeOf(event))) || event.key;
      if (/^h$/i.test(key)) {
        event.preventDefault();
        if (!event.repeat) element.toggleAttribute('hud');
      }
      if (!KEYS.has(key)) return;
      event.preventDefault();
      held.set(placeOf(event), key);
      send({ type: 'key', phase: 'down', key, time: absolute(event.timeStamp) });
    },
    { signal },
  );
  /** @param {string} place @param {number} time */
  const release = (place, time) => {
    const key = held.get(place);
    if (!key) return;
    held.delete(place);
    send({ type: 'key', phase: 'up', key, time: absolute(time) });
  };
  const releaseAll = () => {
    for (const place of held.keys()) release(place, performance.now());
  };
  element.addEventListener('keyup', (event) => release(placeOf(event), event.timeStamp), { signal });
  // A key that is let go elsewhere is never told: a glide must not go on for ever.
  element.addEventListener('blur', releaseAll, { signal });

  const letGo = () => {
    manners.takeFirst();
    holds.drop();
    for (const event of down.values()) sendPointer(event, 'cancel', performance.now());
    down.clear();
    releaseAll();
  };
  return {
    letGo,
    stop() {
      letGo();
      listening.abort();
    },
  };
}

/**
 * Which key it is, whatever else is held with it. Keys that a program made up may have no place.
 * @param {KeyboardEvent} event
 */
function placeOf({ code, key }) {
  return code || key;
}

/**
 * A time of the page's clock, as events have it, as every worker understands it.
 * @param {number} time
 */
function absolute(time) {
  return performance.timeOrigin + time;
}
