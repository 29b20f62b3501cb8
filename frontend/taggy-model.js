/** For staff: the runs of the model, how good each is on every tag, and the buttons that let one go live or retire it. */

import { css, html, LitElement, nothing, repeat } from "/static/vendor/lit.js";
import { compareRuns, listRuns, orderReport, proposeRun, readRun, reportAddress, retireRun } from "./api.js";
import { look, pageLook } from "./look.js";
import { Reading } from "./reading.js";
import { tellOutcome } from "./request.js";
import { renderStaffOnly } from "./standstill.js";
import "./taggy-differences.js";
import "./taggy-figures.js";
import "./taggy-notice.js";

/** @import {Me, Run, TagDifference, TagFigures} from "./types.js" */

const PAUSE_MS = 5000;
const WHEN = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** @type {Readonly<Record<Run["state"], string>>} */
const STATES = { candidate: "candidate", live: "live", retired: "retired" };

export class TaggyModel extends LitElement {
  static properties = {
    me: { attribute: false },
    runs: { state: true },
    chosen: { state: true },
    tags: { state: true },
    differences: { state: true },
    said: { state: true },
  };

  static styles = [
    look,
    pageLook,
    css`
      .list {
        display: grid;
        gap: var(--gap-3);
        max-inline-size: 60rem;
      }
      article {
        display: grid;
        gap: var(--gap-2) var(--gap-4);
        padding: var(--gap-3) var(--gap-4);
        border: 1px solid var(--line);
        border-inline-start: 4px solid var(--line-strong);
        border-radius: var(--round);
        background: var(--paper);
      }
      a {
        display: inline-flex;
        align-items: center;
        min-block-size: var(--touch);
      }
      .candidate {
        border-inline-start-color: var(--accent);
      }
      .live {
        border-inline-start-color: var(--yes);
      }
      h2 {
        font-size: 1.25rem;
        overflow-wrap: anywhere;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--gap-2);
      }
      [aria-pressed="true"] {
        border-color: var(--accent);
        font-weight: 600;
        box-shadow: inset 0 -3px var(--accent);
      }
    `,
  ];

  #reading = new Reading(this, listRuns, ({ runs }) => (this.runs = runs), PAUSE_MS);
  #looking = new Reading(this, readRun, ({ tags }) => (this.tags = tags));
  #comparing = new Reading(this, compareRuns, ({ tags }) => (this.differences = tags));

  constructor() {
    super();
    /** @type {Me | null} */
    this.me = null;
    /** @type {Run[] | null} */
    this.runs = null;
    /** @type {string | null}  the run whose tags are shown */
    this.chosen = null;
    /** @type {TagFigures[] | null} */
    this.tags = null;
    /** @type {TagDifference[] | null}  of the chosen run from the live one; null where nobody asked */
    this.differences = null;
    this.said = "";
  }

  connectedCallback() {
    super.connectedCallback();
    if (this.#isStaff) this.#reading.read();
  }

  render() {
    if (!this.#isStaff) return renderStaffOnly();
    const { problem } = this.#reading;
    if (problem && !this.runs) {
      return html`<taggy-notice heading="The runs cannot be read now" text=${problem.message}></taggy-notice>`;
    }
    if (!this.runs) return html`<taggy-notice patient heading="One moment" text="Reading the runs."></taggy-notice>`;
    return html`
      <header>
        <h1>The model</h1>
        <p class="soft">
          A run is trained as a candidate. It proposes nothing before it goes live; then the one before it retires, and
          what that one proposed is taken back.
        </p>
        <p role="status">${this.said}</p>
      </header>
      ${this.runs.length
        ? html`<ul class="list">
            ${repeat(this.runs, (run) => run.run, (run) => html`<li>${this.#renderRun(run)}</li>`)}
          </ul>`
        : html`<p>No run has been trained yet. “Train the model” stands among the <a href="/jobs">jobs</a>.</p>`}
      ${this.chosen ? this.#renderChosen(this.chosen) : nothing}
    `;
  }

  /** @param {Run} run */
  #renderRun(run) {
    const { live } = this;
    return html`<article class=${run.state} aria-labelledby="run-${run.run}">
      <h2 id="run-${run.run}">${run.run}</h2>
      <p class="soft small">
        <b>${STATES[run.state]}</b> · ${run.backbone} · ${run.pictures.toLocaleString("en-GB")} pictures,
        ${run.pairs.toLocaleString("en-GB")} pairs · trained
        <time datetime=${run.created_at}>${WHEN.format(new Date(run.created_at))}</time>
      </p>
      <div class="actions" role="group" aria-label="What to do with ${run.run}">
        <button aria-pressed=${this.chosen === run.run && !this.differences} @click=${() => this.#choose(run.run)}>
          Its tags
        </button>
        ${live && live.run !== run.run
          ? html`<button
              aria-pressed=${this.chosen === run.run && this.differences !== null}
              @click=${() => this.#compare(run.run, live.run)}
            >
              Compare with the live run
            </button>`
          : nothing}
        <button @click=${() => this.#act(() => this.#propose(run.run))}>
          ${run.state === "live" ? "Let it propose again" : "Let it go live"}
        </button>
        ${run.state === "live"
          ? html`<button @click=${() => this.#act(() => this.#retire(run.run))}>Retire it</button>`
          : nothing}
        <button @click=${() => this.#act(() => this.#order(run.run))}>Report on it</button>
        ${run.reported
          ? html`<a href=${reportAddress(run.run)} @click=${(/** @type {Event} */ event) => event.stopPropagation()}>
              Read its report
            </a>`
          : nothing}
      </div>
    </article>`;
  }

  /** @param {string} run */
  #renderChosen(run) {
    const problem = this.#comparing.problem ?? this.#looking.problem;
    if (problem) return html`<p>${problem.message}</p>`;
    if (this.differences && this.live) {
      return html`<taggy-differences .run=${run} .live=${this.live.run} .tags=${this.differences}></taggy-differences>`;
    }
    return this.tags
      ? html`<taggy-figures .run=${run} .tags=${this.tags}></taggy-figures>`
      : html`<p role="status">Reading what was measured of ${run}.</p>`;
  }

  /** @returns {Run | undefined} */
  get live() {
    return this.runs?.find(({ state }) => state === "live");
  }

  get #isStaff() {
    return this.me?.voter.role === "staff";
  }

  /** @param {string} run */
  #choose(run) {
    this.#forget(run);
    this.#looking.read(run);
  }

  /** @param {string} run @param {string} live */
  #compare(run, live) {
    this.#forget(run);
    this.#comparing.read(run, live);
  }

  /** What was shown of another run goes. @param {string} run */
  #forget(run) {
    for (const reading of [this.#looking, this.#comparing]) {
      reading.stop();
      reading.problem = null;
    }
    this.chosen = run;
    this.tags = null;
    this.differences = null;
  }

  /** @param {string} run */
  async #propose(run) {
    await proposeRun(run);
    return "It waits for its turn; see Jobs.";
  }

  /** @param {string} run */
  async #order(run) {
    await orderReport(run);
    return "A report waits for its turn; see Jobs.";
  }

  /** @param {string} run */
  async #retire(run) {
    const { taken_back: pairs } = await retireRun(run);
    return `Retired; ${pairs.toLocaleString("en-GB")} proposals were taken back.`;
  }

  /** @param {() => Promise<string>} act  says what became of it */
  async #act(act) {
    this.said = await tellOutcome(act);
    await this.#reading.read();
  }
}

customElements.define("taggy-model", TaggyModel);
