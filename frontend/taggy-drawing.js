/** A neighbourhood as a drawing: nodes one can walk to, edges, and a view that is moved and magnified. */

import { html, LitElement, nothing, svg } from "/static/vendor/lit.js";
import { graphAddress } from "./address.js";
import { followGestures } from "./gestures.js";
import { placeNodes } from "./layout.js";
import { look } from "./look.js";
import { CENTRES, chooseLook, describeEdge, KINDS, MARKS } from "./marks.js";
import { drawingLook } from "./drawing-look.js";

/** @import {Centre} from "./address.js" */
/** @import {Move} from "./gestures.js" */
/** @import {Placed} from "./layout.js" */
/** @import {GraphEdge, Neighbourhood} from "./types.js" */

const MARGIN = 44;
const LARGEST = 1.7; // where there is room
const SMALLEST = 0.62; // a picture is still seen, a word still read
const FURTHEST = 0.15;
const NEAREST = 4;
const STEP = 1.4;
const CALM = window.matchMedia("(prefers-reduced-motion: reduce)");

/** The signs of nodes that are neither pictures nor tags, in a square of 24. @type {Readonly<Record<string, string>>} */
const SIGNS = {
  Voter: "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8M4.500 20a7.500 7.500 0 0 1 15 0",
  Source: "M4 18V6h6l2 2h8v10z",
  ModelRun: "M12 3l9 9-9 9-9-9z",
  Collection: "M4 8h12v12H4zM8 8V4h12v12h-4",
  Category: "M4 6h16M4 12h16M4 18h10",
};

export class TaggyDrawing extends LitElement {
  static properties = {
    graph: { attribute: false },
    veiled: { attribute: false },
    active: { state: true },
    view: { state: true },
  };

  static styles = [look, drawingLook];

  /** @type {Map<string, Placed>} */
  #places = new Map();
  #drawn = "";

  constructor() {
    super();
    /** @type {Neighbourhood | null} */
    this.graph = null;
    /** @type {boolean} whether the picture in the middle is blurred */
    this.veiled = false;
    /** @type {string | null}  the node that is pointed at */
    this.active = null;
    /** @type {{x: number, y: number, scale: number}}  what stands in the middle, and how large */
    this.view = { x: 0, y: 0, scale: 1 };
  }

  firstUpdated() {
    followGestures(this.#canvas, (move) => this.#move(move));
    new ResizeObserver(() => this.requestUpdate()).observe(this.#canvas);
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (!changed.has("graph") || !this.graph) return;
    this.active = null;
    const { width, height } = this.getBoundingClientRect();
    this.#places = placeNodes(this.graph, width / height || 1);
    this.#fit(SMALLEST);
  }

  updated() {
    if (!this.graph || this.#drawn === this.graph.centre) return;
    const begun = this.#drawn !== "";
    this.#drawn = this.graph.centre;
    if (begun && !CALM.matches) this.#canvas.animate([{ opacity: 0.2 }, { opacity: 1 }], { duration: 220 });
  }

  render() {
    if (!this.graph) return nothing;
    const { x, y, scale } = this.view;
    const { width, height } = this.getBoundingClientRect();
    const [across, down] = [(width || 1) / scale, (height || 1) / scale];
    return html`
      <svg
        class="canvas ${this.active ? "pointed" : ""}"
        viewBox="${x - across / 2} ${y - down / 2} ${across} ${down}"
        role="group"
        aria-label="Drawing of the neighbourhood"
      >
        <g>${this.graph.edges.map((edge) => this.#renderEdge(edge))}</g>
        <g>${[...this.#places.values()].reverse().map((place) => this.#renderNode(place))}</g>
        <g aria-hidden="true">${this.active ? this.graph.edges.map((edge) => this.#renderWords(edge)) : nothing}</g>
      </svg>
      <div class="buttons" role="group" aria-label="View">
        <button aria-label="Larger" @click=${() => this.#zoom(STEP)}>+</button>
        <button aria-label="Smaller" @click=${() => this.#zoom(1 / STEP)}>−</button>
        <button @click=${() => this.#fit(FURTHEST)}>Whole</button>
      </div>
    `;
  }

  /** @param {GraphEdge} edge */
  #renderEdge(edge) {
    const [from, to] = [this.#places.get(edge.start), this.#places.get(edge.end)];
    if (!from || !to) return nothing;
    const kind = chooseLook(edge);
    const near = this.active === edge.start || this.active === edge.end;
    const weight = kind === "agreed" ? 1 + 5 * Number(edge.properties.posterior) : 2;
    const { sign } = MARKS[kind];
    return svg`<g class="edge ${kind} ${near ? "near" : ""}">
      <line x1=${from.x} y1=${from.y} x2=${to.x} y2=${to.y} stroke-width=${weight} />
      ${sign ? svg`<text class="sign" x=${(from.x + to.x) / 2} y=${(from.y + to.y) / 2}>${sign}</text>` : nothing}
    </g>`;
  }

  /** Words on the edges of the node that is pointed at. @param {GraphEdge} edge */
  #renderWords(edge) {
    if (this.active !== edge.start && this.active !== edge.end) return nothing;
    const [from, to] = [this.#places.get(edge.start), this.#places.get(edge.end)];
    if (!from || !to) return nothing;
    return svg`<text class="words" x=${(from.x + to.x) / 2} y=${(from.y + to.y) / 2 - 8}>${describeEdge(edge)}</text>`;
  }

  /** @param {Placed} place */
  #renderNode(place) {
    const { node, x, y } = place;
    const kind = CENTRES[node.kind];
    const central = node.key === this.graph?.centre;
    const point = () => (this.active = node.key);
    const leave = () => (this.active = null);
    const says = `${KINDS[node.kind]} ${node.kind === "Image" ? node.id.slice(0, 8) : node.name}`;
    const shape = svg`<g
      class="node ${node.kind} ${central ? "central" : ""} ${this.#isNear(node.key) ? "near" : ""}"
      transform="translate(${x} ${y})"
      @pointerenter=${point} @pointerleave=${leave}
    >${this.#renderShape(place, central)}</g>`;
    if (!kind || central) {
      return svg`<g role="img" tabindex="0" aria-label=${says} @focus=${point} @blur=${leave}>${shape}</g>`;
    }
    const address = graphAddress(/** @type {Centre["kind"]} */ (kind), node.id);
    return svg`<a href=${address} aria-label=${says} @focus=${point} @blur=${leave}>${shape}</a>`;
  }

  /** @param {string} key */
  #isNear(key) {
    const { active } = this;
    if (!active || key === active) return true;
    return this.graph?.edges.some(({ start, end }) => (start === active && end === key) || (end === active && start === key));
  }

  /** @param {Placed} place @param {boolean} central */
  #renderShape({ node, label, width, height }, central) {
    const box = { x: -width / 2, y: -height / 2 };
    if (node.kind === "Image") {
      return svg`
        <rect class="frame" x=${box.x - 3} y=${box.y - 3} width=${width + 6} height=${height + 6} rx="9" />
        ${node.image
          ? svg`<image class=${central && this.veiled ? "veiled" : ""} href=${node.image.urls.thumbnail}
              x=${box.x} y=${box.y} width=${width} height=${height} preserveAspectRatio="xMidYMid slice" />`
          : nothing}`;
    }
    if (node.kind === "Tag") {
      return svg`<rect class="frame" x=${box.x} y=${box.y} width=${width} height=${height} rx=${height / 2} />
        <text class="tag">${label}</text>`;
    }
    return svg`<circle class="frame" r=${width / 2} />
      <path class="sign" d=${SIGNS[node.kind] ?? ""} transform="translate(-12 -12)" />
      <text class="caption" y=${height / 2 + 14}>${label}</text>`;
  }

  /** Show everything, but nothing smaller than can be seen. @param {number} smallest */
  #fit(smallest) {
    const places = [...this.#places.values()];
    const { width, height } = this.getBoundingClientRect();
    /** @param {(place: Placed) => number} read */
    const ends = (read) => [Math.min(...places.map(read)) - MARGIN, Math.max(...places.map(read)) + MARGIN];
    const [left, right] = [ends((p) => p.x - p.width / 2)[0] ?? 0, ends((p) => p.x + p.width / 2)[1] ?? 0];
    const [top, bottom] = [ends((p) => p.y - p.height / 2)[0] ?? 0, ends((p) => p.y + p.height / 2)[1] ?? 0];
    const whole = Math.min((width || 1) / (right - left), (height || 1) / (bottom - top));
    const scale = Math.min(LARGEST, Math.max(smallest, whole));
    this.view = scale > whole ? { x: 0, y: 0, scale } : { x: (left + right) / 2, y: (top + bottom) / 2, scale };
  }

  /** @param {number} factor */
  #zoom(factor) {
    const { width, height } = this.getBoundingClientRect();
    this.#move({ dx: 0, dy: 0, factor, x: width / 2, y: height / 2 });
  }

  /** Keep what is under the finger under the finger. @param {Move} move */
  #move({ dx, dy, factor, x, y }) {
    const { width, height } = this.getBoundingClientRect();
    const { view } = this;
    const scale = Math.min(NEAREST, Math.max(FURTHEST, view.scale * factor));
    const away = { x: x - width / 2, y: y - height / 2 };
    const shift = 1 / view.scale - 1 / scale;
    this.view = {
      x: view.x - dx / view.scale + away.x * shift,
      y: view.y - dy / view.scale + away.y * shift,
      scale,
    };
  }

  get #canvas() {
    return /** @type {SVGSVGElement} */ (this.renderRoot.querySelector(".canvas"));
  }
}

customElements.define("taggy-drawing", TaggyDrawing);
