/** Where we are: the screen and what is asked about, read from and written to the address. */

/** @import {Scope} from "./types.js" */

/** @typedef {"vote" | "answers" | "graph" | "queue" | "remarks" | "jobs" | "enter"} Screen */

/** @type {Readonly<Record<string, Screen>>} */
const SCREENS = {
  "/": "vote",
  "/answers": "answers",
  "/graph": "graph",
  "/queue": "queue",
  "/remarks": "remarks",
  "/jobs": "jobs",
  "/enter": "enter",
};

/** What a neighbourhood is around. @typedef {{kind: "image" | "tag" | "voter", id: string}} Centre */

/** @type {readonly Centre["kind"][]} */
const CENTRES = ["image", "tag", "voter"];

/** @returns {Screen} */
export const readScreen = () => SCREENS[location.pathname] ?? "vote";

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

/** @returns {Centre | null} */
export function readCentre() {
  const given = new URLSearchParams(location.search);
  const kind = CENTRES.find((name) => given.get(name));
  return kind ? { kind, id: given.get(kind) ?? "" } : null;
}

/** @param {Centre["kind"]} kind @param {string} id @returns {string} */
export const graphAddress = (kind, id) => `/graph?${new URLSearchParams({ [kind]: id })}`;

/** Take the secret of a sign-in link out of the address before anything else happens. @returns {string} */
export function takeLink() {
  const link = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", "/enter");
  return link;
}
