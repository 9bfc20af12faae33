//! Why an installation, or a community in it, is not there or not made.

use std::path::PathBuf;

use mingbai_domain::ids::Slug;

/// A refusal: nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum SetupRefusal {
    /// The installation was not initialised.
    #[error("this data directory holds no installation yet: run `mingbai init` first")]
    NotInitialised,
    /// The installation was initialised before.
    #[error("this data directory already holds an installation")]
    AlreadyInitialised,
    /// No such community.
    #[error("there is no community `{0}` here")]
    UnknownCommunity(String),
    /// A community with this address name exists.
    #[error("there is already a community `{0}`")]
    CommunityExists(Slug),
    /// A key file that is no key.
    #[error("{} is no signing key", .0.display())]
    NotAKey(PathBuf),
}
