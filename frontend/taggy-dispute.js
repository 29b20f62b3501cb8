/** One row of a board: the picture, the tag, why it is there and what from; the one that is looked at has evidence. */

import { css, html, LitElement, nothing } from "/static/vendor/lit.js";
import { graphAddress, tagAddress } from "./address.js";
import { cardLook } from "./card-look.js";
import { noIcon, passIcon, yesIcon } from "./icons.js";
import { hint } from "./keyboard.js";
import { look } from "./look.js";
import "./taggy-evidence.js";
import "./taggy-explanation.js";

/** @import {CauseName, DisputedPair} from "./types.js" */

/** What is done with a row: a ruling, or nothing yet. @typedef {"yes" | "no" | "later"} Word */

/** @type {Readonly<Record<CauseName, string>>} */
const CAUSES = {
  "bad-picture": "Bad picture",
  "ambiguous-tag": "Ambiguous tag",
  "model-fault": "Model fault",
  "voter-noise": "Voter noise",
};

/** @type {readonly {word: Word, says: string, icon: unknown}[]} */
const WORDS = [
  { word: "no", says: "No", icon: noIcon },
  { word: "later", says: "Later", icon: passIcon },
  { word: "yes", says: "Yes", icon: yesIcon },
];

/** Fires `taggy-word` (Word), and `taggy-lift` (DisputedPair) where it is to be looked at. */
export class TaggyDispute extends LitElement {
  static properties = { pair: { attribute: false }, current: { type: Boolean }, staff: { type: Boolean } };

  static styles = [
    look,
    cardLook,
    css`
      article {
        grid-template-columns: 7rem minmax(0, 1fr);
        gap: var(--gap-3) var(--gap-4);
      }
      article.current {
        grid-template-columns: minmax(0, 26rem) minmax(0, 1fr);
        border-color: var(--accent);
      }
      img {
        inline-size: 100%;
        max-block-size: 26rem;
        border-radius: var(--round-small);
        background: var(--mat);
        object-fit: contain;
      }
      .about {
        display: grid;
        gap: var(--gap-3);
        align-content: start;
      }
      h2 {
        overflow-wrap: anywhere;
      }
      .current h2 {
        font-size: var(--title);
      }
      .why {
        display: flex;
        flex-wrap: wrap;
        gap: var(--gap-1) var(--gap-4);
      }
      .words {
        display: grid;
        grid-template-columns: repeat(3, 1fr);
        gap: var(--gap-2);
      }
      .words button {
        min-block-size: 3.5rem;
        font-weight: 600;
      }
      .yes {
        border-color: var(--yes);
        background: var(--yes-wash);
        color: var(--yes);
      }
      .no {
        border-color: var(--no);
        background: var(--no-wash);
        color: var(--no);
      }
      .look {
        justify-self: start;
      }
      label {
        display: grid;
        gap: var(--gap-1);
        font-size: var(--small);
        font-weight: 600;
      }
      @media (max-width: 40rem) {
        article.current {
          grid-template-columns: minmax(0, 1fr);
        }
        kbd {
          display: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    /** @type {DisputedPair}  set by the parent before this is connected */
    this.pair = /** @type {any} */ (null);
    this.current = false;
    this.staff = false;
  }

  /** Why it is ruled so, as it is written now; empty for no reason. @returns {string} */
  get reason() {
    return this.#field?.value.trim() ?? "";
  }

  /** Write why; where nobody can rule there is no field. @returns {boolean} */
  focusReason() {
    this.#field?.focus();
    return this.#field !== null;
  }

  async focus() {
    await this.updateComplete;
    /** @type {HTMLElement | null} */ (this.renderRoot.querySelector("article"))?.focus();
  }

  render() {
    const { image, tag, reasons, cause } = this.pair;
    return html`<article tabindex="-1" aria-labelledby="tag" class=${this.current ? "current" : nothing}>
      <img alt="Picture of the pair" loading="lazy" src=${this.current ? image.urls.still : image.urls.thumbnail} />
      <div class="about">
        <h2 id="tag">${tag}</h2>
        <p class="small">
          <a href=${tagAddress(tag)} aria-label="About the tag ${tag}">About the tag</a> ·
          <a href=${graphAddress("image", image.id)} aria-label="The picture in the graph: ${tag}">In the graph</a>
        </p>
        <ul class="why small" aria-label="Why it is here">
          ${reasons.map((reason) => html`<li>${reason}</li>`)}
        </ul>
        <p class="small">
          ${cause ? html`<b>${CAUSES[cause.name]}:</b> ${cause.because}` : html`<span class="soft">No cause stands out</span>`}
        </p>
        ${this.current ? this.#renderLook() : this.#renderLift()}
      </div>
    </article>`;
  }

  #renderLook() {
    const words = WORDS.filter(({ word }) => this.staff || word === "later");
    return html`<div class="words" role="group" aria-label="Your ruling">
        ${words.map(
          ({ word, says, icon }) => html`<button
            class=${word}
            aria-keyshortcuts=${hint(word)}
            @click=${() => this.#fire("taggy-word", word)}
          >
            ${icon} ${says} <kbd aria-hidden="true">${hint(word)}</kbd>
          </button>`,
        )}
      </div>
      ${this.staff
        ? html`<label>
            <span>Reason, if you like <kbd aria-hidden="true">${hint("reason")}</kbd></span>
            <input
              name="reason"
              maxlength="1000"
              autocomplete="off"
              aria-keyshortcuts=${hint("reason")}
              @keydown=${this.#leaveField}
            />
          </label>`
        : nothing}
      <taggy-explanation .image=${this.pair.image.id} .tag=${this.pair.tag}></taggy-explanation>
      <taggy-evidence .image=${this.pair.image.id} .tag=${this.pair.tag}></taggy-evidence>`;
  }

  #renderLift() {
    return html`<button class="look" aria-label="Look at this row: ${this.pair.tag}" @click=${() => this.#fire("taggy-lift", this.pair)}>
      Look at it
    </button>`;
  }

  /** @returns {HTMLInputElement | null} */
  get #field() {
    return this.renderRoot.querySelector("input");
  }

  /** Enter and Escape go back to the row, where the keys rule. @param {KeyboardEvent} event */
  #leaveField(event) {
    if (event.isComposing || (event.key !== "Enter" && event.key !== "Escape")) return;
    event.preventDefault();
    this.focus();
  }

  /** @param {string} name @param {unknown} detail */
  #fire(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

customElements.define("taggy-dispute", TaggyDispute);
