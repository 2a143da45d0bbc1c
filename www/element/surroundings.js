/**
 * What the element's surroundings ask of it: to sleep where nobody sees it nor
 * waits for what it shows, and to hold still where motion is unwanted.
 *
 * @import { ToCoordinator } from './messages.js'
 */

const calm = matchMedia('(prefers-reduced-motion: reduce)');

/** What the coordinator is told of them at its start. */
export function surroundings() {
  return { visible: !document.hidden, reducedMotion: calm.matches };
}

/**
 * @param {Element} element
 * @param {(message: ToCoordinator) => void} send
 * @param {() => boolean} isAwaited whether a request waits for its answer, which a picture out of view owes, too
 * @returns {{ look: () => void, stop: () => void }} looks again, after that has changed; stops it
 */
export function watchSurroundings(element, send, isAwaited) {
  const watch = new AbortController();
  const { signal } = watch;
  let inView = true;
  let told = !document.hidden;
  const look = () => {
    const visible = (inView || isAwaited()) && !document.hidden;
    if (visible === told) return;
    told = visible;
    send({ type: 'visible', visible });
  };

  const observer = new IntersectionObserver((entries) => {
    inView = entries.at(-1)?.isIntersecting ?? true;
    look();
  });
  observer.observe(element);
  document.addEventListener('visibilitychange', look, { signal });
  calm.addEventListener('change', () => send({ type: 'motion', reduced: calm.matches }), { signal });

  return {
    look,
    stop() {
      observer.disconnect();
      watch.abort();
    },
  };
}
