//! The group in which ballots are encrypted, behind a trait: the rest of the crate does not know
//! which one it is.
//!
//! An element that was read is in its canonical text and in range, nothing more: whoever trusts it
//! must see [`Group::is_member`] (or the power [`Group::ORDER`] being one) first. (Reading one of
//! [`Ed25519`] refuses strangers at once.)

mod belenios2048;
mod ed25519;
mod montgomery;

use std::fmt;
use std::str::FromStr;

use crypto_bigint::U256;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::scalar::Secret;

pub use belenios2048::{Belenios2048, Element2048, FixedBase2048};
pub use ed25519::{Ed25519, Element25519, FixedBase25519};

/// Why a text is no element or no scalar.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GroupError {
    /// Something else than digits, a leading zero, a sign, another length.
    #[error("not a number in its one notation")]
    NotCanonical,
    /// Zero, or not below the modulus.
    #[error("a number outside its range")]
    OutOfRange,
    /// Not a point of the curve, or one outside the group.
    #[error("not an element of the group")]
    NotInGroup,
}

/// A group of prime order, written multiplicatively, in which discrete logarithms are hard.
///
/// Only [`Group::power_secret`] may see a secret exponent, and only [`Group::multiply_secret`] what
/// must not be told; everything else is for public data and takes variable time.
pub trait Group: Copy + Eq + fmt::Debug + Send + Sync + 'static {
    /// Its name in the member `group` of an election.
    const NAME: &'static str;
    /// Its order q, a prime. Every group here has one of at most 256 bits.
    const ORDER: U256;

    /// An element. Its text (`Display`, `FromStr`, JSON string) is the canonical one; reading checks the
    /// range, not the membership.
    type Element: Clone
        + Eq
        + fmt::Debug
        + fmt::Display
        + FromStr<Err = GroupError>
        + Serialize
        + DeserializeOwned
        + Send
        + Sync;
    /// A table for many powers of one element.
    type FixedBase: Send + Sync;

    /// The generator g.
    fn generator() -> Self::Element;
    /// The neutral element.
    fn identity() -> Self::Element;
    /// The product of two elements.
    fn multiply(left: &Self::Element, right: &Self::Element) -> Self::Element;
    /// The product of two elements that nobody may learn, in constant time.
    fn multiply_secret(left: &Self::Element, right: &Self::Element) -> Self::Element;
    /// The inverse. Only for members of the group.
    fn invert(element: &Self::Element) -> Self::Element;
    /// `base^exponent` for a secret exponent, in constant time.
    fn power_secret(base: &Self::Element, exponent: &Secret<Self>) -> Self::Element;
    /// `base^e` for several public exponents. Where squarings are dear they are shared, so that the
    /// second exponent costs about a quarter of the first.
    fn powers(base: &Self::Element, exponents: &[U256]) -> Vec<Self::Element>;
    /// `base^exponent` for one public exponent.
    fn power(base: &Self::Element, exponent: &U256) -> Self::Element;
    /// Makes the table for [`Group::fixed_power`]. About as dear as thirty powers.
    fn fixed_base(base: &Self::Element) -> Self::FixedBase;
    /// `base^exponent` for a public exponent by a table: about a tenth of [`Group::power`].
    fn fixed_power(base: &Self::FixedBase, exponent: &U256) -> Self::Element;
    /// The product of all `element^exponent`: the squarings are shared by all.
    fn product_of_powers(all: &[(&Self::Element, u64)]) -> Self::Element;
    /// Of start, start * step, start * step^2, .. without end some 64 bits each, for hash tables: the
    /// same for an element and its inverse, else different with high probability. For members of
    /// the group; of others the bits mean nothing.
    fn keys_of_walk(
        start: &Self::Element,
        step: &Self::Element,
    ) -> impl Iterator<Item = u64> + Send + use<Self>;

    /// Whether an element that was read is in the group (and not only in what surrounds it).
    fn is_member(element: &Self::Element) -> bool {
        Self::power(element, &Self::ORDER) == Self::identity()
    }
}
