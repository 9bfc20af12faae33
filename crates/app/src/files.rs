//! The data directory: its folders, its keys, the public files, and how a file gets onto the disk.

pub mod dir;
pub mod keys;
pub mod public;
pub mod write;
