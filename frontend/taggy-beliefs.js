/** What is believed of a picture, tag by tag, each with why. */

import { css, html, LitElement, nothing, repeat } from "/static/vendor/lit.js";
import { tagAddress } from "./address.js";
import { look } from "./look.js";
import { describeEdge } from "./marks.js";
import "./taggy-explanation.js";
import "./taggy-gild.js";

/** @import {GraphEdge, GraphNode, Neighbourhood} from "./types.js" */

export class TaggyBeliefs extends LitElement {
  static properties = { graph: { attribute: false }, staff: { type: Boolean } };

  static styles = [
    look,
    css`
      section,
      ul {
        display: grid;
        gap: var(--gap-3);
      }
      h2 {
        font-size: 1.25rem;
      }
      li {
        overflow-wrap: anywhere;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Neighbourhood | null}  around a picture */
    this.graph = null;
    this.staff = false;
  }

  render() {
    const image = this.graph?.nodes[0];
    const believed = this.graph?.edges.filter(({ type, start }) => type === "CONSENSUS" && start === image?.key) ?? [];
    if (!image || !believed.length) return nothing;
    return html`<section aria-labelledby="believed">
      <h2 id="believed">What is believed of it</h2>
      <ul>
        ${repeat(
          believed,
          ({ end }) => `${image.id}|${end}`,
          (edge) => this.#renderEdge(edge, image),
        )}
      </ul>
    </section>`;
  }

  /** @param {GraphEdge} edge @param {GraphNode} image */
  #renderEdge(edge, image) {
    const tag = this.graph?.nodes.find(({ key }) => key === edge.end);
    if (!tag) return nothing;
    return html`<li>
      <p class="small"><a href=${tagAddress(tag.id)}><b>${tag.name}</b></a> ${describeEdge(edge)}</p>
      <taggy-explanation .image=${image.id} .tag=${tag.id}></taggy-explanation>
      ${this.staff ? html`<taggy-gild .image=${image.id} .tag=${tag.id}></taggy-gild>` : nothing}
    </li>`;
  }
}

customElements.define("taggy-beliefs", TaggyBeliefs);
