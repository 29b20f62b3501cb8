/** The tag that is asked about, in big type, with what it means. */

import { css, html, LitElement, nothing } from "/static/vendor/lit.js";
import { tagAddress } from "./address.js";
import { hint } from "./keyboard.js";
import { look } from "./look.js";

/** @import {TagCard} from "./types.js" */

const LONG = 20;
const LONGEST = 60;
const WORDY = 80; // more than two lines of a telephone
const WORDIEST = 280; // more than eight lines beside the picture

export class TaggyQuestion extends LitElement {
  static properties = { tag: { attribute: false }, whole: { state: true } };

  static styles = [
    look,
    css`
      h1 {
        display: grid;
        justify-items: start;
        gap: var(--gap-1);
        letter-spacing: 0;
      }
      .ask {
        font: 400 var(--lead) / 1.3 var(--sans);
        color: var(--ink-soft);
      }
      .word {
        font-size: var(--word);
        line-height: 1.06;
        letter-spacing: -0.015em;
        overflow-wrap: anywhere;
        text-wrap: wrap;
      }
      .long {
        font-size: calc(var(--word) * 0.72);
      }
      .longest {
        font-size: calc(var(--word) * 0.48);
        line-height: 1.2;
      }
      .word a {
        color: inherit;
        text-decoration: underline dotted 1px;
        text-decoration-color: var(--line-strong);
      }
      .word a:hover {
        text-decoration-style: solid;
      }
      .word i {
        font-style: normal;
        color: var(--accent);
      }
      .about {
        margin-block-start: var(--gap-3);
        max-inline-size: 38rem;
        color: var(--ink-soft);
        text-wrap: pretty;
        overflow-wrap: anywhere;
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 8;
        overflow: hidden;
      }
      .about.whole {
        -webkit-line-clamp: none;
      }
      .more {
        display: none;
        margin-inline-start: calc(-1 * var(--gap-4));
      }
      .more.wordiest {
        display: inline-flex;
      }
      .category {
        color: var(--ink);
        font-weight: 600;
      }
      .category::after {
        content: " · ";
        font-weight: 400;
      }
      .category:last-child::after {
        content: none;
      }
      @media (max-width: 40rem), (max-width: 60rem) and (orientation: portrait) {
        .about {
          margin-block-start: var(--gap-1);
          font-size: var(--small);
          -webkit-line-clamp: 2;
        }
        .more {
          display: inline-flex;
        }
        .ask {
          font-size: var(--small);
        }
      }
    `,
  ];

  constructor() {
    super();
    /** @type {TagCard | null} */
    this.tag = null;
    this.whole = false;
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("tag")) this.whole = false;
  }

  render() {
    if (!this.tag) return nothing;
    const { name, description, category } = this.tag;
    const size = name.length > LONGEST ? "longest" : name.length > LONG ? "long" : "";
    return html`
      <h1>
        <span class="ask">Does this picture match</span>
        <span class="word ${size}"
          ><a href=${tagAddress(name)} aria-keyshortcuts=${hint("about")}><bdi>${name}</bdi></a><i>?</i></span
        >
      </h1>
      ${category || description
        ? html`<p id="about" class="about ${this.whole ? "whole" : ""}">
            ${category ? html`<span class="category">${category}</span>` : nothing}
            ${description ? html`<span dir="auto">${description}</span>` : nothing}
          </p>`
        : nothing}
      ${description && description.length > WORDY ? this.#renderMore(description) : nothing}
    `;
  }

  /** @param {string} description */
  #renderMore(description) {
    return html`<button
      class="quiet more ${description.length > WORDIEST ? "wordiest" : ""}"
      aria-expanded=${this.whole}
      aria-controls="about"
      @click=${() => (this.whole = !this.whole)}
    >
      ${this.whole ? "Less" : "More"}
    </button>`;
  }
}

customElements.define("taggy-question", TaggyQuestion);
