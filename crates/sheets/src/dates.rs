//! Days as offices write them.

use jiff::civil::Date;
use mingbai_domain::money::narrow;

use crate::error::Code;
use crate::grid::Cell;
use crate::values;

/// Serial day numbers that can be days of 1950 to 2100 and hardly anything else.
const SERIALS: std::ops::RangeInclusive<i64> = 18_264..=73_415;

/// Days from the beginning of the calendar of 1900 to that of 1904.
const DAYS_TO_1904: i64 = 1_462;

/// The day in a cell: a date cell, a serial number, `20260902`, `2026-9-2`, `2026/9/2`,
/// `2026.09.02`, `2026年9月2日`, full-width digits; with `year`, also `9月2日` and `9/2`.
pub(crate) fn date(cell: &Cell, year: Option<i16>) -> Result<Option<Date>, Code> {
    date_in(cell, |_| year)
}

/// The same, where the year of a day without one depends on its month.
pub(crate) fn date_in(
    cell: &Cell,
    year_of: impl Fn(i8) -> Option<i16>,
) -> Result<Option<Date>, Code> {
    let found = match cell {
        Cell::Date(date) => Some(*date),
        Cell::Number(number) => Some(from_number(number)?),
        other => match values::text(other)? {
            Some(text) => Some(from_text(&text, year_of)?),
            None => None,
        },
    };
    match found {
        Some(date) if !(1900..=2100).contains(&date.year()) => Err(Code::DateImplausible),
        found => Ok(found),
    }
}

fn from_number(text: &str) -> Result<Date, Code> {
    let whole = text.split('.').next().unwrap_or("");
    if whole.len() == 8 && whole.len() == text.len() {
        return eight_digits(whole);
    }
    let serial: i64 = whole.parse().map_err(|_| Code::DateUnknown)?;
    if !SERIALS.contains(&serial) {
        return Err(Code::DateUnknown);
    }
    from_serial(serial).ok_or(Code::DateUnknown)
}

/// A number of a calendar that begins in 1904 as one of the calendar of 1900; eight digits are a
/// day as they are.
pub(crate) fn since_1900(number: &str) -> Option<String> {
    let whole = number.split('.').next().unwrap_or("");
    let serial: i64 = whole.parse().ok().filter(|_| whole.len() <= 5)?;
    Some((serial + DAYS_TO_1904).to_string())
}

/// The day with this number in the calendar of 1900, for days after its false 29 February 1900.
pub(crate) fn from_serial(serial: i64) -> Option<Date> {
    let days = i32::try_from(serial).ok()?;
    let first = Date::new(1899, 12, 30).ok()?;
    first
        .checked_add(jiff::Span::new().try_days(days).ok()?)
        .ok()
}

fn from_text(text: &str, year_of: impl Fn(i8) -> Option<i16>) -> Result<Date, Code> {
    let mut plain: String = text.chars().map(narrow).collect();
    drop_time(&mut plain);
    plain.retain(|c| !c.is_whitespace());
    for ended in ['日', '号'] {
        if plain.ends_with(ended) {
            plain.pop();
        }
    }
    if plain.len() == 8 && plain.bytes().all(|b| b.is_ascii_digit()) {
        return eight_digits(&plain);
    }
    if plain.bytes().all(|b| b.is_ascii_digit()) {
        return from_number(&plain);
    }
    let parts: Vec<&str> = plain.split(['年', '月', '-', '/', '.', '—', '–']).collect();
    let number = |part: &str| {
        let digits = (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        if digits {
            part.parse::<i16>().ok()
        } else {
            None
        }
    };
    let numbers: Option<Vec<i16>> = parts.iter().map(|part| number(part)).collect();
    match numbers.ok_or(Code::DateUnknown)?.as_slice() {
        [y, m, d] if parts[0].len() == 4 => day(*y, *m, *d),
        // `26.9.2` for 2026-09-02: the year comes first in China.
        [y, m, d] if parts[0].len() == 2 && parts[2].len() <= 2 => day(2000 + *y, *m, *d),
        [m, d] if parts[0].len() <= 2 && parts[1].len() <= 2 => {
            let month = i8::try_from(*m).map_err(|_| Code::DateUnknown)?;
            let year = year_of(month).ok_or(Code::DateNeedsYear)?;
            day(year, *m, *d)
        }
        _ => Err(Code::DateUnknown),
    }
}

/// Cuts a time of day: `2026-09-02 10:30`, `2026-09-02T00:00:00`.
fn drop_time(text: &mut String) {
    let cut = text
        .char_indices()
        .find(|&(at, c)| matches!(c, ' ' | 'T') && at > 0 && text[at..].contains(':'));
    if let Some((at, _)) = cut {
        text.truncate(at);
    }
}

fn eight_digits(text: &str) -> Result<Date, Code> {
    let part = |range: std::ops::Range<usize>| {
        text.get(range)
            .and_then(|part| part.parse().ok())
            .ok_or(Code::DateUnknown)
    };
    day(part(0..4)?, part(4..6)?, part(6..8)?)
}

fn day(year: i16, month: i16, day: i16) -> Result<Date, Code> {
    let small = |n: i16| i8::try_from(n).map_err(|_| Code::DateUnknown);
    Date::new(year, small(month)?, small(day)?).map_err(|_| Code::DateUnknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, year: Option<i16>) -> Result<Option<Date>, Code> {
        date(&Cell::Text(text.to_owned()), year)
    }

    #[test]
    fn a_day_is_read_in_every_spelling_of_the_samples() {
        let day = jiff::civil::date(2026, 9, 2);
        let spellings = [
            "2026-9-2",
            "2026-09-02",
            "2026/9/2",
            "2026.09.02",
            "2026年9月2日",
            "2026年09月02日",
            "20260902",
            "２０２６年９月２日",
            "２０２６．９．２",
            " 2026 年 9 月 2 日 ",
            "2026-09-02 10:30:00",
            "2026-09-02T00:00:00",
            "26.9.2",
            "46267",
            "2026年9月2号",
        ];
        for text in spellings {
            assert_eq!(read(text, None), Ok(Some(day)), "{text}");
        }
        for text in ["9月2日", "9/2", "09-02", "9.2", "９月２日"] {
            assert_eq!(read(text, Some(2026)), Ok(Some(day)), "{text}");
            assert_eq!(read(text, None), Err(Code::DateNeedsYear), "{text}");
        }
        assert_eq!(date(&Cell::Number("46267".into()), None), Ok(Some(day)));
        assert_eq!(date(&Cell::Number("20260902".into()), None), Ok(Some(day)));
        assert_eq!(date(&Cell::Empty, None), Ok(None));
    }

    #[test]
    fn what_is_no_day_is_refused() {
        let bad = [
            "2026年13月40日",
            "2026-02-30",
            "20261301",
            "上周",
            "2026年9月",
            "1/2/2026",
            "9.20.1",
            "2026",
            "2026-9-2-1",
            "99999999",
            "年月日",
            "--",
            "2026年9月2日前后",
        ];
        for text in bad {
            assert_eq!(read(text, Some(2026)), Err(Code::DateUnknown), "{text}");
        }
        // 9.2 as a number could be 9.20 as well: the spreadsheet dropped the zero.
        assert_eq!(
            date(&Cell::Number("9.2".into()), Some(2026)),
            Err(Code::DateUnknown)
        );
        assert_eq!(read("1826-09-02", None), Err(Code::DateImplausible));
    }
}
