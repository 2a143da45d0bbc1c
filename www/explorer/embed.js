/**
 * The way to the page that puts the picture into others: it takes the view
 * along.
 *
 * @import { DeepCanvas } from '../deep-canvas.js'
 */
import { find } from './dom.js';

/** @param {DeepCanvas} canvas */
export function leadToEmbed(canvas) {
  const way = find('#embed', HTMLAnchorElement);
  let link = location.hash.slice(1);
  canvas.addEventListener('viewchange', ({ detail }) => ({ link } = detail));
  // In motion the link would be another at every frame: it is made when it is wanted.
  for (const type of ['pointerenter', 'pointerdown', 'focus', 'click']) {
    way.addEventListener(type, () => (way.hash = link));
  }
}
