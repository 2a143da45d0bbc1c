/**
 * The worker that reads a visitor's picture for the laboratory: it decodes a file,
 * makes it smaller where it is too large, and gives its pixels.
 *
 * @typedef {object} Scope a dedicated worker's global scope, as far as it is used here
 * @property {(message: unknown, transfer?: Transferable[]) => void} postMessage
 * @property {((event: MessageEvent<Asked>) => void) | null} onmessage
 *
 * @typedef {object} Asked
 * @property {Blob} file
 * @property {number} mostPixels what the picture is made to fit
 * @property {number} mostSide
 * @property {number} quickPixels what its small one is made to fit
 * @property {number} mostDecoded pixels: files may say less than they have
 * @property {number} preview longer side of what is shown of it
 *
 * @typedef {object} Decoded
 * @property {import('./lab/measure.js').Picture} picture
 * @property {import('./lab/measure.js').Picture} small
 * @property {ImageBitmap} preview
 */
export {};

const scope = /** @type {Scope} */ (/** @type {unknown} */ (self));

scope.onmessage = async (/** @type {MessageEvent<Asked>} */ { data: { file, mostPixels, mostSide, quickPixels, mostDecoded, preview } }) => {
  try {
    const bitmap = await createImageBitmap(file);
    const { width, height } = bitmap;
    if (width * height > mostDecoded) throw new Error(`it has ${width} × ${height} pixels, and not as many as it says`);
    const whole = Math.min(1, Math.sqrt(mostPixels / (width * height)), mostSide / Math.max(width, height));
    /** @type {Decoded} */
    const decoded = {
      picture: pixelsOf(drawn(bitmap, whole)),
      small: pixelsOf(drawn(bitmap, Math.min(whole, Math.sqrt(quickPixels / (width * height))))),
      preview: drawn(bitmap, Math.min(1, preview / Math.max(width, height))).canvas.transferToImageBitmap(),
    };
    bitmap.close();
    scope.postMessage(decoded, [decoded.picture.data.buffer, decoded.small.data.buffer, decoded.preview]);
  } catch (error) {
    scope.postMessage({ message: error instanceof Error ? error.message : String(error) });
  }
};

/**
 * On white, where it is transparent.
 * @param {ImageBitmap} bitmap
 * @param {number} scale
 */
function drawn(bitmap, scale) {
  // Rounded down: it has to fit.
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.floor(side * scale)));
  const canvas = new OffscreenCanvas(width ?? 1, height ?? 1);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('the browser gives no canvas of this size');
  context.fillStyle = 'white';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return context;
}

/** @param {OffscreenCanvasRenderingContext2D} context */
function pixelsOf(context) {
  const { width, height } = context.canvas;
  const { data } = context.getImageData(0, 0, width, height);
  return { width, height, data };
}
