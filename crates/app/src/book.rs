//! A community's book: writing to it, its folds in memory, closing a month, publishing it.

pub mod append;
pub mod books;
pub(crate) mod cards;
pub mod closing;
pub mod entries;
pub mod folds;
pub mod halt;
pub mod proof;
pub mod publish;
pub mod refusal;
pub(crate) mod replay;
mod shown;
mod signer;
