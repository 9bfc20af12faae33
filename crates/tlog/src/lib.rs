//! Public log formats: everything that somebody else must be able to reproduce byte for byte.
//!
//! One module is one document of the C2SP family (<https://c2sp.org>), over the tree of RFC 6962:
//!
//! | module | document | what |
//! |---|---|---|
//! | [`tree`] | RFC 6962 section 2.1 | [`Hash`](struct@Hash), roots, [`Frontier`] |
//! | [`proof`] | RFC 6962, RFC 9162 section 2.1 | inclusion and consistency |
//! | [`tile`], [`edge`] | `tlog-tiles` | paths, hash tiles, entry bundles, the growing right edge |
//! | [`key`], [`signer`], [`signature`], [`note`] | `signed-note` | keys, signatures, the note format |
//! | [`cosignature`] | `tlog-cosignature` | a witness's timestamped signature |
//! | [`checkpoint`] | `tlog-checkpoint` | the signed head of a log |
//! | [`receipt`] | `tlog-proof` | an offline proof that an entry is in a log |
//! | [`policy`] | `tlog-policy` | which logs and how many witnesses somebody trusts |
//! | [`witness`] | `tlog-witness` | the add-checkpoint call and its pure decision |
//!
//! Nothing here reads a file, a clock or a random number, and no input makes it panic.

pub mod checkpoint;
pub mod cosignature;
pub mod edge;
pub mod key;
pub mod note;
pub mod policy;
pub mod proof;
pub mod receipt;
pub mod signature;
pub mod signer;
mod text;
pub mod tile;
pub mod tree;
pub mod witness;

pub use checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
pub use cosignature::Cosigner;
pub use edge::RightEdge;
pub use key::{KeyError, SignatureType, Verified, Verifier};
pub use note::{Note, NoteError};
pub use policy::{Policy, PolicyError};
pub use proof::ProofError;
pub use receipt::{Receipt, ReceiptError};
pub use signature::Signature;
pub use signer::Signer;
pub use tile::{TileError, TileKind, TilePath};
pub use tree::{Frontier, Hash, leaf_hash};
