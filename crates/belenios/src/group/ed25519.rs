//! The group Ed25519 of the specification from version 2.1 on (section "Elliptic curves"): the
//! points of prime order of the twisted Edwards curve of RFC 7748, written multiplicatively here.
//!
//! The curve has eight times as many points. A point outside the group never becomes an element:
//! reading refuses it, so that every element is a member and exponents may be reduced.
//!
//! An element's text is the number `y + 2^255 * (x mod 2)` in 64 lower-case hexadecimal digits, most
//! significant first: the bytes of RFC 8032 in the opposite order. No other text is read.

use std::fmt;
use std::str::FromStr;

use crypto_bigint::U256;
use curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsBasepointTable, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::{BasepointTable, Identity, VartimeMultiscalarMul};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use zeroize::Zeroizing;

use super::{Group, GroupError};
use crate::scalar::Secret;

/// The group Ed25519.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ed25519;

/// A point of prime order, or the neutral one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Element25519(EdwardsPoint);

/// Multiples of a point: 30 KB.
pub struct FixedBase25519(EdwardsBasepointTable);

/// Points of a walk whose keys are computed together, since that takes one division for all.
const WALK_BATCH: usize = 256;

impl fmt::Display for Element25519 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.0.compress().to_bytes();
        bytes.reverse();
        f.write_str(&hex::encode(bytes))
    }
}

impl fmt::Debug for Element25519 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Element({self})")
    }
}

impl FromStr for Element25519 {
    type Err = GroupError;

    fn from_str(text: &str) -> Result<Self, GroupError> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| GroupError::NotCanonical)?;
        bytes.reverse();
        let point = CompressedEdwardsY(bytes).decompress();
        let element = Self(point.ok_or(GroupError::NotInGroup)?);
        // Upper case, y not below 2^255 - 19, or a sign of x = 0.
        if element.to_string() != text {
            return Err(GroupError::NotCanonical);
        }
        if !element.0.is_torsion_free() {
            return Err(GroupError::NotInGroup);
        }
        Ok(element)
    }
}

impl Serialize for Element25519 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Element25519 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

impl Group for Ed25519 {
    const NAME: &'static str = "Ed25519";
    const ORDER: U256 =
        U256::from_be_hex("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed");

    type Element = Element25519;
    type FixedBase = FixedBase25519;

    fn generator() -> Element25519 {
        Element25519(ED25519_BASEPOINT_POINT)
    }

    fn identity() -> Element25519 {
        Element25519(EdwardsPoint::identity())
    }

    fn multiply(left: &Element25519, right: &Element25519) -> Element25519 {
        Element25519(left.0 + right.0)
    }

    fn multiply_secret(left: &Element25519, right: &Element25519) -> Element25519 {
        Self::multiply(left, right)
    }

    fn invert(element: &Element25519) -> Element25519 {
        Element25519(-element.0)
    }

    fn power_secret(base: &Element25519, exponent: &Secret<Self>) -> Element25519 {
        let scalar = Zeroizing::new(reduced(exponent.exponent()));
        Element25519(base.0 * *scalar)
    }

    fn powers(base: &Element25519, exponents: &[U256]) -> Vec<Element25519> {
        let each = exponents.iter();
        each.map(|exponent| Self::power(base, exponent)).collect()
    }

    fn power(base: &Element25519, exponent: &U256) -> Element25519 {
        let exponent = reduced(exponent);
        Element25519(EdwardsPoint::vartime_double_scalar_mul_basepoint(
            &exponent,
            &base.0,
            &Scalar::ZERO,
        ))
    }

    fn fixed_base(base: &Element25519) -> FixedBase25519 {
        FixedBase25519(EdwardsBasepointTable::create(&base.0))
    }

    fn fixed_power(base: &FixedBase25519, exponent: &U256) -> Element25519 {
        Element25519(&base.0 * &reduced(exponent))
    }

    fn product_of_powers(all: &[(&Element25519, u64)]) -> Element25519 {
        let exponents = all.iter().map(|(_, exponent)| Scalar::from(*exponent));
        let points = all.iter().map(|(element, _)| element.0);
        Element25519(EdwardsPoint::vartime_multiscalar_mul(exponents, points))
    }

    /// The sign of a point is that of x; y is the same for a point and its inverse.
    fn keys_of_walk(
        start: &Element25519,
        step: &Element25519,
    ) -> impl Iterator<Item = u64> + Send + use<> {
        let step = step.0;
        let mut next = start.0;
        std::iter::repeat_with(move || {
            let points: Vec<EdwardsPoint> =
                std::iter::successors(Some(next), |point| Some(point + step))
                    .take(WALK_BATCH)
                    .collect();
            next = points[WALK_BATCH - 1] + step;
            EdwardsPoint::compress_batch_alloc(&points)
        })
        .flatten()
        .map(|point| {
            let y = point.to_bytes();
            y.first_chunk().map_or(0, |low| u64::from_le_bytes(*low))
        })
    }

    fn is_member(element: &Element25519) -> bool {
        element.0.is_torsion_free()
    }
}

/// An exponent modulo the order. Constant time.
fn reduced(exponent: &U256) -> Scalar {
    let mut bytes = Zeroizing::new([0; 32]);
    for (place, word) in bytes.chunks_exact_mut(8).zip(exponent.as_words()) {
        place.copy_from_slice(&word.to_le_bytes());
    }
    Scalar::from_bytes_mod_order(*bytes)
}

#[cfg(test)]
mod tests {
    use curve25519_dalek::constants::EIGHT_TORSION;

    use super::*;

    fn read(text: &str) -> Result<Element25519, GroupError> {
        text.parse()
    }

    #[test]
    fn the_texts_of_the_specification_are_most_significant_first() {
        // y = 4/5 with an even x; the neutral element has y = 1.
        let generator = format!("{}58", "66".repeat(31));
        assert_eq!(Ed25519::generator().to_string(), generator);
        assert_eq!(read(&generator), Ok(Ed25519::generator()));
        let odd = format!("e6{}58", "66".repeat(30));
        let inverse = Ed25519::invert(&Ed25519::generator());
        assert_eq!(inverse.to_string(), odd);
        assert_eq!(read(&odd), Ok(inverse));
        let one = format!("{}1", "0".repeat(63));
        assert_eq!(read(&one), Ok(Ed25519::identity()));
    }

    #[test]
    fn other_texts_of_an_element_are_refused() {
        let generator = Ed25519::generator().to_string();
        let some = Ed25519::power(&Ed25519::generator(), &U256::from(3_u64)).to_string();
        assert!(some.contains(|c: char| c.is_ascii_lowercase()));
        for wrong in [
            String::new(),
            generator[1..].to_owned(),
            format!("0{generator}"),
            format!(" {}", &generator[1..]),
            some.to_uppercase(),
            // y = p + 1 and y = 1 with a sign, for the neutral element; y = 2^255 - 1.
            format!("7f{}ee", "f".repeat(60)),
            format!("8{}1", "0".repeat(62)),
            "7".to_owned() + &"f".repeat(63),
            "四".repeat(64),
        ] {
            assert_eq!(read(&wrong), Err(GroupError::NotCanonical), "{wrong}");
        }
        // Not a point: 2 is no y of the curve.
        let none = format!("{}2", "0".repeat(63));
        assert_eq!(read(&none), Err(GroupError::NotInGroup));
    }

    #[test]
    fn points_outside_the_group_are_refused() {
        for (index, small) in EIGHT_TORSION.into_iter().enumerate() {
            for point in [small, small + ED25519_BASEPOINT_POINT] {
                let element = Element25519(point);
                assert_eq!(Ed25519::is_member(&element), index == 0);
                let expected = if index == 0 {
                    Ok(element)
                } else {
                    Err(GroupError::NotInGroup)
                };
                assert_eq!(read(&element.to_string()), expected);
            }
        }
    }

    #[test]
    fn all_ways_to_a_power_agree() {
        let generator = Ed25519::generator();
        let base = Ed25519::power(&generator, &U256::from(1_234_567_u64));
        let table = Ed25519::fixed_base(&base);
        let mut product = Ed25519::identity();
        for exponent in 0..20_u64 {
            let wide = U256::from(exponent);
            let secret = Secret::small(u32::try_from(exponent).unwrap());
            assert_eq!(Ed25519::power(&base, &wide), product);
            assert_eq!(Ed25519::power_secret(&base, &secret), product);
            assert_eq!(Ed25519::fixed_power(&table, &wide), product);
            assert_eq!(Ed25519::powers(&base, &[wide, wide]), [product; 2]);
            assert_eq!(Ed25519::product_of_powers(&[(&base, exponent)]), product);
            product = Ed25519::multiply(&product, &base);
        }
        assert_eq!(Ed25519::power(&base, &Ed25519::ORDER), Ed25519::identity());
        assert_eq!(Ed25519::product_of_powers(&[]), Ed25519::identity());
        let all = [(&base, 1 << 40), (&generator, 7)];
        let expected = Ed25519::multiply(
            &Ed25519::power(&base, &U256::from(1_u64 << 40)),
            &Ed25519::power(&generator, &U256::from(7_u64)),
        );
        assert_eq!(Ed25519::product_of_powers(&all), expected);
    }
}
