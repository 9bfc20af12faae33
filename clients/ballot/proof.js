// Zero-knowledge proofs: that somebody knows a secret exponent, and that a ciphertext holds one of a
// few numbers.
import { GENERATOR, modQ, power, productOfPowers, times } from "./group.js";
import { challenge } from "./hash.js";

/**
 * @typedef {{ challenge: bigint, response: bigint }} Proof
 *
 * A ciphertext together with what only its maker knows.
 * @typedef {{ alpha: bigint, beta: bigint, r: bigint, message: number }} Sealed
 *
 * One possibility that a proof leaves open: that the ciphertext holds this number.
 * @typedef {{ sealed: Sealed, claim: number }} Branch
 */

/** `w - secret * challenge`. It tells nothing about the secret as long as w is used once only. */
export function respond(w, secret, asked) {
  return { challenge: asked, response: modQ(w - secret * asked) };
}

/** The commitment that the prover must have made when `raised` is `base^secret`. Public data only. */
export function commitment(base, raised, proof) {
  return times(power(base, proof.response), power(raised, proof.challenge));
}

/**
 * Proves that one of the branches is true: the one at `real`. Draws w, then challenge and response of
 * every other branch in order.
 *
 * A branch that is not true is simulated: g^response alpha^challenge and y^response (beta /
 * g^claim)^challenge. As alpha is g^r, and beta is y^r g^message, both are powers of g and y.
 * @param {string} prefix what is hashed before the commitments
 * @param {import("./group.js").FixedBase} key y
 * @param {Branch[]} branches
 * @param {number} real
 * @param {() => bigint} draw
 * @returns {Proof[]}
 */
export function proveOneOf(prefix, key, branches, real, draw) {
  const w = draw();
  let simulated = 0n;
  const commitments = [];
  const proofs = branches.map(({ sealed, claim }, index) => {
    if (index === real) {
      commitments.push(GENERATOR.power(w), key.power(w));
      return null;
    }
    const proof = { challenge: draw(), response: draw() };
    const exponent = modQ(proof.response + sealed.r * proof.challenge);
    const difference = modQ(BigInt(sealed.message - claim) * proof.challenge);
    commitments.push(
      GENERATOR.power(exponent),
      productOfPowers([
        [key, exponent],
        [GENERATOR, difference],
      ]),
    );
    simulated += proof.challenge;
    return proof;
  });
  const asked = modQ(challenge(prefix, commitments) - simulated);
  proofs[real] = respond(w, branches[real].sealed.r, asked);
  return proofs;
}
