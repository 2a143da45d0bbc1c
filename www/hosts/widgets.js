/**
 * The widget's client, from where other pages would copy it: it has a name of
 * its own in the site, which the page knows.
 *
 * @import { Widget } from '../deep-canvas-embed.js'
 */
import { find } from '../explorer/dom.js';

/** @type {Promise<typeof import('../deep-canvas-embed.js')>} */
const client = import(find('#client', HTMLLinkElement).href);

/**
 * @param {HTMLIFrameElement} frame with a widget, or with a page in which the first frame has one
 * @returns {Promise<Widget>}
 */
export async function connectTo(frame) {
  const { connect } = await client;
  if (!frame.srcdoc) return connect(frame);
  const within = () => frame.contentDocument?.querySelector('iframe');
  if (!within()) await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  const inner = within();
  if (!inner) throw new TypeError('the page in srcdoc has no frame');
  return connect(inner);
}
