/** The voting screen: a picture, a tag, and an answer. */

import { html, LitElement, nothing, repeat } from "/static/vendor/lit.js";
import { tagAddress } from "./address.js";
import { DEPTH, pairKey } from "./ahead.js";
import { ANSWER_ORDER, ANSWERS, hideIcon, scopeIcon, undoIcon } from "./icons.js";
import { hint, keymap, listKeys } from "./keyboard.js";
import { renderStandstill } from "./standstill.js";
import { followSwipes } from "./swipe.js";
import { describe, REASONS } from "./taggy-last.js";
import "./taggy-origin.js";
import "./taggy-panic.js";
import "./taggy-picture.js";
import "./taggy-question.js";
import "./taggy-scope.js";
import { voteLook } from "./vote-look.js";

/** @import {Act} from "./keyboard.js" */
/** @import {Round} from "./round.js" */
/** @import {Swipe} from "./swipe.js" */
/** @import {TaggyPicture} from "./taggy-picture.js" */
/** @import {TaggyPanic} from "./taggy-panic.js" */
/** @import {TaggyScope} from "./taggy-scope.js" */
/** @import {Answer, PassReason, Scope} from "./types.js" */

export class TaggyVote extends LitElement {
  static properties = {
    round: { attribute: false },
    scope: { attribute: false },
    hiding: { state: true },
    swipe: { state: true },
  };

  static styles = voteLook;

  #askedAt = 0;
  #asked = "";
  #update = () => this.requestUpdate();

  constructor() {
    super();
    /** @type {Round}  set by the parent before this is connected */
    this.round = /** @type {any} */ (null);
    /** @type {Scope} */
    this.scope = { tag: null, category: null, collection: null };
    this.hiding = false;
    /** @type {Swipe | null} */
    this.swipe = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.round.addEventListener("change", this.#update);
    this.round.outbox.addEventListener("change", this.#update);
    keymap.addEventListener("change", this.#update);
  }

  disconnectedCallback() {
    this.round.removeEventListener("change", this.#update);
    this.round.outbox.removeEventListener("change", this.#update);
    keymap.removeEventListener("change", this.#update);
    super.disconnectedCallback();
  }

  /** Do what a key asks for. @param {Act} act @returns {boolean} whether the key is ours */
  act(act) {
    if (act === "yes" || act === "no" || act === "pass") this.answer(act);
    else if (act === "undo") this.round.undo();
    else if (act === "panic") this.panic();
    else if (act === "zoom") this.#picture?.toggle();
    else if (act === "about") this.#readAbout();
    else if (act in REASONS) this.round.amend(/** @type {PassReason} */ (act));
    else return false;
    return true;
  }

  #readAbout() {
    const tag = this.round.question?.tag.name;
    if (tag) this.dispatchEvent(new CustomEvent("taggy-go", { detail: tagAddress(tag), bubbles: true, composed: true }));
  }

  /** Show the whole picture again. @returns {boolean} whether one was looking closer */
  stepBack() {
    const picture = this.#picture;
    if (!picture?.isCloser) return false;
    picture.toggle();
    return true;
  }

  /** @returns {TaggyPicture | null}  the one that is asked about */
  get #picture() {
    return this.renderRoot.querySelector("taggy-picture.shown");
  }

  /** @param {Answer} answer */
  answer(answer) {
    if (!this.round.question || this.hiding) return;
    this.round.answer(answer, performance.now() - this.#askedAt);
    this.#press(answer);
  }

  /** Hide the picture first, and only then ask. */
  panic() {
    if (!this.round.question || this.hiding) return;
    this.hiding = true;
    /** @type {TaggyPanic} */ (this.renderRoot.querySelector("taggy-panic")).open();
  }

  willUpdate() {
    const { question } = this.round;
    const asked = question ? pairKey(question) : "";
    if (asked === this.#asked) return;
    this.#asked = asked;
    this.#askedAt = performance.now();
  }

  firstUpdated() {
    const stage = /** @type {HTMLElement} */ (this.renderRoot.querySelector(".stage"));
    followSwipes(
      stage,
      (swipe) => this.#drag(swipe),
      (swipe) => this.#drop(swipe),
      () => !this.#picture?.isCloser,
    );
  }

  /** Focus is never lost: where the buttons go, the notice takes it; where they come back, they do. */
  updated() {
    const board = /** @type {HTMLElement} */ (this.renderRoot.querySelector(".board"));
    const focused = /** @type {ShadowRoot} */ (this.renderRoot).activeElement;
    if (focused?.closest(".answers, .tools") && !this.round.question) {
      /** @type {HTMLElement | null} */ (this.renderRoot.querySelector("taggy-notice"))?.focus();
    } else if (focused?.matches("taggy-notice") && this.round.question) board.focus();
  }

  render() {
    const { question } = this.round;
    return html`
      <p class="unseen" aria-live="polite">
        ${describe(this.round.last)} ${question ? `Does this picture match “${question.tag.name}”?` : nothing}
      </p>
      <div class="board ${question ? "" : "bare"}" tabindex="-1">
        ${this.#renderScope()} ${this.#renderStage()}
        <taggy-question .tag=${question?.tag ?? null}></taggy-question>
        <taggy-origin .origin=${question?.origin ?? null}></taggy-origin>
        ${this.#renderAnswers()} ${this.#renderTools()}
        <taggy-last
          .last=${this.round.last}
          .waiting=${this.round.outbox.letters.length}
          .trouble=${this.round.outbox.trouble}
          @taggy-reason=${this.#amend}
        ></taggy-last>
      </div>
      <taggy-panic @taggy-panicked=${this.#report} @taggy-calmed=${() => (this.hiding = false)}></taggy-panic>
      <taggy-scope .scope=${this.scope}></taggy-scope>
    `;
  }

  #renderStage() {
    const { ready } = this.round.ahead;
    const { swipe } = this;
    return html`<div class="stage ${swipe ? "dragged" : ""}">
      ${repeat(ready.slice(0, DEPTH), pairKey, (question, place) => {
        const shown = place === 0 && !this.hiding;
        return html`<taggy-picture
          class=${shown ? "shown" : "ahead"}
          ?inert=${!shown}
          .image=${question.image}
        ></taggy-picture>`;
      })}
      ${ready.length ? nothing : renderStandstill(this.round.ahead, () => this.#chooseScope())}
      ${this.hiding ? html`<p class="cover">${hideIcon} Hidden</p>` : nothing}
      ${swipe?.answer
        ? html`<p class="stamp ${swipe.answer} ${swipe.enough ? "enough" : ""}" aria-hidden="true">
            ${ANSWERS[swipe.answer].icon} ${ANSWERS[swipe.answer].word}
          </p>`
        : nothing}
    </div>`;
  }

  #renderAnswers() {
    return html`<div class="answers" role="group" aria-label="Your answer">
      ${ANSWER_ORDER.map((answer) => {
        const keys = listKeys().filter((key) => key.act === answer);
        return html`<button class=${answer} aria-keyshortcuts=${hint(answer)} @click=${() => this.answer(answer)}>
          ${ANSWERS[answer].icon} <span>${ANSWERS[answer].word}</span>
          <span class="hints" aria-hidden="true">${keys.map((key) => html`<kbd>${key.shows}</kbd>`)}</span>
        </button>`;
      })}
    </div>`;
  }

  #renderTools() {
    return html`<div class="tools">
      <button
        class="quiet"
        aria-label="Undo"
        aria-keyshortcuts=${hint("undo")}
        aria-disabled=${this.round.trail.length === 0}
        @click=${() => this.round.undo()}
      >
        ${undoIcon} <span>Undo</span> <kbd aria-hidden="true">${hint("undo")}</kbd>
      </button>
      <button class="quiet panic" aria-label="Hide: NSFW" aria-keyshortcuts=${hint("panic")} @click=${this.panic}>
        ${hideIcon} <span>NSFW</span> <kbd aria-hidden="true">${hint("panic")}</kbd>
      </button>
    </div>`;
  }

  #renderScope() {
    const parts = Object.values(this.scope).filter(Boolean);
    return html`<button class="quiet scope" aria-haspopup="dialog" @click=${this.#chooseScope}>
      ${scopeIcon}
      <span class="what">What to vote on:</span>
      <span class="parts">${parts.length ? parts.join(" · ") : "Everything"}</span>
    </button>`;
  }

  #chooseScope() {
    /** @type {TaggyScope} */ (this.renderRoot.querySelector("taggy-scope")).open();
  }

  #report() {
    this.round.panic();
    this.hiding = false;
  }

  /** @param {CustomEvent<{reason: PassReason}>} event */
  #amend(event) {
    this.round.amend(event.detail.reason);
    /** @type {HTMLElement | null} */ (this.renderRoot.querySelector(".answers .pass"))?.focus();
  }

  /** Show which button a key or a swipe pressed. @param {Answer} answer */
  #press(answer) {
    if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const button = this.renderRoot.querySelector(`.answers .${answer}`);
    button?.animate([{ transform: "scale(0.95)", filter: "brightness(0.92)" }, {}], { duration: 180, easing: "ease-out" });
  }

  /** @param {Swipe} swipe */
  #drag(swipe) {
    if (!this.round.question || this.hiding) return;
    this.swipe = swipe;
    this.style.setProperty("--drag-x", `${swipe.x}px`);
    this.style.setProperty("--drag-y", `${Math.max(0, swipe.y)}px`);
  }

  /** @param {Swipe | null} swipe */
  #drop(swipe) {
    this.swipe = null;
    if (swipe?.enough && swipe.answer) this.answer(swipe.answer);
  }
}

customElements.define("taggy-vote", TaggyVote);
