/** Asks again while the model is being loaded. */

import { RequestError } from "./request.js";

const TIMES = 5;

/**
 * @template Answer
 * @param {() => Promise<Answer>} ask
 * @param {(says: string) => void} wait  told why, before it is asked again
 * @returns {Promise<Answer>}
 */
export async function askPatiently(ask, wait) {
  for (let times = 1; ; times += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof RequestError) || error.fault !== "away" || times >= TIMES) throw error;
      wait(error.message);
      await new Promise((done) => setTimeout(done, (error.retryAfter || 2) * 1000));
    }
  }
}
