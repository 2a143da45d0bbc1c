/**
 * The line of HTML that puts the widget on a page, from what was chosen. The
 * preview is given the same attributes: what is seen is what is copied.
 *
 * @typedef {object} Choices
 * @property {string} link the view, a permalink without `#`; '' for the whole set
 * @property {boolean} fluid as wide as its place, and not of a fixed size
 * @property {string} ratio of a fluid one, as CSS has it: `16 / 9`
 * @property {number} width of a fixed one, in CSS pixels
 * @property {number} height
 * @property {string} theme `auto`, `light` or `dark`
 * @property {boolean} interactive
 * @property {boolean} attribution
 * @property {boolean} lazy
 * @property {string} title
 */

/**
 * @param {Choices} choices
 * @param {string} widget the widget's address
 * @returns {[name: string, value: string][]} the frame's attributes, in the order in which they are written
 */
export function attributesOf(choices, widget) {
  const { link, fluid, ratio, width, height, theme, interactive, attribution, lazy, title } = choices;
  const address = new URL(widget);
  if (theme !== 'auto') address.searchParams.set('theme', theme);
  if (!interactive) address.searchParams.set('interactive', '0');
  if (!attribution) address.searchParams.set('attribution', '0');
  address.hash = link;
  /** @type {[string, string][]} */
  const attributes = [
    ['src', address.href],
    ['title', title],
  ];
  if (lazy) attributes.push(['loading', 'lazy']);
  attributes.push(['allow', 'cross-origin-isolated; fullscreen']);
  if (fluid) {
    attributes.push(['style', `border: 0; width: 100%; aspect-ratio: ${ratio}`]);
  } else {
    attributes.push(['width', String(width)], ['height', String(height)], ['style', 'border: 0; max-width: 100%']);
  }
  return attributes;
}

/** @param {[name: string, value: string][]} attributes */
export function snippetOf(attributes) {
  const written = attributes.map(([name, value]) => `${name}="${escaped(value)}"`);
  return `<iframe ${written.join(' ')}></iframe>`;
}

/** @param {string} value of an attribute that stands in double quotes */
function escaped(value) {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
