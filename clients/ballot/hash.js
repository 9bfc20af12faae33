// The hashes of the specification: SHA-256, in base64 without padding where people see it, and as a
// number modulo the order where a proof needs a challenge.
import { Q } from "./group.js";
import { sha256 } from "./sha256.js";
import { encodeUtf8 } from "./utf8.js";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/**
 * An election's fingerprint, a ballot's tracker, the hash that a signature signs.
 * @param {string} text
 * @returns {string} base64 without padding of the text's SHA-256: 43 characters
 */
export function fingerprint(text) {
  const digest = sha256(encodeUtf8(text));
  let out = "";
  for (let at = 0; at < digest.length; at += 3) {
    const group = (digest[at] << 16) | ((digest[at + 1] ?? 0) << 8) | (digest[at + 2] ?? 0);
    for (let shift = 18; shift >= 0; shift -= 6) out += ALPHABET[(group >> shift) & 63];
  }
  return out.slice(0, 43);
}

/**
 * @param {string} prefix ends with its own vertical bar
 * @param {bigint[]} elements
 * @returns {bigint} SHA256(prefix, elements joined by commas), big-endian, modulo the order
 */
export function challenge(prefix, elements) {
  return toNumber(sha256(encodeUtf8(prefix + elements.join(",")))) % Q;
}

/**
 * @param {Uint8Array} bytes big-endian
 * @returns {bigint}
 */
export function toNumber(bytes) {
  let hex = "0x";
  for (const byte of bytes) hex += byte.toString(16).padStart(2, "0");
  return BigInt(hex);
}
