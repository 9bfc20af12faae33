// Predictable bytes from a seed, as in the vectors. NEVER for a real election: whoever knows the seed
// reads every ballot.
import { sha256 } from "../sha256.js";
import { encodeUtf8 } from "../utf8.js";

/** SHA256(seed, 0x00, counter as 8 bytes big-endian) for 0, 1, 2, .., byte by byte across calls. */
export function fixedSource(seed) {
  const head = encodeUtf8(seed);
  let counter = 0;
  let block = [];
  return (bytes) => {
    for (let at = 0; at < bytes.length; at++) {
      if (block.length === 0) {
        const input = new Uint8Array(head.length + 9);
        input.set(head);
        new DataView(input.buffer).setUint32(head.length + 5, counter++);
        block = [...sha256(input)];
      }
      bytes[at] = block.shift();
    }
  };
}
