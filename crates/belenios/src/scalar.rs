//! Numbers modulo the order of the group: public ones, and secrets that are wiped.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use crypto_bigint::{Choice, CtSelect, NonZero, U256, U512};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use zeroize::{Zeroize, Zeroizing};

use crate::decimal;
use crate::group::{Group, GroupError};
use crate::random::{RandomError, RandomSource};

/// A public number modulo the order: a challenge or a response. Below the order always.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Scalar<G: Group>(U256, PhantomData<G>);

impl<G: Group> Scalar<G> {
    /// Zero.
    pub const ZERO: Self = Self(U256::ZERO, PhantomData);

    /// 32 bytes, big-endian, modulo the order: how a hash becomes a challenge.
    pub fn from_hash(bytes: [u8; 32]) -> Self {
        let value = U256::from_be_slice(&bytes);
        Self(value.rem_vartime(&order::<G>()), PhantomData)
    }

    /// The number itself, as an exponent.
    pub fn value(&self) -> &U256 {
        &self.0
    }

    /// The sum modulo the order.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self(self.0.add_mod(&other.0, &order::<G>()), PhantomData)
    }

    /// The difference modulo the order.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        Self(self.0.sub_mod(&other.0, &order::<G>()), PhantomData)
    }

    /// The product modulo the order.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        Self(self.0.mul_mod(&other.0, &order::<G>()), PhantomData)
    }

    /// The opposite modulo the order.
    #[must_use]
    pub fn negated(&self) -> Self {
        Self::ZERO.minus(self)
    }
}

impl<G: Group> From<u64> for Scalar<G> {
    fn from(value: u64) -> Self {
        Self(U256::from(value), PhantomData)
    }
}

impl<G: Group> fmt::Display for Scalar<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&decimal::to_text(&self.0.to_words()))
    }
}

impl<G: Group> fmt::Debug for Scalar<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scalar({self})")
    }
}

impl<G: Group> FromStr for Scalar<G> {
    type Err = GroupError;

    fn from_str(text: &str) -> Result<Self, GroupError> {
        let words = decimal::from_text::<4>(text).ok_or(GroupError::NotCanonical)?;
        let value = U256::from_words(words);
        if value < G::ORDER {
            Ok(Self(value, PhantomData))
        } else {
            Err(GroupError::OutOfRange)
        }
    }
}

impl<G: Group> Serialize for Scalar<G> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, G: Group> Deserialize<'de> for Scalar<G> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

/// A secret number modulo the order: a key, or the randomness of an encryption or of a proof.
///
/// Wiped when dropped; its Debug shows nothing; arithmetic with it is constant time.
pub struct Secret<G: Group>(U256, PhantomData<G>);

impl<G: Group> Secret<G> {
    /// 64 bytes from the source, big-endian, modulo the order. The bias is below 2^-255.
    pub fn random(source: &mut dyn RandomSource) -> Result<Self, RandomError> {
        let mut bytes = Zeroizing::new([0; 64]);
        source.fill(bytes.as_mut_slice())?;
        let mut wide = U512::from_be_slice(bytes.as_slice());
        let order: U512 = G::ORDER.resize();
        let order = NonZero::new(order).expect("the order of a group is a prime");
        let reduced: U256 = wide.rem(&order).resize();
        wide.zeroize();
        Ok(Self(reduced, PhantomData))
    }

    /// Zero or one (or another small number) as a secret.
    pub fn small(value: u32) -> Self {
        Self(U256::from(value), PhantomData)
    }

    /// The number in decimal notation, as it is kept in a key file. Wiped when dropped.
    pub fn reveal(&self) -> Zeroizing<String> {
        Zeroizing::new(decimal::to_text(&self.0.to_words()))
    }

    /// Reads what [`Secret::reveal`] wrote.
    pub fn parse(text: &str) -> Result<Self, GroupError> {
        text.parse::<Scalar<G>>()
            .map(|scalar| Self(scalar.0, PhantomData))
    }

    /// The sum modulo the order.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self(self.0.add_mod(&other.0, &order::<G>()), PhantomData)
    }

    /// `self - key * challenge`: the response of a proof whose commitment was made with `self`. It
    /// is public when `self` is used once only.
    pub fn respond(&self, key: &Self, challenge: &Scalar<G>) -> Scalar<G> {
        let product = key.0.mul_mod(&challenge.0, &order::<G>());
        Scalar(self.0.sub_mod(&product, &order::<G>()), PhantomData)
    }

    /// `other` if the choice is true, else this one. Constant time.
    pub(crate) fn or(&self, other: &Self, choice: Choice) -> Self {
        Self(self.0.ct_select(&other.0, choice), PhantomData)
    }

    /// Makes it public: a random challenge or response of a simulated branch is published.
    pub fn publish(self) -> Scalar<G> {
        Scalar(self.0, PhantomData)
    }

    pub(crate) fn exponent(&self) -> &U256 {
        &self.0
    }
}

impl<G: Group> From<Scalar<G>> for Secret<G> {
    fn from(scalar: Scalar<G>) -> Self {
        Self(scalar.0, PhantomData)
    }
}

impl<G: Group> Clone for Secret<G> {
    fn clone(&self) -> Self {
        Self(self.0, PhantomData)
    }
}

impl<G: Group> Drop for Secret<G> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<G: Group> fmt::Debug for Secret<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

fn order<G: Group>() -> NonZero<U256> {
    NonZero::new(G::ORDER).expect("the order of a group is a prime")
}
