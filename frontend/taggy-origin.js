/** Where the picture was found and who made it, small, beside it. */

import { css, html, LitElement, nothing } from "/static/vendor/lit.js";
import { look } from "./look.js";

/** @import {Origin} from "./types.js" */

const SHOWN = 3;

/** The host of an address. @param {string} url */
const nameHost = (url) => /^https?:\/\/([^/?#]+)/i.exec(url)?.[1] ?? url;

/** A link that opens beside the page. @param {string} url @param {string} says */
const renderLink = (url, says) => html`<a href=${url} target="_blank" rel="noopener noreferrer">${says}</a>`;

export class TaggyOrigin extends LitElement {
  static properties = { origin: { attribute: false } };

  static styles = [
    look,
    css`
      p {
        overflow: hidden;
        color: var(--ink-soft);
        font-size: var(--small);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      a {
        display: inline-block;
        padding-block: 0.7rem;
        color: inherit;
      }
      @media (max-width: 40rem), (max-width: 60rem) and (orientation: portrait) {
        p {
          text-align: center;
        }
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Origin | null} */
    this.origin = null;
  }

  render() {
    if (!this.origin) return nothing;
    const { source, author, url, links } = this.origin;
    const place = source.replace(/^folder:/, "");
    return html`<p>
      ${author ? html`By ${author} · ` : nothing}
      ${url ? renderLink(url, place) : place}
      ${links.slice(0, SHOWN).map((link) => html` · ${renderLink(link, nameHost(link))}`)}
    </p>`;
  }
}

customElements.define("taggy-origin", TaggyOrigin);
