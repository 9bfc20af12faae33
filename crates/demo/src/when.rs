//! The demo's time: thirteen months, the last of them running.

use jiff::civil::Date;
use mingbai_domain::calendar::{Period, RestDays, UnixMs};

/// The first month of every book: November 2025.
pub fn first_month() -> Period {
    month(2025, 11)
}

/// The running month: November 2026.
pub fn last_month() -> Period {
    month(2026, 11)
}

/// All months of the books.
pub fn months() -> impl Iterator<Item = Period> {
    std::iter::successors(Some(first_month()), |month| Some(month.next()))
        .take_while(|&month| month <= last_month())
}

/// The last day on which something happens in the plan.
pub fn last_day() -> Date {
    on(last_month(), 20)
}

/// The demo's today, three days later: pages and lateness are shown as of this day.
pub fn today() -> Date {
    on(last_month(), 23)
}

/// A month written in this program.
pub fn month(year: i16, number: i8) -> Period {
    Period::new(year, number).expect("months in this program exist")
}

/// A day of a month, at most its last.
pub fn on(month: Period, day: i64) -> Date {
    let last = month.last_day();
    let first = month.first_day();
    let wanted = i8::try_from(day.clamp(1, 31)).unwrap_or(1);
    first
        .with()
        .day(wanted.min(last.day()))
        .build()
        .unwrap_or(last)
}

/// A time of a day in China.
pub fn at(date: Date, hour: i64, minute: i64) -> UnixMs {
    UnixMs(UnixMs::start_of(date).0 + (hour * 60 + minute) * 60_000)
}

/// The day itself, or the next working day if that is still in the same month.
pub fn workday(rest: &RestDays, date: Date) -> Date {
    let rolled = rest.roll(date);
    if Period::of(rolled) == Period::of(date) {
        rolled
    } else {
        date
    }
}

/// `9月`.
pub fn month_zh(month: Period) -> String {
    format!("{}月", month.month())
}

/// The first day of trust mode where the mode changed within the book.
pub fn trust_begins() -> Date {
    month(2026, 4).first_day()
}
