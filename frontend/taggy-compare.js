/** Two pictures, and which is better: by keys, thumb or mouse; the next two are there already. */

import { html, LitElement, nothing, repeat } from "/static/vendor/lit.js";
import { criterionAddress } from "./address.js";
import { listCriteria } from "./api.js";
import { compareLook } from "./compare-look.js";
import { CHOICES } from "./comparing.js";
import { hideIcon, passIcon, undoIcon } from "./icons.js";
import { hint, keymap } from "./keyboard.js";
import { Reading } from "./reading.js";
import { SAYS } from "./standstill.js";
import "./taggy-last.js";
import "./taggy-notice.js";
import "./taggy-panic.js";
import "./taggy-picture.js";

/** @import {Comparing} from "./comparing.js" */
/** @import {Act} from "./keyboard.js" */
/** @import {TaggyPanic} from "./taggy-panic.js" */
/** @import {TaggyPicture} from "./taggy-picture.js" */
/** @import {Choice, Comparison, Criterion} from "./types.js" */

const SHOWN = 2; // the pair that is compared, and the one after it

const PASS = { act: /** @type {Act} */ ("pass"), answer: /** @type {Choice} */ ("pass") };

/** What is said where there is no pair, as where there is no question. */
const STANDSTILL = {
  ...SAYS,
  empty: { heading: "Nothing left to compare", text: "There is no pair left for you here. Thank you." },
};

/** @param {Comparison} pair @returns {string} */
const nameOf = ({ left, right }) => `${left.id}|${right.id}`;

export class TaggyCompare extends LitElement {
  static properties = {
    comparing: { attribute: false },
    criterion: {},
    criteria: { state: true },
    covered: { state: true },
  };

  static styles = compareLook;

  #askedAt = 0;
  #asked = "";
  #update = () => this.requestUpdate();
  #naming = new Reading(this, listCriteria, ({ criteria }) => {
    this.criteria = criteria.filter(({ state }) => state === "open");
  });

  constructor() {
    super();
    /** @type {Comparing}  set by the parent before this is connected */
    this.comparing = /** @type {any} */ (null);
    this.criterion = "quality";
    /** @type {Criterion[]} */
    this.criteria = [];
    /** @type {string | null}  the picture that is hidden while one is asked whether to report it */
    this.covered = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.comparing.addEventListener("change", this.#update);
    this.comparing.outbox.addEventListener("change", this.#update);
    keymap.addEventListener("change", this.#update);
    this.#naming.read();
  }

  disconnectedCallback() {
    this.comparing.removeEventListener("change", this.#update);
    this.comparing.outbox.removeEventListener("change", this.#update);
    keymap.removeEventListener("change", this.#update);
    super.disconnectedCallback();
  }

  /** Do what a key asks for. @param {Act} act @returns {boolean} whether the key is ours */
  act(act) {
    const chosen = [...CHOICES, PASS].find((answer) => answer.act === act);
    if (chosen) this.answer(chosen);
    else if (act === "undo") this.comparing.undo();
    else if (act === "zoom") this.#pictures.forEach((picture) => picture.toggle());
    else return false;
    return true;
  }

  /** Show the whole pictures again. @returns {boolean} whether one was looking closer */
  stepBack() {
    const closer = this.#pictures.filter((picture) => picture.isCloser);
    closer.forEach((picture) => picture.toggle());
    return closer.length > 0;
  }

  /** @param {{answer: Choice, strength?: 1 | 2}} chosen */
  answer({ answer, strength }) {
    if (this.covered) return;
    this.comparing.answer(answer, strength, performance.now() - this.#askedAt);
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("criterion")) this.comparing.open(this.criterion);
    const { pair } = this.comparing;
    const asked = pair ? nameOf(pair) : "";
    if (asked === this.#asked) return;
    this.#asked = asked;
    this.#askedAt = performance.now();
  }

  /** Focus is never lost: where the buttons go, the notice takes it; where they come back, the board does. */
  updated() {
    const focused = /** @type {ShadowRoot} */ (this.renderRoot).activeElement;
    const { pair } = this.comparing;
    if (!pair && focused?.closest(".answers")) {
      /** @type {HTMLElement | null} */ (this.renderRoot.querySelector("taggy-notice"))?.focus();
    } else if (pair && focused?.matches("taggy-notice")) {
      /** @type {HTMLElement | null} */ (this.renderRoot.querySelector(".board"))?.focus();
    }
  }

  render() {
    const { pair, last, criterion } = this.comparing;
    const asks = criterion?.question ?? "Which is better?";
    return html`
      <p class="unseen" aria-live="polite">${last?.says} ${pair ? asks : nothing}</p>
      <div class="board ${pair ? "" : "bare"}" tabindex="-1">
        <div class="top"><h1>${asks}</h1> ${this.#renderCriteria()}</div>
        <div class="stage">
          ${repeat(this.comparing.ahead.ready.slice(0, SHOWN), nameOf, (each) => this.#renderPair(each, each === pair))}
          ${pair ? nothing : this.#renderStandstill()}
        </div>
        ${this.#renderAnswers()} ${this.#renderTools()}
      </div>
      <taggy-panic @taggy-panicked=${this.#report} @taggy-calmed=${() => (this.covered = null)}></taggy-panic>
    `;
  }

  #renderCriteria() {
    if (this.criteria.length < 2) return nothing;
    return html`<label class="small">Compare by
      <select @change=${(/** @type {Event} */ { target }) => this.#choose(/** @type {HTMLSelectElement} */ (target).value)}>
        ${this.criteria.map(({ name }) => html`<option ?selected=${name === this.criterion}>${name}</option>`)}
      </select>
    </label>`;
  }

  /** @param {Comparison} pair @param {boolean} shown */
  #renderPair(pair, shown) {
    return html`<div class="pair ${shown ? "shown" : "ahead"}" ?inert=${!shown}>
      ${[pair.left, pair.right].map(
        (image, place) => html`<figure>
          ${this.covered === image.id
            ? html`<p class="cover">${hideIcon} Hidden</p>`
            : html`<taggy-picture .image=${image} says=${`Picture ${place + 1}`}></taggy-picture>`}
          <figcaption>
            <b>${place + 1}</b>
            <button aria-label=${`Hide picture ${place + 1}: NSFW`} @click=${() => this.#panic(image.id)}>
              ${hideIcon} NSFW
            </button>
          </figcaption>
        </figure>`,
      )}
    </div>`;
  }

  /** One element for every state, so that the focus stays on it. */
  #renderStandstill() {
    const { state, message } = this.comparing.ahead;
    const { heading, text } = STANDSTILL[state];
    const patient = state === "loading" || state === "ready";
    return html`<taggy-notice ?patient=${patient} heading=${heading} text=${state === "refused" ? message : text}>
      ${state === "empty"
        ? html`<button @click=${() => this.comparing.ahead.reset(this.criterion)}>Look again</button>`
        : nothing}
    </taggy-notice>`;
  }

  #renderAnswers() {
    return html`<div class="answers" role="group" aria-label="Your answer">
      ${CHOICES.map(
        (chosen) => html`<button
          class=${chosen.answer === "tie" ? "pass" : "yes"}
          aria-keyshortcuts=${hint(chosen.act)}
          @click=${() => this.answer(chosen)}
        >
          <span>${chosen.word}</span> <kbd aria-hidden="true">${hint(chosen.act)}</kbd>
        </button>`,
      )}
    </div>`;
  }

  #renderTools() {
    const { last, trail, outbox } = this.comparing;
    return html`<div class="tools">
      <button
        class="quiet"
        aria-label="Undo"
        aria-keyshortcuts=${hint("undo")}
        aria-disabled=${trail.length === 0}
        @click=${() => this.comparing.undo()}
      >
        ${undoIcon} <span>Undo</span> <kbd aria-hidden="true">${hint("undo")}</kbd>
      </button>
      ${outbox.trouble
        ? html`<taggy-last .waiting=${outbox.letters.length} .trouble=${outbox.trouble}></taggy-last>`
        : html`<p class="last ${last?.kind === "refused" ? "refused" : ""}">${last?.says}</p>`}
      <button
        class="quiet"
        aria-keyshortcuts=${hint("pass")}
        aria-disabled=${!this.comparing.pair}
        @click=${() => this.answer(PASS)}
      >
        ${passIcon} <span>Pass</span> <kbd aria-hidden="true">${hint("pass")}</kbd>
      </button>
    </div>`;
  }

  /** @returns {TaggyPicture[]}  the two that are compared */
  get #pictures() {
    return [.../** @type {NodeListOf<TaggyPicture>} */ (this.renderRoot.querySelectorAll(".shown taggy-picture"))];
  }

  /** @param {string} criterion */
  #choose(criterion) {
    const detail = criterionAddress("compare", criterion);
    this.dispatchEvent(new CustomEvent("taggy-go", { detail, bubbles: true, composed: true }));
  }

  /** Hide the picture first, and only then ask. @param {string} image */
  #panic(image) {
    this.covered = image;
    /** @type {TaggyPanic} */ (this.renderRoot.querySelector("taggy-panic")).open();
  }

  #report() {
    if (this.covered) this.comparing.report(this.covered);
    this.covered = null;
  }
}

customElements.define("taggy-compare", TaggyCompare);
