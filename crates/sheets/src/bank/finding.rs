//! What is odd or wrong in a bank's statement alone, and what became of its rows.

use mingbai_domain::money::Fen;

/// Why a row with content below the header is no movement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BankSkip {
    /// The bank lists it with an amount of zero.
    Zero,
    /// It adds up other rows.
    Total,
    /// It brings a balance forward, or states the last one.
    Balance,
    /// The header, printed once more.
    Header,
    /// A remark or a summary below the table: no day and no amount.
    Remark,
    /// Neither income nor expense in the wallet's own words (不计收支, 中性交易).
    Neutral,
    /// Paid back in full.
    Refunded,
    /// Closed, failed or not paid yet: no money moved.
    NotPaid,
}

/// A row that is no movement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedRow {
    /// Its sheet.
    pub sheet: String,
    /// Its number, from 1.
    pub row: u32,
    /// Why.
    pub why: BankSkip,
}

/// Findings that only a statement can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BankFinding {
    /// These rows are no movements.
    Skipped {
        /// Their numbers, such as `5, 9, 12-14`.
        rows: String,
        /// Why.
        why: BankSkip,
    },
    /// Of two columns for one field, this one was not used.
    ColumnUnused {
        /// The field's name.
        field: String,
        /// The column used, such as `C「交易日期」`.
        used: String,
    },
    /// Two columns of words; both were taken.
    ColumnsJoined {
        /// The other column.
        other: String,
    },
    /// All amounts that went out have a minus, which was read as the side once more.
    MinusMeansOut,
    /// Nothing says which account it is.
    AccountUnnamed,
    /// Of several accounts, this row does not say which.
    AccountMissing,
    /// An amount in another currency.
    Currency,
    /// One column of amounts, no sign in any of them, no side and no balance.
    SideUnknown,
    /// The status of a wallet's row means nothing to us.
    StatusUnknown,
    /// The balance stated above or below the table is not that of the movements.
    StatedBalance {
        /// By the movements.
        expected: Fen,
        /// As stated.
        stated: Fen,
    },
}

impl BankFinding {
    /// Whether the statement can be taken all the same.
    pub(crate) const fn is_warning(&self) -> bool {
        matches!(
            self,
            Self::Skipped { .. }
                | Self::ColumnUnused { .. }
                | Self::ColumnsJoined { .. }
                | Self::MinusMeansOut
                | Self::AccountUnnamed
        )
    }

    pub(crate) const fn id(&self) -> &'static str {
        match self {
            Self::Skipped { .. } => "bank-rows-skipped",
            Self::ColumnUnused { .. } => "bank-column-unused",
            Self::ColumnsJoined { .. } => "bank-columns-joined",
            Self::MinusMeansOut => "bank-minus-means-out",
            Self::AccountUnnamed => "bank-account-unnamed",
            Self::AccountMissing => "bank-account-missing",
            Self::Currency => "bank-currency",
            Self::SideUnknown => "bank-side-unknown",
            Self::StatusUnknown => "bank-status-unknown",
            Self::StatedBalance { .. } => "bank-stated-balance",
        }
    }
}

/// Numbers in ascending order as text: `5, 9, 12-14`.
pub(super) fn ranges(numbers: &[u32]) -> String {
    let mut parts: Vec<(u32, u32)> = Vec::new();
    for &number in numbers {
        match parts.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(number) => *last = number,
            _ => parts.push((number, number)),
        }
    }
    let part = |(first, last): &(u32, u32)| {
        if first == last {
            first.to_string()
        } else {
            format!("{first}-{last}")
        }
    };
    parts.iter().map(part).collect::<Vec<_>>().join(", ")
}
