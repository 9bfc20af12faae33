//! What a unit is charged every month, as the register's optional columns state it.
//!
//! An empty cell or a dash says nothing; a zero says that nothing is charged.

use mingbai_domain::money::{Fen, RateE4, parse_decimal};

use crate::error::Code;
use crate::grid::Cell;
use crate::values::{compact, text};

/// The largest rate: 100 yuan a m² and month. Above it a monthly amount stands in the wrong column.
const MAX_RATE: i64 = 1_000_000;
/// The largest parking charge: 100,000 yuan a month.
const MAX_PARKING: i64 = 10_000_000;

/// Property fee in 1e-4 yuan a m² and month: `1.85`, `1.85元/㎡·月`.
pub(super) fn rate(cell: &Cell) -> Result<Option<RateE4>, Code> {
    let Some(number) = number(cell, Code::RateForm)? else {
        return Ok(None);
    };
    parse_decimal(&number, 4)
        .filter(|rate| (0..=MAX_RATE).contains(rate))
        .map(|rate| Some(RateE4(rate)))
        .ok_or(Code::RateForm)
}

/// Parking in fen a month: `200`, `200元/月`.
pub(super) fn parking(cell: &Cell) -> Result<Option<Fen>, Code> {
    let Some(number) = number(cell, Code::AmountNotNumber)? else {
        return Ok(None);
    };
    match parse_decimal(&number, 2) {
        Some(fen) if fen < 0 => Err(Code::AmountNegative),
        Some(fen) if fen > MAX_PARKING => Err(Code::AmountTooLarge),
        Some(fen) => Ok(Some(Fen(fen))),
        None if parse_decimal(&number, 12).is_some() => Err(Code::AmountDecimals),
        None => Err(Code::AmountNotNumber),
    }
}

/// The number in front of its unit; `None` if the cell states none.
fn number(cell: &Cell, wrong: Code) -> Result<Option<String>, Code> {
    if matches!(cell, Cell::Date(_) | Cell::Bool(_)) {
        return Err(wrong);
    }
    let Some(text) = text(cell)? else {
        return Ok(None);
    };
    let plain = compact(&text);
    if matches!(plain.as_str(), "-" | "--" | "—" | "——" | "/" | "无") {
        return Ok(None);
    }
    let (number, behind) = plain.split_once('元').unwrap_or((&plain, ""));
    // `22.2元/㎡·年` is no monthly charge.
    if behind.contains(['年', '季', '天', '周', '日']) {
        return Err(wrong);
    }
    Ok(Some(number.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    #[test]
    fn rates_are_read_exactly_or_refused() {
        for (text, value) in [
            ("1.85", 18_500),
            ("１．６７５元/㎡·月", 16_750),
            ("0.1234", 1_234),
            ("2", 20_000),
            ("0", 0),
            ("100.00", 1_000_000),
        ] {
            assert_eq!(rate(&of(text)), Ok(Some(RateE4(value))), "{text}");
        }
        for text in [
            "-1",
            "100.0001",
            "1.23456",
            "一块八",
            "元",
            "165.70元每月左右吧x",
        ] {
            assert_eq!(rate(&of(text)), Err(Code::RateForm), "{text}");
        }
        for text in ["", "-", "/", "无"] {
            assert_eq!(rate(&of(text)), Ok(None), "{text}");
        }
        assert_eq!(rate(&Cell::Bool(true)), Err(Code::RateForm));
        assert_eq!(rate(&Cell::Error("#REF!".into())), Err(Code::FormulaError));
    }

    #[test]
    fn parking_is_read_exactly_or_refused() {
        for (text, fen) in [
            ("200", 20_000),
            ("200元/月", 20_000),
            ("0", 0),
            ("45.50", 4_550),
        ] {
            assert_eq!(parking(&of(text)), Ok(Some(Fen(fen))), "{text}");
        }
        assert_eq!(parking(&of("-1")), Err(Code::AmountNegative));
        assert_eq!(parking(&of("1.005")), Err(Code::AmountDecimals));
        assert_eq!(parking(&of("100000.01")), Err(Code::AmountTooLarge));
        assert_eq!(parking(&of("两百")), Err(Code::AmountNotNumber));
        assert_eq!(parking(&of("无")), Ok(None));
    }
}
