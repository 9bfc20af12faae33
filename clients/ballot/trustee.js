// Trustees: each holds a part of the key, and all of them are needed to decrypt (n of n).
import {
  checkMembers,
  isArray,
  isObject,
  isString,
  readElement,
  readJson,
  readScalar,
  readSecret,
  toJson,
} from "./canonical.js";
import { mustBeChecked } from "./election.js";
import { G, GENERATOR, GROUP_NAME, times } from "./group.js";
import { challenge } from "./hash.js";
import { commitment, respond } from "./proof.js";
import { scalars } from "./random.js";
import { Refusal } from "./refusal.js";

const MOST_TRUSTEES = 100;

/**
 * @typedef {object} TrusteeKey
 * @property {string} secret in decimal notation; whoever has it can decrypt this trustee's part
 * @property {string} privateText the file that `belenios-tool` calls ID.privkey: keep it, with a copy
 * @property {string} publicText the file ID.pubkey, for the administrator: the key and its proof
 * @property {string} publicKey the key alone, in decimal notation, for the notice board
 */

/**
 * Makes a trustee's key. Draws x, then w of the proof.
 * @param {import("./random.js").RandomSource} [source]
 * @returns {TrusteeKey}
 */
export function makeTrusteeKey(source) {
  const draw = scalars(source);
  const secret = draw();
  const w = draw();
  const key = GENERATOR.power(secret);
  const pok = respond(w, secret, challenge(pokPrefix(key), [GENERATOR.power(w)]));
  return {
    secret: secret.toString(),
    privateText: toJson(secret),
    publicText: toJson({ pok, public_key: key }),
    publicKey: key.toString(),
  };
}

/**
 * The public key that belongs to a trustee's secret.
 * @param {string} secret
 * @returns {string}
 */
export function trusteePublicKey(secret) {
  return GENERATOR.power(readSecret(secret, "trustee's key")).toString();
}

/**
 * Checks the published list of trustees, and that the election's key is theirs together.
 * @param {import("./election.js").Election} election
 * @param {string | Uint8Array} given the member `trustees` of the archive
 * @returns {string[]} the trustees' public keys, to be compared with those that were announced
 */
export function checkTrustees(election, given) {
  mustBeChecked(election);
  const { value } = readJson(given, "trustees");
  const count = isArray(value) ? value.length : 0;
  if (count < 1 || count > MOST_TRUSTEES) throw new Refusal("trustee_count", { most: MOST_TRUSTEES });
  const keys = value.map((entry, index) => readTrustee(entry, index + 1));
  const repeated = keys.findIndex((key, index) => keys.indexOf(key) < index);
  if (repeated >= 0) throw new Refusal("trustee_repeated", { trustee: repeated + 1 });
  if (keys.reduce(times) !== election.publicKey) throw new Refusal("other_key");
  return keys.map(String);
}

function readTrustee(entry, trustee) {
  const isSingle = isArray(entry) && entry.length === 2 && entry[0] === "Single";
  if (!isSingle) throw new Refusal("trustee_kind", { trustee });
  checkMembers(entry[1], "trustees", { pok: isObject, public_key: isString });
  const proof = readProof(entry[1].pok, "trustees");
  const key = readElement(entry[1].public_key, "trustees");
  const asked = challenge(pokPrefix(key), [commitment(G, key, proof)]);
  if (asked !== proof.challenge) throw new Refusal("trustee_not_proved", { trustee });
  return key;
}

function pokPrefix(key) {
  return `pok|${GROUP_NAME}|${key}|`;
}

/** Reads `{"challenge","response"}`. */
export function readProof(value, object) {
  checkMembers(value, object, { challenge: isString, response: isString });
  return { challenge: readScalar(value.challenge, object), response: readScalar(value.response, object) };
}
