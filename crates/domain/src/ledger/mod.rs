//! Double-entry accounts of one community: funds, the chart of accounts, journal templates, balances.
//!
//! A debit is positive and a credit negative, everywhere. An entry balances within each fund it
//! touches (invariant I1); money moves between funds only through account 1290.

mod account;
mod balances;
mod fund;
mod posting;
pub mod templates;

pub use account::{Account, AccountClass, CHART, ChartLine, UnknownAccount};
pub use balances::Balances;
pub use fund::{Fund, UnknownFund};
pub use posting::{EntryError, MAX_POSTINGS, Posting, check_entry, mirrored};
