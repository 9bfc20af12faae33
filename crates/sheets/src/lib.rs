//! Reads spreadsheets as property offices keep them into typed rows, and reports every bad cell.
//!
//! A reader returns either all rows of a file or all its errors, each with sheet, row, column,
//! value and rule; never a part of the rows. Numbers are exact decimals, never floats. Names,
//! telephone and document numbers are masked in every error. No input may cause a panic or use
//! memory without bound. There is no database and no clock here.
//!
//! [`open`] makes a [`Workbook`] of a file's bytes; [`read_registry`], [`read_journal`] and
//! [`read_entries`] read one kind of table from it; [`words`] says an error in Chinese or English;
//! [`template`] writes the workbooks that these readers accept.
#![cfg_attr(not(test), deny(clippy::unwrap_used))]

mod approvers;
mod attachments;
mod bank;
mod cfb_guard;
mod dates;
mod documents;
mod entries;
mod error;
mod excel;
pub mod export;
mod fields;
mod grid;
mod header;
mod hidden;
mod journal;
mod limits;
mod mapping;
mod markup;
mod mask;
mod number;
mod ods;
mod open;
mod open_error;
mod payments;
mod period;
mod registry;
mod report;
mod rows;
mod spelling;
mod status;
mod table;
pub mod template;
mod text;
mod title;
mod units;
mod values;
pub mod words;
mod zip_guard;

pub use approvers::Approver;
pub use attachments::{NamedFiles, named_files};
pub use bank::{BankFinding, BankLine, BankSheet, Wallet, read_bank, walk};
pub use documents::{
    AgreementRow, BudgetRow, ContractRow, DisclosureRow, DocumentSheets, Papers, Place,
    ResolutionRow, StatementRow, disclosure_words, read_documents,
};
pub use entries::{Entry, EntryLine, EntrySheet, read_entries};
pub use error::{CellError, Code};
pub use fields::{BANK_STATEMENT, DOCUMENTS, ENTRIES, Field, JOURNAL, PAYMENTS, REGISTRY, Spec};
pub use grid::{Cell, Merge, Row, Sheet, Workbook, column_letters};
pub use journal::{Flow, JournalRow, JournalSheet, read_journal};
pub use limits::Limits;
pub use mapping::{Mapping, MappingError};
pub use open::open;
pub use open_error::{OpenError, QuoteFault};
pub use payments::{PaymentRow, PaymentSheet, read_payments};
pub use registry::{NO_ENTRANCE, RegistrySheet, UnitRow, read_registry};
pub use report::{Skipped, Tally};
pub use rows::Skip;
pub use words::Lang;
