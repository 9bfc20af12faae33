//! Why a server's address cannot be used. No part of a URL that could be a password is ever in it.

use std::path::PathBuf;

/// Why an address cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    /// It is no URL of a PostgreSQL server.
    #[error(
        "it cannot be read; its form is postgres://USER:PASSWORD@HOST:PORT/NAME?sslmode=verify-full, \
         and signs like @ : / ? # in a password are percent-encoded"
    )]
    Form,
    /// A parameter that PostgreSQL's programs know and this one does not.
    #[error("the parameter `{0}` is not supported")]
    Unsupported(&'static str),
    /// No such mode.
    #[error("sslmode must be disable, prefer, require, verify-ca or verify-full")]
    Mode,
    /// A certificate shall be checked, and nobody said against what.
    #[error("sslmode={0} needs sslrootcert=FILE or sslrootcert=system")]
    NoRoots(&'static str),
    /// `sslrootcert=system` checks names, too.
    #[error("sslrootcert=system goes with sslmode=verify-full only")]
    WeakSystem,
    /// The file of root certificates cannot be used.
    #[error("sslrootcert `{}`: {why}", path.display())]
    Roots {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
}
