/** One of one's own answers on two pictures: how they stood, what was said, and the buttons to change it. */

import { css, html, LitElement, nothing } from "/static/vendor/lit.js";
import { graphAddress } from "./address.js";
import { cardLook } from "./card-look.js";
import { CHOICES, comparisonKey } from "./comparing.js";
import { look } from "./look.js";
import { tileLook } from "./tile-look.js";

/** @import {RequestError} from "./request.js" */
/** @import {Letter, Outbox} from "./outbox.js" */
/** @import {Choice, OwnComparison} from "./types.js" */

/** @typedef {{answer: Choice, strength?: 1 | 2 | null}} Answered */

const WHEN = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** @type {readonly (Answered & {word: string})[]} */
const OFFERED = [...CHOICES, { answer: "pass", word: "Pass" }];

export class TaggyCompared extends LitElement {
  static properties = {
    compared: { attribute: false },
    outbox: { attribute: false },
    taken: { state: true },
    said: { state: true },
  };

  static styles = [
    look,
    cardLook,
    tileLook,
    css`
      :host {
        display: block;
      }
      .pair,
      .choices {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: var(--gap-2);
      }
      .choices {
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: var(--gap-1);
      }
      a {
        aspect-ratio: 4 / 3;
      }
      .choices button {
        padding-inline: var(--gap-1);
      }
      [aria-pressed="true"] {
        border-width: 2px;
        font-weight: 650;
        border-color: var(--accent);
      }
      .foot {
        display: flex;
        justify-content: space-between;
        align-items: center;
        gap: var(--gap-2);
        min-block-size: var(--touch);
      }
      .foot button {
        padding-inline: var(--gap-2);
      }
    `,
  ];

  #hear = (/** @type {Event} */ event) => this.#settle(/** @type {CustomEvent} */ (event));

  constructor() {
    super();
    /** @type {OwnComparison}  set by the parent before this is connected */
    this.compared = /** @type {any} */ (null);
    /** @type {Outbox}  set by the parent before this is connected */
    this.outbox = /** @type {any} */ (null);
    /** @type {Answered | null | undefined}  what the server has: null is taken back */
    this.taken = undefined;
    this.said = "";
  }

  connectedCallback() {
    super.connectedCallback();
    for (const event of ["delivered", "refused"]) this.outbox.addEventListener(event, this.#hear);
  }

  disconnectedCallback() {
    for (const event of ["delivered", "refused"]) this.outbox.removeEventListener(event, this.#hear);
    super.disconnectedCallback();
  }

  render() {
    const { left, right, criterion, at } = this.compared;
    const now = this.taken === undefined ? this.compared : this.taken;
    return html`<article aria-label="Two pictures, by ${criterion}">
      <div class="pair">
        ${[left, right].map(
          (image, place) => html`<a href=${graphAddress("image", image.id)}>
            <img alt="Picture ${place + 1}" loading="lazy" src=${image.urls.thumbnail} />
          </a>`,
        )}
      </div>
      <p class="soft small"><b>${criterion}</b> · <time datetime=${at}>${WHEN.format(new Date(at))}</time></p>
      <div class="choices" role="group" aria-label="Your answer">
        ${OFFERED.map(
          (choice) => html`<button aria-pressed=${isSame(choice, now)} @click=${() => this.#change(choice)}>
            ${choice.word}
          </button>`,
        )}
      </div>
      <div class="foot">
        <span class="small" role="status">${this.said}</span>
        ${now ? html`<button class="quiet" @click=${this.#withdraw}>Take back</button>` : nothing}
      </div>
    </article>`;
  }

  get #key() {
    return comparisonKey(this.compared.criterion, this.compared);
  }

  /** @param {"compare" | "uncompare"} kind @param {object} body */
  #post(kind, body) {
    this.said = "On its way …";
    this.outbox.post({ kind, key: this.#key, body });
  }

  /** @param {Answered} choice */
  #change({ answer, strength }) {
    this.#post("compare", { token: this.compared.token, answer, ...(strength ? { strength } : {}) });
  }

  #withdraw() {
    const { criterion, left, right } = this.compared;
    this.#post("uncompare", { criterion, one: left.id, other: right.id });
    /** @type {HTMLElement | null} */ (this.renderRoot.querySelector(".choices button"))?.focus();
  }

  /** Show what the server took, not what we hoped. @param {CustomEvent<{letter: Letter, error?: RequestError}>} event */
  #settle({ detail: { letter, error } }) {
    if (letter.key !== this.#key) return;
    if (error) {
      this.said = `Not recorded: ${error.message}`;
      return;
    }
    this.taken = letter.kind === "uncompare" ? null : letter.body;
    this.said = letter.kind === "uncompare" ? "Taken back." : "Recorded.";
  }
}

/** @param {Answered} one @param {Answered | null} other */
const isSame = (one, other) => one.answer === other?.answer && (one.strength ?? 0) === (other?.strength ?? 0);

customElements.define("taggy-compared", TaggyCompared);
