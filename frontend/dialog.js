/** The frame of every dialog: modal, closed by Escape or a press beside it, focus given back. */

import { css, html, LitElement, nothing } from "/static/vendor/lit.js";
import { noIcon } from "./icons.js";
import { look } from "./look.js";

/** @type {Set<DialogElement>} */
const opened = new Set();

/** While a dialog is open, the keys of the page rest. @returns {boolean} */
export const isDialogOpen = () => [...opened].some((element) => element.isOpen);

export class DialogElement extends LitElement {
  static styles = [
    look,
    css`
      :host {
        display: contents;
      }
      dialog {
        inline-size: min(34rem, 100vw - 2 * var(--gap-4));
        max-block-size: calc(100dvh - 2 * var(--gap-4));
        padding: var(--gap-5);
        border: 1px solid var(--line);
        border-radius: var(--round);
        background: var(--paper);
        color: var(--ink);
        box-shadow: var(--shade);
        overflow: auto;
      }
      dialog::backdrop {
        background: var(--veil);
      }
      .top {
        display: flex;
        justify-content: space-between;
        align-items: start;
        gap: var(--gap-3);
        margin-block-end: var(--gap-3);
      }
      .top button {
        margin: calc(-1 * var(--gap-2)) calc(-1 * var(--gap-3)) 0 0;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        justify-content: flex-end;
        gap: var(--gap-3);
        margin-block-start: var(--gap-5);
      }
      @media (max-width: 40rem) {
        .actions button {
          flex: 1 1 auto;
        }
      }
    `,
  ];

  /** What the dialog is called. @returns {string} */
  get heading() {
    return "";
  }

  /** What stands in it. @returns {unknown} */
  renderContent() {
    return nothing;
  }

  /** Called once the dialog is closed, however that came about. */
  onClosed() {}

  async open() {
    await this.updateComplete;
    opened.add(this);
    const dialog = this.#dialog;
    if (!dialog.open) dialog.showModal();
  }

  /** @returns {boolean} */
  get isOpen() {
    return this.#dialog.open;
  }

  close() {
    this.#dialog.close();
  }

  disconnectedCallback() {
    opened.delete(this);
    super.disconnectedCallback();
  }

  render() {
    return html`<dialog aria-labelledby="heading" closedby="any" @close=${this.#closed}>
      <div class="top">
        <h2 id="heading">${this.heading}</h2>
        <button class="quiet" aria-label="Close" @click=${this.close}>${noIcon}</button>
      </div>
      ${this.renderContent()}
    </dialog>`;
  }

  get #dialog() {
    return /** @type {HTMLDialogElement} */ (this.renderRoot.querySelector("dialog"));
  }

  #closed() {
    opened.delete(this);
    this.onClosed();
  }
}
