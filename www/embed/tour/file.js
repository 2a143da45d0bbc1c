/**
 * The file that `tour=` names. It is of the widget's own origin, so that nobody's
 * page can have the widget ask another site for something; and it is bounded, as
 * whoever wrote the page's address may name any file.
 */
import { brief } from '../rpc.js';

const MOST_BYTES = 1 << 20;
const PATIENCE_MS = 30_000;

/**
 * @param {string} address relative to the widget's page
 * @returns {Promise<unknown>} what its JSON says; rejected with what was wrong
 */
export async function fetchTour(address) {
  const url = urlOf(address);
  /** @param {string} came @param {string} expected */
  const wrong = (came, expected) => new Error(`${brief(url.pathname)}: ${came}: expected ${expected}`);
  let response;
  let text;
  try {
    response = await fetch(url, {
      // One that is sent on to another origin is refused, too.
      mode: 'same-origin',
      credentials: 'omit',
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    text = response.ok ? await textOf(response) : '';
  } catch (error) {
    const isLate = error instanceof DOMException && error.name === 'TimeoutError';
    const came = isLate ? `not there after ${PATIENCE_MS / 1000} seconds` : 'it cannot be fetched';
    throw wrong(came, 'a JSON file of this origin');
  }
  if (!response.ok) throw wrong(`status ${response.status}`, 'a JSON file');
  if (response.headers.get('content-type')?.startsWith('text/html')) throw wrong('a page (text/html)', 'a JSON file');
  if (text === null) throw wrong(`more than ${MOST_BYTES} bytes`, 'a smaller file');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw wrong(`no JSON (${String(error).slice(0, 120)})`, 'an object such as {"stops": [{"view": "zoom=1e3"}]}');
  }
}

/** @param {string} address */
function urlOf(address) {
  const expected = `expected the address of a JSON file on ${location.origin}`;
  if (!URL.canParse(address, location.href)) throw new Error(`${brief(address)}: no address: ${expected}`);
  const url = new URL(address, location.href);
  if (url.origin !== location.origin) throw new Error(`${brief(address)}: of another origin (${brief(url.origin)}): ${expected}`);
  return url;
}

/**
 * @param {Response} response
 * @returns {Promise<string | null>} null where it is too long: no more of it is fetched
 */
async function textOf(response) {
  const chunks = [];
  let size = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const { value } = (await reader?.read()) ?? {};
    if (!value) return new Blob(chunks).text();
    chunks.push(value);
    size += value.length;
    if (size > MOST_BYTES) {
      await reader?.cancel();
      return null;
    }
  }
}
