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
    /// The words, most significant first.
    reversed: Number,
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
        let mut reversed = [0; WORDS];
        let mut index = 0;
        while index < WORDS {
            reversed[index] = words[WORDS - 1 - index];
            index += 1;
        }
        Self {
            words,
            reversed,
            negated_inverse: inverse.wrapping_neg(),
        }
    }

    /// `left * right / 2^2048`. Column by column: the product's and the reduction's parts of a column
    /// are summed side by side, which takes 30 % less time than row by row.
    pub(super) fn multiply(&self, left: &Number, right: &Number) -> Number {
        let mut reversed = *right;
        reversed.reverse();
        let mut factors = [0; WORDS];
        let mut column = Column::default();
        for index in 0..WORDS {
            let from = WORDS - 1 - index;
            column.add_products(
                [&left[..index], &reversed[from..from + index]],
                [&factors[..index], &self.reversed[from..from + index]],
            );
            column.add_product(left[index], right[0]);
            factors[index] = column.low.wrapping_mul(self.negated_inverse);
            column.add_product(factors[index], self.words[0]);
            column.next();
        }
        let mut result = [0; WORDS];
        for (index, word) in result.iter_mut().enumerate() {
            let (from, to) = (index + 1, WORDS - 1 - index);
            column.add_products(
                [&left[from..], &reversed[..to]],
                [&factors[from..], &self.reversed[..to]],
            );
            *word = column.low;
            column.next();
        }
        self.below(result, column.low)
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
        self.below(upper, over)
    }

    /// Subtracts the modulus once where the number, with the word above it, reaches it.
    fn below(&self, mut number: Number, over: u64) -> Number {
        if over == 1 || !self.exceeds(&number) {
            subtract(&mut number, &self.words);
        }
        number
    }

    /// `left + right`.
    pub(super) fn add(&self, left: &Number, right: &Number) -> Number {
        let negated = self.subtract(&[0; WORDS], right);
        self.subtract(left, &negated)
    }

    /// `left - right`.
    pub(super) fn subtract(&self, left: &Number, right: &Number) -> Number {
        let mut difference = *left;
        if subtract(&mut difference, right) {
            add(&mut difference, &self.words);
        }
        difference
    }

    /// Whether the modulus is greater than the number.
    pub(super) fn exceeds(&self, number: &Number) -> bool {
        self.words.iter().rev().gt(number.iter().rev())
    }
}

/// A sum of products of words: three words.
#[derive(Clone, Copy, Default)]
struct Column {
    low: u64,
    middle: u64,
    high: u64,
}

#[expect(clippy::inline_always, reason = "it is slower otherwise: measured")]
impl Column {
    #[inline(always)]
    fn add_product(&mut self, left: u64, right: u64) {
        self.add(u128::from(left) * u128::from(right), 0);
    }

    #[inline(always)]
    fn add(&mut self, value: u128, high: u64) {
        let so_far = u128::from(self.middle) << 64 | u128::from(self.low);
        let (sum, over) = so_far.overflowing_add(value);
        (self.low, self.middle) = split(sum);
        self.high += high + u64::from(over);
    }

    /// Adds all products of two pairs of slices of one length, each pair in a sum of its own.
    #[inline(always)]
    fn add_products(&mut self, [a, b]: [&[u64]; 2], [c, d]: [&[u64]; 2]) {
        let mut other = Self::default();
        let length = a.len();
        let (b, c, d) = (&b[..length], &c[..length], &d[..length]);
        for index in 0..length {
            self.add_product(a[index], b[index]);
            other.add_product(c[index], d[index]);
        }
        let wide = u128::from(other.middle) << 64 | u128::from(other.low);
        self.add(wide, other.high);
    }

    /// On to the next column: the low word is done.
    #[inline(always)]
    fn next(&mut self) {
        *self = Self {
            low: self.middle,
            middle: self.high,
            high: 0,
        };
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

/// Subtracts; whether the result is negative, and 2^2048 too large.
fn subtract(number: &mut Number, other: &Number) -> bool {
    let mut borrow = false;
    for (word, &less) in number.iter_mut().zip(other) {
        let (difference, under) = word.overflowing_sub(less);
        let (difference, under_again) = difference.overflowing_sub(u64::from(borrow));
        *word = difference;
        borrow = under || under_again;
    }
    borrow
}

/// Adds, modulo 2^2048.
fn add(number: &mut Number, other: &Number) {
    let mut carry = 0;
    for (word, &more) in number.iter_mut().zip(other) {
        (*word, carry) = split(u128::from(*word) + u128::from(more) + u128::from(carry));
    }
}

#[expect(clippy::cast_possible_truncation, reason = "both halves are returned")]
#[inline]
fn split(value: u128) -> (u64, u64) {
    (value as u64, (value >> 64) as u64)
}
