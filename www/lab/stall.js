/**
 * How long the page's main thread answers nothing: a message to itself every few
 * milliseconds, and the longest time between two of them. An idle page reads about
 * what a timer's step is, 4 to 5 ms. In a run that is shorter than that it is as long
 * as the run, and says nothing.
 */
export const STEP_MS = 4;

/** @returns {() => number} ends it: the longest time, in milliseconds */
export function watchStalls() {
  let last = performance.now();
  let longest = 0;
  const note = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(note, STEP_MS);
  return () => {
    clearInterval(timer);
    note();
    return longest;
  };
}
