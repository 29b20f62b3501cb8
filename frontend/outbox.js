/** Sends what the voter did, in order and in the background, until the server has answered. */

import { castComparison, castGrid, castVote, judgePair, reopenPair, reportPanic, rulePair, withdrawComparison, withdrawRuling, withdrawVote } from "./api.js";
import { RequestError } from "./request.js";

/** @import {Fault} from "./request.js" */
/** @import {Question} from "./types.js" */

/**
 * One thing that was done. A later one about the same pair takes the place of one that was not yet sent.
 *
 * @typedef {object} Letter
 * @property {"vote" | "grid" | "withdraw" | "panic" | "verdict" | "reopen" | "rule" | "unrule" | "compare" | "uncompare"} kind
 * @property {string} key  what it is about: `image|tag`, a grid, the image alone, both images, or `ruling image|tag`, `criterion|image|image`
 * @property {any} body  the request's body
 * @property {Question} [question]  what was asked, to say so and ask it again where it is refused
 * @property {boolean} [begun]  it may have reached the server
 */

const SEND = {
  vote: castVote,
  grid: castGrid,
  withdraw: withdrawVote,
  panic: reportPanic,
  verdict: judgePair,
  reopen: reopenPair,
  rule: rulePair,
  unrule: withdrawRuling,
  compare: castComparison,
  uncompare: withdrawComparison,
};
const STORED = "taggy.outbox";
const LONGEST_WAIT_S = 30;
const TRIES_OF_BROKEN = 4;

/** @param {number} attempts @returns {number} seconds to wait after so many failures */
export const backOff = (attempts) => Math.min(LONGEST_WAIT_S, 2 ** (attempts - 1));

/** Fires `change`, `delivered` ({letter, answer}) and `refused` ({letter, error}). */
export class Outbox extends EventTarget {
  #running = false;
  #wake = () => {};

  /** @param {Storage} storage  keeps what is unsent while the page is loaded again */
  constructor(storage) {
    super();
    this.storage = storage;
    /** @type {Letter[]} */
    this.letters = JSON.parse(storage.getItem(STORED) ?? "[]");
    /** @type {{fault: Fault, wait: number} | null}  why nothing is sent now */
    this.trouble = null;
    window.addEventListener("online", () => this.#wake());
    window.addEventListener("beforeunload", (event) => this.letters.length && event.preventDefault());
    this.#run();
  }

  /** Keep a letter and send it when its turn comes. @param {Letter} letter */
  post(letter) {
    const unsent = this.letters.findIndex((other) => other.key === letter.key && !other.begun);
    if (unsent < 0) this.letters.push(letter);
    else this.letters[unsent] = letter;
    this.#changed();
    this.#run();
  }

  /** Forget what was not sent: the session it belongs to is left. */
  clear() {
    this.letters = [];
    this.#changed();
    this.#wake();
  }

  async #run() {
    if (this.#running) return;
    this.#running = true;
    let attempts = 0;
    while (this.letters[0]) {
      const letter = this.letters[0];
      letter.begun = true;
      attempts = (await this.#send(letter, attempts + 1)) ? 0 : attempts + 1;
    }
    this.#running = false;
  }

  /** @param {Letter} letter @param {number} attempts @returns {Promise<boolean>} whether it is done with */
  async #send(letter, attempts) {
    try {
      const answer = await SEND[letter.kind](letter.body);
      this.#finish(letter, "delivered", { letter, answer });
      return true;
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (error.fault === "refused" || (error.fault === "broken" && attempts >= TRIES_OF_BROKEN)) {
        this.#finish(letter, "refused", { letter, error });
        return true;
      }
      await this.#pause(error.fault, error.retryAfter || backOff(attempts));
      return false;
    }
  }

  /** @param {Letter} letter @param {string} event @param {object} detail */
  #finish(letter, event, detail) {
    this.letters = this.letters.filter((other) => other !== letter);
    this.trouble = null;
    this.#changed();
    this.dispatchEvent(new CustomEvent(event, { detail }));
  }

  /** @param {Fault} fault @param {number} wait  seconds, cut short when the network is back */
  async #pause(fault, wait) {
    this.trouble = { fault, wait };
    this.#changed();
    await new Promise((resolve) => {
      const timer = setTimeout(() => resolve(null), wait * 1000);
      this.#wake = () => {
        clearTimeout(timer);
        resolve(null);
      };
    });
  }

  #changed() {
    this.storage.setItem(STORED, JSON.stringify(this.letters));
    this.dispatchEvent(new Event("change"));
  }
}
