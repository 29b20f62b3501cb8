/** For staff: tags that somebody said rather than saw, with their evidence, to take out of circulation or to keep. */

import { css, html, LitElement, nothing, repeat } from "/static/vendor/lit.js";
import { listRemarks, orderJob } from "./api.js";
import { look, pageLook } from "./look.js";
import { Reading } from "./reading.js";
import { renderStaffOnly } from "./standstill.js";
import "./taggy-notice.js";
import "./taggy-remark.js";

/** @import {Act} from "./keyboard.js" */
/** @import {TaggyRemark} from "./taggy-remark.js" */
/** @import {Doubt, Me, Remark} from "./types.js" */

/** @type {Readonly<Record<Doubt, string>>} */
const LISTS = { suspected: "Perhaps remarks", remark: "Taken out", kept: "Kept" };

export class TaggyRemarks extends LitElement {
  static properties = {
    me: { attribute: false },
    doubt: { state: true },
    remarks: { state: true },
    next: { state: true },
    said: { state: true },
  };

  static styles = [
    look,
    pageLook,
    css`
      .actions {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--gap-2) var(--gap-3);
      }
      [aria-pressed="true"] {
        border-color: var(--accent);
        font-weight: 600;
        box-shadow: inset 0 -3px var(--accent);
      }
      .list {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr));
        gap: var(--gap-4);
      }
      .more {
        justify-self: center;
      }
    `,
  ];

  #reading = new Reading(this, listRemarks, (answer, _doubt, after) => this.#take(answer, after));

  constructor() {
    super();
    /** @type {Me | null} */
    this.me = null;
    /** @type {Doubt} */
    this.doubt = "suspected";
    /** @type {Remark[] | null} */
    this.remarks = null;
    /** @type {string | null} */
    this.next = null;
    this.said = "";
  }

  connectedCallback() {
    super.connectedCallback();
    if (this.#isStaff) this.#reading.read(this.doubt, null);
  }

  render() {
    if (!this.#isStaff) return renderStaffOnly();
    const { problem } = this.#reading;
    if (problem) {
      return html`<taggy-notice heading="Remarks cannot be read now" text=${problem.message}></taggy-notice>`;
    }
    if (!this.remarks) return html`<taggy-notice patient heading="One moment" text="Reading remarks."></taggy-notice>`;
    return html`
      <header>
        <h1>Remarks</h1>
        <p class="soft">
          Tags that say something else than what a picture shows. Out of circulation nobody is asked about them; their
          claims and answers stay.
        </p>
      </header>
      <div class="actions" role="group" aria-label="Which tags">
        ${/** @type {Doubt[]} */ (Object.keys(LISTS)).map(
          (doubt) => html`<button aria-pressed=${doubt === this.doubt} @click=${() => this.#choose(doubt)}>
            ${LISTS[doubt]}
          </button>`,
        )}
        <button class="quiet" @click=${this.#search}>Search again</button>
        <span role="status">${this.said}</span>
      </div>
      ${this.remarks.length ? nothing : html`<p>No tag stands here.</p>`}
      <ul class="list" @taggy-decided=${this.#moveOn}>
        ${repeat(
          this.remarks,
          (remark) => remark.tag,
          (remark) => html`<li><taggy-remark .remark=${remark}></taggy-remark></li>`,
        )}
      </ul>
      ${this.next ? html`<button class="more" @click=${() => this.#reading.read(this.doubt, this.next)}>Show more</button>` : nothing}
    `;
  }

  /** Yes keeps the tag that one is at, No takes it out, Pass goes to the next. @param {Act} act @returns {boolean} */
  act(act) {
    const card = this.#current;
    if (!card) return false;
    if (act === "yes") card.decide("restore");
    else if (act === "no") card.decide("retire");
    else if (act === "pass") this.#moveOn();
    else return false;
    return true;
  }

  get #isStaff() {
    return this.me?.voter.role === "staff";
  }

  /** @returns {TaggyRemark[]} */
  get #cards() {
    return [.../** @type {NodeListOf<TaggyRemark>} */ (this.renderRoot.querySelectorAll("taggy-remark"))];
  }

  /** The tag that has the focus, else the first without a word on it. */
  get #current() {
    const cards = this.#cards;
    return cards.find((card) => card.matches(":focus-within")) ?? cards.find((card) => !card.decided);
  }

  /** The focus goes to the next tag without a word on it; on the last one it stays. */
  #moveOn() {
    const cards = this.#cards;
    const place = cards.findIndex((card) => card.matches(":focus-within"));
    cards.slice(Math.max(place, 0) + (place < 0 ? 0 : 1)).find((card) => !card.decided)?.focus();
  }

  /** @param {Doubt} doubt */
  #choose(doubt) {
    this.doubt = doubt;
    this.said = "";
    this.#reading.read(doubt, null);
  }

  async #search() {
    this.said = await orderJob("remarks", "A search");
  }

  /** @param {{remarks: Remark[], next: string | null}} answer @param {string | null} after  null for the first ones */
  #take({ remarks, next }, after) {
    this.remarks = after === null ? remarks : [...(this.remarks ?? []), ...remarks];
    this.next = next;
  }
}

customElements.define("taggy-remarks", TaggyRemarks);
