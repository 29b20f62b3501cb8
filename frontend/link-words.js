/** A link between two tags in words: the question, what Yes means, what was decided, and which pictures tell. */

import { html } from "/static/vendor/lit.js";

/** @import {TagLink, VocabularyLink} from "./types.js" */

/** @typedef {{caption: unknown, says: string, tags: string[], without: string[]}} Example  pictures that help to decide */

/** @type {Readonly<Record<TagLink["kind"], string>>} */
export const KINDS = { alias: "The same", implies: "Implies", excludes: "Excludes" };

/** @param {string} name */
const tag = (name) => html`<b>${name}</b>`;

/** @param {TagLink} link */
export function renderQuestion({ kind, from, to }) {
  if (kind === "alias") return html`Is ${tag(from)} the same as ${tag(to)}?`;
  if (kind === "implies") return html`Is whatever is ${tag(from)} also ${tag(to)}?`;
  return html`Can nothing be both ${tag(from)} and ${tag(to)}?`;
}

/** @param {TagLink} link */
export function renderMeaning({ kind, from, to }) {
  if (kind === "alias") return html`If so, ${tag(from)} becomes another name of ${tag(to)}.`;
  if (kind === "implies") return html`If so, a Yes to ${tag(from)} is one to ${tag(to)}, and a No to ${tag(to)} one to ${tag(from)}.`;
  return html`If so, a Yes to one of them is a No to the other.`;
}

/** @param {TagLink} link @returns {string} */
export function describeLink({ kind, from, to }) {
  if (kind === "alias") return `“${from}” is “${to}”`;
  if (kind === "implies") return `“${from}” implies “${to}”`;
  return `“${from}” and “${to}” exclude each other`;
}

/** The numbers that speak for a link, one sentence. @param {VocabularyLink} link @returns {string} */
export function describeNumbers({ evidence, from, to }) {
  if (!evidence?.pictures) return "";
  const [one, other] = evidence.pictures.map((count) => count.toLocaleString("en-GB"));
  const together = evidence.together ? `both on ${evidence.together.toLocaleString("en-GB")}` : "never both on one";
  return `“${from}” is on ${one} pictures, “${to}” on ${other}, ${together}.`;
}

/** @param {TagLink} link @returns {Example[]} */
export function listExamples({ kind, from, to }) {
  if (kind === "implies") {
    return [
      { caption: html`${tag(from)} and ${tag(to)}`, says: `${from} and ${to}`, tags: [from, to], without: [] },
      { caption: html`${tag(from)} without ${tag(to)}`, says: `${from} without ${to}`, tags: [from], without: [to] },
    ];
  }
  return [from, to].map((name) => ({ caption: tag(name), says: name, tags: [name], without: [] }));
}
