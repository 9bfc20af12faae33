//! The file `<uuid>.bel`: uncompressed, tar-like, append-only. Everything that is published of an
//! election is in it, in one order; each event names its predecessor by its hash, so that the hash
//! of the last one (the head) stands for everything before it.
//!
//! Reading takes hostile bytes: it allocates nothing by a size that a header states, and reads
//! nothing twice. It never decides whether a ballot is valid; that is [`crate::verify`].

pub mod chain;
pub mod event;
pub mod header;
pub mod read;
pub mod resume;
pub mod write;

pub use chain::{Chain, Owned, Setup, Tally};
pub use event::{Digest, Event, EventKind};
pub use header::{BLOCK, Header};
pub use read::{Kind, Member, Preamble};
pub use resume::ResumeError;
