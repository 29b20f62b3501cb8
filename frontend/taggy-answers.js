/** One's own answers, newest first, each of which can be changed or withdrawn. */

import { css, html, LitElement, nothing, repeat } from "/static/vendor/lit.js";
import { graphAddress } from "./address.js";
import { listVotes, RequestError } from "./api.js";
import { look, pageLook } from "./look.js";
import { backOff } from "./outbox.js";
import "./taggy-answer.js";
import "./taggy-contradictions.js";
import "./taggy-notice.js";

/** @import {Letter, Outbox} from "./outbox.js" */
/** @import {Me, OwnVote} from "./types.js" */

/** @param {OwnVote} vote */
const voteKey = (vote) => `${vote.image.id}|${vote.tag}`;

export class TaggyAnswers extends LitElement {
  static properties = {
    me: { attribute: false },
    outbox: { attribute: false },
    votes: { state: true },
    next: { state: true },
    problem: { state: true },
  };

  static styles = [
    look,
    pageLook,
    css`
      .list {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 25rem), 1fr));
        gap: var(--gap-4);
      }
      .more {
        justify-self: center;
      }
    `,
  ];

  #attempts = 0;

  constructor() {
    super();
    /** @type {Me | null} */
    this.me = null;
    /** @type {Outbox}  set by the parent before this is connected */
    this.outbox = /** @type {any} */ (null);
    /** @type {OwnVote[] | null} */
    this.votes = null;
    /** @type {string | null} */
    this.next = null;
    /** @type {RequestError | null} */
    this.problem = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.outbox.addEventListener("delivered", this.#arrive);
    this.#load(null);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.outbox.removeEventListener("delivered", this.#arrive);
  }

  render() {
    if (this.problem) {
      return html`<taggy-notice heading="Your answers cannot be read now" text=${this.problem.message}></taggy-notice>`;
    }
    if (!this.votes) return html`<taggy-notice patient heading="One moment" text="Reading your answers."></taggy-notice>`;
    if (this.votes.length === 0 && !this.next) {
      return html`<taggy-notice heading="No answers yet" text="Each one you give can be looked at and changed here.">
        <a href="/">Vote</a>
      </taggy-notice>`;
    }
    return html`
      <header>
        <h1>Your answers</h1>
        <p class="soft">
          Newest first. Change one, or withdraw it: nothing you said is set in stone.
          ${this.me ? html`<a href=${graphAddress("voter", this.me.voter.id)}>See them in the graph</a>.` : nothing}
        </p>
      </header>
      <taggy-contradictions .outbox=${this.outbox}></taggy-contradictions>
      <ul class="list">
        ${repeat(
          this.votes,
          voteKey,
          (vote) => html`<li><taggy-answer .vote=${vote} .outbox=${this.outbox}></taggy-answer></li>`,
        )}
      </ul>
      ${this.next ? html`<button class="more" @click=${() => this.#load(this.next)}>Show older answers</button>` : nothing}
    `;
  }

  /** A vote that was still on its way when the list was read is added to it. @param {Event} event */
  #arrive = (event) => {
    const { letter } = /** @type {CustomEvent<{letter: Letter}>} */ (event).detail;
    if (letter.kind === "vote" && !this.votes?.some((vote) => voteKey(vote) === letter.key)) this.#load(null);
  };

  /** @param {string | null} before  the place after which older answers follow; null for the newest */
  async #load(before) {
    try {
      const { votes, next } = await listVotes(before);
      const held = this.votes ?? [];
      const known = new Set(held.map(voteKey));
      const fresh = votes.filter((vote) => !known.has(voteKey(vote)));
      if (before === null) this.votes = [...fresh, ...held];
      else this.votes = [...held, ...fresh];
      if (before !== null || !held.length) this.next = next;
      this.problem = null;
      this.#attempts = 0;
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      this.problem = error;
      this.#attempts += 1;
      if (error.fault !== "refused" && this.isConnected) {
        setTimeout(() => this.#load(before), (error.retryAfter || backOff(this.#attempts)) * 1000);
      }
    }
  }
}

customElements.define("taggy-answers", TaggyAnswers);
