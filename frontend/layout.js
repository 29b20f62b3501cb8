/** Where the nodes of a neighbourhood stand: pushed apart, pulled together by their edges, the middle one in the middle. */

import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
} from "/static/vendor/d3-force.js";

/** @import {GraphNode, Neighbourhood} from "./types.js" */

/**
 * A node with its place, in units of one CSS pixel at full size.
 *
 * @typedef {object} Placed
 * @property {GraphNode} node
 * @property {string} label  as it is drawn
 * @property {number} width
 * @property {number} height
 * @property {number} x
 * @property {number} y
 * @property {number} [fx]
 * @property {number} [fy]
 */

const STEPS = 300;
const PULL = 0.06;
const LONGEST = 22;
const LETTER = 8.4; // how wide a letter of a tag is, about
const PICTURE = 58;
const CENTRE = 104;
const SHAPE = 38;

/** @param {GraphNode} node @param {boolean} central @returns {Placed} */
function measure(node, central) {
  const letters = [...node.name];
  const label = letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join("")}…` : node.name;
  if (node.kind === "Image") {
    const size = central ? CENTRE : PICTURE;
    return { node, label, width: size, height: size, x: 0, y: 0 };
  }
  const text = [...label].length * LETTER;
  if (node.kind === "Tag") {
    const scale = central ? 1.5 : 1;
    return { node, label, width: (text + 26) * scale, height: 32 * scale, x: 0, y: 0 };
  }
  return { node, label, width: SHAPE, height: SHAPE, x: 0, y: 0 };
}

/**
 * Place every node, the same way each time. Nothing moves on the screen: the whole layout is computed at once.
 *
 * @param {Neighbourhood} graph
 * @param {number} ratio  width to height of the room there is
 * @returns {Map<string, Placed>}
 */
export function placeNodes(graph, ratio) {
  const placed = graph.nodes.map((node) => measure(node, node.key === graph.centre));
  const byKey = new Map(placed.map((place) => [place.node.key, place]));
  const middle = byKey.get(graph.centre);
  if (middle) Object.assign(middle, { fx: 0, fy: 0 });
  const links = graph.edges.map((edge) => ({ source: edge.start, target: edge.end }));
  forceSimulation(placed)
    .force("link", forceLink(links).id((place) => /** @type {Placed} */ (place).node.key).distance(110))
    .force("apart", forceManyBody().strength(-520))
    .force("room", forceCollide((place) => Math.max(30, /** @type {Placed} */ (place).width * 0.62 + 6)).iterations(3))
    .force("across", forceX(0).strength(PULL / ratio))
    .force("down", forceY(0).strength(PULL * ratio))
    .stop()
    .tick(STEPS);
  return byKey;
}
