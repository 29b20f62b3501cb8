/** For staff: the pictures that somebody reported, to confirm or to clear. */

import { css, html, LitElement, repeat } from "/static/vendor/lit.js";
import { listPanics, RequestError } from "./api.js";
import { look, pageLook } from "./look.js";
import { backOff } from "./outbox.js";
import "./taggy-notice.js";
import "./taggy-suspect.js";

/** @import {Me, Suspect} from "./types.js" */

export class TaggyQueue extends LitElement {
  static properties = { me: { attribute: false }, suspects: { state: true }, problem: { state: true } };

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

  #attempts = 0;

  constructor() {
    super();
    /** @type {Me | null} */
    this.me = null;
    /** @type {Suspect[] | null} */
    this.suspects = null;
    /** @type {RequestError | null} */
    this.problem = null;
  }

  connectedCallback() {
    super.connectedCallback();
    if (this.me?.voter.role === "staff") this.#load();
  }

  render() {
    if (this.me?.voter.role !== "staff") {
      return html`<taggy-notice
        heading="This page is for staff"
        text="Sign in with the link that you were given, and it opens."
      >
        <a href="/">Vote</a>
      </taggy-notice>`;
    }
    if (this.problem) {
      return html`<taggy-notice heading="The queue cannot be read now" text=${this.problem.message}></taggy-notice>`;
    }
    if (!this.suspects) return html`<taggy-notice patient heading="One moment" text="Reading the queue."></taggy-notice>`;
    if (this.suspects.length === 0) {
      return html`<taggy-notice heading="Nothing is waiting" text="Every picture that was reported has a verdict.">
        <button @click=${this.#load}>Look again</button>
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

  async #load() {
    try {
      this.suspects = (await listPanics()).panics;
      this.problem = null;
      this.#attempts = 0;
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      this.problem = error;
      this.#attempts += 1;
      if (error.fault !== "refused" && this.isConnected) {
        setTimeout(() => this.#load(), (error.retryAfter || backOff(this.#attempts)) * 1000);
      }
    }
  }
}

customElements.define("taggy-queue", TaggyQueue);
