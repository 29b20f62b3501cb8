/** The grid: many pictures of one tag that are all expected to match, or not to. One presses the exceptions alone. */

import { html, LitElement, nothing, repeat } from "/static/vendor/lit.js";
import { tagAddress } from "./address.js";
import { pairKey } from "./ahead.js";
import { drawGrid } from "./api.js";
import { gridLook } from "./grid-look.js";
import { ANSWERS, hideIcon, undoIcon } from "./icons.js";
import { hint, keymap } from "./keyboard.js";
import { Reading } from "./reading.js";
import "./taggy-notice.js";
import "./taggy-panic.js";

/** @import {Act} from "./keyboard.js" */
/** @import {Letter, Outbox} from "./outbox.js" */
/** @import {RequestError} from "./request.js" */
/** @import {TaggyPanic} from "./taggy-panic.js" */
/** @import {Grid, VoteBody} from "./types.js" */

const WAY_BACK = 20;
const LONGEST_MS = 3_600_000; // the API takes no longer times
const STEPS = { "step-left": [-1, 0], "step-right": [1, 0], "step-up": [0, -1], "step-down": [0, 1] };

/** A grid and what was pressed in it. @typedef {{grid: Grid, exceptions: Set<string>}} Pressed */

/** @param {Pressed} pressed @param {string} image @returns {Pressed} */
const leaveOut = ({ grid, exceptions }, image) => ({
  grid: { ...grid, questions: grid.questions.filter((question) => question.image.id !== image) },
  exceptions: new Set([...exceptions].filter((id) => id !== image)),
});

export class TaggyGrid extends LitElement {
  static properties = {
    outbox: { attribute: false },
    tag: {},
    grid: { state: true },
    exceptions: { state: true },
    covered: { state: true },
    said: { state: true },
  };

  static styles = gridLook;

  #reading = new Reading(this, drawGrid, (grid) => this.#show(grid));
  #shownAt = 0;
  /** @type {Pressed[]}  what was sent, the last one last */
  #trail = [];
  #update = () => this.requestUpdate();
  #hear = (/** @type {Event} */ event) => this.#settle(/** @type {CustomEvent} */ (event));

  constructor() {
    super();
    /** @type {Outbox}  set by the parent before this is connected */
    this.outbox = /** @type {any} */ (null);
    /** @type {string | null} */
    this.tag = null;
    /** @type {Grid | null}  null while the next is on its way */
    this.grid = null;
    /** @type {Set<string>}  pictures that were pressed */
    this.exceptions = new Set();
    /** @type {string | null}  the picture that is hidden while one is asked whether to report it */
    this.covered = null;
    this.said = "";
  }

  connectedCallback() {
    super.connectedCallback();
    for (const event of ["delivered", "refused"]) this.outbox.addEventListener(event, this.#hear);
    keymap.addEventListener("change", this.#update);
  }

  disconnectedCallback() {
    for (const event of ["delivered", "refused"]) this.outbox.removeEventListener(event, this.#hear);
    keymap.removeEventListener("change", this.#update);
    super.disconnectedCallback();
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("tag")) this.#next();
  }

  /** Do what a key asks for. @param {Act} act @returns {boolean} */
  act(act) {
    if (act === "send") this.send();
    else if (act === "undo") this.undo();
    else if (act === "exception") this.#press(this.#focused);
    else if (act === "panic") this.#panic(this.#focused);
    else if (act in STEPS) this.#step(/** @type {keyof typeof STEPS} */ (act));
    else return false;
    return true;
  }

  /** Send what was pressed as said, and the rest as left to stand; the next grid comes when it has arrived. */
  send() {
    const { grid, exceptions } = this;
    if (!grid?.expected) return;
    const took_ms = Math.min(Math.round(performance.now() - this.#shownAt), LONGEST_MS);
    const { expected } = grid;
    const other = expected === "yes" ? "no" : "yes";
    /** @type {VoteBody[]} */
    const votes = grid.questions.map(({ token, image }) =>
      exceptions.has(image.id) ? { token, answer: other, took_ms } : { token, answer: expected, implicit: true, took_ms },
    );
    this.#trail = [...this.#trail, { grid, exceptions }].slice(-WAY_BACK);
    this.said = `Sent: ${votes.length} pictures, ${exceptions.size} of them exceptions.`;
    this.grid = null;
    this.outbox.post({ kind: "grid", key: `grid ${votes[0]?.token}`, body: { votes } });
  }

  /** Take the last grid back and show it again, as it was pressed. */
  undo() {
    const step = this.#trail.at(-1);
    if (!step) return;
    this.#trail = this.#trail.slice(0, -1);
    for (const question of step.grid.questions) {
      const body = { image: question.image.id, tag: question.tag.name };
      this.outbox.post({ kind: "withdraw", key: pairKey(question), body });
    }
    this.#reading.stop();
    this.#show(step.grid, step.exceptions);
    this.said = "Taken back.";
  }

  render() {
    const { grid } = this;
    return html`<p class="unseen" role="status">${this.said}</p>
      ${grid ? this.#renderGrid(grid) : this.#renderWaiting()} ${this.#renderFoot()}
      <taggy-panic @taggy-panicked=${this.#report} @taggy-calmed=${() => (this.covered = null)}></taggy-panic>`;
  }

  /** @param {Grid} grid */
  #renderGrid(grid) {
    if (!grid.expected || !grid.tag) {
      return html`<taggy-notice
        heading="No grid is left"
        text=${grid.tag
          ? `Nothing is left of “${grid.tag}” that most likely matches, or does not.`
          : "Nothing is left that most likely matches its tag, or does not."}
      >
        <a href=${grid.tag ? "/grid" : "/"}>${grid.tag ? "Another tag" : "Vote on one picture at a time"}</a>
      </taggy-notice>`;
    }
    const yes = grid.expected === "yes";
    const other = yes ? "no" : "yes";
    return html`<header>
        <h1>${yes ? "Which do not match" : "Which match"} <a href=${tagAddress(grid.tag)}>${grid.tag}</a>?</h1>
        <p class="soft">
          Press the exceptions. The rest is expected ${yes ? "to match" : "not to match"}, and counts half as much as what
          you press.
          ${grid.questions[0]?.tag.description ?? nothing}
        </p>
      </header>
      <ul>
        ${repeat(
          grid.questions,
          pairKey,
          ({ image }, place) => html`<li>
            <button
              class=${other}
              data-image=${image.id}
              aria-pressed=${this.exceptions.has(image.id)}
              @click=${() => this.#press(image.id)}
            >
              ${this.covered === image.id
                ? html`<span class="cover">${hideIcon} Hidden</span>`
                : html`<img alt="Picture ${place + 1}" src=${image.urls.thumbnail} />`}
              ${this.exceptions.has(image.id) ? html`<span class="stamp">${ANSWERS[other].icon}</span>` : nothing}
            </button>
            <button class="quiet" aria-label="Hide picture ${place + 1}: NSFW" @click=${() => this.#panic(image.id)}>
              ${hideIcon} NSFW
            </button>
          </li>`,
        )}
      </ul>`;
  }

  #renderWaiting() {
    const { problem } = this.#reading;
    if (problem) return html`<taggy-notice heading="No grid can be drawn now" text=${problem.message}></taggy-notice>`;
    const text = this.outbox.trouble ? "Your answers are kept, and sent when the server answers." : "Fetching pictures.";
    return html`<taggy-notice patient heading="One moment" text=${text}></taggy-notice>`;
  }

  #renderFoot() {
    const pictures = this.grid?.questions.length ?? 0;
    return html`<footer>
      ${pictures
        ? html`<button class="main" aria-keyshortcuts=${hint("send")} @click=${this.send}>
            ${this.exceptions.size ? `Send with ${this.exceptions.size} pressed` : "Send: no exception"}
            <kbd aria-hidden="true">${hint("send")}</kbd>
          </button>`
        : nothing}
      <button
        class="quiet"
        aria-label="Undo"
        aria-keyshortcuts=${hint("undo")}
        aria-disabled=${this.#trail.length === 0}
        @click=${this.undo}
      >
        ${undoIcon} <span>Undo</span> <kbd aria-hidden="true">${hint("undo")}</kbd>
      </button>
      <span class="small soft" aria-hidden="true">${this.said}</span>
    </footer>`;
  }

  #next() {
    this.grid = null;
    this.#reading.read(this.tag);
  }

  /** @param {Grid} grid @param {Set<string>} exceptions */
  #show(grid, exceptions = new Set()) {
    this.grid = grid;
    this.exceptions = exceptions;
    this.#shownAt = performance.now();
  }

  /** @returns {HTMLButtonElement[]} */
  get #buttons() {
    return [.../** @type {NodeListOf<HTMLButtonElement>} */ (this.renderRoot.querySelectorAll("li [data-image]"))];
  }

  /** @returns {string | undefined}  the picture that is walked to */
  get #focused() {
    return this.#buttons.find((button) => button.matches(":focus"))?.dataset["image"];
  }

  /** @param {string | undefined} image */
  #press(image) {
    if (!image) return;
    const exceptions = new Set(this.exceptions);
    if (!exceptions.delete(image)) exceptions.add(image);
    this.exceptions = exceptions;
  }

  /** Hide the picture first, and only then ask. @param {string | undefined} image */
  #panic(image) {
    if (!image) return;
    this.covered = image;
    /** @type {TaggyPanic} */ (this.renderRoot.querySelector("taggy-panic")).open();
  }

  /** Report the hidden picture, and neither answer nor show it any more; the one in its place is walked to. */
  async #report() {
    const { covered: image, grid, exceptions } = this;
    this.covered = null;
    if (!image || !grid) return;
    this.outbox.post({ kind: "panic", key: image, body: { image } });
    this.said = "Reported. The picture is hidden.";
    const place = grid.questions.findIndex((question) => question.image.id === image);
    this.#trail = this.#trail.map((step) => leaveOut(step, image)).filter((step) => step.grid.questions.length);
    const left = leaveOut({ grid, exceptions }, image);
    this.grid = left.grid;
    this.exceptions = left.exceptions;
    if (!left.grid.questions.length) this.#next();
    await this.updateComplete;
    this.#buttons[Math.min(place, this.#buttons.length - 1)]?.focus();
  }

  /** Walk from picture to picture; to the first where none has been walked to. @param {keyof typeof STEPS} act */
  #step(act) {
    const buttons = this.#buttons;
    const at = buttons.findIndex((button) => button.matches(":focus"));
    const columns = buttons.filter((button) => button.offsetTop === buttons[0]?.offsetTop).length;
    const [across = 0, down = 0] = STEPS[act];
    buttons[at < 0 ? 0 : at + across + down * columns]?.focus();
  }

  /** @param {CustomEvent<{letter: Letter, error?: RequestError}>} event */
  #settle({ detail: { letter, error } }) {
    if (letter.kind !== "grid" && letter.kind !== "panic") return;
    if (error) this.said = `Not recorded: ${error.message}`;
    if (!this.grid && letter.kind === "grid") this.#next();
  }
}

customElements.define("taggy-grid", TaggyGrid);
