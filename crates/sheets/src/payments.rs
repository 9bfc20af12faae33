//! Reads a list of payments that households made (缴费明细): one row a payment.
//!
//! A row is known by its unit alone: who paid is not read, and never shown.

use std::collections::HashMap;

use jiff::civil::Date;
use mingbai_domain::money::Fen;
use mingbai_domain::registry::UnitCode;

use crate::error::{CellError, Code};
use crate::fields::{Field, PAYMENTS};
use crate::grid::{Cell, Row, Workbook};
use crate::journal::{check_unit, date, sheet_hint};
use crate::mapping::Mapping;
use crate::period::{self, Hint};
use crate::registry::address::{self, Place};
use crate::registry::code::code;
use crate::registry::needs_building;
use crate::registry::totals::is_total;
use crate::table::{self, Got, Kind, Report, Table};
use crate::values::{self, compact};

/// Digits that a spreadsheet program keeps of a number.
const MAX_DIGITS: usize = 15;
/// The longest reference, in characters.
const MAX_REFERENCE: usize = 100;

/// For what a household paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BillKind {
    /// 物业费.
    Fee,
    /// 车位费.
    Parking,
}

/// How the money came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// It is in the bank account: transfers, and cash, which is paid in the same day.
    Bank,
    /// A payment channel holds it until it settles: WeChat, Alipay, cards.
    Channel,
}

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
    pub item: BillKind,
    /// How much, above zero.
    pub amount: Fen,
    /// How the money came; the bank if the file does not say.
    pub method: Method,
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
}

const KIND: Kind = Kind {
    specs: PAYMENTS,
    required: &[
        &[Field::Date],
        &[Field::Room, Field::Address],
        &[Field::Amount],
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
        check_unit(table, &mut report);
        let named = sheet_hint(table);
        let reader = Reader {
            table,
            hint: named.or(period::hint(&workbook.file_name)),
            named,
            building: address::sheet_building(&table.sheet.name),
        };
        if reader.read(&mut out.rows, &mut seen, &mut report) == 0 {
            let header = table.header.row;
            report.push(CellError::row(&table.sheet.name, header, Code::NoRows));
        }
    }
    out.warnings = report.finish(workbook)?;
    Ok(out)
}

type Seen = HashMap<String, (String, u32)>;

struct Reader<'a, 'b> {
    table: &'b Table<'a>,
    /// Year and month by title, sheet name and file name.
    hint: Hint,
    /// The same without the file name: strong enough to refuse other months.
    named: Hint,
    /// Building told by the sheet's name.
    building: Option<String>,
}

impl<'a> Reader<'a, '_> {
    /// Reads the sheet; the number of rows that are payments, good or bad.
    fn read(&self, rows: &mut Vec<PaymentRow>, seen: &mut Seen, report: &mut Report) -> usize {
        let (mut payments, mut sum, mut unread) = (0, Some(Fen::ZERO), false);
        for row in self.table.rows() {
            if self.is_note(row) {
                continue;
            }
            if let Some(sub) = self.total(row) {
                if !sub && !unread {
                    self.check_total(row, sum, report);
                }
                continue;
            }
            payments += 1;
            match self.payment(row, seen, report) {
                Some(payment) => {
                    sum = sum.and_then(|sum| sum.plus(payment.amount).ok());
                    rows.push(payment);
                }
                None => unread = true,
            }
        }
        payments
    }

    fn payment(&self, row: &'a Row, seen: &mut Seen, report: &mut Report) -> Option<PaymentRow> {
        let table = self.table;
        let date = date(table, row, self.hint.year, self.named.period(), report);
        // Nothing is taken from the row above: money must not go to another unit by a blank cell.
        let mut place = Place {
            building: self.building.clone(),
            ..Place::default()
        };
        let unit = code(table, row, &mut place, report);
        let amount = table.read(row, Field::Amount, report, values::amount);
        if let Got::Blank = amount {
            report.push(table.error(row, Field::Amount, Code::PaymentMissing));
        }
        let item = or(
            table.read(row, Field::BillItem, report, item),
            BillKind::Fee,
        );
        let method = or(table.read(row, Field::Method, report, method), Method::Bank);
        let reference = table.read(row, Field::BankReference, report, reference);
        let fresh = match &reference {
            Got::Value(text) => self.is_new(row, text, seen, report),
            _ => true,
        };
        Some(PaymentRow {
            sheet: table.sheet.name.clone(),
            row: row.number,
            date: date?,
            unit: unit?,
            item: item?,
            amount: amount.value()?,
            method: method?,
            reference: match reference {
                Got::Bad => return None,
                got => got.value(),
            },
        })
        .filter(|_| fresh)
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

    /// Examples and what stands below the table: a row with neither unit nor amount.
    fn is_note(&self, row: &Row) -> bool {
        let first = row.cells.first().map(|(_, cell)| values::shown(cell));
        let first = compact(&first.unwrap_or_default());
        if first.starts_with("示例") || first.starts_with("例如") {
            return true;
        }
        let own = [Field::Room, Field::Address, Field::Amount];
        let notes = [
            "制表",
            "填表",
            "审核",
            "注:",
            "注：",
            "说明",
            "备注",
            "收款人",
            "会计",
            "出纳",
            "打印",
        ];
        own.iter().all(|field| !self.table.has_content(row, *field))
            && notes.iter().any(|word| first.starts_with(word))
    }

    /// Whether the row is one of totals, and if so whether of a part only.
    fn total(&self, row: &Row) -> Option<bool> {
        let date = self.table.header.column(Field::Date)?;
        let date = compact(&values::shown(row.cell(date.index)));
        if !date.is_empty() && !is_total(&date) {
            return None;
        }
        let label = row
            .cells
            .iter()
            .map(|(_, cell)| compact(&values::shown(cell)))
            .find(|text| is_total(text))?;
        Some(label.contains("小计") || label.contains("累计") || label.contains("本页"))
    }

    fn check_total(&self, row: &'a Row, sum: Option<Fen>, report: &mut Report) {
        let stated = self.table.read(row, Field::Amount, report, values::money);
        if let (Some(stated), Some(added)) = (stated.value(), sum)
            && stated != added
        {
            let code = Code::TotalAmount { stated, added };
            report.push(self.table.error(row, Field::Amount, code));
        }
    }
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

fn item(cell: &Cell) -> Result<Option<BillKind>, Code> {
    let Some(text) = values::text(cell)? else {
        return Ok(None);
    };
    let plain = compact(&text);
    let has = |words: &[&str]| words.iter().any(|word| plain.contains(word));
    match (has(&["物业"]), has(&["车位", "停车", "车库"])) {
        (true, false) => Ok(Some(BillKind::Fee)),
        (false, true) => Ok(Some(BillKind::Parking)),
        _ => Err(Code::BillItemUnknown),
    }
}

fn method(cell: &Cell) -> Result<Option<Method>, Code> {
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
        Ok(Some(Method::Channel))
    } else if has(&[
        "银行", "转账", "现金", "汇款", "网银", "代扣", "托收", "柜台", "对公",
    ]) {
        Ok(Some(Method::Bank))
    } else {
        Err(Code::MethodUnknown)
    }
}
