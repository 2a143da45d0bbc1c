/** A compute worker of our own architecture: it never returns to its event loop. */
import { joinProgram } from '../program.js';

/**
 * @param {import('../program.js').Kit & { seat: number }} kit
 * @param {import('../../lab-worker.js').Reply} reply
 */
export async function start({ seat, ...kit }, reply) {
  const { program } = await joinProgram(kit);
  reply();
  program.run_seat(seat);
}
