/** The list of keys and swipes. */

import { css, html, nothing } from "/static/vendor/lit.js";
import { DialogElement } from "./dialog.js";
import { keymap, listActs, listKeys, SAYS } from "./keyboard.js";

/** @import {Keyboard} from "./keyboard.js" */

/** @type {Readonly<Record<Keyboard, readonly [string, string][]>>} */
const SWIPES = {
  vote: [
    ["→", "Swipe right: yes"],
    ["←", "Swipe left: no"],
    ["↓", "Swipe down: pass"],
    ["⤢", "Pinch, or tap twice: look closer"],
  ],
  duplicates: [["⤢", "Pinch, or tap twice: look closer at both"]],
  tag: [],
  vocabulary: [],
  boards: [],
  grid: [],
  compare: [["⤢", "Pinch, or tap twice: look closer"]],
};

export class TaggyHelp extends DialogElement {
  static properties = { keyboard: {} };

  static styles = [
    ...DialogElement.styles,
    css`
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: var(--gap-2) var(--gap-4);
        align-items: baseline;
      }
      h3 {
        margin-block: var(--gap-5) var(--gap-2);
        font: 600 var(--text) / 1.3 var(--sans);
      }
      dt {
        display: flex;
        gap: var(--gap-1);
      }
      p {
        margin-block-start: var(--gap-4);
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Keyboard} */
    this.keyboard = "vote";
    keymap.addEventListener("change", () => this.requestUpdate());
  }

  get heading() {
    return "Keys and swipes";
  }

  renderContent() {
    return html`<dl>
        ${listActs(this.keyboard).map(
          (act) => html`<dt>
              ${listKeys().filter((key) => key.act === act).map((key) => html`<kbd>${key.shows}</kbd>`)}
            </dt>
            <dd>${SAYS[act]}</dd>`,
        )}
      </dl>
      ${SWIPES[this.keyboard].length ? this.#renderSwipes() : nothing}
      ${this.keyboard === "vote"
        ? html`<h3>On staff’s board of remarks</h3>
            <p>Yes keeps the tag, No takes it out of circulation, Pass leaves it for later.</p>`
        : nothing}
      <p class="soft small">
        Keys count by their place on the keyboard, whatever letters are printed there.
        ${this.keyboard === "vote" ? "The up arrow does nothing, so that no slip hides a picture." : nothing} Keys can be changed, and switched off, in the settings.
      </p>`;
  }

  #renderSwipes() {
    return html`<h3>On the picture</h3>
      <dl>
        ${SWIPES[this.keyboard].map(
          ([sign, says]) => html`<dt><kbd aria-hidden="true">${sign}</kbd></dt>
            <dd>${says}</dd>`,
        )}
      </dl>`;
  }
}

customElements.define("taggy-help", TaggyHelp);
