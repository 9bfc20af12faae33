// Run by miniprogram.test.js: loads the modules into a context that has only what the language itself
// has, without TextEncoder, crypto, atob, Buffer, URL, performance and the like.
import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import vm from "node:vm";

const { ballots, ...vectors } = JSON.parse(
  readFileSync(new URL("../../../vectors/belenios/ballots.json", import.meta.url), "utf8"),
);
const context = vm.createContext({});
vm.runInContext("delete globalThis.console", context); // the engine puts it into every context
const ABSENT = [
  "TextEncoder",
  "TextDecoder",
  "crypto",
  "atob",
  "btoa",
  "Buffer",
  "URL",
  "performance",
  "process",
  "console",
  "setTimeout",
  "window",
  "self",
  "require",
];
for (const name of ABSENT) assert.equal(vm.runInContext(`typeof ${name}`, context), "undefined", name);
vm.runInContext("Math.random = () => { throw new Error('never') }", context);

const loaded = new Map();
function load(url) {
  if (!loaded.has(url.href)) {
    const source = readFileSync(url, "utf8");
    loaded.set(url.href, new vm.SourceTextModule(source, { context, identifier: url.href }));
  }
  return loaded.get(url.href);
}
async function run(path) {
  const module = load(new URL(path, import.meta.url));
  await module.link((specifier, from) => load(new URL(specifier, from.identifier)));
  await module.evaluate();
  return module.namespace;
}

const client = await run("../index.js");
const { fixedSource } = await run("fixed.js");

const election = client.readElection(vectors.election);
assert.equal(election.fingerprint, vectors.election_hash);
for (const { secret, choices, seed, ballot, tracker } of ballots) {
  // Choices from inside, as an application has them; `Array.isArray` does not care.
  const signed = client.castBallot(election, secret, choices, fixedSource(seed));
  assert.equal(signed.text, ballot);
  assert.equal(signed.tracker, tracker);
}

// Bytes that came from outside the context, as from the platform.
const pool = new Uint8Array(client.randomBytesFor(election));
webcrypto.getRandomValues(pool);
const draft = client.encryptBallot(election, ballots[0].secret, ballots[0].choices, client.poolRandom(pool));
assert.equal(JSON.stringify(client.checkBallot(election, draft).choices), JSON.stringify(ballots[0].choices));
assert.equal(
  client.readElection(new Uint8Array(Buffer.from(vectors.election))).fingerprint,
  vectors.election_hash,
);

for (const work of [
  () => client.makeCredential(),
  () => client.makeTrusteeKey(),
  () => client.findRandom(),
]) {
  assert.throws(work, { code: "random_missing", zh: "这台设备没有安全的随机数，不能投票" });
}
console.log("as in the vectors");
