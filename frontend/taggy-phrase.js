/** For analysts and staff: finds pictures by what they should show, where the backbone knows words. */

import { css, html, LitElement, nothing } from "/static/vendor/lit.js";
import { searchPictures } from "./api.js";
import { look } from "./look.js";
import { tellOutcome } from "./request.js";
import { renderStrip, stripLook } from "./strip.js";
import { askPatiently } from "./patience.js";

/** @import {NearCard} from "./types.js" */

export class TaggyPhrase extends LitElement {
  static properties = { images: { state: true }, said: { state: true }, busy: { state: true } };

  static styles = [
    look,
    stripLook,
    css`
      :host,
      form {
        display: grid;
        gap: var(--gap-2);
      }
      form {
        grid-template-columns: minmax(0, 24rem) auto;
        justify-content: start;
        align-items: end;
      }
      label {
        grid-column: 1 / -1;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {NearCard[]} */
    this.images = [];
    this.said = "";
    this.busy = false;
  }

  render() {
    return html`<form @submit=${this.#search}>
        <label for="phrase">Pictures that show</label>
        <input id="phrase" name="phrase" type="search" required maxlength="500" placeholder="a cat on a sofa" autocomplete="off" />
        <button ?disabled=${this.busy}>Find</button>
      </form>
      <p class="small soft" role="status">${this.said}</p>
      ${this.images.length ? renderStrip(this.images, (place) => `Picture ${place} that was found`) : nothing}`;
  }

  /** @param {SubmitEvent} event */
  async #search(event) {
    event.preventDefault();
    const phrase = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("phrase")).trim();
    if (!phrase || this.busy) return;
    this.busy = true;
    this.images = [];
    this.said = "Reading the phrase.";
    this.said = await tellOutcome(async () => {
      ({ images: this.images } = await askPatiently(
        () => searchPictures(phrase),
        (waits) => (this.said = waits),
      ));
      return this.images.length ? `Nearest to “${phrase}”` : "No picture may be shown.";
    });
    this.busy = false;
  }
}

customElements.define("taggy-phrase", TaggyPhrase);
