/** Every request the page makes, and the one error they fail with. */

import { tagPart } from "./address.js";

/** @import {Centre} from "./address.js" */
/** @import {Contradiction, Doubt, DuplicateClass, ImageCard, Job, Me, Neighbourhood, Nsfw, OwnVote, ProbablePair} from "./types.js" */
/** @import {Question, Remark, Scope, Suspect, TagCard, TagLink, TagPage, VerdictBody, VocabularyLink, VoteBody} from "./types.js" */

const ROOT = "/api/v1";
const PATIENCE_MS = 20_000;

/**
 * Why a request failed: nobody answered, the database is away, we are too fast, the server broke, or it said no.
 *
 * @typedef {"offline" | "away" | "busy" | "broken" | "refused"} Fault
 */

/** A request that did not get what it asked for. */
export class RequestError extends Error {
  /**
   * @param {Fault} fault
   * @param {number} status  0 where nobody answered
   * @param {string} message
   * @param {number} [retryAfter]  seconds, as the server asked
   */
  constructor(fault, status, message, retryAfter = 0) {
    super(message);
    this.fault = fault;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** Fires `renewed` (Me) where a session was gone and another was opened: what was asked of the old one is void. */
export const renewals = new EventTarget();

/**
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<Response>}
 */
async function reach(method, path, body) {
  try {
    return await fetch(ROOT + path, {
      method,
      headers: body ? { "Content-Type": "application/json" } : {},
      body: body ? JSON.stringify(body) : null,
      keepalive: method !== "GET",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    throw new RequestError("offline", 0, "The server cannot be reached.");
  }
}

/**
 * @param {Response} response
 * @returns {Promise<RequestError>}
 */
async function readProblem(response) {
  const problem = await response.json().catch(() => ({}));
  const message = problem.detail || problem.title || `The server answered ${response.status}.`;
  const wait = Number(response.headers.get("Retry-After")) || 0;
  /** @type {Fault} */
  let fault = "refused";
  if (response.status === 429) fault = "busy";
  else if ([502, 503, 504].includes(response.status)) fault = "away";
  else if (response.status >= 500) fault = "broken";
  return new RequestError(fault, response.status, message, wait);
}

/**
 * Ask the API; a session that is gone is opened anew, once.
 *
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<any>}
 */
async function request(method, path, body) {
  let response = await reach(method, path, body);
  if (response.status === 401 && path !== "/session") {
    await renewSession();
    response = await reach(method, path, body);
  }
  if (!response.ok) throw await readProblem(response);
  if (response.status === 204) return null;
  return response.json().catch(() => {
    throw new RequestError("offline", 0, "The answer broke off.");
  });
}

/** @type {Promise<void> | null} */
let renewal = null;

/** However many requests find the session gone, one other is opened. */
function renewSession() {
  renewal ??= openSession()
    .then((me) => void renewals.dispatchEvent(new CustomEvent("renewed", { detail: me })))
    .finally(() => (renewal = null));
  return renewal;
}

/**
 * @param {Record<string, string | number | null | undefined>} values
 * @returns {string}
 */
function query(values) {
  const given = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return given.length ? `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}` : "";
}

/** @returns {Promise<Me>} */
export const openSession = () => request("POST", "/session", {});

/** @param {string} link @returns {Promise<Me>} */
export const enterByLink = (link) => request("POST", "/session", { link });

/** @param {boolean} nsfw @returns {Promise<Me>} */
export const setNsfw = (nsfw) => request("PATCH", "/session", { nsfw });

/** @returns {Promise<null>} */
export const closeSession = () => request("DELETE", "/session");

/** @param {number} count @param {Scope} scope @returns {Promise<{questions: Question[]}>} */
export const drawQuestions = (count, scope) => request("GET", `/questions${query({ count, ...scope })}`);

/** @param {VoteBody} vote @returns {Promise<{outcome: string}>} */
export const castVote = (vote) => request("POST", "/votes", vote);

/** @param {{image: string, tag: string}} pair @returns {Promise<{withdrawn: boolean}>} */
export const withdrawVote = (pair) => request("DELETE", `/votes${query(pair)}`);

/** @param {string | null} before @returns {Promise<{votes: OwnVote[], next: string | null}>} */
export const listVotes = (before) => request("GET", `/votes${query({ before, limit: 24 })}`);

/** @param {string | null} before @returns {Promise<{contradictions: Contradiction[], next: string | null}>} */
export const listContradictions = (before) => request("GET", `/votes/contradictions${query({ before })}`);

/** @param {{image: string}} panic @returns {Promise<{image: string, nsfw: Nsfw}>} */
export const reportPanic = (panic) => request("POST", "/panics", panic);

/** @returns {Promise<{panics: Suspect[]}>} */
export const listPanics = () => request("GET", "/panics");

/**
 * @param {{image: string, verdict: "confirmed" | "cleared", reason?: string}} verdict
 * @returns {Promise<{image: string, nsfw: Nsfw}>}
 */
export const settlePanic = (verdict) => request("POST", "/panics/verdicts", verdict);

/** @param {string | null} after @returns {Promise<{pairs: ProbablePair[], next: string | null}>} */
export const listProbable = (after) => request("GET", `/duplicates${query({ after, limit: 8 })}`);

/** @param {string} image @returns {Promise<DuplicateClass>} */
export const readClass = (image) => request("GET", `/duplicates/${encodeURIComponent(image)}`);

/** @param {VerdictBody} verdict @returns {Promise<object>} */
export const judgePair = (verdict) => request("POST", "/duplicates/verdicts", verdict);

/** @param {{one: string, other: string}} pair @returns {Promise<object>} */
export const reopenPair = (pair) => request("DELETE", `/duplicates/verdicts${query(pair)}`);

/** @param {string} image @returns {Promise<DuplicateClass>} */
export const unmergeImage = (image) => request("POST", `/duplicates/${image}/unmerge`, {});

/** @param {string} image @returns {Promise<DuplicateClass>} */
export const chooseShown = (image) => request("POST", `/duplicates/${image}/show`, {});

/** @param {Centre} centre @returns {Promise<Neighbourhood>} */
export const readNeighbourhood = ({ kind, id }) => request("GET", `/neighbourhoods/${kind}/${encodeURIComponent(id)}`);

/** @param {string} name @returns {Promise<TagPage>} */
export const readTag = (name) => request("GET", `/tags/${tagPart(name)}`);

/** @param {string} name @param {{text: string, before: string | null}} change @returns {Promise<TagPage>} */
export const describeTag = (name, change) => request("PUT", `/tags/${tagPart(name)}/description`, change);

/**
 * The likeliest pictures for the first tags and none of the second.
 *
 * @param {string[]} tags
 * @param {string[]} without
 * @param {number} limit
 * @returns {Promise<{images: {image: ImageCard}[]}>}
 */
export const rankImages = (tags, without, limit) =>
  request("GET", `/images${query({ tags: [...tags.map(writeTag), ...without.map((tag) => `-${writeTag(tag)}`)].join(), limit })}`);

/** A comma, and a minus that comes first, are no part of a list's grammar. @param {string} tag */
const writeTag = (tag) => tag.replaceAll(",", "\\,").replace(/^-/, "\\-");

/**
 * @param {TagLink["kind"] | ""} kind
 * @param {string | null} after
 * @returns {Promise<{links: VocabularyLink[], next: string | null}>}
 */
export const listProposedLinks = (kind, after) =>
  request("GET", `/vocabulary/links${query({ kind, after, state: "proposed", limit: 20 })}`);

/** @param {TagLink} link @returns {Promise<{pairs: number}>} */
export const previewLink = (link) => request("POST", "/vocabulary/links/preview", link);

/** @param {"accept" | "reject" | "withdraw"} act @param {TagLink} link @returns {Promise<{moved: string[]}>} */
export const decideLink = (act, link) => request("POST", `/vocabulary/links/${act}`, link);

/** @param {Doubt} doubt @param {string | null} after @returns {Promise<{remarks: Remark[], next: string | null}>} */
export const listRemarks = (doubt, after) => request("GET", `/remarks${query({ doubt, after })}`);

/**
 * @param {"retire" | "restore"} act
 * @param {string} tag
 * @returns {Promise<{tag: string, state: "circulating" | "remark"}>}
 */
export const decideTag = (act, tag) => request("POST", `/remarks/${act}`, { tag });

/** @returns {Promise<{jobs: Job[]}>} */
export const listJobs = () => request("GET", "/jobs");

/** @param {"rebuild" | "train" | "propose" | "mining" | "remarks"} kind @returns {Promise<Job>} */
export const startJob = (kind) => request("POST", "/jobs", { kind });

/** @param {string} id @param {"stop" | "resume"} act @returns {Promise<Job>} */
export const steerJob = (id, act) => request("POST", `/jobs/${id}/${act}`, {});

/** @param {string} q @returns {Promise<{tags: TagCard[]}>} */
export const searchTags = (q) => request("GET", `/tags${query({ q, mode: "prefix", limit: 8 })}`);

/** @returns {Promise<{categories: {name: string}[]}>} */
export const listCategories = () => request("GET", "/categories");

/** @returns {Promise<{collections: {name: string}[]}>} */
export const listCollections = () => request("GET", "/collections");
