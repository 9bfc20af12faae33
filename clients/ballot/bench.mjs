// How long a ballot takes here: `node bench.mjs`. Five questions with three answers, one to choose.
import { webcrypto } from "node:crypto";
import { loadavg } from "node:os";
import { encryptBallot, castBallot, checkBallot, makeCredential, makeTrusteeKey, readElection } from "./index.js";

const BALLOTS = 50;
const random = (bytes) => webcrypto.getRandomValues(bytes);
const question = { answers: ["甲", "乙", "丙"], min: 1, max: 1, question: "选谁？" };
const text = JSON.stringify({
  version: 1,
  description: "",
  name: "",
  group: "BELENIOS-2048",
  public_key: makeTrusteeKey(random).publicKey,
  questions: Array(5).fill(question),
  uuid: "xYz3AbCdEf12345",
});
const choices = Array(5).fill([0, 1, 0]);
const ms = (work) => {
  const begun = performance.now();
  work();
  return performance.now() - begun;
};
const tell = (what, took) => console.log(`${took.toFixed(1).padStart(8)} ms  ${what}`);

const { secret } = makeCredential(random);
let election;
tell("read the election", ms(() => (election = readElection(text))));
tell("the first ballot, with y's table", ms(() => castBallot(election, secret, choices, random)));
const all = Array.from({ length: BALLOTS }, () => ms(() => castBallot(election, secret, choices, random)));
all.sort((left, right) => left - right);
tell(`a ballot: the fastest of ${BALLOTS}`, all[0]);
tell("a ballot: median", all[BALLOTS / 2]);
tell("a ballot: the slowest", all[BALLOTS - 1]);
tell("encrypt and check one", ms(() => checkBallot(election, encryptBallot(election, secret, choices, random))));
console.log(`Node ${process.version}, load ${loadavg().map((load) => load.toFixed(2)).join(" ")}`);
