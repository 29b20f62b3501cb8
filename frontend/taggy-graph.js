/** The neighbourhood of a picture, a tag or a voter: drawn, listed, and as the Cypher that returns the same. */

import { css, html, LitElement, nothing } from "/static/vendor/lit.js";
import { classAddress, graphAddress, tagAddress } from "./address.js";
import { readNeighbourhood } from "./api.js";
import { look, pageLook } from "./look.js";
import { KINDS } from "./marks.js";
import { Reading } from "./reading.js";
import "./taggy-beliefs.js";
import "./taggy-cypher.js";
import "./taggy-drawing.js";
import "./taggy-edges.js";
import "./taggy-notice.js";
import "./taggy-phrase.js";
import "./taggy-similar.js";
import "./taggy-tag-finder.js";

/** @import {Centre} from "./address.js" */
/** @import {GraphNode, Me, Neighbourhood} from "./types.js" */

/** @param {string} tag @returns {string} */
const showTag = (tag) => graphAddress("tag", tag);

export class TaggyGraph extends LitElement {
  static properties = {
    me: { attribute: false },
    centre: { attribute: false },
    graph: { state: true },
  };

  static styles = [
    look,
    pageLook,
    css`
      :host {
        inline-size: 100%;
        grid-template:
          "head head" auto
          "drawing aside" auto
          "drawing query" 1fr / minmax(0, 1fr) clamp(20rem, 28vw, 32rem);
        gap: var(--gap-4) var(--gap-5);
        padding-block-start: var(--gap-4);
      }
      header {
        grid-area: head;
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        justify-content: space-between;
        gap: var(--gap-2) var(--gap-5);
        max-inline-size: none;
      }
      taggy-notice {
        grid-column: 1 / -1;
      }
      h1 {
        overflow-wrap: anywhere;
      }
      taggy-drawing {
        grid-area: drawing;
        block-size: max(24rem, 100dvh - 12rem);
      }
      .aside {
        grid-area: aside;
        display: grid;
        align-content: start;
        gap: var(--gap-3);
      }
      .aside,
      taggy-cypher {
        min-inline-size: 0;
      }
      taggy-cypher,
      .start {
        grid-area: query;
      }
      .start {
        display: grid;
        align-content: start;
        gap: var(--gap-2);
      }
      @media (max-width: 60rem) {
        :host {
          grid-template: "head" auto "drawing" auto "aside" auto "query" auto / minmax(0, 1fr);
        }
        taggy-drawing {
          block-size: 62dvh;
        }
      }
    `,
  ];

  #reading = new Reading(this, readNeighbourhood, (graph) => (this.graph = graph));

  constructor() {
    super();
    /** @type {Me | null} */
    this.me = null;
    /** @type {Centre | null} */
    this.centre = null;
    /** @type {Neighbourhood | null} */
    this.graph = null;
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("centre") && this.centre) this.#reading.read(this.centre);
  }

  render() {
    const { problem } = this.#reading;
    if (problem) {
      return html`<taggy-notice heading="This cannot be drawn" text=${problem.message}>
        <a href="/">Vote</a>
      </taggy-notice>`;
    }
    if (!this.centre) return this.#renderStart();
    if (!this.graph) return html`<taggy-notice patient heading="One moment" text="Reading the graph."></taggy-notice>`;
    const { graph } = this;
    const middle = graph.nodes[0];
    return html`
      <header>
        <div>
          <p class="soft small">Around the ${middle ? KINDS[middle.kind].toLowerCase() : ""}</p>
          <h1>${middle?.name}</h1>
          ${this.#renderClassLink()}
          ${middle?.kind === "Tag" ? html`<p><a href=${tagAddress(middle.id)}>About this tag</a></p>` : nothing}
        </div>
        <taggy-tag-finder .address=${showTag}></taggy-tag-finder>
      </header>
      <taggy-drawing .graph=${graph} .veiled=${this.#isVeiled(middle)}></taggy-drawing>
      <div class="aside">
        ${middle?.kind === "Image" ? html`<taggy-similar image=${middle.id}></taggy-similar>` : nothing}
        ${middle?.kind === "Image" ? html`<taggy-beliefs .graph=${graph} ?staff=${this.#isStaff}></taggy-beliefs>` : nothing}
        <taggy-edges .graph=${graph}></taggy-edges>
        ${this.#mayReadAll
          ? nothing
          : html`<p class="soft small">
              What others said is shown once you have answered, and who said it never is.
            </p>`}
      </div>
      <taggy-cypher .graph=${graph}></taggy-cypher>
    `;
  }

  /** What else counts as this picture is for staff to judge. */
  #renderClassLink() {
    if (this.centre?.kind !== "image" || !this.#isStaff) return nothing;
    return html`<p class="small"><a href=${classAddress(this.centre.id)}>Its duplicates</a></p>`;
  }

  #renderStart() {
    return html`<header><h1>The graph</h1></header>
      <section class="start">
        <p class="soft">Choose a tag to see its pictures, what else they show, and who says so.</p>
        <taggy-tag-finder .address=${showTag}></taggy-tag-finder>
        ${this.#mayReadAll ? html`<taggy-phrase></taggy-phrase>` : nothing}
        ${this.me ? html`<p><a href=${graphAddress("voter", this.me.voter.id)}>What you answered</a></p>` : nothing}
      </section>`;
  }

  get #isStaff() {
    return this.me?.voter.role === "staff";
  }

  get #mayReadAll() {
    return this.me?.voter.role === "analyst" || this.#isStaff;
  }

  /** Staff open what was reported: it is shown, but not at once. @param {GraphNode | undefined} node */
  #isVeiled(node) {
    const nsfw = node?.image?.nsfw ?? "unknown";
    return (nsfw === "suspected" || nsfw === "confirmed") && !this.me?.nsfw;
  }
}

customElements.define("taggy-graph", TaggyGraph);
