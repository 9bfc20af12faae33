import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { sha256 } from "../sha256.js";
import { decodeUtf8, encodeUtf8 } from "../utf8.js";
import { fingerprint } from "../hash.js";
import { refused } from "./samples.js";

const hex = (bytes) => Buffer.from(bytes).toString("hex");

// FIPS 180-4, examples of NIST.
const EXAMPLES = [
  ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  [
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  ],
  [
    "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
    "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1",
  ],
  ["a".repeat(1000000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"],
];

test("the examples of FIPS 180-4", () => {
  for (const [text, digest] of EXAMPLES) assert.equal(hex(sha256(encodeUtf8(text))), digest);
});

test("every length around the blocks gives what another implementation gives", () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, index) => (index * 151 + 7) % 256);
  for (let length = 0; length <= bytes.length; length++) {
    const part = bytes.subarray(0, length);
    assert.equal(hex(sha256(part)), createHash("sha256").update(part).digest("hex"), `${length} bytes`);
  }
});

test("a fingerprint is base64 without padding", () => {
  const other = createHash("sha256").update("选举").digest("base64").replace("=", "");
  assert.equal(fingerprint("选举"), other);
});

test("text becomes the bytes that other programs make, and back", () => {
  for (const text of [
    "",
    "abc",
    "é",
    "业主委员会",
    "𠮷𝄞",
    "a\u0000\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff\u{10000}\u{10ffff}",
  ]) {
    const bytes = encodeUtf8(text);
    assert.deepEqual(bytes, new Uint8Array(new TextEncoder().encode(text)));
    assert.equal(decodeUtf8(bytes), text);
  }
});

test("half characters and malformed bytes are refused, never replaced", () => {
  for (const text of ["\ud800", "a\udc00b", "\ud800a", "\udc00\ud800"])
    refused("not_utf8", () => encodeUtf8(text));
  const malformed = [
    "80",
    "c0af",
    "c1bf",
    "e080af",
    "eda080",
    "f08080af",
    "f4908080",
    "f5808080",
    "e4b8",
    "ff",
    "c328",
  ];
  for (const bytes of malformed)
    refused("not_utf8", () => decodeUtf8(Uint8Array.from(Buffer.from(bytes, "hex"))));
});
