/** For staff: making a pair gold, which is to say what is true of it and what that is known for. */

import { css, html, LitElement } from "/static/vendor/lit.js";
import { setGold } from "./api.js";
import { look } from "./look.js";
import { tellOutcome } from "./request.js";

/** @import {GoldPurpose} from "./types.js" */

/** @type {Readonly<Record<"yes" | "no", string>>} */
const WORDS = { yes: "Yes", no: "No" };

export class TaggyGild extends LitElement {
  static properties = { image: {}, tag: {}, said: { state: true } };

  static styles = [
    look,
    css`
      :host {
        display: block;
      }
      summary {
        cursor: pointer;
      }
      form {
        display: grid;
        gap: var(--gap-2);
        justify-items: start;
        padding-block: var(--gap-2);
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: var(--gap-2);
      }
      select,
      input {
        display: block;
      }
    `,
  ];

  constructor() {
    super();
    this.image = "";
    this.tag = "";
    this.said = "";
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("image") || changed.has("tag")) this.said = "";
  }

  render() {
    return html`<details>
      <summary>Make it gold</summary>
      <form @submit=${this.#give}>
        <div class="row">
          <label>What for
            <select name="purpose" aria-label="What gold on ${this.tag} is for">
              <option value="test">to test voters</option>
              <option value="audit">to judge what is believed</option>
            </select>
          </label>
          <label>Why, if you like
            <input name="why" maxlength="1000" autocomplete="off" aria-label="Why ${this.tag} is gold" />
          </label>
        </div>
        <div class="row" role="group" aria-label="What is true of ${this.tag}">
          <button name="answer" value="no">It is No</button>
          <button name="answer" value="yes">It is Yes</button>
        </div>
      </form>
      <p class="small" role="status">${this.said}</p>
    </details>`;
  }

  /** @param {SubmitEvent} event */
  async #give(event) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target), event.submitter);
    const answer = form.get("answer") === "yes" ? "yes" : "no";
    const purpose = /** @type {GoldPurpose} */ (form.get("purpose"));
    const reason = String(form.get("why")).trim();
    this.said = await tellOutcome(async () => {
      await setGold({ image: this.image, tag: this.tag, answer, purpose, ...(reason && { reason }) });
      return `${WORDS[answer]} is gold now, as ${purpose === "test" ? "a test" : "an audit"}.`;
    }, "Not kept: ");
  }
}

customElements.define("taggy-gild", TaggyGild);
