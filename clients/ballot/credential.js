// A voter's credential: a secret that never leaves the voter's device, and its public part, which the
// registering office puts on the list of voters.
import { readSecret } from "./canonical.js";
import { GENERATOR } from "./group.js";
import { scalars } from "./random.js";

/**
 * Makes a new credential. Keep the secret on this device; register the public part.
 * @param {import("./random.js").RandomSource} [source]
 * @returns {{ secret: string, credential: string }} both in decimal notation
 */
export function makeCredential(source) {
  const secret = scalars(source)().toString();
  return { secret, credential: publicCredential(secret) };
}

/**
 * The public part that belongs to a secret, to be looked for on the list of voters.
 * @param {string} secret
 * @returns {string}
 */
export function publicCredential(secret) {
  return GENERATOR.power(readSecret(secret, "credential")).toString();
}
