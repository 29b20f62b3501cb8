/** One sitting: what is asked, what was answered, and the way back. */

import { Ahead, pairKey, QUESTIONS } from "./ahead.js";

/** @import {Outbox, Letter} from "./outbox.js" */
/** @import {RequestError} from "./request.js" */
/** @import {Answer, PassReason, Question, Scope} from "./types.js" */

/**
 * What happened last, to say it.
 *
 * @typedef {object} Outcome
 * @property {"answered" | "undone" | "reported" | "refused"} kind
 * @property {Question} question
 * @property {Answer} [answer]
 * @property {number} [took]
 * @property {PassReason} [reason]
 * @property {string} [detail]
 */

const WAY_BACK = 20;
const GONE = 404; // the picture or the tag is no longer asked about
const LONGEST_MS = 3_600_000; // the API takes no longer times

/** Fires `change` whenever something did. */
export class Round extends EventTarget {
  /** @param {Outbox} outbox */
  constructor(outbox) {
    super();
    this.outbox = outbox;
    /** @type {Scope} */
    const everything = { tag: null, category: null, collection: null };
    this.ahead = new Ahead(outbox, QUESTIONS, everything);
    /** @type {{question: Question, answer: Answer}[]} */
    this.trail = [];
    /** @type {Outcome | null} */
    this.last = null;
    this.ahead.addEventListener("change", () => this.#changed());
    outbox.addEventListener("refused", (event) => this.#reoffer(/** @type {CustomEvent} */ (event).detail));
  }

  /** @returns {Question | undefined} */
  get question() {
    return this.ahead.ready[0];
  }

  /** Forget everything that was asked, and the way back to it. */
  clear() {
    this.trail = [];
    this.last = null;
    this.ahead.clear();
  }

  /** Answer the question that is asked. @param {Answer} answer @param {number} took  milliseconds */
  answer(answer, took) {
    const { question } = this;
    if (!question) return;
    this.trail = [...this.trail, { question, answer }].slice(-WAY_BACK);
    this.last = { kind: "answered", question, answer, took: Math.min(Math.round(took), LONGEST_MS) };
    this.#post(question, answer, { took_ms: this.last.took });
    this.ahead.take();
  }

  /** Say why the last question was passed: the same vote, with its reason. @param {PassReason} reason */
  amend(reason) {
    if (this.last?.kind !== "answered" || this.last.answer !== "pass") return;
    this.last = { ...this.last, reason };
    this.#post(this.last.question, "pass", { pass_reason: reason, took_ms: this.last.took });
    this.#changed();
  }

  /** Take the last answer back and ask that question again. */
  undo() {
    const step = this.trail.at(-1);
    if (!step) return;
    const { question } = step;
    this.trail = this.trail.slice(0, -1);
    this.last = { kind: "undone", question };
    const body = { image: question.image.id, tag: question.tag.name };
    this.outbox.post({ kind: "withdraw", key: pairKey(question), body, question });
    this.ahead.insert(question, 0);
  }

  /** Report the picture that is shown, and ask no more about it. */
  panic() {
    const { question } = this;
    if (!question) return;
    const { id } = question.image;
    this.last = { kind: "reported", question };
    this.trail = this.trail.filter((step) => step.question.image.id !== id);
    this.outbox.post({ kind: "panic", key: id, body: { image: id }, question });
    this.ahead.drop(id);
  }

  /** @param {Question} question @param {Answer} answer @param {object} more */
  #post(question, answer, more) {
    const asked = question.token
      ? { token: question.token }
      : { image: question.image.id, tag: question.tag.name };
    const body = { ...asked, answer, ...more };
    this.outbox.post({ kind: "vote", key: pairKey(question), body, question });
  }

  /**
   * What the server will never take is said. A vote is asked again, without the token that may be what was refused.
   *
   * @param {{letter: Letter, error: RequestError}} detail
   */
  #reoffer({ letter, error }) {
    if (!letter.question) return;
    const { image, tag, origin } = letter.question;
    const question = { image, tag, origin };
    this.trail = this.trail.filter((step) => pairKey(step.question) !== letter.key);
    this.last = { kind: "refused", question, detail: error.message };
    if (letter.kind !== "vote" || error.status === GONE) this.#changed();
    else this.ahead.insert(question, Math.min(1, this.ahead.ready.length));
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
