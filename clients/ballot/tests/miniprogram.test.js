// The modules where there is nothing but the language: a context of its own in a process of its own,
// since Node loads modules into contexts only with a flag.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

test("a mini-program makes the vectors' ballot, and refuses to go without randomness", () => {
  const out = execFileSync(
    process.execPath,
    ["--experimental-vm-modules", "--no-warnings", new URL("bare-context.mjs", import.meta.url).pathname],
    { encoding: "utf8" },
  );
  assert.equal(out.trim(), "as in the vectors");
});

test("the modules keep to the language of 2020, which mini-programs' tools understand", () => {
  const here = new URL("..", import.meta.url);
  for (const name of readdirSync(here).filter((each) => each.endsWith(".js"))) {
    const text = readFileSync(new URL(name, here), "utf8");
    assert.doesNotMatch(
      text,
      /\?\?=|&&=|\|\|=|\d_\d|\.at\(|\.replaceAll\(|\.hasOwn\(|\bawait\b|^\s*#\w|\bwindow\b/m,
      name,
    );
  }
});
