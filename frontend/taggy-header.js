/** The top of every screen: where one can go, one's own count, settings and help. */

import { css, html, LitElement, nothing } from "/static/vendor/lit.js";
import { brandIcon, helpIcon, settingsIcon } from "./icons.js";
import { look } from "./look.js";

/** @import {Screen} from "./address.js" */
/** @import {Me} from "./types.js" */

/** Fires `taggy-settings` and `taggy-help`. */
export class TaggyHeader extends LitElement {
  static properties = { me: { attribute: false }, screen: {} };

  static styles = [
    look,
    css`
      header {
        display: flex;
        align-items: center;
        gap: var(--gap-5);
        padding: var(--gap-1) var(--gap-4) var(--gap-1) var(--gap-5);
        border-block-end: 1px solid var(--line);
      }
      .brand {
        display: flex;
        align-items: center;
        gap: var(--gap-2);
        font: 600 1.25rem / 1 var(--serif);
      }
      .brand svg {
        color: var(--accent);
      }
      nav {
        display: flex;
        gap: var(--gap-1);
        min-inline-size: 0;
        margin-inline-end: auto;
        overflow-x: auto;
        scrollbar-width: none;
      }
      a {
        display: inline-flex;
        align-items: center;
        gap: var(--gap-2);
        min-block-size: var(--touch);
        padding-inline: var(--gap-3);
        color: var(--ink-soft);
        text-decoration: none;
        white-space: nowrap;
      }
      a:focus-visible {
        outline-offset: -3px;
      }
      a:hover {
        color: var(--ink);
      }
      a[aria-current] {
        color: var(--ink);
        font-weight: 600;
        box-shadow: inset 0 -3px var(--accent);
      }
      .count {
        padding-inline: 0.5em;
        border-radius: 1em;
        background: color-mix(in oklab, transparent, var(--ink) 9%);
        color: var(--ink);
        font-size: var(--small);
        font-weight: 600;
        font-variant-numeric: tabular-nums;
      }
      .buttons {
        display: flex;
      }
      @media (max-width: 40rem) {
        header {
          gap: 0;
          padding-inline: var(--gap-1);
        }
        .brand,
        .help {
          display: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Me | null} */
    this.me = null;
    /** @type {Screen} */
    this.screen = "vote";
  }

  /** Where the bar is too narrow for all, the page that one is on is in sight. @param {Map<string, unknown>} changed */
  updated(changed) {
    if (changed.size) this.renderRoot.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  render() {
    return html`<header>
      <span class="brand">${brandIcon} Taggy</span>
      <nav aria-label="Pages">
        ${this.#renderLink("vote", "/", "Vote")}
        ${this.#renderLink("grid", "/grid", "Grid")}
        ${this.#renderLink("compare", "/compare", "Compare")}
        ${this.#renderLink("answers", "/answers", "Your answers", this.#renderCount())}
        ${this.#renderLink("graph", "/graph", "Graph")}
        ${this.#renderLink("tags", "/tags", "Tags")}
        ${this.me?.voter.role === "staff"
          ? [
              this.#renderLink("queue", "/queue", "Queue"),
              this.#renderLink("filtered", "/filtered", "Filtered"),
              this.#renderLink("duplicates", "/duplicates", "Duplicates"),
              this.#renderLink("vocabulary", "/vocabulary", "Vocabulary"),
              this.#renderLink("remarks", "/remarks", "Remarks"),
              this.#renderLink("model", "/model", "Model"),
              this.#renderLink("trust", "/trust", "Trust"),
              this.#renderLink("conduct", "/conduct", "Conduct"),
              this.#renderLink("gold", "/gold", "Gold"),
              this.#renderLink("jobs", "/jobs", "Jobs"),
            ]
          : nothing}
        ${["analyst", "staff"].includes(this.me?.voter.role ?? "")
          ? [
              this.#renderLink("boards", "/boards", "Boards"),
              this.#renderLink("ratings", "/ratings", "Ratings"),
              this.#renderLink("try", "/try", "Try it"),
            ]
          : nothing}
      </nav>
      <div class="buttons">
        <button class="quiet help" aria-label="Keys and swipes" aria-keyshortcuts="?" @click=${() => this.#ask("help")}>
          ${helpIcon}
        </button>
        <button class="quiet" aria-label="Settings" @click=${() => this.#ask("settings")}>${settingsIcon}</button>
      </div>
    </header>`;
  }

  #renderCount() {
    if (!this.me) return nothing;
    return html`<span class="count">${this.me.votes.toLocaleString("en-GB")}</span>`;
  }

  /**
   * @param {Screen} screen
   * @param {string} path
   * @param {string} says
   * @param {unknown} [more]
   */
  #renderLink(screen, path, says, more = nothing) {
    return html`<a href=${path} aria-current=${screen === this.screen ? "page" : nothing}>${says} ${more}</a>`;
  }

  /** @param {"help" | "settings"} what */
  #ask(what) {
    this.dispatchEvent(new Event(`taggy-${what}`));
  }
}

customElements.define("taggy-header", TaggyHeader);
