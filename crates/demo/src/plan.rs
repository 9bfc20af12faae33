//! What a demo community is made of, as data: the register, and every step of its months in order.
//!
//! A plan is pure. It opens no database, makes no commitments and numbers nothing that only the
//! book can number: whoever carries it out does that, step by step, exactly as documented at
//! [`Action`].

use jiff::civil::Date;
use mingbai_domain::book::{Community, Entry, Record, file_hash};
use mingbai_domain::calendar::{Period, UnixMs};
use mingbai_domain::fees::{BillItem, Channel};
use mingbai_domain::ids::Slug;
use mingbai_domain::money::{AreaC, Fen, RateE4, Ratio};
use mingbai_domain::registry::{AreaSource, UnitStatus, UnitUse};

/// One community from its first record to the demo's today.
#[derive(Clone, Debug)]
pub struct CommunityPlan {
    /// Position in the district, from 0.
    pub index: usize,
    /// The address name; the same as in `community`.
    pub slug: Slug,
    /// The first record of its book, recorded at `community.at`.
    pub community: Community,
    /// The register: taken in as a whole before the first step, at `registered_at`.
    pub units: Vec<PlannedUnit>,
    /// When the register is taken in and its totals are published. Not before `community.at`, and
    /// not after the first step.
    pub registered_at: UnixMs,
    /// The day for which the register counts: owners of units without a day of delivery own them
    /// from here.
    pub registered_for: Date,
    /// What happens, by time; steps of the same time in this order.
    pub steps: Vec<Step>,
}

impl CommunityPlan {
    /// What a progress bar counts: the steps, and each household item within them.
    pub fn progress_units(&self) -> u64 {
        let inside = self.steps.iter().map(|step| match &step.action {
            Action::Pay(payments) => payments.len(),
            Action::Bill { .. } => self.units.len(),
            _ => 1,
        });
        u64::try_from(inside.sum::<usize>()).unwrap_or(u64::MAX)
    }
}

/// A unit of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedUnit {
    /// Building code, such as `3`.
    pub building: String,
    /// Entrance code, such as `1`.
    pub entrance: String,
    /// Room, such as `502`.
    pub room: String,
    /// Exclusive area.
    pub area: AreaC,
    /// Where the area comes from.
    pub area_source: AreaSource,
    /// Use.
    pub usage: UnitUse,
    /// Delivered, sold but not delivered, or unsold.
    pub status: UnitStatus,
    /// Day of delivery; only of delivered units.
    pub delivered: Option<Date>,
    /// Owners; none while unsold.
    pub owners: Vec<PlannedOwner>,
    /// Property fee by area and month. It is set in every mode, because modes change; it is billed
    /// only when a [`Action::Bill`] step says so.
    pub fee_rate: RateE4,
    /// Monthly parking on common land; zero for none.
    pub parking: Fen,
}

/// An owner. Two units with the same name and phone have the same owner.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlannedOwner {
    /// Invented name.
    pub name: String,
    /// Invented number, in the range 139 0000 0000 to 139 0000 9999.
    pub phone: String,
}

/// Something that happens at a time.
#[derive(Clone, Debug)]
pub struct Step {
    /// When it is recorded; whole seconds.
    pub at: UnixMs,
    /// What.
    pub action: Action,
}

/// A name for an entry within one plan, because its number in the book is known only when it is
/// posted. Each label is posted by exactly one [`Action::Entry`], before anything refers to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(pub u32);

/// What is done in a step. `at` is the step's time.
#[derive(Clone, Debug)]
pub enum Action {
    /// Store a file: `bytes` where everyone may read it, `original`, if there is one, where only
    /// the office may. It comes before the first record that names it.
    File(PlannedFile),
    /// Append this record as it is (its own `at` is the step's): a changed community, an
    /// agreement, resolution, budget, contract, statement or disclosure.
    Record(Box<Record>),
    /// Post this entry: give it the next number and `at`, and remember the number under the label.
    Entry {
        /// By which later steps name it.
        label: Label,
        /// The entry; `seq` is 0, `at` is the step's.
        entry: Box<Entry>,
    },
    /// Take the target back: an entry of kind reversal with mirrored postings, dated on the day of
    /// `at`, with this reason and the target's scope and payee.
    Reverse {
        /// The entry taken back.
        target: Label,
        /// Why.
        reason: String,
    },
    /// An owner questions an entry. Objections of a plan are numbered from 1 in the order of their
    /// steps.
    Object {
        /// The entry.
        entry: Label,
        /// The last day for an answer.
        due: Date,
        /// The question.
        text: String,
    },
    /// The publisher answers.
    Answer {
        /// The objection's number.
        objection: u64,
        /// Which office answers.
        by: String,
        /// The answer.
        text: String,
    },
    /// Bill every unit for one month: `fee` = area x rate (J1, SVC), `parking` = the fixed amount
    /// (J6, COM). Units that owe nothing get no bill. What a unit has prepaid pays its fee at once
    /// (2003 / 1101), as far as it goes.
    Bill {
        /// What for.
        charge: BillItem,
        /// The month; the items count in it.
        period: Period,
    },
    /// Record these payments, in order. Each pays the unit's open bills of its charge, oldest
    /// first; what is left of a fee payment is a prepayment (2003); parking is never overpaid. Items
    /// count in the month of `at`.
    Pay(Vec<PlannedPayment>),
    /// Publish a summary of all household items since the last one; nothing if there are none.
    Close,
    /// Close the month: first as [`Action::Close`], then the record with every balance.
    ClosePeriod(Period),
    /// For SVC, then COM, if the fund's 1003 is above zero: an entry of kind settlement, dated on
    /// the day of `at`, that moves all of it to the bank, less `fee` of it (half up) to 5015 where
    /// that is not zero. It always follows a [`Action::Close`] at the same time, so that the public
    /// balance is the whole one.
    Settle {
        /// The channel's fee.
        fee: Ratio,
    },
    /// Draw the remuneration that the agreement gives for everything through `through`, at once
    /// from the bank (5010 / 1002), dated on the day of `at`, with its computation; nothing if
    /// nothing is due.
    Draw {
        /// Agreement id.
        agreement: String,
        /// The last month in the base.
        through: Period,
        /// What the entry says.
        text: String,
    },
}

/// One payment of one household.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlannedPayment {
    /// The unit's position in [`CommunityPlan::units`].
    pub unit: usize,
    /// For what.
    pub charge: BillItem,
    /// How much; above zero.
    pub amount: Fen,
    /// Where it arrives.
    pub channel: Channel,
    /// When it arrived: in the step's month, not after the step.
    pub at: UnixMs,
}

/// A generated document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedFile {
    /// The served file.
    pub bytes: Vec<u8>,
    /// The unredacted original, if the served file is a redacted copy.
    pub original: Option<Vec<u8>>,
}

impl PlannedFile {
    /// SHA-256 of the served file, as records name it.
    pub fn sha256(&self) -> [u8; 32] {
        file_hash(&self.bytes)
    }
}
