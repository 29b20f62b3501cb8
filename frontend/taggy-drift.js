/** For staff: who comes to judge differently, and which tags come to mean something else, month by month. */

import { css, html, LitElement, nothing, repeat } from "/static/vendor/lit.js";
import { graphAddress, tagAddress } from "./address.js";
import { listDriftingTags, listDriftingVoters } from "./api.js";
import { renderMonths } from "./drift-look.js";
import { figuresLook } from "./figures-look.js";
import { look } from "./look.js";
import { Reading } from "./reading.js";

/** @import {Months, TagDrift, VoterDrift} from "./types.js" */

/** @typedef {{voters: VoterDrift[], next: string | null}} Voters */
/** @typedef {{tags: TagDrift[], next: string | null}} Tags */

/** What a change is, in words. @param {Months} row */
const describeChange = ({ z, since, moved }) =>
  z === null || since === null
    ? "too few answers to tell"
    : `${moved ? `${z < 0 ? "agrees less" : "agrees more"} since ${since}` : "no change beyond luck"} (z ${z.toFixed(1)})`;

export class TaggyDrift extends LitElement {
  static properties = { voters: { state: true }, tags: { state: true } };

  static styles = [
    look,
    figuresLook,
    css`
      th[scope="col"] {
        padding: var(--gap-1) var(--gap-3);
      }
      th[scope="col"]:first-child {
        text-align: start;
      }
      .months {
        inline-size: 10rem;
        block-size: 3rem;
        fill: none;
        stroke-width: 2;
      }
      .agreed {
        stroke: var(--accent);
      }
      .expected {
        stroke: currentColor;
        stroke-width: 1;
        stroke-dasharray: 3 3;
      }
      .since {
        stroke: currentColor;
        stroke-width: 1;
      }
      circle {
        fill: var(--accent);
      }
    `,
  ];

  #byVoter = new Reading(this, listDriftingVoters, (answer, after) => this.#addVoters(answer, after));
  #byTag = new Reading(this, listDriftingTags, (answer, after) => this.#addTags(answer, after));

  constructor() {
    super();
    /** @type {Voters | null} */
    this.voters = null;
    /** @type {Tags | null} */
    this.tags = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#byVoter.read(null);
    this.#byTag.read(null);
  }

  render() {
    const { voters, tags } = this;
    return html`
      <p class="soft">
        How many answers of each month others agree with; the broken line is how many were expected to, had nothing changed.
      </p>
      ${tags?.tags.length
        ? html`<h2 id="tags">Agreement on tags</h2>
            ${this.#renderTable("tags", "Tag", tags.tags, ({ tag }) => tag, (row) => html`<a href=${tagAddress(row.tag)}>${row.tag}</a>`)}
            ${tags.next ? html`<button @click=${() => this.#byTag.read(tags.next)}>Show more tags</button>` : nothing}`
        : nothing}
      ${voters?.voters.length
        ? html`<h2 id="voters">Agreement of voters</h2>
            ${this.#renderTable("voters", "Voter", voters.voters, nameVoter, (row) => this.#renderVoter(row))}
            ${voters.next
              ? html`<button @click=${() => this.#byVoter.read(voters.next)}>Show more voters</button>`
              : nothing}`
        : html`<p>Nothing was measured yet.</p>`}
    `;
  }

  /** @param {Voters} answer @param {string | null} after */
  #addVoters({ voters, next }, after) {
    this.voters = { voters: after === null ? voters : [...(this.voters?.voters ?? []), ...voters], next };
  }

  /** @param {Tags} answer @param {string | null} after */
  #addTags({ tags, next }, after) {
    this.tags = { tags: after === null ? tags : [...(this.tags?.tags ?? []), ...tags], next };
  }

  /** @param {VoterDrift} row */
  #renderVoter(row) {
    const again = row.retests ? html` <span class="soft">same answer to ${row.same} of ${row.retests} asked again</span>` : nothing;
    return html`<a href=${graphAddress("voter", row.voter)}>${nameVoter(row)}</a>${again}`;
  }

  /**
   * @template {Months} Row
   * @param {string} id @param {string} head @param {Row[]} rows
   * @param {(row: Row) => string} name @param {(row: Row) => unknown} link
   */
  #renderTable(id, head, rows, name, link) {
    return html`<div class="wide" tabindex="0" role="group" aria-labelledby=${id}>
      <table aria-labelledby=${id}>
        <thead>
          <tr>
            <th scope="col">${head}</th>
            <th scope="col">Agreement by month</th>
            <th scope="col">Change</th>
          </tr>
        </thead>
        <tbody>
          ${repeat(
            rows,
            name,
            (row) => html`<tr>
              <th scope="row">${link(row)}</th>
              <td>${renderMonths(row, name(row))}</td>
              <td>${describeChange(row)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}

/** @param {{voter: string, name: string | null}} row */
const nameVoter = ({ voter, name }) => name ?? `anonymous ${voter.slice(0, 8)}`;

customElements.define("taggy-drift", TaggyDrift);
