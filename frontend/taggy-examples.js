/** Examples of a tag: pictures that match it, and pictures that do not, as people settled it. */

import { css, html, LitElement, nothing } from "/static/vendor/lit.js";
import { graphAddress } from "./address.js";
import { noIcon, yesIcon } from "./icons.js";
import { look } from "./look.js";
import { tileLook } from "./tile-look.js";

/** @import {ImageCard, TagPage} from "./types.js" */

export class TaggyExamples extends LitElement {
  static properties = { tag: { attribute: false } };

  static styles = [
    look,
    tileLook,
    css`
      :host {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr));
        gap: var(--gap-5);
      }
      section {
        display: grid;
        gap: var(--gap-3);
        align-content: start;
      }
      h2 {
        display: flex;
        align-items: center;
        gap: var(--gap-2);
        font-size: 1.25rem;
      }
      .yes svg {
        color: var(--yes);
      }
      .no svg {
        color: var(--no);
      }
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(7rem, 1fr));
        gap: var(--gap-2);
      }
    `,
  ];

  constructor() {
    super();
    /** @type {TagPage}  set by the parent before this is connected */
    this.tag = /** @type {any} */ (null);
  }

  render() {
    const { yes, no } = this.tag;
    if (!yes.length && !no.length) {
      return html`<p class="soft">Examples are shown as soon as people have agreed on some, or you have answered.</p>`;
    }
    return html`${this.#renderSide("yes", html`${yesIcon} These match`, yes)}
    ${this.#renderSide("no", html`${noIcon} These do not`, no)}`;
  }

  /** @param {"yes" | "no"} side @param {unknown} says @param {ImageCard[]} images */
  #renderSide(side, says, images) {
    if (!images.length) return nothing;
    const what = side === "yes" ? "matches" : "does not match";
    return html`<section class=${side} aria-labelledby=${side}>
      <h2 id=${side}>${says}</h2>
      <ul>
        ${images.map(
          (image, place) => html`<li>
            <a href=${graphAddress("image", image.id)}>
              <img alt="Picture ${place + 1} that ${what}" loading="lazy" src=${image.urls.thumbnail} />
            </a>
          </li>`,
        )}
      </ul>
    </section>`;
  }
}

customElements.define("taggy-examples", TaggyExamples);
