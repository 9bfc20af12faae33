import assert from "node:assert/strict";
import { test } from "node:test";
import {
  castBallot,
  checkBallot,
  checkOpening,
  encryptBallot,
  fingerprint,
  makeCredential,
} from "../index.js";
import { G, P, Q } from "../group.js";
import { electionOf, question, random, refused } from "./samples.js";

const election = electionOf(question(3, 1, 2), question(2, 1, 1, { blank: true }));
const { secret } = makeCredential(random);
const CHOICES = [
  [1, 0, 1],
  [0, 0, 1],
];
const encrypt = (choices = CHOICES) => encryptBallot(election, secret, choices, random);

test("choices that the questions do not allow are refused", () => {
  const first = (chosen) => () => encrypt([chosen, CHOICES[1]]);
  const second = (chosen) => () => encrypt([CHOICES[0], chosen]);
  refused("too_many", first([1, 1, 1]));
  refused("too_few", first([0, 0, 0]));
  refused("too_few", second([0, 0, 0]));
  refused("blank_and_more", second([1, 1, 0]));
  for (const chosen of [[1], [1, 0, 0, 0], [], "101", null, undefined, { length: 3 }]) {
    refused("wrong_choice_count", first(chosen));
  }
  for (const odd of [2, -1, 0.5, NaN, "1", 1n, true, null, undefined])
    refused("not_0_or_1", first([1, odd, 0]));
  refused("not_0_or_1", first(Array(3)));
  for (const all of [[], [[1, 0, 0]], [...CHOICES, [1]], null, undefined, "11"]) {
    refused("wrong_question_count", () => encryptBallot(election, secret, all, random));
  }
});

test("a refusal names question and choice", () => {
  assert.throws(() => encrypt([[1, 0, 2], CHOICES[1]]), {
    zh: "第 1 题第 3 个选择：只能是 0 或 1",
    en: "question 1, choice 3: a choice is 0 or 1",
  });
});

test("what is no credential is refused", () => {
  for (const wrong of ["0", "-1", "abc", "", String(Q), String(P), "007", 7, null, undefined]) {
    refused("bad_number", () => encryptBallot(election, wrong, CHOICES, random));
  }
});

test("changing the choices afterwards changes nothing", () => {
  const choices = [
    [1, 0, 1],
    [0, 0, 1],
  ];
  const draft = encrypt(choices);
  choices[0][0] = 0;
  assert.deepEqual(checkBallot(election, draft).choices, CHOICES);
});

test("two ballots of the same choices have nothing in common", () => {
  const alphas = [encrypt(), encrypt()].flatMap((draft) =>
    JSON.parse(draft.text).answers.flatMap((answer) => answer.choices.map((choice) => choice.alpha)),
  );
  assert.equal(new Set(alphas).size, 12);
});

test("a tracker is the fingerprint of what is sent", () => {
  const signed = castBallot(election, secret, CHOICES, random);
  assert.equal(signed.tracker, fingerprint(signed.text));
  assert.match(signed.tracker, /^[A-Za-z0-9+/]{43}$/);
});

test("a ballot that was signed cannot be opened, nor signed again", () => {
  const draft = encrypt();
  const signed = JSON.parse(draft.sign().text);
  assert.equal(signed.signature.hash, draft.fingerprint);
  refused("already_signed", () => draft.open());
  refused("already_signed", () => checkBallot(election, draft));
  refused("already_signed", () => draft.sign());
});

test("a ballot that was opened can never be signed", () => {
  const draft = encrypt();
  checkBallot(election, draft);
  refused("already_opened", () => draft.sign());
  refused("already_opened", () => draft.open());
  assert.throws(() => {
    draft.sign = () => {};
  }, TypeError);
});

test("a ballot whose source failed at the signature is void", () => {
  let left = 64;
  const source = (bytes) => {
    if (left === 0) throw new Error("no entropy");
    random(bytes);
    left -= left === 64 ? 0 : 1;
  };
  const draft = encryptBallot(election, secret, CHOICES, source);
  left = 0;
  assert.throws(() => draft.sign(), /no entropy/);
  refused("already_signed", () => draft.open());
});

test("an opened ballot is checked anew elsewhere", () => {
  const draft = encrypt();
  const opening = JSON.parse(JSON.stringify(checkBallot(election, draft)));
  assert.deepEqual(checkOpening(election, draft.text, draft.fingerprint, opening), CHOICES);
});

test("a device that encrypts another choice is found out", () => {
  const draft = encrypt();
  const opening = draft.open();
  const check = (changes, text = draft.text, noted = draft.fingerprint) =>
    checkOpening(election, text, noted, { ...opening, ...changes });
  // It claims the choices that the voter wanted; the ciphertexts hold others.
  assert.throws(
    () =>
      check({
        choices: [
          [0, 1, 1],
          [0, 0, 1],
        ],
      }),
    {
      code: "opened_differs",
      details: { question: 1, choice: 1 },
    },
  );
  const other = opening.randomness.map((numbers) => [...numbers]);
  other[1][2] = String((BigInt(other[1][2]) + 1n) % Q);
  assert.throws(() => check({ randomness: other }), {
    code: "opened_differs",
    details: { question: 2, choice: 3 },
  });
  // It shows another ballot than the one whose fingerprint was noted.
  const shown = encrypt();
  refused("opened_other", () => check({}, shown.text));
  refused("opened_differs", () => check({}, shown.text, shown.fingerprint));
});

test("malformed openings are refused", () => {
  const draft = encrypt();
  const opening = draft.open();
  const check = (changes, text = draft.text) => checkOpening(election, text, fingerprint(text), changes);
  refused("wrong_shape", () => check({ ...opening, randomness: [] }));
  refused("wrong_shape", () => check({ ...opening, randomness: [opening.randomness[0], ["1"]] }));
  refused("bad_number", () => check({ ...opening, randomness: [["x", "1", "1"], opening.randomness[1]] }));
  refused("bad_number", () =>
    check({ ...opening, randomness: [[String(Q), "1", "1"], opening.randomness[1]] }),
  );
  for (const wrong of [null, 7, []]) refused("not_an_object", () => check(wrong));
  for (const wrong of [{}, { choices: [] }]) refused("bad_member", () => check(wrong));
  const edited = (edit) => {
    const ballot = JSON.parse(draft.text);
    edit(ballot);
    return JSON.stringify(ballot);
  };
  const sealed = (edit) => edited((ballot) => edit(ballot.answers[0].choices));
  refused("wrong_shape", () =>
    check(
      opening,
      edited((ballot) => ballot.answers.pop()),
    ),
  );
  refused("wrong_shape", () =>
    check(
      opening,
      edited((ballot) => (ballot.answers[0] = null)),
    ),
  );
  refused("wrong_shape", () =>
    check(
      opening,
      sealed((choices) => choices.pop()),
    ),
  );
  refused("bad_number", () =>
    check(
      opening,
      sealed((choices) => (choices[0].beta = String(P))),
    ),
  );
  refused("opened_differs", () =>
    check(
      opening,
      sealed((choices) => (choices[2].beta = String(G))),
    ),
  );
  refused("opened_other", () =>
    check(
      opening,
      edited((ballot) => (ballot.election_uuid = "another")),
    ),
  );
  refused("opened_signed", () =>
    check(
      opening,
      edited((ballot) => (ballot.signature = {})),
    ),
  );
  refused("not_canonical", () => check(opening, `${draft.text} `));
});
