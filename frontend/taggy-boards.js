/** For analysts and staff: boards of what people, sources and the model disagree on, one chosen at a time. */

import { css, html, LitElement, nothing } from "/static/vendor/lit.js";
import { BOARD_KINDS, boardAddress } from "./address.js";
import { hint } from "./keyboard.js";
import { look, pageLook } from "./look.js";
import { renderReadersOnly } from "./standstill.js";
import "./taggy-confused.js";
import "./taggy-docket.js";

/** @import {Act} from "./keyboard.js" */
/** @import {Outbox} from "./outbox.js" */
/** @import {TaggyDocket} from "./taggy-docket.js" */
/** @import {BoardKind, Me} from "./types.js" */

/** @type {Readonly<Record<BoardKind, {name: string, says: string}>>} */
const BOARDS = {
  contested: { name: "Contested", says: "People contradict each other. The most evenly and most often contradicted first." },
  refused: { name: "Refused", says: "The run is sure, and people say No. The widest gap first." },
  "human-only": { name: "Human only", says: "People or a source say Yes, and the run denies it. The likeliest to be wrong first." },
  "model-only": { name: "Model only", says: "The run proposes it, and nobody has said anything. The surest first." },
  "source-against-people": {
    name: "Source against people",
    says: "A source claims it, and people say No. Many who deny against many who claim first.",
  },
  "rating-conflict": {
    name: "Rating conflicts",
    says: "A rating contradicts what the picture is. What everybody is shown first.",
  },
  "confused-tags": {
    name: "Confused tags",
    says: "One tag is said or proposed where people say Yes to another. The most confused first.",
  },
};

/** Fires `taggy-go` with the address of the board that is chosen. */
export class TaggyBoards extends LitElement {
  static properties = { me: { attribute: false }, outbox: { attribute: false }, kind: {} };

  static styles = [
    look,
    pageLook,
    css`
      .kinds {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--gap-2);
      }
      [aria-pressed="true"] {
        border-color: var(--accent);
        font-weight: 600;
        box-shadow: inset 0 -3px var(--accent);
      }
      @media (max-width: 40rem) {
        kbd {
          display: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Me | null} */
    this.me = null;
    /** @type {Outbox}  set by the parent before this is connected */
    this.outbox = /** @type {any} */ (null);
    /** @type {BoardKind} */
    this.kind = "contested";
  }

  render() {
    if (!["analyst", "staff"].includes(this.me?.voter.role ?? "")) return renderReadersOnly();
    return html`
      <header>
        <h1>Boards</h1>
        <p class="soft">${BOARDS[this.kind].says}</p>
        ${this.me?.voter.role === "staff"
          ? html`<p class="small"><a href="/try">Proposals that were called wrong</a> stand below what is tried.</p>`
          : nothing}
      </header>
      <div class="kinds" role="group" aria-label="Which board">
        <kbd aria-hidden="true">${hint("board-before")}</kbd>
        ${BOARD_KINDS.map(
          (kind) => html`<button aria-pressed=${kind === this.kind} @click=${() => this.#choose(kind)}>
            ${BOARDS[kind].name}
          </button>`,
        )}
        <kbd aria-hidden="true">${hint("board-next")}</kbd>
      </div>
      ${this.kind === "confused-tags"
        ? html`<taggy-confused .me=${this.me}></taggy-confused>`
        : html`<taggy-docket .me=${this.me} .outbox=${this.outbox} .kind=${this.kind}></taggy-docket>`}
    `;
  }

  /** Do what a key asks for. @param {Act} act @returns {boolean} */
  act(act) {
    const docket = /** @type {TaggyDocket | null} */ (this.renderRoot.querySelector("taggy-docket"));
    if (act === "board-before" || act === "board-next") this.#step(act === "board-next" ? 1 : -1);
    else return docket?.act(act) ?? false;
    return true;
  }

  /** After the last board comes the first. @param {1 | -1} step */
  #step(step) {
    const { length } = BOARD_KINDS;
    const kind = BOARD_KINDS[(BOARD_KINDS.indexOf(this.kind) + step + length) % length];
    if (kind) this.#choose(kind);
  }

  /** @param {BoardKind} kind */
  #choose(kind) {
    this.dispatchEvent(new CustomEvent("taggy-go", { detail: boardAddress(kind), bubbles: true, composed: true }));
  }
}

customElements.define("taggy-boards", TaggyBoards);
