/**
 * What the element's surroundings ask of it: to sleep where nobody sees it, and
 * to hold still where motion is unwanted.
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
 * @returns {() => void} stops it
 */
export function watchSurroundings(element, send) {
  const watch = new AbortController();
  const { signal } = watch;
  let inView = true;
  let told = !document.hidden;
  const tell = () => {
    const visible = inView && !document.hidden;
    if (visible === told) return;
    told = visible;
    send({ type: 'visible', visible });
  };

  const observer = new IntersectionObserver((entries) => {
    inView = entries.at(-1)?.isIntersecting ?? true;
    tell();
  });
  observer.observe(element);
  document.addEventListener('visibilitychange', tell, { signal });
  calm.addEventListener('change', () => send({ type: 'motion', reduced: calm.matches }), { signal });

  return () => {
    observer.disconnect();
    watch.abort();
  };
}
