/** One reported picture: blurred until asked, then confirmed as NSFW or cleared, with a reason. */

import { css, html, LitElement } from "/static/vendor/lit.js";
import { graphAddress } from "./address.js";
import { settlePanic } from "./api.js";
import { cardLook } from "./card-look.js";
import { hideIcon, yesIcon } from "./icons.js";
import { look } from "./look.js";
import { RequestError } from "./request.js";

/** @import {Suspect} from "./types.js" */

const VERDICTS = { confirmed: "Confirmed as NSFW. It stays hidden.", cleared: "Cleared. It is shown again." };

export class TaggySuspect extends LitElement {
  static properties = {
    suspect: { attribute: false },
    shown: { state: true },
    verdict: { state: true },
    said: { state: true },
  };

  static styles = [
    look,
    cardLook,
    css`
      figure {
        position: relative;
        display: grid;
        place-items: center;
        overflow: hidden;
        border-radius: var(--round-small);
        background: var(--mat);
        aspect-ratio: 4 / 3;
      }
      img {
        grid-area: 1 / 1;
        inline-size: 100%;
        block-size: 100%;
        min-block-size: 0;
        object-fit: contain;
      }
      .veiled {
        object-fit: cover;
      }
      figure button {
        position: absolute;
        inset-block-end: var(--gap-3);
      }
      label {
        display: grid;
        gap: var(--gap-1);
        font-size: var(--small);
        font-weight: 600;
      }
      .verdicts {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: var(--gap-2);
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Suspect}  set by the parent before this is connected */
    this.suspect = /** @type {any} */ (null);
    this.shown = false;
    /** @type {"confirmed" | "cleared" | null} */
    this.verdict = null;
    this.said = "";
  }

  render() {
    const { image, panics, why } = this.suspect;
    return html`<article aria-labelledby="reported">
      <figure>
        <img class=${this.shown ? "" : "veiled"} alt="Picture to judge" src=${image.urls.thumbnail} />
        <button aria-pressed=${this.shown} @click=${() => (this.shown = !this.shown)}>
          ${this.shown ? "Blur" : "Show"}
        </button>
      </figure>
      <h2 id="reported">${why ? "Suspected" : `Reported ${panics === 1 ? "once" : `${panics} times`}`}</h2>
      ${why ? html`<p class="small">${why}</p>` : ""}
      <p class="small"><a href=${graphAddress("image", image.id)}>In the graph</a></p>
      ${this.verdict ? "" : this.#renderVerdicts()}
      <p class="said" role="status" tabindex="-1">${this.verdict ? VERDICTS[this.verdict] : this.said}</p>
    </article>`;
  }

  #renderVerdicts() {
    return html`<label>Reason, if you like <input name="reason" maxlength="500" autocomplete="off" /></label>
      <div class="verdicts">
        <button class="alarm" @click=${() => this.#settle("confirmed")}>${hideIcon} Confirm</button>
        <button @click=${() => this.#settle("cleared")}>${yesIcon} Clear</button>
      </div>`;
  }

  /** @param {"confirmed" | "cleared"} verdict */
  async #settle(verdict) {
    const field = /** @type {HTMLInputElement} */ (this.renderRoot.querySelector("input"));
    const reason = field.value.trim();
    try {
      await settlePanic({ image: this.suspect.image.id, verdict, ...(reason && { reason }) });
      this.verdict = verdict;
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      this.said = `Not recorded: ${error.message}`;
    }
    await this.updateComplete;
    /** @type {HTMLElement} */ (this.renderRoot.querySelector(".said")).focus();
  }
}

customElements.define("taggy-suspect", TaggySuspect);
