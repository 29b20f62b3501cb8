/** Finds a tag by how its name begins, and goes where its reader says. */

import { css, html, LitElement } from "/static/vendor/lit.js";
import { look } from "./look.js";
import "./taggy-tag-search.js";

/** @import {TaggyTagSearch} from "./taggy-tag-search.js" */

/** Fires `taggy-go` (the address of what was found), across shadow roots. */
export class TaggyTagFinder extends LitElement {
  static properties = { address: { attribute: false } };

  static styles = [
    look,
    css`
      form {
        display: flex;
        align-items: end;
        gap: var(--gap-2);
      }
      button {
        margin-block-end: var(--gap-1); /* the field keeps a line for what it has to say */
      }
    `,
  ];

  constructor() {
    super();
    /** @type {(tag: string) => string}  set by the parent: where a tag leads */
    this.address = () => "/";
  }

  render() {
    return html`<form @submit=${this.#find}>
      <taggy-tag-search></taggy-tag-search>
      <button>Show</button>
    </form>`;
  }

  /** @param {SubmitEvent} event */
  #find(event) {
    event.preventDefault();
    const tag = /** @type {TaggyTagSearch} */ (this.renderRoot.querySelector("taggy-tag-search")).value.trim();
    if (tag) this.dispatchEvent(new CustomEvent("taggy-go", { detail: this.address(tag), bubbles: true, composed: true }));
  }
}

customElements.define("taggy-tag-finder", TaggyTagFinder);
