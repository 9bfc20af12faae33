import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import {
  castBallot,
  findRandom,
  makeCredential,
  makeTrusteeKey,
  poolRandom,
  randomBytesFor,
} from "../index.js";
import { Q } from "../group.js";
import { scalars } from "../random.js";
import { fixedSource } from "./fixed.js";
import { electionOf, question, random, refused } from "./samples.js";

/** Runs with another `crypto`, as on another platform. */
function withCrypto(value, work) {
  const before = Object.getOwnPropertyDescriptor(globalThis, "crypto");
  Object.defineProperty(globalThis, "crypto", { value, configurable: true });
  try {
    work();
  } finally {
    if (before) Object.defineProperty(globalThis, "crypto", before);
    else delete globalThis.crypto;
  }
}

test("where nothing is safe, nothing is made", () => {
  for (const missing of [undefined, null, {}, { getRandomValues: null }, { subtle: {} }]) {
    withCrypto(missing, () => {
      refused("random_missing", findRandom);
      refused("random_missing", () => makeCredential());
      refused("random_missing", () => makeTrusteeKey());
    });
  }
  for (const wrong of [null, 7, "random", {}]) refused("random_missing", () => makeCredential(wrong));
});

test("the platform's source is used when there is one", () => {
  const platform = { getRandomValues: (bytes) => random(bytes) };
  withCrypto(platform, () => assert.notEqual(makeCredential().secret, makeCredential().secret));
});

test("a source that fails, fails the whole", () => {
  const failing = () => {
    throw new Error("no entropy");
  };
  assert.throws(() => makeCredential(failing), /no entropy/);
  withCrypto({ getRandomValues: failing }, () => assert.throws(() => makeCredential(), /no entropy/));
});

test("a source that is evidently broken is refused", () => {
  refused("random_broken", () => makeCredential(() => {}));
  refused("random_broken", () => makeCredential((bytes) => bytes.fill(0xff)));
  const again = (bytes) => fixedSource("the same each time")(bytes);
  refused("random_broken", () => makeTrusteeKey(again));
  refused("random_async", () => makeCredential(async (bytes) => random(bytes)));
});

test("numbers are 64 bytes, big-endian, modulo the order", () => {
  const bytes = new Uint8Array(64);
  fixedSource("种子")(bytes);
  const expected = BigInt(`0x${Buffer.from(bytes).toString("hex")}`) % Q;
  assert.equal(scalars(fixedSource("种子"))(), expected);
});

test("a pool gives each byte once, wipes it, and then fails", () => {
  const pool = new Uint8Array(96).map((_, index) => index + 1);
  const source = poolRandom(pool);
  const first = new Uint8Array(64);
  source(first);
  assert.deepEqual([...first.slice(0, 3), first[63]], [1, 2, 3, 64]);
  assert.ok(pool.subarray(0, 64).every((byte) => byte === 0) && pool[64] === 65);
  refused("random_used_up", () => source(new Uint8Array(33)));
  refused("random_broken", () => poolRandom([1, 2, 3]));
  refused("random_broken", () => poolRandom("abc"));
});

test("a ballot takes exactly the bytes that are said, and not one less will do", () => {
  const elections = [
    [electionOf(question(3, 1, 1)), [[0, 1, 0]]],
    [electionOf(question(3, 0, 3)), [[0, 0, 0]]],
    [electionOf(question(2, 1, 2, { blank: true })), [[1, 0, 0]]],
    [electionOf(question(2, 1, 2, { blank: true }), question(1, 0, 1)), [[0, 1, 1], [1]]],
  ];
  const { secret } = makeCredential(random);
  for (const [election, choices] of elections) {
    const length = randomBytesFor(election);
    const pool = new Uint8Array(length);
    random(pool);
    castBallot(election, secret, choices, poolRandom(pool));
    assert.ok(
      pool.every((byte) => byte === 0),
      "all is used",
    );
    const short = new Uint8Array(length - 1);
    random(short);
    refused("random_used_up", () => castBallot(election, secret, choices, poolRandom(short)));
  }
});

test("no module knows of ordinary random numbers or of time", () => {
  const here = new URL("..", import.meta.url);
  for (const name of readdirSync(here).filter((each) => each.endsWith(".js"))) {
    const text = readFileSync(new URL(name, here), "utf8");
    assert.doesNotMatch(text, /Math\.random|Date\b|performance/, name);
  }
});
