/** For staff: what would change without a voter, and setting the voter aside or bringing the voter back. */

import { css, html, LitElement, nothing } from "/static/vendor/lit.js";
import { tagAddress } from "./address.js";
import { bringVoterBack, listChangesWithout, setVoterAside } from "./api.js";
import { look } from "./look.js";
import { RequestError } from "./request.js";

/** @import {PairChange} from "./types.js" */

const SHOWN = 10;

/** @param {number | null} value */
const write = (value) => (value === null ? "nothing" : value.toFixed(2));

export class TaggyStanding extends LitElement {
  static properties = {
    voter: { attribute: false },
    name: { attribute: false },
    aside: { attribute: false },
    looked: { state: true },
    changes: { state: true },
    next: { state: true },
    said: { state: true },
  };

  static styles = [
    look,
    css`
      :host,
      form {
        display: grid;
        gap: var(--gap-2);
        justify-items: start;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: var(--gap-2);
      }
      ul {
        margin: 0;
        padding-inline-start: var(--gap-3);
      }
    `,
  ];

  constructor() {
    super();
    this.voter = "";
    this.name = "";
    this.aside = false;
    this.looked = 0;
    /** @type {PairChange[] | null} */
    this.changes = null;
    /** @type {string | null} */
    this.next = null;
    this.said = "";
  }

  render() {
    return html`
      ${this.aside
        ? html`<button aria-label="Bring ${this.name} back" @click=${this.#bringBack}>Bring back</button>`
        : html`<form @submit=${this.#setAside}>
            <div class="row">
              <button type="button" aria-label="What would change without ${this.name}" @click=${() => this.#look(null)}>
                What would change
              </button>
              <label>Why
                <input name="why" required maxlength="1000" aria-label="Why ${this.name} is set aside" />
              </label>
              <button aria-label="Set ${this.name} aside">Set aside</button>
            </div>
          </form>`}
      ${this.changes ? this.#renderChanges(this.changes) : nothing}
      <span role="status">${this.said}</span>
    `;
  }

  /** @param {PairChange[]} changes */
  #renderChanges(changes) {
    const flips = changes.filter(({ flips }) => flips).length;
    const further = this.next ? " so far" : "";
    return html`<p>
        Of ${this.looked} ${this.looked === 1 ? "pair" : "pairs"}${further} ${changes.length} would change, and ${flips} of these
        would turn.
      </p>
      <ul>
        ${changes.slice(0, SHOWN).map(
          ({ tag, before, after }) => html`<li>
            <a href=${tagAddress(tag)}>${tag}</a>: ${write(before.posterior)} would be ${write(after.posterior)}${before.settled ===
            after.settled
              ? nothing
              : `, ${after.settled ? `settled ${after.settled}` : "open again"}`}
          </li>`,
        )}
      </ul>
      ${this.next ? html`<button @click=${() => this.#look(this.next)}>Look further</button>` : nothing}`;
  }

  /** @param {string | null} after */
  async #look(after) {
    await this.#try(async () => {
      const page = await listChangesWithout(this.voter, after);
      const earlier = after === null ? [] : (this.changes ?? []);
      const pairs = new Map([...earlier, ...page.changes].map((change) => [`${change.image}|${change.tag}`, change]));
      this.changes = [...pairs.values()].sort((one, other) => other.by - one.by);
      this.looked = (after === null ? 0 : this.looked) + page.looked;
      this.next = page.next;
      this.said = "";
    });
  }

  /** @param {SubmitEvent} event */
  async #setAside(event) {
    event.preventDefault();
    const why = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("why"));
    await this.#try(async () => {
      await setVoterAside(this.voter, why);
      this.#tell(`${this.name} is set aside; the pairs follow, see Jobs.`);
    });
  }

  async #bringBack() {
    await this.#try(async () => {
      await bringVoterBack(this.voter);
      this.#tell(`${this.name} counts again; the pairs follow, see Jobs.`);
    });
  }

  /** @param {string} says */
  #tell(says) {
    this.dispatchEvent(new CustomEvent("standing", { detail: says, bubbles: true, composed: true }));
  }

  /** @param {() => Promise<void>} act */
  async #try(act) {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      this.said = error.message;
    }
  }
}

customElements.define("taggy-standing", TaggyStanding);
