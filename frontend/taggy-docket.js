/** The rows of a board: the first is looked at with its evidence, staff rule on it or leave it, and can go back. */

import { css, html, LitElement, nothing, repeat } from "/static/vendor/lit.js";
import { listDisputed } from "./api.js";
import { Board } from "./board.js";
import { undoIcon } from "./icons.js";
import { hint, keymap } from "./keyboard.js";
import { look } from "./look.js";
import { Reading } from "./reading.js";
import { renderBoardEnd } from "./standstill.js";
import "./taggy-dispute.js";
import "./taggy-last.js";

/** @import {RequestError} from "./request.js" */
/** @import {Act} from "./keyboard.js" */
/** @import {Letter, Outbox} from "./outbox.js" */
/** @import {TaggyDispute, Word} from "./taggy-dispute.js" */
/** @import {DisputedPair, Me, PairKind} from "./types.js" */

/** @param {DisputedPair} pair @returns {string} */
const nameOf = ({ image, tag }) => `${image.id}|${tag}`;

/** What the API takes of a pair. @param {DisputedPair} pair */
const bare = ({ image, tag }) => ({ image: image.id, tag });

/** @param {DisputedPair} pair */
const letterKey = (pair) => `ruling ${nameOf(pair)}`;

export class TaggyDocket extends LitElement {
  static properties = { me: { attribute: false }, outbox: { attribute: false }, kind: {} };

  static styles = [
    look,
    css`
      :host,
      ul {
        display: grid;
        gap: var(--gap-4);
      }
      .last {
        display: flex;
        justify-content: space-between;
        align-items: center;
        gap: var(--gap-3);
        min-block-size: var(--touch);
      }
      .last p {
        overflow-wrap: anywhere;
      }
      [aria-disabled="true"] {
        opacity: 0.55;
        cursor: default;
      }
      @media (max-width: 40rem) {
        kbd {
          display: none;
        }
      }
    `,
  ];

  /** @type {Board<DisputedPair, Word>} */
  #board = new Board(nameOf);
  #reading = new Reading(this, listDisputed, (page, kind) => kind === this.kind && this.#add(page));
  #focusing = false; // the row that is looked at takes the focus once it is drawn
  #update = () => this.requestUpdate();

  constructor() {
    super();
    /** @type {Me | null} */
    this.me = null;
    /** @type {Outbox}  set by the parent before this is connected */
    this.outbox = /** @type {any} */ (null);
    /** @type {PairKind} */
    this.kind = "contested";
  }

  connectedCallback() {
    super.connectedCallback();
    this.outbox.addEventListener("change", this.#update);
    this.outbox.addEventListener("refused", this.#refuse);
    keymap.addEventListener("change", this.#update);
  }

  disconnectedCallback() {
    this.outbox.removeEventListener("change", this.#update);
    this.outbox.removeEventListener("refused", this.#refuse);
    keymap.removeEventListener("change", this.#update);
    super.disconnectedCallback();
  }

  /** Another board, or other pictures that may be shown. @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    const before = /** @type {Me | null | undefined} */ (changed.get("me"));
    if (!changed.has("kind") && !(before && before.nsfw !== this.me?.nsfw)) return;
    this.#board = new Board(nameOf);
    this.#reading.read(this.kind, null);
  }

  updated() {
    if (!this.#focusing) return;
    this.#focusing = false;
    const notice = /** @type {HTMLElement | null} */ (this.renderRoot.querySelector("taggy-notice"));
    (this.#row ?? notice)?.focus();
  }

  /** Do what a key asks for. @param {Act} act @returns {boolean} */
  act(act) {
    if (act === "undo") this.undo();
    else if (act === "reason") return this.#row?.focusReason() ?? false;
    else if (act === "later" || (this.#isStaff && (act === "yes" || act === "no"))) this.decide(act);
    else return false;
    return true;
  }

  /** Rule on the row that is looked at, or leave it. @param {Word} word */
  decide(word) {
    const reason = this.#row?.reason;
    const pair = this.#board.decide(word);
    if (!pair) return;
    if (word !== "later") {
      const body = { ...bare(pair), answer: word, ...(reason && { reason }) };
      this.outbox.post({ kind: "rule", key: letterKey(pair), body });
    }
    this.#turn();
  }

  /** Take the last word back, and look at its row again. */
  undo() {
    const step = this.#board.undo();
    if (!step) return;
    if (step.kind !== "later") this.outbox.post({ kind: "unrule", key: letterKey(step.pair), body: bare(step.pair) });
    this.#turn();
  }

  render() {
    const { pairs } = this.#board;
    return html`
      ${this.#renderLast()} ${pairs?.length ? nothing : this.#renderNotice()}
      <ul
        @taggy-word=${(/** @type {CustomEvent<Word>} */ { detail }) => this.decide(detail)}
        @taggy-lift=${(/** @type {CustomEvent<DisputedPair>} */ { detail }) => this.#lift(detail)}
      >
        ${repeat(
          pairs ?? [],
          nameOf,
          (pair, place) => html`<li>
            <taggy-dispute .pair=${pair} .current=${place === 0} .staff=${this.#isStaff}></taggy-dispute>
          </li>`,
        )}
      </ul>
    `;
  }

  #renderNotice() {
    const end = { heading: "Nothing stands here", text: "There is no such disagreement." };
    return renderBoardEnd(this.#board, this.#reading.problem, end, this.#restart);
  }

  #renderLast() {
    const { trail } = this.#board;
    const { letters, trouble } = this.outbox;
    return html`<div class="last">
      ${trouble
        ? html`<taggy-last .waiting=${letters.length} .trouble=${trouble}></taggy-last>`
        : html`<p class="small soft" role="status">${this.#describeLast()}</p>`}
      <button aria-keyshortcuts=${hint("undo")} aria-disabled=${trail.length === 0} @click=${this.undo}>
        ${undoIcon} Undo <kbd aria-hidden="true">${hint("undo")}</kbd>
      </button>
    </div>`;
  }

  /** Say what happened, for eyes and ears alike. */
  #describeLast() {
    const { last } = this.#board;
    if (!last) return "";
    const name = `“${last.pair.tag}”`;
    if (last.kind === "undone") return `Taken back: ${name}.`;
    if (last.kind === "refused") return `Not recorded: ${name}. ${last.detail ?? ""}`;
    return last.kind === "later" ? `Left for later: ${name}.` : `Ruled ${last.kind === "yes" ? "Yes" : "No"}: ${name}.`;
  }

  /** The row that is looked at. @returns {TaggyDispute | null} */
  get #row() {
    return this.renderRoot.querySelector("taggy-dispute");
  }

  get #isStaff() {
    return this.me?.voter.role === "staff";
  }

  /** @param {DisputedPair} pair */
  #lift(pair) {
    this.#board.lift(pair);
    this.#turn();
  }

  /** Another row is looked at, and the board is kept filled. */
  #turn() {
    this.#focusing = true;
    this.#fill();
    this.requestUpdate();
  }

  #fill() {
    const { isShort, next } = this.#board;
    if (isShort) this.#reading.read(this.kind, next);
  }

  /** @param {{pairs: DisputedPair[], next: string | null}} page */
  #add(page) {
    this.#board.add(page);
    this.#fill();
    this.requestUpdate();
  }

  #restart() {
    this.#board.restart();
    this.requestUpdate();
    this.#reading.read(this.kind, null);
  }

  /** @param {Event} event */
  #refuse = (event) => {
    const { letter, error } = /** @type {CustomEvent<{letter: Letter, error: RequestError}>} */ (event).detail;
    if (letter.kind !== "rule" && letter.kind !== "unrule") return;
    this.#board.refuse(`${letter.body.image}|${letter.body.tag}`, error);
    this.requestUpdate();
  };
}

customElements.define("taggy-docket", TaggyDocket);
