/** Two pictures to compare: side by side, in turn, or their difference; magnified in step, one mirrored where wanted. */

import { html, LitElement, nothing } from "/static/vendor/lit.js";
import { applyView, CLOSER, moveView, toggleView, WHOLE } from "./closer.js";
import { followGestures } from "./gestures.js";
import { pairLook } from "./pair-look.js";
import { isVideo } from "./videos.js";

/** @import {View} from "./closer.js" */
/** @import {Move} from "./gestures.js" */
/** @import {Copy, ProbablePair} from "./types.js" */

/** @typedef {"beside" | "flicker" | "difference"} Mode */

const TURN_MS = 700; // far below three flashes a second
const ALIKE = 0.02; // shapes that differ by less are laid exactly over each other
const STILL = window.matchMedia("(prefers-reduced-motion: reduce)");

export class TaggyPair extends LitElement {
  static properties = {
    pair: { attribute: false },
    mode: { reflect: true },
    swapped: { type: Boolean, reflect: true },
    mirrored: { type: Boolean, reflect: true },
    shown: { attribute: false },
    view: { state: true },
    turn: { state: true },
  };

  static styles = pairLook;

  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  constructor() {
    super();
    /** @type {ProbablePair | null} */
    this.pair = null;
    /** @type {Mode} */
    this.mode = "beside";
    this.swapped = false; // which one lies left, or on top
    this.mirrored = false; // whether the second one is mirrored to compare
    /** @type {string | null}  the one that is shown if they are merged */
    this.shown = null;
    /** @type {View}  of both */
    this.view = WHOLE;
    this.turn = false; // flicker: whether the second one is seen
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
    super.disconnectedCallback();
  }

  /** @returns {boolean} */
  get isCloser() {
    return this.view.scale > 1;
  }

  /** Look closer at the middle of both, or go back. */
  toggle() {
    this.view = toggleView(this.view);
  }

  firstUpdated() {
    new ResizeObserver(() => this.#stack()).observe(this);
    for (const pane of /** @type {NodeListOf<HTMLElement>} */ (this.renderRoot.querySelectorAll(".pane"))) {
      /** @param {Move} move */
      const move = (move) => {
        const shown = /** @type {HTMLElement} */ (pane.querySelector("img, video"));
        this.view = moveView(this.view, move, pane, shown);
      };
      followGestures(pane, move, (fingers) => this.isCloser || fingers > 1);
      pane.addEventListener("dblclick", ({ clientX, clientY }) => {
        const box = pane.getBoundingClientRect();
        const place = { x: clientX - box.left, y: clientY - box.top };
        if (this.isCloser) this.view = WHOLE;
        else move({ dx: 0, dy: 0, factor: CLOSER, ...place });
      });
    }
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("mode")) this.#follow();
    if (changed.has("mode") || changed.has("pair")) this.view = WHOLE;
    if (changed.has("swapped")) this.turn = this.swapped;
    applyView(this, this.view);
    if (!this.pair || !changed.has("pair")) return;
    const [one, other] = [this.pair.one, this.pair.other].map(({ width, height }) => width / height);
    const alike = Math.abs(one / other - 1) < ALIKE;
    this.style.setProperty("--ratio-1", String(one));
    this.style.setProperty("--ratio-2", String(alike ? one : other));
    this.#stack();
    this.style.setProperty("--natural", String(Math.max(this.pair.one.width, this.pair.other.width)));
  }

  render() {
    if (!this.pair) return nothing;
    return html`<div class="panes">${this.#renderPane(1, this.pair.one)} ${this.#renderPane(2, this.pair.other)}</div>`;
  }

  /** @param {1 | 2} number @param {Copy} copy */
  #renderPane(number, copy) {
    const hidden = this.mode === "flicker" && this.turn !== (number === 2);
    return html`<figure class="pane ${number === 1 ? "one" : "other"}" ?data-hidden=${hidden}>
      ${this.#renderCopy(number, copy)}
      <figcaption class=${this.shown === copy.id ? "shown" : ""}>${number}</figcaption>
    </figure>`;
  }

  /** @param {1 | 2} number @param {Copy} copy */
  #renderCopy(number, copy) {
    const { urls, frames } = copy;
    const video = isVideo(copy);
    const still = (video || frames > 1) && this.mode === "difference"; // two animations never keep step
    if (video && !still && !STILL.matches) {
      return html`<video
        aria-label="Picture ${number}"
        poster=${urls.still}
        src=${urls.media}
        .muted=${true}
        muted
        loop
        autoplay
        playsinline
        disablepictureinpicture
      ></video>`;
    }
    return html`<picture>
      ${frames > 1 ? html`<source media="(prefers-reduced-motion: reduce)" srcset=${urls.still} />` : nothing}
      <img alt="Picture ${number}" draggable="false" src=${still || video ? urls.still : urls.media} @load=${this.#decode} />
    </picture>`;
  }

  /** Two pictures that are wider than the room for both are larger one above the other. */
  #stack() {
    const { width, height } = this.pair?.one ?? { width: 1, height: 1 };
    this.toggleAttribute("stacked", width / height > this.clientWidth / this.clientHeight);
  }

  /** A pair that waits is decoded before it is wanted, so that showing it is only painting it. @param {Event} event */
  #decode(event) {
    /** @type {HTMLImageElement} */ (event.target).decode().catch(() => null); // it was changed meanwhile
  }

  /** Show them in turn; where less motion is asked for, only when they are swapped. */
  #follow() {
    clearInterval(this.#timer);
    this.turn = this.swapped;
    if (this.mode === "flicker" && !STILL.matches) this.#timer = setInterval(() => (this.turn = !this.turn), TURN_MS);
  }
}

customElements.define("taggy-pair", TaggyPair);
