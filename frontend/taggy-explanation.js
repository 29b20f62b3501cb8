/** Why a pair is believed as it is: what each speaker adds, read when somebody opens it. */

import { css, html, LitElement, nothing } from "/static/vendor/lit.js";
import { explainPair } from "./api.js";
import { look } from "./look.js";
import { Reading } from "./reading.js";
import "./taggy-cypher.js";

/** @import {ExplainedPair, ExplainedShare} from "./types.js" */

/** @type {Readonly<Record<ExplainedShare["kind"], string>>} */
const SPEAKERS = { voter: "Somebody", ruling: "Ruling", source: "Source", run: "The run" };

/** A share with its sign. @param {number} figure @returns {string} */
const write = (figure) => `${figure < 0 ? "−" : "+"}${Math.abs(figure).toFixed(2)}`;

/** @param {ExplainedShare} share @returns {string} */
function say({ kind, says, right }) {
  if (kind === "run") return right ? right[0].toFixed(2) : "";
  return says === null ? "Pass" : says ? "Yes" : "No";
}

export class TaggyExplanation extends LitElement {
  static properties = { image: {}, tag: {}, found: { state: true } };

  static styles = [
    look,
    css`
      :host {
        display: block;
      }
      details {
        display: grid;
        gap: var(--gap-2);
      }
      summary {
        cursor: pointer;
      }
      table {
        inline-size: 100%;
        border-collapse: collapse;
        font-size: var(--small);
      }
      th,
      td {
        padding: var(--gap-1) var(--gap-2);
        text-align: start;
        overflow-wrap: anywhere;
      }
      .figure {
        text-align: end;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  #reading = new Reading(this, explainPair, (found) => (this.found = found));

  constructor() {
    super();
    this.image = "";
    this.tag = "";
    /** @type {ExplainedPair | null} */
    this.found = null;
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("image") || changed.has("tag")) this.found = null;
  }

  render() {
    return html`<details @toggle=${this.#open}>
      <summary>Why it is believed so</summary>
      ${this.found ? this.#renderFound(this.found) : this.#renderWaiting()}
    </details>`;
  }

  #renderWaiting() {
    const { problem } = this.#reading;
    return html`<p class="small soft" role="status">${problem ? problem.message : "Reading who said what."}</p>`;
  }

  /** @param {ExplainedPair} found */
  #renderFound(found) {
    const figures = Object.entries({ people: found.people, evidence: found.evidence, posterior: found.posterior });
    return html`<table aria-label="What each speaker adds">
        <thead>
          <tr>
            <th scope="col">Who</th>
            <th scope="col">Says</th>
            <th scope="col">Right</th>
            <th scope="col" class="figure">Adds</th>
            <th scope="col" class="figure">Sum</th>
          </tr>
        </thead>
        <tbody>
          ${found.shares.map((share) => this.#renderShare(share))}
        </tbody>
      </table>
      <p class="small">
        ${figures.map(([name, figure]) => html`${name} <b>${figure === null ? "unknown" : figure.toFixed(3)}</b> `)}
      </p>
      <taggy-cypher .graph=${found}></taggy-cypher>`;
  }

  /** @param {ExplainedShare} share */
  #renderShare(share) {
    const { kind, speaker, name, right, notes } = share;
    return html`<tr>
      <td>
        ${name ?? (kind === "source" ? speaker : SPEAKERS[kind])}
        ${notes.length ? html`<span class="soft">(${notes.join(", ")})</span>` : nothing}
      </td>
      <td>${say(share)}</td>
      <td>${(kind !== "run" && right ? right : []).map((figure) => figure.toFixed(2)).join(" / ")}</td>
      <td class="figure">${write(share.share)}</td>
      <td class="figure">${write(share.total)}</td>
    </tr>`;
  }

  /** @param {Event} event */
  #open({ target }) {
    if (/** @type {HTMLDetailsElement} */ (target).open && !this.found) void this.#reading.read(this.image, this.tag);
  }
}

customElements.define("taggy-explanation", TaggyExplanation);
