/** SVG elements, by DOM calls. */

const NAMESPACE = 'http://www.w3.org/2000/svg';

/**
 * @param {string} tag
 * @param {{ [attribute: string]: string | number }} [attributes]
 * @param {(Node | string)[]} [children]
 */
export function draw(tag, attributes = {}, children = []) {
  const element = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, typeof value === 'number' ? String(Math.round(100 * value) / 100) : value);
  }
  element.append(...children);
  return element;
}

let drawings = 0;

/**
 * A drawing of so many CSS pixels, with a title and a description for those who
 * cannot see it.
 * @param {{ width: number, height: number, title: string, description: string }} what
 * @param {(Node | string)[]} children
 */
export function drawing({ width, height, title, description }, children) {
  drawings += 1;
  const [titled, described] = [`drawing-${drawings}-title`, `drawing-${drawings}-text`];
  return draw(
    'svg',
    {
      ...{ width, height, viewBox: `0 0 ${width} ${height}` },
      ...{ role: 'img', 'aria-labelledby': titled, 'aria-describedby': described },
    },
    [draw('title', { id: titled }, [title]), draw('desc', { id: described }, [description]), ...children],
  );
}

/**
 * A mark of its own for each architecture: colours alone do not tell everyone.
 * @param {string} id
 * @param {number} x its centre
 * @param {number} y
 */
export function markOf(id, x, y) {
  const className = `mark of-${id}`;
  const path = (/** @type {string} */ shape) => draw('path', { class: className, d: `M${x} ${y}${shape}z` });
  switch (id) {
    case 'queue':
      return draw('rect', { class: className, x: x - 4, y: y - 4, width: 8, height: 8 });
    case 'shared-cells':
      return path('m0-5 5 9h-10');
    case 'shared-rows':
      return path('m0 5-5-9h10');
    case 'shared-tiles':
      return path('m0-5.5 5.5 5.5-5.5 5.5-5.5-5.5');
    case 'rayon':
      return path('m-1.7-5h3.4v3.3h3.3v3.4h-3.3v3.3h-3.4v-3.3h-3.3v-3.4h3.3');
    default:
      return draw('circle', { class: className, cx: x, cy: y, r: 4.5 });
  }
}
