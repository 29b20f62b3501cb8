/** What a tag means, in plain text, and for staff the field in which it is changed. */

import { css, html, LitElement, nothing } from "/static/vendor/lit.js";
import { describeTag, readTag } from "./api.js";
import { hint } from "./keyboard.js";
import { look } from "./look.js";
import { RequestError } from "./request.js";

/** @import {TagPage} from "./types.js" */

const CONFLICT = 409;
const LONGEST = 2000;

/** Fires `taggy-described` (the tag as the server has it now). */
export class TaggyMeaning extends LitElement {
  static properties = {
    tag: { attribute: false },
    editable: { attribute: false },
    editing: { state: true },
    said: { state: true },
  };

  static styles = [
    look,
    css`
      :host {
        display: grid;
        justify-items: start;
        gap: var(--gap-3);
        max-inline-size: 42rem;
      }
      .text {
        font-size: var(--lead);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      form {
        display: grid;
        gap: var(--gap-2);
        inline-size: 100%;
      }
      label {
        font-weight: 600;
      }
      textarea {
        min-block-size: 9rem;
        resize: vertical;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: var(--gap-3);
      }
      .said:not(:empty) {
        padding: var(--gap-2) var(--gap-3);
        border-inline-start: 3px solid var(--no);
        background: var(--no-wash);
        overflow-wrap: anywhere;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {TagPage}  set by the parent before this is connected */
    this.tag = /** @type {any} */ (null);
    this.editable = false;
    this.editing = false;
    this.said = "";
  }

  render() {
    const { description } = this.tag;
    if (!this.editing) {
      return html`<p class="text ${description ? "" : "soft"}" dir="auto">${description ?? "Nobody has said yet what it means."}</p>
        ${this.editable
          ? html`<button aria-keyshortcuts=${hint("edit")} @click=${this.edit}>
              ${description ? "Change the description" : "Describe it"} <kbd aria-hidden="true">${hint("edit")}</kbd>
            </button>`
          : nothing}`;
    }
    return html`<form @submit=${this.#save} @keydown=${this.#press}>
      <label for="text">What it means</label>
      <textarea id="text" dir="auto" maxlength=${LONGEST} aria-describedby="how" .defaultValue=${description ?? ""}></textarea>
      <p id="how" class="soft small">Plain text. Voters read it beside the picture. Ctrl and Enter saves, Escape leaves it as it is.</p>
      <p class="said" role="status">${this.said}</p>
      <div class="actions">
        <button class="main">Save</button>
        <button type="button" @click=${this.stepBack}>Leave it</button>
      </div>
    </form>`;
  }

  /** Open the field. */
  async edit() {
    if (!this.editable) return;
    this.editing = true;
    await this.updateComplete;
    this.#field?.focus();
  }

  /** Leave the field. @returns {boolean} whether it was open */
  stepBack() {
    if (!this.editing) return false;
    this.editing = false;
    this.said = "";
    this.updateComplete.then(() => /** @type {HTMLElement | null} */ (this.renderRoot.querySelector("button"))?.focus());
    return true;
  }

  get #field() {
    return /** @type {HTMLTextAreaElement | null} */ (this.renderRoot.querySelector("textarea"));
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.#save(event);
  }

  /** @param {Event} event */
  async #save(event) {
    event.preventDefault();
    const text = this.#field?.value ?? "";
    try {
      this.#show(await describeTag(this.tag.name, { text, before: this.tag.description }));
      this.stepBack();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      this.said = `Not saved: ${error.message}`;
      if (error.status === CONFLICT) await this.#readOther();
    }
  }

  /** Somebody else was first: their text is shown, and ours stays in the field; saved again, it replaces theirs. */
  async #readOther() {
    try {
      const tag = await readTag(this.tag.name);
      this.#show(tag);
      this.said = `Not saved: somebody else changed it meanwhile. It says now: “${tag.description ?? ""}” Save again to replace that.`;
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
    }
  }

  /** @param {TagPage} tag */
  #show(tag) {
    this.tag = tag;
    this.dispatchEvent(new CustomEvent("taggy-described", { detail: tag }));
  }
}

customElements.define("taggy-meaning", TaggyMeaning);
