/** The worker that calls rayon: it blocks meanwhile, which a page must not. */
import { loadWorkload, startProgram } from '../program.js';
import { giveAlarms } from './rayon-pool.js';

/** @param {{ module: WebAssembly.Module, threads: number, alarms: MessagePort[] }} kit @returns {Promise<import('../../lab-worker.js').Serve>} */
export async function start({ module, threads, alarms }) {
  const { program, memory } = await startProgram(module);
  giveAlarms(alarms);
  await program.initThreadPool(threads);
  return ({ load }, reply) => {
    loadWorkload(program, load);
    const cells = program.run_rayon();
    const copied = program.take_copied();
    reply({ cells, copied, memoryBytes: memory.buffer.byteLength }, [cells.buffer]);
  };
}
