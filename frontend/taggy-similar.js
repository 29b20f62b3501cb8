/** A strip of the pictures that a backbone finds nearest to one. Nothing where none has seen it. */

import { css, html, LitElement, nothing } from "/static/vendor/lit.js";
import { listSimilar } from "./api.js";
import { look } from "./look.js";
import { Reading } from "./reading.js";
import { renderStrip, stripLook } from "./strip.js";

/** @import {SimilarImages} from "./types.js" */

export class TaggySimilar extends LitElement {
  static properties = { image: { type: String }, similar: { state: true } };

  static styles = [
    look,
    stripLook,
    css`
      section {
        display: grid;
        gap: var(--gap-2);
      }
      h2 {
        font-size: 1.25rem;
      }
    `,
  ];

  #reading = new Reading(this, listSimilar, (similar) => (this.similar = similar));

  constructor() {
    super();
    this.image = "";
    /** @type {SimilarImages | null} */
    this.similar = null;
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("image") && this.image) this.#reading.read(this.image);
  }

  render() {
    if (!this.similar?.images.length) return nothing;
    return html`<section aria-labelledby="similar">
      <h2 id="similar">Similar pictures</h2>
      ${renderStrip(this.similar.images, (place) => `Similar picture ${place}`)}
    </section>`;
  }
}

customElements.define("taggy-similar", TaggySimilar);
