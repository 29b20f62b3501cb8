/** What a row is judged by: the nearest pictures that people say Yes to, and No. Read when the row is looked at. */

import { css, html, LitElement } from "/static/vendor/lit.js";
import { graphAddress } from "./address.js";
import { listNearestExamples } from "./api.js";
import { look } from "./look.js";
import { Reading } from "./reading.js";
import { tileLook } from "./tile-look.js";

/** @import {NearestExamples} from "./types.js" */

export class TaggyEvidence extends LitElement {
  static properties = { image: {}, tag: {}, nearest: { state: true } };

  static styles = [
    look,
    tileLook,
    css`
      :host {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 14rem), 1fr));
        gap: var(--gap-4);
      }
      section {
        display: grid;
        gap: var(--gap-2);
        align-content: start;
      }
      h3 {
        font: 600 var(--small) / 1.3 var(--sans);
      }
      ul {
        display: grid;
        grid-template-columns: repeat(4, minmax(0, 1fr));
        gap: var(--gap-2);
      }
    `,
  ];

  #reading = new Reading(this, listNearestExamples, (nearest) => (this.nearest = nearest));

  constructor() {
    super();
    this.image = "";
    this.tag = "";
    /** @type {NearestExamples | null} */
    this.nearest = null;
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (!changed.has("image") && !changed.has("tag")) return;
    this.nearest = null;
    this.#reading.read(this.image, this.tag);
  }

  render() {
    const { problem } = this.#reading;
    if (problem) return html`<p class="small soft" role="status">Evidence cannot be read: ${problem.message}</p>`;
    if (!this.nearest) return html`<p class="small soft">Looking for similar pictures.</p>`;
    return html`${this.#renderSide("yes", "Nearest Yes", this.nearest.yes)}
    ${this.#renderSide("no", "Nearest No", this.nearest.no)}`;
  }

  /** @param {string} side @param {string} says @param {NearestExamples["yes"]} near */
  #renderSide(side, says, near) {
    return html`<section aria-labelledby=${side}>
      <h3 id=${side}>${says}</h3>
      ${near.length
        ? html`<ul>
            ${near.map(
              ({ image, cosine }, place) => html`<li>
                <a href=${graphAddress("image", image.id)} title="Cosine ${cosine.toFixed(2)}">
                  <img alt="${says} ${place + 1}" loading="lazy" src=${image.urls.thumbnail} />
                </a>
              </li>`,
            )}
          </ul>`
        : html`<p class="small soft">None is known.</p>`}
    </section>`;
  }
}

customElements.define("taggy-evidence", TaggyEvidence);
