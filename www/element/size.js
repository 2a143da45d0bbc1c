/**
 * The size of a box in device pixels. Observers report at most once a
 * displayed frame, so a burst of resizes reaches the coordinator as its newest
 * size only.
 *
 * @typedef {object} Size
 * @property {number} width device pixels
 * @property {number} height device pixels
 */

/**
 * The size by layout, for the moment before an observer knows better.
 * @param {Element} canvas
 * @returns {Size}
 */
export function measure(canvas) {
  const box = canvas.getBoundingClientRect();
  const ratio = window.devicePixelRatio;
  return { width: Math.round(box.width * ratio), height: Math.round(box.height * ratio) };
}

/**
 * @param {Element} canvas
 * @param {(size: Size) => void} onSize called for every change after `measure`
 * @returns {() => void} stops it
 */
export function watchSize(canvas, onSize) {
  let last = measure(canvas);
  /** @param {Size} size */
  const report = (size) => {
    if (size.width === last.width && size.height === last.height) return;
    last = size;
    onSize(size);
  };

  const observer = new ResizeObserver(([entry]) => {
    // WebKit knows no device pixels here: rounding may be a pixel off there.
    const box = entry?.devicePixelContentBoxSize?.[0];
    if (box) report({ width: box.inlineSize, height: box.blockSize });
    else report(measure(canvas));
  });
  try {
    observer.observe(canvas, { box: 'device-pixel-content-box' });
  } catch {
    observer.observe(canvas);
  }

  // An observer that knows no device pixels does not notice that a CSS pixel has more of them.
  const ratioWatch = new AbortController();
  const watchRatio = () => {
    matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`).addEventListener(
      'change',
      () => {
        report(measure(canvas));
        watchRatio();
      },
      { once: true, signal: ratioWatch.signal },
    );
  };
  watchRatio();

  return () => {
    observer.disconnect();
    ratioWatch.abort();
  };
}
