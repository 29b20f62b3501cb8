/** For staff: long work, how far it has come, and the buttons that start, stop and resume it. */

import { css, html, LitElement, nothing, repeat } from "/static/vendor/lit.js";
import { listJobs, startJob, steerJob } from "./api.js";
import { look, pageLook } from "./look.js";
import { Reading } from "./reading.js";
import { tellOutcome } from "./request.js";
import { renderStaffOnly } from "./standstill.js";
import "./taggy-notice.js";

/** @import {Job, Me} from "./types.js" */

const PAUSE_MS = 2000;
const WHEN = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** @type {Readonly<Record<Job["state"], string>>} */
const STATES = {
  waiting: "waits for its turn",
  running: "at work",
  stopping: "is being stopped",
  stopped: "stopped",
  failed: "failed",
  done: "done",
};

export class TaggyJobs extends LitElement {
  static properties = {
    me: { attribute: false },
    jobs: { state: true },
    said: { state: true },
  };

  static styles = [
    look,
    pageLook,
    css`
      .actions {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--gap-3);
      }
      .list {
        display: grid;
        gap: var(--gap-3);
        max-inline-size: 60rem;
      }
      article {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: var(--gap-2) var(--gap-4);
        align-items: center;
        padding: var(--gap-3) var(--gap-4);
        border: 1px solid var(--line);
        border-inline-start: 4px solid var(--line-strong);
        border-radius: var(--round);
        background: var(--paper);
      }
      .running,
      .waiting,
      .stopping {
        border-inline-start-color: var(--accent);
      }
      .done {
        border-inline-start-color: var(--yes);
      }
      .failed {
        border-inline-start-color: var(--no);
      }
      h2 {
        font-size: 1.25rem;
        overflow-wrap: anywhere;
      }
      progress {
        grid-column: 1 / -1;
        inline-size: 100%;
        block-size: 0.75rem;
        accent-color: var(--accent);
      }
      .problem {
        grid-column: 1 / -1;
        padding: var(--gap-2) var(--gap-3);
        background: var(--no-wash);
        overflow-wrap: anywhere;
      }
      .facts {
        grid-column: 1 / -1;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  #reading = new Reading(this, listJobs, ({ jobs }) => (this.jobs = jobs), PAUSE_MS);

  constructor() {
    super();
    /** @type {Me | null} */
    this.me = null;
    /** @type {Job[] | null} */
    this.jobs = null;
    this.said = "";
  }

  connectedCallback() {
    super.connectedCallback();
    if (this.#isStaff) this.#reading.read();
  }

  render() {
    if (!this.#isStaff) return renderStaffOnly();
    const { problem } = this.#reading;
    if (problem && !this.jobs) {
      return html`<taggy-notice heading="Long work cannot be read now" text=${problem.message}></taggy-notice>`;
    }
    if (!this.jobs) return html`<taggy-notice patient heading="One moment" text="Reading what is at work."></taggy-notice>`;
    return html`
      <header>
        <h1>Long work</h1>
        <p class="soft">It goes on when you leave this page, and can be resumed where it was stopped.</p>
      </header>
      <div class="actions">
        <button @click=${() => this.#act(() => startJob("rebuild"))}>Rebuild what votes add up to</button>
        <button @click=${() => this.#act(() => startJob("train"))}>Train the model</button>
        <button @click=${() => this.#act(() => startJob("propose"))}>Let the model propose</button>
        <button @click=${() => this.#act(() => startJob("embed"))}>Look at new pictures</button>
          <button @click=${() => this.#act(() => startJob("mining"))}>Look for tags that belong together</button>
          <button @click=${() => this.#act(() => startJob("trust"))}>Find whom to believe</button>
          <button @click=${() => this.#act(() => startJob("loop"))}>Go round once: fit, train, propose</button>
          <button @click=${() => this.#act(() => startJob("ratings"))}>Rate pictures by comparisons</button>
          <button @click=${() => this.#act(() => startJob("conduct"))}>Look for bad faith and drift</button>
          <span role="status">${this.said || (problem?.message ?? "")}</span>
      </div>
      ${this.jobs.length
        ? html`<ul class="list">
            ${repeat(this.jobs, (job) => job.id, (job) => html`<li>${this.#renderJob(job)}</li>`)}
          </ul>`
        : html`<p>Nothing has been at work yet. Imports from the command line are shown here too.</p>`}
    `;
  }

  /** @param {Job} job */
  #renderJob(job) {
    const busy = ["waiting", "running", "stopping"].includes(job.state);
    const count = `${job.done.toLocaleString("en-GB")}${
      job.total === null ? "" : ` of ${job.total.toLocaleString("en-GB")}`
    } ${job.unit}`;
    return html`<article class=${job.state} aria-labelledby="job-${job.id}">
      <h2 id="job-${job.id}">${job.title}</h2>
      ${this.#renderButton(job)}
      ${busy || job.state === "stopped"
        ? html`<progress
            aria-labelledby="job-${job.id}"
            max=${job.total ?? nothing}
            value=${job.total === null ? nothing : job.done}
          ></progress>`
        : nothing}
      <p class="facts soft small">
        <b>${STATES[job.state]}</b>${job.step && (busy || job.kind === "loop") ? html` (${job.step})` : nothing} · ${count} · begun
        <time datetime=${job.started_at}>${WHEN.format(new Date(job.started_at))}</time>${job.by ? ` by ${job.by}` : ""}
      </p>
      ${job.problem ? html`<p class="problem">${job.problem}</p>` : nothing}
    </article>`;
  }

  /** @param {Job} job */
  #renderButton({ id, state, title }) {
    if (state === "waiting" || state === "running") {
      return html`<button aria-label="Stop ${title}" @click=${() => this.#act(() => steerJob(id, "stop"))}>Stop</button>`;
    }
    if (state === "stopped" || state === "failed") {
      return html`<button aria-label="Resume ${title}" @click=${() => this.#act(() => steerJob(id, "resume"))}>
        Resume
      </button>`;
    }
    return html`<span></span>`;
  }

  get #isStaff() {
    return this.me?.voter.role === "staff";
  }

  /** @param {() => Promise<Job>} ask */
  async #act(ask) {
    this.said = await tellOutcome(async () => {
      await ask();
      return "";
    });
    await this.#reading.read();
  }
}

customElements.define("taggy-jobs", TaggyJobs);
