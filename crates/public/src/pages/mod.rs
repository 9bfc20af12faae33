//! One page a file: a view made by a pure function from the fold, and a handler of a few lines.

pub mod accounts;
pub mod basis;
pub mod changes;
pub mod community;
pub mod disclosures;
pub mod district;
pub mod entry;
pub mod funds;
pub mod help;
pub mod log;
pub mod search;
pub mod summary;
pub mod voucher;
