/** The whole page: who votes, which screen is shown, and the keys that work everywhere. */

import { css, html, LitElement } from "/static/vendor/lit.js";
import { readBoardKind, readCentre, readCriterion, readImage, readScope, readScreen, readTagName, scopeAddress, takeLink } from "./address.js";
import { closeSession, enterByLink, openSession, setNsfw } from "./api.js";
import { Comparing } from "./comparing.js";
import { isDialogOpen } from "./dialog.js";
import { readKey } from "./keyboard.js";
import { look } from "./look.js";
import { backOff, Outbox } from "./outbox.js";
import { renewals, RequestError } from "./request.js";
import { Round } from "./round.js";
import { SCREENS } from "./screens.js";
import { renderOutage } from "./standstill.js";
import "./taggy-header.js";
import "./taggy-help.js";
import "./taggy-keys.js";
import "./taggy-notice.js";
import "./taggy-settings.js";

/** @import {Centre} from "./address.js" */
/** @import {DialogElement} from "./dialog.js" */
/** @import {Act, Keyboard} from "./keyboard.js" */
/** @import {Letter} from "./outbox.js" */
/** @import {Me, Scope} from "./types.js" */

/** @typedef {HTMLElement & {act(act: Act): boolean | void, stepBack?(): boolean}} Keyed  a screen that takes keys */

export class TaggyApp extends LitElement {
  static properties = {
    me: { state: true },
    screen: { state: true },
    scope: { state: true },
    centre: { state: true },
    image: { state: true },
    board: { state: true },
    tag: { state: true },
    gridTag: { state: true },
    criterion: { state: true },
    problem: { state: true },
  };

  static styles = [
    look,
    css`
      :host {
        display: grid;
        grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
        min-block-size: 100dvh;
      }
      :host([whole]) {
        block-size: 100dvh;
        min-block-size: 26rem;
      }
      main {
        display: grid;
        min-block-size: 0;
      }
      main:focus-visible {
        outline: none;
      }
      @media (max-height: 30rem) {
        :host([whole]) {
          min-block-size: 20rem;
        }
      }
    `,
  ];

  #starting = false; // one session is opened, wherever one goes meanwhile

  constructor() {
    super();
    /** @type {Me | null} */
    this.me = null;
    this.screen = readScreen();
    this.scope = readScope();
    /** @type {Centre | null} */
    this.centre = readCentre();
    /** @type {string | null} */
    this.image = readImage();
    this.board = readBoardKind();
    /** @type {string | null}  whose page is shown */
    this.tag = readTagName();
    this.gridTag = readScope().tag;
    this.criterion = readCriterion();
    /** @type {RequestError | null} */
    this.problem = null;
    this.outbox = new Outbox(sessionStorage);
    this.round = new Round(this.outbox);
    this.comparing = new Comparing(this.outbox);
    this.outbox.addEventListener("delivered", (event) => this.#count(/** @type {CustomEvent} */ (event)));
    renewals.addEventListener("renewed", (event) => this.#renew(/** @type {CustomEvent} */ (event)));
    window.addEventListener("popstate", () => this.#readAddress());
    window.addEventListener("keydown", (event) => this.#press(event));
    this.addEventListener("click", (event) => this.#follow(event));
    this.#start(this.screen === "enter" ? takeLink() : "");
  }

  willUpdate() {
    this.toggleAttribute("whole", ["vote", "compare"].includes(this.screen) || (this.screen === "duplicates" && !this.image)); // fits the window
    const title = (this.screen === "tags" && this.tag) || SCREENS[this.screen].title;
    document.title = `${title} · Taggy`;
  }

  render() {
    return html`
      <taggy-header
        .me=${this.me}
        .screen=${this.screen}
        @taggy-settings=${() => this.#open("taggy-settings")}
        @taggy-help=${() => this.#open("taggy-help")}
      ></taggy-header>
      <main tabindex="-1" @taggy-scope=${this.#setScope} @taggy-go=${this.#visit}>${this.#renderScreen()}</main>
      <taggy-settings
        .me=${this.me}
        @taggy-nsfw=${this.#setNsfw}
        @taggy-leave=${this.#leave}
        @taggy-keys=${() => this.#open("taggy-keys")}
        @taggy-help=${() => this.#open("taggy-help")}
      ></taggy-settings>
      <taggy-keys .keyboard=${this.#keyboard}></taggy-keys>
      <taggy-help .keyboard=${this.#keyboard}></taggy-help>
    `;
  }

  #renderScreen() {
    if (this.problem) return this.#renderProblem(this.problem);
    return SCREENS[this.me ? this.screen : "enter"].render(this);
  }

  /** @param {RequestError} problem */
  #renderProblem(problem) {
    if (problem.fault === "refused") {
      return html`<taggy-notice heading="This did not work" text=${problem.message}>
        <a href="/">Vote without signing in</a>
      </taggy-notice>`;
    }
    return renderOutage(problem.fault === "offline" ? "offline" : "away");
  }

  /** Open the session, or enter by a link, and try until the server answers. @param {string} link @param {number} attempts */
  async #start(link = "", attempts = 1) {
    this.#starting = true;
    try {
      this.me = await (link ? enterByLink(link) : openSession());
      this.#starting = false;
      this.problem = null;
      if (this.screen === "enter") this.#go("/", true);
      else if (this.screen === "vote") this.round.ahead.reset(this.scope);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      this.problem = error;
      this.#starting = error.fault !== "refused";
      if (!this.#starting) return;
      setTimeout(() => this.#start(link, attempts + 1), (error.retryAfter || backOff(attempts)) * 1000);
    }
  }

  /** @param {string} address @param {boolean} [instead]  of the entry we are on */
  #go(address, instead = false) {
    if (instead) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
    this.#readAddress();
    /** @type {HTMLElement | null} */ (this.renderRoot.querySelector("main"))?.focus();
  }

  #readAddress() {
    const scope = readScope();
    const before = scopeAddress(this.scope);
    this.screen = readScreen();
    if (this.me && this.screen === "vote" && (scopeAddress(scope) !== before || !this.round.question)) {
      this.round.ahead.reset(scope);
    } else if (!this.me && !this.#starting) {
      this.problem = null;
      this.#start();
    }
    if (this.screen === "vote") this.scope = scope;
    if (this.screen === "grid") this.gridTag = scope.tag;
    if (this.screen === "graph") this.centre = readCentre();
    if (this.screen === "duplicates") this.image = readImage();
    if (this.screen === "boards") this.board = readBoardKind();
    this.criterion = readCriterion();
    if (this.screen === "tags") this.tag = readTagName();
  }

  /** Links within the page change the screen without loading it again. @param {MouseEvent} event */
  #follow(event) {
    const link = event.composedPath().find((target) => target instanceof HTMLAnchorElement || target instanceof SVGAElement);
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const address = new URL(link.getAttribute("href") ?? "", location.href);
    if (address.origin !== location.origin) return;
    event.preventDefault();
    const { pathname, search } = address;
    this.#go(pathname === "/" && !search ? scopeAddress(this.scope) : pathname + search);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (isDialogOpen()) return;
    const page = /** @type {Keyed | null} */ (
      this.renderRoot.querySelector(
        "taggy-vote, taggy-grid, taggy-compare, taggy-tag, taggy-duplicates, taggy-vocabulary, taggy-remarks, taggy-boards",
      )
    );
    if (event.key === "Escape" && page?.stepBack?.()) event.preventDefault();
    const act = readKey(event, this.#keyboard);
    if (!act) return;
    if (act === "help") this.#open("taggy-help");
    else if (!page || page.act(act) === false) return;
    event.preventDefault();
  }

  /** @returns {Keyboard} */
  get #keyboard() {
    if (this.screen === "tags") return "tag";
    return ["duplicates", "vocabulary", "boards", "grid", "compare"].includes(this.screen) ? /** @type {Keyboard} */ (this.screen) : "vote";
  }

  /** @param {string} name */
  #open(name) {
    /** @type {DialogElement} */ (this.renderRoot.querySelector(name)).open();
  }

  /** @param {CustomEvent<Scope>} event */
  #setScope(event) {
    this.#go(scopeAddress(event.detail));
  }

  /** @param {CustomEvent<string>} event */
  #visit(event) {
    this.#go(event.detail);
  }

  /**
   * Keeps the number of own answers up to date.
   *
   * @typedef {{outcome?: string, withdrawn?: boolean}} Kept
   * @param {CustomEvent<{letter: Letter, answer: Kept & {votes?: Kept[]}}>} event
   */
  #count({ detail: { letter, answer } }) {
    if (!["vote", "grid", "withdraw"].includes(letter.kind)) return;
    const { votes, ...one } = answer;
    const more = (votes ?? [one]).reduce((sum, kept) => sum + Number(kept.outcome === "new") - Number(kept.withdrawn ?? false), 0);
    if (this.me && more) this.me = { ...this.me, votes: this.me.votes + more };
  }

  /** @param {CustomEvent<Me>} event */
  #renew(event) {
    if (event.detail.voter.id === this.me?.voter.id) return;
    this.me = event.detail;
    this.round.clear();
    this.comparing.clear();
    this.#ask();
  }

  /** Ask anew what the screen asks. */
  #ask() {
    if (this.screen === "compare") this.comparing.ahead.reset(this.criterion);
    else if (this.screen === "vote") this.round.ahead.reset(this.scope);
    else this.round.ahead.clear();
  }

  /** What may be shown has changed: what was fetched ahead is thrown away. @param {CustomEvent<{wanted: boolean}>} event */
  async #setNsfw(event) {
    if (!event.detail.wanted) this.round.clear();
    this.comparing.clear();
    try {
      this.me = await setNsfw(event.detail.wanted);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (this.me) this.me = { ...this.me };
    }
    this.#ask();
  }

  async #leave() {
    this.outbox.clear();
    this.round.clear();
    this.comparing.clear();
    await closeSession().catch(() => null);
    this.me = null;
    this.#go("/");
  }
}

customElements.define("taggy-app", TaggyApp);
