//! What is odd or wrong in a bank's statement alone.

use mingbai_domain::money::Fen;

/// Findings that only a statement can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BankFinding {
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
    /// No balance beside the row shows which way its money went.
    SignUnproven {
        /// Whether it was read as money that came in.
        income: bool,
    },
    /// The fee beside the amount is in a row of its own, or not in the balances: it was not taken.
    FeeNotMoved,
    /// Nothing says which account it is.
    AccountUnnamed,
    /// Of several accounts, this row does not say which.
    AccountMissing,
    /// An amount in another currency.
    Currency,
    /// One column of amounts, no sign in any of them, no side and no balance.
    SideUnknown,
    /// The row has no words but those of a total or a balance, and its amount is neither.
    LabelUnproven,
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
            Self::ColumnUnused { .. }
                | Self::ColumnsJoined { .. }
                | Self::MinusMeansOut
                | Self::SignUnproven { .. }
                | Self::FeeNotMoved
                | Self::AccountUnnamed
        )
    }

    pub(crate) const fn id(&self) -> &'static str {
        match self {
            Self::ColumnUnused { .. } => "bank-column-unused",
            Self::ColumnsJoined { .. } => "bank-columns-joined",
            Self::MinusMeansOut => "bank-minus-means-out",
            Self::SignUnproven { .. } => "bank-sign-unproven",
            Self::FeeNotMoved => "bank-fee-not-moved",
            Self::AccountUnnamed => "bank-account-unnamed",
            Self::AccountMissing => "bank-account-missing",
            Self::Currency => "bank-currency",
            Self::SideUnknown => "bank-side-unknown",
            Self::LabelUnproven => "bank-label-unproven",
            Self::StatedBalance { .. } => "bank-stated-balance",
        }
    }
}
