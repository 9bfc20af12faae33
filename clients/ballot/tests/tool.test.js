// Whole elections, made in JavaScript and judged by `belenios-tool`.
// MINGBAI_BALLOTS=50,300 runs larger ones as well; MINGBAI_PROGRAM=path/to/mingbai asks that, too.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  castBallot,
  checkDecryption,
  checkTrustees,
  makeCredential,
  makeTrusteeKey,
  partialDecryption,
  readElection,
} from "../index.js";
import { question, random } from "./samples.js";
import { ToolElection, skip } from "./tool.js";

const ONE = [question(3, 1, 1)];
const FIVE = [
  question(3, 1, 1),
  question(4, 0, 3),
  question(3, 1, 2, { blank: true }),
  question(2, 0, 2, { blank: true }),
  question(1, 0, 1),
];

/** What voter number `voter` chooses: every allowed kind of answer comes up. */
function choose({ answers, blank, min, max }, voter) {
  const count = min + (voter % (max - min + 1));
  const isBlank = blank && voter % 3 === 0;
  const chosen = answers.map((_, index) => (!isBlank && (index + voter) % answers.length < count ? 1 : 0));
  return blank ? [isBlank ? 1 : 0, ...chosen] : chosen;
}

/** 1, an area with a head, an area without, in turn. */
function usualWeight(voter) {
  return [1, 89570001, 120000000][voter % 3];
}

/** The ballot as the tool knows it, from this client; with a voter who votes twice. */
function voteAll(tool, election, voters) {
  const sums = election.questions.map((each) => Array(each.answers.length + (each.blank ? 1 : 0)).fill(0));
  voters.forEach(({ secret, weight }, voter) => {
    const choices = election.questions.map((each) => choose(each, voter));
    if (voter === 1) {
      const first = election.questions.map((each) => choose(each, voter + 1));
      tool.add("Ballot", castBallot(election, secret, first, random).text);
    }
    tool.add("Ballot", castBallot(election, secret, choices, random).text);
    choices.forEach((chosen, at) => chosen.forEach((choice, index) => (sums[at][index] += choice * weight)));
  });
  return sums;
}

function whole(count, questions, weigh = usualWeight) {
  const tool = new ToolElection();
  try {
    const keys = [makeTrusteeKey(random), makeTrusteeKey(random)];
    const voters = Array.from({ length: count }, (_, voter) => ({
      ...makeCredential(random),
      weight: weigh(voter),
    }));
    const lines = voters.map(({ credential, weight }) =>
      weight === 1 ? credential : `${credential},${weight}`,
    );
    const election = readElection(
      tool.setUp(
        keys.map((key) => key.publicText),
        lines,
        questions,
      ),
    );
    assert.equal(election.uuid, tool.uuid);
    assert.deepEqual(
      checkTrustees(election, tool.read("trustees.json")),
      keys.map((key) => key.publicKey),
    );

    const sums = voteAll(tool, election, voters);
    tool.verify();
    const tally = tool.end();
    keys.forEach((key, index) => {
      const text = partialDecryption(election, key.secret, tally, random);
      checkDecryption(election, key.publicKey, tally, text);
      tool.addDecryption(index + 1, text);
    });
    assert.deepEqual(tool.result(), sums);
    tool.verify();
  } finally {
    tool.remove();
  }
}

const larger = (process.env.MINGBAI_BALLOTS ?? "").split(",").filter(Boolean).map(Number);
for (const count of [1, 5, ...larger]) {
  for (const questions of [ONE, FIVE]) {
    test(
      `belenios-tool accepts ${count} voters, ${questions.length} questions, to the result`,
      { skip },
      () => {
        whole(count, questions);
      },
    );
  }
}

test("belenios-tool accepts the smallest and the largest weights, together 10^12", { skip }, () => {
  const limits = [0, 2 ** 30 - 1, 2 ** 30, 1];
  limits.push(10 ** 12 - limits.reduce((sum, weight) => sum + weight));
  whole(limits.length, ONE, (voter) => limits[voter]);
});

test("belenios-tool refuses a ballot of this client with one choice swapped: it does look", { skip }, () => {
  const tool = new ToolElection();
  try {
    const key = makeTrusteeKey(random);
    const { secret, credential } = makeCredential(random);
    const election = readElection(tool.setUp([key.publicText], [credential], ONE));
    const ballot = JSON.parse(castBallot(election, secret, [[0, 1, 0]], random).text);
    ballot.answers[0].choices.reverse();
    assert.throws(() => {
      tool.add("Ballot", JSON.stringify(ballot));
      tool.verify();
    });
  } finally {
    tool.remove();
  }
});

test("a decryption and a key by belenios-tool are accepted here", { skip }, () => {
  const tool = new ToolElection();
  try {
    tool.run(["setup", "generate-trustee-key", "--group", "BELENIOS-2048"]);
    const named = (end) => tool.list().find((name) => name.endsWith(end));
    const publicText = tool.read(named(".pubkey"));
    const { secret, credential } = makeCredential(random);
    const election = readElection(tool.setUp([publicText], [credential], FIVE));
    const [publicKey] = checkTrustees(election, tool.read("trustees.json"));
    tool.add(
      "Ballot",
      castBallot(
        election,
        secret,
        FIVE.map((each) => choose(each, 1)),
        random,
      ).text,
    );
    const tally = tool.end();
    const lines = tool.run([
      "election",
      "decrypt",
      "--dir",
      ".",
      "--privkey",
      named(".privkey"),
      "--trustee-id",
      "1",
    ]);
    const [decryption] = lines.trim().split("\n");
    checkDecryption(election, publicKey, tally, decryption);
    const kept = JSON.parse(tool.read(named(".privkey")));
    checkDecryption(election, publicKey, tally, partialDecryption(election, kept, tally, random));
  } finally {
    tool.remove();
  }
});
