/** Questions fetched ahead, so that the next picture is there before it is wanted. */

import { drawQuestions } from "./api.js";
import { backOff } from "./outbox.js";
import { RequestError } from "./request.js";

/** @import {Outbox} from "./outbox.js" */
/** @import {Question, Scope} from "./types.js" */

/**
 * Where questions come from, and what each is about.
 *
 * @template Asked
 * @template Within
 * @typedef {object} Spring
 * @property {(count: number, scope: Within) => Promise<Asked[]>} draw
 * @property {(asked: Asked) => string} nameOf  as letters about it are named
 * @property {(asked: Asked) => string[]} listImages  ids of the pictures that it shows
 */

/**
 * @typedef {"loading" | "ready" | "empty" | "offline" | "away" | "refused"} AheadState
 */

export const DEPTH = 4; // the one asked now and three after it
const MOST = 8; // the API gives no more at once

/** @param {Question} question @returns {string} */
export const pairKey = (question) => `${question.image.id}|${question.tag.name}`;

/** Questions whether a tag matches a picture. @type {Spring<Question, Scope>} */
export const QUESTIONS = {
  draw: async (count, scope) => (await drawQuestions(count, scope)).questions,
  nameOf: pairKey,
  listImages: ({ image }) => [image.id],
};

/**
 * Fires `change` whenever the questions or the state did.
 *
 * @template Asked
 * @template Within
 */
export class Ahead extends EventTarget {
  #resting = true; // nobody is asked: what one holds is shown on no board, and in no grid
  #filling = false;
  #attempts = 0;
  #doubles = false; // the last answer repeated what is held: ask for so many more
  #draft = 0; // counts resets: an answer to an older scope is thrown away
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {Outbox} outbox  what is still on its way is not asked again
   * @param {Spring<Asked, Within>} spring
   * @param {Within} scope
   */
  constructor(outbox, spring, scope) {
    super();
    this.outbox = outbox;
    this.spring = spring;
    /** @type {Asked[]} */
    this.ready = [];
    this.scope = scope;
    /** @type {AheadState} */
    this.state = "loading";
    this.message = "";
    window.addEventListener("online", () => this.#isStuck() && this.fill());
    outbox.addEventListener("delivered", () => this.ready.length < DEPTH && this.fill());
  }

  /** Start afresh, perhaps about something else. @param {Within} scope */
  reset(scope) {
    this.scope = scope;
    this.clear();
    this.#resting = false;
    this.fill();
  }

  /** Throw away what was fetched, and fetch no more: it may no longer be shown, or was asked of somebody else. */
  clear() {
    clearTimeout(this.#timer);
    this.#resting = true;
    this.ready = [];
    this.state = "loading";
    this.#draft += 1;
    this.#filling = false;
    this.#changed();
  }

  /** Take the question that is being asked; the next one is there at once. @returns {Asked | undefined} */
  take() {
    const question = this.ready.shift();
    if (this.ready.length === 0) this.state = this.#isStuck() ? this.state : "loading";
    this.#changed();
    this.fill();
    return question;
  }

  /** Put a question in: first to ask it now, second to ask it next. @param {Asked} question @param {number} place */
  insert(question, place) {
    this.ready = this.ready.filter((other) => this.spring.nameOf(other) !== this.spring.nameOf(question));
    this.ready.splice(place, 0, question);
    this.#changed();
  }

  /** Ask no more about a picture. @param {string} image */
  drop(image) {
    this.ready = this.ready.filter((question) => !this.spring.listImages(question).includes(image));
    if (this.ready.length === 0) this.state = "loading";
    this.#changed();
    this.fill();
  }

  /** Fetch until there is enough, nothing is left, or the server cannot say. */
  async fill() {
    if (this.#resting || this.#filling || this.ready.length >= DEPTH) return;
    clearTimeout(this.#timer);
    this.#filling = true;
    const draft = this.#draft;
    const held = this.#held();
    try {
      const missing = DEPTH - this.ready.length;
      const count = Math.min(MOST, this.#doubles ? missing + held.size : missing);
      const questions = await this.spring.draw(count, this.scope);
      if (draft !== this.#draft) return;
      this.#filling = false;
      this.#attempts = 0;
      const fresh = this.#add(questions, held);
      if (fresh === count) this.fill(); // there is more, and answers may have outrun us
    } catch (error) {
      if (draft !== this.#draft) return;
      this.#filling = false;
      if (!(error instanceof RequestError)) throw error;
      this.#fail(error);
    }
    this.#changed();
  }

  /** @returns {Set<string>} pairs that are asked or whose answer is on its way, and pictures that are being reported */
  #held() {
    return new Set([...this.ready.map(this.spring.nameOf), ...this.outbox.letters.map((letter) => letter.key)]);
  }

  /** @param {Asked[]} questions @param {Set<string>} heldBefore @returns {number} how many were new */
  #add(questions, heldBefore) {
    const held = new Set([...heldBefore, ...this.#held()]);
    const { nameOf, listImages } = this.spring;
    const fresh = questions.filter((question) => ![nameOf(question), ...listImages(question)].some((name) => held.has(name)));
    this.#doubles = fresh.length < questions.length;
    this.ready = [...this.ready, ...fresh].slice(0, MOST);
    if (this.ready.length) this.state = "ready";
    else if (questions.length === 0 && this.outbox.letters.length === 0) this.state = "empty";
    else this.#again(1); // all of them are on their way: look again when they have arrived
    return fresh.length;
  }

  /** @param {RequestError} error */
  #fail(error) {
    this.message = error.message;
    if (error.fault === "refused") {
      this.state = "refused";
      return;
    }
    this.#attempts += 1;
    this.state = error.fault === "offline" ? "offline" : "away";
    this.#again(error.retryAfter || backOff(this.#attempts));
  }

  /** @param {number} wait  seconds */
  #again(wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.fill(), wait * 1000);
  }

  #isStuck() {
    return this.state === "offline" || this.state === "away";
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
