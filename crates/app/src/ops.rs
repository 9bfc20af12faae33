//! Looking after an installation: setting it up, auditing it, packing it up.

pub mod audit;
pub mod package;
pub mod refusal;
pub mod setup;
