/** A tag that the model proposes for a picture that is tried: how sure it is, what lies near, and a way to say it is wrong. */

import { css, html, LitElement, nothing } from "/static/vendor/lit.js";
import { complain } from "./api.js";
import { percent } from "./list-look.js";
import { look } from "./look.js";
import { RequestError } from "./request.js";
import "./taggy-witnesses.js";

/** @import {Said, Trial} from "./types.js" */

/** Fires `taggy-said` (what there is to say of a complaint) and `taggy-filed`. */
export class TaggyProposal extends LitElement {
  static properties = {
    trial: { attribute: false },
    said: { attribute: false },
    wrong: { state: true },
    filed: { state: true },
  };

  static styles = [
    look,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: var(--gap-1) var(--gap-3);
        align-items: center;
      }
      .facts {
        font-variant-numeric: tabular-nums;
      }
      form,
      taggy-witnesses {
        grid-column: 1 / -1;
      }
      form {
        display: grid;
        gap: var(--gap-2);
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Trial}  set by the parent before this is connected, as is `said` */
    this.trial = /** @type {any} */ (null);
    /** @type {Said} */
    this.said = /** @type {any} */ (null);
    this.wrong = false;
    this.filed = false;
  }

  render() {
    const { tag, confidence, threshold } = this.said;
    return html`<span><b>${tag}</b> <span class="facts">${percent(confidence)}</span>
        <span class="soft small facts">proposed from ${percent(threshold)} on</span></span>
      ${this.filed
        ? html`<span class="soft">Filed for staff</span>`
        : html`<button aria-expanded=${this.wrong} aria-label="${tag} is wrong" @click=${this.#open}>This is wrong</button>`}
      ${this.wrong ? this.#renderForm() : nothing}
      <taggy-witnesses .said=${this.said}></taggy-witnesses>`;
  }

  #renderForm() {
    return html`<form @submit=${this.#file}>
      <label for="note">What is wrong with it? Nothing need be written.</label>
      <input id="note" name="note" maxlength="1000" autocomplete="off" />
      <p class="soft small">Kept: the tag, the confidence, this note and the picture's digest, not the picture.</p>
      <button class="main">File it for staff</button>
    </form>`;
  }

  async #open() {
    this.wrong = !this.wrong;
    await this.updateComplete;
    /** @type {HTMLElement | null} */ (this.renderRoot.querySelector("#note"))?.focus();
  }

  /** @param {SubmitEvent} event */
  async #file(event) {
    event.preventDefault();
    const { tag, confidence } = this.said;
    if (confidence === null) return;
    const note = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("note") ?? "").trim();
    const { run, image } = this.trial;
    try {
      await complain({ run, image, tag, confidence, ...(note ? { note } : {}) });
      this.filed = true;
      this.wrong = false;
      this.#say(`Filed: ${tag} is wrong here.`);
      this.dispatchEvent(new CustomEvent("taggy-filed", { bubbles: true, composed: true }));
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      this.#say(error.message);
    }
  }

  /** @param {string} detail */
  #say(detail) {
    this.dispatchEvent(new CustomEvent("taggy-said", { detail, bubbles: true, composed: true }));
  }
}

customElements.define("taggy-proposal", TaggyProposal);
