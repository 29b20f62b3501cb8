/** Chooses the keys: press the one that is to be changed, then the key that one wants there. */

import { css, html } from "/static/vendor/lit.js";
import { DialogElement } from "./dialog.js";
import { listActs, listKeys, resetKeys, SAYS, setKey } from "./keyboard.js";

/** @import {Act, Keyboard} from "./keyboard.js" */

const WAITING = "Press the key that you want there. Escape leaves it as it is.";

export class TaggyKeys extends DialogElement {
  static properties = { keyboard: {}, place: { state: true }, said: { state: true } };

  static styles = [
    ...DialogElement.styles,
    css`
      li {
        display: grid;
        grid-template-columns: 1fr auto;
        align-items: center;
        gap: var(--gap-3);
        padding-block: var(--gap-1);
        border-block-end: 1px solid var(--line);
      }
      .keys {
        display: flex;
        gap: var(--gap-1);
      }
      .keys button {
        padding-inline: var(--gap-2);
        font-weight: 600;
      }
      .keys [aria-pressed="true"],
      .keys [aria-pressed="true"]:hover:not(:disabled) {
        border-color: var(--accent);
        background: var(--accent);
        color: var(--on-accent);
      }
      .said {
        min-block-size: 3em;
        margin-block-start: var(--gap-3);
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Keyboard} */
    this.keyboard = "vote";
    /** @type {number | null}  the place in the table that waits for a key */
    this.place = null;
    this.said = "";
    this.addEventListener("keydown", (event) => this.#press(event));
  }

  get heading() {
    return "Change keys";
  }

  onClosed() {
    this.place = null;
    this.said = "";
  }

  renderContent() {
    const keys = listKeys().map((key, place) => ({ key, place }));
    return html`<p class="soft">They are kept in this browser.</p>
      <ul>
        ${listActs(this.keyboard).map(
          (act) => html`<li>
            <span id=${act}>${SAYS[act]}</span>
            <span class="keys">
              ${keys.filter(({ key }) => key.act === act).map(({ key, place }) => this.#renderKey(key.shows, place, act))}
            </span>
          </li>`,
        )}
      </ul>
      <p class="said" role="status">${this.said}</p>
      <div class="actions">
        <button @click=${this.#reset}>As they were at first</button>
        <button class="main" @click=${this.close}>Done</button>
      </div>`;
  }

  /** @param {string} shows @param {number} place @param {Act} act */
  #renderKey(shows, place, act) {
    const waiting = this.place === place;
    return html`<button
      aria-pressed=${waiting}
      aria-label=${`${SAYS[act]}: key ${shows}`}
      @click=${() => this.#wait(waiting ? null : place)}
      @blur=${() => waiting && this.#wait(null)}
    >
      ${waiting ? "…" : shows}
    </button>`;
  }

  /** @param {number | null} place */
  #wait(place) {
    this.place = place;
    this.said = place === null ? "" : WAITING;
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (this.place === null || event.key === "Tab") return;
    event.preventDefault();
    if (event.key === "Escape") {
      this.#wait(null);
      return;
    }
    const { key, says } = setKey(this.place, event);
    if (key) this.place = null;
    if (says) this.said = says;
  }

  #reset() {
    resetKeys();
    this.place = null;
    this.said = "All keys are as they were at first.";
  }
}

customElements.define("taggy-keys", TaggyKeys);
