/** A worker on the page's memory: it claims, computes, and says when nothing is left. */
import { joinProgram } from '../program.js';

/** @param {import('../program.js').Kit} kit @returns {Promise<import('../../lab-worker.js').Serve>} */
export async function start(kit) {
  const { program } = await joinProgram(kit);
  return (_question, reply) => {
    program.work_on_shared();
    reply();
  };
}
