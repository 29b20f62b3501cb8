/** The tag that is asked about, in big type, with what it means. */

import { css, html, LitElement, nothing } from "/static/vendor/lit.js";
import { look } from "./look.js";

/** @import {TagCard} from "./types.js" */

const LONG = 20;
const LONGEST = 60;

export class TaggyQuestion extends LitElement {
  static properties = { tag: { attribute: false } };

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
      .word i {
        font-style: normal;
        color: var(--accent);
      }
      .about {
        margin-block-start: var(--gap-3);
        max-inline-size: 38rem;
        color: var(--ink-soft);
        text-wrap: pretty;
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
          display: -webkit-box;
          -webkit-box-orient: vertical;
          -webkit-line-clamp: 2;
          overflow: hidden;
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
  }

  render() {
    if (!this.tag) return nothing;
    const { name, description, category } = this.tag;
    const size = name.length > LONGEST ? "longest" : name.length > LONG ? "long" : "";
    return html`
      <h1>
        <span class="ask">Does this picture match</span>
        <span class="word ${size}">${name}<i>?</i></span>
      </h1>
      ${category || description
        ? html`<p class="about">
            ${category ? html`<span class="category">${category}</span>` : nothing}
            ${description ? html`<span>${description}</span>` : nothing}
          </p>`
        : nothing}
    `;
  }
}

customElements.define("taggy-question", TaggyQuestion);
