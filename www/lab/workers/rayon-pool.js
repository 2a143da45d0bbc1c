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

/** Where threads say that they failed, each its own. @type {MessagePort[]} */
let alarms = [];

/** To be called before the pool is started. @param {MessagePort[]} given */
export function giveAlarms(given) {
  alarms = given;
}

/**
 * @param {WebAssembly.Module} module
 * @param {WebAssembly.Memory} memory
 * @param {PoolBuilder} builder
 */
export async function startWorkers(module, memory, builder) {
  const receiver = builder.receiver();
  const hire = (/** @type {number} */ number) => {
    const alarm = alarms[number];
    if (!alarm) throw new Error(`there is no alarm for thread ${number}`);
    return Hand.hire(`thread-${number}`, { module, memory, receiver, alarm }, [alarm]);
  };
  threads = await hireAll(builder.numThreads(), hire);
  builder.build();
  return threads.length;
}
