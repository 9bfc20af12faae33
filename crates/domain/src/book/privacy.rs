//! The guard on free text: what looks like a resident's personal data never enters the book.

use crate::money::narrow;

/// What a text seems to contain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PersonalData {
    /// A mobile phone number: 11 digits that start with 13 to 19.
    #[error("looks like a phone number")]
    Phone,
    /// A resident identity number: 18 characters with a date inside.
    #[error("looks like an identity number")]
    IdNumber,
    /// A bank card number: 16 to 19 digits with a valid check digit.
    #[error("looks like a bank card number")]
    BankCard,
    /// A home: building, entrance and room together.
    #[error("names a household's room")]
    Room,
    /// A vehicle plate.
    #[error("looks like a vehicle plate")]
    Plate,
}

const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

/// Refuses text that looks like personal data. Wrong alarms are possible and harmless: the writer
/// is asked to put it differently.
pub fn check_text(text: &str) -> Result<(), PersonalData> {
    let chars: Vec<char> = text.chars().map(narrow).collect();
    for run in digit_runs(&chars) {
        check_run(&run)?;
    }
    if has_plate(&chars) {
        return Err(PersonalData::Plate);
    }
    if has_room(&chars) {
        return Err(PersonalData::Room);
    }
    Ok(())
}

/// Runs of digits, also when written with single spaces or hyphens between groups; a final X of an
/// identity number is kept.
fn digit_runs(chars: &[char]) -> Vec<String> {
    let mut runs = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if !chars[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let mut tight = String::new();
        let mut joined = String::new();
        while at < chars.len() {
            let c = chars[at];
            let next_is_digit = chars.get(at + 1).is_some_and(char::is_ascii_digit);
            if c.is_ascii_digit() {
                tight.push(c);
                joined.push(c);
            } else if matches!(c, ' ' | '-') && next_is_digit {
                runs.push(std::mem::take(&mut tight));
            } else {
                break;
            }
            at += 1;
        }
        if chars.get(at).is_some_and(|c| matches!(c, 'x' | 'X')) {
            joined.push('X');
            tight.push('X');
        }
        if tight != joined {
            runs.push(joined);
        }
        runs.push(tight);
    }
    runs
}

fn check_run(run: &str) -> Result<(), PersonalData> {
    let bytes = run.as_bytes();
    match bytes.len() {
        11 if bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1]) && bytes[10] != b'X' => {
            Err(PersonalData::Phone)
        }
        13 if run.starts_with("861") => check_run(&run[2..]),
        18 if has_region(bytes) && looks_dated(&run[6..14]) => Err(PersonalData::IdNumber),
        16..=19 if !run.ends_with('X') && has_issuer(bytes) && luhn(bytes) => {
            Err(PersonalData::BankCard)
        }
        _ => Ok(()),
    }
}

/// An identity number begins with a province and a city (GB/T 2260); a bank's serial number that
/// has a day in its middle hardly does.
fn has_region(run: &[u8]) -> bool {
    matches!(run[0], b'1'..=b'6' | b'8' | b'9') && &run[2..4] != b"00"
}

/// Bank cards begin with 3 to 6 or 9 (ISO/IEC 7812); serial numbers begin with the year.
fn has_issuer(run: &[u8]) -> bool {
    matches!(run[0], b'3'..=b'6' | b'9')
}

/// `YYYYMMDD` of a living person.
fn looks_dated(text: &str) -> bool {
    let number = |range: std::ops::Range<usize>| text[range].parse::<u32>().unwrap_or(0);
    (1900..=2100).contains(&number(0..4))
        && (1..=12).contains(&number(4..6))
        && (1..=31).contains(&number(6..8))
}

/// The check digit of bank cards (ISO/IEC 7812-1).
fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, &b)| {
            let digit = u32::from(b - b'0') * if at % 2 == 1 { 2 } else { 1 };
            digit / 10 + digit % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

/// A province character, a letter, then five or six letters or digits (with or without a dot).
fn has_plate(chars: &[char]) -> bool {
    let starts = |at: usize| {
        PROVINCES.contains(chars[at]) && chars.get(at + 1).is_some_and(char::is_ascii_uppercase)
    };
    (0..chars.len()).filter(|&at| starts(at)).any(|at| {
        let rest = chars[at + 2..]
            .iter()
            .skip_while(|c| matches!(c, '·' | '.' | ' ' | '-'));
        let length = rest.take_while(|c| c.is_ascii_alphanumeric()).count();
        length == 5 || length == 6
    })
}

/// `3栋2单元501`, `3栋101室`, `1号楼1701`, `5#302`, `3-2-501室`.
fn has_room(chars: &[char]) -> bool {
    let text: Vec<char> = chars.iter().copied().filter(|c| *c != ' ').collect();
    (0..text.len()).any(|at| {
        let before = at.checked_sub(1).and_then(|at| text.get(at));
        let rest = &text[at..];
        let starts = !before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'));
        after_marker(rest) || (starts && is_dashed_room(rest))
    })
}

/// What follows an entrance or a building: `单元501`, `栋101室`, `#302`, `幢2-101`.
fn after_marker(rest: &[char]) -> bool {
    let marker = ["单元", "号楼", "栋", "幢", "座", "#"]
        .iter()
        .find_map(|word| {
            let word: Vec<char> = word.chars().collect();
            rest.strip_prefix(word.as_slice())
        });
    let Some(rest) = marker else {
        return false;
    };
    let rest = rest.strip_prefix(&['-']).unwrap_or(rest);
    let (digits, after) = digits(rest);
    // An entrance between them: `3幢2-101`.
    if (1..=2).contains(&digits) && after.first() == Some(&'-') {
        return is_room(&after[1..]);
    }
    is_room(rest)
}

/// `3-2-501` and, with a word for a home behind it, `3-501`.
fn is_dashed_room(rest: &[char]) -> bool {
    let (first, after) = digits(rest);
    let Some(after) = after
        .strip_prefix(&['-'])
        .filter(|_| (1..=2).contains(&first))
    else {
        return false;
    };
    let (second, behind) = digits(after);
    match behind.strip_prefix(&['-']) {
        Some(room) if (1..=2).contains(&second) => is_room(room) && !is_year(room),
        None => is_room(after) && names_home(&after[second..]),
        Some(_) => false,
    }
}

/// Three or four digits that are no amount and no number of things.
fn is_room(rest: &[char]) -> bool {
    let (count, after) = digits(rest);
    let counted = "元年月日平㎡m米度万千个只盏块台户套间号%,.:-次天件批";
    let room = after
        .first()
        .is_none_or(|c| !counted.contains(*c) && !c.is_ascii_alphanumeric());
    (3..=4).contains(&count) && (room || names_home(after))
}

fn names_home(after: &[char]) -> bool {
    ["室", "住户", "业主", "户主", "号房", "房", "家"]
        .iter()
        .any(|word| {
            let word: Vec<char> = word.chars().collect();
            after.starts_with(&word)
        })
}

fn is_year(rest: &[char]) -> bool {
    let year: String = rest.iter().take(4).collect();
    (1990..=2100).contains(&year.parse::<u32>().unwrap_or(0))
}

/// How many digits are in front, and the rest.
fn digits(text: &[char]) -> (usize, &[char]) {
    let count = text.iter().take_while(|c| c.is_ascii_digit()).count();
    (count, &text[count..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn personal_data_is_found_however_it_is_written() {
        for (text, found) in [
            ("联系13900001234", PersonalData::Phone),
            ("电话 139-0000-1234", PersonalData::Phone),
            ("１３９００００１２３４", PersonalData::Phone),
            ("+8613900001234", PersonalData::Phone),
            ("身份证34010019850223932X", PersonalData::IdNumber),
            ("340100 19850223 9324", PersonalData::IdNumber),
            ("卡号6222000000000000004", PersonalData::BankCard),
            ("车位 皖A·12345", PersonalData::Plate),
            ("皖AD12345 停车", PersonalData::Plate),
            ("3栋2单元501漏水", PersonalData::Room),
            ("退3-2-501室", PersonalData::Room),
            ("退3栋101室装修押金余款", PersonalData::Room),
            ("1号楼1701室漏水赔付", PersonalData::Room),
            ("补偿3-2-101住户", PersonalData::Room),
            ("5#302换锁", PersonalData::Room),
            ("A座1701换锁", PersonalData::Room),
            ("3幢2-101换锁", PersonalData::Room),
            ("退3-501业主", PersonalData::Room),
        ] {
            assert_eq!(check_text(text), Err(found), "{text}");
        }
    }

    #[test]
    fn ordinary_bookkeeping_passes() {
        for text in [
            "3栋水泵维修",
            "3栋2单元电梯维修",
            "维修单0915 发票2张",
            "发票号 26342000000012345678",
            "广告合同2026-07",
            "业主大会决议2025-03",
            "2026-09-12 至 2026-09-30",
            "记-004",
            "",
            "合同金额 1,284,530.16 元",
            "物业费收入(合计312户)",
            "皖能电力公司电费",
            "2026090300000012342",
            "340001202609030012",
            "2026090300000012",
            "3栋1200元维修",
            "3栋照明120盏",
            "1-3-2026",
            "3栋120户水表",
            "6号楼2026年检修",
        ] {
            assert_eq!(check_text(text), Ok(()), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,60}") {
            let _ = check_text(&text);
        }
    }
}
