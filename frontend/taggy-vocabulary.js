/** For staff: what mining and sources suggest about the vocabulary, one question after the other. */

import { css, html, LitElement, nothing } from "/static/vendor/lit.js";
import { decideLink, listProposedLinks, startJob } from "./api.js";
import { noIcon, passIcon, undoIcon, yesIcon } from "./icons.js";
import { hint, keymap } from "./keyboard.js";
import { describeLink, KINDS } from "./link-words.js";
import { look, pageLook } from "./look.js";
import { Reading } from "./reading.js";
import { RequestError } from "./request.js";
import { renderStaffOnly } from "./standstill.js";
import "./taggy-link.js";
import "./taggy-notice.js";

/** @import {Act} from "./keyboard.js" */
/** @import {Me, TagLink, VocabularyLink} from "./types.js" */

/**
 * A question: a link as it was proposed, or turned round. What was done with it, to say it and to take it back.
 *
 * @typedef {VocabularyLink & {original?: VocabularyLink}} Asked
 * @typedef {{link: VocabularyLink, kind: "accept" | "reject" | "later", done: {act: "accept" | "reject", link: TagLink}[]}} Step
 */

const WAY_BACK = 20;
const FEW = 5; // so many left, more are read

/** @type {readonly {kind: Step["kind"], word: string, icon: unknown}[]} */
const WORDS = [
  { kind: "reject", word: "No", icon: noIcon },
  { kind: "later", word: "Later", icon: passIcon },
  { kind: "accept", word: "Yes", icon: yesIcon },
];

/** @type {Readonly<Record<Step["kind"], string>>} */
const SAYS = { accept: "Accepted", reject: "Rejected", later: "Left for later" };

/** @param {TagLink} link @returns {string} */
const nameOf = ({ kind, from, to }) => `${kind}|${from}|${to}`;

/** What the API takes of a link. @param {TagLink} link @returns {TagLink} */
const bare = ({ kind, from, to }) => ({ kind, from, to });

/** A link the other way round, and back. @param {Asked} link @returns {Asked} */
const turn = (link) =>
  link.original ?? { ...link, from: link.to, to: link.from, evidence: null, reason: null, score: null, original: link };

export class TaggyVocabulary extends LitElement {
  static properties = {
    me: { attribute: false },
    kind: { state: true },
    links: { state: true },
    said: { state: true },
  };

  static styles = [
    look,
    pageLook,
    css`
      :host {
        grid-template-rows: auto 1fr auto auto;
        align-content: stretch;
        gap: var(--gap-4);
        inline-size: min(100%, 60rem);
        padding-block-end: 0;
      }
      .kinds {
        display: flex;
        flex-wrap: wrap;
        gap: var(--gap-2);
      }
      [aria-pressed="true"] {
        border-color: var(--accent);
        font-weight: 600;
        box-shadow: inset 0 -3px var(--accent);
      }
      .words {
        position: sticky;
        inset-block-end: 0;
        display: grid;
        grid-template-columns: repeat(3, 1fr);
        gap: var(--gap-2);
        padding-block: var(--gap-3) max(var(--gap-3), env(safe-area-inset-bottom));
        background: var(--wall);
      }
      .words button {
        min-block-size: 3.5rem;
        font-weight: 600;
      }
      .accept {
        border-color: var(--yes);
        background: var(--yes-wash);
        color: var(--yes);
      }
      .reject {
        border-color: var(--no);
        background: var(--no-wash);
        color: var(--no);
      }
      .below,
      .sides {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--gap-2);
        min-block-size: var(--touch);
      }
      .below p {
        overflow-wrap: anywhere;
      }
      @media (max-width: 40rem) {
        kbd {
          display: none;
        }
      }
    `,
  ];

  #reading = new Reading(this, listProposedLinks, (page, kind) => kind === this.kind && this.#add(page));
  /** @type {string | null} */
  #next = null;
  /** @type {Step[]} */
  #trail = [];
  /** @type {Set<string>}  what is not asked again in this sitting */
  #seen = new Set();
  #busy = false;
  #update = () => this.requestUpdate();

  constructor() {
    super();
    /** @type {Me | null} */
    this.me = null;
    /** @type {TagLink["kind"] | ""}  empty for all */
    this.kind = "";
    /** @type {Asked[] | null}  the one that is asked first; null before the first page was read */
    this.links = null;
    this.said = "";
  }

  connectedCallback() {
    super.connectedCallback();
    keymap.addEventListener("change", this.#update);
    if (this.#isStaff) this.#reading.read(this.kind, null);
  }

  disconnectedCallback() {
    keymap.removeEventListener("change", this.#update);
    super.disconnectedCallback();
  }

  render() {
    if (!this.#isStaff) return renderStaffOnly();
    const link = this.links?.[0];
    return html`
      <p class="unseen" aria-live="polite">${this.said} ${link ? `${describeLink(link)}?` : ""}</p>
      <div class="kinds" role="group" aria-label="Which questions">
        ${["", ...Object.keys(KINDS)].map((kind) => this.#renderKind(/** @type {TagLink["kind"] | ""} */ (kind)))}
      </div>
      ${link ? html`<taggy-link .link=${link}></taggy-link>` : this.#renderNotice()}
      <div class="below">
        <p class="small soft">${this.said}</p>
        ${this.#renderSides(link)}
      </div>
      ${link
        ? html`<div class="words" role="group" aria-label="Your decision">
            ${WORDS.map(
              ({ kind, word, icon }) => html`<button
                class=${kind}
                aria-keyshortcuts=${hint(kind)}
                @click=${() => this.act(kind)}
              >
                ${icon} ${word} <kbd aria-hidden="true">${hint(kind)}</kbd>
              </button>`,
            )}
          </div>`
        : nothing}
    `;
  }

  /** Do what a key asks for. @param {Act} act */
  act(act) {
    if (act === "undo") this.#undo();
    else if (act === "turn") this.#turn();
    else if (act === "accept" || act === "reject" || act === "later") this.#decide(act);
  }

  /** There is no step to go back. @returns {boolean} */
  stepBack() {
    return false;
  }

  /** @param {TagLink["kind"] | ""} kind */
  #renderKind(kind) {
    return html`<button aria-pressed=${kind === this.kind} @click=${() => this.#choose(kind)}>
      ${kind ? KINDS[kind] : "All"}
    </button>`;
  }

  /** @param {Asked | undefined} link */
  #renderSides(link) {
    const canTurn = link && link.kind !== "excludes";
    return html`<div class="sides">
      <button class="quiet" aria-keyshortcuts=${hint("turn")} aria-disabled=${!canTurn} @click=${this.#turn}>
        The other way round <kbd aria-hidden="true">${hint("turn")}</kbd>
      </button>
      <button
        class="quiet"
        aria-keyshortcuts=${hint("undo")}
        aria-disabled=${this.#trail.length === 0}
        @click=${this.#undo}
      >
        ${undoIcon} Undo <kbd aria-hidden="true">${hint("undo")}</kbd>
      </button>
    </div>`;
  }

  #renderNotice() {
    const { problem } = this.#reading;
    if (problem) {
      return html`<taggy-notice heading="The questions cannot be read now" text=${problem.message}></taggy-notice>`;
    }
    if (!this.links || this.#next) {
      return html`<taggy-notice patient heading="One moment" text="Reading the questions."></taggy-notice>`;
    }
    return html`<taggy-notice heading="Nothing is waiting" text="Mining looks for tags that belong together.">
      <button class="main" @click=${this.#mine}>Look for more</button>
      <button @click=${() => this.#choose(this.kind)}>Read again</button>
    </taggy-notice>`;
  }

  get #isStaff() {
    return this.me?.voter.role === "staff";
  }

  #turn() {
    const [link, ...others] = this.links ?? [];
    if (link && link.kind !== "excludes") this.links = [turn(link), ...others];
  }

  /** @param {TagLink["kind"] | ""} kind  chosen again, what was left for later comes back */
  #choose(kind) {
    this.kind = kind;
    this.links = null;
    this.#next = null;
    this.#seen = new Set();
    this.#reading.read(kind, null);
  }

  /** @param {{links: VocabularyLink[], next: string | null}} page */
  #add({ links, next }) {
    const fresh = links.filter((link) => !this.#seen.has(nameOf(link)));
    for (const link of fresh) this.#seen.add(nameOf(link));
    this.links = [...(this.links ?? []), ...fresh];
    this.#next = next;
    this.#fill();
  }

  #fill() {
    if (this.#next && (this.links?.length ?? 0) < FEW) this.#reading.read(this.kind, this.#next);
  }

  /** The next question comes once the server took this decision: what it says of it depends on it. @param {Step["kind"]} kind */
  async #decide(kind) {
    const asked = this.links?.[0];
    if (!asked || this.#busy) return;
    const link = asked.original ?? asked;
    /** @type {Step["done"]} */
    const done = kind === "later" ? [] : [{ act: kind, link: bare(kind === "accept" ? asked : link) }];
    if (kind === "accept" && asked !== link && link.kind === "implies") done.push({ act: "reject", link: bare(link) });
    const failed = await this.#send(async () => {
      for (const { act, link: decided } of done) await decideLink(act, decided);
    });
    if (failed) {
      this.said = `Not recorded: ${failed}`;
      return;
    }
    this.links = (this.links ?? []).filter((other) => other !== asked);
    this.#trail = [...this.#trail, { link, kind, done }].slice(-WAY_BACK);
    this.said = `${SAYS[kind]}: ${describeLink(kind === "accept" ? asked : link)}.`;
    this.#fill();
  }

  async #undo() {
    const step = this.#trail.at(-1);
    if (!step || this.#busy) return;
    const failed = await this.#send(async () => {
      for (const { link } of [...step.done].reverse()) await decideLink("withdraw", link);
    });
    if (failed) {
      this.said = `Not taken back: ${failed}`;
      return;
    }
    this.#trail = this.#trail.slice(0, -1);
    this.links = [step.link, ...(this.links ?? []).filter((other) => nameOf(other) !== nameOf(step.link))];
    this.said = `Taken back: ${describeLink(step.link)}.`;
  }

  async #mine() {
    const failed = await this.#send(() => startJob("mining"));
    this.said = failed || "Mining waits for its turn: see Jobs. Read again when it is done.";
  }

  /** One thing at a time. @param {() => Promise<unknown>} work @returns {Promise<string>}  why it failed; empty if it did not */
  async #send(work) {
    this.#busy = true;
    try {
      await work();
      return "";
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      return error.message;
    } finally {
      this.#busy = false;
    }
  }
}

customElements.define("taggy-vocabulary", TaggyVocabulary);
