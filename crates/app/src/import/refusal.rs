//! Why a file of an office is not imported, or an import is not taken back.

use mingbai_sheets::{CellError, MappingError, OpenError};

use crate::import::refused::RowRefusal;

/// A refusal: nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ImportRefusal {
    /// Cells of a spreadsheet are wrong: all of them, with place, value and rule.
    #[error("{} cells are wrong; nothing was imported", .0.len())]
    Cells(Vec<CellError>),
    /// The file is no spreadsheet that can be read.
    #[error(transparent)]
    Sheet(#[from] OpenError),
    /// A `--map` pair that cannot be used.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// Rows of a spreadsheet that no rule allows: all of them, with place and rule.
    #[error("{} rows are refused; nothing was imported", .0.len())]
    Rows(Vec<RowRefusal>),
    /// An import of a bank statement cannot be taken back.
    #[error(transparent)]
    Bank(#[from] BankRefusal),
}

/// Why an import of a statement is not taken back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BankRefusal {
    /// Entries of the book name movements that only this statement has.
    #[error("the entries {} name movements of this statement; reverse them first", numbers(.entries))]
    Reconciled {
        /// Numbers of the entries.
        entries: Vec<u64>,
    },
}

fn numbers(entries: &[u64]) -> String {
    let numbers: Vec<String> = entries.iter().map(|seq| format!("#{seq}")).collect();
    numbers.join(", ")
}
