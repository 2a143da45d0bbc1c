/**
 * What became of each widget on the page: how many threads compute it, and
 * whether they share memory, told below it.
 *
 * @import { Report } from '../deep-canvas.js'
 */
import { find } from '../explorer/dom.js';
import { connectTo } from './widgets.js';

for (const figure of document.querySelectorAll('figure')) {
  const caption = figure.querySelector('figcaption');
  if (!caption) continue;
  const frame = find('iframe', HTMLIFrameElement, figure);
  const name = frame.title;
  caption.textContent = name;
  connectTo(frame).then(
    (widget) => {
      /** @param {Report | null} report */
      const tell = (report) => report && (caption.textContent = `${name}: ${inWords(report)}`);
      widget.addEventListener('settle', ({ detail }) => tell(detail));
      widget.stats.then(tell, () => {});
    },
    () => (caption.textContent = `${name}: the widget gives no answer`),
  );
}

/** @param {Report} report */
function inWords({ threads, backend }) {
  const many = threads === 1 ? '1 thread' : `${threads} threads`;
  if (backend === 'shared') return `${many}, memory shared`;
  return `${many}${threads === 1 ? '' : ', each'} with memory of its own`;
}
