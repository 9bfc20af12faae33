// JSON as the specification writes it: compact, members in their fixed order, numbers of the group as
// decimal strings. What is read must be in the form in which it would be written, so that no two
// programs can read one text differently (members twice, 1.0, spaces, leading zeros).
import { P, Q, isElement } from "./group.js";
import { Refusal } from "./refusal.js";
import { decodeUtf8, encodeUtf8, isBytes } from "./utf8.js";

/** Longer texts are not read: 100 questions with 200 answers of 40 letters are half of it. */
const MOST_CHARACTERS = 2000000;

/** For what has ciphertexts of every answer: 100 questions with 200 answers of 2,000 characters. */
export const MOST_ENCRYPTED = 40000000;

/** Compact JSON; a bigint becomes a decimal string. */
export function toJson(value) {
  return JSON.stringify(value, (_, each) => (typeof each === "bigint" ? each.toString() : each));
}

/**
 * Reads JSON in canonical form.
 * @param {string | Uint8Array} given
 * @param {string} object what it is, for refusals
 * @param {number} [most] characters
 * @returns {{ text: string, value: any }}
 */
export function readJson(given, object, most = MOST_CHARACTERS) {
  const isText = typeof given === "string";
  if (!isText && !isBytes(given)) throw new Refusal("not_json", { object });
  if (given.length > most) throw new Refusal("too_long", { object });
  const text = isText ? given : decodeUtf8(given);
  if (isText) encodeUtf8(text); // refuses half characters, which have no bytes
  let value;
  let again;
  try {
    value = JSON.parse(text);
    again = JSON.stringify(value);
  } catch {
    throw new Refusal("not_json", { object });
  }
  // belenios-tool writes the character 127 as an escape.
  const isCanonical = again === text || again.replace(/\x7f/g, "\\u007f") === text;
  if (!isCanonical) throw new Refusal("not_canonical", { object });
  return { text, value };
}

/**
 * Checks that a value is an object with exactly these members.
 * @param {any} value
 * @param {string} object what it is, for refusals
 * @param {Record<string, (member: any) => boolean>} required
 * @param {Record<string, (member: any) => boolean>} [optional]
 */
export function checkMembers(value, object, required, optional = {}) {
  if (!isObject(value)) throw new Refusal("not_an_object", { object });
  const has = (name) => Object.prototype.hasOwnProperty.call(value, name);
  const known = { ...optional, ...required };
  const isKnown = (name) => Object.prototype.hasOwnProperty.call(known, name);
  const wrong =
    Object.keys(required).find((name) => !has(name)) ??
    Object.keys(value).find((name) => !isKnown(name) || !known[name](value[name]));
  if (wrong !== undefined) throw new Refusal("bad_member", { object, member: wrong });
}

export const isString = (value) => typeof value === "string";
export const isBoolean = (value) => typeof value === "boolean";
export const isArray = (value) => Array.isArray(value);
export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
export const isCount = (value) => Number.isSafeInteger(value) && value >= 0;

const DIGITS = /^(0|[1-9][0-9]*)$/;
const DIGITS_OF_P = P.toString().length;

/** A number from 0 to below `bound` in canonical decimal notation. */
function readNumber(text, bound, object) {
  const isNumber = isString(text) && text.length <= DIGITS_OF_P && DIGITS.test(text);
  const number = isNumber ? BigInt(text) : bound;
  if (number >= bound) throw new Refusal("bad_number", { object });
  return number;
}

/** A number modulo the order. */
export const readScalar = (text, object) => readNumber(text, Q, object);

/** A secret key: a number modulo the order, not 0. */
export function readSecret(text, object) {
  const secret = readScalar(text, object);
  if (secret === 0n) throw new Refusal("bad_number", { object });
  return secret;
}

/** A number modulo p that may or may not be in the group: only to be compared with. */
export const readResidue = (text, object) => readNumber(text, P, object);

/** An element of the group, not 1. Checking it takes a power: some milliseconds. */
export function readElement(text, object) {
  const element = readResidue(text, object);
  if (!isElement(element)) throw new Refusal("not_in_group", { object });
  return element;
}
