//! Why no bill, payment or expense came of it.

use mingbai_domain::approvals::ExpenseState;
use mingbai_domain::calendar::Period;
use mingbai_domain::fees::{BillItem, FeeRefusal};
use mingbai_domain::money::{Fen, MoneyError};

/// A refusal: nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum MoneyRefusal {
    /// A fee cannot be computed.
    #[error(transparent)]
    Fee(#[from] FeeRefusal),
    /// An amount does not fit.
    #[error(transparent)]
    Amount(#[from] MoneyError),
    /// More paid than a unit may owe or pay ahead.
    #[error("{left} yuan more than this unit owes, and this kind of bill is not paid ahead")]
    Overpaid {
        /// What nobody owes.
        left: Fen,
    },
    /// The unit is not in the register.
    #[error("there is no such unit in this community")]
    UnknownUnit,
    /// These bills were made before.
    #[error("`{item}` was already billed for {period}")]
    AlreadyBilled {
        /// What.
        item: BillItem,
        /// Month.
        period: Period,
    },
    /// A month too far ahead, or before the community was managed at all.
    #[error(
        "{0} cannot be billed: it is more than 12 months ahead, or before the community's first day"
    )]
    BillMonth(Period),
    /// What is said to have arrived is nothing, or more than the channels hold.
    #[error("{arrived} yuan cannot have arrived: the channels hold {held}")]
    Arrived {
        /// What the channels hold, all funds together.
        held: Fen,
        /// What is said to have arrived.
        arrived: Fen,
    },
    /// A step of an expense that cannot be.
    #[error(transparent)]
    Expense(#[from] ExpenseRefusal),
    /// There is no agreement by which to do this.
    #[error("there is no agreement on that day")]
    NoAgreement,
}

/// Why a step of an expense cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExpenseRefusal {
    /// An entry of another kind.
    #[error("only an expense is drafted and approved")]
    NoExpense,
    /// No expense has this number.
    #[error("there is no such expense")]
    Unknown,
    /// It is not, or not any more, where this step begins.
    #[error("the expense is {state}: {why}")]
    NotNow {
        /// How far it has come.
        state: ExpenseState,
        /// What the step needs.
        why: Needs,
    },
}

/// What a step of an expense needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Needs {
    /// Approving.
    #[error("only a draft is approved")]
    Draft,
    /// Approving.
    #[error("an approval names a person")]
    Name,
    /// Approving.
    #[error("this person approved it before")]
    AnotherPerson,
    /// Paying.
    #[error("only an approved expense is paid")]
    Approved,
    /// Giving up.
    #[error("it can no longer be given up")]
    Open,
}
