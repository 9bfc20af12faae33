//! The year and month that a title or a sheet's name speaks of.

use mingbai_domain::calendar::Period;
use mingbai_domain::money::narrow;

/// Year and month as far as a text tells them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hint {
    pub(crate) year: Option<i16>,
    pub(crate) month: Option<i8>,
}

impl Hint {
    /// What this hint says, completed by a weaker one: a sheet `9月` under a title of 2026.
    pub(crate) fn or(self, weaker: Self) -> Self {
        Self {
            year: self.year.or(weaker.year),
            month: self.month.or(weaker.month),
        }
    }

    pub(crate) fn period(self) -> Option<Period> {
        Period::new(self.year?, self.month?)
    }
}

/// Finds `2026年9月`, `2026.9`, `2026-09`, `202609`, `9月` or `2026年` in a text. A day such as
/// `2026年10月31日` and a span such as `2026年1-9月` name no month.
pub(crate) fn hint(text: &str) -> Hint {
    let chars: Vec<char> = text
        .chars()
        .map(narrow)
        .filter(|c| !c.is_whitespace())
        .collect();
    let mut found = Hint::default();
    let mut at = 0;
    while at < chars.len() {
        if !chars[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = (at..chars.len())
            .find(|&i| !chars[i].is_ascii_digit())
            .unwrap_or(chars.len());
        let run: String = chars[at..end].iter().collect();
        let spanned = at > 0 && matches!(chars[at - 1], '-' | '—' | '~' | '至' | '到');
        let here = match (run.len(), chars.get(end)) {
            (4, Some('年' | '.' | '-' | '/')) => year_then_month(&run, &chars[end..]),
            (6, _) => Hint {
                year: run[..4].parse().ok(),
                month: run[4..].parse().ok(),
            },
            (1 | 2, Some('月')) if !spanned && !is_day(&chars[end + 1..]) => Hint {
                year: None,
                month: run.parse().ok(),
            },
            _ => Hint::default(),
        };
        found = found.or(valid(here));
        at = end;
    }
    found
}

/// What follows a year: `年9月`, `.9`, `-09`.
fn year_then_month(year: &str, rest: &[char]) -> Hint {
    let year = year.parse().ok();
    let by_words = rest.first() == Some(&'年');
    let digits: String = rest[1..]
        .iter()
        .take_while(|c| c.is_ascii_digit())
        .collect();
    let after = &rest[1 + digits.len()..];
    let month = digits.parse().ok().filter(|_| digits.len() <= 2);
    let ended = match after.first() {
        Some('月') => !is_day(&after[1..]),
        None | Some('_' | ')') => !by_words,
        _ => false,
    };
    // With separators only, `2026.9.12` is a day and `2026.9` a month.
    Hint {
        year,
        month: month.filter(|_| ended),
    }
}

fn is_day(rest: &[char]) -> bool {
    rest.first().is_some_and(char::is_ascii_digit)
}

fn valid(hint: Hint) -> Hint {
    Hint {
        year: hint.year.filter(|year| (1990..=2100).contains(year)),
        month: hint.month.filter(|month| (1..=12).contains(month)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_names_tell_year_and_month() {
        let cases = [
            (
                "2026年9月公共收益及物业服务资金收支明细",
                Some(2026),
                Some(9),
            ),
            ("兴园北区_收支明细_2026年9月.xlsx", Some(2026), Some(9)),
            ("9月", None, Some(9)),
            ("2026.09", Some(2026), Some(9)),
            ("2026-9", Some(2026), Some(9)),
            ("银行对账单_202609_GBK.csv", Some(2026), Some(9)),
            ("２０２６年１２月份", Some(2026), Some(12)),
            ("2026年度收支明细", Some(2026), None),
            ("2026年1-9月收支", Some(2026), None),
            ("2026年第三季度", Some(2026), None),
            ("填报日期:2026年10月31日", Some(2026), None),
            ("9月2日制表", None, None),
            ("Sheet1", None, None),
            ("2026年13月", Some(2026), None),
            ("", None, None),
        ];
        for (text, year, month) in cases {
            assert_eq!(hint(text), Hint { year, month }, "{text}");
        }
    }

    #[test]
    fn a_sheet_named_by_month_takes_its_year_from_elsewhere() {
        let sheet = hint("9月").or(hint("2026年收支"));
        assert_eq!(sheet.period(), Period::new(2026, 9));
        assert_eq!(hint("2026年度").or(hint("明细")).period(), None);
    }
}
