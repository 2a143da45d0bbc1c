/**
 * How large a picture is, from the beginning of its file: what is too large need not
 * be decoded to find that out.
 *
 * @typedef {object} Head
 * @property {string} kind its format, as people call it
 * @property {number} width pixels, as it is stored
 * @property {number} height
 */

/** Blocks of a JPEG that are read over at most. */
const MOST_BLOCKS = 1000;
/** As far as an AVIF tells how large it is. */
const AVIF_HEAD = 1 << 16;

/**
 * @param {Blob} file
 * @returns {Promise<Head | null>} null where it begins like no picture that is known here
 */
export async function readHead(file) {
  const start = await part(file, 0, 32);
  const at = (/** @type {number} */ from, /** @type {string} */ text) =>
    start.byteLength >= from + text.length &&
    [...text].every((sign, index) => start.getUint8(from + index) === sign.charCodeAt(0));
  const has = (/** @type {number} */ bytes) => start.byteLength >= bytes;

  if (at(0, '\x89PNG\r\n\x1a\n') && has(24)) {
    return { kind: 'PNG', width: start.getUint32(16), height: start.getUint32(20) };
  }
  if (at(0, 'GIF8') && has(10)) {
    return { kind: 'GIF', width: start.getUint16(6, true), height: start.getUint16(8, true) };
  }
  if (at(0, 'BM') && has(26)) {
    const isOld = start.getUint32(14, true) === 12;
    if (isOld) return { kind: 'BMP', width: start.getUint16(18, true), height: start.getUint16(20, true) };
    const [width, height] = [start.getInt32(18, true), start.getInt32(22, true)];
    return { kind: 'BMP', width: Math.abs(width), height: Math.abs(height) };
  }
  if (at(0, 'RIFF') && at(8, 'WEBP') && has(30)) return headOfWebp(start);
  if (at(0, '\xff\xd8\xff')) return headOfJpeg(file);
  if (at(4, 'ftyp') && has(12)) return headOfAvif(await part(file, 0, AVIF_HEAD));
  return null;
}

/** @param {Blob} file @param {number} from @param {number} length */
async function part(file, from, length) {
  return new DataView(await file.slice(from, from + length).arrayBuffer());
}

/** @param {DataView} start @returns {Head | null} */
function headOfWebp(start) {
  const kind = 'WebP';
  const low24 = (/** @type {number} */ from) => start.getUint16(from, true) + (start.getUint8(from + 2) << 16);
  switch (start.getUint8(15)) {
    case 0x20: // "VP8 "
      return { kind, width: start.getUint16(26, true) & 0x3fff, height: start.getUint16(28, true) & 0x3fff };
    case 0x4c: { // "VP8L"
      const bits = start.getUint32(21, true);
      return { kind, width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
    }
    case 0x58: // "VP8X"
      return { kind, width: low24(24) + 1, height: low24(27) + 1 };
    default:
      return null;
  }
}

/** From block to block until the one that begins a frame. @param {Blob} file @returns {Promise<Head | null>} */
async function headOfJpeg(file) {
  let from = 2;
  for (let block = 0; block < MOST_BLOCKS; block += 1) {
    const head = await part(file, from, 9);
    if (head.byteLength < 9 || head.getUint8(0) !== 0xff) return null;
    const mark = head.getUint8(1);
    const isTable = mark === 0xc4 || mark === 0xc8 || mark === 0xcc;
    if (mark >= 0xc0 && mark <= 0xcf && !isTable) {
      return { kind: 'JPEG', width: head.getUint16(7), height: head.getUint16(5) };
    }
    // Marks may have any number of fill bytes before them.
    from += mark === 0xff ? 1 : 2 + head.getUint16(2);
  }
  return null;
}

/** The largest of the pictures that it is put together from. @param {DataView} start @returns {Head | null} */
function headOfAvif(start) {
  const ISPE = 0x69737065;
  /** @type {Head | null} */
  let head = null;
  for (let from = 0; from + 16 <= start.byteLength; from += 1) {
    if (start.getUint32(from) !== ISPE) continue;
    const [width, height] = [start.getUint32(from + 8), start.getUint32(from + 12)];
    if (!head || width * height > head.width * head.height) head = { kind: 'AVIF', width, height };
  }
  return head;
}
