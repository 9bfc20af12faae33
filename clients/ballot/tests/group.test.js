import assert from "node:assert/strict";
import { test } from "node:test";
import { G, GENERATOR, P, Q, fixedBase, isElement, modQ, power, productOfPowers } from "../group.js";
import { scalars } from "../random.js";
import { random } from "./samples.js";

/** The plain way: square and multiply, from the highest bit. */
function plain(base, exponent) {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % P;
    if (bit === "1") result = (result * base) % P;
  }
  return result;
}

/** Miller and Rabin's test with a few bases: enough to find a mistyped digit. */
function isProbablyPrime(number) {
  const raise = (base, exponent) => {
    let result = 1n;
    for (const bit of exponent.toString(2)) {
      result = (result * result) % number;
      if (bit === "1") result = (result * base) % number;
    }
    return result;
  };
  return [2n, 3n, 5n, 7n].every((base) => raise(base, number - 1n) === 1n);
}

test("the constants are a group", () => {
  assert.equal(P.toString(2).length, 2048);
  assert.equal(Q.toString(2).length, 256);
  assert.ok(isProbablyPrime(P) && isProbablyPrime(Q));
  assert.equal((P - 1n) % Q, 0n);
  assert.ok(isElement(G));
});

test("a generator's power is that of the public specification's tool", () => {
  // Of the shared vectors, which belenios-tool's own elections confirm; here only the edges.
  assert.equal(GENERATOR.power(0n), 1n);
  assert.equal(GENERATOR.power(1n), G);
  assert.equal(GENERATOR.power(Q - 1n), plain(G, Q - 1n));
});

test("tables and windows give the powers of the plain way", () => {
  const draw = scalars(random);
  const base = plain(G, draw());
  const prepared = fixedBase(base);
  const edges = [0n, 1n, 2n, 255n, 1n << 31n, 1n << 32n, (1n << 255n) - 1n, Q - 1n];
  for (const exponent of [...edges, draw(), draw(), draw()]) {
    const expected = plain(base, exponent);
    assert.equal(prepared.power(exponent), expected);
    assert.equal(power(base, exponent), expected);
  }
  const [left, right] = [draw(), draw()];
  const product = (plain(base, left) * plain(G, right)) % P;
  assert.equal(
    productOfPowers([
      [prepared, left],
      [GENERATOR, right],
    ]),
    product,
  );
});

test("what is outside the group is found", () => {
  for (const outside of [0n, 1n, P - 1n, P, P + 1n, 2n, P - G, -1n]) assert.equal(isElement(outside), false);
});

test("remainders are never negative", () => {
  assert.equal(modQ(-1n), Q - 1n);
  assert.equal(modQ(-Q), 0n);
  assert.equal(modQ(Q), 0n);
});
