/** One picture, as large as there is room for, and larger where one looks closer; what moves can be stopped and played. */

import { css, html, LitElement, nothing } from "/static/vendor/lit.js";
import { applyView, CLOSER, moveView, toggleView, WHOLE } from "./closer.js";
import { followGestures } from "./gestures.js";
import { pauseIcon, playIcon, zoomIcon } from "./icons.js";
import { hint } from "./keyboard.js";
import { look } from "./look.js";
import { isVideo } from "./videos.js";

/** @import {View} from "./closer.js" */
/** @import {Move} from "./gestures.js" */
/** @import {ImageCard} from "./types.js" */

const STILL = window.matchMedia("(prefers-reduced-motion: reduce)");

export class TaggyPicture extends LitElement {
  static properties = {
    image: { attribute: false },
    moving: { state: true },
    failed: { state: true },
    view: { state: true },
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
      img,
      video {
        display: block;
        inline-size: min(100cqw, 100cqh * var(--ratio, 1), 3px * var(--natural, 400));
        block-size: auto;
        aspect-ratio: var(--ratio);
        border-radius: var(--round-small);
        background: var(--mat);
        box-shadow: var(--shade);
        user-select: none;
        -webkit-user-drag: none;
        transform: translate(var(--zoom-x, 0), var(--zoom-y, 0)) scale(var(--zoom, 1));
      }
      :host([closer]) {
        overflow: hidden;
        cursor: move;
      }
      .closer {
        inset-inline: auto var(--gap-3);
        padding-inline: var(--gap-2);
        border-color: transparent;
        background: color-mix(in oklab, transparent, var(--wall) 72%);
        color: var(--ink-soft);
      }
      .closer[aria-pressed="true"] {
        color: var(--ink);
        border-color: var(--line-strong);
        background: var(--paper);
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
    /** @type {View} */
    this.view = WHOLE;
    followGestures(this, (move) => this.#move(move), (fingers) => this.isCloser || fingers > 1);
    this.addEventListener("dblclick", (event) => this.#toggleAt(event));
  }

  /** @returns {boolean} */
  get isCloser() {
    return this.view.scale > 1;
  }

  /** Look closer at the middle, or go back. */
  toggle() {
    this.view = toggleView(this.view);
  }

  /** @param {MouseEvent} event */
  #toggleAt(event) {
    if (event.composedPath().some((target) => target instanceof HTMLButtonElement)) return;
    if (this.isCloser) {
      this.view = WHOLE;
      return;
    }
    const box = this.getBoundingClientRect();
    this.#move({ dx: 0, dy: 0, factor: CLOSER, x: event.clientX - box.left, y: event.clientY - box.top });
  }

  /** @param {Move} move */
  #move(move) {
    const shown = /** @type {HTMLElement | null} */ (this.renderRoot.querySelector("img, video"));
    if (shown) this.view = moveView(this.view, move, this, shown);
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("view")) applyView(this, this.view);
    if (!changed.has("image") || !this.image) return;
    const { width, height } = this.image;
    this.style.setProperty("--ratio", String(width / height));
    this.style.setProperty("--natural", String(width));
  }

  render() {
    if (!this.image) return nothing;
    if (this.failed) return this.#renderFailure();
    const video = isVideo(this.image);
    return html`
      ${video && (this.moving ?? !STILL.matches) ? this.#renderVideo(this.image) : this.#renderImage(this.image, video)}
      ${video || this.image.frames > 1 ? this.#renderSwitch() : nothing}
      <button class="closer" aria-pressed=${this.isCloser} aria-keyshortcuts=${hint("zoom")} @click=${this.toggle}>
        ${zoomIcon}<span class="unseen">Look closer</span>
      </button>
    `;
  }

  /** @param {ImageCard} image @param {boolean} video  whose still is shown */
  #renderImage({ urls, frames, width, height }, video) {
    return html`<picture>
      ${frames > 1 && !video && this.moving === null
        ? html`<source media="(prefers-reduced-motion: reduce)" srcset=${urls.still} />`
        : nothing}
      <img
        alt="Picture to judge"
        width=${width}
        height=${height}
        draggable="false"
        src=${video || this.moving === false ? urls.still : urls.media}
        @load=${this.#decode}
        @error=${() => (this.failed = true)}
      />
    </picture>`;
  }

  /** Its sound is never heard. @param {ImageCard} image */
  #renderVideo({ urls, width, height }) {
    return html`<video
      aria-label="Picture to judge"
      width=${width}
      height=${height}
      poster=${urls.still}
      src=${urls.media}
      .muted=${true}
      muted
      loop
      autoplay
      playsinline
      disablepictureinpicture
      @error=${() => (this.failed = true)}
    ></video>`;
  }

  /** A picture that waits is decoded before it is wanted, so that showing it is only painting it. @param {Event} event */
  #decode(event) {
    /** @type {HTMLImageElement} */ (event.target).decode().catch(() => null); // it was changed meanwhile
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
