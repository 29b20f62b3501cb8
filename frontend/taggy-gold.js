/** For staff: what is gold, how those who were asked answered, how often it has judged, and taking it back. */

import { css, html, LitElement, nothing, repeat } from "/static/vendor/lit.js";
import { graphAddress, tagAddress } from "./address.js";
import { listGold, withdrawGold } from "./api.js";
import { figuresLook } from "./figures-look.js";
import { look, pageLook } from "./look.js";
import { Reading } from "./reading.js";
import { RequestError } from "./request.js";
import { renderStaffOnly } from "./standstill.js";
import "./taggy-notice.js";

/** @import {GoldPurpose, GoldRow, Me} from "./types.js" */

/** @typedef {{gold: GoldRow[], next: string | null}} Page */

/** @type {Readonly<Record<GoldPurpose, string>>} */
const PURPOSES = { test: "Tests of voters", audit: "Audits of what is believed" };

export class TaggyGold extends LitElement {
  static properties = {
    me: { attribute: false },
    purpose: { state: true },
    page: { state: true },
    said: { state: true },
  };

  static styles = [
    look,
    figuresLook,
    pageLook,
    css`
      label {
        justify-self: start;
      }
      select {
        display: block;
      }
      th[scope="col"] {
        padding: var(--gap-1) var(--gap-3);
      }
      .start {
        text-align: start;
      }
      img {
        display: block;
        max-block-size: 4.5rem;
        max-inline-size: 7rem;
        border-radius: var(--round-small);
        background: var(--mat);
      }
    `,
  ];

  #reading = new Reading(this, listGold, (page, _purpose, after) => this.#add(page, after));

  constructor() {
    super();
    /** @type {Me | null} */
    this.me = null;
    /** @type {GoldPurpose} */
    this.purpose = "test";
    /** @type {Page | null} */
    this.page = null;
    this.said = "";
  }

  connectedCallback() {
    super.connectedCallback();
    if (this.#isStaff) this.#reading.read(this.purpose, null);
  }

  render() {
    if (!this.#isStaff) return renderStaffOnly();
    const { problem } = this.#reading;
    if (problem) return html`<taggy-notice heading="This cannot be read now" text=${problem.message}></taggy-notice>`;
    return html`
      <header>
        <h1>Gold</h1>
        <p class="soft">
          Pairs of which staff know what is true. Tests are asked of voters among their other questions, and nobody can
          tell which they are; audits judge what people and the model say. A pair is made gold on the page of its picture
          in the graph.
        </p>
        <p class="soft" role="status">${this.said}</p>
      </header>
      <label>What for
        <select @change=${(/** @type {Event} */ { target }) => this.#choose(/** @type {HTMLSelectElement} */ (target).value)}>
          ${Object.entries(PURPOSES).map(([purpose, says]) => html`<option value=${purpose}>${says}</option>`)}
        </select>
      </label>
      ${this.page ? this.#renderPage(this.page) : html`<p class="soft">Reading the gold.</p>`}
    `;
  }

  /** @param {Page} page */
  #renderPage({ gold, next }) {
    if (!gold.length) return html`<p>Nothing is gold for this yet.</p>`;
    return html`<div class="wide" tabindex="0" role="group" aria-label=${PURPOSES[this.purpose]}>
        <table aria-label=${PURPOSES[this.purpose]}>
          <thead>
            <tr>
              <th scope="col" class="start">Picture</th>
              <th scope="col" class="start">Tag</th>
              <th scope="col">Is</th>
              <th scope="col">Answered</th>
              <th scope="col">Rightly</th>
              <th scope="col">Judged</th>
              <th scope="col" class="start">By</th>
              <th scope="col">Take back</th>
            </tr>
          </thead>
          <tbody>
            ${repeat(gold, ({ image, tag }) => `${image.id}|${tag}`, (row) => this.#renderRow(row))}
          </tbody>
        </table>
      </div>
      ${next ? html`<button @click=${() => this.#reading.read(this.purpose, next)}>Show more</button>` : nothing}`;
  }

  /** @param {GoldRow} row */
  #renderRow(row) {
    const { image, tag, answer, answered, right, uses, who, reason } = row;
    const hidden = ["suspected", "confirmed"].includes(image.nsfw) && !this.me?.nsfw;
    return html`<tr>
      <td>
        <a href=${graphAddress("image", image.id)}>
          <img
            class=${hidden ? "veiled" : ""}
            src=${image.urls.thumbnail}
            alt=${`Picture ${image.id.slice(0, 8)}`}
            loading="lazy"
          />
        </a>
      </td>
      <th scope="row"><a href=${tagAddress(tag)}>${tag}</a></th>
      <td>${answer === "yes" ? "Yes" : "No"}</td>
      <td>${answered.toLocaleString("en-GB")}</td>
      <td>${right.toLocaleString("en-GB")}</td>
      <td>${uses.toLocaleString("en-GB")}</td>
      <td class="words">${who}${reason ? html`: <span class="soft">${reason}</span>` : nothing}</td>
      <td><button aria-label="Take back ${tag} of ${image.id.slice(0, 8)}" @click=${() => this.#withdraw(row)}>Take back</button></td>
    </tr>`;
  }

  get #isStaff() {
    return this.me?.voter.role === "staff";
  }

  /** @param {string} purpose */
  #choose(purpose) {
    this.purpose = purpose === "audit" ? "audit" : "test";
    this.page = null;
    this.#reading.read(this.purpose, null);
  }

  /** @param {GoldRow} row */
  async #withdraw({ image, tag }) {
    try {
      await withdrawGold({ image: image.id, tag });
      const { gold, next } = this.page ?? { gold: [], next: null };
      this.page = { gold: gold.filter((row) => row.image.id !== image.id || row.tag !== tag), next };
      this.said = `${tag} is no gold now.`;
      await this.updateComplete;
      /** @type {HTMLElement | null} */ (this.renderRoot.querySelector("td button, select"))?.focus();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      this.said = `Not taken back: ${error.message}`;
    }
  }

  /** @param {Page} page @param {string | null} after */
  #add({ gold, next }, after) {
    this.page = { gold: after === null ? gold : [...(this.page?.gold ?? []), ...gold], next };
  }
}

customElements.define("taggy-gold", TaggyGold);
