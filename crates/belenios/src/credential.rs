//! Credentials: a secret on the voter's phone, and its public part on the list of voters with the
//! weight of the voter's ballot.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::group::{Group, GroupError};
use crate::hash;
use crate::random::{RandomError, RandomSource};
use crate::scalar::Secret;
use crate::weight::{self, Weight};

/// Why a list of credentials is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialError {
    /// Nobody could vote.
    #[error("the list of credentials is empty")]
    Empty,
    /// Not an element of the group, or the neutral one.
    #[error("credential {number} is not in the group")]
    NotInGroup {
        /// Counted from 1, in the list as given.
        number: usize,
    },
    /// One person with two lines.
    #[error("a credential is on the list twice: {credential}")]
    Repeated {
        /// The public credential.
        credential: String,
    },
    /// The weights cannot be tallied.
    #[error(transparent)]
    Weight(#[from] weight::WeightError),
}

/// A voter's secret.
pub struct CredentialSecret<G: Group>(Secret<G>);

impl<G: Group> CredentialSecret<G> {
    /// A new one, made where the voter is.
    pub fn generate(source: &mut dyn RandomSource) -> Result<Self, RandomError> {
        Secret::random(source).map(Self)
    }

    /// Reads the decimal notation.
    pub fn parse(text: &str) -> Result<Self, GroupError> {
        Secret::parse(text).map(Self)
    }

    /// What the list of voters shows.
    pub fn public(&self) -> G::Element {
        G::power_secret(&G::generator(), &self.0)
    }

    /// The secret in decimal notation. Wiped when dropped.
    pub fn reveal(&self) -> zeroize::Zeroizing<String> {
        self.0.reveal()
    }

    pub(crate) fn secret(&self) -> &Secret<G> {
        &self.0
    }
}

impl<G: Group> fmt::Debug for CredentialSecret<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CredentialSecret(…)")
    }
}

/// A line of the list of voters: `<credential>` for weight 1, else `<credential>,<weight>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicCredential<G: Group> {
    /// g^secret.
    pub credential: G::Element,
    /// What this voter's ballot weighs.
    pub weight: Weight,
}

impl<G: Group> fmt::Display for PublicCredential<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.weight == Weight::ONE {
            write!(f, "{}", self.credential)
        } else {
            write!(f, "{},{}", self.credential, self.weight)
        }
    }
}

impl<G: Group> Serialize for PublicCredential<G> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, G: Group> Deserialize<'de> for PublicCredential<G> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let line = String::deserialize(deserializer)?;
        let (credential, weight) = match line.split_once(',') {
            None => (line.as_str(), Some(1)),
            Some((credential, weight)) => (credential, weight::parse(weight)),
        };
        Ok(Self {
            credential: credential.parse().map_err(de::Error::custom)?,
            weight: weight
                .map(Weight)
                .ok_or_else(|| de::Error::custom("not a weight"))?,
        })
    }
}

/// The list of voters, in ascending order of the credentials' numbers so that the order tells
/// nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "", transparent)]
pub struct PublicCredentials<G: Group>(pub Vec<PublicCredential<G>>);

impl<G: Group> PublicCredentials<G> {
    /// The list of these credentials. Refuses strangers to the group, repetitions, and weights whose
    /// sum is not below 2^40. A vote by area and heads calls [`weight::total_combined`] as well.
    pub fn new(credentials: Vec<PublicCredential<G>>) -> Result<Self, CredentialError> {
        let mut lines = credentials;
        lines.sort_by_cached_key(|entry| {
            let text = entry.credential.to_string();
            (text.len(), text)
        });
        let list = Self(lines);
        list.check()?;
        Ok(list)
    }

    /// Whether every credential is in the group and there once, and the weights can be tallied.
    pub fn check(&self) -> Result<(), CredentialError> {
        if self.0.is_empty() {
            return Err(CredentialError::Empty);
        }
        let mut seen = std::collections::BTreeSet::new();
        for (index, entry) in self.0.iter().enumerate() {
            if entry.credential == G::identity() || !G::is_member(&entry.credential) {
                return Err(CredentialError::NotInGroup { number: index + 1 });
            }
            let credential = entry.credential.to_string();
            if !seen.insert(credential.clone()) {
                return Err(CredentialError::Repeated { credential });
            }
        }
        self.total_weight()?;
        Ok(())
    }

    /// The sum of all weights.
    pub fn total_weight(&self) -> Result<Weight, weight::WeightError> {
        weight::total(self.0.iter().map(|entry| entry.weight))
    }

    /// The weight of a credential's ballot.
    pub fn weight_of(&self, credential: &G::Element) -> Option<Weight> {
        self.0
            .iter()
            .find(|entry| entry.credential == *credential)
            .map(|entry| entry.weight)
    }

    /// The compact text.
    pub fn to_json(&self) -> String {
        hash::to_json(self)
    }
}
