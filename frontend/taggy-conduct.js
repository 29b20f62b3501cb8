/** For staff: voters with signs of bad faith, who is set aside, whose answers move most, and what drifts. */

import { css, html, LitElement, nothing, repeat } from "/static/vendor/lit.js";
import { graphAddress } from "./address.js";
import { listAsideVoters, listInfluence, listSuspects, orderJob } from "./api.js";
import { figuresLook } from "./figures-look.js";
import { look, pageLook } from "./look.js";
import { Reading } from "./reading.js";
import { renderStaffOnly } from "./standstill.js";
import "./taggy-drift.js";
import "./taggy-notice.js";
import "./taggy-standing.js";

/** @import {AsideVoter, Me, SuspectVoter, VoterInfluence} from "./types.js" */

/** @typedef {{voters: SuspectVoter[], next: string | null}} Suspects */

/** @type {Readonly<Record<string, string>>} */
const SIGNS = {
  "too-fast": "Too fast",
  "always-yes": "Always Yes",
  "always-no": "Always No",
  copies: "Copies",
};

/** @param {{voter: string, name: string | null}} row */
const nameVoter = ({ voter, name }) => name ?? `anonymous ${voter.slice(0, 8)}`;

export class TaggyConduct extends LitElement {
  static properties = {
    me: { attribute: false },
    suspects: { state: true },
    aside: { state: true },
    influence: { state: true },
    said: { state: true },
  };

  static styles = [
    look,
    figuresLook,
    pageLook,
    css`
      th[scope="col"] {
        padding: var(--gap-1) var(--gap-3);
      }
      th[scope="col"]:first-child {
        text-align: start;
      }
      article {
        display: grid;
        gap: var(--gap-2);
        padding-block: var(--gap-3);
        border-block-start: 1px solid var(--line);
      }
      h3,
      dl,
      dd {
        margin: 0;
      }
      dt {
        font-weight: 600;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: var(--gap-3);
      }
    `,
  ];

  #suspecting = new Reading(this, listSuspects, (answer, after) => this.#addSuspects(answer, after));
  #listing = new Reading(this, listAsideVoters, ({ voters }) => (this.aside = voters));
  #weighing = new Reading(this, listInfluence, ({ voters }) => (this.influence = voters));

  constructor() {
    super();
    /** @type {Me | null} */
    this.me = null;
    /** @type {Suspects | null} */
    this.suspects = null;
    /** @type {AsideVoter[]} */
    this.aside = [];
    /** @type {VoterInfluence[]} */
    this.influence = [];
    this.said = "";
  }

  connectedCallback() {
    super.connectedCallback();
    if (this.#isStaff) this.#read();
  }

  render() {
    if (!this.#isStaff) return renderStaffOnly();
    const { problem } = this.#suspecting;
    if (problem) {
      return html`<taggy-notice heading="This cannot be read now" text=${problem.message}></taggy-notice>`;
    }
    if (!this.suspects) {
      return html`<taggy-notice patient heading="One moment" text="Reading how voters answer."></taggy-notice>`;
    }
    return html`
      <header>
        <h1>Conduct</h1>
        <p class="soft">
          What the answers say of how they are given. A sign asks somebody to look; whoever is set aside counts no more, until
          brought back, and no answer is deleted.
        </p>
      </header>
      <div class="actions">
        <button @click=${this.#search}>Search anew</button>
        <span role="status">${this.said}</span>
      </div>
      <div @standing=${this.#hear}>
        ${this.#renderSuspects(this.suspects)} ${this.aside.length ? this.#renderAside() : nothing}
      </div>
      ${this.influence.length ? this.#renderInfluence() : nothing}
      <taggy-drift></taggy-drift>
    `;
  }

  /** @param {Suspects} page */
  #renderSuspects({ voters, next }) {
    const shown = voters.filter(({ aside }) => aside === null);
    if (!shown.length) return html`<h2>Signs of bad faith</h2><p>Nobody who counts shows any.</p>`;
    return html`<h2>Signs of bad faith</h2>
      ${repeat(
        shown,
        ({ voter }) => voter,
        (row) => html`<article aria-label=${nameVoter(row)}>
          <h3><a href=${graphAddress("voter", row.voter)}>${nameVoter(row)}</a></h3>
          <dl>
            ${row.signs.map((sign, index) => html`<dt>${SIGNS[sign] ?? sign}</dt><dd>${row.because[index]}</dd>`)}
          </dl>
          <taggy-standing .voter=${row.voter} .name=${nameVoter(row)}></taggy-standing>
        </article>`,
      )}
      ${next ? html`<button @click=${() => this.#suspecting.read(next)}>Show more</button>` : nothing}`;
  }

  #renderAside() {
    return html`<h2>Set aside</h2>
      ${repeat(
        this.aside,
        ({ voter }) => voter,
        (row) => html`<article aria-label="${nameVoter(row)}, set aside">
          <h3><a href=${graphAddress("voter", row.voter)}>${nameVoter(row)}</a></h3>
          <p>
            ${row.why ?? "No reason was given."} ${row.by ? `By ${row.by}, ` : ""}${row.aside.slice(0, 10)}.
            ${row.moving ? "Some pairs have not followed yet." : ""}
          </p>
          <taggy-standing .voter=${row.voter} .name=${nameVoter(row)} .aside=${true}></taggy-standing>
        </article>`,
      )}`;
  }

  #renderInfluence() {
    return html`<h2 id="influence">Influence</h2>
      <div class="wide" tabindex="0" role="group" aria-labelledby="influence">
        <table aria-labelledby="influence">
          <thead>
            <tr>
              <th scope="col">Voter</th>
              <th scope="col">Pairs</th>
              <th scope="col">Would turn without</th>
              <th scope="col">Mean change</th>
            </tr>
          </thead>
          <tbody>
            ${this.influence.map(
              (row) => html`<tr>
                <th scope="row"><a href=${graphAddress("voter", row.voter)}>${nameVoter(row)}</a></th>
                <td>${row.pairs.toLocaleString("en-GB")}</td>
                <td>${row.flips.toLocaleString("en-GB")}</td>
                <td>${row.change.toFixed(3)}</td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>`;
  }

  get #isStaff() {
    return this.me?.voter.role === "staff";
  }

  #read() {
    this.#suspecting.read(null);
    this.#listing.read();
    this.#weighing.read();
  }

  /** @param {Suspects} answer @param {string | null} after */
  #addSuspects({ voters, next }, after) {
    this.suspects = { voters: after === null ? voters : [...(this.suspects?.voters ?? []), ...voters], next };
  }

  /** @param {CustomEvent<string>} event */
  #hear(event) {
    this.said = event.detail;
    this.#read();
  }

  async #search() {
    this.said = await orderJob("conduct", "A search");
  }
}

customElements.define("taggy-conduct", TaggyConduct);
