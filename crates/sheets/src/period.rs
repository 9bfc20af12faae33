//! The year and month that a title or a sheet's name speaks of.

use mingbai_domain::calendar::Period;
use mingbai_domain::money::narrow;

/// A year and month.
type Month = (i16, i8);

/// Year and month as far as a text tells them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hint {
    pub(crate) year: Option<i16>,
    pub(crate) month: Option<i8>,
    /// First and last month of a text that names several.
    pub(crate) span: Option<(Month, Month)>,
    /// Whether it names several months or years, so that nothing weaker may choose one.
    several: bool,
}

impl Hint {
    /// What this hint says, completed by a weaker one: a sheet `9月` under a title of 2026.
    pub(crate) fn or(self, weaker: Self) -> Self {
        if self.several {
            return self;
        }
        if self.year.is_none() && self.month.is_none() {
            return weaker;
        }
        Self {
            year: self.year.or(weaker.year),
            month: self.month.or(weaker.month),
            ..self
        }
    }

    /// Whether it says anything of a month, or of several.
    pub(crate) fn tells(self) -> bool {
        self.month.is_some() || self.span.is_some() || self.several
    }

    /// The one month it is about.
    pub(crate) fn period(self) -> Option<Period> {
        Period::new(self.year?, self.month?)
    }

    /// The year of a day in `month` that has none; `None` if there could be two.
    pub(crate) fn year_of(self, month: i8) -> Option<i16> {
        let Some((first, last)) = self.span else {
            return self.year;
        };
        let mut years = (first.0..=last.0).filter(|year| (first..=last).contains(&(*year, month)));
        years.next().filter(|_| years.next().is_none())
    }

    /// Whether a day of this month may stand under the text.
    pub(crate) fn covers(self, month: Period) -> bool {
        let here = (month.year(), month.month());
        let in_span = self
            .span
            .is_none_or(|(first, last)| (first..=last).contains(&here));
        in_span && self.period().is_none_or(|period| period == month)
    }
}

/// A year, a month or both, at one place of a text.
#[derive(Clone, Copy, Debug, Default)]
struct Mention {
    year: Option<i16>,
    month: Option<i8>,
    /// Whether a day follows: the date of a filing, or an end of a span.
    day: bool,
    /// Whether it ends a span: a dash or 至 before it.
    spans: bool,
}

/// Finds `2026年9月`, `2026.9`, `2026-09`, `202609`, `9月` or `2026年` in a text. A day such as
/// `2026年10月31日` names no month; `2025年12月至2026年1月` names a span, and no month either.
pub(crate) fn hint(text: &str) -> Hint {
    let chars: Vec<char> = of_content(text)
        .chars()
        .map(narrow)
        .filter(|c| !c.is_whitespace())
        .collect();
    let found = mentions(&chars);
    if let Some(span) = span(&found) {
        return span;
    }
    let of_months: Vec<&Mention> = found.iter().filter(|m| !m.day).collect();
    let mut months: Vec<i8> = of_months.iter().filter_map(|m| m.month).collect();
    months.dedup();
    // A single day is when something was done with the sheet, such as 20260108; no period.
    let mut years: Vec<i16> = of_months.iter().filter_map(|m| m.year).collect();
    years.dedup();
    let only = |list: usize| list == 1;
    Hint {
        year: years.first().copied().filter(|_| only(years.len())),
        month: months.first().copied().filter(|_| only(months.len())),
        span: None,
        several: years.len() > 1 || months.len() > 1,
    }
}

/// Words of what was done with a sheet, and of what is planned: their days are no period of its rows.
const DONE: [&str; 13] = [
    "制表", "填表", "填报", "打印", "导出", "下载", "生成", "编制", "报送", "上报", "审核", "更新",
    "预算",
];

/// Whether the text is about making the sheet, such as `制表日期：`.
pub(crate) fn is_done(text: &str) -> bool {
    DONE.iter().any(|word| text.contains(word))
}

/// The text without the parts that say when it was made: `制表日期：2026年1月8日`, `2026年预算`.
fn of_content(text: &str) -> String {
    let ends = |c: char| c.is_whitespace() || "，,。;；()（）[]【】".contains(c);
    let mut label = false;
    let mut kept = String::new();
    for piece in text.split_inclusive(ends) {
        let part = piece.trim_end_matches(ends);
        let done = is_done(part);
        if !done && !label {
            kept.push_str(piece);
        }
        if !part.is_empty() {
            label = done && !part.contains(|c: char| c.is_ascii_digit());
        }
    }
    kept
}

/// The first two mentions that are the ends of a span.
fn span(found: &[Mention]) -> Option<Hint> {
    let pair = found.windows(2).find(|pair| pair[1].spans)?;
    let (from, to) = (pair[0], pair[1]);
    let year = from.year.or(to.year);
    let (first, last) = ((year, from.month), (to.year.or(year), to.month));
    let ends = match (first, last) {
        ((Some(y), Some(m)), (Some(z), Some(n))) if (y, m) <= (z, n) => Some(((y, m), (z, n))),
        _ => None,
    };
    let same_year = first.0 == last.0;
    let one_month = ends.is_some_and(|(first, last)| first == last);
    Some(Hint {
        year: first.0.filter(|_| same_year),
        month: from.month.filter(|_| one_month),
        span: ends.filter(|_| !one_month),
        several: !one_month,
    })
}

fn mentions(chars: &[char]) -> Vec<Mention> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if !chars[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let spans = at > 0 && is_dash(chars[at - 1]);
        let (mention, end) = mention(chars, at);
        let valid = Mention {
            year: mention.year.filter(|year| (1990..=2100).contains(year)),
            month: mention.month.filter(|month| (1..=12).contains(month)),
            spans,
            ..mention
        };
        if valid.year.is_some() || valid.month.is_some() {
            found.push(valid);
        }
        at = end;
    }
    found
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '—' | '–' | '~' | '～' | '至' | '到')
}

/// What the digits at `at` say together with what follows, and where that ends.
fn mention(chars: &[char], at: usize) -> (Mention, usize) {
    let end = digits_end(chars, at);
    let run: String = chars[at..end].iter().collect();
    let number = || run.parse().ok();
    let part = |range: std::ops::Range<usize>| run.get(range).and_then(|part| part.parse().ok());
    let month_of = || run.parse().ok();
    match (run.len(), chars.get(end)) {
        (4, Some('年')) => by_words(chars, end + 1, number()),
        (4, Some(mark @ ('.' | '-' | '/'))) => by_marks(chars, end, *mark, number()),
        (8, _) => {
            let day = Mention {
                year: part(0..4),
                day: true,
                ..Mention::default()
            };
            (day, end)
        }
        (6, _) => {
            let month = Mention {
                year: part(0..4),
                month: run.get(4..6).and_then(|month| month.parse().ok()),
                ..Mention::default()
            };
            (month, end)
        }
        (1 | 2, _) => month_then_day(chars, end, month_of()),
        // `2025_2026`, `2025-2026`: two years, of which none may be overlooked.
        (4, _) => {
            let year = Mention {
                year: number(),
                ..Mention::default()
            };
            (year, end)
        }
        _ => (Mention::default(), end),
    }
}

fn digits_end(chars: &[char], at: usize) -> usize {
    let end = (at..chars.len()).find(|&i| !chars[i].is_ascii_digit());
    end.unwrap_or(chars.len())
}

/// `年9月`, `年9月1日`, `年1-9月`, `年度`, from behind the 年.
fn by_words(chars: &[char], at: usize, year: Option<i16>) -> (Mention, usize) {
    let end = digits_end(chars, at);
    let digits: String = chars[at..end].iter().collect();
    if matches!(digits.len(), 1 | 2) {
        let (month, after) = month_then_day(chars, end, digits.parse().ok());
        if month.month.is_some() {
            return (Mention { year, ..month }, after);
        }
    }
    let alone = Mention {
        year,
        ..Mention::default()
    };
    (alone, at)
}

/// From behind a month's digits: `月`, `月1日`, or a dash to another month.
fn month_then_day(chars: &[char], end: usize, month: Option<i8>) -> (Mention, usize) {
    let of = |day| Mention {
        month,
        day,
        ..Mention::default()
    };
    match chars.get(end) {
        Some('月') => {
            let day_end = digits_end(chars, end + 1);
            (of(day_end > end + 1), day_end)
        }
        Some(dash) if is_dash(*dash) => {
            let next = digits_end(chars, end + 1);
            let ends_span = next > end + 1 && chars.get(next) == Some(&'月');
            let month = if ends_span {
                of(false)
            } else {
                Mention::default()
            };
            (month, end)
        }
        _ => (Mention::default(), end),
    }
}

/// `2026.9` and `2026-09` are months, `2026.9.12` is a day.
fn by_marks(chars: &[char], mark_at: usize, mark: char, year: Option<i16>) -> (Mention, usize) {
    let alone = Mention {
        year,
        ..Mention::default()
    };
    let end = digits_end(chars, mark_at + 1);
    let digits: String = chars[mark_at + 1..end].iter().collect();
    if !matches!(digits.len(), 1 | 2) {
        return (alone, mark_at);
    }
    if chars.get(end) == Some(&mark) {
        let day_end = digits_end(chars, end + 1);
        if (1..=2).contains(&(day_end - end - 1)) {
            return (
                Mention {
                    month: digits.parse().ok(),
                    day: true,
                    ..alone
                },
                day_end,
            );
        }
    }
    let ended = chars
        .get(end)
        .is_none_or(|c| matches!(c, '_' | ')' | '月') || is_dash(*c));
    let month = Mention {
        month: digits.parse().ok().filter(|_| ended),
        ..alone
    };
    (month, end)
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
            ("填报日期:2026年10月31日", None, None),
            ("制表日期：2026年1月8日", None, None),
            ("制表： 2026年1月", None, None),
            ("打印时间 2026-01-08 10:00", None, None),
            ("20260108导出.csv", None, None),
            ("导出2026.csv", None, None),
            ("2025年收支明细（2026年预算）", Some(2025), None),
            (
                "2025年12月收支明细 制表日期：2026年1月",
                Some(2025),
                Some(12),
            ),
            ("收支2025-2026", None, None),
            ("收支_2025_2026.csv", None, None),
            ("2025年10月、2026年1月收支明细", None, None),
            ("9月2日制表", None, None),
            ("Sheet1", None, None),
            ("2026年13月", Some(2026), None),
            ("", None, None),
        ];
        for (text, year, month) in cases {
            let found = hint(text);
            assert_eq!((found.year, found.month), (year, month), "{text}");
        }
    }

    #[test]
    fn a_title_of_several_months_names_no_month_and_tells_the_year_of_each() {
        let cases = [
            ("2025年9月1日至2026年8月31日公共收益收支明细", 9, Some(2025)),
            (
                "2025年9月1日至2026年8月31日公共收益收支明细",
                12,
                Some(2025),
            ),
            ("2025年9月1日至2026年8月31日公共收益收支明细", 1, Some(2026)),
            ("公共收益收支明细（2025年12月—2026年1月）", 12, Some(2025)),
            ("公共收益收支明细（2025年12月—2026年1月）", 1, Some(2026)),
            ("公共收益收支明细（2025年12月—2026年1月）", 5, None),
            ("2025.12-2026.1", 1, Some(2026)),
            ("2025年12月至2026年12月", 12, None),
            ("2025-2026年度收支", 3, None),
            ("2026年1-9月收支", 3, Some(2026)),
            ("2026年8月和9月", 9, Some(2026)),
        ];
        for (text, month, year) in cases {
            let found = hint(text);
            assert_eq!((found.month, found.year_of(month)), (None, year), "{text}");
        }
        // What a title leaves open no file name may decide.
        assert_eq!(hint("2025-2026年度").or(hint("2025年")).year_of(3), None);
        let whole = hint("2026年9月1日至2026年9月30日");
        assert_eq!(whole.period(), Period::new(2026, 9));
    }

    #[test]
    fn a_sheet_named_by_month_takes_its_year_from_elsewhere() {
        let sheet = hint("9月").or(hint("2026年收支"));
        assert_eq!(sheet.period(), Period::new(2026, 9));
        assert_eq!(hint("2026年度").or(hint("明细")).period(), None);
    }
}
