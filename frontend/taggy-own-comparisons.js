/** One's own answers on two pictures, newest first, read when somebody opens them. */

import { css, html, LitElement, nothing, repeat } from "/static/vendor/lit.js";
import { listComparisons } from "./api.js";
import { comparisonKey } from "./comparing.js";
import { look } from "./look.js";
import { Reading } from "./reading.js";
import "./taggy-compared.js";

/** @import {Letter, Outbox} from "./outbox.js" */
/** @import {OwnComparison} from "./types.js" */

/** @param {OwnComparison} compared */
const nameOf = (compared) => comparisonKey(compared.criterion, compared);

export class TaggyOwnComparisons extends LitElement {
  static properties = { outbox: { attribute: false }, found: { state: true }, next: { state: true } };

  static styles = [
    look,
    css`
      summary {
        min-block-size: var(--touch);
        align-content: center;
        cursor: pointer;
        font-weight: 600;
      }
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr));
        gap: var(--gap-4);
        padding-block: var(--gap-3);
      }
    `,
  ];

  #reading = new Reading(this, listComparisons, (page, before) => this.#take(page, before));

  constructor() {
    super();
    /** @type {Outbox}  set by the parent before this is connected */
    this.outbox = /** @type {any} */ (null);
    /** @type {OwnComparison[] | null} */
    this.found = null;
    /** @type {string | null} */
    this.next = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.outbox.addEventListener("delivered", this.#arrive);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.outbox.removeEventListener("delivered", this.#arrive);
  }

  render() {
    return html`<details @toggle=${this.#open}>
      <summary>Pictures that you compared</summary>
      ${this.found ? this.#renderFound(this.found) : this.#renderWaiting()}
    </details>`;
  }

  #renderWaiting() {
    return html`<p class="soft" role="status">${this.#reading.problem?.message ?? "Reading your comparisons."}</p>`;
  }

  /** @param {OwnComparison[]} found */
  #renderFound(found) {
    if (!found.length && !this.next) return html`<p>You have compared none. <a href="/compare">Compare</a></p>`;
    return html`<ul>
        ${repeat(
          found,
          nameOf,
          (compared) => html`<li><taggy-compared .compared=${compared} .outbox=${this.outbox}></taggy-compared></li>`,
        )}
      </ul>
      ${this.next
        ? html`<button @click=${() => this.#reading.read(this.next)}>Show older comparisons</button>`
        : nothing}`;
  }

  /** @param {Event} event */
  #open({ target }) {
    if (/** @type {HTMLDetailsElement} */ (target).open && !this.found) void this.#reading.read(null);
  }

  /** An answer that was still on its way when the list was read is added to it. @param {Event} event */
  #arrive = (event) => {
    const { letter } = /** @type {CustomEvent<{letter: Letter}>} */ (event).detail;
    if (letter.kind !== "compare" || !this.found) return;
    if (!this.found.some((compared) => nameOf(compared) === letter.key)) void this.#reading.read(null);
  };

  /** Each two pictures are listed once, by the newest answer. @param {{comparisons: OwnComparison[], next: string | null}} page @param {string | null} before */
  #take({ comparisons, next }, before) {
    const held = this.found ?? [];
    if (before !== null || !held.length) this.next = next;
    const all = before === null ? [...comparisons, ...held] : [...held, ...comparisons];
    const listed = new Set();
    this.found = all.filter((compared) => !listed.has(nameOf(compared)) && listed.add(nameOf(compared)));
  }
}

customElements.define("taggy-own-comparisons", TaggyOwnComparisons);
