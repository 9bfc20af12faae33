// Where randomness comes from. A source is a function that fills a Uint8Array with unpredictable
// bytes at once. It fails rather than give bytes that somebody could guess: nothing here ever falls
// back to an ordinary random number.
import { Q } from "./group.js";
import { toNumber } from "./hash.js";
import { Refusal } from "./refusal.js";
import { isBytes } from "./utf8.js";

/** @typedef {(bytes: Uint8Array) => void} RandomSource */

/** Bytes that one random number of a proof or a key takes from the source. */
export const SCALAR_BYTES = 64;

/**
 * The platform's own source: Web Cryptography, in every browser and in Node from version 19 on.
 * @returns {RandomSource}
 */
export function findRandom() {
  const found = typeof crypto === "undefined" ? null : crypto;
  if (typeof found?.getRandomValues !== "function") throw new Refusal("random_missing");
  return (bytes) => {
    found.getRandomValues(bytes);
  };
}

/**
 * A source of bytes that were fetched beforehand, for platforms that give them asynchronously (a
 * mini-program). Each byte is given once and wiped; when they are used up, it fails.
 * @param {Uint8Array} pool unpredictable bytes, used for nothing else; it is wiped as it is used
 * @returns {RandomSource}
 */
export function poolRandom(pool) {
  if (!isBytes(pool)) throw new Refusal("random_broken");
  let used = 0;
  return (bytes) => {
    if (pool.length - used < bytes.length) throw new Refusal("random_used_up");
    const end = used + bytes.length;
    bytes.set(pool.subarray(used, end));
    pool.fill(0, used, end);
    used = end;
  };
}

/**
 * Random numbers modulo the order, 64 bytes each (bias below 2^-255). A source that is evidently
 * broken is refused: one that gives a promise, equal bytes, or the same bytes again.
 * @param {RandomSource} [source] the platform's own, unless given
 * @returns {() => bigint}
 */
export function scalars(source = findRandom()) {
  if (typeof source !== "function") throw new Refusal("random_missing");
  let before = -1n;
  return () => {
    const bytes = new Uint8Array(SCALAR_BYTES);
    const given = source(bytes);
    if (typeof given?.then === "function") throw new Refusal("random_async");
    const number = toNumber(bytes);
    const isStuck = bytes.every((byte) => byte === bytes[0]) || number === before;
    bytes.fill(0);
    if (isStuck) throw new Refusal("random_broken");
    before = number;
    return number % Q;
  };
}
