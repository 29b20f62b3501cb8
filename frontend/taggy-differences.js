/** By how much a run's figures are above the live run's, tag by tag, where it got worst first. */

import { html, LitElement, nothing, repeat } from "/static/vendor/lit.js";
import { tagAddress } from "./address.js";
import { figuresLook, renderDifference } from "./figures-look.js";
import { look } from "./look.js";

/** @import {TagDifference} from "./types.js" */

export class TaggyDifferences extends LitElement {
  static properties = { run: {}, live: {}, tags: { attribute: false } };

  static styles = [look, figuresLook];

  constructor() {
    super();
    this.run = "";
    this.live = "";
    /** @type {TagDifference[]} */
    this.tags = [];
  }

  render() {
    return html`
      <h2 id="beside">${this.run} beside the live run ${this.live}</h2>
      <p class="soft">
        Each was measured when it was trained, so on other answers. On the same pictures, with what chance can do and
        where pictures look alike: <code>taggy model compare ${this.run} ${this.live} --out compared.html</code>
      </p>
      ${this.tags.length ? nothing : html`<p>They have no tag in common.</p>`}
      <div class="wide" tabindex="0" role="group" aria-labelledby="beside">
        <table aria-labelledby="beside">
          <thead>
            <tr>
              <th scope="col" class="words">Tag</th>
              <th scope="col" class="words">Category</th>
              <th scope="col">Average precision</th>
              <th scope="col">Precision</th>
              <th scope="col">Coverage</th>
            </tr>
          </thead>
          <tbody>
            ${repeat(
              this.tags,
              ({ tag }) => tag,
              (row) => html`<tr>
                <th scope="row"><a href=${tagAddress(row.tag)}>${row.tag}</a></th>
                <td class="words">${row.category ?? nothing}</td>
                <td>${renderDifference(row.average_precision)}</td>
                <td>${renderDifference(row.precision)}</td>
                <td>${renderDifference(row.coverage)}</td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
    `;
  }
}

customElements.define("taggy-differences", TaggyDifferences);
