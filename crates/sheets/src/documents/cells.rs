//! Access to the cells of one row of documents: what must be there, and what may be.

use jiff::civil::Date;
use mingbai_domain::money::{AreaC, Ratio, parse_decimal};

use super::{Papers, Place};
use crate::error::Code;
use crate::fields::{DOCUMENTS, Field, name};
use crate::grid::{Cell, Row};
use crate::rows::{self, Skip};
use crate::table::{Got, Report, Table};
use crate::values::{compact, shown};
use crate::{dates, values};

/// A row, and where its findings go.
pub(super) struct Cells<'t, 'w> {
    pub(super) table: &'t Table<'w>,
    pub(super) row: &'w Row,
    pub(super) report: &'t mut Report,
}

/// Why the row is no document: totals, notes, and the example of the template.
pub(super) fn left(table: &Table<'_>, row: &Row) -> Option<Skip> {
    let named = [Field::LineName, Field::Title, Field::Item, Field::Id];
    let content = |field: &Field| table.has_content(row, *field);
    if let Some(why) = table.note(row, &named[..3]) {
        return Some(why);
    }
    let mut texts = row.cells.iter().map(|(_, cell)| shown(cell));
    let total = texts.any(|text| rows::place_total(&text).is_some());
    // A line of a budget has an account, a year or a number beside its name.
    let own = [
        Field::Account,
        Field::Counterparty,
        Field::From,
        Field::Year,
    ];
    (total && !own.iter().any(content)).then_some(Skip::Total)
}

impl Cells<'_, '_> {
    pub(super) fn place(&self) -> Place {
        Place {
            sheet: self.table.sheet.name.clone(),
            row: self.row.number,
        }
    }

    /// The value of a cell; nothing if it is empty or wrong, which is reported.
    pub(super) fn may<T>(
        &mut self,
        field: Field,
        read: impl Fn(&Cell) -> Result<Option<T>, Code>,
    ) -> Option<T> {
        self.table.read(self.row, field, self.report, read).value()
    }

    /// The same; an empty cell is reported, too.
    pub(super) fn must<T>(
        &mut self,
        field: Field,
        read: impl Fn(&Cell) -> Result<Option<T>, Code>,
    ) -> Option<T> {
        match self.table.read(self.row, field, self.report, read) {
            Got::Value(value) => Some(value),
            Got::Bad => None,
            Got::Blank => {
                let field_name = name(DOCUMENTS, field).to_owned();
                self.refuse(field, Code::FieldMissing { field: field_name });
                None
            }
        }
    }

    /// The same; an empty cell means what the row above says.
    pub(super) fn must_or<T>(
        &mut self,
        field: Field,
        above: Option<T>,
        read: impl Fn(&Cell) -> Result<Option<T>, Code>,
    ) -> Option<T> {
        match above {
            Some(above) if !self.table.has_content(self.row, field) => {
                // A merged region says it, too, and is above as well.
                self.may(field, read).or(Some(above))
            }
            _ => self.must(field, read),
        }
    }

    pub(super) fn text(&mut self, field: Field) -> Option<String> {
        self.may(field, values::text)
    }

    pub(super) fn date(&mut self, field: Field) -> Option<Date> {
        self.must(field, day)
    }

    /// Reports a last day before the first.
    pub(super) fn in_order(&mut self, from: Option<Date>, to: Option<Date>) {
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            self.refuse(Field::To, Code::EndsBeforeStart);
        }
    }

    pub(super) fn refuse(&mut self, field: Field, code: Code) {
        self.report.push(self.table.error(self.row, field, code));
    }

    pub(super) fn papers(&mut self) -> Papers {
        Papers {
            public: self.text(Field::File),
            original: self.text(Field::Original),
        }
    }
}

pub(super) fn day(cell: &Cell) -> Result<Option<Date>, Code> {
    dates::date(cell, None)
}

/// A whole number from `least` to `most`.
pub(super) fn whole(cell: &Cell, least: i64, most: i64) -> Result<Option<i64>, Code> {
    let Some(text) = values::text(cell)? else {
        return Ok(None);
    };
    let text = compact(&text);
    let plain = text.trim_end_matches(['人', '户', '日', '年', '度', '号', '项', '期']);
    let plain = plain.trim_start_matches('第');
    let plain = plain.strip_suffix(".00").unwrap_or(plain);
    let digits = !plain.is_empty() && plain.bytes().all(|byte| byte.is_ascii_digit());
    let number = plain
        .parse()
        .ok()
        .filter(|number| digits && (least..=most).contains(number));
    number.map(Some).ok_or(Code::NotWhole { least, most })
}

/// The area of many units together; zero where nobody voted for it.
pub(super) fn area_sum(cell: &Cell) -> Result<Option<AreaC>, Code> {
    let Some(text) = values::text(cell)? else {
        return Ok(None);
    };
    let text = compact(&text);
    let units = ["㎡", "m2", "m²", "平方米", "平米"];
    let number = units
        .iter()
        .find_map(|unit| text.strip_suffix(unit))
        .unwrap_or(&text);
    let area = parse_decimal(number, 2).filter(|area| *area >= 0);
    area.map(|area| Some(AreaC(area)))
        .ok_or(Code::AreaNotNumber)
}

/// A share from nothing to the whole: `10%`, `10/100`, `0.1`.
pub(super) fn share(cell: &Cell) -> Result<Option<Ratio>, Code> {
    let Some(text) = values::text(cell)? else {
        return Ok(None);
    };
    let text = compact(&text);
    let ratio = parse_share(&text).filter(|ratio| ratio.is_share());
    ratio.map(Some).ok_or(Code::NotAShare)
}

fn parse_share(text: &str) -> Option<Ratio> {
    if let Some((num, den)) = text.split_once('/') {
        return Ratio::new(num.parse().ok()?, den.parse().ok()?).ok();
    }
    let (number, whole) = match text.strip_suffix('%') {
        Some(number) => (number, 100),
        None => (text, 1),
    };
    // Four decimals, so that a hundredth of a percent can be said; then without common factors.
    let num = parse_decimal(number, 4)?;
    let den = whole * 10_000;
    let common = common_factor(num.unsigned_abs(), den);
    let common = i64::try_from(common).ok()?;
    Ratio::new(num / common, i64::try_from(den).ok()? / common).ok()
}

fn common_factor(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

/// One of several words. Each choice has its usual word first.
pub(super) fn word<T: Copy>(cell: &Cell, choices: &[(T, &[&str])]) -> Result<Option<T>, Code> {
    let Some(text) = values::text(cell)? else {
        return Ok(None);
    };
    let text = compact(&text).to_lowercase();
    let found = choices
        .iter()
        .find(|(_, words)| words.contains(&text.as_str()));
    found.map(|(choice, _)| Some(*choice)).ok_or_else(|| {
        let known = choices.iter().filter_map(|(_, words)| words.first());
        Code::WordUnknown {
            known: known.map(|word| (*word).to_owned()).collect(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    #[test]
    fn shares_are_exact_whatever_their_spelling() {
        for text in ["10%", "10/100", "0.1", "１０％", "10.00 %"] {
            let ratio = share(&of(text)).unwrap().unwrap();
            assert_eq!(ratio.num * 10, ratio.den, "{text}");
        }
        assert_eq!(share(&of("0.38%")), Ok(Some(Ratio { num: 19, den: 5000 })));
        assert_eq!(share(&of("0")), Ok(Some(Ratio { num: 0, den: 1 })));
        assert_eq!(share(&of("100%")), Ok(Some(Ratio { num: 1, den: 1 })));
        for text in [
            "110%",
            "-1%",
            "十分之一",
            "1/0",
            "%",
            "0.00001",
            "3/2",
            "1/2/3",
        ] {
            assert_eq!(share(&of(text)), Err(Code::NotAShare), "{text}");
        }
    }

    #[test]
    fn areas_of_a_whole_community_have_no_units_limit() {
        assert_eq!(
            area_sum(&of("1,225,607.34㎡")),
            Ok(Some(AreaC(122_560_734)))
        );
        assert_eq!(area_sum(&of("0")), Ok(Some(AreaC(0))));
        assert_eq!(area_sum(&of("-1")), Err(Code::AreaNotNumber));
        assert_eq!(area_sum(&of("1.234")), Err(Code::AreaNotNumber));
    }

    #[test]
    fn whole_numbers_have_a_limit_and_nothing_behind_them() {
        assert_eq!(whole(&of("264人"), 0, 1000), Ok(Some(264)));
        assert_eq!(whole(&of("第5项"), 1, 9), Ok(Some(5)));
        assert_eq!(whole(&Cell::Number("15".into()), 1, 28), Ok(Some(15)));
        assert_eq!(whole(&of(" "), 1, 28), Ok(None));
        let refused = Err(Code::NotWhole { least: 1, most: 28 });
        for text in ["29", "0", "-1", "1.5", "若干", "99999999999999999999"] {
            assert_eq!(whole(&of(text), 1, 28), refused.clone(), "{text}");
        }
    }
}
