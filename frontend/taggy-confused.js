/** Tags that people or the run take for others, with figures and a few of the pictures. */

import { css, html, LitElement, nothing } from "/static/vendor/lit.js";
import { graphAddress, tagAddress } from "./address.js";
import { listConfusedTags } from "./api.js";
import { cardLook } from "./card-look.js";
import { look } from "./look.js";
import { Reading } from "./reading.js";
import { tileLook } from "./tile-look.js";
import "./taggy-notice.js";

/** @import {ConfusedTags, Me} from "./types.js" */

export class TaggyConfused extends LitElement {
  static properties = { me: { attribute: false }, tags: { state: true } };

  static styles = [
    look,
    cardLook,
    tileLook,
    css`
      :host,
      .list {
        display: grid;
        gap: var(--gap-4);
      }
      h2 {
        overflow-wrap: anywhere;
      }
      h2 a {
        display: inline;
        background: none;
      }
      .pictures {
        display: grid;
        grid-template-columns: repeat(4, minmax(0, 7rem));
        gap: var(--gap-2);
      }
    `,
  ];

  #reading = new Reading(this, listConfusedTags, ({ tags }) => (this.tags = tags));

  constructor() {
    super();
    /** @type {Me | null} */
    this.me = null;
    /** @type {ConfusedTags[] | null} */
    this.tags = null;
  }

  /** Read once, and again where other pictures may be shown. @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    const before = /** @type {Me | null | undefined} */ (changed.get("me"));
    if (changed.has("me") && before?.nsfw !== this.me?.nsfw) this.#reading.read();
  }

  render() {
    const { problem } = this.#reading;
    if (problem) {
      return html`<taggy-notice heading="The board cannot be read now" text=${problem.message}></taggy-notice>`;
    }
    if (!this.tags) return html`<taggy-notice patient heading="One moment" text="Reading the board."></taggy-notice>`;
    if (!this.tags.length) {
      return html`<taggy-notice heading="Nothing stands here" text="No tag is taken for another."></taggy-notice>`;
    }
    return html`<ul class="list">
      ${this.tags.map((row) => html`<li>${this.#renderRow(row)}</li>`)}
    </ul>`;
  }

  /** @param {ConfusedTags} row */
  #renderRow({ tag, instead, pictures, by_run, by_people, disputed, images }) {
    return html`<article>
      <h2>
        <a href=${tagAddress(tag)}>${tag}</a> <span class="soft">where it is</span> <a href=${tagAddress(instead)}>${instead}</a>
      </h2>
      <p class="small">
        On ${pictures} of ${disputed} ${disputed === 1 ? "picture" : "pictures"} where “${tag}” is denied or disputed, people
        say Yes to “${instead}”: ${by_run} by the run, ${by_people} by people or sources.
      </p>
      ${images.length
        ? html`<ul class="pictures">
            ${images.map(
              (image, place) => html`<li>
                <a href=${graphAddress("image", image.id)}>
                  <img alt="Picture ${place + 1}: ${instead}" loading="lazy" src=${image.urls.thumbnail} />
                </a>
              </li>`,
            )}
          </ul>`
        : nothing}
    </article>`;
  }
}

customElements.define("taggy-confused", TaggyConfused);
