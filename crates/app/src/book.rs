//! A community's book: writing to it, its folds in memory, closing a month, publishing it.

pub mod append;
pub mod books;
pub mod closing;
pub mod entries;
pub(crate) mod folds;
pub mod halt;
pub mod proof;
pub mod publish;
pub mod refusal;
mod shown;
mod signer;
