/**
 * The options that a page's query switches on: `?hud`, `?hud=1`, and `?hud=0` for off.
 */

/** What each of them may be; written without a value it is the empty one. */
export const SWITCHES = ['', '1', '0'];

/**
 * Whether an option is switched on.
 * @param {URLSearchParams} query
 * @param {string} name
 */
export function isOn(query, name) {
  const value = query.get(name);
  return value !== null && value !== '0';
}
