//! Until when, in words: the day always, and how long that still is when the page was made. Nothing
//! ticks: the page says the day, which stays true.

use askama::Template;
use mingbai_domain::calendar::UnixMs;

use super::word;
use crate::format::{moment, moment_short};
use crate::lang::Lang;

/// A day and time by which something must be done.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "parts/deadline.html")]
pub struct Deadline {
    /// How long it still is, or how long it is over.
    pub left: String,
    /// The day and time.
    pub until: String,
    /// `plain`, `soon` or `over`.
    pub tone: &'static str,
    /// The day and time for programs.
    pub stamp: String,
}

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// From here on it is soon.
const SOON: i64 = 2 * DAY;

impl Deadline {
    /// The deadline as it stands at `now`.
    pub fn of(until: UnixMs, now: UnixMs, lang: Lang) -> Self {
        let ms = until.0.saturating_sub(now.0);
        let tone = match ms {
            ms if ms <= 0 => "over",
            ms if ms < SOON => "soon",
            _ => "plain",
        };
        let key = if ms > 0 { "part.left" } else { "part.late" };
        let left = word(key, &[("time", &span(ms.saturating_abs(), lang))], lang);
        let day = moment_short(until, now.date(), lang);
        let key = if ms > 0 {
            "part.until"
        } else {
            "part.was_until"
        };
        Self {
            left,
            until: word(key, &[("day", &day)], lang),
            tone,
            stamp: moment(until, Lang::Zh),
        }
    }
}

/// The two largest units that are not nothing, cut: nobody is promised a minute that is not there.
fn span(ms: i64, lang: Lang) -> String {
    let units = [
        (ms / DAY, "part.days", "part.day"),
        (ms % DAY / HOUR, "part.hours", "part.hour"),
        (ms % HOUR / MINUTE, "part.minutes", "part.minute"),
    ];
    let said: Vec<String> = units
        .into_iter()
        .skip_while(|(n, ..)| *n == 0)
        .take(2)
        .filter(|(n, ..)| *n > 0)
        .map(|(n, many, one)| word(if n == 1 { one } else { many }, &[("n", &n)], lang))
        .collect();
    if said.is_empty() {
        return word("part.moment", &[], lang);
    }
    said.join(" ")
}

writes_html!(Deadline);

#[cfg(test)]
mod tests {
    use super::*;

    fn at(until: &str) -> Deadline {
        let time = |text: &str| UnixMs::from_rfc3339(text).unwrap();
        Deadline::of(time(until), time("2026-11-30T06:00:00Z"), Lang::Zh)
    }

    #[test]
    fn time_is_cut_to_two_units_and_the_day_is_always_said() {
        for (until, left, day, tone) in [
            (
                "2026-12-03T10:00:00Z",
                "还剩 3 天 4 小时",
                "12月3日 18:00",
                "plain",
            ),
            (
                "2026-11-30T10:30:59Z",
                "还剩 4 小时 30 分钟",
                "11月30日 18:30",
                "soon",
            ),
            (
                "2026-11-30T06:00:30Z",
                "还剩 不到 1 分钟",
                "11月30日 14:00",
                "soon",
            ),
            (
                "2026-11-27T06:00:00Z",
                "过了 3 天",
                "11月27日 14:00",
                "over",
            ),
            (
                "2027-01-01T06:20:00Z",
                "还剩 32 天",
                "2027年1月1日 14:20",
                "plain",
            ),
        ] {
            let deadline = at(until);
            assert_eq!((deadline.left.as_str(), deadline.tone), (left, tone));
            assert!(deadline.until.contains(day), "{}", deadline.until);
        }
    }
}
