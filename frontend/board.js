/** The pairs that wait for a verdict: which is judged, which comes next, what was judged, and the way back. */

/** @import {Judgement} from "./keyboard.js" */
/** @import {ProbablePair, Verdict} from "./types.js" */

/**
 * What happened last, to say it.
 *
 * @template Pair, Kind
 * @typedef {object} Decision
 * @property {Kind | "undone" | "refused"} kind
 * @property {Pair} pair
 * @property {string} [detail]
 */

const DEPTH = 3; // the pair that is judged and two after it
const WAY_BACK = 20;
const GONE = 404;

/** @param {ProbablePair} pair @returns {string} */
export const nameOf = ({ one, other }) => `${one.id}|${other.id}`;

/**
 * What the page that reads it knows of the board; nothing here talks to the server.
 *
 * @template Pair
 * @template {string} Kind  what may be done with a pair; `later` leaves it
 */
export class Board {
  /** @type {Pair[] | null}  the one that is judged first; null before the first page was read */
  pairs = null;
  /** @type {string | null}  where the board goes on; null at its end */
  next = null;
  /** @type {{pair: Pair, kind: Kind}[]} */
  trail = [];
  /** @type {Decision<Pair, Kind> | null} */
  last = null;
  /** @type {Set<string>}  what is not read again in this sitting */
  #seen = new Set();
  #nameOf;

  /** @param {(pair: Pair) => string} nameOf */
  constructor(nameOf) {
    this.#nameOf = nameOf;
  }

  /** @returns {Pair | undefined} */
  get pair() {
    return this.pairs?.[0];
  }

  /** @returns {Pair[]}  the pair and those that are made ready behind it */
  get ahead() {
    return this.pairs?.slice(0, DEPTH) ?? [];
  }

  /** @returns {boolean}  whether more should be read now */
  get isShort() {
    return this.next !== null && (this.pairs?.length ?? 0) < DEPTH;
  }

  /** @param {{pairs: Pair[], next: string | null}} page */
  add({ pairs, next }) {
    const fresh = pairs.filter((pair) => !this.#seen.has(this.#nameOf(pair)));
    for (const pair of fresh) this.#seen.add(this.#nameOf(pair));
    this.pairs = [...(this.pairs ?? []), ...fresh];
    this.next = next;
  }

  /** Look at the board from its beginning again: what was left for later comes back. */
  restart() {
    this.pairs = null;
    this.next = null;
    this.#seen = new Set(this.trail.filter(({ kind }) => kind !== "later").map(({ pair }) => this.#nameOf(pair)));
  }

  /** Be done with the pair that is shown. @param {Kind} kind @returns {Pair | undefined} */
  decide(kind) {
    const { pair } = this;
    if (!pair || !this.pairs) return undefined;
    this.pairs = this.pairs.slice(1);
    this.trail = [...this.trail, { pair, kind }].slice(-WAY_BACK);
    this.last = { kind, pair };
    return pair;
  }

  /** Ask about the last pair again. @returns {{pair: Pair, kind: Kind} | undefined}  what was taken back */
  undo() {
    const step = this.trail.at(-1);
    if (!step) return undefined;
    this.trail = this.trail.slice(0, -1);
    this.last = { kind: "undone", pair: step.pair };
    this.#putBack(step.pair, 0);
    return step;
  }

  /**
   * A verdict that the server will not take is said, and asked for again after the pair that is shown.
   *
   * @param {string} name
   * @param {{status: number, message: string}} error
   */
  refuse(name, { status, message }) {
    const step = this.trail.find(({ pair }) => this.#nameOf(pair) === name);
    if (!step) return;
    this.trail = this.trail.filter((other) => other !== step);
    this.last = { kind: "refused", pair: step.pair, detail: message };
    if (status !== GONE) this.#putBack(step.pair, 1);
  }

  /** Look at another pair next. @param {Pair} pair */
  lift(pair) {
    this.#putBack(pair, 0);
  }

  /** @param {Pair} pair @param {number} place */
  #putBack(pair, place) {
    const others = (this.pairs ?? []).filter((other) => this.#nameOf(other) !== this.#nameOf(pair));
    this.pairs = [...others.slice(0, place), pair, ...others.slice(place)];
  }
}

/** @param {Judgement} kind @returns {kind is Verdict} */
export const isVerdict = (kind) => kind !== "later";
