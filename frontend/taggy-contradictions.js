/** One's own answers that cannot all be right, each pair with the buttons to change one of them. */

import { css, html, LitElement, nothing, repeat } from "/static/vendor/lit.js";
import { listContradictions } from "./api.js";
import { look } from "./look.js";
import { RequestError } from "./request.js";
import "./taggy-answer.js";

/** @import {Outbox} from "./outbox.js" */
/** @import {Contradiction} from "./types.js" */

/** Pages without a contradiction that are read on before the button offers to. */
const PATIENCE = 4;

/** @param {Contradiction} found */
const nameOf = ({ later, earlier }) => `${later.image.id}|${later.tag}|${earlier.tag}`;

/** Say why two answers contradict each other. @param {Contradiction} found */
function explain({ later, earlier, why }) {
  if (why === "excludes") return html`<b>${later.tag}</b> and <b>${earlier.tag}</b> exclude each other.`;
  const [narrow, wide] = why === "implies" ? [later.tag, earlier.tag] : [earlier.tag, later.tag];
  return html`What is <b>${narrow}</b> is also <b>${wide}</b>.`;
}

export class TaggyContradictions extends LitElement {
  static properties = { outbox: { attribute: false }, found: { state: true }, next: { state: true }, said: { state: true } };

  static styles = [
    look,
    css`
      section {
        display: grid;
        gap: var(--gap-3);
        padding: var(--gap-4);
        border: 1px solid var(--line);
        border-inline-start: 4px solid var(--accent);
        border-radius: var(--round);
      }
      h2 {
        font-size: 1.25rem;
      }
      ul,
      .pair {
        display: grid;
        gap: var(--gap-4);
      }
      .pair {
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr));
      }
      li p {
        margin-block-end: var(--gap-2);
        overflow-wrap: anywhere;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Outbox}  set by the parent before this is connected */
    this.outbox = /** @type {any} */ (null);
    /** @type {Contradiction[]} */
    this.found = [];
    /** @type {string | null} */
    this.next = null;
    this.said = "";
  }

  connectedCallback() {
    super.connectedCallback();
    this.outbox.addEventListener("delivered", this.#again);
    this.#load(null);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.outbox.removeEventListener("delivered", this.#again);
  }

  render() {
    if (!this.found.length && !this.next && !this.said) return nothing;
    return html`<section aria-labelledby="head">
      <h2 id="head" tabindex="-1">Answers that cannot all be right</h2>
      <p class="soft" role="status">${this.said || "Look at them again, and change one of each two."}</p>
      <ul>
        ${repeat(
          this.found,
          nameOf,
          (found) => html`<li>
            <p>${explain(found)}</p>
            <div class="pair">
              <taggy-answer .vote=${found.later} .outbox=${this.outbox}></taggy-answer>
              <taggy-answer .vote=${found.earlier} .outbox=${this.outbox}></taggy-answer>
            </div>
          </li>`,
        )}
      </ul>
      ${this.next ? html`<button @click=${() => this.#load(this.next)}>Look further back</button>` : nothing}
    </section>`;
  }

  /** An answer was changed: see what is left, and keep the focus in sight where its place went. */
  #again = async () => {
    const before = this.found.length;
    const held = this.#focused !== null;
    if (!before || !(await this.#load(null)) || this.found.length === before) return;
    this.said = this.found.length ? "That is settled. The others still contradict each other." : "All of that is settled.";
    await this.updateComplete;
    if (held && !this.#focused) /** @type {HTMLElement | null} */ (this.renderRoot.querySelector("h2"))?.focus();
  };

  get #focused() {
    return /** @type {ShadowRoot} */ (this.renderRoot).activeElement;
  }

  /** @param {string | null} before  where to go on; null for the newest. @returns {Promise<boolean>}  whether it was read */
  async #load(before) {
    try {
      let page = await listContradictions(before);
      for (let more = PATIENCE; more && page.next && !page.contradictions.length; more -= 1) {
        page = await listContradictions(page.next);
      }
      this.found = before === null ? page.contradictions : [...this.found, ...page.contradictions];
      this.next = page.next;
      return true;
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      return false;
    }
  }
}

customElements.define("taggy-contradictions", TaggyContradictions);
