/** Beside a proposal: the nearest pictures of which people, or else sources, said Yes, and those of which they said No. */

import { css, html, LitElement, nothing } from "/static/vendor/lit.js";
import { look } from "./look.js";
import { renderStrip, stripLook } from "./strip.js";

/** @import {Said, WitnessCard} from "./types.js" */

const BY = { people: "say people", sources: "says a source" };

export class TaggyWitnesses extends LitElement {
  static properties = { said: { attribute: false } };

  static styles = [
    look,
    stripLook,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        gap: var(--gap-2) var(--gap-5);
      }
      section {
        display: grid;
        gap: var(--gap-1);
        min-inline-size: 0;
      }
      h3 {
        font-size: 1rem;
        font-weight: 400;
      }
      .strip {
        grid-auto-columns: 4.5rem;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Said}  set by the parent before this is connected */
    this.said = /** @type {any} */ (null);
  }

  render() {
    const { tag, yes, no } = this.said;
    if (!yes.length && !no.length) return html`<p class="soft small">Nothing near it was answered or claimed.</p>`;
    return html`${this.#renderSide(`Nearest with ${tag}`, "Yes", yes)}
    ${this.#renderSide(`Nearest without ${tag}`, "No", no)}`;
  }

  /** @param {string} heading @param {"Yes" | "No"} answer @param {WitnessCard[]} side */
  #renderSide(heading, answer, side) {
    if (!side.length) return nothing;
    return html`<section aria-label=${heading}>
      <h3 class="small soft">${heading}</h3>
      ${renderStrip(side, (place) => `Picture ${place}: ${answer}, ${BY[side[place - 1]?.by ?? "people"]}`)}
    </section>`;
  }
}

customElements.define("taggy-witnesses", TaggyWitnesses);
