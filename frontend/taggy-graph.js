/** The neighbourhood of a picture, a tag or a voter: drawn, listed, and as the Cypher that returns the same. */

import { css, html, LitElement, nothing } from "/static/vendor/lit.js";
import { graphAddress, tagAddress } from "./address.js";
import { readNeighbourhood } from "./api.js";
import { edgeLook } from "./drawing-look.js";
import { look, pageLook } from "./look.js";
import { CENTRES, chooseLook, describeEdge, KINDS, MARKS } from "./marks.js";
import { Reading } from "./reading.js";
import "./taggy-drawing.js";
import "./taggy-notice.js";
import "./taggy-tag-finder.js";

/** @import {Centre} from "./address.js" */
/** @import {Look} from "./marks.js" */
/** @import {GraphNode, Me, Neighbourhood} from "./types.js" */

/** @param {string} tag @returns {string} */
const showTag = (tag) => graphAddress("tag", tag);

/** The query as one pastes it into `taggy shell`. @param {Neighbourhood} graph @returns {string} */
export function writeQuery({ cypher, params }) {
  const lines = Object.entries(params).map(([name, value]) => `:param ${name}=${JSON.stringify(value)}`);
  return [...lines, `${cypher};`].join("\n");
}

export class TaggyGraph extends LitElement {
  static properties = {
    me: { attribute: false },
    centre: { attribute: false },
    graph: { state: true },
    said: { state: true },
  };

  static styles = [
    look,
    pageLook,
    edgeLook,
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
      h2 {
        font-size: 1.25rem;
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
      .query {
        min-inline-size: 0;
      }
      .query {
        grid-area: query;
        display: grid;
        align-content: start;
        gap: var(--gap-2);
      }
      .key {
        display: flex;
        flex-wrap: wrap;
        gap: var(--gap-1) var(--gap-4);
        font-size: var(--small);
      }
      .key li {
        display: flex;
        align-items: center;
        gap: var(--gap-2);
      }
      .key svg {
        inline-size: 3rem;
        block-size: 1rem;
        stroke: none;
      }
      .list,
      pre {
        overflow: auto;
        max-block-size: 26rem;
        border: 1px solid var(--line);
        border-radius: var(--round-small);
        background: var(--paper);
      }
      table {
        inline-size: 100%;
        border-collapse: collapse;
        font-size: var(--small);
      }
      th,
      td {
        padding: var(--gap-2) var(--gap-3);
        border-block-end: 1px solid var(--line);
        text-align: start;
        vertical-align: top;
        overflow-wrap: anywhere;
      }
      thead th {
        position: sticky;
        inset-block-start: 0;
        background: var(--paper);
      }
      pre {
        margin: 0;
        padding: var(--gap-3);
        max-block-size: 18rem;
        font: 400 0.8125rem / 1.5 ui-monospace, "DejaVu Sans Mono", monospace;
      }
      .actions {
        display: flex;
        align-items: center;
        gap: var(--gap-3);
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

  #reading = new Reading(this, readNeighbourhood, (graph) => this.#show(graph));

  constructor() {
    super();
    /** @type {Me | null} */
    this.me = null;
    /** @type {Centre | null} */
    this.centre = null;
    /** @type {Neighbourhood | null} */
    this.graph = null;
    this.said = "";
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
          ${middle?.kind === "Tag" ? html`<p><a href=${tagAddress(middle.id)}>About this tag</a></p>` : nothing}
        </div>
        <taggy-tag-finder .address=${showTag}></taggy-tag-finder>
      </header>
      <taggy-drawing .graph=${graph} .veiled=${this.#isVeiled(middle)}></taggy-drawing>
      <section class="aside" aria-labelledby="listed">
        ${this.#renderKey(graph)}
        <h2 id="listed">${graph.edges.length} ${graph.edges.length === 1 ? "relationship" : "relationships"}</h2>
        ${graph.edges.length ? this.#renderTable(graph) : nothing}
        ${this.#mayReadAll
          ? nothing
          : html`<p class="soft small">
              What others said is shown once you have answered, and who said it never is.
            </p>`}
      </section>
      <section class="query" aria-labelledby="cypher">
        <h2 id="cypher">The same in Cypher</h2>
        <p class="soft small">Paste it into <code>taggy shell</code>.</p>
        <pre tabindex="0" role="group" aria-label="Cypher">${writeQuery(graph)}</pre>
        <p class="actions">
          <button @click=${() => this.#copy(writeQuery(graph))}>Copy</button>
          <span role="status" class="small">${this.said}</span>
        </p>
      </section>
    `;
  }

  #renderStart() {
    return html`<header><h1>The graph</h1></header>
      <section class="query">
        <p class="soft">Choose a tag to see its pictures, what else they show, and who says so.</p>
        <taggy-tag-finder .address=${showTag}></taggy-tag-finder>
        ${this.me ? html`<p><a href=${graphAddress("voter", this.me.voter.id)}>What you answered</a></p>` : nothing}
      </section>`;
  }

  /** What the lines mean, of those that are drawn. @param {Neighbourhood} graph */
  #renderKey(graph) {
    const shown = new Set(graph.edges.map(chooseLook));
    const looks = /** @type {Look[]} */ (Object.keys(MARKS)).filter((kind) => shown.has(kind));
    return html`<ul class="key" aria-label="What the lines mean">
      ${looks.map(
        (kind) => html`<li>
          <svg viewBox="0 0 48 16" class=${kind} aria-hidden="true">
            <line x1="2" y1="8" x2="46" y2="8" stroke-width="3" />
            <text class="sign" x="24" y="8">${MARKS[kind].sign}</text>
          </svg>
          ${MARKS[kind].says}
        </li>`,
      )}
    </ul>`;
  }

  /** @param {Neighbourhood} graph */
  #renderTable({ nodes, edges }) {
    const byKey = new Map(nodes.map((node) => [node.key, node]));
    return html`<div class="list" tabindex="0" role="group" aria-label="All of them">
      <table>
        <thead>
          <tr><th scope="col">From</th><th scope="col">says</th><th scope="col">to</th></tr>
        </thead>
        <tbody>
          ${edges.map(
            (edge) => html`<tr>
              <th scope="row">${this.#renderName(byKey.get(edge.start))}</th>
              <td>${describeEdge(edge)}</td>
              <td>${this.#renderName(byKey.get(edge.end))}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  /** @param {GraphNode | undefined} node */
  #renderName(node) {
    if (!node) return nothing;
    const kind = CENTRES[node.kind];
    if (!kind || node.key === this.graph?.centre) return node.name;
    return html`<a href=${graphAddress(/** @type {Centre["kind"]} */ (kind), node.id)}>${node.name}</a>`;
  }

  get #mayReadAll() {
    return this.me?.voter.role === "analyst" || this.me?.voter.role === "staff";
  }

  /** Staff open what was reported: it is shown, but not at once. @param {GraphNode | undefined} node */
  #isVeiled(node) {
    const nsfw = node?.image?.nsfw ?? "unknown";
    return (nsfw === "suspected" || nsfw === "confirmed") && !this.me?.nsfw;
  }

  /** @param {Neighbourhood} graph */
  #show(graph) {
    this.graph = graph;
    this.said = "";
  }

  /** @param {string} text */
  async #copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.said = "Copied.";
    } catch {
      this.said = "The browser did not let us copy it. Mark it and copy it yourself.";
    }
  }
}

customElements.define("taggy-graph", TaggyGraph);
