// The group BELENIOS-2048 of the specification: the subgroup of order q of the integers modulo p.
//
// Arithmetic on BigInt is NOT constant time: somebody who can measure this device very exactly could
// learn about secrets. Voters and trustees use devices of their own.

export const GROUP_NAME = "BELENIOS-2048";

/** The modulus, a prime of 2048 bits. */
export const P = BigInt(
  "0xa3ef2d011fefb1b6e39e568fccdffb0fb7dc7ef3a791b6862791811d21fc35f2" +
    "1e6d36856b428030421f514ed40bfd4c06e092a495af8d79a2f85e0fb11c0ede" +
    "07dd973f9c53e50930c6e82ac36de1ae3fb8c3aabfff12ce27a5022ddd8912d1" +
    "07435012768a2cdd0a4091d8fa447f6c7ebc15a349fa318a6b4fe17d8d47e843" +
    "a3e14dfa9b2162f4d7229abe93a188b46b006517d6f6747ebbb29c9ec3099b60" +
    "7f18fb1a8bc858279aa8599411d998d3e3fada9e010840d082d8c31911acdd4a" +
    "0e7992d0f18cc759cb5de0acf66a3882555bc810941e021b6a4ccfa04ee4008f" +
    "878affa2375e2999b44f6cef17d707301e59e0e6351e051ed9cec4157646e64f",
);

/** The generator. */
export const G = BigInt(
  "0x1307c1ab5f295885d7caa3a78a42415e31fd1c5807b61fb1e781878a52230a51" +
    "988b98c259597f9c5a9dfd001d26ba31d9d8976f01d95a1c8262ee68a0e92cea" +
    "541e5219e0d0d094301b894236823fe1d4bc04e29f3748aefd4f10d5b1a356a8" +
    "643e673fd9d215fc8fe5fb9cf9fdb8ea88fdb1a3381a697fdf9c2458570b06d2" +
    "6aef1be365fdd90165f397c6b870df8c1b9e519edcee8bb0f74b7a1615a274ba" +
    "60a7ea574a61f552d2dde0ce514e0927c4ff49b1964c4a913731ae4268d60d7f" +
    "22127b6cbba44d453ac8b72fd04e0991b7aeff04867d8724ac638f5f34100d2d" +
    "47aa680d43771902743d663f42d853c041e1c91fe3823f4bcf284308f1d7e653",
);

/** The order, a prime of 256 bits. */
export const Q = BigInt("0xadb6066a73522565f4daa0f2579db7f2f0fa90c2168bc709e20263387d55c491");

/** A product in the group. */
export function times(left, right) {
  return (left * right) % P;
}

/** The number's remainder modulo the order, from 0 to q - 1, whatever its sign. */
export function modQ(number) {
  const rest = number % Q;
  return rest < 0n ? rest + Q : rest;
}

const WINDOW = 4;

/**
 * A power of any base. For a base that is used often, see `fixedBase`.
 * @param {bigint} base from 0 to p - 1
 * @param {bigint} exponent from 0 to q
 * @returns {bigint}
 */
export function power(base, exponent) {
  const powers = [1n];
  for (let digit = 1; digit < 1 << WINDOW; digit++) powers.push(times(powers[digit - 1], base));
  let result = 1n;
  for (const digit of exponent.toString(16)) {
    for (let n = 0; n < WINDOW; n++) result = times(result, result);
    result = times(result, powers[Number.parseInt(digit, 16)]);
  }
  return result;
}

/** Whether a number is an element of the group other than 1. */
export function isElement(number) {
  return number > 1n && number < P && power(number, Q) === 1n;
}

// The exponent's 256 bits are a rectangle of 8 rows and 32 columns. A table gives in one step what a
// whole column of bits contributes; the columns are in 8 blocks with a table each, so that only 3
// squarings are needed. 2,040 elements (0.5 MB) a base, in 2,200 multiplications; a power is 35 more.
// Larger tables make a ballot faster, and the first ballot, often the only one, slower.
const ROWS = 8;
const ROW_BITS = 32;
const BLOCKS = 8;
const BLOCK_BITS = ROW_BITS / BLOCKS;

/**
 * Prepares many powers of one base. The table is made at the first use.
 * @param {bigint} base
 * @returns {FixedBase}
 * @typedef {{ tables: () => bigint[][], power: (exponent: bigint) => bigint }} FixedBase
 */
export function fixedBase(base) {
  let made = null;
  const tables = () => {
    if (made === null) made = makeTables(base);
    return made;
  };
  const self = { tables, power: (exponent) => productOfPowers([[self, exponent]]) };
  return Object.freeze(self);
}

/** For each block, the product of the rows' powers for every set of rows. */
function makeTables(base) {
  const bases = Array.from({ length: BLOCKS }, () => []);
  let square = base;
  for (let bit = 0; bit < ROWS * ROW_BITS; bit++) {
    if (bit % BLOCK_BITS === 0) bases[(bit % ROW_BITS) / BLOCK_BITS].push(square);
    square = times(square, square);
  }
  return bases.map((rows) => {
    const table = [1n];
    for (const row of rows) table.push(...table.map((product) => times(product, row)));
    return table;
  });
}

/**
 * The product of powers of fixed bases, with the squarings of one.
 * @param {[FixedBase, bigint][]} factors exponents from 0 to q - 1
 * @returns {bigint}
 */
export function productOfPowers(factors) {
  const prepared = factors.map(([base, exponent]) => [base.tables(), rowsOf(exponent)]);
  let result = 1n;
  for (let column = BLOCK_BITS - 1; column >= 0; column--) {
    if (column < BLOCK_BITS - 1) result = times(result, result);
    for (const [tables, rows] of prepared) {
      for (let block = 0; block < BLOCKS; block++) {
        result = times(result, tables[block][columnOf(rows, block * BLOCK_BITS + column)]);
      }
    }
  }
  return result;
}

function rowsOf(exponent) {
  const rows = [];
  for (let row = 0; row < ROWS; row++) {
    rows.push(Number(BigInt.asUintN(ROW_BITS, exponent >> BigInt(row * ROW_BITS))));
  }
  return rows;
}

function columnOf(rows, bit) {
  let column = 0;
  for (let row = 0; row < ROWS; row++) column |= ((rows[row] >>> bit) & 1) << row;
  return column;
}

/** The generator, prepared. */
export const GENERATOR = fixedBase(G);
