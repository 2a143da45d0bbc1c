/**
 * One of rayon's threads: it never returns to its event loop. Whoever started it blocks
 * and hears nothing: that it failed it says by a port of its own.
 */
import { joinProgram } from '../program.js';

/**
 * @param {import('../program.js').Kit & { receiver: number, alarm: MessagePort }} kit
 * @param {import('../../lab-worker.js').Reply} reply
 */
export async function start({ receiver, alarm, ...kit }, reply) {
  const { program } = await joinProgram(kit);
  reply();
  try {
    program.wbg_rayon_start_worker(receiver);
  } catch (error) {
    alarm.postMessage(error instanceof Error ? error.message : String(error));
  }
}
