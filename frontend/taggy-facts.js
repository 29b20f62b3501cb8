/** What is known of two copies of a picture, side by side, and which one is shown if they are merged. */

import { css, html, LitElement, nothing } from "/static/vendor/lit.js";
import { graphAddress } from "./address.js";
import { FACTS, renderSources } from "./facts.js";
import { yesIcon } from "./icons.js";
import { hint, keymap } from "./keyboard.js";
import { look } from "./look.js";

/** @import {Copy, ProbablePair} from "./types.js" */

/** Fires `taggy-prefer` ({id}). */
export class TaggyFacts extends LitElement {
  static properties = { pair: { attribute: false }, shown: { attribute: false } };

  static styles = [
    look,
    css`
      table {
        inline-size: 100%;
        border-collapse: collapse;
        table-layout: fixed;
        font-variant-numeric: tabular-nums;
      }
      th,
      td {
        padding: var(--gap-1) var(--gap-2);
        border-block-end: 1px solid var(--line);
        text-align: start;
        vertical-align: baseline;
        overflow-wrap: anywhere;
        font-weight: 400;
      }
      th:first-child {
        inline-size: 5rem;
        padding-inline-start: 0;
        color: var(--ink-soft);
      }
      tr:first-child > * {
        vertical-align: middle;
      }
      .alike {
        color: var(--ink-soft);
      }
      .differs td {
        font-weight: 600;
      }
      .source {
        display: block;
      }
      a {
        display: inline-block;
        padding-block: 0.35rem;
      }
      button {
        inline-size: 100%;
        padding-inline: var(--gap-2);
      }
      [aria-pressed="true"],
      [aria-pressed="true"]:hover:not(:disabled) {
        border-color: var(--accent);
        background: var(--accent);
        color: var(--on-accent);
        font-weight: 600;
      }
      p {
        padding-block-start: var(--gap-2);
      }
      @media (max-width: 40rem), (max-height: 30rem) {
        kbd {
          display: none;
        }
      }
    `,
  ];

  #update = () => this.requestUpdate();

  constructor() {
    super();
    /** @type {ProbablePair | null} */
    this.pair = null;
    /** @type {string | null} */
    this.shown = null;
  }

  connectedCallback() {
    super.connectedCallback();
    keymap.addEventListener("change", this.#update);
  }

  disconnectedCallback() {
    keymap.removeEventListener("change", this.#update);
    super.disconnectedCallback();
  }

  render() {
    if (!this.pair) return nothing;
    const { one, other } = this.pair;
    return html`<table aria-label="What is known of them">
        <tr>
          <th scope="row">If merged</th>
          <td>${this.#renderChoice(one, 1)}</td>
          <td>${this.#renderChoice(other, 2)}</td>
        </tr>
        ${FACTS.map(([says, read]) => {
          const [left, right] = [read(one), read(other)];
          return html`<tr class=${left === right ? "alike" : "differs"}>
            <th scope="row">${says}</th>
            <td>${left}</td>
            <td>${right}</td>
          </tr>`;
        })}
        <tr>
          <th scope="row">Source</th>
          <td>${renderSources(one)}</td>
          <td>${renderSources(other)}</td>
        </tr>
        <tr>
          <th scope="row">Graph</th>
          <td><a href=${graphAddress("image", one.id)} aria-label="Picture 1 in the graph">${one.id.slice(0, 8)}</a></td>
          <td><a href=${graphAddress("image", other.id)} aria-label="Picture 2 in the graph">${other.id.slice(0, 8)}</a></td>
        </tr>
      </table>
      <p class="soft small">${this.#describeBetter()}</p>`;
  }

  /** @param {Copy} copy @param {1 | 2} number */
  #renderChoice({ id }, number) {
    const act = number === 1 ? "prefer-first" : "prefer-second";
    const chosen = this.shown === id;
    return html`<button
      aria-pressed=${chosen}
      aria-keyshortcuts=${hint(act)}
      @click=${() => this.dispatchEvent(new CustomEvent("taggy-prefer", { detail: { id } }))}
    >
      ${chosen ? yesIcon : nothing} Show ${number} <kbd aria-hidden="true">${hint(act)}</kbd>
    </button>`;
  }

  /** Why one of them counts as the better copy. */
  #describeBetter() {
    const { better, reasons, one } = /** @type {ProbablePair} */ (this.pair);
    const number = better === one.id ? 1 : 2;
    return reasons.length ? `${number} is the better copy: ${reasons.join(", ")}.` : "Neither is the better copy.";
  }
}

customElements.define("taggy-facts", TaggyFacts);
