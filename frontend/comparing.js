/** One sitting of comparing pictures: which two are shown, what was answered, and the way back. */

import { Ahead } from "./ahead.js";
import { drawComparisons } from "./api.js";

/** @import {Spring} from "./ahead.js" */
/** @import {RequestError} from "./request.js" */
/** @import {Act} from "./keyboard.js" */
/** @import {Letter, Outbox} from "./outbox.js" */
/** @import {Choice, Comparison, Criterion, ImageCard} from "./types.js" */

/** @typedef {{left: ImageCard, right: ImageCard}} Pair */
/** @typedef {{kind: "answered" | "undone" | "reported" | "refused", says: string}} Happened  what happened last */

/** @type {readonly {act: Act, answer: Choice, strength?: 1 | 2, word: string}[]} */
export const CHOICES = [
  { act: "much-left", answer: "left", strength: 2, word: "1 much better" },
  { act: "left", answer: "left", strength: 1, word: "1 better" },
  { act: "tie", answer: "tie", word: "Tie" },
  { act: "right", answer: "right", strength: 1, word: "2 better" },
  { act: "much-right", answer: "right", strength: 2, word: "2 much better" },
];

/** The key of what is said of two pictures. @param {string} criterion @param {Pair} pair */
export const comparisonKey = (criterion, { left, right }) => [criterion, ...[left.id, right.id].sort()].join("|");

const WAY_BACK = 20;
const LONGEST_MS = 3_600_000; // the API takes no longer times

/** Fires `change` whenever something did. */
export class Comparing extends EventTarget {
  /** @type {Spring<Comparison, string>} */
  #spring = {
    draw: async (count, criterion) => {
      const answer = await drawComparisons(count, criterion);
      if (criterion === this.ahead.scope) this.criterion = answer.criterion; // else another was chosen meanwhile
      return answer.comparisons;
    },
    nameOf: (pair) => this.#nameOf(pair),
    listImages: ({ left, right }) => [left.id, right.id],
  };

  /** @param {Outbox} outbox */
  constructor(outbox) {
    super();
    this.outbox = outbox;
    this.ahead = new Ahead(outbox, this.#spring, /** @type {string} */ ("quality"));
    /** @type {Criterion | null}  as the last answer said it */
    this.criterion = null;
    /** @type {Comparison[]} */
    this.trail = [];
    /** @type {Happened | null} */
    this.last = null;
    this.ahead.addEventListener("change", () => this.#changed());
    outbox.addEventListener("refused", (event) => this.#refuse(/** @type {CustomEvent} */ (event).detail));
  }

  /** @returns {Comparison | undefined} */
  get pair() {
    return this.ahead.ready[0];
  }

  /** Compare by this criterion; what was fetched for it already is kept. @param {string} criterion */
  open(criterion) {
    if (criterion === this.ahead.scope && this.pair) return;
    if (criterion !== this.ahead.scope) this.clear();
    this.ahead.reset(criterion);
  }

  /** Forget everything that was asked, and the way back to it. */
  clear() {
    this.trail = [];
    this.last = null;
    this.criterion = null;
    this.ahead.clear();
  }

  /** @param {Choice} answer @param {1 | 2 | undefined} strength @param {number} took  milliseconds */
  answer(answer, strength, took) {
    const { pair } = this;
    if (!pair) return;
    this.trail = [...this.trail, pair].slice(-WAY_BACK);
    this.last = { kind: "answered", says: say(answer, strength) };
    const body = { token: pair.token, answer, took_ms: Math.min(Math.round(took), LONGEST_MS), ...(strength ? { strength } : {}) };
    this.outbox.post({ kind: "compare", key: this.#nameOf(pair), body });
    this.ahead.take();
  }

  /** Take the last answer back and ask for it again. */
  undo() {
    const pair = this.trail.at(-1);
    if (!pair) return;
    this.trail = this.trail.slice(0, -1);
    this.last = { kind: "undone", says: "Taken back: compare them again." };
    const body = { criterion: this.ahead.scope, one: pair.left.id, other: pair.right.id };
    this.outbox.post({ kind: "uncompare", key: this.#nameOf(pair), body });
    this.ahead.insert(pair, 0);
  }

  /** Report one of the two as NSFW, and show it no more. @param {string} image */
  report(image) {
    this.last = { kind: "reported", says: "Reported. The picture is hidden." };
    this.trail = this.trail.filter(({ left, right }) => left.id !== image && right.id !== image);
    this.outbox.post({ kind: "panic", key: image, body: { image } });
    this.ahead.drop(image);
  }

  /** @param {Comparison} pair */
  #nameOf(pair) {
    return comparisonKey(this.ahead.scope, pair);
  }

  /** @param {{letter: Letter, error: RequestError}} detail */
  #refuse({ letter, error }) {
    if (letter.kind !== "compare" && letter.kind !== "uncompare") return;
    this.trail = this.trail.filter((pair) => this.#nameOf(pair) !== letter.key);
    this.last = { kind: "refused", says: `Not recorded. ${error.message}` };
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** @param {Choice} answer @param {1 | 2 | undefined} strength @returns {string} */
function say(answer, strength) {
  if (answer === "pass") return "Passed.";
  if (answer === "tie") return "Equally good.";
  return `Picture ${answer === "left" ? 1 : 2} is ${strength === 2 ? "much " : ""}better.`;
}
