// vectors/belenios/ballots.json, which Rust made: the same randomness gives the same bytes.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  castBallot,
  checkDecryption,
  checkTrustees,
  makeCredential,
  makeTrusteeKey,
  partialDecryption,
  publicCredential,
  readElection,
  trusteePublicKey,
} from "../index.js";
import { encodeUtf8 } from "../utf8.js";
import { fixedSource } from "./fixed.js";
import { vectors } from "./samples.js";

const election = readElection(vectors.election);

test("the election has its fingerprint, as a text and as bytes", () => {
  assert.equal(election.fingerprint, vectors.election_hash);
  assert.equal(readElection(encodeUtf8(vectors.election)).fingerprint, vectors.election_hash);
});

for (const { name, seed, secret, choices, ballot, tracker } of vectors.ballots) {
  test(`a ballot, byte for byte: ${name}`, () => {
    const signed = castBallot(election, secret, choices, fixedSource(seed));
    assert.equal(signed.text, ballot);
    assert.equal(signed.tracker, tracker);
    const listed = JSON.parse(vectors.credentials).map((line) => line.split(",")[0]);
    assert.ok(listed.includes(publicCredential(secret)));
  });
}

test("credentials", () => {
  for (const { seed, secret, credential } of vectors.credential_keys) {
    assert.deepEqual(makeCredential(fixedSource(seed)), { secret, credential });
  }
});

test("trustees' keys, and the list of them", () => {
  for (const { seed, private_key, public_key } of vectors.trustee_keys) {
    const key = makeTrusteeKey(fixedSource(seed));
    assert.equal(key.secret, private_key);
    assert.equal(key.privateText, `"${private_key}"`);
    assert.equal(key.publicText, public_key);
    assert.equal(key.publicKey, trusteePublicKey(private_key));
  }
  const announced = vectors.decryptions.map((each) => trusteePublicKey(each.private_key));
  assert.deepEqual(checkTrustees(election, vectors.trustees), announced);
});

test("partial decryptions, byte for byte", () => {
  for (const { seed, private_key, partial_decryption } of vectors.decryptions) {
    const text = partialDecryption(election, private_key, vectors.encrypted_tally, fixedSource(seed));
    assert.equal(text, partial_decryption);
    checkDecryption(election, trusteePublicKey(private_key), vectors.encrypted_tally, text);
  }
});
