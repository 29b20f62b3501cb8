/** For staff: what filters refused, those nearest to a bound first, to be looked at and restored. */

import { css, html, LitElement, nothing, repeat } from "/static/vendor/lit.js";
import { graphAddress } from "./address.js";
import { listFiltered, restorePicture } from "./api.js";
import { cardLook } from "./card-look.js";
import { look, pageLook } from "./look.js";
import { Reading } from "./reading.js";
import { RequestError } from "./request.js";
import { renderStaffOnly } from "./standstill.js";
import "./taggy-notice.js";

/** @import {FilteredPicture, Me} from "./types.js" */

export class TaggyFiltered extends LitElement {
  static properties = {
    me: { attribute: false },
    pictures: { state: true },
    next: { state: true },
    restored: { state: true },
    said: { state: true },
  };

  static styles = [
    look,
    pageLook,
    cardLook,
    css`
      .list {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 16rem), 1fr));
        gap: var(--gap-4);
      }
      article {
        overflow: clip;
        overflow-wrap: anywhere;
      }
      img {
        inline-size: 100%;
        aspect-ratio: 4 / 3;
        object-fit: contain;
        background: var(--mat);
        border-radius: var(--round-small);
      }
      .more {
        justify-self: center;
      }
    `,
  ];

  #reading = new Reading(this, listFiltered, (page, after) => this.#take(page, after));

  constructor() {
    super();
    /** @type {Me | null} */
    this.me = null;
    /** @type {FilteredPicture[] | null} */
    this.pictures = null;
    /** @type {string | null} */
    this.next = null;
    /** @type {ReadonlySet<string>}  ids of pictures */
    this.restored = new Set();
    this.said = "";
  }

  connectedCallback() {
    super.connectedCallback();
    if (this.#isStaff) this.#reading.read(null);
  }

  render() {
    if (!this.#isStaff) return renderStaffOnly();
    const { problem } = this.#reading;
    if (problem) {
      return html`<taggy-notice heading="The board cannot be read now" text=${problem.message}></taggy-notice>`;
    }
    if (!this.pictures) return html`<taggy-notice patient heading="One moment" text="Reading the board."></taggy-notice>`;
    if (this.pictures.length === 0) {
      return html`<taggy-notice heading="Nothing is refused" text="No filter keeps a picture back.">
        <button @click=${() => this.#reading.read(null)}>Look again</button>
      </taggy-notice>`;
    }
    return html`
      <header>
        <h1>Filtered pictures</h1>
        <p class="soft">
          Filters refused them, and nobody else sees them. Those nearest to a bound stand first. What you restore no
          filter refuses again.
        </p>
        <p class="soft" role="status">${this.said}</p>
      </header>
      <ul class="list">
        ${repeat(
          this.pictures,
          ({ image, filter }) => `${image.id}|${filter}`,
          (picture) => html`<li>${this.#renderPicture(picture)}</li>`,
        )}
      </ul>
      ${this.next ? html`<button class="more" @click=${() => this.#reading.read(this.next)}>Show more</button>` : nothing}
    `;
  }

  /** @param {FilteredPicture} picture */
  #renderPicture({ image, filter, stage, reason }) {
    const hidden = ["suspected", "confirmed"].includes(image.nsfw) && !this.me?.nsfw;
    return html`<article aria-label=${`Refused by ${filter}`}>
      <img class=${hidden ? "veiled" : ""} alt="Refused picture" loading="lazy" src=${image.urls.thumbnail} />
      <h2>${stage}</h2>
      <p class="small">${reason}</p>
      <p class="small soft">${filter} · <a href=${graphAddress("image", image.id)}>In the graph</a></p>
      ${this.restored.has(image.id)
        ? html`<p class="small" tabindex="-1" data-image=${image.id}>Restored.</p>`
        : html`<button @click=${() => this.#restore(image.id)}>Restore</button>`}
    </article>`;
  }

  get #isStaff() {
    return this.me?.voter.role === "staff";
  }

  /** @param {string} image */
  async #restore(image) {
    try {
      await restorePicture({ image });
      this.restored = new Set([...this.restored, image]);
      await this.updateComplete;
      /** @type {HTMLElement | null} */ (this.renderRoot.querySelector(`[data-image="${image}"]`))?.focus();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      this.said = `Not restored: ${error.message}`;
    }
  }

  /** @param {{refused: FilteredPicture[], next: string | null}} page @param {string | null} after  null for the first ones */
  #take({ refused, next }, after) {
    this.pictures = after === null ? refused : [...(this.pictures ?? []), ...refused];
    this.next = next;
  }
}

customElements.define("taggy-filtered", TaggyFiltered);
