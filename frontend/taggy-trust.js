/** For staff: whom to believe, voters and sources, in all or in one category, with how sure that is. */

import { css, html, LitElement, nothing, repeat } from "/static/vendor/lit.js";
import { graphAddress } from "./address.js";
import { listCategories, listReliableSources, listReliableVoters, orderJob } from "./api.js";
import { figuresLook, renderShare } from "./figures-look.js";
import { look, pageLook } from "./look.js";
import { Reading } from "./reading.js";
import { renderStaffOnly } from "./standstill.js";
import "./taggy-notice.js";

/** @import {Me, SourceReliability, VoterReliability} from "./types.js" */

/** @typedef {{voters: VoterReliability[], next: string | null}} Voters */
/** @typedef {{sources: SourceReliability[], next: string | null}} Sources */

/** Where a share lies in 95 of 100 cases. @param {number} low @param {number} high */
const renderBounds = (low, high) => html`${low.toFixed(2)} to ${high.toFixed(2)}`;

export class TaggyTrust extends LitElement {
  static properties = {
    me: { attribute: false },
    categories: { state: true },
    category: { state: true },
    voters: { state: true },
    sources: { state: true },
    said: { state: true },
  };

  static styles = [
    look,
    figuresLook,
    pageLook,
    css`
      select {
        display: block;
        max-inline-size: 20rem;
      }
      th[scope="col"] {
        padding: var(--gap-1) var(--gap-3);
      }
      th[scope="col"]:first-child {
        text-align: start;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: var(--gap-3);
      }
    `,
  ];

  #naming = new Reading(this, listCategories, ({ categories }) => (this.categories = categories.map(({ name }) => name)));
  #judging = new Reading(this, listReliableVoters, (answer, _category, after) => this.#addVoters(answer, after));
  #weighing = new Reading(this, listReliableSources, (answer, _category, after) => this.#addSources(answer, after));

  constructor() {
    super();
    /** @type {Me | null} */
    this.me = null;
    /** @type {string[]} */
    this.categories = [];
    this.category = "";
    /** @type {Voters | null} */
    this.voters = null;
    /** @type {Sources | null} */
    this.sources = null;
    this.said = "";
  }

  connectedCallback() {
    super.connectedCallback();
    if (!this.#isStaff) return;
    this.#naming.read();
    this.#choose("");
  }

  render() {
    if (!this.#isStaff) return renderStaffOnly();
    const problem = this.#judging.problem ?? this.#weighing.problem;
    if (problem) {
      return html`<taggy-notice heading="This cannot be read now" text=${problem.message}></taggy-notice>`;
    }
    if (!this.voters || !this.sources) {
      return html`<taggy-notice patient heading="One moment" text="Reading whom to believe."></taggy-notice>`;
    }
    return html`
      <header>
        <h1>Trust</h1>
        <p class="soft">
          How often voters and sources are right, as all answers together say; beside it where that lies in 95 of 100
          cases. It changes nothing that answers add up to.
        </p>
      </header>
      <div class="actions">
        <label>Category
          <select @change=${(/** @type {Event} */ event) => this.#choose(/** @type {HTMLSelectElement} */ (event.target).value)}>
            <option value="">all</option>
            ${this.categories.map((name) => html`<option ?selected=${name === this.category}>${name}</option>`)}
          </select>
        </label>
        <button @click=${this.#fit}>Fit anew</button>
        <span role="status">${this.said}</span>
      </div>
      ${this.#renderVoters(this.voters)} ${this.#renderSources(this.sources)}
    `;
  }

  /** @param {Voters} page */
  #renderVoters({ voters, next }) {
    if (!voters.length) return html`<h2>Voters</h2><p>No fit has read an answer here yet.</p>`;
    return html`<h2 id="voters">Voters</h2>
      <div class="wide" tabindex="0" role="group" aria-labelledby="voters">
        <table aria-labelledby="voters">
          <thead>
            <tr>
              <th scope="col">Voter</th>
              <th scope="col">Says Yes where it is so</th>
              <th scope="col">Says No where it is not</th>
              <th scope="col">Answers right</th>
              <th scope="col">Answers</th>
            </tr>
          </thead>
          <tbody>
            ${repeat(voters, ({ voter }) => voter, (row) => this.#renderVoter(row))}
          </tbody>
        </table>
      </div>
      ${next
        ? html`<button @click=${() => this.#judging.read(this.category, next)}>Show more voters</button>`
        : nothing}`;
  }

  /** @param {VoterReliability} row */
  #renderVoter(row) {
    const name = row.name ?? `anonymous ${row.voter.slice(0, 8)}`;
    return html`<tr>
      <th scope="row"><a href=${graphAddress("voter", row.voter)}>${name}</a></th>
      <td>
        ${renderShare(row.sensitivity, `Yes of ${name}`)} ${renderBounds(row.low_sensitivity, row.high_sensitivity)}
      </td>
      <td>
        ${renderShare(row.specificity, `No of ${name}`)} ${renderBounds(row.low_specificity, row.high_specificity)}
      </td>
      <td>${row.right.toFixed(2)}</td>
      <td>${row.answers.toLocaleString("en-GB")}</td>
    </tr>`;
  }

  /** @param {Sources} page */
  #renderSources({ sources, next }) {
    if (!sources.length) return html`<h2>Sources</h2><p>No claim was asked about by chance here yet.</p>`;
    return html`<h2 id="sources">Sources</h2>
      <div class="wide" tabindex="0" role="group" aria-labelledby="sources">
        <table aria-labelledby="sources">
          <thead>
            <tr>
              <th scope="col">Source</th>
              <th scope="col">Claims right</th>
              <th scope="col">Claims asked about</th>
            </tr>
          </thead>
          <tbody>
            ${repeat(sources, ({ source }) => source, (row) => this.#renderSource(row))}
          </tbody>
        </table>
      </div>
      ${next
        ? html`<button @click=${() => this.#weighing.read(this.category, next)}>Show more sources</button>`
        : nothing}`;
  }

  /** @param {SourceReliability} row */
  #renderSource(row) {
    return html`<tr>
      <th scope="row">${row.source}</th>
      <td>
        ${renderShare(row.precision, `Claims of ${row.source}`)} ${renderBounds(row.low_precision, row.high_precision)}
      </td>
      <td>${row.claims.toLocaleString("en-GB")}</td>
    </tr>`;
  }

  get #isStaff() {
    return this.me?.voter.role === "staff";
  }

  /** @param {string} category  "" for all tags together */
  #choose(category) {
    this.category = category;
    this.#judging.read(category, null);
    this.#weighing.read(category, null);
  }

  /** @param {Voters} answer @param {string | null} after */
  #addVoters({ voters, next }, after) {
    this.voters = { voters: after === null ? voters : [...(this.voters?.voters ?? []), ...voters], next };
  }

  /** @param {Sources} answer @param {string | null} after */
  #addSources({ sources, next }, after) {
    this.sources = { sources: after === null ? sources : [...(this.sources?.sources ?? []), ...sources], next };
  }

  async #fit() {
    this.said = await orderJob("trust", "A fit");
  }
}

customElements.define("taggy-trust", TaggyTrust);
