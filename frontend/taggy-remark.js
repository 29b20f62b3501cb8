/** One tag that may be a remark: what speaks for it, some pictures that carry it, and the two words on it. */

import { css, html, LitElement, nothing } from "/static/vendor/lit.js";
import { graphAddress } from "./address.js";
import { decideTag } from "./api.js";
import { cardLook } from "./card-look.js";
import { noIcon, yesIcon } from "./icons.js";
import { hint } from "./keyboard.js";
import { look } from "./look.js";
import { RequestError } from "./request.js";

/** @import {Remark} from "./types.js" */

const SAYS = { restore: "It circulates, and no search takes it out.", retire: "It is out of circulation." };

/** Fires `taggy-decided` when there is a word on the tag. */
export class TaggyRemark extends LitElement {
  static properties = { remark: { attribute: false }, decided: { state: true }, said: { state: true } };

  static styles = [
    look,
    cardLook,
    css`
      article {
        block-size: 100%;
        align-content: start;
      }
      h2 {
        overflow-wrap: anywhere;
      }
      ul.why {
        display: grid;
        gap: var(--gap-1);
      }
      .pictures {
        display: grid;
        grid-template-columns: repeat(4, 1fr);
        gap: var(--gap-2);
      }
      img {
        inline-size: 100%;
        border-radius: var(--round-small);
        background: var(--mat);
        aspect-ratio: 1;
        object-fit: cover;
      }
      .words {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: var(--gap-2);
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Remark}  set by the parent before this is connected */
    this.remark = /** @type {any} */ (null);
    /** @type {"restore" | "retire" | null} */
    this.decided = null;
    this.said = "";
  }

  render() {
    const { tag, state, why, pairs, images } = this.remark;
    return html`<article tabindex="-1" aria-labelledby="tag">
      <h2 id="tag">${tag}</h2>
      <p class="small soft">
        ${state === "remark" ? "Out of circulation" : "Circulates"} · on ${pairs === 1 ? "one picture" : `${pairs} pictures`}
        · <a href=${graphAddress("tag", tag)} aria-label="In the graph: ${tag}">In the graph</a>
      </p>
      ${images.length
        ? html`<div class="pictures">
            ${images.map((image) => html`<img alt="A picture that carries the tag" src=${image.urls.thumbnail} />`)}
          </div>`
        : nothing}
      ${why
        ? html`<ul class="why small">
            ${why.split("; ").map((reason) => html`<li>${reason}</li>`)}
          </ul>`
        : nothing}
      <div class="words">
        <button aria-keyshortcuts=${hint("no")} @click=${() => this.decide("retire")}>${noIcon} Take it out</button>
        <button aria-keyshortcuts=${hint("yes")} @click=${() => this.decide("restore")}>
          ${yesIcon} ${state === "remark" ? "Bring it back" : "Keep it"}
        </button>
      </div>
      <p role="status">${this.said}</p>
    </article>`;
  }

  focus() {
    /** @type {HTMLElement | null} */ (this.renderRoot.querySelector("article"))?.focus();
  }

  /** A word counts at once, so that the next tag can be looked at; one that is refused is taken back. @param {"restore" | "retire"} act */
  async decide(act) {
    const before = this.decided;
    this.decided = act;
    this.dispatchEvent(new Event("taggy-decided", { bubbles: true, composed: true }));
    try {
      const { state } = await decideTag(act, this.remark.tag);
      this.remark = { ...this.remark, state };
      this.said = SAYS[act];
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      this.decided = before;
      this.said = `Not recorded: ${error.message}`;
    }
  }
}

customElements.define("taggy-remark", TaggyRemark);
