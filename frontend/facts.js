/** What is known of a copy of a picture, in words: its measure, its file, where it was found, what was said of it. */

import { html } from "/static/vendor/lit.js";

/** @import {Copy, Match} from "./types.js" */

const NUMBER = new Intl.NumberFormat("en-GB");
const BYTES = new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 3 });
const DAY = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });
const UNITS = ["B", "kB", "MB", "GB"];

/** @type {Readonly<Record<Match["method"], string>>} */
const METHODS = {
  pixels: "by their pixels",
  print: "by how they look",
  embedding: "by what they show",
  site: "said by their site",
  person: "said by a person",
};

/** @param {number} bytes @returns {string} */
export function writeBytes(bytes) {
  let [size, unit] = [bytes, 0];
  while (size >= 999.5 && unit < UNITS.length - 1) [size, unit] = [size / 1000, unit + 1];
  return `${BYTES.format(size)} ${UNITS[unit]}`;
}

/** Each fact: what it is called, and how it is said of a copy. @type {readonly (readonly [string, (copy: Copy) => string])[]} */
export const FACTS = [
  ["Size", ({ width, height }) => `${width} × ${height}`],
  ["Bytes", ({ byte_size }) => writeBytes(byte_size)],
  ["Type", ({ mime }) => mime.replace(/^(image|video)\//, "").toUpperCase()],
  ["Frames", ({ frames }) => NUMBER.format(frames)],
  ["Added", ({ created_at }) => DAY.format(new Date(created_at))],
  ["Tags", ({ tags }) => NUMBER.format(tags)],
  ["Votes", ({ votes }) => NUMBER.format(votes)],
];

/** Where a copy was found, with links. @param {Copy} copy */
export function renderSources({ sources }) {
  if (!sources.length) return html`<span class="soft">unknown</span>`;
  return sources.map(({ source, url }) => {
    const name = source.replace(/^folder:/, "");
    return html`<span class="source">
      ${url ? html`<a href=${url} target="_blank" rel="noopener noreferrer">${name}</a>` : name}
    </span>`;
  });
}

/** How alike two pictures are, and how that was found. @param {Match} found */
export function describeMatch({ method, distance }) {
  if (method === "site") return METHODS.site;
  return distance === null ? METHODS.person : `${Math.round((1 - distance) * 100)} % alike ${METHODS[method]}`;
}
