/**
 * Scripted sessions on the page's `<deep-canvas>`: what hands do, as synthetic
 * events at a high rate, and what the page goes through meanwhile. For
 * `deepcanvas bench` and for the tests, which evaluate this text in the page
 * and then use `window.motion`:
 *
 * - `prepare(name, options)` brings the page to where a session begins;
 * - `play()` plays it, and resolves when the view rests and its picture is
 *   complete;
 * - `result()` gives what was recorded: it is large, so it is asked for when
 *   nothing is measured any more;
 * - `run(name, options)` does all three.
 *
 * Times are milliseconds since 1970, as the ledger's are.
 */
window.motion = (() => {
  'use strict';

  /** A point on the boundary, far past what 64-bit numbers resolve: a zoom about it is never bored. */
  const BOUNDARY = 're=-0.743643887037158704752191506114774&im=0.131825904205311970493132056385139';
  const FILAMENTS = 're=-0.7453&im=0.1127&zoom=300';
  /** Far from all others: no picture that is computed here is of use to them. */
  const APART = 're=-0.16&im=1.0405&zoom=300';
  /** Events come this often, unless told: 125 a second, as a mouse makes them. */
  const PUMP_MS = 8;
  const BEAT_MS = 5;
  /** Wheel pixels that magnify by two. */
  const DOUBLING = 240;
  /** A pointer that was still for so long lets go of a picture that stays. */
  const STILL_MS = 300;

  const element = () => document.querySelector('deep-canvas');
  const now = () => performance.timeOrigin + performance.now();
  /** A hand holds still, or leaves the view alone, for so long: input, that waits for nothing. */
  const pass = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const frame = () => new Promise(requestAnimationFrame);

  let pumpMs = PUMP_MS;

  /**
   * Calls `act` with the time so far, every `pumpMs` and at the very end. One that is late is not made up for.
   * A timer counts whole milliseconds, and one that rings before its time would have to be set again.
   */
  const pump = (ms, act) =>
    new Promise((resolve, reject) => {
      const start = performance.now();
      const beat = () => {
        const elapsed = Math.min(performance.now() - start, ms);
        try {
          act(elapsed);
        } catch (error) {
          reject(error);
          return;
        }
        if (elapsed >= ms) {
          resolve();
          return;
        }
        const next = Math.min((Math.floor(elapsed / pumpMs) + 1) * pumpMs, ms);
        setTimeout(beat, Math.ceil(start + next - performance.now()));
      };
      beat();
    });

  // --- What hands do.

  /** A point of the element, in shares of it. */
  const at = (x, y) => {
    const box = element().getBoundingClientRect();
    return [Math.round(box.left + x * box.width), Math.round(box.top + y * box.height)];
  };

  /** Turns the wheel evenly: so many pixels of it in so many milliseconds. */
  const wheel = (pixels, ms, target = element()) => {
    const [clientX, clientY] = at(0.5, 0.5);
    let turned = 0;
    return pump(ms, (elapsed) => {
      const deltaY = (pixels * elapsed) / ms - turned;
      turned += deltaY;
      if (deltaY === 0) return;
      target.dispatchEvent(new WheelEvent('wheel', { clientX, clientY, deltaY, bubbles: true, cancelable: true }));
    });
  };

  /** A pointer event; 1 is the mouse, others are fingers. */
  const pointer = (type, [clientX, clientY], pointerId = 1) => {
    const up = type === 'pointerup';
    const init = { clientX, clientY, pointerId, button: type === 'pointermove' ? -1 : 0, buttons: up ? 0 : 1 };
    const pointerType = pointerId === 1 ? 'mouse' : 'touch';
    element().dispatchEvent(new PointerEvent(type, { ...init, pointerType, bubbles: true, cancelable: true }));
  };

  /** Drags from one point to another, by whole pixels, and does not let go. */
  const drag = async (from, to, ms) => {
    pointer('pointerdown', from);
    await pump(ms, (elapsed) => {
      const between = (axis) => Math.round(from[axis] + ((to[axis] - from[axis]) * elapsed) / ms);
      pointer('pointermove', [between(0), between(1)]);
    });
  };

  /** Two fingers whose distance changes, in pixels of the page. */
  const pinch = async (from, to, ms, span) => {
    const [x, y] = at(0.5, 0.5);
    const fingers = (type, distance) => {
      pointer(type, [x - distance / 2, y], 2);
      pointer(type, [x + distance / 2, y], 3);
    };
    fingers('pointerdown', from);
    await span(() => pump(ms, (elapsed) => fingers('pointermove', from + ((to - from) * elapsed) / ms)));
    await pass(STILL_MS);
    fingers('pointerup', to);
  };

  // --- Where the view is, and when it is there.

  /** What the element has told of its view: how often, and whether it rests. */
  const told = { times: 0, resting: true };
  element()?.addEventListener('viewchange', ({ detail }) => {
    told.times += 1;
    told.resting = detail.resting;
  });

  /**
   * The report of the complete picture of a view that rests. A question that
   * reaches the coordinator with the last input may be answered for the view
   * before it, or be refused because a newer one came: an answer counts only when
   * nothing is told for some frames.
   */
  const settle = async () => {
    for (let quiet = 0; ; ) {
      while (!told.resting) await new Promise((resolve) => element().addEventListener('viewchange', resolve, { once: true }));
      const { times } = told;
      const report = await element()
        .settled()
        .catch((refusal) => {
          if (element().failure) throw refusal;
        });
      await frame();
      await frame();
      quiet = report && told.resting && told.times === times ? quiet + 1 : 0;
      if (quiet === 3) return report;
    }
  };

  const show = async (link) => {
    await element().setView(link);
    await settle();
  };

  // --- What is measured beside the ledger.

  /**
   * A beat every 5 ms, and how late each was. One that is late holds up those
   * that were due meanwhile, and they count: else a second's standstill were one
   * beat in a thousand.
   */
  const startHeart = () => {
    const late = [];
    let due = performance.now() + BEAT_MS;
    let beating = true;
    const beat = () => {
      if (!beating) return;
      const time = performance.now();
      for (; due <= time; due += BEAT_MS) late.push(Math.round((time - due) * 100) / 100);
      setTimeout(beat, Math.ceil(due - time));
    };
    setTimeout(beat, BEAT_MS);
    return () => {
      beating = false;
      return late;
    };
  };

  /** The lengths of the main thread's long tasks; null where the browser does not tell. */
  const startWatch = () => {
    if (!PerformanceObserver.supportedEntryTypes.includes('longtask')) return async () => null;
    const entries = [];
    const observer = new PerformanceObserver((list) => entries.push(...list.getEntries()));
    observer.observe({ type: 'longtask' });
    const begun = performance.now();
    return async () => {
      const ended = performance.now();
      // An entry is told after its task.
      await frame();
      await frame();
      entries.push(...observer.takeRecords());
      observer.disconnect();
      const inside = entries.filter(({ startTime }) => startTime >= begun && startTime < ended);
      return inside.map(({ duration }) => duration);
    };
  };

  /** Keeps the main thread from everything else. */
  const block = (ms) => {
    const end = performance.now() + ms;
    while (performance.now() < end);
  };

  /** Somewhere for events that nobody listens to: what the pump itself costs. */
  const nowhere = document.createElement('div');

  // --- The sessions. `span` notes when something changes at every moment.

  const SESSIONS = {
    /** The page as it is when nothing happens, the harness' own pump and beat included. */
    idle: {
      prepare: () => show(FILAMENTS),
      play: ({ seconds = 5 }) => wheel(-DOUBLING * seconds, seconds * 1000, nowhere),
    },
    /** So that what is played after it finds all code compiled, and no picture of its own. */
    warmUp: {
      prepare: () => show(APART),
      play: ({ seconds = 2 }) => wheel(-DOUBLING * seconds, seconds * 1000),
    },
    /** From home to 1e6 in 20 s. */
    zoomIn: {
      prepare: ({ zoom = '1' }) => show(`${BOUNDARY}&zoom=${zoom}`),
      play: ({ seconds = 20 }, span) => span(() => wheel(-DOUBLING * seconds, seconds * 1000)),
    },
    /** From wherever the view is: the pictures of the way in are to be there still. */
    zoomOut: {
      prepare: () => settle(),
      play: ({ seconds = 20 }, span) => span(() => wheel(DOUBLING * seconds, seconds * 1000)),
    },
    flings: {
      prepare: () => show(FILAMENTS),
      async play({ flings = 6 }, span) {
        for (let n = 0; n < flings; n += 1) {
          const [left, low] = [n % 2 === 0, n % 3 === 0];
          const from = at(left ? 0.25 : 0.75, low ? 0.7 : 0.3);
          const to = at(left ? 0.55 : 0.45, 0.5);
          await span(() => drag(from, to, 160));
          pointer('pointerup', to);
          await pass(400);
        }
      },
    },
    pinch: {
      prepare: () => show(FILAMENTS),
      async play({ pinchMs = 1500 }, span) {
        const [, height] = at(0, 1);
        await pinch(0.1 * height, 0.6 * height, pinchMs, span);
        await pinch(0.7 * height, 0.2 * height, pinchMs, span);
      },
    },
    resizes: {
      prepare: () => show(FILAMENTS),
      async play({ stormMs = 3000 }, span) {
        const { style } = element();
        const { width, height } = element().getBoundingClientRect();
        await span(() =>
          pump(stormMs, (elapsed) => {
            const share = 0.75 + 0.25 * Math.cos(elapsed / 150);
            style.width = `${Math.round(width * share)}px`;
            style.height = `${Math.round(height * (1.5 - share))}px`;
          }),
        );
        style.width = '';
        style.height = '';
      },
    },
    flight: {
      prepare: () => show(''),
      play: ({ flightMs = 8000, zoom = '1e10' }, span) =>
        span(() => element().flyTo(`${BOUNDARY}&zoom=${zoom}`, { duration: flightMs })),
    },
    /**
     * The same flight three times: for the pictures on its way, which are kept; with the main thread free; and with
     * the main thread standing still in the middle. The two that are compared find the same pictures.
     */
    freeze: {
      prepare: () => show(''),
      // Its main thread is busy on purpose.
      unmeasured: true,
      async play({ flightMs = 6000, freezeMs = 2000, zoom = '1e6' }) {
        const fly = async (meanwhile) => {
          const landing = element().flyTo(`${BOUNDARY}&zoom=${zoom}`, { duration: flightMs });
          await pass((flightMs - freezeMs) / 2);
          const from = now();
          await meanwhile(freezeMs);
          const to = from + freezeMs;
          await landing;
          return { from, to };
        };
        await fly(pass);
        await show('');
        const free = await fly(pass);
        await show('');
        return { free, blocked: await fly(block) };
      },
    },
    /** Exactly so many pixels to the right, and let go when it is still. */
    pan: {
      prepare: () => show(FILAMENTS),
      async play({ pixels = 100 }) {
        const before = (await element().ledger()).frames.at(-1)?.computed ?? 0;
        const from = at(0.5, 0.5);
        const to = [from[0] + pixels, from[1]];
        await drag(from, to, 200);
        await pass(STILL_MS);
        pointer('pointerup', to);
        const { height } = element().getBoundingClientRect();
        return { before, entered: pixels * Math.round(height * devicePixelRatio) };
      },
    },
    /** In and out again, over and over; the memory in use every so often, at rest. */
    cycles: {
      prepare: () => show(FILAMENTS),
      // Asking for the ledger keeps the main thread busy.
      unmeasured: true,
      async play({ cycles = 500, every = 50 }) {
        const memory = [];
        for (let n = 1; n <= cycles; n += 1) {
          await wheel(-DOUBLING, 96);
          await wheel(DOUBLING, 96);
          if (n % every !== 0) continue;
          await settle();
          const { pages, liveBytes } = await element().ledger();
          memory.push({ pages, liveBytes });
        }
        return { memory };
      },
    },
  };

  /** The session that was prepared, and what it has recorded. */
  let current = null;

  const prepare = async (name, options = {}) => {
    const session = SESSIONS[name];
    if (!session) throw new Error(`"${name}" is no session: expected ${Object.keys(SESSIONS).join(', ')}`);
    // Pointers that were made up cannot be captured.
    element().setPointerCapture = () => {};
    await session.prepare(options);
    current = { name, session, options };
  };

  const play = async () => {
    const { name, session, options } = current;
    const spans = [];
    const span = async (act) => {
      const from = now();
      await act();
      spans.push({ from, to: now() });
    };
    pumpMs = options.pumpMs ?? PUMP_MS;
    const measured = !session.unmeasured;
    const stopHeart = measured && options.heart !== false ? startHeart() : () => null;
    const stopWatch = measured ? startWatch() : async () => null;
    performance.mark(`motion ${name} begins`);
    const from = now();
    const more = (await session.play(options, span)) ?? {};
    const report = await settle();
    const to = now();
    performance.mark(`motion ${name} ends`);
    current.result = { name, from, to, spans, late: stopHeart(), longTasks: await stopWatch(), report, ...more };
    performance.clearMarks();
  };

  const result = async () => {
    const { result } = current;
    const { frames, pages, liveBytes } = await element().ledger();
    return { ...result, pages, liveBytes, frames: frames.filter(({ t }) => t >= result.from) };
  };

  const run = async (name, options) => {
    await prepare(name, options);
    await play();
    return result();
  };

  /** The display's intervals on the page, in milliseconds. */
  const display = async (frames = 60) => {
    const times = [];
    for (let n = 0; n <= frames; n += 1) times.push(await frame());
    return times.slice(1).map((time, n) => time - times[n]);
  };

  return { prepare, play, result, run, settle, show, display };
})();
