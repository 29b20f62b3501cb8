/** Every request the page makes. */

import { tagPart } from "./address.js";
import { query, request, ROOT, tellOutcome } from "./request.js";

/** @import {Centre} from "./address.js" */
/** @import {Contradiction, Doubt, DuplicateClass, Grid, ImageCard, Job, Me, Neighbourhood, Nsfw, OwnVote, ProbablePair, Run, SimilarImages} from "./types.js" */
/** @import {Question, Remark, Scope, Suspect, TagCard, TagDifference, TagFigures, TagLink, TagPage, VerdictBody, VocabularyLink, VoteBody} from "./types.js" */
/** @import {FilteredPicture, GoldBody, GoldPurpose, GoldRow} from "./types.js" */
/** @import {AsideVoter, PairChange, SuspectVoter, TagDrift, VoterDrift, VoterInfluence} from "./types.js" */
/** @import {Comparison, ComparisonBody, Criterion, OwnComparison, Rating} from "./types.js" */
/** @import {Complaint, ComplaintBody, ConfusedTags, DisputedPair, ExplainedPair, NearestExamples, OwnReliability, PairKind, Ruling, RulingBody, SourceReliability, Trial, VoterReliability} from "./types.js" */

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

/** @param {string | null} tag @returns {Promise<Grid>} */
export const drawGrid = (tag) => request("GET", `/questions/grid${query({ tag })}`);

/** @param {{votes: VoteBody[]}} grid @returns {Promise<{votes: {outcome: string}[]}>} */
export const castGrid = (grid) => request("POST", "/votes/grid", grid);

/** @param {{image: string, tag: string}} pair @returns {Promise<{withdrawn: boolean}>} */
export const withdrawVote = (pair) => request("DELETE", `/votes${query(pair)}`);

/** @param {string | null} before @returns {Promise<{votes: OwnVote[], next: string | null}>} */
export const listVotes = (before) => request("GET", `/votes${query({ before, limit: 24 })}`);

/** @param {string | null} before @returns {Promise<{contradictions: Contradiction[], next: string | null}>} */
export const listContradictions = (before) => request("GET", `/votes/contradictions${query({ before })}`);

/** @param {number} count @param {string} criterion @returns {Promise<{criterion: Criterion, comparisons: Comparison[]}>} */
export const drawComparisons = (count, criterion) => request("GET", `/comparisons/next${query({ count, criterion })}`);

/** @param {ComparisonBody} answer @returns {Promise<{outcome: string}>} */
export const castComparison = (answer) => request("POST", "/comparisons", answer);

/** @param {{criterion: string, one: string, other: string}} pair @returns {Promise<{withdrawn: boolean}>} */
export const withdrawComparison = (pair) => request("DELETE", `/comparisons${query(pair)}`);

/** @param {string | null} before @returns {Promise<{comparisons: OwnComparison[], next: string | null}>} */
export const listComparisons = (before) => request("GET", `/comparisons${query({ before, limit: 12 })}`);

/** @returns {Promise<{criteria: Criterion[]}>} */
export const listCriteria = () => request("GET", "/comparisons/criteria");

/** @param {string} criterion @param {string | null} after @returns {Promise<{ratings: Rating[], next: string | null}>} */
export const listRatings = (criterion, after) => request("GET", `/comparisons/ratings${query({ criterion, after })}`);

/** Where all ratings are had as CSV. @param {string} criterion */
export const ratingsAddress = (criterion) => `${ROOT}/comparisons/ratings.csv${query({ criterion })}`;

/** @param {{image: string}} panic @returns {Promise<{image: string, nsfw: Nsfw}>} */
export const reportPanic = (panic) => request("POST", "/panics", panic);

/** @returns {Promise<{panics: Suspect[]}>} */
export const listPanics = () => request("GET", "/panics");

/**
 * @param {{image: string, verdict: "confirmed" | "cleared", reason?: string}} verdict
 * @returns {Promise<{image: string, nsfw: Nsfw}>}
 */
export const settlePanic = (verdict) => request("POST", "/panics/verdicts", verdict);

/** @param {string | null} after @returns {Promise<{refused: FilteredPicture[], next: string | null}>} */
export const listFiltered = (after) => request("GET", `/filters/refused${query({ after, limit: 24 })}`);

/** @param {{image: string}} restoration @returns {Promise<{image: string, restored: boolean}>} */
export const restorePicture = (restoration) => request("POST", "/filters/restorations", restoration);

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

/** @param {string} image @returns {Promise<SimilarImages>} */
export const listSimilar = (image) => request("GET", `/images/${image}/similar${query({ limit: 12 })}`);

/** @param {string} phrase @returns {Promise<SimilarImages>} */
export const searchPictures = (phrase) => request("GET", `/images/search${query({ phrase, limit: 24 })}`);

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

/** @param {PairKind} kind @param {string | null} after @returns {Promise<{pairs: DisputedPair[], next: string | null}>} */
export const listDisputed = (kind, after) => request("GET", `/disagreements${query({ kind, after, limit: 20 })}`);

/** @returns {Promise<{tags: ConfusedTags[]}>} */
export const listConfusedTags = () => request("GET", "/disagreements/tags");

/** @param {RulingBody} ruling @returns {Promise<Ruling>} */
export const rulePair = (ruling) => request("POST", "/rulings", ruling);

/** @param {{image: string, tag: string}} pair @returns {Promise<Ruling>} */
export const withdrawRuling = (pair) => request("DELETE", `/rulings${query(pair)}`);

/** @param {GoldPurpose} purpose @param {string | null} after @returns {Promise<{gold: GoldRow[], next: string | null}>} */
export const listGold = (purpose, after) => request("GET", `/gold${query({ purpose, after })}`);

/** @param {GoldBody} gold @returns {Promise<object>} */
export const setGold = (gold) => request("PUT", "/gold", gold);

/** @param {{image: string, tag: string}} pair @returns {Promise<object>} */
export const withdrawGold = (pair) => request("DELETE", `/gold${query(pair)}`);

/** @param {string} image @param {string} tag @returns {Promise<NearestExamples>} */
export const listNearestExamples = (image, tag) => request("GET", `/images/${image}/examples${query({ tag, limit: 4 })}`);

/** Why a pair is believed as it is. @param {string} image @param {string} tag @returns {Promise<ExplainedPair>} */
export const explainPair = (image, tag) => request("GET", `/explanations${query({ image, tag })}`);

/** @returns {Promise<{runs: Run[]}>} */
export const listRuns = () => request("GET", "/runs");

/** A run with all of its tags, however many pages they are. @param {string} run @returns {Promise<{run: Run, tags: TagFigures[]}>} */
export async function readRun(run) {
  const page = (/** @type {string | null} */ after) => request("GET", `/runs/${encodeURIComponent(run)}${query({ after, limit: 500 })}`);
  let answer = await page(null);
  const tags = answer.tags;
  while (answer.next) {
    answer = await page(answer.next);
    tags.push(...answer.tags);
  }
  return { run: answer.run, tags };
}

/** @param {string} run @param {string} other @returns {Promise<{tags: TagDifference[]}>} */
export const compareRuns = (run, other) => request("GET", `/runs/${encodeURIComponent(run)}/comparison${query({ other })}`);

/** @param {string} run @returns {Promise<Job>} */
export const proposeRun = (run) => request("POST", `/runs/${encodeURIComponent(run)}/propose`, {});

/** @param {string} run @returns {Promise<Job>} */
export const orderReport = (run) => request("POST", `/runs/${encodeURIComponent(run)}/report`, {});

/** Where the report on a run is read. @param {string} run */
export const reportAddress = (run) => `${ROOT}/runs/${encodeURIComponent(run)}/report`;

/** @param {string} run @returns {Promise<{taken_back: number}>} */
export const retireRun = (run) => request("POST", `/runs/${encodeURIComponent(run)}/retire`, {});

/** @returns {Promise<{jobs: Job[]}>} */
export const listJobs = () => request("GET", "/jobs");

/** @typedef {"rebuild" | "train" | "propose" | "mining" | "remarks" | "embed" | "trust" | "conduct" | "loop" | "ratings"} StaffJob */

/** @param {StaffJob} kind @returns {Promise<Job>} */
export const startJob = (kind) => request("POST", "/jobs", { kind });

/** Start a job from a page that does not show it. @param {StaffJob} kind @param {string} what @returns {Promise<string>}  what there is to say */
export const orderJob = (kind, what) =>
  tellOutcome(async () => {
    await startJob(kind);
    return `${what} waits for its turn; see Jobs.`;
  });

/** @param {string} id @param {"stop" | "resume"} act @returns {Promise<Job>} */
export const steerJob = (id, act) => request("POST", `/jobs/${id}/${act}`, {});

/** @param {string} category @param {string | null} after @returns {Promise<{voters: VoterReliability[], next: string | null}>} */
export const listReliableVoters = (category, after) => request("GET", `/reliability/voters${query({ category, after })}`);

/** @param {string} category @param {string | null} after @returns {Promise<{sources: SourceReliability[], next: string | null}>} */
export const listReliableSources = (category, after) => request("GET", `/reliability/sources${query({ category, after })}`);

/** @returns {Promise<{figures: OwnReliability[]}>} */
export const readOwnReliability = () => request("GET", "/reliability/me");

/** @param {string | null} after @returns {Promise<{voters: SuspectVoter[], next: string | null}>} */
export const listSuspects = (after) => request("GET", `/conduct/suspects${query({ after })}`);

/** @returns {Promise<{voters: AsideVoter[]}>} */
export const listAsideVoters = () => request("GET", "/conduct/aside");

/** @returns {Promise<{voters: VoterInfluence[]}>} */
export const listInfluence = () => request("GET", "/conduct/influence");

/** @param {string | null} after @returns {Promise<{voters: VoterDrift[], next: string | null}>} */
export const listDriftingVoters = (after) => request("GET", `/conduct/drift/voters${query({ after })}`);

/** @param {string | null} after @returns {Promise<{tags: TagDrift[], next: string | null}>} */
export const listDriftingTags = (after) => request("GET", `/conduct/drift/tags${query({ after })}`);

/** @param {string} voter @param {string} why @returns {Promise<{changed: boolean}>} */
export const setVoterAside = (voter, why) => request("POST", "/conduct/aside", { voter, why });

/** @param {string} voter @returns {Promise<{changed: boolean}>} */
export const bringVoterBack = (voter) => request("DELETE", `/conduct/aside${query({ voter })}`);

/** @param {string} voter @param {string | null} after @returns {Promise<{looked: number, changes: PairChange[], next: string | null}>} */
export const listChangesWithout = (voter, after) => request("GET", `/whatif${query({ voter, after })}`);

/** What the live run says of a picture; it is not kept. @param {Blob} picture @returns {Promise<Trial>} */
export const tryPicture = (picture) => request("POST", "/trials", picture);

/** @param {ComplaintBody} wrong @returns {Promise<{id: string}>} */
export const complain = (wrong) => request("POST", "/trials/complaints", wrong);

/** @returns {Promise<{complaints: Complaint[]}>} */
export const listComplaints = () => request("GET", "/trials/complaints");

/** @param {string} q @returns {Promise<{tags: TagCard[]}>} */
export const searchTags = (q) => request("GET", `/tags${query({ q, mode: "prefix", limit: 8 })}`);

/** @returns {Promise<{categories: {name: string}[]}>} */
export const listCategories = () => request("GET", "/categories");

/** @returns {Promise<{collections: {name: string}[]}>} */
export const listCollections = () => request("GET", "/collections");
