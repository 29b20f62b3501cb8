/** The keys, in one table: by their place on the keyboard, so that every layout presses the same ones. Each can be changed. */

/** @import {PassReason} from "./types.js" */

/**
 * @typedef {"duplicate" | "alternate" | "unrelated" | "later"} Judgement
 * @typedef {"beside" | "flicker" | "difference" | "swap" | "mirror" | "prefer-first" | "prefer-second"} Comparing
 * @typedef {"yes" | "no" | "pass" | "panic" | PassReason} Voting
 * @typedef {"about" | "edit"} Reading
 * @typedef {"accept" | "reject" | "turn"} Deciding
 * @typedef {"board-before" | "board-next" | "reason"} Choosing
 * @typedef {"exception" | "send" | "step-left" | "step-right" | "step-up" | "step-down"} Sorting
 * @typedef {"much-left" | "left" | "tie" | "right" | "much-right"} Preferring
 * @typedef {"undo" | "zoom" | "help"} Shared  what several screens have
 * @typedef {Voting | Judgement | Comparing | Reading | Deciding | Choosing | Sorting | Preferring | Shared} Act
 *
 * The screens with keys of their own: one key may mean another thing on each.
 *
 * @typedef {"vote" | "tag" | "duplicates" | "vocabulary" | "boards" | "grid" | "compare"} Keyboard
 *
 * @typedef {object} Key
 * @property {Act} act
 * @property {string} code  KeyboardEvent.code
 * @property {boolean} [shift]
 * @property {string} shows  the character at that place on a QWERTY keyboard
 */

/** The keys as they are before anybody changes one. @type {readonly Key[]} */
const USUAL = [
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
  { act: "zoom", code: "KeyZ", shows: "z" },
  { act: "panic", code: "Digit1", shift: true, shows: "!" },
  { act: "help", code: "Slash", shift: true, shows: "?" },
  { act: "duplicate", code: "KeyD", shows: "d" },
  { act: "alternate", code: "KeyA", shows: "a" },
  { act: "unrelated", code: "KeyN", shows: "n" },
  { act: "later", code: "KeyL", shows: "l" },
  { act: "later", code: "ArrowDown", shows: "↓" },
  { act: "prefer-first", code: "Digit1", shift: false, shows: "1" },
  { act: "prefer-second", code: "Digit2", shift: false, shows: "2" },
  { act: "beside", code: "KeyB", shows: "b" },
  { act: "flicker", code: "KeyF", shows: "f" },
  { act: "difference", code: "KeyX", shows: "x" },
  { act: "swap", code: "KeyS", shows: "s" },
  { act: "mirror", code: "KeyM", shows: "m" },
  { act: "about", code: "KeyI", shows: "i" },
  { act: "edit", code: "KeyE", shows: "e" },
  { act: "accept", code: "KeyY", shows: "y" },
  { act: "accept", code: "ArrowRight", shows: "→" },
  { act: "reject", code: "KeyN", shows: "n" },
  { act: "reject", code: "ArrowLeft", shows: "←" },
  { act: "turn", code: "KeyT", shows: "t" },
  { act: "board-before", code: "Comma", shows: "," },
  { act: "board-next", code: "Period", shows: "." },
  { act: "reason", code: "KeyR", shows: "r" },
  { act: "exception", code: "KeyX", shows: "x" },
  { act: "send", code: "KeyS", shows: "s" },
  { act: "step-left", code: "ArrowLeft", shows: "←" },
  { act: "step-right", code: "ArrowRight", shows: "→" },
  { act: "step-up", code: "ArrowUp", shows: "↑" },
  { act: "step-down", code: "ArrowDown", shows: "↓" },
  { act: "much-left", code: "Digit1", shift: false, shows: "1" },
  { act: "much-left", code: "ArrowLeft", shift: true, shows: "⇧←" },
  { act: "left", code: "Digit2", shift: false, shows: "2" },
  { act: "left", code: "ArrowLeft", shift: false, shows: "←" },
  { act: "tie", code: "Digit3", shift: false, shows: "3" },
  { act: "tie", code: "ArrowUp", shows: "↑" },
  { act: "right", code: "Digit4", shift: false, shows: "4" },
  { act: "right", code: "ArrowRight", shift: false, shows: "→" },
  { act: "much-right", code: "Digit5", shift: false, shows: "5" },
  { act: "much-right", code: "ArrowRight", shift: true, shows: "⇧→" },
]; // what this browser keeps names a place of the table: new keys come last

/** @type {Readonly<Record<Act, string>>} */
export const SAYS = {
  yes: "Yes, the tag matches the picture",
  no: "No, it does not",
  pass: "Pass",
  "cannot-tell": "After a pass: I can’t tell",
  "unknown-tag": "After a pass: I don’t know the tag",
  "bad-picture": "After a pass: it is a bad picture",
  duplicate: "They are the same picture: merge them",
  alternate: "They are variants of one picture: keep both",
  unrelated: "They are different pictures",
  accept: "Yes, so it is: accept the link",
  reject: "No: reject the link",
  turn: "Ask it the other way round",
  "board-before": "The board before this one",
  "board-next": "The next board",
  reason: "Write why you rule so; Enter goes back to the row",
  exception: "The picture that you walked to is an exception, or none",
  send: "Send the grid",
  "step-left": "To the picture on the left",
  "step-right": "To the picture on the right",
  "step-up": "To the picture above",
  "step-down": "To the picture below",
  "much-left": "Picture 1 is much better",
  left: "Picture 1 is better",
  tie: "They are equally good",
  right: "Picture 2 is better",
  "much-right": "Picture 2 is much better",
  later: "Leave them for later",
  "prefer-first": "Show picture 1 if they are merged",
  "prefer-second": "Show picture 2 if they are merged",
  beside: "Both side by side",
  flicker: "One over the other, in turn",
  difference: "What differs",
  swap: "Swap them",
  mirror: "Mirror picture 2, and back",
  undo: "Take the last answer back, up to twenty",
  zoom: "Look closer, and back",
  about: "Read about the tag",
  panic: "Hide the picture (in a grid, the one that you walked to) and report it as NSFW",
  edit: "For staff, on the page of a tag: change what it says",
  help: "Show this list",
};

/** @type {Readonly<Record<Keyboard, readonly Act[]>>} */
const OWN = {
  vote: ["yes", "no", "pass", "cannot-tell", "unknown-tag", "bad-picture", "panic", "zoom", "about"],
  tag: ["edit"],
  duplicates: [
    "duplicate", "alternate", "unrelated", "later", "prefer-first", "prefer-second",
    "beside", "flicker", "difference", "swap", "mirror", "zoom",
  ],
  vocabulary: ["accept", "reject", "turn", "later"],
  boards: ["yes", "no", "reason", "later", "board-before", "board-next"],
  grid: ["exception", "send", "panic", "step-left", "step-right", "step-up", "step-down"],
  compare: ["much-left", "left", "tie", "right", "much-right", "pass", "zoom"],
};

/** What the keys of a screen do. @param {Keyboard} keyboard @returns {Act[]} */
export const listActs = (keyboard) =>
  /** @type {Act[]} */ (Object.keys(SAYS)).filter((act) => OWN[keyboard].includes(act) || isShared(act));

/** @param {Act} act @returns {boolean} */
const isShared = (act) => !Object.values(OWN).some((acts) => acts.includes(act));

/** Whether two acts are ever listened for at once. @param {Act} one @param {Act} other @returns {boolean} */
const doMeet = (one, other) =>
  isShared(one) || isShared(other) || Object.values(OWN).some((acts) => acts.includes(one) && acts.includes(other));

const SWITCH = "taggy.keys";
const CHOSEN = "taggy.keymap";
const TAKEN = ["Escape", "Tab", "Enter", " "]; // they leave, walk and press: no page may have them
const SILENT = ["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "Dead", "Process", "Unidentified"];
/** @type {Readonly<Record<string, string>>} */
const ARROWS = { ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→" };

/** Fires `change` whenever a key was changed. */
export const keymap = new EventTarget();

/** Single keys can be switched off, for those whom a stray key would hurt. @returns {boolean} */
export const areKeysOn = () => localStorage.getItem(SWITCH) !== "off";

/** @param {boolean} on */
export const setKeysOn = (on) => localStorage.setItem(SWITCH, on ? "on" : "off");

/** What this browser keeps: by place in the table, the key that stands there now. @returns {Record<number, Key>} */
function readChosen() {
  try {
    return JSON.parse(localStorage.getItem(CHOSEN) ?? "{}");
  } catch {
    return {};
  }
}

/** The keys as they are now, always in the same places. @returns {Key[]} */
export function listKeys() {
  const chosen = readChosen();
  return USUAL.map((usual, place) => (chosen[place]?.act === usual.act ? chosen[place] : usual));
}

/** @param {Record<number, Key>} chosen */
function keep(chosen) {
  localStorage.setItem(CHOSEN, JSON.stringify(chosen));
  keymap.dispatchEvent(new Event("change"));
}

/**
 * Put the key that was pressed in a place of the table.
 *
 * @param {number} place
 * @param {KeyboardEvent} event
 * @returns {{key?: Key, says: string}}  what is wrong, where there is no key
 */
export function setKey(place, event) {
  const usual = USUAL[place];
  if (!usual || SILENT.includes(event.key)) return { says: "" };
  if (TAKEN.includes(event.key)) return { says: "Escape, Tab, Enter and the space bar keep their meaning. Press another key." };
  if (event.ctrlKey || event.altKey || event.metaKey) return { says: "Press one key, without Ctrl, Alt or Meta." };
  const shows = ARROWS[event.key] ?? (event.key.length === 1 ? event.key.toLowerCase() : event.key);
  const letter = event.code.startsWith("Key");
  const key = { act: usual.act, code: event.code, shows, ...(letter ? {} : { shift: event.shiftKey }) };
  const other = listKeys().find((known, index) => index !== place && doMeet(known.act, key.act) && areSame(known, key));
  if (other) return { says: `“${shows}” is taken: ${SAYS[other.act]}. Press another key.` };
  keep({ ...readChosen(), [place]: key });
  return { key, says: `“${shows}” is now: ${SAYS[usual.act]}.` };
}

/** Back to the keys as they were. */
export const resetKeys = () => keep({});

/** @param {Key} one @param {Key} other @returns {boolean} */
function areSame(one, other) {
  const shifts = one.shift === undefined || other.shift === undefined || one.shift === other.shift;
  return one.shows === other.shows || (one.code === other.code && shifts);
}

/** The first key of an act, as the hint on its button. @param {Act} act @returns {string} */
export const hint = (act) => listKeys().find((key) => key.act === act)?.shows ?? "";

/**
 * What a key press asks for: by the place of the key, else by the letter on it. `!` and `?` count by their character
 * first, since they lie elsewhere on other layouts. A held key, a browser's shortcut and a text field ask for nothing.
 *
 * @param {KeyboardEvent} event
 * @param {Keyboard} keyboard
 * @returns {Act | null}
 */
export function readKey(event, keyboard) {
  if (event.repeat || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return null;
  if (!areKeysOn() || isTextField(event.composedPath()[0])) return null;
  const acts = listActs(keyboard);
  const keys = listKeys().filter((key) => acts.includes(key.act));
  const sign = keys.find((key) => key.shift && key.shows === event.key);
  const placed = keys.find(
    (key) => key.code === event.code && (key.shift === undefined || key.shift === event.shiftKey),
  );
  const written = keys.find((key) => key.shows === event.key.toLowerCase());
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
