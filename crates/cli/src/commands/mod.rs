//! One file a group of commands: read the arguments, call one use case, say what it did.

pub mod bank;
pub mod book;
pub mod check;
pub mod demo;
pub mod desk;
pub mod election;
pub mod export;
pub mod import;
pub mod package;
pub mod reconcile;
pub mod serve;
pub mod setup;
