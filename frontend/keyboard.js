/** The keys, in one table: by their place on the keyboard, so that every layout presses the same ones. */

/** @import {PassReason} from "./types.js" */

/**
 * @typedef {"yes" | "no" | "pass" | "panic" | "undo" | "help" | PassReason} Act
 *
 * @typedef {object} Key
 * @property {Act} act
 * @property {string} code  KeyboardEvent.code
 * @property {boolean} [shift]
 * @property {string} shows  the character at that place on a QWERTY keyboard
 *
 * @typedef {object} Row
 * @property {Act} act
 * @property {string} says
 * @property {Key[]} keys
 */

/** @type {readonly Key[]} */
export const KEYS = [
  { act: "yes", code: "KeyY", shows: "y" },
  { act: "yes", code: "ArrowRight", shows: "→" },
  { act: "no", code: "KeyN", shows: "n" },
  { act: "no", code: "ArrowLeft", shows: "←" },
  { act: "pass", code: "KeyP", shows: "p" },
  { act: "pass", code: "ArrowDown", shows: "↓" },
  { act: "cannot-tell", code: "Digit1", shift: false, shows: "1" },
  { act: "unknown-tag", code: "Digit2", shift: false, shows: "2" },
  { act: "bad-picture", code: "Digit3", shift: false, shows: "3" },
  { act: "undo", code: "KeyU", shows: "u" },
  { act: "panic", code: "Digit1", shift: true, shows: "!" },
  { act: "help", code: "Slash", shift: true, shows: "?" },
];

/** @type {Readonly<Record<Act, string>>} */
export const SAYS = {
  yes: "Yes, the tag matches the picture",
  no: "No, it does not",
  pass: "Pass",
  "cannot-tell": "After a pass: I can’t tell",
  "unknown-tag": "After a pass: I don’t know the tag",
  "bad-picture": "After a pass: it is a bad picture",
  undo: "Take the last answer back, up to twenty",
  panic: "Hide the picture and report it as NSFW",
  help: "Show this list",
};

const SWITCH = "taggy.keys";

/** Single keys can be switched off, for those whom a stray key would hurt. @returns {boolean} */
export const areKeysOn = () => localStorage.getItem(SWITCH) !== "off";

/** @param {boolean} on */
export const setKeysOn = (on) => localStorage.setItem(SWITCH, on ? "on" : "off");

/** The first key of an act, as the hint on its button. @param {Act} act @returns {string} */
export const hint = (act) => KEYS.find((key) => key.act === act)?.shows ?? "";

/**
 * What a key press asks for: by the place of the key, else by the letter on it. `!` and `?` count by their character
 * first, since they lie elsewhere on other layouts. A held key, a browser's shortcut and a text field ask for nothing.
 *
 * @param {KeyboardEvent} event
 * @returns {Act | null}
 */
export function readKey(event) {
  if (event.repeat || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return null;
  if (!areKeysOn() || isTextField(event.composedPath()[0])) return null;
  const sign = KEYS.find((key) => key.shift && key.shows === event.key);
  const placed = KEYS.find(
    (key) => key.code === event.code && (key.shift === undefined || key.shift === event.shiftKey),
  );
  const written = KEYS.find((key) => key.shows === event.key.toLowerCase());
  return (sign ?? placed ?? written)?.act ?? null;
}

/** @param {EventTarget | undefined} target @returns {boolean} */
function isTextField(target) {
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button"].includes(target.type);
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}
