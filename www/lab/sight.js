/**
 * Whether the page is seen: browsers slow down what is not, and what was measured then
 * says nothing.
 */

/**
 * Begins to watch a page that is seen, or waits to be.
 * @returns {() => boolean} ends it: whether the page was hidden since
 */
export function watchSight() {
  let wasHidden = false;
  const note = () => (wasHidden ||= document.hidden);
  document.addEventListener('visibilitychange', note);
  return () => {
    document.removeEventListener('visibilitychange', note);
    return wasHidden;
  };
}
