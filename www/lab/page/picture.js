/**
 * A visitor's picture, from a file to the pixels that filters work on. What can be
 * known from the beginning of a file is checked before it is decoded, and that a
 * worker does.
 *
 * @import { Decoded } from '../../lab-picture.js'
 * @import { Picture } from '../measure.js'
 *
 * @typedef {object} Taken
 * @property {Picture} picture
 * @property {Picture} small for quick runs
 * @property {string} name of the file
 * @property {string} note how large it is, and what was made of it
 * @property {ImageBitmap} preview a small one
 */
import { workersOf } from '../../element/workers.js';
import { WORKLOADS } from '../catalogue.js';
import { readHead } from './picture-head.js';
import { count } from './words.js';

/** What filters take: 4096 × 4096, or other sides up to 8192. */
const MOST_PIXELS = 1 << 24;
const MOST_SIDE = 8192;
/** More than any telephone makes: in memory four bytes each, until it is made smaller. */
const MOST_DECODED = 1 << 26;
const MOST_BYTES = 1 << 28;
const PREVIEW = 160;
/** As many pixels as a quick run's own picture has. */
const QUICK_PIXELS = Math.max(...WORKLOADS.map(({ takesPicture, quickSize }) => (takesPicture ? quickSize ** 2 : 0)));

const startWorker = workersOf(new URL('../../lab-picture.js', import.meta.url));

/** Why a file is not taken, in words for who gave it. */
export class Refusal extends Error {}

/**
 * @param {File} file
 * @param {AbortSignal} signal somebody gave another one meanwhile
 * @returns {Promise<Taken>}
 * @throws {Refusal} where it is no picture, or too large
 */
export async function takePicture(file, signal) {
  const name = `“${file.name}”`;
  if (file.size > MOST_BYTES) {
    throw new Refusal(`${name} has ${count(file.size / 2 ** 20)} MiB: expected ${MOST_BYTES / 2 ** 20} MiB at most.`);
  }
  const head = await readHead(file).catch(() => {
    throw new Refusal(`${name} cannot be read as a file: expected a picture that is still there, and no folder.`);
  });
  if (!head) {
    throw new Refusal(`${name} is no picture that is read here: expected a PNG, JPEG, WebP, AVIF, GIF or BMP file.`);
  }
  const { kind, width, height } = head;
  const all = width * height;
  if (all > MOST_DECODED) {
    const much = `${count(width)} × ${count(height)} pixels, ${count(all / 1e6)} megapixels`;
    throw new Refusal(`${name} has ${much}: expected ${count(MOST_DECODED / 1e6)} megapixels at most.`);
  }
  const decoded = await decode(file, signal).catch((error) => {
    signal.throwIfAborted();
    const what = `${name} begins like a ${kind} of ${count(width)} × ${count(height)} pixels, and cannot be decoded`;
    throw new Refusal(`${what} (${error.message}): expected a whole file, of a kind that this browser shows.`);
  });
  const { picture, small, preview } = decoded;
  // The limit that asks for more of it was the one.
  const isLong = Math.max(width, height) / MOST_SIDE > Math.sqrt(all / MOST_PIXELS);
  const limit = isLong ? `sides of ${count(MOST_SIDE)} pixels at most` : `${Math.floor(MOST_PIXELS / 1e6)} megapixels at most`;
  const from = picture.width * picture.height < all ? `, made smaller from ${sides(head)}: filters take ${limit}` : '';
  const quick = small.width < picture.width || small.height < picture.height;
  return {
    picture,
    small: { ...small, isSmaller: quick },
    name: file.name,
    note: `${sides(picture)} pixels${from}${quick ? `; ${sides(small)} in quick runs` : ''}`,
    preview,
  };
}

/** @param {{ width: number, height: number }} size */
const sides = ({ width, height }) => `${count(width)} × ${count(height)}`;

/**
 * @param {File} file
 * @param {AbortSignal} signal
 * @returns {Promise<Decoded>}
 */
function decode(file, signal) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const worker = startWorker('decode', 'lab picture');
    const end = () => worker.terminate();
    signal.addEventListener('abort', () => {
      end();
      reject(signal.reason);
    });
    worker.onmessage = ({ data }) => {
      end();
      if (data.message === undefined) resolve(data);
      else reject(new Error(data.message));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      end();
      reject(new Error(event.message || 'the script that decodes did not load'));
    };
    worker.postMessage({
      file,
      mostPixels: MOST_PIXELS,
      mostSide: MOST_SIDE,
      quickPixels: QUICK_PIXELS,
      mostDecoded: MOST_DECODED,
      preview: PREVIEW,
    });
  });
}
