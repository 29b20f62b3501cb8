/** What happened last, what is on its way, and the reasons that a pass may be given. */

import { css, html, LitElement, nothing } from "/static/vendor/lit.js";
import { graphAddress } from "./address.js";
import { hint } from "./keyboard.js";
import { look } from "./look.js";

/** @import {Fault} from "./request.js" */
/** @import {Outcome} from "./round.js" */
/** @import {PassReason} from "./types.js" */

/** @type {Readonly<Record<PassReason, string>>} */
export const REASONS = {
  "cannot-tell": "Can’t tell",
  "unknown-tag": "Unknown tag",
  "bad-picture": "Bad picture",
};

/** Say what happened, for eyes and ears alike. @param {Outcome | null} last @returns {string} */
export function describe(last) {
  if (!last) return "";
  const name = `“${last.question.tag.name}”`;
  if (last.kind === "undone") return `Taken back: ${name}.`;
  if (last.kind === "reported") return "Reported. The picture is hidden.";
  if (last.kind === "refused") return `Not recorded: ${name}. ${last.detail ?? ""}`;
  if (last.reason) return `Passed ${name}: ${REASONS[last.reason].toLowerCase()}.`;
  if (last.answer === "pass") return `Passed ${name}.`;
  return `${last.answer === "yes" ? "Yes" : "No"} to ${name}.`;
}

/** Fires `taggy-reason` ({reason}). */
export class TaggyLast extends LitElement {
  static properties = {
    last: { attribute: false },
    waiting: { type: Number },
    trouble: { attribute: false },
  };

  static styles = [
    look,
    css`
      :host {
        display: grid;
        align-content: center;
        gap: var(--gap-2);
        min-block-size: var(--touch);
        font-size: var(--small);
        color: var(--ink-soft);
      }
      p {
        overflow-wrap: anywhere;
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 3;
        overflow: hidden;
      }
      .trouble {
        padding: var(--gap-2) var(--gap-3);
        border-inline-start: 3px solid var(--no);
        background: var(--no-wash);
        color: var(--ink);
      }
      div {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--gap-2);
      }
      button {
        padding-inline: var(--gap-2);
        border-radius: calc(var(--touch) / 2);
        border-color: var(--line-strong);
        color: var(--ink);
      }
      @media (max-width: 40rem), (max-height: 30rem), (max-width: 60rem) and (orientation: portrait) {
        kbd,
        .passed {
          display: none;
        }
        div {
          flex-wrap: nowrap;
          justify-content: center;
        }
        button {
          padding-inline: var(--gap-2);
          white-space: nowrap;
          flex: 1;
        }
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Outcome | null} */
    this.last = null;
    this.waiting = 0;
    /** @type {{fault: Fault, wait: number} | null} */
    this.trouble = null;
  }

  render() {
    const asksWhy = this.last?.kind === "answered" && this.last.answer === "pass" && !this.last.reason;
    if (this.trouble) return html`<p class="trouble" role="status">${this.#describeTrouble(this.trouble)}</p>`;
    if (asksWhy) return this.#renderReasons();
    return html`<p class=${this.last?.kind === "refused" ? "trouble" : ""}>
      ${describe(this.last)} ${this.last?.kind === "answered" ? this.#renderLink(this.last) : nothing}
    </p>`;
  }

  #renderReasons() {
    const reasons = /** @type {PassReason[]} */ (Object.keys(REASONS));
    return html`<p class="passed">${describe(this.last)} Why? You need not say.</p>
      <div role="group" aria-label="Why did you pass? You need not say.">
        ${reasons.map(
          (reason) => html`<button @click=${() => this.#choose(reason)}>
            ${REASONS[reason]} <kbd aria-hidden="true">${hint(reason)}</kbd>
          </button>`,
        )}
      </div>`;
  }

  /** What others said may be looked at once one has answered. @param {Outcome} last */
  #renderLink({ question }) {
    return html`<a href=${graphAddress("image", question.image.id)}>In the graph</a>`;
  }

  /** @param {{fault: Fault, wait: number}} trouble */
  #describeTrouble({ fault, wait }) {
    const kept = this.waiting === 1 ? "One answer is kept here" : `${this.waiting} answers are kept here`;
    if (fault === "offline") return `You are offline. ${kept} and sent when you are back.`;
    if (fault === "busy") return `A little too fast for the server: it asks us to wait ${wait} s. ${kept}.`;
    return `The database is away. ${kept} and sent when it is back.`;
  }

  /** @param {PassReason} reason */
  #choose(reason) {
    this.dispatchEvent(new CustomEvent("taggy-reason", { detail: { reason } }));
  }
}

customElements.define("taggy-last", TaggyLast);
