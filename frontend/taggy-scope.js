/** Chooses what to vote on: a tag, a category, a collection, or everything. */

import { css, html } from "/static/vendor/lit.js";
import { listCategories, listCollections } from "./api.js";
import { DialogElement } from "./dialog.js";
import { RequestError } from "./request.js";
import "./taggy-tag-search.js";

/** @import {TaggyTagSearch} from "./taggy-tag-search.js" */
/** @import {Scope} from "./types.js" */

/** Fires `taggy-scope` (the scope), across shadow roots. */
export class TaggyScope extends DialogElement {
  static properties = { scope: { attribute: false }, categories: { state: true }, collections: { state: true } };

  static styles = [
    ...DialogElement.styles,
    css`
      form {
        display: grid;
        gap: var(--gap-4);
      }
      label {
        display: grid;
        gap: var(--gap-1);
        font-weight: 600;
      }
      select {
        font-weight: 400;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Scope} */
    this.scope = { tag: null, category: null, collection: null };
    /** @type {string[]} */
    this.categories = [];
    /** @type {string[]} */
    this.collections = [];
  }

  get heading() {
    return "What to vote on";
  }

  async open() {
    const lists = this.#load();
    await super.open();
    /** @type {HTMLFormElement} */ (this.renderRoot.querySelector("form")).reset();
    this.#search.value = this.scope.tag ?? "";
    this.#search.focus();
    await lists;
  }

  renderContent() {
    return html`<form @submit=${this.#apply}>
      <taggy-tag-search .value=${this.scope.tag ?? ""}></taggy-tag-search>
      ${this.#renderChoice("category", "Category", "Any category", this.categories)}
      ${this.#renderChoice("collection", "Collection", "Any collection", this.collections)}
      <div class="actions">
        <button type="button" @click=${() => this.#choose({ tag: null, category: null, collection: null })}>
          Everything
        </button>
        <button class="main">Vote on this</button>
      </div>
    </form>`;
  }

  /**
   * @param {"category" | "collection"} name
   * @param {string} says
   * @param {string} any
   * @param {string[]} choices
   */
  #renderChoice(name, says, any, choices) {
    const chosen = this.scope[name];
    const all = chosen && !choices.includes(chosen) ? [chosen, ...choices] : choices;
    return html`<label>
      ${says}
      <select name=${name}>
        <option value="" ?selected=${!chosen}>${any}</option>
        ${all.map((choice) => html`<option value=${choice} ?selected=${choice === chosen}>${choice}</option>`)}
      </select>
    </label>`;
  }

  get #search() {
    return /** @type {TaggyTagSearch} */ (this.renderRoot.querySelector("taggy-tag-search"));
  }

  /** The choices are a convenience: without them the dialog still serves. */
  async #load() {
    try {
      const [{ categories }, { collections }] = await Promise.all([listCategories(), listCollections()]);
      this.categories = categories.map(({ name }) => name);
      this.collections = collections.map(({ name }) => name);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
    }
  }

  /** @param {SubmitEvent} event */
  #apply(event) {
    event.preventDefault();
    const chosen = new FormData(/** @type {HTMLFormElement} */ (event.target));
    this.#choose({
      tag: this.#search.value.trim() || null,
      category: String(chosen.get("category") ?? "") || null,
      collection: String(chosen.get("collection") ?? "") || null,
    });
  }

  /** @param {Scope} scope */
  #choose(scope) {
    this.close();
    this.dispatchEvent(new CustomEvent("taggy-scope", { detail: scope, bubbles: true, composed: true }));
  }
}

customElements.define("taggy-scope", TaggyScope);
