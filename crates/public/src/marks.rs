//! What a row lacks or is, as a short amber mark: no signature, no budget, a related party, a
//! correction. A mark says what the record says and no more.

use std::str::FromStr;

use mingbai_domain::book::{BasisKind, Entry, EntryKind, Fold, PostedEntry};
use mingbai_domain::ledger::{AccountClass, Fund};
use mingbai_domain::registry::ManagementMode;
use mingbai_ui::bits::Tag;
use mingbai_ui::lang::{Lang, Texts};

/// One mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Owners' money was spent and nobody is recorded as having signed.
    Unsigned,
    /// Neither a budget line nor a resolution or an emergency allows it.
    Unplanned,
    /// The payee is related to the manager.
    Related,
    /// It takes another entry back.
    Correction,
}

impl Mark {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 4] = [
        Self::Unsigned,
        Self::Unplanned,
        Self::Related,
        Self::Correction,
    ];

    /// Its name in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unsigned => "unsigned",
            Self::Unplanned => "unplanned",
            Self::Related => "related",
            Self::Correction => "correction",
        }
    }

    /// The text of its words.
    pub fn key(self) -> &'static str {
        match self {
            Self::Unsigned => "mark.unsigned",
            Self::Unplanned => "mark.unplanned",
            Self::Related => "mark.related",
            Self::Correction => "mark.correction",
        }
    }

    /// Whether an entry has it. What was taken back lacks nothing any more.
    pub fn is_on(self, fold: &Fold, posted: &PostedEntry) -> bool {
        let entry = &posted.entry;
        if posted.reversed_by.is_some() {
            return self == Self::Related && entry.related_party;
        }
        match self {
            Self::Unsigned => entry.approvals.is_empty() && needs_grounds(fold, entry),
            Self::Unplanned => {
                entry.kind == EntryKind::Expense
                    && entry.budget.is_none()
                    && !allowed_otherwise(entry)
                    && needs_grounds(fold, entry)
            }
            Self::Related => entry.related_party,
            Self::Correction => entry.kind == EntryKind::Reversal,
        }
    }

    /// The marks of an entry.
    pub fn of(fold: &Fold, posted: &PostedEntry) -> Vec<Self> {
        let has = |mark: &Self| mark.is_on(fold, posted);
        Self::ALL.into_iter().filter(has).collect()
    }

    /// As shown.
    pub fn tag(self, lang: Lang) -> Tag {
        Tag::amber(lang.t(self.key()))
    }
}

impl FromStr for Mark {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        let found = Self::ALL.into_iter().find(|mark| mark.name() == name);
        found.ok_or(())
    }
}

/// Whether an entry spends owners' money. Under a lump sum the property fee, and what is paid from
/// it, is the company's own.
fn needs_grounds(fold: &Fold, entry: &Entry) -> bool {
    let spends = matches!(entry.kind, EntryKind::Expense | EntryKind::SmfDraw);
    let lump_sum = fold.mode_on(entry.date) == Some(ManagementMode::LumpSum);
    let companys_own = || {
        let mut costs = entry
            .postings
            .iter()
            .filter(|posting| posting.account.class() == AccountClass::Expense);
        entry.kind == EntryKind::Expense && costs.all(|posting| posting.fund == Fund::Svc)
    };
    spends && !(lump_sum && companys_own())
}

/// A resolution or an emergency allows what no budget line does; some books name the budget as a
/// whole.
pub fn allowed_otherwise(entry: &Entry) -> bool {
    let kinds = [
        BasisKind::Budget,
        BasisKind::Resolution,
        BasisKind::Emergency,
    ];
    entry.basis.iter().any(|basis| kinds.contains(&basis.kind))
}
