/** The page of a tag: what it means, how it hangs together with others, its pictures, and what was decided about it. */

import { css, html, LitElement, nothing } from "/static/vendor/lit.js";
import { graphAddress, gridAddress, scopeAddress, tagAddress } from "./address.js";
import { readTag } from "./api.js";
import { look, pageLook } from "./look.js";
import { Reading } from "./reading.js";
import "./taggy-examples.js";
import "./taggy-history.js";
import "./taggy-meaning.js";
import "./taggy-notice.js";
import "./taggy-tag-finder.js";

/** @import {Act} from "./keyboard.js" */
/** @import {TaggyMeaning} from "./taggy-meaning.js" */
/** @import {Count, Me, TagPage} from "./types.js" */

const LONG = 40;

/** @type {Readonly<Record<string, string>>} */
const STATES = {
  remark: "It is a remark rather than a tag, and nobody is asked about it.",
  deprecated: "It is no longer in use, and nobody is asked about it.",
};

/** @param {Count} count @returns {string} */
const write = ({ pairs, more }) => `${pairs.toLocaleString("en-GB")}${more ? " or more" : ""}`;

export class TaggyTag extends LitElement {
  static properties = { me: { attribute: false }, name: { attribute: false }, tag: { state: true } };

  static styles = [
    look,
    pageLook,
    css`
      :host {
        grid-template-columns: minmax(0, 1fr) auto;
      }
      :host > * {
        grid-column: 1 / -1;
      }
      :host > header {
        grid-area: 1 / 1;
      }
      :host > taggy-tag-finder {
        grid-area: 1 / 2;
      }
      h1 {
        overflow-wrap: anywhere;
      }
      .long {
        font-size: 1.25rem;
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--gap-4);
      }
      .ways a {
        display: inline-flex;
        align-items: center;
        min-block-size: var(--touch);
      }
      .state {
        padding: var(--gap-2) var(--gap-3);
        border-inline-start: 3px solid var(--line-strong);
        background: var(--pass-wash);
        overflow-wrap: anywhere;
      }
      .facts {
        display: grid;
        grid-template-columns: fit-content(55%) minmax(0, 1fr);
        gap: var(--gap-2) var(--gap-4);
        max-inline-size: 42rem;
      }
      dt {
        color: var(--ink-soft);
      }
      dd {
        overflow-wrap: anywhere;
        font-variant-numeric: tabular-nums;
      }
      dd li {
        display: inline;
      }
      dd li + li::before {
        content: " · ";
      }
      @media (max-width: 40rem) {
        :host > header,
        :host > taggy-tag-finder {
          grid-area: auto / 1 / auto / -1;
        }
      }
    `,
  ];

  #reading = new Reading(this, readTag, (tag) => (this.tag = tag));

  constructor() {
    super();
    /** @type {Me | null} */
    this.me = null;
    /** @type {string | null}  null where a tag is still to be chosen */
    this.name = null;
    /** @type {TagPage | null} */
    this.tag = null;
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (!changed.has("name")) return;
    this.tag = null;
    if (this.name) this.#reading.read(this.name);
  }

  /** Do what a key asks for. @param {Act} act @returns {boolean} whether the key is ours */
  act(act) {
    if (act !== "edit" || !this.#isStaff) return false;
    this.#meaning?.edit();
    return true;
  }

  /** Leave what is being written. @returns {boolean} whether anything was */
  stepBack() {
    return this.#meaning?.stepBack() ?? false;
  }

  render() {
    const { problem } = this.#reading;
    if (!this.name) return html`<header>
          <h1>Tags</h1>
          <p class="soft">Find one to read what it means, and to see pictures that match it and that do not.</p>
        </header>
        ${this.#renderFinder()}`;
    if (problem) {
      return html`<taggy-notice heading="This tag cannot be shown" text=${problem.message}>${this.#renderFinder()}</taggy-notice>`;
    }
    if (!this.tag) return html`<taggy-notice patient heading="One moment" text="Reading the tag."></taggy-notice>`;
    const { tag } = this;
    return html`
      <header>
        <p class="soft small">${tag.category ?? "Tag"}</p>
        <h1 class=${tag.name.length > LONG ? "long" : ""}><bdi>${tag.name}</bdi></h1>
      </header>
      ${this.#renderState(tag)}
      <taggy-meaning
        .tag=${tag}
        .editable=${this.#isStaff}
        @taggy-described=${(/** @type {CustomEvent<TagPage>} */ event) => (this.tag = event.detail)}
      ></taggy-meaning>
      <p class="ways">
        <a href=${scopeAddress({ tag: tag.canonical ?? tag.name, category: null, collection: null })}>Vote on it</a>
        <a href=${gridAddress(tag.canonical ?? tag.name)}>Many at once</a>
        <a href=${graphAddress("tag", tag.name)}>In the graph</a>
      </p>
      ${this.#renderFacts(tag)}
      <taggy-examples .tag=${tag}></taggy-examples>
      <taggy-history .tag=${tag}></taggy-history>
      ${this.#renderFinder()}
    `;
  }

  #renderFinder() {
    return html`<taggy-tag-finder .address=${tagAddress}></taggy-tag-finder>`;
  }

  /** @param {TagPage} tag */
  #renderState({ state, why, canonical }) {
    if (canonical) {
      return html`<p class="state">
        It is another name of <a href=${tagAddress(canonical)}><bdi>${canonical}</bdi></a>: the pictures here are those of
        that tag.
      </p>`;
    }
    if (state === "circulating") return nothing;
    return html`<p class="state">${STATES[state] ?? state} ${why}</p>`;
  }

  /** @param {TagPage} tag */
  #renderFacts(tag) {
    return html`<dl class="facts">
      <dt>Pictures settled Yes</dt>
      <dd>${write(tag.settled)}</dd>
      <dt>Likely pictures</dt>
      <dd>${write(tag.likely)}</dd>
      <dt>Still asked about</dt>
      <dd>${write(tag.asked)}</dd>
      ${this.#renderLinks("Also called", tag.aliases)} ${this.#renderLinks("Each is also", tag.implies)}
      ${this.#renderLinks("Among them", tag.implied_by)} ${this.#renderLinks("Never together with", tag.excludes)}
    </dl>`;
  }

  /** @param {string} says @param {string[]} names */
  #renderLinks(says, names) {
    if (!names.length) return nothing;
    return html`<dt>${says}</dt>
      <dd>
        <ul>
          ${names.map((name) => html`<li><a href=${tagAddress(name)}><bdi>${name}</bdi></a></li>`)}
        </ul>
      </dd>`;
  }

  get #isStaff() {
    return this.me?.voter.role === "staff";
  }

  get #meaning() {
    return /** @type {TaggyMeaning | null} */ (this.renderRoot.querySelector("taggy-meaning"));
  }
}

customElements.define("taggy-tag", TaggyTag);
