/** For staff: the pictures that count as one, with what was found between them; any can be taken out, or shown instead. */

import { css, html, LitElement, nothing, repeat } from "/static/vendor/lit.js";
import { graphAddress } from "./address.js";
import { chooseShown, readClass, unmergeImage } from "./api.js";
import { cardLook } from "./card-look.js";
import { describeMatch, FACTS, renderSources } from "./facts.js";
import { yesIcon } from "./icons.js";
import { look, pageLook } from "./look.js";
import { Reading } from "./reading.js";
import { tellOutcome } from "./request.js";
import { renderStaffOnly } from "./standstill.js";
import "./taggy-notice.js";

/** @import {Compared, Copy, DuplicateClass, Me, Verdict} from "./types.js" */

/** @type {Readonly<Record<Verdict | "open", string>>} */
const VERDICTS = { duplicate: "duplicates", alternate: "alternates", unrelated: "unrelated", open: "not judged yet" };

/** @param {Compared} found @returns {string} */
function describeFound(found) {
  const parts = [VERDICTS[found.verdict ?? "open"], describeMatch(found)];
  if (found.mirrored) parts.push("mirrored");
  if (found.verdict) parts.push(found.by_person ? "judged by a person" : "judged by the machine");
  return `${parts.join(", ")}.`;
}

export class TaggyClass extends LitElement {
  static properties = {
    me: { attribute: false },
    image: { attribute: false },
    found: { state: true },
    said: { state: true },
  };

  static styles = [
    look,
    pageLook,
    cardLook,
    css`
      .list {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr));
        gap: var(--gap-4);
      }
      .shown {
        border-color: var(--accent);
      }
      img {
        display: block;
        inline-size: 100%;
        aspect-ratio: 4 / 3;
        object-fit: contain;
      }
      figure {
        overflow: hidden;
        background: var(--mat);
        border-radius: var(--round-small);
      }
      h2 {
        display: flex;
        align-items: center;
        gap: var(--gap-2);
        font-size: 1.25rem;
      }
      h2 span {
        display: flex;
        align-items: center;
        gap: var(--gap-1);
        font-family: var(--sans);
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: var(--gap-1) var(--gap-3);
        font-size: var(--small);
        font-variant-numeric: tabular-nums;
      }
      dt {
        color: var(--ink-soft);
      }
      dd {
        overflow-wrap: anywhere;
      }
      .source {
        display: block;
      }
      .buttons {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: var(--gap-2);
      }
      .between li {
        padding-block: var(--gap-2);
        border-block-end: 1px solid var(--line);
      }
      .between {
        max-inline-size: 42rem;
      }
    `,
  ];

  #reading = new Reading(this, readClass, (found) => (this.found = found));

  constructor() {
    super();
    /** @type {Me | null} */
    this.me = null;
    /** @type {string}  whose class it is */
    this.image = "";
    /** @type {DuplicateClass | null} */
    this.found = null;
    this.said = "";
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (!changed.has("image") || !this.#isStaff) return;
    this.found = null;
    this.said = "";
    this.#reading.read(this.image);
  }

  render() {
    if (!this.#isStaff) return renderStaffOnly();
    const { problem } = this.#reading;
    if (problem) {
      return html`<taggy-notice heading="This cannot be read now" text=${problem.message}>
        <a href="/duplicates">To the board</a>
      </taggy-notice>`;
    }
    if (!this.found) return html`<taggy-notice patient heading="One moment" text="Reading the pictures."></taggy-notice>`;
    const { members, comparisons } = this.found;
    return html`
      <header>
        <h1>${members.length === 1 ? "This picture stands alone" : `${members.length} pictures that count as one`}</h1>
        <p class="soft">
          What is said of any of them counts for the one that is shown. One that is taken out has everything back that it
          had before. <a href="/duplicates">To the board</a>
        </p>
        <p role="status">${this.said}</p>
      </header>
      <ul class="list">
        ${repeat(members, (member) => member.id, (member) => html`<li>${this.#renderMember(member)}</li>`)}
      </ul>
      ${comparisons.length ? this.#renderComparisons() : nothing}
    `;
  }

  /** @param {Copy} member */
  #renderMember(member) {
    const found = /** @type {DuplicateClass} */ (this.found);
    const shown = member.id === found.shown;
    const name = member.id.slice(0, 8);
    return html`<article class=${shown ? "shown" : ""} aria-labelledby="name-${name}">
      <figure>
        <img class=${this.#isVeiled(member) ? "veiled" : ""} alt="Picture ${name}" src=${member.urls.thumbnail} />
      </figure>
      <h2 id="name-${name}">${name} ${shown ? html`<span class="small">${yesIcon} shown</span>` : nothing}</h2>
      <dl>
        ${FACTS.map(([says, read]) => html`<dt>${says}</dt><dd>${read(member)}</dd>`)}
        <dt>Source</dt>
        <dd>${renderSources(member)}</dd>
      </dl>
      <p class="small"><a href=${graphAddress("image", member.id)} aria-label="${name} in the graph">In the graph</a></p>
      ${found.members.length > 1
        ? html`<div class="buttons">
            <button ?disabled=${shown} aria-label="Show ${name}" @click=${() => this.#show(member)}>Show this</button>
            <button aria-label="Take ${name} out" @click=${() => this.#unmerge(member)}>Take out</button>
          </div>`
        : nothing}
    </article>`;
  }

  #renderComparisons() {
    const { comparisons } = /** @type {DuplicateClass} */ (this.found);
    return html`<section class="between" aria-labelledby="between">
      <h2 id="between">What was found</h2>
      <ul>
        ${comparisons.map(
          (found) => html`<li class="small">
            <b>${found.one.slice(0, 8)}</b> and <b>${found.other.slice(0, 8)}</b>: ${describeFound(found)}
          </li>`,
        )}
      </ul>
    </section>`;
  }

  /** @param {Copy} member */
  #show({ id }) {
    return this.#act(() => chooseShown(id), `${id.slice(0, 8)} is shown now.`);
  }

  /** @param {Copy} member */
  #unmerge({ id }) {
    return this.#act(() => unmergeImage(id), `${id.slice(0, 8)} was taken out.`);
  }

  /** @param {() => Promise<DuplicateClass>} ask @param {string} says */
  async #act(ask, says) {
    this.said = await tellOutcome(async () => {
      await ask();
      return says;
    }, "Not recorded: ");
    await this.#reading.read(this.image);
  }

  /** Staff open what was reported: it is shown, but not at once. @param {Copy} member */
  #isVeiled({ nsfw }) {
    return (nsfw === "suspected" || nsfw === "confirmed") && !this.me?.nsfw;
  }

  get #isStaff() {
    return this.me?.voter.role === "staff";
  }
}

customElements.define("taggy-class", TaggyClass);
