//! Amounts and sides as banks write them.

use mingbai_domain::money::Fen;

use crate::error::Code;
use crate::grid::Cell;
use crate::values::{self, compact};

use super::finding::BankFinding;

/// Which way the money went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// It came in (贷, 收).
    In,
    /// It left (借, 支).
    Out,
    /// Neither, in a wallet's own words.
    Neutral,
}

const IN: &[&str] = &[
    "贷", "贷方", "贷记", "收", "收入", "收款", "入", "入账", "进", "转入", "存入", "来账", "+",
    "c", "cr", "credit", "in", "贷cr", "贷(cr)", "贷c", "贷方cr",
];
const OUT: &[&str] = &[
    "借", "借方", "借记", "支", "支出", "付", "付款", "付出", "出", "出账", "转出", "支取", "取出",
    "往账", "-", "d", "dr", "debit", "out", "借dr", "借(dr)", "借d", "借方dr",
];
const NEUTRAL: &[&str] = &["/", "不计收支", "中性交易", "其他"];

/// The side that a cell names.
pub(super) fn side(cell: &Cell) -> Result<Option<Side>, Code> {
    let Some(text) = values::text(cell)? else {
        return Ok(None);
    };
    let plain = compact(&text).to_lowercase();
    let is = |words: &[&str]| words.contains(&plain.as_str());
    match (is(IN), is(OUT), is(NEUTRAL)) {
        (true, ..) => Ok(Some(Side::In)),
        (_, true, _) => Ok(Some(Side::Out)),
        (.., true) => Ok(Some(Side::Neutral)),
        _ => Err(Code::DirectionUnknown),
    }
}

/// An amount of money and whether it was written with a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Amount {
    pub(super) fen: Fen,
    pub(super) signed: bool,
}

/// An amount with the signs of banks: `-50.00`, `50.00-`, `(50.00)`, `¥(50.00)`, `CNY 50.00`,
/// `-¥50.00`, `50.00CR`, `50.00DR`. Dashes count as empty.
pub(super) fn amount(cell: &Cell) -> Result<Option<Amount>, Code> {
    let Cell::Text(_) = cell else {
        let number = values::money(cell)?;
        return Ok(number.map(|fen| Amount {
            fen,
            signed: fen < Fen::ZERO,
        }));
    };
    let Some(text) = values::text(cell)? else {
        return Ok(None);
    };
    let plain = compact(&text).to_uppercase();
    let (number, signs) = unsigned(&plain)?;
    let read = values::money(&Cell::Text(number.to_owned()))?;
    let negative = signs.iter().filter(|negative| **negative).count();
    // Two minus signs, such as `-(5.00)`, say nothing that could be trusted.
    if negative > 1 || (signs.len() > 1 && negative > 0) {
        return Err(Code::AmountNotNumber);
    }
    let Some(fen) = read else {
        return Ok(None);
    };
    let fen = if negative == 1 {
        fen.negated().map_err(|_| Code::AmountTooLarge)?
    } else {
        fen
    };
    Ok(Some(Amount {
        fen,
        signed: !signs.is_empty(),
    }))
}

/// The number without currency and signs, and of every sign whether it was a minus.
fn unsigned(text: &str) -> Result<(&str, Vec<bool>), Code> {
    const YUAN: [&str; 6] = ["CNY", "RMB", "人民币", "¥", "￥", "元"];
    const OTHERS: [&str; 11] = [
        "USD", "HKD", "EUR", "JPY", "GBP", "$", "美元", "港币", "欧元", "日元", "英镑",
    ];
    if OTHERS.iter().any(|currency| text.contains(currency)) {
        return Err(Code::Bank(BankFinding::Currency));
    }
    let mut signs = Vec::new();
    let mut rest = text;
    loop {
        let before = rest;
        for word in YUAN {
            rest = rest.strip_prefix(word).unwrap_or(rest);
            rest = rest.strip_suffix(word).unwrap_or(rest);
        }
        if let Some(inner) = rest.strip_prefix('(').and_then(|r| r.strip_suffix(')')) {
            signs.push(true);
            rest = inner;
        }
        // A dash alone is an empty cell.
        if rest.len() > 1 {
            for (sign, negative) in [('-', true), ('+', false)] {
                if let Some(number) = rest.strip_prefix(sign).or(rest.strip_suffix(sign)) {
                    if number.chars().all(|c| matches!(c, '-' | '+')) {
                        return Ok((rest, signs));
                    }
                    signs.push(negative);
                    rest = number;
                    break;
                }
            }
        }
        for (word, negative) in [("DR", true), ("CR", false)] {
            if let Some(number) = rest.strip_suffix(word) {
                signs.push(negative);
                rest = number;
            }
        }
        if rest == before {
            break;
        }
    }
    Ok((rest, signs))
}

/// Whether a cell names the currency of the accounts, or none.
pub(super) fn in_yuan(cell: &Cell) -> Result<Option<()>, Code> {
    let Some(text) = values::text(cell)? else {
        return Ok(None);
    };
    let plain = compact(&text).to_uppercase();
    match plain.as_str() {
        "CNY"
        | "RMB"
        | "人民币"
        | "人民币元"
        | "元"
        | "156"
        | "01"
        | "001"
        | "-"
        | "CNY人民币"
        | "人民币(CNY)"
        | "RMB人民币"
        | "人民币(本位币)" => Ok(Some(())),
        _ => Err(Code::Bank(BankFinding::Currency)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Option<(i64, bool)>, Code> {
        let read = amount(&Cell::Text(text.to_owned()))?;
        Ok(read.map(|amount| (amount.fen.0, amount.signed)))
    }

    #[test]
    fn amounts_with_the_signs_of_banks_are_read_exactly() {
        let good = [
            ("1,200.00", 120_000, false),
            ("+1,200.00", 120_000, true),
            ("-50.00", -5_000, true),
            ("−50.00", -5_000, true),
            ("－５０．００", -5_000, true),
            ("50.00-", -5_000, true),
            ("(50.00)", -5_000, true),
            ("（50.00）", -5_000, true),
            ("¥(25.00)", -2_500, true),
            ("(¥25.00)", -2_500, true),
            ("-¥25.00", -2_500, true),
            ("¥-25.00", -2_500, true),
            ("CNY 5.00", 500, false),
            ("人民币5元", 500, false),
            ("5.00CR", 500, true),
            ("1,500.00 Dr", -150_000, true),
            ("0.00", 0, false),
        ];
        for (text, fen, signed) in good {
            assert_eq!(of(text), Ok(Some((fen, signed))), "{text}");
        }
        for blank in ["-", "--", "—", "/", "无"] {
            assert_eq!(of(blank), Ok(None), "{blank}");
        }
        for bad in [
            "-(5.00)", "--5.00", "+-5", "一百", "1.2.3", "5-5", "1e5", "(5.00", ".",
        ] {
            assert_eq!(of(bad), Err(Code::AmountNotNumber), "{bad}");
        }
        assert_eq!(of("5.005"), Err(Code::AmountDecimals));
        let foreign = Code::Bank(BankFinding::Currency);
        assert_eq!(of("USD 5.00"), Err(foreign.clone()));
        assert_eq!(of("5.00美元"), Err(foreign));
        let number = amount(&Cell::Number("-3.5".to_owned())).unwrap().unwrap();
        assert_eq!((number.fen, number.signed), (Fen(-350), true));
    }

    #[test]
    fn sides_are_whole_words_only() {
        let of = |text: &str| side(&Cell::Text(text.to_owned()));
        for text in [
            "贷",
            "收",
            "贷 Cr",
            "贷（CR）",
            "Credit",
            "C",
            "收入",
            " 贷方 ",
        ] {
            assert_eq!(of(text), Ok(Some(Side::In)), "{text}");
        }
        for text in ["借", "支", "借 Dr", "DR", "支出", "d", "往账"] {
            assert_eq!(of(text), Ok(Some(Side::Out)), "{text}");
        }
        for text in ["/", "不计收支"] {
            assert_eq!(of(text), Ok(Some(Side::Neutral)), "{text}");
        }
        for text in ["借款收入", "退款", "收支", "x"] {
            assert_eq!(of(text), Err(Code::DirectionUnknown), "{text}");
        }
        assert_eq!(side(&Cell::Empty), Ok(None));
    }
}
