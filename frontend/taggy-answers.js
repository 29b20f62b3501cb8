/** One's own answers, newest first, each of which can be changed or withdrawn; and those on two pictures. */

import { css, html, LitElement, nothing, repeat } from "/static/vendor/lit.js";
import { graphAddress } from "./address.js";
import { listVotes } from "./api.js";
import { look, pageLook } from "./look.js";
import { Reading } from "./reading.js";
import "./taggy-answer.js";
import "./taggy-contradictions.js";
import "./taggy-notice.js";
import "./taggy-own-comparisons.js";
import "./taggy-own-reliability.js";

/** @import {Letter, Outbox} from "./outbox.js" */
/** @import {Me, OwnVote} from "./types.js" */

/** @typedef {{votes: OwnVote[], next: string | null}} Page */

/** @param {OwnVote} vote */
const voteKey = (vote) => `${vote.image.id}|${vote.tag}`;

export class TaggyAnswers extends LitElement {
  static properties = {
    me: { attribute: false },
    outbox: { attribute: false },
    votes: { state: true },
    next: { state: true },
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

  #newest = new Reading(this, () => listVotes(null), (page) => this.#addNewest(page));
  #older = new Reading(this, () => listVotes(this.next), (page) => this.#addOlder(page));

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
  }

  connectedCallback() {
    super.connectedCallback();
    this.outbox.addEventListener("delivered", this.#arrive);
    this.#newest.read();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.outbox.removeEventListener("delivered", this.#arrive);
  }

  render() {
    const problem = this.#newest.problem ?? this.#older.problem;
    if (problem) {
      return html`<taggy-notice heading="Your answers cannot be read now" text=${problem.message}></taggy-notice>`;
    }
    if (!this.votes) return html`<taggy-notice patient heading="One moment" text="Reading your answers."></taggy-notice>`;
    if (this.votes.length === 0 && !this.next) {
      return html`<taggy-notice heading="No answers yet" text="Each one you give can be looked at and changed here.">
          <a href="/">Vote</a>
        </taggy-notice>
        ${this.#renderComparisons()}`;
    }
    return html`
      <header>
        <h1>Your answers</h1>
        <p class="soft">
          Newest first. Change one, or withdraw it: nothing you said is set in stone.
          ${this.me ? html`<a href=${graphAddress("voter", this.me.voter.id)}>See them in the graph</a>.` : nothing}
        </p>
      </header>
      <taggy-own-reliability></taggy-own-reliability>
      <taggy-contradictions .outbox=${this.outbox}></taggy-contradictions>
      ${this.#renderComparisons()}
      <ul class="list">
        ${repeat(
          this.votes,
          voteKey,
          (vote) => html`<li><taggy-answer .vote=${vote} .outbox=${this.outbox}></taggy-answer></li>`,
        )}
      </ul>
      ${this.next ? html`<button class="more" @click=${() => this.#older.read()}>Show older answers</button>` : nothing}
    `;
  }

  #renderComparisons() {
    return html`<taggy-own-comparisons .outbox=${this.outbox}></taggy-own-comparisons>`;
  }

  /** A vote that was still on its way when the list was read is added to it. @param {Event} event */
  #arrive = (event) => {
    const { letter } = /** @type {CustomEvent<{letter: Letter}>} */ (event).detail;
    if (letter.kind === "vote" && !this.votes?.some((vote) => voteKey(vote) === letter.key)) this.#newest.read();
  };

  /** @param {Page} page */
  #addNewest({ votes, next }) {
    const held = this.votes ?? [];
    if (!held.length) this.next = next;
    this.votes = [...this.#sift(votes), ...held];
  }

  /** @param {Page} page */
  #addOlder({ votes, next }) {
    this.votes = [...(this.votes ?? []), ...this.#sift(votes)];
    this.next = next;
  }

  /** Leave out what is listed already. @param {OwnVote[]} votes */
  #sift(votes) {
    const known = new Set(this.votes?.map(voteKey));
    return votes.filter((vote) => !known.has(voteKey(vote)));
  }
}

customElements.define("taggy-answers", TaggyAnswers);
