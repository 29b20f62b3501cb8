/** What is said where there is no question: loading, nothing left, refused, offline, away. */

import { html, nothing } from "/static/vendor/lit.js";
import "./taggy-notice.js";

/** @import {Ahead} from "./ahead.js" */

/** @param {Ahead} ahead @param {() => void} choose  opens the choice of what to vote on */
export function renderStandstill(ahead, choose) {
  const { state, message } = ahead;
  if (state === "empty") return renderEmpty(ahead, choose);
  if (state === "refused") {
    return html`<taggy-notice heading="This cannot be asked" text=${message}>
      <button class="main" @click=${choose}>Choose something else</button>
    </taggy-notice>`;
  }
  if (state === "offline") {
    return html`<taggy-notice
      heading="You are offline"
      text="Your answers are kept. Voting goes on by itself when the connection is back."
    ></taggy-notice>`;
  }
  if (state === "away") return renderAway();
  return html`<taggy-notice patient heading="One moment" text="Fetching the next pictures."></taggy-notice>`;
}

/** The database does not answer: said the same way everywhere. */
export function renderAway() {
  return html`<taggy-notice
    heading="The database is away"
    text="Nothing is lost. This page tries again by itself and goes on when it is back."
  ></taggy-notice>`;
}

/** @param {Ahead} ahead @param {() => void} choose */
function renderEmpty(ahead, choose) {
  const scoped = Object.values(ahead.scope).some(Boolean);
  const next = scoped
    ? "There may be more about something else."
    : "You can look through your answers, or come back when there are new pictures.";
  return html`<taggy-notice heading="Nothing left to ask" text="You have answered everything here. Thank you. ${next}">
    ${scoped ? html`<button class="main" @click=${choose}>Choose something else</button>` : nothing}
    <button @click=${() => ahead.reset(ahead.scope)}>Look again</button>
    <a href="/answers">Your answers</a>
  </taggy-notice>`;
}
