//! Reads a list of payments that households made (缴费明细): one row a payment.
//!
//! A row is known by its unit alone: who paid is not read, and never shown.

use std::collections::HashMap;

use jiff::civil::Date;
use mingbai_domain::fees::{BillItem, Channel};
use mingbai_domain::money::Fen;
use mingbai_domain::registry::UnitCode;

use crate::error::{CellError, Code};
use crate::fields::{Field, PAYMENTS};
use crate::grid::{Cell, Row, Workbook};
use crate::mapping::Mapping;
use crate::registry::address::{self, Place};
use crate::registry::code::code;
use crate::registry::needs_building;
use crate::report::Tally;
use crate::rows::{self, Skip, Sums};
use crate::table::{self, Got, Kind, Report, Table, Verdict};
use crate::title::Title;
use crate::values::{self, compact};

mod item;

/// Digits that a spreadsheet program keeps of a number.
const MAX_DIGITS: usize = 15;
/// The longest reference, in characters.
const MAX_REFERENCE: usize = 100;

/// One payment as its row states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRow {
    /// Sheet of the row.
    pub sheet: String,
    /// The row, from 1.
    pub row: u32,
    /// Its day.
    pub date: Date,
    /// The unit that paid.
    pub unit: UnitCode,
    /// For what; the property fee if the file does not say.
    pub item: BillItem,
    /// How much, above zero.
    pub amount: Fen,
    /// Where the money arrived; the bank if the file does not say.
    pub channel: Channel,
    /// The bank's or channel's reference (流水号).
    pub reference: Option<String>,
}

/// A whole list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaymentSheet {
    /// The payments, in the order of the file.
    pub rows: Vec<PaymentRow>,
    /// What is odd, but does not prevent the import.
    pub warnings: Vec<CellError>,
    /// What became of every row.
    pub tally: Tally,
}

const KIND: Kind = Kind {
    specs: PAYMENTS,
    required: &[
        &[Field::Date],
        &[Field::Room, Field::Address],
        &[Field::Amount, Field::FeeAmount, Field::ParkingAmount],
    ],
    fill: &[
        Field::Date,
        Field::Building,
        Field::Entrance,
        Field::Room,
        Field::Address,
        Field::Method,
    ],
    also: needs_building,
};

/// Reads every sheet of `workbook` with the columns of such a list: all payments, or all errors.
pub fn read_payments(
    workbook: &Workbook,
    mapping: &Mapping,
) -> Result<PaymentSheet, Vec<CellError>> {
    let mut report = Report::default();
    let tables = table::find(workbook, mapping, &KIND, &mut report);
    let mut out = PaymentSheet::default();
    let mut seen = HashMap::new();
    for table in &tables {
        check_item_columns(table, &mut report);
        let reader = Reader {
            table,
            title: Title::of(table, &workbook.file_name),
            building: address::sheet_building(&table.sheet.name),
        };
        if reader.read(&mut out.rows, &mut seen, &mut report) == 0 {
            let header = table.header.row;
            report.push(CellError::row(&table.sheet.name, header, Code::NoRows));
        }
    }
    out.tally = std::mem::take(&mut report.tally);
    out.warnings = report.finish(workbook)?;
    Ok(out)
}

/// Columns of amounts, one an item, and what they mean.
const ITEMS: [(Field, BillItem); 2] = [
    (Field::FeeAmount, BillItem::Fee),
    (Field::ParkingAmount, BillItem::Parking),
];

/// Whether amounts stand in a column for each item.
fn by_item(table: &Table<'_>) -> bool {
    ITEMS.iter().any(|(field, _)| table.has(*field))
}

/// Beside columns for fee and parking, one of another fee must not be left out in silence.
fn check_item_columns(table: &Table<'_>, report: &mut Report) {
    let money = |name: &str| {
        ["费", "金", "款", "租"]
            .iter()
            .any(|word| name.contains(word))
    };
    let unknown = table.header.unknown.iter();
    for (column, name) in unknown.filter(|(_, name)| by_item(table) && money(name)) {
        let below = table
            .sheet
            .rows
            .iter()
            .filter(|row| row.number > table.header.row);
        let mut cells = below.map(|row| row.cell(*column));
        if cells.any(|cell| matches!(values::money(cell), Ok(Some(fen)) if fen != Fen::ZERO)) {
            let error = CellError::row(&table.sheet.name, table.header.row, Code::ItemColumn);
            report.push(error.at(*column, name, String::new()));
        }
    }
}

type Seen = HashMap<String, (String, u32)>;

struct Reader<'a, 'b> {
    table: &'b Table<'a>,
    title: Title,
    /// Building told by the sheet's name.
    building: Option<String>,
}

impl<'a> Reader<'a, '_> {
    /// Reads the sheet; the number of rows that are payments, good or bad.
    fn read(&self, rows: &mut Vec<PaymentRow>, seen: &mut Seen, report: &mut Report) -> usize {
        let first = rows.len();
        let mut unread = false;
        self.table.each(report, |row, report| {
            let needed = [
                Field::Room,
                Field::Address,
                Field::Amount,
                Field::FeeAmount,
                Field::ParkingAmount,
            ];
            if let Some(why) = self.table.note(row, &needed) {
                return Verdict::Left(why);
            }
            if let Some(sums) = self.total(row) {
                if sums == Sums::All && !unread {
                    self.check_total(row, rows.get(first..).unwrap_or_default(), report);
                }
                return Verdict::Left(Skip::Total);
            }
            if let Some(why) = self.table.unmoved(row, report) {
                return Verdict::Left(why);
            }
            match self.payments(row, seen, report) {
                Some(payments) => rows.extend(payments),
                None => unread = true,
            }
            Verdict::Taken
        })
    }

    /// The payments of a row: one, or one an item.
    fn payments(
        &self,
        row: &'a Row,
        seen: &mut Seen,
        report: &mut Report,
    ) -> Option<Vec<PaymentRow>> {
        let table = self.table;
        let date = self.title.date(table, row, report);
        // Nothing is taken from the row above: money must not go to another unit by a blank cell.
        let mut place = Place {
            building: self.building.clone(),
            ..Place::default()
        };
        let unit = code(table, row, &mut place, report);
        let amounts = self.amounts(row, report);
        let channel = or(
            table.read(row, Field::Method, report, channel),
            Channel::Bank,
        );
        let reference = table.read(row, Field::BankReference, report, reference);
        let fresh = match &reference {
            Got::Value(text) => self.is_new(row, text, seen, report),
            _ => true,
        };
        let (date, unit, amounts, channel) = (date?, unit?, amounts?, channel?);
        let reference = match reference {
            _ if !fresh => return None,
            Got::Bad => return None,
            got => got.value(),
        };
        let several = amounts.len() > 1;
        let mut payments = Vec::new();
        for (at, (item, amount)) in (1..).zip(amounts) {
            // One transfer for two items has one number: the items are told apart by what follows.
            let own = |text: String| {
                if several {
                    format!("{text}-{at}")
                } else {
                    text
                }
            };
            let reference = reference.clone().map(own);
            payments.push(PaymentRow {
                sheet: table.sheet.name.clone(),
                row: row.number,
                date,
                unit: unit.clone(),
                item,
                amount,
                channel,
                reference,
            });
        }
        Some(payments)
    }

    /// What was paid for what; `None` if a cell is bad.
    fn amounts(&self, row: &'a Row, report: &mut Report) -> Option<Vec<(BillItem, Fen)>> {
        let table = self.table;
        if by_item(table) {
            return self.amounts_by_item(row, report);
        }
        let amount = table.read(row, Field::Amount, report, paid);
        if let Got::Blank = amount {
            report.push(table.error(row, Field::Amount, Code::PaymentMissing));
        }
        let item = or(
            table.read(row, Field::BillItem, report, item::item),
            BillItem::Fee,
        );
        let (item, amount) = (item?, amount.value()?);
        let total = self.check_row_total(row, amount, report);
        total.then(|| vec![(item, amount)])
    }

    fn amounts_by_item(&self, row: &'a Row, report: &mut Report) -> Option<Vec<(BillItem, Fen)>> {
        let table = self.table;
        let mut amounts = Vec::new();
        for (field, item) in ITEMS {
            match table.read(row, field, report, paid) {
                Got::Bad => return None,
                Got::Blank => {}
                Got::Value(amount) => amounts.push((item, amount)),
            }
        }
        let sum = Fen::total(amounts.iter().map(|(_, amount)| *amount)).ok()?;
        if amounts.is_empty() {
            let field = ITEMS
                .iter()
                .map(|(field, _)| *field)
                .find(|field| table.has(*field));
            report.push(table.error(row, field.unwrap_or(Field::FeeAmount), Code::PaymentMissing));
            return None;
        }
        self.check_row_total(row, sum, report).then_some(amounts)
    }

    /// Whether what the row states as its total is the sum of its items.
    fn check_row_total(&self, row: &'a Row, added: Fen, report: &mut Report) -> bool {
        let mut fine = true;
        let amount = Some(Field::Amount).filter(|_| by_item(self.table));
        for field in [Some(Field::RowTotal), amount].into_iter().flatten() {
            match self.table.read(row, field, report, values::money) {
                Got::Bad => fine = false,
                Got::Value(stated) if stated != added => {
                    report.push(
                        self.table
                            .error(row, field, Code::RowTotal { stated, added }),
                    );
                    fine = false;
                }
                Got::Blank | Got::Value(_) => {}
            }
        }
        fine
    }

    fn is_new(&self, row: &'a Row, text: &str, seen: &mut Seen, report: &mut Report) -> bool {
        let here = (self.table.sheet.name.clone(), row.number);
        match seen.get(text).cloned() {
            None => {
                seen.insert(text.to_owned(), here);
                true
            }
            Some((first_sheet, first_row)) => {
                let code = Code::ReferenceRepeated {
                    first_sheet,
                    first_row,
                };
                report.push(self.table.error(row, Field::BankReference, code));
                false
            }
        }
    }

    /// Which rows a row of totals adds up; `None` if the row is none.
    fn total(&self, row: &Row) -> Option<Sums> {
        let table = self.table;
        if table.is_dated(row) {
            return None;
        }
        let own = [Field::Remark, Field::BankReference, Field::Method];
        let label = |(column, _): &&(u32, Cell)| {
            table
                .header
                .field_of(*column)
                .is_none_or(|field| !own.contains(&field))
        };
        let mut texts = row.cells.iter().filter(label);
        texts.find_map(|(_, cell)| rows::place_total(&values::shown(cell)))
    }

    fn check_total(&self, row: &'a Row, payments: &[PaymentRow], report: &mut Report) {
        let sum = |item: Option<BillItem>| {
            let of = payments
                .iter()
                .filter(|payment| item.is_none_or(|item| payment.item == item));
            Fen::total(of.map(|payment| payment.amount)).ok()
        };
        let columns = [
            (Field::Amount, None),
            (Field::RowTotal, None),
            (Field::FeeAmount, Some(BillItem::Fee)),
            (Field::ParkingAmount, Some(BillItem::Parking)),
        ];
        for (field, item) in columns {
            // The label itself may stand in a column of amounts.
            let label = |cell: &Cell| match values::money(cell) {
                Err(Code::AmountNotNumber) if rows::place_total(&values::shown(cell)).is_some() => {
                    Ok(None)
                }
                read => read,
            };
            let stated = self.table.read(row, field, report, label);
            if let (Some(stated), Some(added)) = (stated.value(), sum(item))
                && stated != added
            {
                let hidden = self.table.hidden_above(row);
                let code = Code::TotalAmount {
                    stated,
                    added,
                    hidden,
                };
                report.push(self.table.error(row, field, code));
            }
        }
    }
}

/// An amount that was paid; what was paid back has another way.
fn paid(cell: &Cell) -> Result<Option<Fen>, Code> {
    values::amount(cell).map_err(|code| match code {
        Code::AmountNegative => Code::Refund,
        other => other,
    })
}

/// `None` if the cell is bad.
fn or<T>(got: Got<T>, absent: T) -> Option<T> {
    match got {
        Got::Bad => None,
        Got::Blank => Some(absent),
        Got::Value(value) => Some(value),
    }
}

/// A reference as text. A spreadsheet keeps 15 digits of a number: the rest of a longer reference
/// is lost, and two payments would seem to be one.
fn reference(cell: &Cell) -> Result<Option<String>, Code> {
    let Some(text) = values::text(cell)? else {
        return Ok(None);
    };
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let rounded = matches!(cell, Cell::Number(_)) && digits > MAX_DIGITS;
    if rounded || text.contains("E+") {
        return Err(Code::ReferenceRounded);
    }
    if text.chars().count() > MAX_REFERENCE {
        return Err(Code::ReferenceLong);
    }
    Ok(Some(text).filter(|text| !matches!(text.as_str(), "-" | "/" | "—" | "无")))
}

fn channel(cell: &Cell) -> Result<Option<Channel>, Code> {
    let Some(text) = values::text(cell)? else {
        return Ok(None);
    };
    let plain = compact(&text).to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| plain.contains(word));
    if has(&[
        "微信",
        "支付宝",
        "云闪付",
        "扫码",
        "二维码",
        "聚合",
        "线上",
        "pos",
        "刷卡",
    ]) {
        Ok(Some(Channel::Clearing))
    } else if has(&[
        "银行", "转账", "现金", "汇款", "网银", "代扣", "托收", "柜台", "对公",
    ]) {
        Ok(Some(Channel::Bank))
    } else {
        Err(Code::MethodUnknown)
    }
}
