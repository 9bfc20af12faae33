//! Finds the header row below title and remark rows, and what each column holds.
//!
//! A row is a header by its whole shape: it holds no day, and says more than it counts. A header
//! matches only exactly, after brackets, spaces and units are dropped: a guess that is wrong would
//! import telephone numbers as areas. Guesses are offered in the error instead.

use std::collections::{HashMap, HashSet};

use crate::fields::{Field, Spec};
use crate::grid::{Cell, Row, Sheet};
use crate::mapping::Mapping;
use crate::spelling::{
    exact_header, is_unit, plain_header, turned_header, whole_header, without_unit,
};
use crate::{dates, values};

/// Rows searched for a header.
const SEARCHED_ROWS: usize = 60;
/// Cells below a header that must fit before it is proposed for a field.
const TRIED_CELLS: usize = 5;
/// Marks between the parts of a header: `楼栋/单元/房号`.
const BETWEEN: [char; 14] = [
    '/', '、', '或', '-', '—', '–', '+', '&', '|', '\\', '·', '_', ',', '及',
];

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
    /// Its first row.
    pub(crate) first_row: u32,
    pub(crate) columns: Vec<Column>,
    /// Headers that mean nothing to us.
    pub(crate) unknown: Vec<(u32, String)>,
}

impl Header {
    /// The first column with `field`.
    pub(crate) fn column(&self, field: Field) -> Option<&Column> {
        self.columns.iter().find(|column| column.field == field)
    }

    /// What the column holds, if that is known.
    pub(crate) fn field_of(&self, index: u32) -> Option<Field> {
        let column = self.columns.iter().find(|column| column.index == index);
        column.map(|column| column.field)
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
        let all = self.all();
        all.into_iter()
            .map(|(_, name)| crate::mask::plain(name))
            .collect()
    }

    /// Column and text of every header.
    pub(crate) fn all(&self) -> Vec<(u32, &str)> {
        let known = self.columns.iter().map(|c| (c.index, c.name.as_str()));
        let unknown = self
            .unknown
            .iter()
            .map(|(index, name)| (*index, name.as_str()));
        let mut all: Vec<(u32, &str)> = known.chain(unknown).collect();
        all.sort_unstable();
        all
    }

    /// Whether another column has this very header, so that no mapping can tell them apart.
    pub(crate) fn is_twice(&self, name: &str) -> bool {
        let whole = whole_header(name);
        let same = self
            .all()
            .into_iter()
            .filter(|(_, other)| whole_header(other) == whole);
        same.count() > 1
    }
}

/// The likeliest header of `sheet`; `None` for a sheet without texts.
pub(crate) fn find(sheet: &Sheet, specs: &[Spec], mapping: &Mapping) -> Option<Header> {
    let mut best: Option<Header> = None;
    let mut before: Option<(&Row, usize)> = None;
    for row in sheet.rows.iter().take(SEARCHED_ROWS) {
        let single = single(row, specs, mapping);
        let score = single.as_ref().map_or(0, Header::score);
        let above = before.filter(|(upper, _)| upper.number + 1 == row.number);
        let double = above.and_then(|(upper, upper_score)| {
            let both = double(upper, row, specs, mapping)?;
            (both.score() > score.max(upper_score)).then_some(both)
        });
        before = Some((row, score));
        let Some(candidate) = double.or(single) else {
            continue;
        };
        let better = |best: &Header| {
            let (new, old) = (candidate.score(), best.score());
            // Without any recognised header, the row with most texts is shown to the user.
            new > old || (old == 0 && new == 0 && candidate.unknown.len() > best.unknown.len())
        };
        if best.as_ref().is_none_or(better) {
            best = Some(candidate);
        }
    }
    best.filter(|header| !header.columns.is_empty() || !header.unknown.is_empty())
}

/// The row as a header; `None` for a row of values.
fn single(row: &Row, specs: &[Spec], mapping: &Mapping) -> Option<Header> {
    let header = header((row.number, row.number), texts(row), specs, mapping);
    let numbers = row.cells.iter().filter(|(_, cell)| is_number(cell)).count();
    let dated = row.cells.iter().any(|(_, cell)| is_day(cell));
    let values = numbers > 0 && numbers >= header.columns.len();
    (!dated && !values).then_some(header)
}

/// Two rows as one header; `None` unless the lower one is a part of a header in all its cells.
fn double(upper: &Row, lower: &Row, specs: &[Spec], mapping: &Mapping) -> Option<Header> {
    if lower
        .cells
        .iter()
        .any(|(_, cell)| is_day(cell) || is_number(cell))
    {
        return None;
    }
    let above = header((upper.number, upper.number), texts(upper), specs, mapping);
    let below = header((lower.number, lower.number), texts(lower), specs, mapping);
    // A text below a header that says what its column holds is a value.
    let value = |(index, text): &(u32, String)| above.field_of(*index).is_some() && !is_unit(text);
    let strange = below
        .unknown
        .iter()
        .filter(|(_, text)| !is_unit(text))
        .count();
    if below.unknown.iter().any(value) || strange > below.columns.len() {
        return None;
    }
    let both = stacked(upper, lower, &below);
    Some(header((upper.number, lower.number), both, specs, mapping))
}

/// Whether the cell is a day, however written.
pub(crate) fn is_day(cell: &Cell) -> bool {
    match cell {
        Cell::Date(_) => true,
        Cell::Text(text) => {
            text.bytes().any(|byte| byte.is_ascii_digit())
                && !is_number(cell)
                && dates::date(cell, Some(2000)).is_ok()
        }
        _ => false,
    }
}

/// Whether the cell is a number, also one in a text.
pub(crate) fn is_number(cell: &Cell) -> bool {
    match cell {
        Cell::Number(_) | Cell::Bool(_) | Cell::Error(_) | Cell::NoResult => true,
        Cell::Text(_) => matches!(values::money(cell), Ok(Some(_))),
        _ => false,
    }
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
fn stacked(upper: &Row, lower: &Row, below: &Header) -> Vec<(u32, String)> {
    let mut all = texts(lower);
    for (column, text) in texts(upper) {
        match all.iter_mut().find(|(at, _)| *at == column) {
            None => all.push((column, text)),
            Some((_, under)) if below.field_of(column).is_none() => *under = text,
            Some(_) => {}
        }
    }
    all.sort_unstable();
    all
}

fn header(
    (first_row, row): (u32, u32),
    texts: Vec<(u32, String)>,
    specs: &[Spec],
    mapping: &Mapping,
) -> Header {
    let mut header = Header {
        row,
        first_row,
        columns: Vec::new(),
        unknown: Vec::new(),
    };
    let shared = shared(&texts);
    let mut mapped: Vec<(u32, Field)> = Vec::new();
    for (index, name) in texts {
        let only = !shared.contains(&exact_header(&name));
        let said = mapping.field(specs, &name, only);
        mapped.extend(said.map(|field| (index, field)));
        match said.or_else(|| meaning(&name, specs, only)) {
            Some(field) => header.columns.push(Column { field, index, name }),
            None => header.unknown.push((index, name)),
        }
    }
    // A header that the user mapped wins over one that we recognise.
    let wins = |column: &Column| {
        let other = mapped
            .iter()
            .any(|(index, field)| *field == column.field && *index != column.index);
        !other || mapped.iter().any(|(index, _)| *index == column.index)
    };
    let (kept, lost) = header.columns.into_iter().partition(wins);
    header.columns = kept;
    let lost: Vec<Column> = lost;
    header
        .unknown
        .extend(lost.into_iter().map(|column| (column.index, column.name)));
    header
}

/// Headers that differ only in their brackets, without these.
pub(crate) fn shared(texts: &[(u32, String)]) -> HashSet<String> {
    let mut first: HashMap<String, String> = HashMap::new();
    let mut shared = HashSet::new();
    for (_, name) in texts {
        let (exact, whole) = (exact_header(name), whole_header(name));
        match first.get(&exact) {
            Some(other) if *other != whole => {
                shared.insert(exact);
            }
            Some(_) => {}
            None => {
                first.insert(exact, whole);
            }
        }
    }
    shared
}

/// What a header means by its name. Brackets are dropped, unless other headers differ from it in
/// nothing else and only one column can hold it.
fn meaning(text: &str, specs: &[Spec], only: bool) -> Option<Field> {
    let known = |word: &str| {
        let fits = |spec: &&Spec| spec.name == word || spec.synonyms.contains(&word);
        specs.iter().find(fits)
    };
    let plain = plain_header(text);
    let dropped = known(&plain);
    if !only && dropped.is_none_or(|spec| !spec.many) {
        let whole = known(&without_unit(whole_header(text)));
        let whole = whole.or_else(|| known(&turned_header(text)));
        return whole.map(|spec| spec.field);
    }
    dropped
        .map(|spec| spec.field)
        .or_else(|| of_parts(&plain, specs, |word| known(word).map(|spec| spec.field)))
}

/// What a header of several parts means: only if all of them mean one thing.
fn of_parts(plain: &str, specs: &[Spec], known: impl Fn(&str) -> Option<Field>) -> Option<Field> {
    let parts = plain.split(BETWEEN).filter(|part| !part.is_empty());
    let mut fields: Vec<Field> = parts.map(known).collect::<Option<_>>()?;
    fields.sort_unstable();
    fields.dedup();
    let has = |field| specs.iter().any(|spec| spec.field == field);
    let address = |field: &Field| matches!(field, Field::Building | Field::Entrance | Field::Room);
    match fields.as_slice() {
        [only] => Some(*only),
        [Field::Income, Field::Expense] if has(Field::Amount) => Some(Field::Amount),
        several if several.contains(&Field::Room) && several.iter().all(address) => {
            Some(Field::Address).filter(|field| has(*field))
        }
        _ => None,
    }
}

/// Unrecognised headers, each with the missing field whose names it resembles most: only where
/// `--map` with it would work.
pub(crate) fn guesses(header: &Header, missing: &[&Spec], sheet: &Sheet) -> Vec<(String, String)> {
    let mut best: Vec<Option<(usize, &str, u32)>> = vec![None; missing.len()];
    let mut tied = vec![false; missing.len()];
    for (index, name) in &header.unknown {
        let scored = missing.iter().enumerate().filter_map(|(at, spec)| {
            let words = spec.synonyms.iter().chain([&spec.name]);
            let score = words.map(|word| {
                likeness(&whole_header(name), word).max(likeness(&plain_header(name), word))
            });
            let score = score.max().filter(|score| *score >= 50)?;
            works(header, *index, name, spec.field, sheet).then_some((score, at))
        });
        let Some((score, at)) = scored.max_by_key(|(score, _)| *score) else {
            continue;
        };
        match best[at] {
            Some((other, ..)) if other > score => {}
            Some((other, ..)) if other == score => tied[at] = true,
            _ => (best[at], tied[at]) = (Some((score, name.as_str(), *index)), false),
        }
    }
    let found = best.into_iter().zip(tied).zip(missing);
    let found = found.filter_map(|((best, tied), spec)| Some((best.filter(|_| !tied)?, spec)));
    let mut found: Vec<(u32, String, String)> = found
        .map(|((_, name, index), spec)| (index, name.to_owned(), spec.name.to_owned()))
        .collect();
    found.sort_unstable();
    found
        .into_iter()
        .map(|(_, name, field)| (name, field))
        .collect()
}

/// Whether `--map NAME=FIELD` can be written, is clear, and finds cells of the right kind.
fn works(header: &Header, index: u32, name: &str, field: Field, sheet: &Sheet) -> bool {
    let writable = !name.contains(['=', '＝', '\'']) && crate::mask::plain(name) == name;
    if !writable || header.is_twice(name) {
        return false;
    }
    let below = sheet.rows.iter().filter(|row| row.number > header.row);
    let mut cells = below
        .map(|row| row.cell(index))
        .filter(|cell| **cell != Cell::Empty)
        .take(TRIED_CELLS);
    match field {
        Field::Date => cells.all(|cell| dates::date(cell, Some(2000)).is_ok()),
        Field::Income | Field::Expense | Field::Amount | Field::Debit | Field::Credit => {
            cells.all(|cell| values::money(cell).is_ok())
        }
        Field::Area | Field::AreaRegistered | Field::AreaSurveyed | Field::AreaContract => {
            cells.all(|cell| values::area(cell).is_ok())
        }
        _ => true,
    }
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
            assert_eq!(meaning(text, REGISTRY, true), Some(field), "{text}");
        }
        assert_eq!(meaning("喜欢的颜色", REGISTRY, true), None);
    }

    #[test]
    fn a_header_of_several_parts_means_something_only_if_all_parts_do() {
        let of = |text, specs| meaning(text, specs, true);
        assert_eq!(of("收入/支出金额", crate::JOURNAL), Some(Field::Amount));
        assert_eq!(of("收/支", crate::JOURNAL), Some(Field::Direction));
        assert_eq!(of("收/付款方式", crate::JOURNAL), None);
        assert_eq!(of("楼栋/单元/房号", REGISTRY), Some(Field::Address));
        assert_eq!(of("楼栋-房号", REGISTRY), Some(Field::Address));
        assert_eq!(of("楼栋/单元", REGISTRY), None);
        assert_eq!(of("业主/电话", REGISTRY), None);
    }

    #[test]
    fn what_differs_in_brackets_stays_different() {
        let texts = |names: &[&str]| {
            let names = (0_u32..)
                .zip(names)
                .map(|(at, name)| (at, (*name).to_owned()));
            names.collect::<Vec<_>>()
        };
        let none = Mapping::default();
        let found = header(
            (1, 1),
            texts(&["金额（大写）", "金额（小写）"]),
            crate::JOURNAL,
            &none,
        );
        assert_eq!(
            found.column(Field::Amount).map(|column| column.index),
            Some(1)
        );
        let areas = texts(&["建筑面积（产权）", "建筑面积（计费）", "建筑面积（㎡）"]);
        let found = header((1, 1), areas, REGISTRY, &none);
        assert_eq!(found.field_of(0), Some(Field::AreaRegistered));
        let owners = texts(&["业主（产权人）", "业主（共有人）"]);
        assert_eq!(header((1, 1), owners, REGISTRY, &none).columns.len(), 2);
        let mapping = Mapping::parse(&["面积（甲）=建筑面积"], REGISTRY).unwrap();
        let found = header(
            (1, 1),
            texts(&["面积（甲）", "面积（乙）"]),
            REGISTRY,
            &mapping,
        );
        assert_eq!(found.columns.len(), 1);
    }

    #[test]
    fn a_strange_header_is_guessed_but_not_taken() {
        let header = Header {
            row: 1,
            first_row: 1,
            columns: Vec::new(),
            unknown: vec![(0, "房屋建筑总面积".into()), (1, "颜色".into())],
        };
        let area = crate::fields::spec(REGISTRY, Field::Area).unwrap();
        let expected = vec![("房屋建筑总面积".to_owned(), "建筑面积".to_owned())];
        let sheet = |text: &str| {
            let bytes = format!("房屋建筑总面积,颜色\n{text},红\n");
            let book = crate::open(bytes.as_bytes(), "x.csv", &crate::Limits::default());
            book.unwrap().sheets.remove(0)
        };
        assert_eq!(guesses(&header, &[area], &sheet("98.6")), expected);
        // Following the proposal would only lead to the next error.
        assert_eq!(guesses(&header, &[area], &sheet("九十八")), []);
    }
}
