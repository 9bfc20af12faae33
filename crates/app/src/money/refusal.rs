//! Why no bill, payment or expense came of it.

use mingbai_domain::calendar::Period;
use mingbai_domain::fees::FeeRefusal;
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
        item: String,
        /// Month.
        period: Period,
    },
    /// A month too far ahead, or before the community was managed at all.
    #[error(
        "{0} cannot be billed: it is more than 12 months ahead, or before the community's first day"
    )]
    BillMonth(Period),
    /// The expense is not in the state that this step needs.
    #[error("the expense is {state}: {why}")]
    ExpenseState {
        /// Its state.
        state: String,
        /// Why this step cannot be.
        why: &'static str,
    },
    /// What is said to have arrived is nothing, or more than the channels hold.
    #[error("{arrived} yuan cannot have arrived: the channels hold {held}")]
    Arrived {
        /// What the channels hold, all funds together.
        held: Fen,
        /// What is said to have arrived.
        arrived: Fen,
    },
    /// There is no agreement by which to do this.
    #[error("there is no agreement on that day")]
    NoAgreement,
}
