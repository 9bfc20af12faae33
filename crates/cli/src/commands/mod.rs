//! One file a group of commands: read the arguments, call one use case, say what it did.

pub mod book;
pub mod check;
pub mod demo;
pub mod election;
pub mod export;
pub mod import;
pub mod package;
pub mod serve;
pub mod setup;
