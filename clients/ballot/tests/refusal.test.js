import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { Refusal, SENTENCES } from "../refusal.js";

const here = new URL("..", import.meta.url);
const sources = readdirSync(here)
  .filter((name) => name.endsWith(".js") && name !== "refusal.js")
  .map((name) => readFileSync(new URL(name, here), "utf8"))
  .join("\n");

test("every code that is thrown has a sentence, and every sentence is used", () => {
  const used = [...sources.matchAll(/(?:Refusal|leave)\("(\w+)"/g)].map(([, code]) => code);
  assert.deepEqual([...new Set(used)].sort(), Object.keys(SENTENCES).sort());
});

test("both languages tell the same details", () => {
  const names = (sentence) => [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  for (const [code, [zh, en]] of Object.entries(SENTENCES)) assert.deepEqual(names(zh), names(en), code);
});

test("every object has a Chinese name", () => {
  const objects = [
    ...sources.matchAll(
      /object: "([^"]+)"|, "(election|trustees|credential|ballot|opening|tally|decryption|trustee's key)"[,)]/g,
    ),
  ];
  assert.ok(objects.length > 10);
  for (const [, left, right] of objects) {
    assert.match(new Refusal("not_json", { object: left ?? right }).zh, /^[\u4e00-\u9fff]+：不是 JSON$/);
  }
});

test("what a stranger's file says is not repeated at any length", () => {
  const { en } = new Refusal("other_group", { found: "x".repeat(1000000) });
  assert.ok(en.length < 100);
});
