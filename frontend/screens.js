/** The screens: how each is called, and what is shown there. */

import { html } from "/static/vendor/lit.js";
import "./taggy-answers.js";
import "./taggy-boards.js";
import "./taggy-class.js";
import "./taggy-compare.js";
import "./taggy-conduct.js";
import "./taggy-duplicates.js";
import "./taggy-filtered.js";
import "./taggy-gold.js";
import "./taggy-graph.js";
import "./taggy-grid.js";
import "./taggy-jobs.js";
import "./taggy-model.js";
import "./taggy-notice.js";
import "./taggy-queue.js";
import "./taggy-ratings.js";
import "./taggy-remarks.js";
import "./taggy-tag.js";
import "./taggy-trust.js";
import "./taggy-try.js";
import "./taggy-vocabulary.js";
import "./taggy-vote.js";

/** @import {Screen} from "./address.js" */
/** @import {TaggyApp} from "./taggy-app.js" */

/** @type {Readonly<Record<Screen, {title: string, render: (app: TaggyApp) => unknown}>>} */
export const SCREENS = {
  vote: { title: "Vote", render: (app) => html`<taggy-vote .round=${app.round} .scope=${app.scope}></taggy-vote>` },
  grid: { title: "Grid", render: (app) => html`<taggy-grid .outbox=${app.outbox} .tag=${app.gridTag}></taggy-grid>` },
  compare: {
    title: "Compare",
    render: (app) => html`<taggy-compare .comparing=${app.comparing} .criterion=${app.criterion}></taggy-compare>`,
  },
  ratings: {
    title: "Ratings",
    render: (app) => html`<taggy-ratings .me=${app.me} .criterion=${app.criterion}></taggy-ratings>`,
  },
  answers: {
    title: "Your answers",
    render: (app) => html`<taggy-answers .me=${app.me} .outbox=${app.outbox}></taggy-answers>`,
  },
  graph: { title: "Graph", render: (app) => html`<taggy-graph .me=${app.me} .centre=${app.centre}></taggy-graph>` },
  tags: { title: "Tags", render: (app) => html`<taggy-tag .me=${app.me} .name=${app.tag}></taggy-tag>` },
  queue: { title: "Queue", render: (app) => html`<taggy-queue .me=${app.me}></taggy-queue>` },
  filtered: { title: "Filtered", render: (app) => html`<taggy-filtered .me=${app.me}></taggy-filtered>` },
  duplicates: {
    title: "Duplicates",
    render: (app) =>
      app.image
        ? html`<taggy-class .me=${app.me} .image=${app.image}></taggy-class>`
        : html`<taggy-duplicates .me=${app.me} .outbox=${app.outbox}></taggy-duplicates>`,
  },
  vocabulary: { title: "Vocabulary", render: (app) => html`<taggy-vocabulary .me=${app.me}></taggy-vocabulary>` },
  remarks: { title: "Remarks", render: (app) => html`<taggy-remarks .me=${app.me}></taggy-remarks>` },
  boards: {
    title: "Boards",
    render: (app) => html`<taggy-boards .me=${app.me} .outbox=${app.outbox} .kind=${app.board}></taggy-boards>`,
  },
  model: { title: "Model", render: (app) => html`<taggy-model .me=${app.me}></taggy-model>` },
  trust: { title: "Trust", render: (app) => html`<taggy-trust .me=${app.me}></taggy-trust>` },
  conduct: { title: "Conduct", render: (app) => html`<taggy-conduct .me=${app.me}></taggy-conduct>` },
  gold: { title: "Gold", render: (app) => html`<taggy-gold .me=${app.me}></taggy-gold>` },
  jobs: { title: "Jobs", render: (app) => html`<taggy-jobs .me=${app.me}></taggy-jobs>` },
  try: { title: "Try it", render: (app) => html`<taggy-try .me=${app.me}></taggy-try>` },
  enter: {
    title: "Sign in",
    render: () => html`<taggy-notice patient heading="One moment" text="Opening your session."></taggy-notice>`,
  },
};
