/**
 * The widget's options. They stand in the query, where no view ever changes them.
 *
 * @typedef {object} Options
 * @property {boolean} interactive
 * @property {boolean} attribution
 * @property {Set<string> | null} origins which may speak to the widget; null: any
 * @property {string | null} tour the address of a file
 */

/**
 * @param {string} query
 * @returns {Options}
 */
export function readOptions(query) {
  const given = new URLSearchParams(query);
  return {
    interactive: given.get('interactive') !== '0',
    attribution: given.get('attribution') !== '0',
    origins: originsOf(given.getAll('origins')),
    tour: given.get('tour'),
  };
}

/**
 * @param {string[]} lists
 * @returns {Set<string> | null}
 */
function originsOf(lists) {
  if (lists.length === 0) return null;
  const texts = lists.flatMap((list) => list.split(',')).map((text) => text.trim());
  return texts.includes('*') ? null : new Set(texts.filter((text) => text !== '').map(originOf));
}

/**
 * An origin as browsers write it: without the slash and the usual port.
 * @param {string} text
 */
function originOf(text) {
  try {
    const { origin } = new URL(text);
    return origin;
  } catch {
    if (text !== 'null') console.warn(`deep-canvas: origins: "${text}": expected origins such as https://example.org`);
    return text; // As it stands it is nobody's, so that a mistake opens nothing.
  }
}
