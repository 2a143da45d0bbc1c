/**
 * A search for a minibrot: in a worker of its own with memory of its own, so that it
 * takes nothing from the picture, and is ended by ending the worker.
 *
 * @import { Minibrot, MinibrotOptions } from '../deep-canvas.js'
 *
 * @typedef {{ type: 'searching', steps: number } | { type: 'found', minibrot: Minibrot } | { type: 'failed', message: string }} FromSearch
 */
import { loading, startWorker } from './coordinator.js';

/**
 * @param {string} link the view
 * @param {{ width: number, height: number }} size of its picture, in device pixels
 * @param {AbortSignal} ended the element's
 * @param {MinibrotOptions} [options]
 * @returns {Promise<Minibrot>} rejected where there is none, and with a signal's reason
 */
export function search(link, { width, height }, ended, { signal: wanted, onProgress = () => {} } = {}) {
  const signal = wanted ? AbortSignal.any([wanted, ended]) : ended;
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const worker = startWorker(loading('search'), 'search');
    const stop = () => {
      end();
      reject(signal.reason);
    };
    const end = () => {
      worker.terminate();
      signal.removeEventListener('abort', stop);
    };
    /** @param {string} message */
    const fail = (message) => {
      end();
      reject(new Error(`deep-canvas: ${message}`));
    };
    signal.addEventListener('abort', stop);
    worker.onmessage = ({ data }) => {
      const message = /** @type {FromSearch} */ (data);
      if (message.type === 'searching') {
        onProgress(message.steps);
      } else if (message.type === 'found') {
        end();
        resolve(message.minibrot);
      } else {
        fail(message.message);
      }
    };
    worker.onerror = (event) => {
      event.preventDefault();
      fail(event.message || 'the worker that looks for a minibrot could not be loaded');
    };
    worker.postMessage({ link, width, height });
  });
}
