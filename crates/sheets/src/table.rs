//! The tables of a workbook that have the columns of one kind, and access to their cells.

use std::collections::HashMap;

use crate::approvers::{Approver, approvers};
use crate::attachments::list;
use crate::error::{CellError, Code};
use crate::fields::{self, Field, Spec};
use crate::grid::{Cell, Merge, Row, Sheet, Workbook, column_letters};
use crate::header::{self, Column, Header};
use crate::mapping::Mapping;
use crate::mask;
use crate::values;

/// Errors listed before only their number is given.
const MAX_ERRORS: usize = 5_000;
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

/// Errors and warnings as they are found.
#[derive(Default)]
pub(crate) struct Report {
    errors: Vec<CellError>,
    pub(crate) warnings: Vec<CellError>,
    more: usize,
}

impl Report {
    pub(crate) fn push(&mut self, found: CellError) {
        let list = if found.code.is_warning() {
            &mut self.warnings
        } else {
            &mut self.errors
        };
        if list.len() < MAX_ERRORS {
            list.push(found);
        } else if !found.code.is_warning() {
            self.more += 1;
        }
    }

    /// Whether nothing is wrong so far.
    pub(crate) fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// The warnings, or every error in the order of rows if there is one.
    pub(crate) fn finish(mut self, workbook: &Workbook) -> Result<Vec<CellError>, Vec<CellError>> {
        if self.errors.is_empty() {
            return Ok(self.warnings);
        }
        let sheets = &workbook.sheets;
        let place = |error: &CellError| sheets.iter().position(|sheet| sheet.name == error.sheet);
        self.errors.sort_by_key(|error| (place(error), error.row));
        if self.more > 0 {
            let last = self
                .errors
                .last()
                .map(|error| error.sheet.clone())
                .unwrap_or_default();
            self.errors.push(CellError::row(
                &last,
                0,
                Code::MoreErrors { more: self.more },
            ));
        }
        Err(self.errors)
    }
}

/// A sheet with its header.
pub(crate) struct Table<'a> {
    pub(crate) sheet: &'a Sheet,
    pub(crate) header: Header,
    specs: &'static [Spec],
    /// Where the value of a cell inside a merged region stands: (row, column) to (row, column).
    filled: HashMap<(u32, u32), (u32, u32)>,
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
        let Some(header) = header::find(sheet, kind.specs, mapping) else {
            continue;
        };
        let complete = missing(sheet, &header, kind).is_empty();
        if !sheet.visible && mapping.sheet.is_none() {
            if complete {
                report.push(CellError::row(&sheet.name, 0, Code::HiddenSheetSkipped));
            }
        } else if complete {
            tables.push(Table::new(sheet, header, kind, mapping, report));
        } else {
            rest.push((sheet, header));
        }
    }
    rest.sort_by_key(|(_, header)| std::cmp::Reverse(header.score()));
    for (at, (sheet, header)) in rest.iter().enumerate() {
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
        guesses: header::guesses(header, &missing),
        missing: missing.iter().map(|spec| spec.name.to_owned()).collect(),
    };
    CellError::row(&sheet.name, header.row, code)
}

impl<'a> Table<'a> {
    fn new(
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
        };
        table.check_header(mapping, report);
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
                let other = format!("{}「{}」", column_letters(other.index), other.name);
                let code = Code::AmbiguousColumn { field, other };
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
        let exact = header::exact_header(wanted);
        let found = |column: &Column| header::exact_header(&column.name) == exact;
        self.header.columns.iter().any(found)
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

    /// The rows below the header, without repetitions of it.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &'a Row> {
        let below = self
            .sheet
            .rows
            .iter()
            .filter(|row| row.number > self.header.row);
        below.filter(|row| !self.repeats_header(row))
    }

    /// Printed sheets repeat the header on every page.
    fn repeats_header(&self, row: &Row) -> bool {
        let same = |column: &&Column| match row.cell(column.index) {
            Cell::Text(text) => header::plain_header(text) == header::plain_header(&column.name),
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
        match read(self.cell(row, column)) {
            Ok(Some(value)) => Got::Value(value),
            Ok(None) => Got::Blank,
            Err(code) => {
                report.push(self.error(row, field, code));
                Got::Bad
            }
        }
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

fn masked(field: Field, value: &str) -> String {
    match field {
        Field::Phone | Field::IdNumber => mask::number(value),
        Field::Owner => mask::name(value),
        _ => mask::plain(value),
    }
}
