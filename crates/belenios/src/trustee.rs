//! Trustees: each holds a part of the key, and all of them are needed to decrypt (n of n).

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use zeroize::Zeroizing;

use crate::group::{Group, GroupError};
use crate::hash;
use crate::proof::Proof;
use crate::random::{RandomError, RandomSource};
use crate::scalar::Secret;

/// More trustees than anybody appoints.
pub const MAX_TRUSTEES: usize = 100;

/// Why trustees are refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrusteeError {
    /// None, or too many.
    #[error("an election has between 1 and {MAX_TRUSTEES} trustees")]
    BadCount,
    /// The key is not an element of the group, or nobody has proved to know its secret.
    #[error("trustee {number}: the key is not proved")]
    NotProved {
        /// Counted from 1.
        number: usize,
    },
    /// Two trustees with one key are one trustee.
    #[error("trustee {number} has the key of an earlier one")]
    Repeated {
        /// Counted from 1.
        number: usize,
    },
}

/// A trustee's public key with the proof that its secret is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "", deny_unknown_fields)]
pub struct TrusteePublicKey<G: Group> {
    /// That the trustee knows the secret key.
    pub pok: Proof<G>,
    /// X = g^x.
    pub public_key: G::Element,
}

impl<G: Group> TrusteePublicKey<G> {
    /// Whether the key is in the group, is not trivial, and its proof holds.
    pub fn is_proved(&self) -> bool {
        let commitment = self.pok.commitment(&G::generator(), &self.public_key);
        self.public_key != G::identity()
            && G::is_member(&self.public_key)
            && pok_challenge::<G>(&self.public_key, &commitment) == self.pok.challenge
    }
}

fn pok_challenge<G: Group>(key: &G::Element, commitment: &G::Element) -> crate::Scalar<G> {
    hash::challenge::<G>(&format!("pok|{}|{key}|", G::NAME), &[commitment])
}

/// A trustee's key pair.
pub struct TrusteeKey<G: Group> {
    secret: Secret<G>,
    public: TrusteePublicKey<G>,
}

impl<G: Group> TrusteeKey<G> {
    /// A new key. Draws x, then w of the proof.
    pub fn generate(source: &mut dyn RandomSource) -> Result<Self, RandomError> {
        let secret = Secret::random(source)?;
        Self::of(secret, source)
    }

    /// Reads a private key file: the secret in decimal notation as a JSON string, as
    /// `belenios-tool` writes it. The proof is made anew (draws w).
    pub fn from_private_json(
        json: &str,
        source: &mut dyn RandomSource,
    ) -> Result<Result<Self, RandomError>, GroupError> {
        let text: Zeroizing<String> = serde_json::from_str::<String>(json.trim())
            .map(Zeroizing::new)
            .map_err(|_| GroupError::NotCanonical)?;
        Ok(Self::of(Secret::parse(&text)?, source))
    }

    fn of(secret: Secret<G>, source: &mut dyn RandomSource) -> Result<Self, RandomError> {
        let w = Secret::random(source)?;
        let public_key = G::power_secret(&G::generator(), &secret);
        let commitment = G::power_secret(&G::generator(), &w);
        let challenge = pok_challenge::<G>(&public_key, &commitment);
        let pok = Proof::answer(&w, &secret, challenge);
        Ok(Self {
            secret,
            public: TrusteePublicKey { pok, public_key },
        })
    }

    /// What is given to the election's administrator.
    pub fn public(&self) -> &TrusteePublicKey<G> {
        &self.public
    }

    /// The private key file: the secret in decimal notation as a JSON string.
    pub fn private_json(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("\"{}\"", *self.secret.reveal()))
    }

    pub(crate) fn secret(&self) -> &Secret<G> {
        &self.secret
    }
}

impl<G: Group> fmt::Debug for TrusteeKey<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TrusteeKey")
            .field("public", &self.public)
            .finish_non_exhaustive()
    }
}

/// One entry of the published list. Only trustees who must all take part are known here; the
/// specification's threshold trustees ("Pedersen") are refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trustee<G: Group>(pub TrusteePublicKey<G>);

const SINGLE: &str = "Single";

impl<G: Group> Serialize for Trustee<G> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (SINGLE, &self.0).serialize(serializer)
    }
}

impl<'de, G: Group> Deserialize<'de> for Trustee<G> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (kind, value) = <(String, serde_json::Value)>::deserialize(deserializer)?;
        if kind != SINGLE {
            return Err(de::Error::custom(format!(
                "trustees of kind {kind:?} are not supported"
            )));
        }
        serde_json::from_value(value)
            .map(Self)
            .map_err(de::Error::custom)
    }
}

/// The published list, in the order by which partial decryptions refer to them (from 1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "", transparent)]
pub struct Trustees<G: Group>(pub Vec<Trustee<G>>);

impl<G: Group> Trustees<G> {
    /// The list of these keys, each proved, none twice.
    pub fn new(keys: Vec<TrusteePublicKey<G>>) -> Result<Self, TrusteeError> {
        let trustees = Self(keys.into_iter().map(Trustee).collect());
        trustees.check()?;
        Ok(trustees)
    }

    /// Whether each key is proved and none is there twice.
    pub fn check(&self) -> Result<(), TrusteeError> {
        if self.0.is_empty() || self.0.len() > MAX_TRUSTEES {
            return Err(TrusteeError::BadCount);
        }
        for (index, trustee) in self.0.iter().enumerate() {
            let number = index + 1;
            if !trustee.0.is_proved() {
                return Err(TrusteeError::NotProved { number });
            }
            if self.0[..index]
                .iter()
                .any(|earlier| earlier.0.public_key == trustee.0.public_key)
            {
                return Err(TrusteeError::Repeated { number });
            }
        }
        Ok(())
    }

    /// The election's key: the product of the trustees'.
    pub fn public_key(&self) -> G::Element {
        self.0.iter().fold(G::identity(), |product, trustee| {
            G::multiply(&product, &trustee.0.public_key)
        })
    }

    /// The compact text.
    pub fn to_json(&self) -> String {
        hash::to_json(self)
    }
}
