//! Reads single cells: texts, exact decimals, lists of names and numbers.

use mingbai_domain::money::{AreaC, Fen, narrow, parse_decimal};
use mingbai_domain::registry::MAX_AREA;

use crate::error::Code;
use crate::grid::Cell;

/// The largest amount of one row: 100,000,000,000.00 yuan.
const MAX_AMOUNT: i64 = 10_000_000_000_000;

/// Why a text is not a decimal number of the wanted form.
enum NotDecimal {
    Number,
    Decimals,
    Size,
}

/// The cell's text on one line; numbers and days as text. `None` if it is empty.
pub(crate) fn text(cell: &Cell) -> Result<Option<String>, Code> {
    match cell {
        Cell::Error(_) => Err(Code::FormulaError),
        Cell::NoResult => Err(Code::FormulaWithoutResult),
        Cell::Empty => Ok(None),
        other => Ok(Some(shown(other)).filter(|text| !text.is_empty())),
    }
}

/// The cell as a person sees it, on one line.
pub(crate) fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Empty | Cell::NoResult => String::new(),
        Cell::Text(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Cell::Number(text) | Cell::Error(text) => text.clone(),
        Cell::Date(date) => date.to_string(),
        Cell::Bool(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
    }
}

/// Half-width and without any space.
pub(crate) fn compact(text: &str) -> String {
    text.chars()
        .map(narrow)
        .filter(|c| !c.is_whitespace())
        .collect()
}

/// An area above zero in 0.01 m², at most two decimals.
pub(crate) fn area(cell: &Cell) -> Result<Option<AreaC>, Code> {
    let Some(text) = text(cell)? else {
        return Ok(None);
    };
    if matches!(cell, Cell::Date(_) | Cell::Bool(_)) {
        return Err(Code::AreaNotNumber);
    }
    let number = decimal(&text, &["㎡", "m2", "m²", "平方米", "平米", "平方", "平"]);
    let too_large = Code::AreaTooLarge { limit: MAX_AREA };
    match number {
        Ok(area) if area <= 0 => Err(Code::AreaNotPositive),
        Ok(area) if area > MAX_AREA.0 => Err(too_large),
        Ok(area) => Ok(Some(AreaC(area))),
        Err(NotDecimal::Number) => Err(Code::AreaNotNumber),
        Err(NotDecimal::Decimals) => Err(Code::AreaDecimals),
        Err(NotDecimal::Size) => Err(too_large),
    }
}

/// An amount that is not negative, in fen; zero and dashes count as empty.
pub(crate) fn amount(cell: &Cell) -> Result<Option<Fen>, Code> {
    match money(cell)? {
        Some(Fen(0)) => Ok(None),
        Some(Fen(fen)) if fen < 0 => Err(Code::AmountNegative),
        other => Ok(other),
    }
}

/// An amount of either sign in fen, at most two decimals; dashes count as empty.
pub(crate) fn money(cell: &Cell) -> Result<Option<Fen>, Code> {
    let Some(text) = text(cell)? else {
        return Ok(None);
    };
    if matches!(cell, Cell::Date(_) | Cell::Bool(_)) {
        return Err(Code::AmountNotNumber);
    }
    if matches!(
        compact(&text).as_str(),
        "-" | "--" | "—" | "——" | "/" | "无"
    ) {
        return Ok(None);
    }
    match decimal(&text, &["元"]) {
        Ok(fen) if fen.abs() > MAX_AMOUNT => Err(Code::AmountTooLarge),
        Ok(fen) => Ok(Some(Fen(fen))),
        Err(NotDecimal::Number) => Err(Code::AmountNotNumber),
        Err(NotDecimal::Decimals) => Err(Code::AmountDecimals),
        Err(NotDecimal::Size) => Err(Code::AmountTooLarge),
    }
}

/// Hundredths of a decimal number, with one of the `units` behind it or none. Accountants'
/// brackets mean a negative number.
fn decimal(text: &str, units: &[&str]) -> Result<i64, NotDecimal> {
    let narrowed = compact(text);
    let mut rest = narrowed.as_str();
    for unit in units {
        if let Some(number) = rest.strip_suffix(unit) {
            rest = number;
            break;
        }
    }
    let bracketed = rest
        .strip_prefix('(')
        .and_then(|inner| inner.strip_suffix(')'));
    let signed = bracketed.map_or_else(|| rest.to_owned(), |inner| format!("-{inner}"));
    if let Some(value) = parse_decimal(&signed, 2) {
        return Ok(value);
    }
    let body = signed.trim_start_matches(['-', '+', '¥', '￥']);
    let mut parts = body.split('.');
    let (whole, fraction) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit() || c == ',');
    if body.is_empty() || parts.next().is_some() || !digits(whole) || !digits(fraction) {
        return Err(NotDecimal::Number);
    }
    if whole.is_empty() && fraction.is_empty() {
        return Err(NotDecimal::Number);
    }
    let decimals = fraction.trim_end_matches('0').len();
    if decimals > 2
        && let Some(value) = without_residue(&signed, whole, fraction)
    {
        return Ok(value);
    }
    Err(if decimals > 2 {
        NotDecimal::Decimals
    } else {
        NotDecimal::Size
    })
}

/// Hundredths of a number that misses them by a millionth at most: what is left of sums of binary
/// floating-point numbers. A spreadsheet program shows such a number as the hundredths.
fn without_residue(signed: &str, whole: &str, fraction: &str) -> Option<i64> {
    const NEAR_DIGITS: usize = 6;
    let (shown, rest) = fraction.split_at_checked(2)?;
    let rest = rest.trim_end_matches('0');
    let near = format!("{rest:0<NEAR_DIGITS$}");
    let (near, beyond) = near.split_at_checked(NEAR_DIGITS)?;
    let up = match near {
        "000000" => false,
        "000001" if beyond.is_empty() => false,
        "999999" => true,
        _ => return None,
    };
    let value = parse_decimal(&format!("0{}.{shown}", whole.replace(',', "")), 2)?;
    let value = value.checked_add(i64::from(up))?;
    Some(if signed.starts_with('-') {
        -value
    } else {
        value
    })
}

/// `是` and `√` are true, `否` and `无` are false.
pub(crate) fn yes_no(cell: &Cell) -> Result<Option<bool>, Code> {
    if let Cell::Bool(value) = cell {
        return Ok(Some(*value));
    }
    let Some(text) = text(cell)? else {
        return Ok(None);
    };
    match compact(&text).to_lowercase().as_str() {
        "是" | "√" | "✓" | "有" | "y" | "yes" | "1" | "true" | "关联" | "关联方" => {
            Ok(Some(true))
        }
        "否" | "×" | "x" | "无" | "n" | "no" | "0" | "false" | "-" | "非关联" | "/" => {
            Ok(Some(false))
        }
        _ => Err(Code::YesNoUnknown),
    }
}

/// The names in a cell: `杨玉国、陈娟`, `张三 李四`, `张三和李四`, but not `张　三` or `和平公司`.
pub(crate) fn names(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for part in text.split(['、', ',', '，', ';', '；', '/', '／', '\n', '|', '&', '＆']) {
        for name in by_and(part) {
            out.extend(by_spaces(&name));
        }
    }
    out
}

/// Splits at `和` or `与` if that leaves two personal names.
fn by_and(text: &str) -> Vec<String> {
    let whole = || vec![text.to_owned()];
    if ["公司", "中心", "有限", "局", "厂", "店", "社", "委员会"]
        .iter()
        .any(|w| text.contains(w))
    {
        return whole();
    }
    let Some((left, right)) = text.split_once(['和', '与']) else {
        return whole();
    };
    let personal = |name: &str| (2..=4).contains(&name.trim().chars().count());
    if personal(left) && personal(right) {
        return vec![left.trim().to_owned(), right.trim().to_owned()];
    }
    whole()
}

/// Splits at spaces, unless they only stretch a short name or belong to a Latin one.
fn by_spaces(text: &str) -> Vec<String> {
    let before_bracket = text.split(['(', '（']).next().unwrap_or("");
    let parts: Vec<&str> = before_bracket.split_whitespace().collect();
    if parts.is_empty() {
        return Vec::new();
    }
    if parts.iter().any(|part| part.is_ascii()) {
        return vec![parts.join(" ")];
    }
    if parts.iter().any(|part| part.chars().count() == 1) {
        return vec![parts.concat()];
    }
    parts.into_iter().map(str::to_owned).collect()
}

/// The telephone or document numbers in a cell, half-width and without spaces.
pub(crate) fn numbers(text: &str) -> Vec<String> {
    let narrowed: String = text.chars().map(narrow).collect();
    let mut out = Vec::new();
    for part in narrowed.split(['、', ',', ';', '/', '\n', '|', '和']) {
        let words: Vec<&str> = part.split_whitespace().collect();
        // `139 0000 0832` is one number; two whole numbers are two.
        let whole = words.iter().all(|word| word.len() >= 7);
        if whole {
            out.extend(words.iter().map(|word| (*word).to_owned()));
        } else {
            out.push(words.concat());
        }
    }
    out.retain(|number| !number.is_empty());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    #[test]
    fn areas_are_read_exactly_or_refused_by_a_rule() {
        let good = [
            ("134.42", 13442),
            ("98.60", 9860),
            ("９８．６", 9860),
            ("1,134.5㎡", 113_450),
            ("98.6 平方米", 9860),
            ("98.600", 9860),
        ];
        for (text, value) in good {
            assert_eq!(area(&of(text)), Ok(Some(AreaC(value))), "{text}");
        }
        let too_large = Code::AreaTooLarge { limit: MAX_AREA };
        let bad = [
            ("0", Code::AreaNotPositive),
            ("-98.6", Code::AreaNotPositive),
            ("(98.6)", Code::AreaNotPositive),
            ("九十", Code::AreaNotNumber),
            ("98.6.0", Code::AreaNotNumber),
            (".", Code::AreaNotNumber),
            ("98.605", Code::AreaDecimals),
            ("1000000000", too_large.clone()),
            ("100000.01", too_large.clone()),
            ("99999999999999999999999", too_large),
        ];
        for (text, code) in bad {
            assert_eq!(area(&of(text)), Err(code), "{text}");
        }
        assert_eq!(area(&of("100000.00")), Ok(Some(MAX_AREA)));
        assert_eq!(area(&Cell::Error("#REF!".into())), Err(Code::FormulaError));
    }

    #[test]
    fn amounts_are_read_exactly_or_refused_by_a_rule() {
        assert_eq!(
            amount(&of("￥１２，５６２．３０")),
            Ok(Some(Fen(1_256_230)))
        );
        assert_eq!(amount(&of("12.5元")), Ok(Some(Fen(1250))));
        for blank in ["0", "0.00", "-", "—", "/"] {
            assert_eq!(amount(&of(blank)), Ok(None), "{blank}");
        }
        assert_eq!(amount(&of("-12")), Err(Code::AmountNegative));
        assert_eq!(amount(&of("(12.00)")), Err(Code::AmountNegative));
        assert_eq!(amount(&of("12.345")), Err(Code::AmountDecimals));
        assert_eq!(amount(&of("一百")), Err(Code::AmountNotNumber));
        assert_eq!(amount(&of("1e5")), Err(Code::AmountNotNumber));
        assert_eq!(amount(&of("100000000000.01")), Err(Code::AmountTooLarge));
        assert_eq!(money(&of("-12")), Ok(Some(Fen(-1200))));
    }

    #[test]
    fn a_float_residue_is_what_the_program_shows_and_more_is_refused() {
        let number = |text: &str| money(&Cell::Number(text.to_owned()));
        for (text, fen) in [
            ("0.299999999930151", 30),
            ("-0.299999999930151", -30),
            ("1200.00000001", 120_000),
            ("1200.00999999", 120_001),
            ("0.999999999", 100),
            ("-0.0000000000000000277", 0),
            ("999.99999999999", 100_000),
        ] {
            assert_eq!(number(text), Ok(Some(Fen(fen))), "{text}");
        }
        for text in [
            "1200.00000002",
            "1200.00999998",
            "0.0000001",
            "0.125",
            "1.005",
        ] {
            assert_eq!(number(text), Err(Code::AmountDecimals), "{text}");
        }
        assert_eq!(
            area(&Cell::Number("98.6000000000001".into())),
            Ok(Some(AreaC(9860)))
        );
    }

    #[test]
    fn several_owners_in_a_cell_are_separated_and_single_ones_left_whole() {
        assert_eq!(names("杨玉国、陈娟"), ["杨玉国", "陈娟"]);
        assert_eq!(names("张三，李四;王五"), ["张三", "李四", "王五"]);
        assert_eq!(names("张三 李四"), ["张三", "李四"]);
        assert_eq!(names("张三和李四"), ["张三", "李四"]);
        assert_eq!(names("张　三"), ["张三"]);
        assert_eq!(names("李和平"), ["李和平"]);
        assert_eq!(names("和盛与达物业有限公司"), ["和盛与达物业有限公司"]);
        assert_eq!(names("John Smith"), ["John Smith"]);
        assert_eq!(names("张三(50%)、李四（50%）"), ["张三", "李四"]);
        assert!(names(" 、").is_empty());
    }

    #[test]
    fn several_numbers_in_a_cell_are_separated() {
        assert_eq!(
            numbers("13900000001、１３９０００００００２"),
            ["13900000001", "13900000002"]
        );
        assert_eq!(numbers("139 0000 0001"), ["13900000001"]);
        assert_eq!(
            numbers("13900000001 13900000002"),
            ["13900000001", "13900000002"]
        );
        assert_eq!(numbers("12345"), ["12345"]);
    }
}
