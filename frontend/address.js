/** Where we are: the screen and what is asked about, read from and written to the address. */

/** @import {BoardKind, Scope} from "./types.js" */

/**
 * @typedef {"vote" | "grid" | "compare" | "ratings" | "answers" | "graph" | "tags" | "queue" | "filtered" | "duplicates" | "vocabulary" | "remarks" | "boards" | "model" | "trust" | "conduct" | "gold" | "jobs" | "try" | "enter"} Screen
 */

/** @type {Readonly<Record<string, Screen>>} */
const SCREENS = {
  "/": "vote",
  "/grid": "grid",
  "/compare": "compare",
  "/ratings": "ratings",
  "/answers": "answers",
  "/graph": "graph",
  "/tags": "tags",
  "/queue": "queue",
  "/filtered": "filtered",
  "/duplicates": "duplicates",
  "/vocabulary": "vocabulary",
  "/remarks": "remarks",
  "/boards": "boards",
  "/model": "model",
  "/trust": "trust",
  "/conduct": "conduct",
  "/gold": "gold",
  "/jobs": "jobs",
  "/try": "try",
  "/enter": "enter",
};

/** What a neighbourhood is around. @typedef {{kind: "image" | "tag" | "voter", id: string}} Centre */

/** @type {readonly Centre["kind"][]} */
const CENTRES = ["image", "tag", "voter"];

const TAG_PAGES = "/tags/";

/** @returns {Screen} */
export const readScreen = () => (location.pathname.startsWith(TAG_PAGES) ? "tags" : (SCREENS[location.pathname] ?? "vote"));

/** @returns {Scope} */
export function readScope() {
  const given = new URLSearchParams(location.search);
  return {
    tag: given.get("tag") || null,
    category: given.get("category") || null,
    collection: given.get("collection") || null,
  };
}

/** @param {Scope} scope @returns {string} */
export function scopeAddress(scope) {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(scope)) if (value) given.set(name, value);
  return given.size ? `/?${given}` : "/";
}

/** The grid of a tag. @param {string} tag @returns {string} */
export const gridAddress = (tag) => `/grid?${new URLSearchParams({ tag })}`;

/** @returns {Centre | null} */
export function readCentre() {
  const given = new URLSearchParams(location.search);
  const kind = CENTRES.find((name) => given.get(name));
  return kind ? { kind, id: given.get(kind) ?? "" } : null;
}

/** @param {Centre["kind"]} kind @param {string} id @returns {string} */
export const graphAddress = (kind, id) => `/graph?${new URLSearchParams({ [kind]: id })}`;

/** The picture whose duplicates are looked at; null for the whole board. @returns {string | null} */
export const readImage = () => new URLSearchParams(location.search).get("image");

/** @param {string} image @returns {string} */
export const classAddress = (image) => `/duplicates?${new URLSearchParams({ image })}`;

/** @type {readonly BoardKind[]}  the first is shown where the address names none */
export const BOARD_KINDS = [
  "contested",
  "refused",
  "human-only",
  "model-only",
  "source-against-people",
  "rating-conflict",
  "confused-tags",
];

/** What pictures are compared by. @returns {string} */
export const readCriterion = () => new URLSearchParams(location.search).get("criterion") || "quality";

/** @param {"compare" | "ratings"} screen @param {string} criterion @returns {string} */
export const criterionAddress = (screen, criterion) =>
  criterion === "quality" ? `/${screen}` : `/${screen}?${new URLSearchParams({ criterion })}`;

/** The board of disagreements that is looked at. @returns {BoardKind} */
export function readBoardKind() {
  const given = new URLSearchParams(location.search).get("kind");
  return BOARD_KINDS.find((kind) => kind === given) ?? "contested";
}

/** @param {BoardKind} kind @returns {string} */
export const boardAddress = (kind) => `/boards?${new URLSearchParams({ kind })}`;

/**
 * A tag as one part of an address. Dots alone would be a step up; a space before them is not, and no part of the name.
 *
 * @param {string} name
 * @returns {string}
 */
export const tagPart = (name) => (/^\.{1,2}$/.test(name) ? "%20" : "") + encodeURIComponent(name);

/** @param {string} name @returns {string} */
export const tagAddress = (name) => TAG_PAGES + tagPart(name);

/** The tag whose page we are on; null on the page that finds one. @returns {string | null} */
export function readTagName() {
  const written = location.pathname.slice(TAG_PAGES.length);
  try {
    return decodeURIComponent(written).trim() || null;
  } catch {
    return written; // typed by hand: a percent sign that is meant as one
  }
}

/** Take the secret of a sign-in link out of the address before anything else happens. @returns {string} */
export function takeLink() {
  const link = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", "/enter");
  return link;
}
