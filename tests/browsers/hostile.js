// A page that answers like a widget until it does not: for each `getStats` a
// hundred messages of any kind, the same for the same seed. What `fuzz` makes is
// posted as it is, or as a reply to a question that is open, was or will be
// answered, or to none, or as an event. `setView` makes it honest again.
const known = { seed: 0x5eed, sent: 0, lastId: 0, isHonest: false };

function talk(port) {
  const random = randoms(known.seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const wrapped = (message) => {
    const id = pick([known.lastId, known.lastId - 1, known.lastId + 1, 0, -1, 1e9, String(known.lastId), '__proto__', null]);
    const kind = random();
    if (kind < 0.3) return message;
    if (kind < 0.55) return { jsonrpc: '2.0', id, result: message };
    if (kind < 0.6) return { jsonrpc: '2.0', id, error: { code: message, message } };
    if (kind < 0.65) return { jsonrpc: '2.0', id, error: { code: -1, message: { toString: 1, valueOf: null } } };
    if (kind < 0.8) return { jsonrpc: '2.0', id, error: message };
    return { jsonrpc: '2.0', method: pick(['frame', 'viewchange', 'error', 'constructor', '', '__proto__']), params: message };
  };
  const attack = () =>
    fuzz(
      (message, transfer) => {
        known.sent += 1;
        port.postMessage(wrapped(message), transfer ?? []);
        if (!transfer && known.sent % 10 === 0) parent.postMessage(wrapped(message), '*');
      },
      () => {},
      (known.seed += 1),
      100,
    );
  port.onmessage = async ({ data: { id, method } }) => {
    known.lastId = id ?? known.lastId;
    if (method === 'setView') {
      known.isHonest = true;
      port.postMessage({ jsonrpc: '2.0', method: 'honest', params: known.sent });
    }
    if (method === 'disconnect') return;
    if (method === 'getStats' && !known.isHonest) await attack();
    else if (known.isHonest) port.postMessage({ jsonrpc: '2.0', id, result: method });
  };
}

addEventListener('message', ({ data, ports: [port] }) => {
  if (data.method !== 'connect') return;
  // Replies to another question are no handshake.
  for (const reply of [null, 7, 'ready', {}, { id: 1, result: null }, { id: '0', error: {} }]) port.postMessage(reply);
  port.postMessage({ jsonrpc: '2.0', id: 0, result: null });
  talk(port);
});
// Who was not asked at all.
if (location.hash === '#flood') void fuzz((message, transfer) => parent.postMessage(message, '*', transfer ?? []), () => {}, 7, 2000);
