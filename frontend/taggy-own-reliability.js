/** What one's own answers are worth, in words; nothing before a fit has read one. */

import { css, html, LitElement, nothing, repeat } from "/static/vendor/lit.js";
import { readOwnReliability } from "./api.js";
import { look } from "./look.js";
import { Reading } from "./reading.js";

/** @import {OwnReliability} from "./types.js" */

export class TaggyOwnReliability extends LitElement {
  static properties = { figures: { state: true } };

  static styles = [
    look,
    css`
      section {
        display: grid;
        gap: var(--gap-2);
        max-inline-size: 60rem;
      }
      h2 {
        font-size: 1.25rem;
      }
      li {
        overflow-wrap: anywhere;
      }
    `,
  ];

  #reading = new Reading(this, readOwnReliability, ({ figures }) => (this.figures = figures));

  constructor() {
    super();
    /** @type {OwnReliability[]} */
    this.figures = [];
  }

  connectedCallback() {
    super.connectedCallback();
    this.#reading.read();
  }

  render() {
    if (!this.figures.length) return nothing;
    return html`<section aria-labelledby="head">
      <h2 id="head">How it goes</h2>
      <ul>
        ${repeat(this.figures, ({ category }) => category, ({ says }) => html`<li>${says}</li>`)}
      </ul>
    </section>`;
  }
}

customElements.define("taggy-own-reliability", TaggyOwnReliability);
