import assert from "node:assert/strict";
import { test } from "node:test";
import { encryptBallot, makeCredential, readElection } from "../index.js";
import { G, P } from "../group.js";
import { electionOf, parameters, question, random, refused } from "./samples.js";

const good = parameters([question(3, 1, 1)]);
const read = (changes) => readElection(JSON.stringify({ ...good, ...changes }));
const asks = (...questions) => readElection(JSON.stringify(parameters(questions)));

test("a good election is read, with its optional members", () => {
  const election = read({ administrator: "街道办", credential_authority: "社区居委会" });
  assert.equal(election.questions[0].answers.length, 3);
  assert.ok(Object.isFrozen(election) && Object.isFrozen(election.questions[0].answers));
  assert.equal(asks(question(200, 0, 200)).questions[0].max, 200);
  assert.equal(asks(...Array(100).fill(question(1, 0, 1))).questions.length, 100);
});

test("a public key outside the group is refused", () => {
  for (const key of [1n, P - 1n, 2n, P - G]) refused("not_in_group", () => read({ public_key: String(key) }));
  refused("not_in_group", () => read({ public_key: "0" }));
  const others = [String(P), String(P + G), "-1", "01", "0x2", "1e3", "", " 1", "１", "9".repeat(1000000)];
  for (const key of others) refused("bad_number", () => read({ public_key: key }));
  for (const key of [7, null, [], {}]) refused("bad_member", () => read({ public_key: key }));
});

test("another group or version is refused", () => {
  for (const group of ["Ed25519", "RFC-3526-2048", "belenios-2048", ""])
    refused("other_group", () => read({ group }));
  refused("bad_member", () => read({ group: { p: "23", q: "11", g: "2" } }));
  refused("other_version", () => read({ version: 2 }));
  refused("bad_member", () => read({ version: "1" }));
});

test("absurd questions are refused", () => {
  refused("question_count", () => asks());
  refused("question_count", () => asks(...Array(101).fill(question(1, 0, 1))));
  refused("answer_count", () => asks(question(0, 0, 0)));
  refused("answer_count", () => asks(question(201, 0, 1)));
  refused("answer_count", () => asks(question(50000, 0, 1)));
  refused("min_max", () => asks(question(3, 2, 1)));
  refused("min_max", () => asks(question(3, 0, 4)));
  refused("min_max", () => asks(question(3, 0, Number.MAX_SAFE_INTEGER)));
  for (const max of [-1, 0.5, "1", null, 1e300])
    refused("bad_member", () => asks({ ...question(3, 0, 1), max }));
  refused("bad_member", () => asks({ ...question(3, 0, 1), blank: 1 }));
  refused("bad_member", () => asks({ ...question(3, 0, 1), answers: ["甲", 7, "丙"] }));
  refused("question_kind", () =>
    asks({ type: "NonHomomorphic", value: { answers: ["a", "b"], question: "?" } }),
  );
  for (const wrong of [null, 7, "a", []]) refused("not_an_object", () => asks(wrong));
});

test("unknown and missing members are refused", () => {
  refused("bad_member", () => read({ extra: 1 }));
  refused("bad_member", () => read({ uuid: undefined }));
  refused("bad_member", () => asks({ ...question(2, 0, 1), extra: {} }));
  for (const uuid of ["", "short", "0OIl0OIl0OIl0OIl", "x".repeat(65), "../../../etc/passwd"]) {
    refused("bad_uuid", () => read({ uuid }));
  }
  refused("bad_member", () => readElection(`{"__proto__":{},${JSON.stringify(good).slice(1)}`));
});

test("a text that two programs could read differently is refused", () => {
  const text = JSON.stringify(good);
  const twice = text.replace('"uuid"', '"public_key":"4","uuid"');
  for (const other of [`${text}\n`, ` ${text}`, twice, text.replace('"version":1', '"version":1.0')]) {
    refused("not_canonical", () => readElection(other));
  }
  refused("not_canonical", () => readElection(text.replace("兴", "\\u5174")));
});

test("what belenios-tool escapes is accepted", () => {
  const text = JSON.stringify({ ...good, name: "\u007f" }).replace("\u007f", "\\u007f");
  assert.equal(readElection(text).name, "\u007f");
});

test("what is no election at all is refused quickly", () => {
  const begun = performance.now();
  for (const text of ["", "{", "nonsense", "[".repeat(1000000), '{"a":'.repeat(100000)]) {
    refused("not_json", () => readElection(text));
  }
  const deep = `${"[".repeat(100000)}${"]".repeat(100000)}`;
  assert.throws(() => readElection(deep), { name: "Refusal" });
  for (const text of ["null", "7", '"a"', "[]"]) refused("not_an_object", () => readElection(text));
  refused("bad_member", () => readElection("{}"));
  refused("too_long", () => readElection(" ".repeat(3000000)));
  refused("not_utf8", () => readElection(Uint8Array.of(0x22, 0xff, 0x22)));
  refused("not_utf8", () => readElection('"\ud800"'));
  for (const wrong of [undefined, null, 7, {}, []]) refused("not_json", () => readElection(wrong));
  assert.ok(performance.now() - begun < 5000);
});

test("nobody encrypts for parameters that were not read and checked", () => {
  const election = electionOf(question(2, 1, 1));
  const { secret } = makeCredential(random);
  assert.throws(() => encryptBallot({ ...election }, secret, [[0, 1]], random), TypeError);
});
