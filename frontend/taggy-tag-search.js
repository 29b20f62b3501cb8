/** A field that completes tag names: a combobox as the ARIA patterns describe it. */

import { css, html, LitElement, live, nothing } from "/static/vendor/lit.js";
import { searchTags } from "./api.js";
import { look } from "./look.js";
import { RequestError } from "./request.js";

/** @import {TagCard} from "./types.js" */

const PAUSE_MS = 150;

/** Its `value` is what stands in the field. */
export class TaggyTagSearch extends LitElement {
  static shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };

  static properties = { value: {}, found: { state: true }, active: { state: true }, message: { state: true } };

  static styles = [
    look,
    css`
      :host {
        display: grid;
        gap: var(--gap-1);
      }
      label {
        font-weight: 600;
      }
      [role="listbox"] {
        border: 1px solid var(--line-strong);
        border-radius: var(--round-small);
        max-block-size: 15rem;
        overflow: auto;
      }
      [role="option"] {
        display: grid;
        align-content: center;
        min-block-size: var(--touch);
        padding: var(--gap-1) var(--gap-3);
        cursor: pointer;
        overflow-wrap: anywhere;
      }
      [role="option"] span + span {
        display: block;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      [aria-selected="true"],
      [role="option"]:hover {
        background: var(--wall);
        box-shadow: inset 3px 0 var(--accent);
      }
    `,
  ];

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  constructor() {
    super();
    this.value = "";
    /** @type {TagCard[]} */
    this.found = [];
    this.active = -1;
    this.message = "";
  }

  render() {
    const open = this.found.length > 0;
    return html`
      <label for="tag">Tag</label>
      <input
        id="tag"
        role="combobox"
        autocomplete="off"
        autocapitalize="none"
        spellcheck="false"
        aria-autocomplete="list"
        aria-expanded=${open}
        aria-controls="found"
        aria-activedescendant=${this.active < 0 ? "" : `found-${this.active}`}
        placeholder="Any tag"
        .value=${live(this.value)}
        @input=${this.#type}
        @keydown=${this.#move}
      />
      ${open ? html`<div id="found" role="listbox" aria-label="Tags">${this.found.map(this.#renderTag)}</div>` : nothing}
      <p class="soft small" role="status">${this.message}</p>
    `;
  }

  #renderTag = (/** @type {TagCard} */ tag, /** @type {number} */ place) =>
    html`<div
      id="found-${place}"
      role="option"
      aria-selected=${place === this.active}
      @click=${() => this.#choose(tag)}
    >
      <span>${tag.name}${tag.canonical ? html` <span class="soft">is ${tag.canonical}</span>` : nothing}</span>
      ${tag.description ? html`<span class="soft small">${tag.description}</span>` : nothing}
    </div>`;

  /** @param {InputEvent} event */
  #type(event) {
    this.value = /** @type {HTMLInputElement} */ (event.target).value;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#search(), PAUSE_MS);
  }

  async #search() {
    const asked = this.value.trim();
    this.active = -1;
    this.found = [];
    this.message = "";
    if (!asked) return;
    try {
      const { tags } = await searchTags(asked);
      if (asked !== this.value.trim()) return;
      this.found = tags;
      this.message = tags.length ? "" : "No tag begins like this.";
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      this.message = error.message;
    }
  }

  /** @param {KeyboardEvent} event */
  #move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const tag = this.found[this.active];
    if (step && this.found.length) {
      this.active = (this.active + step + this.found.length) % this.found.length;
    } else if (event.key === "Enter" && tag) this.#choose(tag);
    else if (event.key === "Escape" && this.found.length) this.found = [];
    else return;
    event.preventDefault();
  }

  /** @param {TagCard} tag */
  #choose(tag) {
    clearTimeout(this.#timer);
    this.value = tag.canonical ?? tag.name;
    this.found = [];
    this.active = -1;
  }
}

customElements.define("taggy-tag-search", TaggyTagSearch);
