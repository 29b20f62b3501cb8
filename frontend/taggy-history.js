/** What was decided about a tag, newest first: what, by which role, and for staff by whom. */

import { css, html, LitElement, nothing } from "/static/vendor/lit.js";
import { look } from "./look.js";

/** @import {Change, TagPage} from "./types.js" */

const WHEN = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** @param {Change} change @returns {string} */
const nameWho = ({ who, role }) => {
  if (who && role) return `${who} (${role})`;
  return who ?? role ?? "Taggy itself";
};

export class TaggyHistory extends LitElement {
  static properties = { tag: { attribute: false } };

  static styles = [
    look,
    css`
      :host {
        display: grid;
        gap: var(--gap-3);
        max-inline-size: 42rem;
      }
      h2 {
        font-size: 1.25rem;
      }
      li {
        padding-block: var(--gap-2);
        border-block-end: 1px solid var(--line);
        overflow-wrap: anywhere;
      }
      .after {
        white-space: pre-wrap;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {TagPage}  set by the parent before this is connected */
    this.tag = /** @type {any} */ (null);
  }

  render() {
    const { history } = this.tag;
    if (!history.length) return nothing;
    return html`<h2 id="history">What was decided</h2>
      <ul aria-labelledby="history">
        ${history.map((change) => this.#renderChange(change))}
      </ul>`;
  }

  /** @param {Change} change */
  #renderChange(change) {
    const { what, subject, before, after, why, at } = change;
    const link = subject === this.tag.name ? nothing : html` <bdi>${subject}</bdi>`;
    return html`<li>
      <p class="soft small">
        <time datetime=${at}>${WHEN.format(new Date(at))}</time> · ${nameWho(change)} · ${what}${link}${why ? ` · ${why}` : ""}
      </p>
      <p class="after" dir="auto">${after ?? "Nothing now."}</p>
      ${before === null ? nothing : html`<p class="soft small" dir="auto">Before: ${before}</p>`}
    </li>`;
  }
}

customElements.define("taggy-history", TaggyHistory);
