//! Fast multiplication modulo an odd number of 2048 bits, for PUBLIC data only: its time depends on
//! the numbers. Secrets go through crypto-bigint, and a test compares the two.
//!
//! Numbers are in Montgomery form (x is kept as x * 2^2048 mod p), the same as crypto-bigint's.

/// 64-bit words of a number, least significant first.
pub(super) const WORDS: usize = 32;

/// A number below the modulus.
pub(super) type Number = [u64; WORDS];

/// An odd modulus whose highest bit is set.
pub(super) struct Modulus {
    words: Number,
    /// -1 / modulus, modulo 2^64.
    negated_inverse: u64,
}

impl Modulus {
    pub(super) const fn new(words: Number) -> Self {
        assert!(words[0] % 2 == 1 && words[WORDS - 1] >> 63 == 1);
        // Newton's iteration doubles the number of right bits: 1, 2, 4, .. 64.
        let mut inverse = 1_u64;
        let mut round = 0;
        while round < 6 {
            let error = 2_u64.wrapping_sub(words[0].wrapping_mul(inverse));
            inverse = inverse.wrapping_mul(error);
            round += 1;
        }
        Self {
            words,
            negated_inverse: inverse.wrapping_neg(),
        }
    }

    /// `left * right / 2^2048`.
    pub(super) fn multiply(&self, left: &Number, right: &Number) -> Number {
        let mut product = [0; 2 * WORDS];
        for (index, &factor) in right.iter().enumerate() {
            product[index + WORDS] = add_multiple(&mut product[index..index + WORDS], left, factor);
        }
        self.reduce(&mut product)
    }

    /// `number * number / 2^2048`.
    pub(super) fn square(&self, number: &Number) -> Number {
        let mut product = [0; 2 * WORDS];
        for index in 0..WORDS {
            let higher = &number[index + 1..];
            let places = &mut product[2 * index + 1..index + WORDS];
            product[index + WORDS] = add_multiple(places, higher, number[index]);
        }
        double_and_add_squares(&mut product, number);
        self.reduce(&mut product)
    }

    /// `number / 2^2048`: out of Montgomery form.
    pub(super) fn leave(&self, number: &Number) -> Number {
        let mut product = [0; 2 * WORDS];
        product[..WORDS].copy_from_slice(number);
        self.reduce(&mut product)
    }

    /// Adds multiples of the modulus until the lower half is zero; the upper half is the result.
    fn reduce(&self, product: &mut [u64; 2 * WORDS]) -> Number {
        let mut over = 0;
        for index in 0..WORDS {
            let factor = product[index].wrapping_mul(self.negated_inverse);
            let carry = add_multiple(&mut product[index..index + WORDS], &self.words, factor);
            let sum = u128::from(product[index + WORDS]) + u128::from(carry) + u128::from(over);
            (product[index + WORDS], over) = split(sum);
        }
        let mut upper = [0; WORDS];
        upper.copy_from_slice(&product[WORDS..]);
        if over == 1 || !self.exceeds(&upper) {
            subtract(&mut upper, &self.words);
        }
        upper
    }

    /// Whether the modulus is greater than the number.
    pub(super) fn exceeds(&self, number: &Number) -> bool {
        self.words.iter().rev().gt(number.iter().rev())
    }
}

/// `places += number * factor`; the carry out of the highest place.
#[inline]
fn add_multiple(places: &mut [u64], number: &[u64], factor: u64) -> u64 {
    let mut carry = 0;
    for (place, &word) in places.iter_mut().zip(number) {
        let sum = u128::from(word) * u128::from(factor) + u128::from(*place) + u128::from(carry);
        (*place, carry) = split(sum);
    }
    carry
}

/// Completes a square of which the products of different words are there once.
fn double_and_add_squares(product: &mut [u64; 2 * WORDS], number: &Number) {
    let mut shifted_out = 0;
    let mut carry = 0;
    for (pair, &word) in product.chunks_exact_mut(2).zip(number) {
        let (low, high) = split(u128::from(word) * u128::from(word));
        let doubled = [pair[0] << 1 | shifted_out, pair[1] << 1 | pair[0] >> 63];
        shifted_out = pair[1] >> 63;
        (pair[0], carry) = split(u128::from(doubled[0]) + u128::from(low) + u128::from(carry));
        (pair[1], carry) = split(u128::from(doubled[1]) + u128::from(high) + u128::from(carry));
    }
}

fn subtract(number: &mut Number, other: &Number) {
    let mut borrow = false;
    for (word, &less) in number.iter_mut().zip(other) {
        let (difference, under) = word.overflowing_sub(less);
        let (difference, under_again) = difference.overflowing_sub(u64::from(borrow));
        *word = difference;
        borrow = under || under_again;
    }
}

#[expect(clippy::cast_possible_truncation, reason = "both halves are returned")]
#[inline]
fn split(value: u128) -> (u64, u64) {
    (value as u64, (value >> 64) as u64)
}
