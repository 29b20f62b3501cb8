/** A quiet page in place of the picture: loading, nothing left, away, offline. */

import { css, html, LitElement } from "/static/vendor/lit.js";
import { look } from "./look.js";

export class TaggyNotice extends LitElement {
  static properties = { heading: {}, text: {}, patient: { type: Boolean, reflect: true } };

  static styles = [
    look,
    css`
      :host {
        display: grid;
        place-content: center;
        justify-items: center;
        gap: var(--gap-3);
        min-block-size: 50dvh;
        padding: var(--gap-6) var(--gap-4);
        text-align: center;
      }
      p {
        max-inline-size: 34rem;
        color: var(--ink-soft);
        text-wrap: balance;
      }
      div {
        display: flex;
        flex-wrap: wrap;
        justify-content: center;
        align-items: center;
        gap: var(--gap-3) var(--gap-4);
        margin-block-start: var(--gap-3);
      }
      :host([patient]) {
        animation: appear 1ms 400ms both;
      }
      @keyframes appear {
        from {
          opacity: 0;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.heading = "";
    this.text = "";
    this.patient = false; // shown only where the wait is long enough to be noticed
  }

  async focus() {
    await this.updateComplete;
    /** @type {HTMLElement | null} */ (this.renderRoot.querySelector("h1"))?.focus();
  }

  render() {
    return html`<h1 tabindex="-1">${this.heading}</h1>
      <p role="status">${this.text}</p>
      <div><slot></slot></div>`;
  }
}

customElements.define("taggy-notice", TaggyNotice);
