//! Who may do what: the only place that knows.
//!
//! [`may`] is pure. What it answers, a [`Permit`], cannot be made in another way, and whatever
//! writes, or reads private rows, asks for one. The table below is data: `docs/access.md` is printed
//! from it, and a test compares the two.

use std::fmt::Write;

use crate::calendar::UnixMs;
use crate::ids::CommunityId;

named! {
    /// Who acts. Persons come with sign-in.
    pub enum Actor {
        /// Whoever has the machine: commands in its shell.
        Shell = "shell",
        /// The server's own work by the clock.
        Job = "job",
    }
}

named! {
    /// What somebody does to a community. The names stand in the trail.
    pub enum Act {
        /// A community is added, with its first record.
        AddCommunity = "add_community",
        /// Homes and owners are entered or changed.
        ChangeRegister = "change_register",
        /// A workbook is taken in.
        Import = "import",
        /// The import of a bank's statement is taken back.
        UndoBank = "undo_bank",
        /// A month's bills are made.
        Bill = "bill",
        /// Households' payments are recorded.
        RecordPayments = "record_payments",
        /// What the payment channels hold is booked to the bank account.
        Settle = "settle",
        /// The manager's remuneration is drawn.
        DrawRemuneration = "draw_remuneration",
        /// A public entry is posted.
        Post = "post",
        /// An entry is taken back.
        Reverse = "reverse",
        /// Any other record is added: a resolution, an agreement, a budget.
        Record = "record",
        /// An expense is drafted.
        DraftExpense = "draft_expense",
        /// An expense is approved.
        ApproveExpense = "approve_expense",
        /// An approved expense is paid.
        PayExpense = "pay_expense",
        /// An expense is given up.
        VoidExpense = "void_expense",
        /// An owner's objection is published.
        Object = "object",
        /// The office answers an objection.
        Answer = "answer",
        /// A published file is no longer served.
        WithdrawFile = "withdraw_file",
        /// Household items are summarised.
        Summarise = "summarise",
        /// A month is closed.
        ClosePeriod = "close_period",
        /// The community is handed over to the next manager.
        HandOver = "hand_over",
        /// The community's writes are stopped, or allowed again, after an audit.
        Halt = "halt",
        /// Expenses that wait are read.
        ReadExpenses = "read_expenses",
        /// A household's items and salts are read.
        ReadHousehold = "read_household",
        /// The register is read.
        ReadRegister = "read_register",
        /// Bank statements are read and compared with the book.
        ReadBank = "read_bank",
    }
}

/// What an act does to the community's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Changes the book or private rows: not while the community is halted.
    Writes,
    /// Changes nothing but whether the community is halted.
    Halts,
    /// Reads private rows.
    Reads,
}

/// The table: what each act does, and who may.
fn rule(act: Act) -> (Effect, &'static [Actor]) {
    use Actor::{Job, Shell};
    match act {
        Act::AddCommunity
        | Act::ChangeRegister
        | Act::Import
        | Act::UndoBank
        | Act::Bill
        | Act::RecordPayments
        | Act::Settle
        | Act::DrawRemuneration
        | Act::Post
        | Act::Reverse
        | Act::Record
        | Act::DraftExpense
        | Act::ApproveExpense
        | Act::PayExpense
        | Act::VoidExpense
        | Act::Object
        | Act::Answer
        | Act::WithdrawFile
        | Act::ClosePeriod
        | Act::HandOver => (Effect::Writes, &[Shell]),
        Act::Summarise => (Effect::Writes, &[Shell, Job]),
        Act::Halt => (Effect::Halts, &[Shell, Job]),
        Act::ReadExpenses | Act::ReadHousehold | Act::ReadRegister | Act::ReadBank => {
            (Effect::Reads, &[Shell])
        }
    }
}

impl Act {
    /// What it does to the community's rows.
    pub fn effect(self) -> Effect {
        rule(self).0
    }
}

/// The community that an act is about, as it stands under the lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The community.
    pub community: CommunityId,
    /// Whether its writes were stopped: its rows do not agree with its book, or it was handed over.
    pub halted: bool,
}

/// Somebody may do one thing to one community, now. Only [`may`] makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permit {
    actor: Actor,
    act: Act,
    community: CommunityId,
    at: UnixMs,
}

impl Permit {
    /// Who.
    pub fn actor(&self) -> Actor {
        self.actor
    }

    /// What.
    pub fn act(&self) -> Act {
        self.act
    }

    /// To which community.
    pub fn community(&self) -> CommunityId {
        self.community
    }

    /// When it was given.
    pub fn at(&self) -> UnixMs {
        self.at
    }
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// This actor never does this.
    #[error("{actor} may not {act}")]
    NotYours {
        /// Who asked.
        actor: Actor,
        /// For what.
        act: Act,
    },
    /// The community accepts no writes.
    #[error("the community accepts no writes")]
    Halted,
}

/// Whether `actor` may do `act` to `target`.
pub fn may(actor: Actor, act: Act, target: Target, now: UnixMs) -> Result<Permit, Denied> {
    let (effect, who) = rule(act);
    if !who.contains(&actor) {
        return Err(Denied::NotYours { actor, act });
    }
    if effect == Effect::Writes && target.halted {
        return Err(Denied::Halted);
    }
    Ok(Permit {
        actor,
        act,
        community: target.community,
        at: now,
    })
}

/// The table as a page of the documentation.
pub fn table() -> String {
    let mut page = String::from(
        "# Who may do what\n\nPrinted from `crates/domain/src/access.rs`; a test fails when it is \
         stale. While a community is halted, acts that write are refused.\n\n| act | effect |",
    );
    for actor in Actor::ALL {
        let _ = write!(page, " {actor} |"); // writing to a String cannot fail
    }
    page.push_str("\n|---|---|");
    page.push_str(&"---|".repeat(Actor::ALL.len()));
    page.push('\n');
    for act in Act::ALL {
        let (effect, who) = rule(*act);
        let effect = match effect {
            Effect::Writes => "writes",
            Effect::Halts => "halts",
            Effect::Reads => "reads private rows",
        };
        let _ = write!(page, "| `{act}` | {effect} |");
        for actor in Actor::ALL {
            page.push_str(if who.contains(actor) {
                " yes |"
            } else {
                " - |"
            });
        }
        page.push('\n');
    }
    page
}
