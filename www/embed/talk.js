/**
 * The widget's talk with the pages around it: JSON-RPC 2.0 by `postMessage`, or
 * by a channel that a message brought along (`connect`). A reply goes to the
 * frame and origin that asked and to nobody else. Origins that are not allowed
 * to speak change nothing and hear nothing.
 *
 * @import { DeepCanvas } from '../deep-canvas.js'
 */
import { EVENTS, methodsOf } from './methods.js';
import { Peers } from './peers.js';
import { isRecord } from './rpc.js';

/** Messages that are kept until the page is known to stay. */
const MOST_WAITING = 64;

/**
 * @param {DeepCanvas} canvas
 * @param {Set<string> | null} origins which may speak; null: any
 * @param {Promise<void> | null} ready nothing is answered before it is
 */
export function listen(canvas, origins, ready) {
  const methods = methodsOf(canvas);
  const peers = new Peers();
  let waiting = 0;

  addEventListener('message', async ({ data, origin, source, ports: [port] }) => {
    if (origins && !origins.has(origin)) return;
    if (!isWindow(source)) return;
    if (ready) {
      if (waiting >= MOST_WAITING) return;
      waiting += 1;
      await ready;
      waiting -= 1;
    }
    if (!port || !isRecord(data) || data['method'] !== 'connect') {
      void peers.ofFrame(source, origin).hear(data, methods);
      return;
    }
    const peer = peers.ofChannel(port, source, origin);
    const ofChannel = new Map(methods).set('disconnect', () => peers.close(port));
    port.onmessage = (event) => void peer.hear(event.data, ofChannel);
    void peer.hear(data, new Map([['connect', () => [...ofChannel.keys()]]]));
  });

  // A page that is only put aside may come back.
  addEventListener('pagehide', ({ persisted }) => persisted || peers.closeAll());
  for (const event of EVENTS) {
    /** @param {any} news */
    const tell = ({ detail }) => peers.notify(event, detail);
    canvas.addEventListener(event, tell);
  }
}

/**
 * @param {MessageEventSource | null} source of any origin, so that there is little one may ask of it
 * @returns {source is Window}
 */
function isWindow(source) {
  return source !== null && 'closed' in source;
}
