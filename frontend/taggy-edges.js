/** The edges of a neighbourhood as a table, and what the lines of its drawing mean. */

import { css, html, LitElement, nothing } from "/static/vendor/lit.js";
import { graphAddress } from "./address.js";
import { edgeLook } from "./drawing-look.js";
import { look } from "./look.js";
import { CENTRES, chooseLook, describeEdge, MARKS } from "./marks.js";

/** @import {Centre} from "./address.js" */
/** @import {Look} from "./marks.js" */
/** @import {GraphNode, Neighbourhood} from "./types.js" */

export class TaggyEdges extends LitElement {
  static properties = { graph: { attribute: false } };

  static styles = [
    look,
    edgeLook,
    css`
      section {
        display: grid;
        gap: var(--gap-3);
      }
      h2 {
        font-size: 1.25rem;
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
      .list {
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
    `,
  ];

  constructor() {
    super();
    /** @type {Neighbourhood | null} */
    this.graph = null;
  }

  render() {
    if (!this.graph) return nothing;
    const { edges } = this.graph;
    return html`<section aria-labelledby="listed">
      ${this.#renderKey(this.graph)}
      <h2 id="listed">${edges.length} ${edges.length === 1 ? "relationship" : "relationships"}</h2>
      ${edges.length ? this.#renderTable(this.graph) : nothing}
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
}

customElements.define("taggy-edges", TaggyEdges);
