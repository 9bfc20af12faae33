// Text to bytes and back, where there is no TextEncoder. Strict in both directions: what another
// program would read differently is refused, never replaced.
import { Refusal } from "./refusal.js";

/** Whether a value is a Uint8Array, of this or of another part of the application. */
export function isBytes(value) {
  return Object.prototype.toString.call(value) === "[object Uint8Array]";
}

/**
 * @param {string} text
 * @returns {Uint8Array}
 */
export function encodeUtf8(text) {
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    let code = text.charCodeAt(at);
    if (code < 0x80) {
      bytes[length++] = code;
      continue;
    }
    if (code >= 0xd800 && code < 0xe000) {
      code = text.codePointAt(at++);
      if (code < 0x10000) throw new Refusal("not_utf8");
    }
    length = append(bytes, length, code);
  }
  return bytes.slice(0, length);
}

/** Writes a code point from 0x80 on; returns the new length. */
function append(bytes, length, code) {
  const tail = (shift) => 0x80 | ((code >> shift) & 0x3f);
  if (code < 0x800) {
    bytes[length++] = 0xc0 | (code >> 6);
  } else {
    if (code < 0x10000) {
      bytes[length++] = 0xe0 | (code >> 12);
    } else {
      bytes[length++] = 0xf0 | (code >> 18);
      bytes[length++] = tail(12);
    }
    bytes[length++] = tail(6);
  }
  bytes[length++] = tail(0);
  return length;
}

/**
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function decodeUtf8(bytes) {
  const pieces = [];
  let at = 0;
  while (at < bytes.length) {
    const first = bytes[at++];
    const more =
      first < 0x80 ? 0 : first < 0xc2 ? -1 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf5 ? 3 : -1;
    if (more < 0) throw new Refusal("not_utf8");
    let code = more === 0 ? first : first & (0x3f >> more);
    for (let n = 0; n < more; n++) {
      const next = bytes[at++];
      if ((next & 0xc0) !== 0x80) throw new Refusal("not_utf8");
      code = (code << 6) | (next & 0x3f);
    }
    const smallest = [0, 0x80, 0x800, 0x10000][more];
    const isSurrogate = code >= 0xd800 && code < 0xe000;
    if (code < smallest || code > 0x10ffff || isSurrogate) throw new Refusal("not_utf8");
    pieces.push(String.fromCodePoint(code));
  }
  return pieces.join("");
}
