/** What is said where there is no question: loading, nothing left, refused, offline, away. */

import { html, nothing } from "/static/vendor/lit.js";
import "./taggy-notice.js";

/** @import {Ahead, AheadState} from "./ahead.js" */
/** @import {Question, Scope} from "./types.js" */
/** @import {Board} from "./board.js" */

/** @type {Readonly<Record<AheadState, {heading: string, text: string}>>} */
export const SAYS = {
  loading: { heading: "One moment", text: "Fetching the next pictures." },
  ready: { heading: "One moment", text: "Fetching the next pictures." },
  empty: { heading: "Nothing left to ask", text: "There is no question left for you here. Thank you." },
  refused: { heading: "This cannot be asked", text: "" },
  offline: {
    heading: "You are offline",
    text: "Your answers are kept. Voting goes on by itself when the connection is back.",
  },
  away: {
    heading: "The database is away",
    text: "Nothing is lost. This page tries again by itself and goes on when it is back.",
  },
};

/** One element for every state, so that the focus stays on it. @param {Ahead<Question, Scope>} ahead @param {() => void} choose */
export function renderStandstill(ahead, choose) {
  const { state, scope, message } = ahead;
  const scoped = Object.values(scope).some(Boolean);
  const { heading, text } = SAYS[state];
  const patient = state === "loading" || state === "ready";
  return html`<taggy-notice ?patient=${patient} heading=${heading} text=${state === "refused" ? message : text}>
    ${(scoped && state === "empty") || state === "refused"
      ? html`<button class="main" @click=${choose}>Choose something else</button>`
      : nothing}
    ${state === "empty"
      ? html`<button @click=${() => ahead.reset(scope)}>Look again</button> <a href="/answers">Your answers</a>`
      : nothing}
  </taggy-notice>`;
}

/** A page of staff, opened by somebody else. */
export const renderStaffOnly = () =>
  html`<taggy-notice
    heading="This page is for staff"
    text="Sign in with the link that you were given, and it opens."
  >
    <a href="/">Vote</a>
  </taggy-notice>`;

/** A page of analysts and staff, opened by somebody else. */
export const renderReadersOnly = () =>
  html`<taggy-notice
    heading="This page is for analysts and staff"
    text="Sign in with the link that you were given, and it opens."
  >
    <a href="/">Vote</a>
  </taggy-notice>`;

/**
 * A board without a pair to look at: it cannot be read, is being read, or is at its end.
 *
 * @template Pair
 * @template {string} Kind
 * @param {Board<Pair, Kind>} board
 * @param {{message: string} | null} problem
 * @param {{heading: string, text: string}} end
 * @param {() => void} restart
 */
export function renderBoardEnd({ pairs, next, trail }, problem, end, restart) {
  if (problem) {
    return html`<taggy-notice heading="The board cannot be read now" text=${problem.message}></taggy-notice>`;
  }
  if (!pairs || next) return html`<taggy-notice patient heading="One moment" text="Reading the board."></taggy-notice>`;
  const later = trail.some(({ kind }) => kind === "later");
  return html`<taggy-notice
    heading=${end.heading}
    text=${later ? "What you left for later is still on the board." : end.text}
  >
    <button @click=${restart}>Look again</button>
  </taggy-notice>`;
}

/** The session cannot be opened yet, said as it is where questions cannot be had. @param {"offline" | "away"} state */
export const renderOutage = (state) =>
  html`<taggy-notice heading=${SAYS[state].heading} text=${SAYS[state].text}></taggy-notice>`;
