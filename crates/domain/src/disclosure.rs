//! What must be published (公开/公示), by when, and how late it is; and when an objection must be
//! answered (Civil Code 943, IB 13).
//!
//! The periods are the jurisdiction profile's; the real-time view of the accounts is always on.

mod item;

pub use item::{Every, Item, Rule};

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::{Period, RestDays, add_days, days_between, deadline};
use crate::jurisdiction::Profile;
use crate::registry::{ManagementMode, ModeFrom, mode_on};

/// The days that one publication covers, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

impl Every {
    /// Months that a span has; `None` for [`Every::OnChange`].
    pub const fn months(self) -> Option<i32> {
        match self {
            Self::Month => Some(1),
            Self::Quarter => Some(3),
            Self::HalfYear => Some(6),
            Self::Year => Some(12),
            Self::OnChange => None,
        }
    }

    /// The span that `date` lies in; `None` for [`Every::OnChange`].
    pub fn span_of(self, date: Date) -> Option<Span> {
        let months = self.months()?;
        let month = Period::of(date);
        let first = month.plus_months(-((i32::from(month.month()) - 1) % months));
        let last = first.plus_months(months - 1);
        Some(Span {
            from: first.first_day(),
            to: last.last_day(),
        })
    }
}

impl Rule {
    /// The last day for publishing what ended, or changed, on `event`.
    ///
    /// Rest days do not prolong it: publishing here is a button, and the strict reading is safe.
    pub fn due(self, event: Date) -> Date {
        add_days(event, i32::from(self.within_days))
    }
}

/// Whether a community in this mode owes the item.
pub const fn applies(item: Item, mode: ManagementMode) -> bool {
    match item {
        Item::PropertyFund => mode.draws_remuneration(),
        Item::SelfManagedAccounts => matches!(mode, ManagementMode::SelfManaged),
        Item::AnnualAccounts => mode.fees_belong_to_owners(),
        _ => true,
    }
}

/// Where a publication stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Not published, and not late.
    Pending {
        /// Days left; 0 on the last day.
        days_left: i32,
    },
    /// Published in time.
    InTime {
        /// Day.
        on: Date,
    },
    /// Published, but late.
    PublishedLate {
        /// Day.
        on: Date,
        /// Days late.
        days: i32,
    },
    /// Not published, and late.
    Overdue {
        /// Days late.
        days: i32,
    },
}

impl Standing {
    /// Days late: of what is missing or came late; 0 otherwise.
    pub const fn days_late(self) -> i32 {
        match self {
            Self::PublishedLate { days, .. } | Self::Overdue { days } => days,
            Self::Pending { .. } | Self::InTime { .. } => 0,
        }
    }
}

/// Where something due on `due` stands on `today`. A publication after `today` is not one yet.
pub fn standing(due: Date, published_on: Option<Date>, today: Date) -> Standing {
    match published_on.filter(|&on| on <= today) {
        Some(on) if on <= due => Standing::InTime { on },
        Some(on) => Standing::PublishedLate {
            on,
            days: days_between(due, on),
        },
        None if today <= due => Standing::Pending {
            days_left: days_between(today, due),
        },
        None => Standing::Overdue {
            days: days_between(due, today),
        },
    }
}

/// One publication that a community owes or has made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duty {
    /// What.
    pub item: Item,
    /// For which days.
    pub span: Span,
    /// Last day in time.
    pub due: Date,
    /// Where it stands.
    pub standing: Standing,
}

/// First publication days, by item and the last day of the span that they cover.
pub type Published = BTreeMap<(Item, Date), Date>;

/// Every publication of the spans that lie wholly on or after `since` and ended before `today`,
/// in order of due day. Which items are owed follows from the mode on the span's last day. Items
/// published on change are not here: see [`Rule::due`].
pub fn duties(
    profile: &Profile,
    modes: &[ModeFrom],
    since: Date,
    published: &Published,
    today: Date,
) -> Vec<Duty> {
    let mut duties: Vec<Duty> = profile
        .disclosure
        .iter()
        .flat_map(|(&item, rule)| {
            let rule = rule.value;
            spans(rule.every, since, today).map(move |span| (item, rule, span))
        })
        .filter(|&(item, _, span)| mode_on(modes, span.to).is_some_and(|mode| applies(item, mode)))
        .map(|(item, rule, span)| {
            let due = rule.due(span.to);
            let published_on = published.get(&(item, span.to)).copied();
            Duty {
                item,
                span,
                due,
                standing: standing(due, published_on, today),
            }
        })
        .collect();
    duties.sort_by_key(|duty| (duty.due, duty.item));
    duties
}

/// The spans that lie wholly on or after `since` and ended before `today`, the oldest first.
fn spans(every: Every, since: Date, today: Date) -> impl Iterator<Item = Span> {
    let next = move |span: &Span| {
        // Ends: each span is later than the one before, and the calendar's last one repeats.
        every
            .span_of(add_days(span.to, 1))
            .filter(|after| after.from > span.from)
    };
    std::iter::successors(every.span_of(since), next)
        .take_while(move |span| span.to < today)
        .filter(move |span| span.from >= since)
}

/// The last day to answer an objection made on `asked_on`; a rest day becomes the next working
/// day (Civil Code 203).
pub fn reply_due(profile: &Profile, asked_on: Date, rest: &RestDays) -> Date {
    deadline(asked_on, profile.values.objection_reply_days.value, rest)
}
