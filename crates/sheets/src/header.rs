//! Finds the header row below title and remark rows, and what each column holds.
//!
//! A header matches only exactly, after brackets, spaces and units are dropped: a guess that is
//! wrong would import telephone numbers as areas. Guesses are offered in the error instead.

use mingbai_domain::money::narrow;

use crate::fields::{Field, Spec};
use crate::grid::{Cell, Row, Sheet};
use crate::mapping::Mapping;

/// Rows searched for a header.
const SEARCHED_ROWS: usize = 60;
/// Units that may follow a header without brackets. Not 元, which ends 单元.
const UNITS: [&str; 5] = ["平方米", "平米", "㎡", "m2", "m²"];

/// A column whose content is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) field: Field,
    /// From 0.
    pub(crate) index: u32,
    /// The header as written.
    pub(crate) name: String,
}

/// A header row, or two rows of which the lower one says more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    /// The last row of the header.
    pub(crate) row: u32,
    pub(crate) columns: Vec<Column>,
    /// Headers that mean nothing to us.
    pub(crate) unknown: Vec<(u32, String)>,
}

impl Header {
    /// The first column with `field`.
    pub(crate) fn column(&self, field: Field) -> Option<&Column> {
        self.columns.iter().find(|column| column.field == field)
    }

    /// Number of different fields that tell something about the kind of table.
    pub(crate) fn score(&self) -> usize {
        let mut fields: Vec<Field> = self.columns.iter().map(|column| column.field).collect();
        fields.sort_unstable();
        fields.dedup();
        fields.retain(|field| !matches!(field, Field::Index | Field::Remark | Field::AreaOther));
        fields.len()
    }

    /// All headers in the order of columns.
    pub(crate) fn names(&self) -> Vec<String> {
        let known = self
            .columns
            .iter()
            .map(|column| (column.index, column.name.as_str()));
        let unknown = self
            .unknown
            .iter()
            .map(|(index, name)| (*index, name.as_str()));
        let mut all: Vec<(u32, &str)> = known.chain(unknown).collect();
        all.sort_unstable();
        all.into_iter()
            .map(|(_, name)| crate::mask::plain(name))
            .collect()
    }
}

/// The likeliest header of `sheet`; `None` for a sheet without texts.
pub(crate) fn find(sheet: &Sheet, specs: &[Spec], mapping: &Mapping) -> Option<Header> {
    let mut best: Option<Header> = None;
    let mut before: Option<(&Row, usize)> = None;
    for row in sheet.rows.iter().take(SEARCHED_ROWS) {
        let single = header(row.number, texts(row), specs, mapping);
        let score = single.score();
        let above = before.filter(|(upper, _)| upper.number + 1 == row.number);
        let double = above.map(|(upper, upper_score)| {
            let both = header(
                row.number,
                stacked(upper, row, specs, mapping),
                specs,
                mapping,
            );
            (both.score() > score.max(upper_score), both)
        });
        let candidate = match double {
            Some((true, both)) => both,
            _ => single,
        };
        let better = |best: &Header| {
            let (new, old) = (candidate.score(), best.score());
            // Without any recognised header, the row with most texts is shown to the user.
            new > old || (old == 0 && new == 0 && candidate.unknown.len() > best.unknown.len())
        };
        if best.as_ref().is_none_or(better) {
            best = Some(candidate);
        }
        before = Some((row, score));
    }
    best.filter(|header| !header.columns.is_empty() || !header.unknown.is_empty())
}

fn texts(row: &Row) -> Vec<(u32, String)> {
    let text = |(column, cell): &(u32, Cell)| match cell {
        Cell::Text(text) => Some((*column, one_line(text))),
        _ => None,
    };
    row.cells.iter().filter_map(text).collect()
}

/// The texts of a header of two rows: of each column the lower one, unless only the upper one
/// says something.
fn stacked(upper: &Row, lower: &Row, specs: &[Spec], mapping: &Mapping) -> Vec<(u32, String)> {
    let mut all = texts(lower);
    for (column, text) in texts(upper) {
        match all.iter_mut().find(|(at, _)| *at == column) {
            None => all.push((column, text)),
            Some((_, below)) => {
                let known = |text: &str| meaning(text, specs, mapping).is_some();
                if !known(below) && known(&text) {
                    *below = text;
                }
            }
        }
    }
    all.sort_unstable();
    all
}

fn header(row: u32, texts: Vec<(u32, String)>, specs: &[Spec], mapping: &Mapping) -> Header {
    let mut header = Header {
        row,
        columns: Vec::new(),
        unknown: Vec::new(),
    };
    for (index, name) in texts {
        match meaning(&name, specs, mapping) {
            Some(field) => header.columns.push(Column { field, index, name }),
            None => header.unknown.push((index, name)),
        }
    }
    // A header that the user mapped wins over one that we recognise.
    let mapped: Vec<Field> = header
        .columns
        .iter()
        .filter(|column| mapping.field(specs, &column.name).is_some())
        .map(|column| column.field)
        .collect();
    header.columns.retain(|column| {
        !mapped.contains(&column.field) || mapping.field(specs, &column.name).is_some()
    });
    header
}

/// What a header means: by the user's mapping, else by its name.
fn meaning(text: &str, specs: &[Spec], mapping: &Mapping) -> Option<Field> {
    if let Some(field) = mapping.field(specs, text) {
        return Some(field);
    }
    let plain = plain_header(text);
    let known = |word: &str| {
        let fits = |spec: &&Spec| spec.name == word || spec.synonyms.contains(&word);
        specs.iter().find(fits).map(|spec| spec.field)
    };
    known(&plain).or_else(|| plain.split(['/', '、', '或']).find_map(known))
}

/// A header without brackets and their content, spaces, marks, units and a closing number:
/// `建筑面积（㎡）` and `建筑面积 m2` are `建筑面积`, `电话1` is `电话`.
pub(crate) fn plain_header(text: &str) -> String {
    let plain = exact_header(text);
    let without_number = plain.trim_end_matches(|c: char| c.is_ascii_digit());
    if without_number.is_empty() {
        plain
    } else {
        without_number.to_owned()
    }
}

/// The same with its closing number, which tells `电话1` from `电话2`.
pub(crate) fn exact_header(text: &str) -> String {
    let narrowed: String = text.chars().map(narrow).collect::<String>().to_lowercase();
    let mut depth = 0_usize;
    let mut outside = String::new();
    let mut everything = String::new();
    for c in narrowed.chars() {
        match c {
            '(' | '[' | '{' | '【' | '〔' | '〈' | '《' => depth += 1,
            ')' | ']' | '}' | '】' | '〕' | '〉' | '》' => depth = depth.saturating_sub(1),
            c if c.is_whitespace() || matches!(c, '*' | ':' | '★' | '※') => {}
            c => {
                everything.push(c);
                if depth == 0 {
                    outside.push(c);
                }
            }
        }
    }
    let mut plain = if outside.is_empty() {
        everything
    } else {
        outside
    };
    for unit in UNITS {
        if let Some(rest) = plain.strip_suffix(unit).filter(|rest| !rest.is_empty()) {
            plain.truncate(rest.len());
            break;
        }
    }
    plain
}

/// Unrecognised headers, each with the missing field whose names it resembles most.
pub(crate) fn guesses(header: &Header, missing: &[&Spec]) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for (_, name) in &header.unknown {
        let plain = plain_header(name);
        let scored = missing.iter().map(|spec| {
            let words = spec.synonyms.iter().chain([&spec.name]);
            (
                words.map(|word| likeness(&plain, word)).max().unwrap_or(0),
                spec.name,
            )
        });
        if let Some((score, field)) = scored.max_by_key(|(score, _)| *score)
            && score >= 50
        {
            out.push((crate::mask::plain(name), field.to_owned()));
        }
    }
    out
}

/// Shared characters of two words in percent of the mean length.
fn likeness(a: &str, b: &str) -> usize {
    let mut left: Vec<char> = b.chars().collect();
    let total = a.chars().count() + left.len();
    let mut shared = 0_usize;
    for c in a.chars() {
        if let Some(at) = left.iter().position(|&other| other == c) {
            left.swap_remove(at);
            shared += 1;
        }
    }
    (200 * shared).checked_div(total).unwrap_or(0)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::REGISTRY;

    #[test]
    fn headers_are_recognised_in_every_spelling() {
        let cases = [
            ("建筑面积（㎡）", Field::Area),
            ("建筑面积 (平方米)", Field::Area),
            ("建筑面积㎡", Field::Area),
            ("* 房 号", Field::Room),
            ("房间号", Field::Room),
            ("室号/户号", Field::Room),
            ("栋号", Field::Building),
            ("幢", Field::Building),
            ("单元", Field::Entrance),
            ("单元号", Field::Entrance),
            ("业主姓名（产权人）", Field::Owner),
            ("户主", Field::Owner),
            ("业主\n姓名", Field::Owner),
            ("手机号码", Field::Phone),
            ("联系电话2", Field::Phone),
            ("证件号码", Field::IdNumber),
            ("交房日期", Field::Delivered),
            ("产权面积(M2)", Field::AreaRegistered),
            ("套内面积", Field::AreaOther),
            ("【备注】", Field::Remark),
        ];
        for (text, field) in cases {
            assert_eq!(
                meaning(text, REGISTRY, &Mapping::default()),
                Some(field),
                "{text}"
            );
        }
        assert_eq!(meaning("喜欢的颜色", REGISTRY, &Mapping::default()), None);
    }

    #[test]
    fn a_strange_header_is_guessed_but_not_taken() {
        let header = Header {
            row: 1,
            columns: Vec::new(),
            unknown: vec![(0, "房屋建筑总面积".into()), (1, "颜色".into())],
        };
        let area = crate::fields::spec(REGISTRY, Field::Area).unwrap();
        let expected = vec![("房屋建筑总面积".to_owned(), "建筑面积".to_owned())];
        assert_eq!(guesses(&header, &[area]), expected);
    }
}
