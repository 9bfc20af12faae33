//! The tables of a workbook that have the columns of one kind, and access to their cells.
//!
//! **No row is lost.** A reader goes through a table with [`Table::each`] and answers for every row
//! either [`Verdict::Taken`], good or bad, or [`Verdict::Left`] with the reason. The table itself
//! leaves out what lies above the header, repetitions of it and notes beside the columns, counts
//! everything in [`Report::tally`], notes hidden rows that were taken and refuses amounts in merged
//! cells. So rows with content are always the taken and the skipped ones together; a reader that
//! goes on without an answer for a row does not compile. What a row is instead of a row of the
//! table is told by its whole shape: [`Table::is_dated`], [`rows::label`], [`rows::is_note`].

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use crate::approvers::{Approver, approvers};
use crate::attachments::list;
use crate::error::{CellError, Code};
use crate::fields::{self, Field, Spec};
use crate::grid::{Cell, Merge, Row, Sheet, Workbook, column_letters};
use crate::header::{self, Column, Header};
use crate::mapping::Mapping;
use crate::rows::{self, Skip};
use crate::spelling::{exact_header, whole_header};
use crate::status;
use crate::values;
use crate::{dates, mask, units};

pub(crate) use crate::report::Report;

/// Recognised headers from which a sheet is taken for a table of the kind, even if columns lack.
const LIKELY: usize = 3;

/// One kind of table.
pub(crate) struct Kind {
    pub(crate) specs: &'static [Spec],
    /// Of each group at least one column must be there.
    pub(crate) required: &'static [&'static [Field]],
    /// Columns in which a merged region's value holds for all its rows.
    pub(crate) fill: &'static [Field],
    /// A further column that this sheet would need.
    pub(crate) also: fn(&Sheet, &Header) -> Option<Field>,
}

/// What a reader made of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is a row of the table, whether it could be read or is reported.
    Taken,
    /// It is none.
    Left(Skip),
    /// The rows below decide; the reader counts it then.
    Later,
}

/// Fields whose merged cells would say of several rows what only one of them means.
const MONEY: [Field; 7] = [
    Field::Income,
    Field::Expense,
    Field::Amount,
    Field::Debit,
    Field::Credit,
    Field::FeeAmount,
    Field::ParkingAmount,
];
/// Fields of which a second column is only noted: their texts decide nothing.
const TEXTS: [Field; 6] = [
    Field::Summary,
    Field::Counterparty,
    Field::Basis,
    Field::Time,
    Field::AccountName,
    Field::BankReference,
];
/// Fields of days.
const DAYS: [Field; 5] = [
    Field::Date,
    Field::Delivered,
    Field::Transferred,
    Field::From,
    Field::To,
];

/// A sheet with its header.
pub(crate) struct Table<'a> {
    pub(crate) sheet: &'a Sheet,
    pub(crate) header: Header,
    specs: &'static [Spec],
    /// Where the value of a cell inside a merged region stands: (row, column) to (row, column).
    filled: HashMap<(u32, u32), (u32, u32)>,
    /// Rows with an amount in a merged cell: column, and the region.
    merged: HashMap<u32, (u32, Merge)>,
    /// Columns that the reader asked for.
    asked: RefCell<BTreeSet<u32>>,
}

/// What a cell gave.
pub(crate) enum Got<T> {
    /// Something wrong, which is reported.
    Bad,
    /// Nothing.
    Blank,
    /// A value.
    Value(T),
}

impl<T> Got<T> {
    pub(crate) fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Bad | Self::Blank => None,
        }
    }
}

/// Every table of the kind; an error if there is none or one lacks a column.
pub(crate) fn find<'a>(
    workbook: &'a Workbook,
    mapping: &Mapping,
    kind: &Kind,
    report: &mut Report,
) -> Vec<Table<'a>> {
    let names = || {
        workbook
            .sheets
            .iter()
            .map(|sheet| sheet.name.clone())
            .collect()
    };
    let wanted: Vec<&Sheet> = match &mapping.sheet {
        Some(name) => workbook
            .sheets
            .iter()
            .filter(|sheet| sheet.name == *name)
            .collect(),
        None => workbook.sheets.iter().collect(),
    };
    if wanted.is_empty() {
        let name = mapping.sheet.clone().unwrap_or_default();
        report.push(CellError::row(
            &name,
            0,
            Code::SheetAbsent { sheets: names() },
        ));
        return Vec::new();
    }
    let mut tables = Vec::new();
    let mut rest: Vec<(&Sheet, Header)> = Vec::new();
    for sheet in wanted {
        let Some(mut header) = header::find(sheet, kind.specs, mapping) else {
            report.tally.skip_sheet(sheet);
            continue;
        };
        let complete = missing(sheet, &header, kind).is_empty();
        if !sheet.visible && mapping.sheet.is_none() {
            if complete {
                report.push(CellError::row(&sheet.name, 0, Code::HiddenSheetSkipped));
            }
            report.tally.skip_sheet(sheet);
        } else if complete {
            settle_texts(sheet, &mut header, kind, report);
            tables.push(Table::new(sheet, header, kind, mapping, report));
        } else {
            rest.push((sheet, header));
        }
    }
    rest.sort_by_key(|(_, header)| std::cmp::Reverse(header.score()));
    for (at, (sheet, header)) in rest.iter().enumerate() {
        report.tally.skip_sheet(sheet);
        let likely = header.score() >= LIKELY;
        if likely || (tables.is_empty() && at == 0) {
            report.push(missing_columns(sheet, header, kind));
        } else if header.score() == LIKELY - 1 {
            report.push(CellError::row(&sheet.name, 0, Code::SheetSkipped));
        }
    }
    if tables.is_empty() && rest.is_empty() {
        let sheet = workbook
            .sheets
            .first()
            .map(|sheet| sheet.name.as_str())
            .unwrap_or_default();
        let missing = kind.required.iter().filter_map(|group| group.first());
        let missing = missing
            .map(|field| fields::name(kind.specs, *field).to_owned())
            .collect();
        let code = Code::MissingColumns {
            found: Vec::new(),
            missing,
            guesses: Vec::new(),
        };
        report.push(CellError::row(sheet, 0, code));
    }
    tables
}

fn missing(sheet: &Sheet, header: &Header, kind: &Kind) -> Vec<&'static Spec> {
    let has = |group: &&&[Field]| group.iter().any(|field| header.column(*field).is_some());
    let groups = kind.required.iter().filter(|group| !has(group));
    let fields = groups.filter_map(|group| group.first().copied());
    let also = (kind.also)(sheet, header);
    fields
        .chain(also)
        .filter_map(|field| fields::spec(kind.specs, field))
        .collect()
}

fn missing_columns(sheet: &Sheet, header: &Header, kind: &Kind) -> CellError {
    let missing = missing(sheet, header, kind);
    let code = Code::MissingColumns {
        found: header.names(),
        guesses: header::guesses(header, &missing, sheet),
        missing: missing.iter().map(|spec| spec.name.to_owned()).collect(),
    };
    CellError::row(&sheet.name, header.row, code)
}

/// Of two columns for one text the usual header or the first counts, and the other is noted: if the
/// text is not needed, or one header is the usual one.
fn settle_texts(sheet: &Sheet, header: &mut Header, kind: &Kind, report: &mut Report) {
    for field in TEXTS {
        let columns = header.columns.iter().filter(|column| column.field == field);
        let columns: Vec<&Column> = columns.collect();
        let usual = fields::name(kind.specs, field);
        let usual = columns
            .iter()
            .find(|column| exact_header(&column.name) == usual);
        let needed = kind.required.iter().any(|group| group.contains(&field));
        let Some(kept) = usual.or(columns.first().filter(|_| !needed)) else {
            continue;
        };
        let (kept, name) = (kept.index, named(kept));
        for column in columns.iter().filter(|column| column.index != kept) {
            let code = Code::SecondColumn {
                field: fields::name(kind.specs, field).to_owned(),
                used: name.clone(),
            };
            let note = CellError::row(&sheet.name, header.row, code);
            report.push(note.at(column.index, &column.name, String::new()));
        }
        let lost = |column: &Column| column.field == field && column.index != kept;
        let unread = header.columns.iter().filter(|column| lost(column));
        let unread: Vec<(u32, String)> = unread.map(|c| (c.index, c.name.clone())).collect();
        header.columns.retain(|column| !lost(column));
        header.unknown.extend(unread);
    }
}

impl<'a> Table<'a> {
    /// The table below `header`, in which every column counts: who finds a header chooses between
    /// columns for one text.
    pub(crate) fn new(
        sheet: &'a Sheet,
        header: Header,
        kind: &Kind,
        mapping: &Mapping,
        report: &mut Report,
    ) -> Self {
        let mut table = Self {
            sheet,
            header,
            specs: kind.specs,
            filled: HashMap::new(),
            merged: HashMap::new(),
            asked: RefCell::default(),
        };
        table.check_header(mapping, report);
        units::check(sheet, &table.header, report);
        table.find_merged_amounts();
        let fill = |column: &&Column| kind.fill.contains(&column.field);
        let columns: Vec<u32> = table
            .header
            .columns
            .iter()
            .filter(fill)
            .map(|c| c.index)
            .collect();
        for column in columns {
            table.fill(column);
        }
        table
    }

    fn check_header(&self, mapping: &Mapping, report: &mut Report) {
        let columns = &self.header.columns;
        for (at, column) in columns.iter().enumerate() {
            let many = fields::spec(self.specs, column.field).is_some_and(|spec| spec.many);
            let same = columns[..at]
                .iter()
                .find(|other| other.field == column.field);
            if let Some(other) = same.filter(|_| !many) {
                let field = fields::name(self.specs, column.field).to_owned();
                let (other, header) = (named(other), mask::plain(&column.name));
                let clear = !self.header.is_twice(&column.name) && !header.contains(['=', '＝']);
                let code = Code::AmbiguousColumn {
                    field,
                    other,
                    map: Some(header).filter(|header| clear && *header == column.name),
                };
                let error = CellError::row(&self.sheet.name, self.header.row, code);
                report.push(error.at(column.index, &column.name, String::new()));
            }
        }
        for (wanted, _) in &mapping.pairs {
            if !self.has_header(wanted) {
                let code = Code::MappedHeaderAbsent {
                    header: mask::plain(wanted),
                };
                report.push(CellError::row(&self.sheet.name, self.header.row, code));
            }
        }
    }

    /// Whether a column of known content has this header.
    pub(crate) fn has_header(&self, wanted: &str) -> bool {
        let (whole, exact) = (whole_header(wanted), exact_header(wanted));
        let columns = || self.header.columns.iter();
        columns().any(|column| whole_header(&column.name) == whole)
            || columns().any(|column| exact_header(&column.name) == exact)
    }

    /// Columns with content that nobody read are named, whether or not their headers are known, so
    /// that nobody misses what was in them; and hidden ones, whether they were read or not.
    fn note_columns(&self, report: &mut Report) {
        let below = self
            .sheet
            .rows
            .iter()
            .filter(|row| row.number > self.header.row);
        let filled: BTreeSet<u32> = below
            .flat_map(|row| row.cells.iter().map(|c| c.0))
            .collect();
        let asked = self.asked.borrow();
        let mut unread = Vec::new();
        for (index, name) in self.header.all() {
            if !filled.contains(&index) || self.header.field_of(index) == Some(Field::Index) {
                continue;
            }
            let read = asked.contains(&index);
            if !read {
                unread.push(mask::plain(name));
            }
            if self.sheet.hides_column(index) {
                let code = Code::HiddenColumn { read };
                let note = CellError::row(&self.sheet.name, self.header.row, code);
                report.push(note.at(index, name, String::new()));
            }
        }
        if !unread.is_empty() {
            report.tally.unread.push((self.sheet.name.clone(), unread));
        }
    }

    fn find_merged_amounts(&mut self) {
        let money = self
            .header
            .columns
            .iter()
            .filter(|column| MONEY.contains(&column.field));
        let money: Vec<u32> = money.map(|column| column.index).collect();
        for merge in &self.sheet.merges {
            let mut over = money
                .iter()
                .filter(|at| (merge.left..=merge.right).contains(at));
            let (Some(first), second) = (over.next(), over.next()) else {
                continue;
            };
            if merge.bottom <= self.header.row || (merge.top == merge.bottom && second.is_none()) {
                continue;
            }
            let rows = self.sheet.rows.iter().map(|row| row.number);
            for row in rows.filter(|row| (merge.top..=merge.bottom).contains(row)) {
                self.merged.entry(row).or_insert((*first, *merge));
            }
        }
    }

    /// Notes for the rows of merged regions over `column` where their value stands.
    fn fill(&mut self, column: u32) {
        let covers = |merge: &&Merge| {
            (merge.left..=merge.right).contains(&column)
                && merge.bottom > merge.top
                && merge.top > self.header.row
        };
        let mut merges: Vec<Merge> = self.sheet.merges.iter().filter(covers).copied().collect();
        merges.sort_unstable_by_key(|merge| merge.top);
        let mut done = 0;
        let mut next = 0;
        for merge in merges {
            // Regions cannot overlap in a real file; a made one must not cost more for it.
            let from = merge.top.max(done) + 1;
            while self
                .sheet
                .rows
                .get(next)
                .is_some_and(|row| row.number < from)
            {
                next += 1;
            }
            while let Some(row) = self
                .sheet
                .rows
                .get(next)
                .filter(|r| r.number <= merge.bottom)
            {
                self.filled
                    .insert((row.number, column), (merge.top, merge.left));
                next += 1;
            }
            done = done.max(merge.bottom);
        }
    }

    /// Calls `read` for every row that may be one of the table, and counts every row of the sheet
    /// by what became of it. Answers how many were taken.
    pub(crate) fn each(
        &self,
        report: &mut Report,
        mut read: impl FnMut(&'a Row, &mut Report) -> Verdict,
    ) -> usize {
        self.each_with(report, |row, outside, report| {
            if outside == Some(Skip::Above) && self.holds_values(row) {
                let code = Code::RowAboveHeader;
                report.push(CellError::row(&self.sheet.name, row.number, code));
            }
            outside.map_or_else(|| read(row, report), Verdict::Left)
        })
    }

    /// The same for every row of the sheet, each with what it seems to be if it is none of the table:
    /// for a reader that knows better.
    pub(crate) fn each_with(
        &self,
        report: &mut Report,
        mut read: impl FnMut(&'a Row, Option<Skip>, &mut Report) -> Verdict,
    ) -> usize {
        let name = &self.sheet.name;
        let mut taken = 0;
        for row in &self.sheet.rows {
            match read(row, self.outside(row), report) {
                Verdict::Left(why) => report.tally.skip(name, row.number, why),
                Verdict::Later => {}
                Verdict::Taken => {
                    taken += 1;
                    report.tally.take();
                    self.check_taken(row, report);
                }
            }
        }
        self.note_columns(report);
        taken
    }

    /// What a row is that no reader needs to see.
    fn outside(&self, row: &Row) -> Option<Skip> {
        let header = &self.header;
        if row.number < header.first_row {
            return Some(Skip::Above);
        }
        if row.number <= header.row {
            return Some(Skip::Header);
        }
        if self.repeats_header(row) {
            return Some(Skip::HeaderAgain);
        }
        let of = |(index, _): &(u32, Cell)| header.field_of(*index);
        let fields: Vec<Option<Field>> = row.cells.iter().map(of).collect();
        let beside = |field: &Option<Field>| matches!(field, None | Some(Field::Remark));
        if fields.iter().all(beside) {
            return Some(Skip::Beside);
        }
        let no_more = |field: &Option<Field>| beside(field) || *field == Some(Field::Index);
        let numbered = row.cells.iter().all(|(_, cell)| header::is_number(cell));
        (fields.iter().all(no_more) && numbered).then_some(Skip::Numbered)
    }

    /// Whether the row has a day and a number, each in a column of such.
    fn holds_values(&self, row: &Row) -> bool {
        let has = |fields: &[Field], fits: fn(&Cell) -> bool| {
            let columns = self.header.columns.iter();
            let mut columns = columns.filter(|column| fields.contains(&column.field));
            columns.any(|column| fits(row.cell(column.index)))
        };
        let areas = [Field::Area, Field::AreaRegistered, Field::Room];
        has(&[Field::Date], |cell| {
            !matches!(dates::date(cell, Some(2000)), Ok(None) | Err(_))
        }) && has(&MONEY, header::is_number)
            || areas
                .iter()
                .filter(|field| has(&[**field], header::is_number))
                .count()
                == 2
    }

    /// Whether the row has a valid day of its own: then it is no total and no note.
    pub(crate) fn is_dated(&self, row: &Row) -> bool {
        let column = self.header.column(Field::Date);
        let day = column.map(|column| dates::date(row.cell(column.index), Some(2000)));
        matches!(day, Some(Ok(Some(_))))
    }

    /// Whether the row is an example or a note, and nothing in `needed` columns.
    pub(crate) fn note(&self, row: &Row, needed: &[Field]) -> Option<Skip> {
        let first = row.cells.first();
        let first = first.map_or_else(String::new, |(_, cell)| values::shown(cell));
        if rows::is_example(&first) {
            return Some(Skip::Example);
        }
        if self.is_dated(row) || needed.iter().any(|field| self.has_content(row, *field)) {
            return None;
        }
        let blank =
            |(_, cell): &(u32, Cell)| rows::label(&values::shown(cell)) == Some(rows::Label::Blank);
        if row.cells.iter().any(blank) {
            return Some(Skip::Blank);
        }
        let note = rows::is_note(&first) || (row.cells.len() == 1 && self.spans_columns(row));
        note.then_some(Skip::Note)
    }

    /// Whether the row's first cell is merged over three columns or more.
    fn spans_columns(&self, row: &Row) -> bool {
        let Some((column, _)) = row.cells.first() else {
            return false;
        };
        let merges = self.sheet.merges.iter();
        let mut own = merges.filter(|m| m.top == row.number && m.left == *column);
        own.any(|merge| merge.right >= merge.left + 2)
    }

    fn check_taken(&self, row: &Row, report: &mut Report) {
        if self.sheet.hides(row.number) {
            report.push(CellError::row(
                &self.sheet.name,
                row.number,
                Code::HiddenRow,
            ));
        }
        if let Some((column, merge)) = self.merged.get(&row.number) {
            let code = Code::MergedAmount {
                first_row: merge.top,
                last_row: merge.bottom,
            };
            let name = self.header.columns.iter().find(|c| c.index == *column);
            let name = name.map_or("", |column| column.name.as_str());
            let error = CellError::row(&self.sheet.name, row.number, code);
            report.push(error.at(*column, name, String::new()));
        }
    }

    /// Hidden rows with content between the header and `row`: a total may leave them out.
    pub(crate) fn hidden_above(&self, row: &Row) -> Vec<u32> {
        let inside = |number: &&u32| (self.header.row..row.number).contains(number);
        let hidden = self.sheet.hidden.iter().filter(inside);
        let hidden = hidden.filter(|number| self.sheet.row(**number).is_some());
        hidden.copied().collect()
    }

    /// Printed sheets repeat the header on every page.
    fn repeats_header(&self, row: &Row) -> bool {
        if self.is_dated(row) {
            return false;
        }
        let same = |column: &&Column| match row.cell(column.index) {
            Cell::Text(text) => whole_header(text) == whole_header(&column.name),
            _ => false,
        };
        let count = self.header.columns.iter().filter(same).count();
        count >= LIKELY && count * 2 > self.header.columns.len()
    }

    /// Rows above the header: titles and remarks.
    pub(crate) fn above(&self) -> impl Iterator<Item = &'a Row> {
        self.sheet
            .rows
            .iter()
            .filter(|row| row.number < self.header.row)
    }

    /// Whether there is a column for `field`.
    pub(crate) fn has(&self, field: Field) -> bool {
        self.header.column(field).is_some()
    }

    /// Whether the cell of `field` itself has content, merged regions apart.
    pub(crate) fn has_content(&self, row: &Row, field: Field) -> bool {
        let column = self.header.column(field);
        column.is_some_and(|column| *row.cell(column.index) != Cell::Empty)
    }

    /// The cell of `row` in `column`; inside a merged region, the region's.
    pub(crate) fn cell(&self, row: &'a Row, column: &Column) -> &'a Cell {
        self.asked.borrow_mut().insert(column.index);
        let own = row.cell(column.index);
        if *own != Cell::Empty {
            return own;
        }
        let filled = self.filled.get(&(row.number, column.index));
        let anchor = filled.and_then(|(top, left)| Some((self.sheet.row(*top)?, *left)));
        anchor.map_or(own, |(row, left)| row.cell(left))
    }

    /// Reads the cell of `field` by `read`; reports what it refuses.
    pub(crate) fn read<T>(
        &self,
        row: &'a Row,
        field: Field,
        report: &mut Report,
        read: impl Fn(&Cell) -> Result<Option<T>, Code>,
    ) -> Got<T> {
        let Some(column) = self.header.column(field) else {
            return Got::Blank;
        };
        let cell = self.cell(row, column);
        let moved = self.moved_day(field, cell);
        match read(moved.as_ref().unwrap_or(cell)) {
            Ok(Some(value)) => Got::Value(value),
            Ok(None) => Got::Blank,
            Err(code) => {
                report.push(self.error(row, field, code));
                Got::Bad
            }
        }
    }

    /// A day of a calendar that begins in 1904, written as a number without a date's format.
    fn moved_day(&self, field: Field, cell: &Cell) -> Option<Cell> {
        match cell {
            Cell::Number(number) if self.sheet.from_1904 && DAYS.contains(&field) => {
                dates::since_1900(number).map(Cell::Number)
            }
            _ => None,
        }
    }

    /// Why a row is left out by its status; an unknown one is reported, and its row is taken.
    pub(crate) fn unmoved(&self, row: &'a Row, report: &mut Report) -> Option<Skip> {
        self.read(row, Field::Status, report, status::unmoved)
            .value()
    }

    /// The text of the cell of `field`.
    pub(crate) fn text(&self, row: &'a Row, field: Field, report: &mut Report) -> Option<String> {
        self.read(row, field, report, values::text).value()
    }

    /// Who is named in the cell of `field`, with their offices.
    pub(crate) fn approvers(
        &self,
        row: &'a Row,
        field: Field,
        report: &mut Report,
    ) -> Vec<Approver> {
        self.read(row, field, report, approvers)
            .value()
            .unwrap_or_default()
    }

    /// The files that the cell of `field` names.
    pub(crate) fn files(&self, row: &'a Row, field: Field, report: &mut Report) -> Vec<String> {
        self.text(row, field, report)
            .map(|text| list(&text))
            .unwrap_or_default()
    }

    /// Items of all columns of `field`, split where a cell holds several.
    pub(crate) fn list(
        &self,
        row: &'a Row,
        field: Field,
        report: &mut Report,
        split: impl Fn(&str) -> Vec<String>,
    ) -> Vec<(&Column, String)> {
        let mut items = Vec::new();
        for column in self
            .header
            .columns
            .iter()
            .filter(|column| column.field == field)
        {
            match values::text(self.cell(row, column)) {
                Ok(Some(text)) => items.extend(split(&text).into_iter().map(|s| (column, s))),
                Ok(None) => {}
                Err(code) => report.push(self.error_in(row, column, code)),
            }
        }
        items
    }

    /// A finding about the cell of `field`, with its value masked as the field demands.
    pub(crate) fn error(&self, row: &'a Row, field: Field, code: Code) -> CellError {
        match self.header.column(field) {
            Some(column) => self.error_in(row, column, code),
            None => CellError::row(&self.sheet.name, row.number, code),
        }
    }

    /// The same about a certain column.
    pub(crate) fn error_in(&self, row: &'a Row, column: &Column, code: Code) -> CellError {
        let shown = match self.cell(row, column) {
            Cell::Error(kind) => kind.clone(),
            cell => masked(column.field, &values::shown(cell)),
        };
        CellError::row(&self.sheet.name, row.number, code).at(column.index, &column.name, shown)
    }

    /// A finding about one of several items in a cell.
    pub(crate) fn error_item(
        &self,
        row: &Row,
        column: &Column,
        item: &str,
        code: Code,
    ) -> CellError {
        let error = CellError::row(&self.sheet.name, row.number, code);
        error.at(column.index, &column.name, masked(column.field, item))
    }
}

/// `C「姓名」`.
fn named(column: &Column) -> String {
    format!("{}「{}」", column_letters(column.index), column.name)
}

fn masked(field: Field, value: &str) -> String {
    match field {
        Field::Phone | Field::IdNumber | Field::Plate => mask::number(value),
        Field::Owner => mask::name(value),
        _ => mask::plain(value),
    }
}
