/**
 * Choices of one name among several: what there is to choose the program tells
 * when it is ready, so nothing is listed here. Native radio buttons carry the
 * keyboard and the screen reader; only their looks are ours.
 *
 * @import { Palette } from '../deep-canvas.js'
 */
import { find, make } from './dom.js';
import { title } from './state.js';

/**
 * @param {HTMLFieldSetElement} fieldset
 * @param {string} key
 * @param {string[]} names
 */
export function fillSegments(fieldset, key, names) {
  const legend = find('legend', HTMLLegendElement, fieldset);
  fieldset.replaceChildren(
    legend,
    ...names.map((name) => make('label', {}, [radio(key, name), make('span', { textContent: title(name) })])),
  );
}

/**
 * @param {HTMLFieldSetElement} fieldset
 * @param {Palette[]} palettes
 */
export function fillPalettes(fieldset, palettes) {
  const legend = find('legend', HTMLLegendElement, fieldset);
  fieldset.replaceChildren(legend, ...palettes.map(swatchOf));
}

/**
 * @param {HTMLFieldSetElement} fieldset
 * @param {string} name
 */
export function choose(fieldset, name) {
  for (const input of fieldset.querySelectorAll('input')) input.checked = input.value === name;
}

/** @param {Palette} palette */
function swatchOf({ name, swatch, safe }) {
  const ramp = make('span', { className: 'ramp' });
  ramp.style.background = `linear-gradient(to right, ${swatch.join(', ')})`;
  const words = make('span', { className: 'name' }, [title(name)]);
  if (safe) words.append(make('span', { className: 'safe', title: 'Safe for colour-blind eyes', textContent: 'safe' }));
  return make('label', { className: 'swatch' }, [radio('palette', name), ramp, words]);
}

/**
 * @param {string} name
 * @param {string} value
 */
function radio(name, value) {
  return make('input', { type: 'radio', name, value });
}
