//! Day and time of a movement: in two cells, in one, or as 14 digits.

use jiff::civil::Date;
use mingbai_domain::money::narrow;

use crate::dates;
use crate::error::Code;
use crate::grid::Cell;
use crate::values;

/// The day in a cell, and the time of day if the cell has one.
pub(super) fn moment(
    cell: &Cell,
    year: Option<i16>,
) -> Result<Option<(Date, Option<String>)>, Code> {
    let Some(text) = values::text(cell)? else {
        return Ok(None);
    };
    let plain: String = text.chars().map(narrow).collect();
    if let Some((day, rest)) = divided(&plain) {
        let date = dates::date(&Cell::Text(day), year)?;
        return Ok(date.map(|date| (date, time_of(&rest))));
    }
    Ok(dates::date(cell, year)?.map(|date| (date, None)))
}

/// Day and time of `20260901103000`, `20260901 10:30:00`, `2026-09-01T10:30`, `2026/09/01  103000`.
fn divided(text: &str) -> Option<(String, String)> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if digits && matches!(text.len(), 12 | 14) {
        return Some((text[..8].to_owned(), text[8..].to_owned()));
    }
    let (day, rest) = text.split_once([' ', 'T'])?;
    time_of(rest).map(|_| (day.to_owned(), rest.to_owned()))
}

/// The time of day in a cell as `HH:MM:SS`; what cannot be read is left out, because no rule needs it.
pub(super) fn time(cell: &Cell) -> Option<String> {
    let text = values::text(cell).ok().flatten()?;
    let plain: String = text.chars().map(narrow).collect();
    if let Some((_, rest)) = divided(&plain) {
        return time_of(&rest);
    }
    match cell {
        Cell::Number(number) if number.starts_with("0.") => of_fraction(number),
        _ => time_of(&plain),
    }
}

/// `9:43`, `09:43:39`, `094339`, `0943`, `10时30分`, `10:30:00.123`: all of the same length.
fn time_of(text: &str) -> Option<String> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let plain = plain.trim_end_matches(['分', '秒']);
    let whole = plain.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = if whole {
        match plain.len() {
            4 => vec![&plain[..2], &plain[2..]],
            // A number lost its zero in front: 94339 is 9:43:39.
            5 => vec![&plain[..1], &plain[1..3], &plain[3..]],
            6 => vec![&plain[..2], &plain[2..4], &plain[4..]],
            _ => return None,
        }
    } else {
        let seconds = plain.split('.').next().unwrap_or(plain);
        let colons = seconds.contains([':', '时', '点']);
        if !colons && plain.matches('.').count() != 2 {
            return None;
        }
        let text = if colons { seconds } else { plain };
        text.split([':', '.', '时', '点', '分']).collect()
    };
    let number = |at: usize, below: u32| -> Option<u32> {
        let part = parts.get(at).copied().unwrap_or("0");
        let small = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        part.parse().ok().filter(|n| small && *n < below)
    };
    if !(2..=3).contains(&parts.len()) {
        return None;
    }
    let (hours, minutes, seconds) = (number(0, 24)?, number(1, 60)?, number(2, 60)?);
    Some(format!("{hours:02}:{minutes:02}:{seconds:02}"))
}

/// A spreadsheet's time of day is a part of a day: `0.4375` is 10:30.
fn of_fraction(text: &str) -> Option<String> {
    let digits = text.strip_prefix("0.")?;
    let digits = digits.get(..digits.len().min(15))?;
    let part: u128 = digits.parse().ok()?;
    let whole = 10_u128.pow(u32::try_from(digits.len()).ok()?);
    // To the nearest second: the fraction of a second was lost when it was stored.
    let seconds = (part * 86_400 + whole / 2) / whole;
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    (hours < 24).then(|| format!("{hours:02}:{minutes:02}:{:02}", seconds % 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Option<(String, Option<String>)>, Code> {
        let read = moment(&Cell::Text(text.to_owned()), None)?;
        Ok(read.map(|(date, time)| (date.to_string(), time)))
    }

    #[test]
    fn day_and_time_are_told_apart_in_every_spelling() {
        let spellings = [
            "20260901103000",
            "202609011030",
            "2026-09-01 10:30:00",
            "2026/09/01  10:30",
            "2026-09-01T10:30:00",
            "20260901 10:30:00",
            "20260901 103000",
            "2026年9月1日 10时30分",
            "２０２６－０９－０１　１０：３０：００",
            "2026-09-01 10:30:00.123",
        ];
        for text in spellings {
            let expected = ("2026-09-01".to_owned(), Some("10:30:00".to_owned()));
            assert_eq!(of(text), Ok(Some(expected)), "{text}");
        }
        assert_eq!(of("20260901"), Ok(Some(("2026-09-01".to_owned(), None))));
        for text in ["20261301103000", "合计", "2026-09-01 甲", "12345678901234"] {
            assert!(of(text).is_err(), "{text}");
        }
        let number = Cell::Number("20260901103000".to_owned());
        let read = moment(&number, None).unwrap().unwrap();
        assert_eq!(read.1.as_deref(), Some("10:30:00"));
    }

    #[test]
    fn times_are_of_one_length_or_left_out() {
        let text = |text: &str| time(&Cell::Text(text.to_owned()));
        for same in [
            "9:43",
            "09:43",
            "09:43:00",
            "094300",
            "0943",
            "94300",
            "9时43分",
            "9.43.00",
        ] {
            assert_eq!(text(same).as_deref(), Some("09:43:00"), "{same}");
        }
        for none in ["25:00", "10:60", "上午", "1", "12.5", "-", "10:3:4:5"] {
            assert_eq!(text(none), None, "{none}");
        }
        let fraction = |text: &str| time(&Cell::Number(text.to_owned()));
        assert_eq!(fraction("0.4375").as_deref(), Some("10:30:00"));
        assert_eq!(fraction("0.405312500000000").as_deref(), Some("09:43:39"));
        assert_eq!(fraction("0.999999999999999"), None);
    }
}
