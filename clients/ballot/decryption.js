// A trustee's part of the decryption, with the proof that it was made with the announced key.
//
// What is decrypted must be the sum of all ballots that count: a trustee first verifies the archive
// (`mingbai election verify`, `belenios-tool election verify`) and takes the tally from there. A
// trustee who decrypts whatever is sent decrypts single ballots.
import {
  MOST_ENCRYPTED,
  checkMembers,
  isArray,
  isString,
  readElement,
  readJson,
  readResidue,
  readSecret,
  toJson,
} from "./canonical.js";
import { ciphertextCount, mustBeChecked } from "./election.js";
import { G, GENERATOR, power } from "./group.js";
import { challenge } from "./hash.js";
import { commitment, respond } from "./proof.js";
import { scalars } from "./random.js";
import { Refusal } from "./refusal.js";
import { readProof } from "./trustee.js";

/**
 * Decrypts a tally in part. Draws w for each question and choice in order.
 * @param {import("./election.js").Election} election
 * @param {string} secret the trustee's key, in decimal notation
 * @param {string | Uint8Array} tally the member `encrypted_tally` of the archive
 * @param {import("./random.js").RandomSource} [source]
 * @returns {string} the text of the partial decryption
 */
export function partialDecryption(election, secret, tally, source) {
  const x = readSecret(secret, "trustee's key");
  const alphas = readTally(election, tally);
  const draw = scalars(source);
  const prefix = prefixOf(election, GENERATOR.power(x));
  const all = alphas.map((question) =>
    question.map((alpha) => {
      const w = draw();
      const asked = challenge(prefix, [GENERATOR.power(w), power(alpha, w)]);
      return { factor: power(alpha, x), proof: respond(w, x, asked) };
    }),
  );
  return toJson({
    decryption_factors: all.map((question) => question.map((each) => each.factor)),
    decryption_proofs: all.map((question) => question.map((each) => each.proof)),
  });
}

/**
 * Checks a partial decryption: a proved factor for every ciphertext of the tally.
 * @param {import("./election.js").Election} election
 * @param {string} publicKey the trustee's
 * @param {string | Uint8Array} tally
 * @param {string | Uint8Array} decryption
 */
export function checkDecryption(election, publicKey, tally, decryption) {
  const alphas = readTally(election, tally);
  const key = readElement(publicKey, "trustee's key");
  const prefix = prefixOf(election, key);
  const { value } = readJson(decryption, "decryption", MOST_ENCRYPTED);
  checkMembers(value, "decryption", { decryption_factors: isArray, decryption_proofs: isArray });
  const { decryption_factors: factors, decryption_proofs: proofs } = value;
  const hasShape = (list) =>
    list.length === alphas.length && list.every((each, at) => each?.length === alphas[at].length);
  if (!hasShape(factors) || !hasShape(proofs)) throw new Refusal("wrong_shape", { object: "decryption" });
  alphas.forEach((question, at) => {
    question.forEach((alpha, choice) => {
      const factor = readElement(factors[at][choice], "decryption");
      const proof = readProof(proofs[at][choice], "decryption");
      const asked = challenge(prefix, [commitment(G, key, proof), commitment(alpha, factor, proof)]);
      if (asked !== proof.challenge)
        throw new Refusal("not_proved", { question: at + 1, choice: choice + 1 });
    });
  });
}

function prefixOf(election, key) {
  return `decrypt|${election.fingerprint}|${key}|`;
}

/**
 * The alphas of a tally of this election. Each must be in the group: the power of a number outside
 * would tell part of the trustee's key.
 */
function readTally(election, given) {
  mustBeChecked(election);
  const { value } = readJson(given, "tally", MOST_ENCRYPTED);
  const { questions } = election;
  const hasShape =
    isArray(value) &&
    value.length === questions.length &&
    value.every((each, at) => isArray(each) && each.length === ciphertextCount(questions[at]));
  if (!hasShape) throw new Refusal("wrong_shape", { object: "tally" });
  return value.map((question) =>
    question.map((ciphertext) => {
      checkMembers(ciphertext, "tally", { alpha: isString, beta: isString });
      readResidue(ciphertext.beta, "tally");
      return readElement(ciphertext.alpha, "tally");
    }),
  );
}
