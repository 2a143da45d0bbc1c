/**
 * How rayon's pool has its threads made. It stands in for the script that comes with
 * `wasm-bindgen-rayon`, which a bundler is to complete, and whose workers our content
 * policy does not know.
 *
 * @typedef {object} PoolBuilder of `wasm-bindgen-rayon`
 * @property {() => number} numThreads
 * @property {() => number} receiver where threads find what to run
 * @property {() => void} build starts the pool, once all threads listen
 */
import { Hand, hireAll } from '../hand.js';

/** @type {Hand[]} kept, for Firefox ends workers that nobody holds */
let threads = [];

/**
 * @param {WebAssembly.Module} module
 * @param {WebAssembly.Memory} memory
 * @param {PoolBuilder} builder
 */
export async function startWorkers(module, memory, builder) {
  const receiver = builder.receiver();
  const hire = (/** @type {number} */ number) => Hand.hire(`thread-${number}`, { module, memory, receiver });
  threads = await hireAll(builder.numThreads(), hire);
  builder.build();
  return threads.length;
}
