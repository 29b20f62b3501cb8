/** For staff: the pictures that somebody reported, to confirm or to clear. */

import { css, html, LitElement, repeat } from "/static/vendor/lit.js";
import { listPanics } from "./api.js";
import { look, pageLook } from "./look.js";
import { Reading } from "./reading.js";
import { renderStaffOnly } from "./standstill.js";
import "./taggy-notice.js";
import "./taggy-suspect.js";

/** @import {Me, Suspect} from "./types.js" */

export class TaggyQueue extends LitElement {
  static properties = { me: { attribute: false }, suspects: { state: true } };

  static styles = [
    look,
    pageLook,
    css`
      .list {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr));
        gap: var(--gap-4);
      }
    `,
  ];

  #reading = new Reading(this, listPanics, ({ panics }) => (this.suspects = panics));

  constructor() {
    super();
    /** @type {Me | null} */
    this.me = null;
    /** @type {Suspect[] | null} */
    this.suspects = null;
  }

  connectedCallback() {
    super.connectedCallback();
    if (this.me?.voter.role === "staff") this.#reading.read();
  }

  render() {
    if (this.me?.voter.role !== "staff") return renderStaffOnly();
    const { problem } = this.#reading;
    if (problem) {
      return html`<taggy-notice heading="The queue cannot be read now" text=${problem.message}></taggy-notice>`;
    }
    if (!this.suspects) return html`<taggy-notice patient heading="One moment" text="Reading the queue."></taggy-notice>`;
    if (this.suspects.length === 0) {
      return html`<taggy-notice heading="Nothing is waiting" text="Every picture that was reported has a verdict.">
        <button @click=${() => this.#reading.read()}>Look again</button>
      </taggy-notice>`;
    }
    return html`
      <header>
        <h1>Reported pictures</h1>
        <p class="soft">They are blurred until you ask. Each stays hidden from voters until you clear it.</p>
      </header>
      <ul class="list">
        ${repeat(
          this.suspects,
          (suspect) => suspect.image.id,
          (suspect) => html`<li><taggy-suspect .suspect=${suspect}></taggy-suspect></li>`,
        )}
      </ul>
    `;
  }
}

customElements.define("taggy-queue", TaggyQueue);
