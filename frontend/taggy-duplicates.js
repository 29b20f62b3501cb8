/** For staff: pairs of pictures that look alike, to judge as duplicate, alternate or unrelated. */

import { html, LitElement, nothing, repeat } from "/static/vendor/lit.js";
import { classAddress } from "./address.js";
import { listProbable } from "./api.js";
import { Board, isVerdict, nameOf } from "./board.js";
import { duplicatesLook } from "./duplicates-look.js";
import { describeMatch } from "./facts.js";
import { undoIcon, zoomIcon } from "./icons.js";
import { hint, keymap } from "./keyboard.js";
import { Reading } from "./reading.js";
import { renderBoardEnd, renderStaffOnly } from "./standstill.js";
import "./taggy-facts.js";
import "./taggy-last.js";
import "./taggy-notice.js";
import "./taggy-pair.js";

/** @import {Decision} from "./board.js" */
/** @import {Act, Judgement} from "./keyboard.js" */
/** @import {Letter, Outbox} from "./outbox.js" */
/** @import {RequestError} from "./request.js" */
/** @import {Mode, TaggyPair} from "./taggy-pair.js" */
/** @import {Me, ProbablePair} from "./types.js" */

/** @type {readonly {kind: Judgement, word: string, says: string}[]} */
const JUDGEMENTS = [
  { kind: "duplicate", word: "Duplicate", says: "the same picture" },
  { kind: "alternate", word: "Alternate", says: "a variant of it" },
  { kind: "unrelated", word: "Unrelated", says: "another picture" },
  { kind: "later", word: "Later", says: "leave them" },
];

/** @type {Readonly<Record<Mode, string>>} */
const MODES = { beside: "Side by side", flicker: "Flicker", difference: "Difference" };

/** Say what happened, for eyes and ears alike. @param {Decision<ProbablePair, Judgement> | null} last @returns {string} */
function describe(last) {
  if (!last) return "";
  if (last.kind === "undone") return "Taken back: judge them again.";
  if (last.kind === "refused") return `Not recorded. ${last.detail ?? ""}`;
  return { duplicate: "Merged.", alternate: "Kept as alternates.", unrelated: "Kept apart.", later: "Left for later." }[last.kind];
}

export class TaggyDuplicates extends LitElement {
  static properties = {
    me: { attribute: false },
    outbox: { attribute: false },
    mode: { state: true },
    swapped: { state: true },
    mirrored: { state: true },
    shown: { state: true },
  };

  static styles = duplicatesLook;

  /** @type {Board<ProbablePair, Judgement>} */
  #board = new Board(nameOf);
  #reading = new Reading(this, listProbable, (page) => this.#add(page));
  #update = () => this.requestUpdate();

  constructor() {
    super();
    /** @type {Me | null} */
    this.me = null;
    /** @type {Outbox}  set by the parent before this is connected */
    this.outbox = /** @type {any} */ (null);
    /** @type {Mode} */
    this.mode = "beside";
    this.swapped = false;
    this.mirrored = false;
    /** @type {string | null}  the picture that is shown if they are merged */
    this.shown = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.outbox.addEventListener("change", this.#update);
    this.outbox.addEventListener("refused", this.#refuse);
    keymap.addEventListener("change", this.#update);
    if (this.#isStaff) this.#reading.read(null);
  }

  disconnectedCallback() {
    this.outbox.removeEventListener("change", this.#update);
    this.outbox.removeEventListener("refused", this.#refuse);
    keymap.removeEventListener("change", this.#update);
    super.disconnectedCallback();
  }

  /** Other pictures may be shown now: what was read is thrown away. @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    const before = /** @type {Me | null | undefined} */ (changed.get("me"));
    if (before && this.#isStaff && before.nsfw !== this.me?.nsfw) this.#restart();
  }

  /** Do what a key asks for. @param {Act} act */
  act(act) {
    const { pair } = this.#board;
    if (act === "undo") this.undo();
    else if (!pair) return;
    else if (JUDGEMENTS.some(({ kind }) => kind === act)) this.judge(/** @type {Judgement} */ (act));
    else if (act in MODES) this.#choose(/** @type {Mode} */ (act));
    else if (act === "swap") this.swapped = !this.swapped;
    else if (act === "mirror") this.mirrored = !this.mirrored;
    else if (act === "prefer-first") this.shown = pair.one.id;
    else if (act === "prefer-second") this.shown = pair.other.id;
    else if (act === "zoom") this.#picture?.toggle();
  }

  /** Go back to the whole pictures, then to both of them. @returns {boolean} whether there was a step to take */
  stepBack() {
    if (this.#picture?.isCloser) this.#picture.toggle();
    else if (this.mode !== "beside") this.mode = "beside";
    else return false;
    return true;
  }

  /** @param {Judgement} kind */
  judge(kind) {
    const chosen = this.shown;
    const pair = this.#board.decide(kind);
    if (!pair) return;
    if (isVerdict(kind)) {
      const body = { one: pair.one.id, other: pair.other.id, verdict: kind };
      const shown = kind === "duplicate" && chosen && chosen !== pair.better ? { shown: chosen } : {};
      this.outbox.post({ kind: "verdict", key: nameOf(pair), body: { ...body, ...shown } });
    }
    this.#turn();
  }

  /** Take the last verdict back, and ask for it again. */
  undo() {
    const step = this.#board.undo();
    if (!step) return;
    const { pair, kind } = step;
    if (isVerdict(kind)) {
      this.outbox.post({ kind: "reopen", key: nameOf(pair), body: { one: pair.one.id, other: pair.other.id } });
    }
    this.#turn();
  }

  /** Focus is never lost: where the buttons go, the notice takes it; where a pair comes, the board does. */
  updated() {
    const focused = /** @type {ShadowRoot} */ (this.renderRoot).activeElement;
    /** @param {string} name */
    const focus = (name) => /** @type {HTMLElement | null} */ (this.renderRoot.querySelector(name))?.focus();
    if (focused?.closest(".bare .verdicts")) focus("taggy-notice");
    else if (focused?.matches("taggy-notice") && this.#board.pair) focus(".board");
  }

  render() {
    if (!this.#isStaff) return renderStaffOnly();
    const { pair, last } = this.#board;
    return html`
      <p class="unseen" aria-live="polite">${describe(last)} ${pair ? "Are these the same picture?" : nothing}</p>
      <div class="board ${pair ? "" : "bare"}" tabindex="-1">
        ${this.#renderStage()} ${pair ? this.#renderAbout(pair) : nothing} ${this.#renderVerdicts()} ${this.#renderLast()}
      </div>
    `;
  }

  #renderStage() {
    const { ahead, pair } = this.#board;
    return html`<div class="stage">
      ${repeat(ahead, nameOf, (each) => {
        const first = each === pair;
        return html`<taggy-pair
          class=${first ? "first" : "ahead"}
          ?inert=${!first}
          .pair=${each}
          .mode=${first ? this.mode : "beside"}
          .swapped=${first && this.swapped}
          .mirrored=${first && this.mirrored}
          .shown=${first ? this.shown : null}
        ></taggy-pair>`;
      })}
      ${pair ? this.#renderViews() : this.#renderNotice()}
    </div>`;
  }

  #renderViews() {
    const modes = /** @type {Mode[]} */ (Object.keys(MODES));
    return html`<div class="views" role="group" aria-label="View">
      ${modes.map((mode) => this.#renderSwitch(mode, MODES[mode], this.mode === mode, () => this.#choose(mode)))}
      ${this.#renderSwitch("swap", "Swap", this.swapped, () => this.act("swap"))}
      ${this.#renderSwitch("mirror", "Mirror 2", this.mirrored, () => this.act("mirror"))}
      <button class="closer" aria-label="Look closer" aria-keyshortcuts=${hint("zoom")} @click=${() => this.act("zoom")}>
        ${zoomIcon} <kbd aria-hidden="true">${hint("zoom")}</kbd>
      </button>
    </div>`;
  }

  /** @param {Act} act @param {string} says @param {boolean} pressed @param {() => void} press */
  #renderSwitch(act, says, pressed, press) {
    return html`<button aria-pressed=${pressed} aria-keyshortcuts=${hint(act)} @click=${press}>
      ${says} <kbd aria-hidden="true">${hint(act)}</kbd>
    </button>`;
  }

  #renderNotice() {
    const end = { heading: "Nothing is waiting", text: "Every pair that looks alike has a verdict." };
    return renderBoardEnd(this.#board, this.#reading.problem, end, this.#restart);
  }

  /** @param {ProbablePair} pair */
  #renderAbout(pair) {
    return html`<div class="about" tabindex="0" role="group" aria-label="About the pair">
      <h1>Are these the same picture?</h1>
      <p class="found">
        <span>${describeMatch(pair)}</span>
        ${pair.mirrored ? html`<b class="mirrored">mirrored</b>` : nothing}
      </p>
      <taggy-facts
        .pair=${pair}
        .shown=${this.shown}
        @taggy-prefer=${(/** @type {CustomEvent<{id: string}>} */ { detail }) => (this.shown = detail.id)}
      ></taggy-facts>
    </div>`;
  }

  #renderVerdicts() {
    return html`<div class="verdicts" role="group" aria-label="Your verdict">
      ${JUDGEMENTS.map(
        ({ kind, word, says }) => html`<button
          class=${kind}
          aria-keyshortcuts=${hint(kind)}
          @click=${() => this.judge(kind)}
        >
          <b>${word}</b> <span class="says">${says}</span> <kbd aria-hidden="true">${hint(kind)}</kbd>
        </button>`,
      )}
    </div>`;
  }

  #renderLast() {
    const { last, trail } = this.#board;
    const { letters, trouble } = this.outbox;
    const merged = last?.kind === "duplicate" && !letters.some(({ key }) => key === nameOf(last.pair));
    return html`<div class="last">
      ${trouble
        ? html`<taggy-last .waiting=${letters.length} .trouble=${trouble}></taggy-last>`
        : html`<p class="small ${last?.kind === "refused" ? "refused" : "soft"}">
            ${describe(last)}
            ${merged ? html`<a href=${classAddress(last.pair.one.id)}>See what is merged</a>` : nothing}
          </p>`}
      <button
        class="quiet"
        aria-label="Undo"
        aria-keyshortcuts=${hint("undo")}
        aria-disabled=${trail.length === 0}
        @click=${this.undo}
      >
        ${undoIcon} <span>Undo</span> <kbd aria-hidden="true">${hint("undo")}</kbd>
      </button>
    </div>`;
  }

  get #isStaff() {
    return this.me?.voter.role === "staff";
  }

  /** @returns {TaggyPair | null} */
  get #picture() {
    return this.renderRoot.querySelector("taggy-pair.first");
  }

  /** @param {Mode} mode  pressed again, it leads back to both */
  #choose(mode) {
    this.mode = this.mode === mode ? "beside" : mode;
  }

  /** Another pair is first: it begins as every pair does, and the board is kept filled. */
  #turn() {
    const { pair } = this.#board;
    this.swapped = false;
    this.mirrored = false;
    this.shown = pair?.better ?? null;
    this.#fill();
    this.requestUpdate();
  }

  #fill() {
    const { isShort, next } = this.#board;
    if (isShort) this.#reading.read(next);
  }

  /** @param {{pairs: ProbablePair[], next: string | null}} page */
  #add(page) {
    const before = this.#board.pair;
    this.#board.add(page);
    if (before === this.#board.pair) this.#fill();
    else this.#turn();
  }

  #restart() {
    this.#board.restart();
    this.requestUpdate();
    this.#reading.read(null);
  }

  /** @param {Event} event */
  #refuse = (event) => {
    const { letter, error } = /** @type {CustomEvent<{letter: Letter, error: RequestError}>} */ (event).detail;
    if (letter.kind !== "verdict" && letter.kind !== "reopen") return;
    const before = this.#board.pair;
    this.#board.refuse(letter.key, error);
    if (before !== this.#board.pair) this.#turn();
    this.requestUpdate();
  };
}

customElements.define("taggy-duplicates", TaggyDuplicates);
