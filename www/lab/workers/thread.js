/** One of rayon's threads: it never returns to its event loop. */
import { joinProgram } from '../program.js';

/**
 * @param {import('../program.js').Kit & { receiver: number }} kit
 * @param {import('../../lab-worker.js').Reply} reply
 */
export async function start({ receiver, ...kit }, reply) {
  const { program } = await joinProgram(kit);
  reply();
  program.wbg_rayon_start_worker(receiver);
}
