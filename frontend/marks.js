/** How each kind of node and edge is called and drawn: never told apart by colour alone. */

/** @import {GraphEdge, GraphNode} from "./types.js" */

/**
 * @typedef {"agreed" | "yes" | "no" | "pass" | "proposed" | "claimed" | "link"} Look
 *
 * @typedef {object} Mark
 * @property {Look} look  the class of its line
 * @property {string} sign  what stands on its middle; nothing for none
 * @property {string} says  what it is called
 */

/** @type {Readonly<Record<GraphNode["kind"], string>>} */
export const KINDS = {
  Image: "Picture",
  Tag: "Tag",
  Voter: "Voter",
  Source: "Source",
  ModelRun: "Model run",
  Collection: "Collection",
  Category: "Category",
};

/** @type {Readonly<Record<string, string>>} */
const LINKS = {
  SHOWS: "shows",
  IN: "is in",
  OF: "is of",
  IS: "is",
  ALIAS_OF: "is another name of",
  DUPLICATE_OF: "is the same as",
};

/** @type {Readonly<Record<Look, Omit<Mark, "look">>>} */
export const MARKS = {
  agreed: { sign: "", says: "what it adds up to" },
  yes: { sign: "✓", says: "voted yes" },
  no: { sign: "✗", says: "voted no" },
  pass: { sign: "–", says: "passed" },
  proposed: { sign: "", says: "proposed by the model" },
  claimed: { sign: "", says: "claimed by a source" },
  link: { sign: "", says: "belongs to" },
};

/** Nodes that have a neighbourhood of their own, and the name of it in the address. @type {Readonly<Record<string, string>>} */
export const CENTRES = { Image: "image", Tag: "tag", Voter: "voter" };

/** @param {number} share @returns {string} */
const percent = (share) => `${Math.round(share * 100)} %`;

/** @param {GraphEdge} edge @returns {Look} */
export function chooseLook({ type, properties }) {
  if (type === "CONSENSUS") return "agreed";
  if (type === "PROPOSED") return "proposed";
  if (type === "TAGGED") return "claimed";
  if (type !== "SORT") return "link";
  if (properties.answer) return /** @type {Look} */ (properties.answer);
  const { yes, no } = properties;
  if (yes && Number(yes) >= Number(no)) return "yes";
  return no ? "no" : "pass";
}

/** @param {GraphEdge["properties"]} said @returns {string} */
const count = (said) => `${said.yes} yes, ${said.no} no, ${said.pass} pass`;

/** Say in words what an edge says. @param {GraphEdge} edge @returns {string} */
export function describeEdge({ type, properties: said }) {
  if (type === "CONSENSUS") {
    const parts = [count(said), `likely ${percent(Number(said.posterior))}`];
    if (typeof said.run === "number") parts.push(`model ${percent(said.run)}`);
    if (said.settled) parts.push(`settled ${said.settled}`);
    return parts.join(" · ");
  }
  if (type === "SORT") {
    const all = typeof said.yes === "number" ? count(said) : "";
    if (!said.answer) return all;
    const own = MARKS[/** @type {Look} */ (said.answer)].says;
    return all ? `${own} · of all: ${all}` : own;
  }
  if (type === "PROPOSED") return `proposes it, ${percent(Number(said.confidence))}`;
  if (type === "TAGGED") return "claims it";
  return LINKS[type] ?? type;
}
