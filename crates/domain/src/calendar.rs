//! Instants, months and the counting of days.
//!
//! Civil dates are China Standard Time (UTC+8, no daylight saving since 1991).

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, Weekday};
use jiff::{Timestamp, ToSpan, tz};
use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01 UTC.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct UnixMs(pub i64);

/// An accounting period: one calendar month, written `2026-09`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// Gregorian year, 1900 to 9998.
    year: i16,
    /// Month, 1 to 12.
    month: i8,
}

/// The text is not a month in the form `2026-09`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a period is a month such as 2026-09")]
pub struct NotAPeriod;

impl UnixMs {
    /// The civil date of this instant in China; instants outside the calendar are clamped.
    pub fn date(self) -> Date {
        let at = Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::MAX);
        tz::offset(8).to_datetime(at).date()
    }

    /// Whole seconds since 1970.
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// `2026-11-20T08:45:00Z`, whole seconds: the form of times in the book and in JSON.
    pub fn rfc3339(self) -> String {
        let at = Timestamp::from_second(self.seconds()).unwrap_or(Timestamp::MAX);
        at.to_string()
    }

    /// Reads [`UnixMs::rfc3339`]'s form and no other.
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        let at: Timestamp = text.parse().ok()?;
        let found = Self(at.as_millisecond());
        (found.rfc3339() == text).then_some(found)
    }

    /// Midnight in China at the start of `date`.
    pub fn start_of(date: Date) -> Self {
        let at = tz::offset(8)
            .to_timestamp(date.at(0, 0, 0, 0))
            .unwrap_or(Timestamp::MAX);
        Self(at.as_millisecond())
    }
}

impl Period {
    /// The month, or `None` outside 1900-01 to 9998-12.
    pub fn new(year: i16, month: i8) -> Option<Self> {
        ((1900..=9998).contains(&year) && (1..=12).contains(&month)).then_some(Self { year, month })
    }

    /// The month that `date` lies in, clamped to the years a period can have.
    pub fn of(date: Date) -> Self {
        Self {
            year: date.year().clamp(1900, 9998),
            month: date.month(),
        }
    }

    /// The first day.
    pub fn first_day(self) -> Date {
        // Both parts were checked on construction.
        Date::new(self.year, self.month, 1).unwrap_or(Date::MAX)
    }

    /// The last day.
    pub fn last_day(self) -> Date {
        self.first_day().last_of_month()
    }

    /// Number of days, 28 to 31.
    pub fn days(self) -> i8 {
        self.last_day().day()
    }

    /// The month after.
    #[must_use]
    pub fn next(self) -> Self {
        if self.month == 12 {
            Self {
                year: self.year + 1,
                month: 1,
            }
        } else {
            Self {
                year: self.year,
                month: self.month + 1,
            }
        }
    }

    /// The month `months` later, or earlier if negative, clamped to the years a period can have.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        let index = i32::from(self.year) * 12 + i32::from(self.month) - 1;
        let index = index
            .saturating_add(months)
            .clamp(1900 * 12, 9998 * 12 + 11);
        // Both fit: the index was clamped, and a remainder of 12 is 0 to 11.
        let year = i16::try_from(index.div_euclid(12)).unwrap_or(9998);
        let month = i8::try_from(index.rem_euclid(12)).unwrap_or(11) + 1;
        Self { year, month }
    }

    /// Months from this one to `other`; negative when `other` is earlier.
    pub fn months_until(self, other: Self) -> i32 {
        let index = |p: Self| i32::from(p.year) * 12 + i32::from(p.month);
        index(other) - index(self)
    }

    /// Year.
    pub fn year(self) -> i16 {
        self.year
    }

    /// Month, 1 to 12.
    pub fn month(self) -> i8 {
        self.month
    }

    /// Quarter, 1 to 4.
    pub fn quarter(self) -> i8 {
        (self.month - 1) / 3 + 1
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Period {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        let (year, month) = text.split_once('-').ok_or(NotAPeriod)?;
        let digits = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return Err(NotAPeriod);
        }
        let (Ok(year), Ok(month)) = (year.parse(), month.parse()) else {
            return Err(NotAPeriod);
        };
        Self::new(year, month).ok_or(NotAPeriod)
    }
}

impl Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Days from `from` to `to`; negative when `to` is earlier.
pub fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// `days` after `date`, or before it if negative; clamped to the calendar's ends.
pub fn add_days(date: Date, days: i32) -> Date {
    date.checked_add(days.days())
        .unwrap_or(if days < 0 { Date::MIN } else { Date::MAX })
}

/// The same day `months` later, or the month's last day where there is none (Civil Code 202).
pub fn add_months(date: Date, months: i32) -> Date {
    date.checked_add(months.months())
        .unwrap_or(if months < 0 { Date::MIN } else { Date::MAX })
}

/// Days on which offices rest (法定休假日): weekends and listed holidays, but not the weekend days
/// that are worked in their place. The list is data, announced by the State Council each autumn.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestDays {
    /// Listed holidays.
    pub holidays: BTreeSet<Date>,
    /// Weekend days that are worked (调休上班).
    pub worked: BTreeSet<Date>,
}

impl RestDays {
    /// Whether offices rest on `date`.
    pub fn is_rest(&self, date: Date) -> bool {
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        self.holidays.contains(&date) || (weekend && !self.worked.contains(&date))
    }

    /// `date`, or the first working day after it (Civil Code 203).
    pub fn roll(&self, date: Date) -> Date {
        // Ends: the list is finite, and no week beyond it is all weekend.
        let mut day = date;
        while day < Date::MAX && self.is_rest(day) {
            day = add_days(day, 1);
        }
        day
    }
}

/// The last day of a period of `days` that begins with an event on `start`: the day of the event
/// is not counted, and a last day on which offices rest becomes the next working day. It ends at
/// 24:00 (Civil Code 201, 203).
pub fn deadline(start: Date, days: u16, rest: &RestDays) -> Date {
    rest.roll(add_days(start, i32::from(days)))
}

/// As [`deadline`], for a period of months: it ends on the same day of the month (Civil Code 202).
pub fn deadline_months(start: Date, months: u16, rest: &RestDays) -> Date {
    rest.roll(add_months(start, i32::from(months)))
}

/// The earliest day on which something may open after a notice of `days` on `notice`.
///
/// The notice's day does not count and the last day must have ended, so 15 days from day N open
/// on N+16. Rest days do not matter: they prolong a time to act, not a time to wait.
pub fn opens_after_notice(notice: Date, days: u16) -> Date {
    add_days(notice, i32::from(days) + 1)
}

/// The latest day of notice for opening on `open` after `days`.
pub fn latest_notice(open: Date, days: u16) -> Date {
    add_days(open, -(i32::from(days) + 1))
}
