import assert from "node:assert/strict";
import { test } from "node:test";
import {
  checkDecryption,
  checkTrustees,
  makeTrusteeKey,
  partialDecryption,
  readElection,
  trusteePublicKey,
} from "../index.js";
import { G, P, Q } from "../group.js";
import { random, refused, vectors } from "./samples.js";

const election = readElection(vectors.election);
const [{ private_key: secret, partial_decryption: decryption }] = vectors.decryptions;
const publicKey = trusteePublicKey(secret);

/** A vector's text with one thing changed. */
function edited(text, edit) {
  const value = JSON.parse(text);
  edit(value);
  return JSON.stringify(value);
}

const trustees = (edit) => () => checkTrustees(election, edited(vectors.trustees, edit));

test("trustees who did not prove their key, or whose keys are not the election's, are refused", () => {
  refused(
    "trustee_not_proved",
    trustees((list) => (list[1][1].pok.response = "1")),
  );
  refused(
    "trustee_not_proved",
    trustees((list) => (list[0][1].pok = list[1][1].pok)),
  );
  refused(
    "trustee_not_proved",
    trustees((list) => (list[0][1].public_key = String(G))),
  );
  const stranger = JSON.parse(makeTrusteeKey(random).publicText);
  refused(
    "other_key",
    trustees((list) => (list[1][1] = stranger)),
  );
  refused(
    "other_key",
    trustees((list) => list.push(["Single", stranger])),
  );
  refused(
    "other_key",
    trustees((list) => list.pop()),
  );
  refused(
    "trustee_repeated",
    trustees((list) => (list[1] = list[0])),
  );
});

test("malformed lists of trustees are refused", () => {
  for (const key of ["0", "1", String(P - 1n), "2"]) {
    refused(
      "not_in_group",
      trustees((list) => (list[0][1].public_key = key)),
    );
  }
  refused(
    "bad_number",
    trustees((list) => (list[0][1].pok.challenge = String(Q))),
  );
  refused(
    "bad_member",
    trustees((list) => (list[0][1].name = "甲")),
  );
  refused(
    "bad_member",
    trustees((list) => delete list[0][1].pok),
  );
  refused(
    "trustee_kind",
    trustees((list) => (list[0][0] = "Pedersen")),
  );
  refused(
    "trustee_kind",
    trustees((list) => (list[0] = null)),
  );
  refused("trustee_count", () => checkTrustees(election, "[]"));
  refused("trustee_count", () => checkTrustees(election, "{}"));
  refused("trustee_count", () => checkTrustees(election, JSON.stringify(Array(101).fill(0))));
  refused("not_canonical", () => checkTrustees(election, `${vectors.trustees}\n`));
});

const decrypts = (edit) => () =>
  partialDecryption(election, secret, edited(vectors.encrypted_tally, edit), random);

test("a number outside the group is never raised to a trustee's key", () => {
  for (const alpha of ["0", "1", "2", String(P - 1n), String(P - G)]) {
    refused(
      "not_in_group",
      decrypts((tally) => (tally[0][0].alpha = alpha)),
    );
  }
  refused(
    "bad_number",
    decrypts((tally) => (tally[0][0].alpha = String(P))),
  );
  refused(
    "bad_number",
    decrypts((tally) => (tally[0][0].beta = "x")),
  );
});

test("a tally of another shape is refused", () => {
  refused(
    "wrong_shape",
    decrypts((tally) => tally.pop()),
  );
  refused(
    "wrong_shape",
    decrypts((tally) => tally[0].push(tally[0][0])),
  );
  refused(
    "wrong_shape",
    decrypts((tally) => (tally[0] = null)),
  );
  refused(
    "not_an_object",
    decrypts((tally) => (tally[0][0] = null)),
  );
  refused("wrong_shape", () => partialDecryption(election, secret, "7", random));
});

test("what is no secret key is refused", () => {
  for (const wrong of ["0", "", "x", String(Q), `"${secret}"`, null]) {
    refused("bad_number", () => partialDecryption(election, wrong, vectors.encrypted_tally, random));
  }
});

test("a false decryption is found", () => {
  const check = (edit) => () =>
    checkDecryption(election, publicKey, vectors.encrypted_tally, edited(decryption, edit));
  check(() => {})();
  refused(
    "not_proved",
    check(({ decryption_factors: factors }) => (factors[1][2] = String(G))),
  );
  refused(
    "not_proved",
    check(({ decryption_factors: factors }) => factors[0].reverse()),
  );
  refused(
    "not_proved",
    check(({ decryption_proofs: proofs }) => (proofs[0][0].response = "1")),
  );
  refused(
    "not_in_group",
    check(({ decryption_factors: factors }) => (factors[0][0] = "1")),
  );
  refused(
    "wrong_shape",
    check(({ decryption_factors: factors }) => factors.pop()),
  );
  refused(
    "wrong_shape",
    check(({ decryption_proofs: proofs }) => proofs[0].pop()),
  );
  refused(
    "bad_member",
    check((value) => (value.extra = 1)),
  );
  const another = trusteePublicKey(vectors.decryptions[1].private_key);
  refused("not_proved", () => checkDecryption(election, another, vectors.encrypted_tally, decryption));
});

test("a new key is accepted in a list of its own, and decryptions by it too", () => {
  const key = makeTrusteeKey(random);
  const own = readElection(edited(vectors.election, (each) => (each.public_key = key.publicKey)));
  const list = `[["Single",${key.publicText}]]`;
  assert.deepEqual(checkTrustees(own, list), [key.publicKey]);
  const text = partialDecryption(own, key.secret, vectors.encrypted_tally, random);
  checkDecryption(own, key.publicKey, vectors.encrypted_tally, text);
});
