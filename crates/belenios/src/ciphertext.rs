//! Encrypted numbers, and their sums.

use serde::{Deserialize, Serialize};

use crate::group::Group;
use crate::scalar::Secret;

/// An encrypted number: `(g^r, y^r g^m)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "", deny_unknown_fields)]
pub struct Ciphertext<G: Group> {
    /// g^r.
    pub alpha: G::Element,
    /// y^r g^m.
    pub beta: G::Element,
}

impl<G: Group> Ciphertext<G> {
    /// Of zero, without randomness: the start of every product.
    pub fn one() -> Self {
        Self {
            alpha: G::identity(),
            beta: G::identity(),
        }
    }

    /// Encrypts a number with the randomness r.
    pub fn encrypt(y: &G::Element, message: u32, r: &Secret<G>) -> Self {
        let g = G::generator();
        Self {
            alpha: G::power_secret(&g, r),
            beta: G::multiply_secret(
                &G::power_secret(y, r),
                &G::power_secret(&g, &Secret::small(message)),
            ),
        }
    }

    /// Of the sum of both.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        Self {
            alpha: G::multiply(&self.alpha, &other.alpha),
            beta: G::multiply(&self.beta, &other.beta),
        }
    }

    /// Of the sum of all.
    pub fn product<'a>(all: impl IntoIterator<Item = &'a Self>) -> Self {
        all.into_iter()
            .fold(Self::one(), |product, each| product.times(each))
    }
}
