/** Asks whether the hidden picture is to be reported; Escape takes the alarm back. */

import { html } from "/static/vendor/lit.js";
import { DialogElement } from "./dialog.js";

/** Fires `taggy-panicked`, or `taggy-calmed` where nothing is to be reported. */
export class TaggyPanic extends DialogElement {
  #confirmed = false;

  get heading() {
    return "Report this picture as NSFW?";
  }

  async open() {
    this.#confirmed = false;
    await super.open();
  }

  onClosed() {
    if (!this.#confirmed) this.dispatchEvent(new Event("taggy-calmed"));
  }

  renderContent() {
    return html`<p>
        It is hidden, and nothing is recorded yet. Once you report it, it is shown to nobody who did not ask for such
        pictures, until staff have looked at it.
      </p>
      <div class="actions">
        <button @click=${this.close}>No, show it again <kbd aria-hidden="true">Esc</kbd></button>
        <button class="alarm" autofocus @click=${this.#confirm}>Yes, report it</button>
      </div>`;
  }

  #confirm() {
    this.#confirmed = true;
    this.close();
    this.dispatchEvent(new Event("taggy-panicked"));
  }
}

customElements.define("taggy-panic", TaggyPanic);
