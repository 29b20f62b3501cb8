/** One picture, as large as there is room for; animated ones can be stopped and played. */

import { css, html, LitElement, nothing } from "/static/vendor/lit.js";
import { pauseIcon, playIcon } from "./icons.js";
import { look } from "./look.js";

/** @import {ImageCard} from "./types.js" */

const STILL = window.matchMedia("(prefers-reduced-motion: reduce)");

export class TaggyPicture extends LitElement {
  static properties = {
    image: { attribute: false },
    moving: { state: true },
    failed: { state: true },
  };

  static styles = [
    look,
    css`
      :host {
        display: grid;
        place-items: center;
        container-type: size;
        min-block-size: 0;
      }
      picture {
        display: contents;
      }
      img {
        display: block;
        inline-size: min(100cqw, 100cqh * var(--ratio, 1), 3px * var(--natural, 400));
        block-size: auto;
        aspect-ratio: var(--ratio);
        border-radius: var(--round-small);
        background: var(--mat);
        box-shadow: var(--shade);
        user-select: none;
        -webkit-user-drag: none;
      }
      button {
        position: absolute;
        inset-block-end: var(--gap-3);
        inset-inline-start: var(--gap-3);
      }
      .failed {
        display: grid;
        gap: var(--gap-4);
        justify-items: center;
      }
      .failed button {
        position: static;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {ImageCard | null} */
    this.image = null;
    /** @type {boolean | null}  null: as the system prefers */
    this.moving = null;
    this.failed = false;
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (!changed.has("image") || !this.image) return;
    const { width, height } = this.image;
    this.style.setProperty("--ratio", String(width / height));
    this.style.setProperty("--natural", String(width));
  }

  render() {
    if (!this.image) return nothing;
    if (this.failed) return this.#renderFailure();
    const { urls, frames, width, height } = this.image;
    const animated = frames > 1;
    return html`
      <picture>
        ${animated && this.moving === null
          ? html`<source media="(prefers-reduced-motion: reduce)" srcset=${urls.still} />`
          : nothing}
        <img
          alt="Picture to judge"
          width=${width}
          height=${height}
          draggable="false"
          src=${this.moving === false ? urls.still : urls.media}
          @error=${() => (this.failed = true)}
        />
      </picture>
      ${animated ? this.#renderSwitch() : nothing}
    `;
  }

  #renderSwitch() {
    const moving = this.moving ?? !STILL.matches;
    return html`<button @click=${() => (this.moving = !moving)}>
      ${moving ? pauseIcon : playIcon} ${moving ? "Pause" : "Play"}
    </button>`;
  }

  #renderFailure() {
    return html`<div class="failed">
      <p>This picture did not load.</p>
      <button @click=${() => (this.failed = false)}>Load it again</button>
    </div>`;
  }
}

customElements.define("taggy-picture", TaggyPicture);
