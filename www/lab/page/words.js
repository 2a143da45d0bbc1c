/**
 * Numbers as people read them.
 *
 * @import { Workload } from '../catalogue.js'
 */

import { STEP_MS } from '../stall.js';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const three = new Intl.NumberFormat('en', { maximumSignificantDigits: 3, minimumSignificantDigits: 3 });

/** @param {number} number */
export const count = (number) => whole.format(number);

/** @param {number} ms to three digits: 0.123, 12.3, 1,230 */
export function milliseconds(ms) {
  if (ms >= 999.5) return whole.format(ms);
  return ms < 0.01 ? ms.toFixed(3) : three.format(ms);
}

/** How long the main thread stalled, as far as its timer can tell. @param {number} ms */
export const stall = (ms) => (ms < STEP_MS ? `under ${STEP_MS} ms` : `${milliseconds(ms)} ms`);

/** @param {number} factor */
export const times = (factor) => `${factor < 9.95 ? factor.toFixed(factor < 0.995 ? 2 : 1) : factor.toFixed(0)} ×`;

/** @param {number} bytes */
export function size(bytes) {
  if (bytes < 1024) return `${whole.format(bytes)} B`;
  const [unit, amount] = bytes < 1024 ** 2 ? ['KiB', bytes / 1024] : ['MiB', bytes / 1024 ** 2];
  return `${amount < 9.95 ? amount.toFixed(1) : whole.format(amount)} ${unit}`;
}

/** @param {number} threads */
export const threadsOf = (threads) => (threads === 1 ? '1 thread' : `${threads} threads`);

/**
 * How large a workload is: `1024 × 1024 pixels`, `1,000 items`.
 * @param {Workload} workload
 * @param {number} size
 * @param {number} [height] of a visitor's picture
 */
export function extent({ isPicture, unit }, size, height = size) {
  return isPicture ? `${size} × ${height} pixels` : `${whole.format(size)} ${unit}`;
}
