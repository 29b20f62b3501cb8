/** One answer of one's own: what was shown, what was said, and the buttons to change it. */

import { css, html, LitElement, nothing } from "/static/vendor/lit.js";
import { graphAddress, tagAddress } from "./address.js";
import { cardLook } from "./card-look.js";
import { ANSWER_ORDER, ANSWERS } from "./icons.js";
import { look } from "./look.js";
import { REASONS } from "./taggy-last.js";

/** @import {RequestError} from "./request.js" */
/** @import {Letter, Outbox} from "./outbox.js" */
/** @import {Answer, OwnVote} from "./types.js" */

const WHEN = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

export class TaggyAnswer extends LitElement {
  static properties = {
    vote: { attribute: false },
    outbox: { attribute: false },
    answer: { state: true },
    said: { state: true },
  };

  static styles = [
    look,
    cardLook,
    css`
      :host {
        display: block;
        container-type: inline-size;
      }
      article {
        grid-template-columns: 7rem minmax(0, 1fr);
        gap: var(--gap-4);
      }
      .picture {
        justify-self: center;
      }
      h2 a {
        color: inherit;
        text-decoration: none;
      }
      h2 a:hover {
        text-decoration: underline;
      }
      img {
        display: block;
        max-inline-size: 100%;
        max-block-size: 7rem;
        border-radius: var(--round-small);
        background: var(--mat);
      }
      .side {
        display: grid;
        gap: var(--gap-2);
        align-content: space-between;
      }
      @container (max-width: 24rem) {
        article {
          grid-template-columns: 5rem minmax(0, 1fr);
        }
        .side {
          display: contents;
        }
        .choices,
        .foot {
          grid-column: 1 / -1;
        }
      }
      h2 {
        display: -webkit-box;
        overflow: hidden;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 3;
        overflow-wrap: anywhere;
      }
      .choices {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: var(--gap-1);
      }
      button {
        padding-inline: var(--gap-1);
        gap: var(--gap-1);
      }
      [aria-pressed="true"] {
        border-width: 2px;
        font-weight: 650;
      }
      [aria-pressed="true"].yes {
        color: var(--yes);
        background: var(--yes-wash);
        border-color: currentcolor;
      }
      [aria-pressed="true"].no {
        color: var(--no);
        background: var(--no-wash);
        border-color: currentcolor;
      }
      [aria-pressed="true"].pass {
        color: var(--pass);
        background: var(--pass-wash);
        border-color: currentcolor;
      }
      [aria-pressed="false"] svg {
        display: none;
      }
      .foot {
        display: flex;
        justify-content: space-between;
        align-items: center;
        gap: var(--gap-2);
        min-block-size: var(--touch);
        margin-block: calc(-1 * var(--gap-1));
      }
      .foot button {
        padding-inline: var(--gap-2);
        margin-inline-end: calc(-1 * var(--gap-2));
      }
    `,
  ];

  #hear = (/** @type {Event} */ event) => this.#settle(/** @type {CustomEvent} */ (event));

  constructor() {
    super();
    /** @type {OwnVote}  set by the parent before this is connected */
    this.vote = /** @type {any} */ (null);
    /** @type {Outbox}  set by the parent before this is connected */
    this.outbox = /** @type {any} */ (null);
    /** @type {Answer | null | undefined}  what the server has: null is withdrawn */
    this.answer = undefined;
    this.said = "";
  }

  connectedCallback() {
    super.connectedCallback();
    this.outbox.addEventListener("delivered", this.#hear);
    this.outbox.addEventListener("refused", this.#hear);
  }

  disconnectedCallback() {
    this.outbox.removeEventListener("delivered", this.#hear);
    this.outbox.removeEventListener("refused", this.#hear);
    super.disconnectedCallback();
  }

  render() {
    const { image, tag, at, pass_reason } = this.vote;
    const answer = this.answer === undefined ? this.vote.answer : this.answer;
    const reason = answer === "pass" && this.answer === undefined && pass_reason ? ` · ${REASONS[pass_reason]}` : "";
    return html`<article aria-labelledby="tag">
      <a class="picture" href=${graphAddress("image", image.id)}>
        <img alt="Picture to judge" loading="lazy" src=${image.urls.thumbnail} />
      </a>
      <div class="side">
        <div>
          <h2 id="tag"><a href=${tagAddress(tag)}>${tag}</a></h2>
          <p class="soft small"><time datetime=${at}>${WHEN.format(new Date(at))}</time>${reason}</p>
        </div>
        <div class="choices" role="group" aria-label="Your answer">
          ${ANSWER_ORDER.map(
            (choice) => html`<button class=${choice} aria-pressed=${choice === answer} @click=${() => this.#change(choice)}>
              ${ANSWERS[choice].icon} ${ANSWERS[choice].word}
            </button>`,
          )}
        </div>
        <div class="foot">
          <span class="small" role="status">${this.said}</span>
          ${answer ? html`<button class="quiet" @click=${this.#withdraw}>Withdraw</button>` : nothing}
        </div>
      </div>
    </article>`;
  }

  /** @returns {{image: string, tag: string}} */
  get #pair() {
    return { image: this.vote.image.id, tag: this.vote.tag };
  }

  /** @param {"vote" | "withdraw"} kind @param {object} body */
  #post(kind, body) {
    this.said = "On its way …";
    this.outbox.post({ kind, key: `${this.vote.image.id}|${this.vote.tag}`, body });
  }

  /** @param {Answer} answer */
  #change(answer) {
    this.#post("vote", { ...this.#pair, answer });
  }

  #withdraw() {
    this.#post("withdraw", this.#pair);
    /** @type {HTMLElement | null} */ (this.renderRoot.querySelector(".choices button"))?.focus();
  }

  /** Show what the server took, not what we hoped. @param {CustomEvent<{letter: Letter, error?: RequestError}>} event */
  #settle({ detail: { letter, error } }) {
    if (letter.key !== `${this.vote.image.id}|${this.vote.tag}`) return;
    if (error) {
      this.said = `Not recorded: ${error.message}`;
      return;
    }
    this.answer = letter.kind === "withdraw" ? null : letter.body.answer;
    this.said = letter.kind === "withdraw" ? "Withdrawn." : "Recorded.";
  }
}

customElements.define("taggy-answer", TaggyAnswer);
