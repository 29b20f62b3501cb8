/** Reads something for an element until the server answers: waits longer each time, and not while nobody looks. */

import { backOff } from "./outbox.js";
import { RequestError } from "./request.js";

/** @import {LitElement} from "lit" */

/**
 * A reactive controller: what it reads is taken by its element; where it fails, `problem` says why.
 *
 * @template Answer
 * @template {unknown[]} Asked  what is read is asked for with these
 */
export class Reading {
  /** @type {RequestError | null} */
  problem = null;
  #host;
  #ask;
  #take;
  #every;
  #attempts = 0;
  #turn = 0; // the last reading counts: an answer to an earlier one is thrown away
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {(() => void) | null}  what is due as soon as somebody looks */
  #due = null;
  #wake = () => {
    if (document.visibilityState === "visible") this.#due?.();
  };

  /**
   * @param {LitElement} host
   * @param {(...asked: Asked) => Promise<Answer>} ask
   * @param {(answer: Answer, ...asked: Asked) => void} take
   * @param {number} [every]  milliseconds after which it is read again; 0 for once
   */
  constructor(host, ask, take, every = 0) {
    this.#host = host;
    this.#ask = ask;
    this.#take = take;
    this.#every = every;
    host.addController(this);
  }

  hostConnected() {
    document.addEventListener("visibilitychange", this.#wake);
  }

  hostDisconnected() {
    document.removeEventListener("visibilitychange", this.#wake);
    this.stop();
  }

  /** Read no more until asked to. */
  stop() {
    clearTimeout(this.#timer);
    this.#due = null;
    this.#turn += 1;
  }

  /** Read now, and again for as long as the server cannot say. @param {Asked} asked */
  async read(...asked) {
    this.stop();
    const turn = this.#turn;
    try {
      const answer = await this.#ask(...asked);
      if (turn !== this.#turn) return;
      this.problem = null;
      this.#attempts = 0;
      this.#take(answer, ...asked);
      if (this.#every) this.#again(this.#every, asked);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (turn !== this.#turn) return;
      this.problem = error;
      this.#attempts += 1;
      if (error.fault !== "refused") this.#again((error.retryAfter || backOff(this.#attempts)) * 1000, asked);
    }
    this.#host.requestUpdate();
  }

  /** @param {number} pause  milliseconds @param {Asked} asked */
  #again(pause, asked) {
    this.#timer = setTimeout(() => {
      this.#due = () => void this.read(...asked);
      this.#wake();
    }, pause);
  }
}
