// A ballot: encrypted choices, the proofs that they are allowed choices, and a signature.
//
// The order of random draws is part of what the vectors fix: r of every ciphertext of a question (the
// blank flag first), its individual proofs, its blank proof, its overall proof; then the next
// question; w of the signature last. Inside a proof: see proof.js.
import { readSecret, toJson } from "./canonical.js";
import { ciphertextCount, mustBeChecked } from "./election.js";
import { GENERATOR, modQ, times } from "./group.js";
import { challenge, fingerprint } from "./hash.js";
import { proveOneOf, respond } from "./proof.js";
import { SCALAR_BYTES, scalars } from "./random.js";
import { Refusal } from "./refusal.js";

/**
 * For each question a 0 or 1 for every answer, after a 0 or 1 for blank where that is allowed.
 * @typedef {number[][]} Choices
 *
 * A ballot that is encrypted and not signed. It ends in one of two ways, never in both: it is signed
 * and cast, or it is opened for checking and void.
 * @typedef {object} Draft
 * @property {string} text the unsigned ballot
 * @property {string} fingerprint of that text: note it down before you decide to check or to cast
 * @property {() => SignedBallot} sign
 * @property {() => Opening} open see check.js
 *
 * @typedef {{ text: string, tracker: string }} SignedBallot the text is what is sent; the tracker is
 *   what the voter keeps to find the ballot on the public list
 * @typedef {{ choices: Choices, randomness: string[][] }} Opening
 */

/**
 * Encrypts and proves; does not sign.
 * @param {import("./election.js").Election} election
 * @param {string} secret the voter's credential
 * @param {Choices} choices
 * @param {import("./random.js").RandomSource} [source]
 * @returns {Draft}
 */
export function encryptBallot(election, secret, choices, source) {
  mustBeChecked(election);
  const sk = readSecret(secret, "credential");
  const chosen = checkChoices(election, choices);
  const draw = scalars(source);
  const credential = GENERATOR.power(sk);
  const s0 = `${election.fingerprint}|${credential}`;
  const answers = election.questions.map((question, index) =>
    answer(question, chosen[index], { key: election.key, s0, draw }),
  );
  const unsigned = {
    election_uuid: election.uuid,
    election_hash: election.fingerprint,
    credential,
    answers: answers.map((each) => each.published),
  };
  const randomness = answers.map((each) => each.randomness);
  return draft(unsigned, { sk, draw, opening: { choices: chosen, randomness } });
}

/**
 * Encrypts and signs at once, for a voter who does not check.
 * @param {import("./election.js").Election} election
 * @param {string} secret
 * @param {Choices} choices
 * @param {import("./random.js").RandomSource} [source]
 * @returns {SignedBallot}
 */
export function castBallot(election, secret, choices, source) {
  return encryptBallot(election, secret, choices, source).sign();
}

/**
 * How many random bytes one signed ballot of this election takes, for `poolRandom`.
 * @param {import("./election.js").Election} election
 * @returns {number}
 */
export function randomBytesFor(election) {
  mustBeChecked(election);
  const draws = election.questions.map((question) => {
    const ciphertexts = ciphertextCount(question);
    const branches = question.max - question.min + 1 + (question.blank ? 1 : 0);
    const overall = 1 + 2 * (branches - 1);
    return ciphertexts * 4 + (question.blank ? 3 : 0) + overall;
  });
  return SCALAR_BYTES * draws.reduce((sum, each) => sum + each, 1);
}

/** The two ways out. The secrets are dropped at the first. */
function draft(unsigned, kept) {
  const text = toJson(unsigned);
  const hash = fingerprint(text);
  let end = null;
  const leave = (how) => {
    if (kept === null) throw new Refusal(end);
    const given = kept;
    kept = null;
    end = how;
    return given;
  };
  return Object.freeze({
    text,
    fingerprint: hash,
    sign() {
      const { sk, draw } = leave("already_signed");
      const w = draw();
      const proof = respond(w, sk, challenge(`sig|${hash}|`, [GENERATOR.power(w)]));
      const signed = toJson({ ...unsigned, signature: { hash, proof } });
      return Object.freeze({ text: signed, tracker: fingerprint(signed) });
    },
    open() {
      const { choices, randomness } = leave("already_opened").opening;
      return { choices, randomness: randomness.map((question) => question.map(String)) };
    },
  });
}

/**
 * Refuses choices that the questions do not allow; returns a copy of the others.
 * @param {import("./election.js").Election} election
 * @param {Choices} choices
 * @returns {Choices}
 */
export function checkChoices(election, choices) {
  const need = election.questions.length;
  if (!Array.isArray(choices) || choices.length !== need) {
    throw new Refusal("wrong_question_count", { need, have: choices?.length ?? 0 });
  }
  return election.questions.map((question, index) => checkAnswer(question, choices[index], index + 1));
}

function checkAnswer(question, chosen, number) {
  const need = ciphertextCount(question);
  if (!Array.isArray(chosen) || chosen.length !== need) {
    throw new Refusal("wrong_choice_count", { question: number, need, have: chosen?.length ?? 0 });
  }
  const copy = Array.from(chosen);
  const wrong = copy.findIndex((choice) => choice !== 0 && choice !== 1);
  if (wrong >= 0) throw new Refusal("not_0_or_1", { question: number, choice: wrong + 1 });
  const have = sum(question.blank ? copy.slice(1) : copy);
  if (question.blank && copy[0] === 1) {
    if (have > 0) throw new Refusal("blank_and_more", { question: number });
    return copy;
  }
  if (have < question.min) throw new Refusal("too_few", { question: number, min: question.min, have });
  if (have > question.max) throw new Refusal("too_many", { question: number, max: question.max, have });
  return copy;
}

function sum(numbers) {
  return numbers.reduce((total, each) => total + each, 0);
}

/** Encrypts a number with the randomness r: (g^r, y^r g^message). */
export function encrypt(key, message, r) {
  const blinded = key.power(r);
  return {
    alpha: GENERATOR.power(r),
    beta: message === 0 ? blinded : times(blinded, GENERATOR.power(BigInt(message))),
  };
}

/** One question's part of the ballot, and the randomness that only its maker knows. */
function answer(question, chosen, booth) {
  const randomness = chosen.map(() => booth.draw());
  const sealed = chosen.map((message, index) => ({
    ...encrypt(booth.key, message, randomness[index]),
    r: randomness[index],
    message,
  }));
  const published = {
    choices: sealed.map(({ alpha, beta }) => ({ alpha, beta })),
    individual_proofs: sealed.map((each) => proveBit(each, booth)),
  };
  const s = `${booth.s0}|${sealed.map(written).join(",")}`;
  Object.assign(
    published,
    question.blank ? proveWithBlank(question, sealed, s, booth) : proveSum(question, sealed, s, booth),
  );
  return { published, randomness };
}

function written({ alpha, beta }) {
  return `${alpha},${beta}`;
}

/** That a ciphertext holds 0 or 1. */
function proveBit(sealed, { key, s0, draw }) {
  const branches = [0, 1].map((claim) => ({ sealed, claim }));
  return proveOneOf(`prove|${s0}|${written(sealed)}|`, key, branches, sealed.message, draw);
}

/** The sum of all, encrypted. */
function total(sealed) {
  return sealed.reduce((left, right) => ({
    alpha: times(left.alpha, right.alpha),
    beta: times(left.beta, right.beta),
    r: modQ(left.r + right.r),
    message: left.message + right.message,
  }));
}

/** A branch for every allowed sum, in ascending order. */
function sums({ min, max }, sealed) {
  return Array.from({ length: max - min + 1 }, (_, index) => ({ sealed, claim: min + index }));
}

/** That the number of choices is allowed. */
function proveSum(question, sealed, s, { key, draw }) {
  const all = total(sealed);
  const real = all.message - question.min;
  const overall = proveOneOf(`prove|${s}|${written(all)}|`, key, sums(question, all), real, draw);
  return { overall_proof: overall };
}

/** That a blank vote chooses nothing, and that the others' number of choices is allowed. */
function proveWithBlank(question, [flag, ...choices], s, { key, draw }) {
  const all = total(choices);
  const isBlank = flag.message === 1;
  const either = [
    { sealed: flag, claim: 0 },
    { sealed: all, claim: 0 },
  ];
  const blank = proveOneOf(`bproof0|${s}|`, key, either, isBlank ? 1 : 0, draw);
  const branches = [{ sealed: flag, claim: 1 }, ...sums(question, all)];
  const real = isBlank ? 0 : 1 + all.message - question.min;
  const overall = proveOneOf(`bproof1|${s}|`, key, branches, real, draw);
  return { overall_proof: overall, blank_proof: blank };
}
