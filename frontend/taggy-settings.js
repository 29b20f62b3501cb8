/** The few things a voter can set: NSFW pictures, single keys, the way out. */

import { css, html, nothing } from "/static/vendor/lit.js";
import { DialogElement } from "./dialog.js";
import { areKeysOn, setKeysOn } from "./keyboard.js";

/** @import {Me} from "./types.js" */

/** Fires `taggy-nsfw` ({wanted}), `taggy-leave`, `taggy-keys` and `taggy-help`. */
export class TaggySettings extends DialogElement {
  static properties = { me: { attribute: false } };

  static styles = [
    ...DialogElement.styles,
    css`
      label {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 0 var(--gap-4);
        align-items: center;
        min-block-size: var(--touch);
        padding-block: var(--gap-3);
        border-block-end: 1px solid var(--line);
        cursor: pointer;
      }
      label span:first-of-type {
        font-weight: 600;
      }
      label .soft {
        grid-row: 2;
      }
      input {
        grid-row: 1 / span 2;
        grid-column: 2;
        inline-size: 1.5rem;
        block-size: 1.5rem;
        margin: 0;
        accent-color: var(--accent);
      }
      p {
        margin-block-start: var(--gap-4);
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Me | null} */
    this.me = null;
  }

  get heading() {
    return "Settings";
  }

  renderContent() {
    return html`
      <label>
        <span>Show NSFW pictures</span>
        <span class="soft small">Off unless you want them.</span>
        <input type="checkbox" role="switch" .checked=${this.me?.nsfw ?? false} @change=${this.#setNsfw} />
      </label>
      <label>
        <span>Single keys</span>
        <span class="soft small">Vote with letters and arrows instead of the buttons.</span>
        <input type="checkbox" role="switch" .checked=${areKeysOn()} @change=${this.#setKeys} />
      </label>
      <p class="soft">${this.#describeVoter()}</p>
      <div class="actions">
        ${this.me?.voter.name ? html`<button @click=${() => this.#leave("taggy-leave")}>Sign out</button>` : nothing}
        <button @click=${() => this.#leave("taggy-keys")}>Change keys</button>
        <button @click=${() => this.#leave("taggy-help")}>Keys and swipes</button>
      </div>
    `;
  }

  #describeVoter() {
    const voter = this.me?.voter;
    if (!voter?.name) return "You vote without a name. Whoever gave you a sign-in link can join these answers to an account.";
    return `Signed in as ${voter.name} (${voter.role}).`;
  }

  /** @param {Event} event */
  #setNsfw(event) {
    const wanted = /** @type {HTMLInputElement} */ (event.target).checked;
    this.dispatchEvent(new CustomEvent("taggy-nsfw", { detail: { wanted } }));
  }

  /** @param {Event} event */
  #setKeys(event) {
    setKeysOn(/** @type {HTMLInputElement} */ (event.target).checked);
  }

  /** @param {string} name */
  #leave(name) {
    this.close();
    this.dispatchEvent(new Event(name));
  }
}

customElements.define("taggy-settings", TaggySettings);
