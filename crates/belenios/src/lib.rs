//! Secret elections by the Belenios protocol (version 1), so that a third party's unmodified tool,
//! Debian's `belenios-tool` 2.0, verifies ours and we verify its.
//!
//! One module is one thing of the published specification:
//!
//! | module | what |
//! |---|---|
//! | [`group`], [`scalar`] | the group behind a trait, numbers modulo its order, secrets |
//! | [`random`] | where randomness comes from: always an argument |
//! | [`hash`] | challenges, fingerprints, trackers |
//! | [`election`], [`trustee`], [`credential`] | what is fixed before anybody votes |
//! | [`ciphertext`], [`proof`], [`ballot`] | encryption, its proofs, the signature |
//! | [`tally`], [`decryption`], [`result`], [`dlog`] | from ballots to numbers |
//! | [`weight`] | area and heads in one weight, and the limits of that |
//! | [`archive`], [`json`] | the file `<uuid>.bel`, read within bounds and written |
//! | [`verify`], [`refusal`] | the whole of a file checked; what is refused, and by which rule |
//!
//! Powers with a secret exponent are constant time (crypto-bigint, curve25519-dalek), and secrets are wiped when they
//! are dropped. Everything public may take variable time and is fast instead.
//!
//! Nothing here reads a file, a clock or a random number of its own.

pub mod archive;
pub mod ballot;
pub mod ciphertext;
pub mod credential;
mod decimal;
pub mod decryption;
pub mod dlog;
pub mod election;
pub mod group;
pub mod hash;
pub mod json;
pub mod proof;
pub mod random;
pub mod refusal;
pub mod result;
pub mod scalar;
pub mod tally;
pub mod trustee;
pub mod verify;
pub mod weight;

pub use ballot::{Answer, Ballot, Signature};
pub use ciphertext::Ciphertext;
pub use credential::{CredentialSecret, PublicCredential, PublicCredentials};
pub use decryption::PartialDecryption;
pub use election::{Election, Poll, Question};
pub use group::{Belenios2048, Ed25519, Group, GroupError};
pub use proof::Proof;
pub use random::{RandomError, RandomSource};
pub use result::ElectionResult;
pub use scalar::{Scalar, Secret};
pub use tally::EncryptedTally;
pub use trustee::{Trustee, TrusteeKey, TrusteePublicKey, Trustees};
pub use weight::Weight;
