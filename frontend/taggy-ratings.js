/** For analysts and staff: what pictures are worth by all comparisons, the best first. */

import { css, html, LitElement, nothing, repeat } from "/static/vendor/lit.js";
import { criterionAddress, graphAddress } from "./address.js";
import { listCriteria, listRatings, orderJob, ratingsAddress } from "./api.js";
import { figuresLook } from "./figures-look.js";
import { look, pageLook } from "./look.js";
import { Reading } from "./reading.js";
import { renderReadersOnly } from "./standstill.js";
import "./taggy-notice.js";

/** @import {Criterion, Me, Rating} from "./types.js" */

/** @typedef {{ratings: Rating[], next: string | null}} Page */

/** @param {number | null} value @param {number} digits */
const write = (value, digits = 2) => (value === null ? "–" : value.toFixed(digits));

export class TaggyRatings extends LitElement {
  static properties = {
    me: { attribute: false },
    criterion: {},
    criteria: { state: true },
    page: { state: true },
    said: { state: true },
  };

  static styles = [
    look,
    figuresLook,
    pageLook,
    css`
      .actions {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: var(--gap-3);
      }
      select {
        display: block;
      }
      th[scope="col"] {
        padding: var(--gap-1) var(--gap-3);
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

  #naming = new Reading(this, listCriteria, ({ criteria }) => (this.criteria = criteria));
  #rating = new Reading(this, listRatings, (page, _criterion, after) => this.#add(page, after));

  constructor() {
    super();
    /** @type {Me | null} */
    this.me = null;
    this.criterion = "quality";
    /** @type {Criterion[]} */
    this.criteria = [];
    /** @type {Page | null} */
    this.page = null;
    this.said = "";
  }

  connectedCallback() {
    super.connectedCallback();
    if (this.#isReader) this.#naming.read();
  }

  /** Other pictures may be shown now, or others are meant. @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    const before = /** @type {Me | null | undefined} */ (changed.get("me"));
    if (!this.#isReader || !(changed.has("criterion") || (before && before.nsfw !== this.me?.nsfw))) return;
    this.page = null;
    this.#rating.read(this.criterion, null);
  }

  render() {
    if (!this.#isReader) return renderReadersOnly();
    if (this.#rating.problem) {
      return html`<taggy-notice heading="This cannot be read now" text=${this.#rating.problem.message}></taggy-notice>`;
    }
    if (!this.page) return html`<taggy-notice patient heading="One moment" text="Reading the ratings."></taggy-notice>`;
    return html`
      <header>
        <h1>Ratings</h1>
        <p class="soft">
          What pictures are worth, in log-odds: a picture that is 1 ahead is found better by 73 of 100. The score rests on
          comparisons, and lies between its bounds in 95 of 100 cases; only scores of one part can be compared. The guess
          rests on what the picture looks like.
        </p>
      </header>
      <div class="actions">
        <label>Criterion
          <select @change=${(/** @type {Event} */ { target }) => this.#choose(/** @type {HTMLSelectElement} */ (target).value)}>
            ${this.criteria.map(({ name }) => html`<option ?selected=${name === this.criterion}>${name}</option>`)}
          </select>
        </label>
        ${this.me?.voter.role === "staff" ? html`<button @click=${this.#fit}>Fit anew</button>` : nothing}
        <a
          href=${ratingsAddress(this.criterion)}
          download="ratings.csv"
          @click=${(/** @type {Event} */ event) => event.stopPropagation()}
          >All as CSV</a
        >
        <span role="status">${this.said}</span>
      </div>
      ${this.#renderPage(this.page)}
    `;
  }

  /** @param {Page} page */
  #renderPage({ ratings, next }) {
    if (!ratings.length) return html`<p>Nothing is rated here yet.</p>`;
    return html`<div class="wide" tabindex="0" role="group" aria-label="Ratings">
        <table aria-label="Ratings">
          <thead>
            <tr>
              <th scope="col">Picture</th>
              <th scope="col">Score</th>
              <th scope="col">Between</th>
              <th scope="col">Comparisons</th>
              <th scope="col">Part</th>
              <th scope="col">Guess</th>
              <th scope="col">Spread of the guess</th>
            </tr>
          </thead>
          <tbody>
            ${repeat(ratings, ({ image }) => image.id, (row) => this.#renderRow(row))}
          </tbody>
        </table>
      </div>
      ${next ? html`<button @click=${() => this.#rating.read(this.criterion, next)}>Show more</button>` : nothing}`;
  }

  /** @param {Rating} row */
  #renderRow(row) {
    const { image, score, low, high, comparisons, part, guess, variance } = row;
    return html`<tr>
      <th scope="row">
        <a href=${graphAddress("image", image.id)}>
          <img src=${image.urls.thumbnail} alt=${`Picture ${image.id.slice(0, 8)}`} loading="lazy" />
        </a>
      </th>
      <td>${write(score)}</td>
      <td>${score === null ? "–" : `${write(low)} to ${write(high)}`}</td>
      <td>${comparisons.toLocaleString("en-GB")}</td>
      <td>${part ?? "–"}</td>
      <td>${write(guess)}</td>
      <td>${write(variance === null ? null : Math.sqrt(variance))}</td>
    </tr>`;
  }

  get #isReader() {
    return ["analyst", "staff"].includes(this.me?.voter.role ?? "");
  }

  /** @param {string} criterion */
  #choose(criterion) {
    const detail = criterionAddress("ratings", criterion);
    this.dispatchEvent(new CustomEvent("taggy-go", { detail, bubbles: true, composed: true }));
  }

  /** @param {Page} page @param {string | null} after */
  #add({ ratings, next }, after) {
    this.page = { ratings: after === null ? ratings : [...(this.page?.ratings ?? []), ...ratings], next };
  }

  async #fit() {
    this.said = await orderJob("ratings", "A fit");
  }
}

customElements.define("taggy-ratings", TaggyRatings);
