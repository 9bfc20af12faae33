//! The group BELENIOS-2048 of the specification (section 5.1): the subgroup of order q of the
//! integers modulo a prime p of 2048 bits.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{Odd, U256, U2048};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::montgomery::{Modulus, Number, WORDS};
use super::{Group, GroupError};
use crate::decimal;
use crate::scalar::Secret;

const P_HEX: &str = concat!(
    "a3ef2d011fefb1b6e39e568fccdffb0fb7dc7ef3a791b6862791811d21fc35f2",
    "1e6d36856b428030421f514ed40bfd4c06e092a495af8d79a2f85e0fb11c0ede",
    "07dd973f9c53e50930c6e82ac36de1ae3fb8c3aabfff12ce27a5022ddd8912d1",
    "07435012768a2cdd0a4091d8fa447f6c7ebc15a349fa318a6b4fe17d8d47e843",
    "a3e14dfa9b2162f4d7229abe93a188b46b006517d6f6747ebbb29c9ec3099b60",
    "7f18fb1a8bc858279aa8599411d998d3e3fada9e010840d082d8c31911acdd4a",
    "0e7992d0f18cc759cb5de0acf66a3882555bc810941e021b6a4ccfa04ee4008f",
    "878affa2375e2999b44f6cef17d707301e59e0e6351e051ed9cec4157646e64f",
);
const G_HEX: &str = concat!(
    "1307c1ab5f295885d7caa3a78a42415e31fd1c5807b61fb1e781878a52230a51",
    "988b98c259597f9c5a9dfd001d26ba31d9d8976f01d95a1c8262ee68a0e92cea",
    "541e5219e0d0d094301b894236823fe1d4bc04e29f3748aefd4f10d5b1a356a8",
    "643e673fd9d215fc8fe5fb9cf9fdb8ea88fdb1a3381a697fdf9c2458570b06d2",
    "6aef1be365fdd90165f397c6b870df8c1b9e519edcee8bb0f74b7a1615a274ba",
    "60a7ea574a61f552d2dde0ce514e0927c4ff49b1964c4a913731ae4268d60d7f",
    "22127b6cbba44d453ac8b72fd04e0991b7aeff04867d8724ac638f5f34100d2d",
    "47aa680d43771902743d663f42d853c041e1c91fe3823f4bcf284308f1d7e653",
);
const Q_HEX: &str = "adb6066a73522565f4daa0f2579db7f2f0fa90c2168bc709e20263387d55c491";

/// The modulus p.
const P: Odd<U2048> = Odd::<U2048>::from_be_hex(P_HEX);
static MODULUS: Modulus = Modulus::new(P.as_ref().to_words());
static PARAMS: LazyLock<FixedMontyParams<WORDS>> =
    LazyLock::new(|| FixedMontyParams::new_vartime(P));
static ONE: LazyLock<Element2048> = LazyLock::new(|| Element2048::enter(&U2048::ONE));
static G: LazyLock<Element2048> = LazyLock::new(|| Element2048::enter(&U2048::from_be_hex(G_HEX)));

/// The group BELENIOS-2048.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Belenios2048;

/// An integer from 1 to p - 1, in Montgomery form. In the group only when
/// [`Group::is_member`] says so.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Element2048(Number);

/// Bits of an exponent that one row of a fixed base's table stands for.
const ROW_BITS: usize = 8;
const ROW_LENGTH: usize = (1 << ROW_BITS) - 1;
const ROWS: usize = 256 / ROW_BITS;

/// `base^(digit * 256^row)` for every row and every digit from 1 to 255: 2 MB.
pub struct FixedBase2048(Vec<Vec<Element2048>>);

/// Bits of a window of an exponent that is not of a fixed base.
const WINDOW_BITS: usize = 4;
/// Odd digits below 2^4.
const WINDOW_ODDS: usize = 1 << (WINDOW_BITS - 1);

impl Element2048 {
    fn enter(value: &U2048) -> Self {
        Self(
            FixedMontyForm::new(value, &PARAMS)
                .as_montgomery()
                .to_words(),
        )
    }

    /// The same for crypto-bigint, which takes constant time.
    fn constant_time(&self) -> FixedMontyForm<WORDS> {
        FixedMontyForm::from_montgomery(U2048::from_words(self.0), &PARAMS)
    }

    fn times(&self, other: &Self) -> Self {
        Self(MODULUS.multiply(&self.0, &other.0))
    }

    fn squared(&self) -> Self {
        Self(MODULUS.square(&self.0))
    }
}

impl fmt::Display for Element2048 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&decimal::to_text(&MODULUS.leave(&self.0)))
    }
}

impl fmt::Debug for Element2048 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Element({self})")
    }
}

impl FromStr for Element2048 {
    type Err = GroupError;

    fn from_str(text: &str) -> Result<Self, GroupError> {
        let words = decimal::from_text::<WORDS>(text).ok_or(GroupError::NotCanonical)?;
        if words == [0; WORDS] || !MODULUS.exceeds(&words) {
            return Err(GroupError::OutOfRange);
        }
        Ok(Self::enter(&U2048::from_words(words)))
    }
}

impl Serialize for Element2048 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Element2048 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

impl Group for Belenios2048 {
    const NAME: &'static str = "BELENIOS-2048";
    const ORDER: U256 = U256::from_be_hex(Q_HEX);

    type Element = Element2048;
    type FixedBase = FixedBase2048;

    fn generator() -> Element2048 {
        *G
    }

    fn identity() -> Element2048 {
        *ONE
    }

    fn multiply(left: &Element2048, right: &Element2048) -> Element2048 {
        left.times(right)
    }

    fn multiply_secret(left: &Element2048, right: &Element2048) -> Element2048 {
        let [left, right] = [left, right].map(Element2048::constant_time);
        Element2048((left * right).as_montgomery().to_words())
    }

    fn invert(element: &Element2048) -> Element2048 {
        Self::power(element, &Self::ORDER.wrapping_sub(&U256::ONE))
    }

    fn power_secret(base: &Element2048, exponent: &Secret<Self>) -> Element2048 {
        let power = base.constant_time().pow(exponent.exponent());
        Element2048(power.as_montgomery().to_words())
    }

    fn powers(base: &Element2048, exponents: &[U256]) -> Vec<Element2048> {
        let mut sums: Vec<Buckets> = exponents.iter().map(Buckets::new).collect();
        let last = exponents.iter().map(U256::bits_vartime).max().unwrap_or(0);
        let mut square = *base;
        for bit in 0..last {
            if bit > 0 {
                square = square.squared();
            }
            for sum in &mut sums {
                sum.take(bit, &square);
            }
        }
        sums.iter().map(Buckets::total).collect()
    }

    fn power(base: &Element2048, exponent: &U256) -> Element2048 {
        let square = base.squared();
        let mut odd_powers = [*base; WINDOW_ODDS];
        for index in 1..WINDOW_ODDS {
            odd_powers[index] = odd_powers[index - 1].times(&square);
        }
        let mut result: Option<Element2048> = None;
        let mut done = 256;
        for (bit, digit) in windows(exponent).into_iter().rev() {
            let odd = &odd_powers[digit / 2];
            result = Some(match result {
                None => *odd,
                Some(so_far) => (bit..done)
                    .fold(so_far, |power, _| power.squared())
                    .times(odd),
            });
            done = bit;
        }
        let Some(result) = result else { return *ONE };
        (0..done).fold(result, |power, _| power.squared())
    }

    fn fixed_base(base: &Element2048) -> FixedBase2048 {
        let mut rows = Vec::with_capacity(ROWS);
        let mut first = *base;
        for _ in 0..ROWS {
            let row: Vec<Element2048> =
                std::iter::successors(Some(first), |power| Some(power.times(&first)))
                    .take(ROW_LENGTH)
                    .collect();
            first = row[ROW_LENGTH - 1].times(&first);
            rows.push(row);
        }
        FixedBase2048(rows)
    }

    fn fixed_power(base: &FixedBase2048, exponent: &U256) -> Element2048 {
        let digits = exponent.to_le_bytes();
        let factors = base
            .0
            .iter()
            .zip(digits.as_ref())
            .filter_map(|(row, &digit)| usize::from(digit).checked_sub(1).map(|index| &row[index]));
        product(factors)
    }

    fn product_of_powers(all: &[(&Element2048, u64)]) -> Element2048 {
        const DIGIT_BITS: u32 = 4;
        let bits = all
            .iter()
            .map(|(_, exponent)| 64 - exponent.leading_zeros())
            .max();
        let digits = bits.unwrap_or(0).div_ceil(DIGIT_BITS);
        let mut result = *ONE;
        for place in (0..digits).rev() {
            for _ in 0..DIGIT_BITS {
                result = result.squared();
            }
            let mut buckets = [None; 15];
            for (element, exponent) in all {
                let digit = hexadecimal_digit(exponent >> (place * DIGIT_BITS));
                if digit > 0 {
                    put(&mut buckets[digit - 1], element);
                }
            }
            // Sum of digit * bucket: every bucket is in as many partial sums as its digit says.
            let mut running = None;
            for bucket in buckets.iter().rev() {
                if let Some(bucket) = bucket {
                    put(&mut running, bucket);
                }
                if let Some(running) = &running {
                    result = result.times(running);
                }
            }
        }
        result
    }

    fn keys_of_walk(
        start: &Element2048,
        step: &Element2048,
    ) -> impl Iterator<Item = u64> + Send + use<> {
        let (start_inverse, step_inverse) = (Self::invert(start), Self::invert(step));
        TraceWalk {
            factor: trace(step, &step_inverse),
            before: trace(&start.times(&step_inverse), &start_inverse.times(step)),
            trace: trace(start, &start_inverse),
        }
    }
}

/// The trace of an element: itself plus its inverse. Only the two have it.
fn trace(element: &Element2048, inverse: &Element2048) -> Number {
    MODULUS.add(&element.0, &inverse.0)
}

/// The traces of start, start * step, ..: with T(n) that of the n-th and F the step's, it is
/// T(n + 1) = F * T(n) - T(n - 1). One multiplication a step gives element and inverse at once.
struct TraceWalk {
    factor: Number,
    before: Number,
    trace: Number,
}

impl Iterator for TraceWalk {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        let key = self.trace[0];
        let product = MODULUS.multiply(&self.factor, &self.trace);
        let next = MODULUS.subtract(&product, &self.before);
        self.before = std::mem::replace(&mut self.trace, next);
        Some(key)
    }
}

/// The product; one when there is nothing to multiply.
fn product<'a>(factors: impl Iterator<Item = &'a Element2048>) -> Element2048 {
    let mut result = None;
    for factor in factors {
        put(&mut result, factor);
    }
    result.unwrap_or(*ONE)
}

/// Multiplies into a place that is empty as long as it holds one.
fn put(place: &mut Option<Element2048>, factor: &Element2048) {
    *place = Some(match place {
        None => *factor,
        Some(so_far) => so_far.times(factor),
    });
}

/// The lowest four bits.
fn hexadecimal_digit(word: u64) -> usize {
    usize::from(word.to_le_bytes()[0] & 15)
}

/// The odd digits of an exponent and the bits at which they stand, from the lowest: the exponent is
/// the sum of `digit * 2^bit`.
fn windows(exponent: &U256) -> Vec<(u32, usize)> {
    let mut found = Vec::with_capacity(256 / WINDOW_BITS);
    let words = exponent.to_words();
    let bit_at = |bit: u32| {
        words
            .get(bit as usize / 64)
            .map_or(0, |word| word >> (bit % 64) & 1)
    };
    let mut bit = 0;
    while bit < 256 {
        if bit_at(bit) == 0 {
            bit += 1;
            continue;
        }
        let digit = (0..4).fold(0, |digit, offset| digit | bit_at(bit + offset) << offset);
        found.push((bit, hexadecimal_digit(digit)));
        bit += 4;
    }
    found
}

/// One exponent of several of the same base, worked through from its lowest bit while the base is
/// squared: every square that has a digit goes into the digit's bucket.
struct Buckets {
    windows: std::iter::Peekable<std::vec::IntoIter<(u32, usize)>>,
    buckets: [Option<Element2048>; WINDOW_ODDS],
}

impl Buckets {
    fn new(exponent: &U256) -> Self {
        Self {
            windows: windows(exponent).into_iter().peekable(),
            buckets: [None; WINDOW_ODDS],
        }
    }

    fn take(&mut self, bit: u32, square: &Element2048) {
        if let Some((_, digit)) = self.windows.next_if(|&(at, _)| at == bit) {
            put(&mut self.buckets[digit / 2], square);
        }
    }

    /// The product of `bucket^digit` over the odd digits 1, 3, .. 15: with S the product of all
    /// buckets and T that of bucket^((digit - 1) / 2), it is S * T^2.
    fn total(&self) -> Element2048 {
        let mut running = None;
        let mut halves = None;
        for (index, bucket) in self.buckets.iter().enumerate().rev() {
            if let Some(bucket) = bucket {
                put(&mut running, bucket);
            }
            if let (Some(running), true) = (&running, index > 0) {
                put(&mut halves, running);
            }
        }
        let all = running.unwrap_or(*ONE);
        halves.map_or(all, |halves| all.times(&halves.squared()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::scalar::Scalar;

    fn monty(element: &Element2048) -> FixedMontyForm<WORDS> {
        element.constant_time()
    }

    fn element(words: Number) -> Element2048 {
        Element2048::enter(&U2048::from_words(words).rem_vartime(P.as_nz_ref()))
    }

    /// Numbers at the edges, where carries are, and any others.
    fn words() -> impl Strategy<Value = Number> {
        prop_oneof![
            any::<[u64; WORDS]>(),
            any::<u64>().prop_map(|word| [word; WORDS]),
            (0_u64..3).prop_map(|less| P.as_ref().wrapping_sub(&U2048::from(less)).to_words()),
            (0_u64..3).prop_map(|small| U2048::from(small).to_words()),
            Just([u64::MAX; WORDS]),
        ]
    }

    fn exponent() -> impl Strategy<Value = U256> {
        prop_oneof![
            any::<[u64; 4]>().prop_map(U256::from_words),
            any::<u64>().prop_map(U256::from),
            (0_u64..40).prop_map(U256::from),
            Just(Belenios2048::ORDER),
            Just(U256::MAX),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn products_are_those_of_crypto_bigint(left in words(), right in words()) {
            let (left, right) = (element(left), element(right));
            let product = monty(&left) * monty(&right);
            prop_assert_eq!(left.times(&right).0, product.as_montgomery().to_words());
            let square = monty(&left).square();
            prop_assert_eq!(left.squared().0, square.as_montgomery().to_words());
            prop_assert_eq!(MODULUS.leave(&left.0), monty(&left).retrieve().to_words());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20))]

        #[test]
        fn powers_are_those_of_crypto_bigint(
            base in words(),
            exponents in proptest::collection::vec(exponent(), 1..4),
        ) {
            let base = element(base);
            let expected: Vec<Number> = exponents
                .iter()
                .map(|exponent| monty(&base).pow(exponent).as_montgomery().to_words())
                .collect();
            let numbers = |elements: Vec<Element2048>| -> Vec<Number> {
                elements.into_iter().map(|element| element.0).collect()
            };
            prop_assert_eq!(&numbers(Belenios2048::powers(&base, &exponents)), &expected);
            let single = exponents.iter().map(|exponent| Belenios2048::power(&base, exponent));
            prop_assert_eq!(&numbers(single.collect()), &expected);
            let table = Belenios2048::fixed_base(&base);
            let fixed = exponents.iter().map(|exponent| Belenios2048::fixed_power(&table, exponent));
            prop_assert_eq!(&numbers(fixed.collect()), &expected);
        }

        #[test]
        fn a_product_of_powers_is_the_product_of_the_powers(
            factors in proptest::collection::vec((words(), 0_u64..1 << 40), 0..5),
        ) {
            let factors: Vec<(Element2048, u64)> =
                factors.into_iter().map(|(words, exponent)| (element(words), exponent)).collect();
            let expected = factors.iter().fold(*ONE, |product, (base, exponent)| {
                product.times(&Belenios2048::power(base, &U256::from(*exponent)))
            });
            let pairs: Vec<(&Element2048, u64)> =
                factors.iter().map(|(base, exponent)| (base, *exponent)).collect();
            prop_assert_eq!(Belenios2048::product_of_powers(&pairs), expected);
        }

        #[test]
        fn a_secret_exponent_gives_the_same_power(exponent: u64) {
            let scalar = Scalar::from(exponent);
            let power = Belenios2048::power(&G, scalar.value());
            prop_assert_eq!(Belenios2048::power_secret(&G, &scalar.into()), power);
            let inverse = Belenios2048::invert(&power);
            prop_assert_eq!(inverse.times(&power), *ONE);
        }

        #[test]
        fn an_element_survives_its_text(words in words()) {
            let element = element(words);
            prop_assume!(element.0 != [0; WORDS]);
            prop_assert_eq!(element.to_string().parse(), Ok(element));
        }
    }

    #[test]
    fn the_generator_is_a_member_and_others_are_not() {
        assert!(Belenios2048::is_member(&G) && Belenios2048::is_member(&ONE));
        let minus_one = Element2048::enter(&P.as_ref().wrapping_sub(&U2048::ONE));
        assert!(!Belenios2048::is_member(&minus_one));
        assert!(!Belenios2048::is_member(&G.times(&minus_one)));
        assert!(!Belenios2048::is_member(&"2".parse().unwrap()));
    }

    #[test]
    fn zero_the_modulus_and_other_spellings_are_no_elements() {
        let text = |words: &U2048| decimal::to_text(&words.to_words());
        let parse = |text: &str| text.parse::<Element2048>();
        assert_eq!(parse("0"), Err(GroupError::OutOfRange));
        assert_eq!(parse(&text(P.as_ref())), Err(GroupError::OutOfRange));
        assert!(parse(&text(&P.as_ref().wrapping_sub(&U2048::ONE))).is_ok());
        assert_eq!(parse("1"), Ok(*ONE));
        for wrong in ["", "01", "-1", "1 ", "0x1", &"9".repeat(700)] {
            assert_eq!(parse(wrong), Err(GroupError::NotCanonical), "{wrong:?}");
        }
    }
}
