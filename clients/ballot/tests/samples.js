// What several tests use: the shared vectors, a random source, an election made of a few lines.
import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import { Refusal, makeTrusteeKey, readElection } from "../index.js";
import { fixedSource } from "./fixed.js";

export const vectors = JSON.parse(
  readFileSync(new URL("../../../vectors/belenios/ballots.json", import.meta.url), "utf8"),
);

/** Real randomness, in every version of Node. */
export const random = (bytes) => {
  webcrypto.getRandomValues(bytes);
};

export const trustee = makeTrusteeKey(fixedSource("a trustee"));

export const question = (answers, min, max, extra = {}) => ({
  answers: Array.from({ length: answers }, (_, index) => `候选人${index + 1}`),
  ...extra,
  min,
  max,
  question: "选谁？",
});

/** The parameters of an election with these questions, and with these members changed. */
export const parameters = (questions, changes = {}) => ({
  version: 1,
  description: "兴园北区",
  name: "业主委员会选举",
  group: "BELENIOS-2048",
  public_key: trustee.publicKey,
  questions,
  uuid: "xYz3AbCdEf12345",
  ...changes,
});

export const electionOf = (...questions) => readElection(JSON.stringify(parameters(questions)));

/** Asserts that something is refused with this code, in both languages. */
export function refused(code, work) {
  assert.throws(work, (error) => {
    assert.ok(error instanceof Refusal, `${error.stack}`);
    assert.equal(error.code, code);
    assert.match(error.zh, /[\u4e00-\u9fff]/);
    assert.doesNotMatch(error.en, /[\u4e00-\u9fff]/);
    assert.doesNotMatch(error.zh + error.en, /undefined|\{/);
    return true;
  });
}
