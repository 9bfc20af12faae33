//! Messages in English.

use super::{map_option, mebibytes};
use crate::error::Code;
use crate::open_error::OpenError;
use crate::rows::Skip;

#[expect(clippy::too_many_lines, reason = "one table")]
pub(super) fn rule(code: &Code) -> String {
    let fixed = match code {
        Code::Bank(finding) => return super::bank::en(finding),
        Code::MissingColumns {
            found,
            missing,
            guesses,
        } => {
            return missing_columns(found, missing, guesses);
        }
        Code::AmbiguousColumn { field, other, map } => {
            let map = map.as_ref().map(|header| map_option(header, field));
            let map = map
                .map(|map| format!(", or take this one with {map}"))
                .unwrap_or_default();
            return format!(
                "this column and {other} could both be {field}; rename the one that is not meant{map}"
            );
        }
        Code::SecondColumn { field, used } => {
            return format!(
                "this column was not read: {field} is {used}; to take this one, rename that one"
            );
        }
        Code::RowAboveHeader => {
            "this row stands above the header but looks like data; move the header above all data"
        }
        Code::HiddenRow => {
            "this row is hidden, and was taken all the same; delete it if it does not belong"
        }
        Code::HiddenColumn { read: true } => {
            "this column is hidden, and was read all the same; delete it if it does not belong"
        }
        Code::HiddenColumn { read: false } => {
            "this column is hidden and was not read; show it and name it if it belongs"
        }
        Code::MergedAmount {
            first_row,
            last_row,
        } => {
            return format!(
                "the amount is in a merged cell (rows {first_row} to {last_row}), so it is not clear whose it is; split the cell and give each row its own"
            );
        }
        Code::RowTotal { stated, added } => {
            return format!("the row's total says {stated}, but its items add up to {added}");
        }
        Code::ItemColumn => {
            "this column has amounts, but is neither the property fee nor parking; move it out: late fees and rents are imported as `journal`, collections for others and deposits as `entries` (accounts 2006 and 2005, fund AGY)"
        }
        Code::Refund => {
            "the amount is negative, like a refund; this list takes payments in only. Import the refund as `entries`, debit 4001 (parking 4002) and credit 1002, and move this row out"
        }
        Code::SeveralItems => {
            "one amount for several items; split it into one row an item (with -1, -2 behind one reference)"
        }
        Code::LooksLikeUnit {
            first_sheet,
            first_row,
        } => {
            return format!(
                "the room differs from that in \"{first_sheet}\", row {first_row}, only by zeros in front; if it is the same, write it alike and keep one row"
            );
        }
        Code::CoOwner { first_row } => {
            return format!(
                "read as a co-owner of the unit in row {first_row}; correct the room if it is another unit"
            );
        }
        Code::OwnerWithoutUnit => "no sheet of units has this one; check the room, or add the unit",
        Code::RowRepeated { first_row } => {
            return format!(
                "day, amount and text are those of row {first_row}; delete one if it is the same"
            );
        }
        Code::DateOutsideSpan { first, last } => {
            return format!(
                "the day is not within {first} to {last} as the title says; correct one of them"
            );
        }
        Code::MappedHeaderAbsent { header } => {
            return format!(
                "there is no header \"{header}\" as given by --map; check its spelling"
            );
        }
        Code::SheetAbsent { sheets } => {
            return format!("the file has no such sheet; it has: {}", sheets.join(", "));
        }
        Code::FieldMissing { field } => {
            return format!("\"{field}\" is empty; fill it in");
        }
        Code::DiffersFromRow { field, first_row } => {
            return format!(
                "rows of one number are one budget, so \"{field}\" must be that of row {first_row}; make them equal, or give another number"
            );
        }
        Code::NotWhole { least, most } => {
            return format!("a whole number from {least} to {most} is needed here");
        }
        Code::LineRepeated { first_row } => {
            return format!(
                "the line's number is that of row {first_row}; each line of a budget needs its own"
            );
        }
        Code::EndsBeforeStart => "the last day is before the first; check them",
        Code::CountsNotNested => {
            "no more can take part than there are, nor agree than take part; check heads or areas"
        }
        Code::WordUnknown { known } => {
            return format!("not understood; write one of: {}", known.join(", "));
        }
        Code::MoreErrors { more } => {
            return format!("{more} more errors are not listed; correct those above and try again");
        }
        Code::AreaTooLarge { limit } => {
            return format!("the area is above the limit of {limit} m2; check for extra digits");
        }
        Code::DuplicateUnit {
            unit,
            first_sheet,
            first_row,
        } => {
            return format!(
                "unit {unit} is already in \"{first_sheet}\", row {first_row}; correct the room or delete one row"
            );
        }
        Code::IdNumberForm { chars } => {
            return format!(
                "a document number has 18 characters (passports begin with a letter), this one has {chars}"
            );
        }
        Code::TotalCount {
            stated,
            counted,
            hidden,
        } => {
            let hidden = hidden_rows(hidden);
            return format!(
                "the totals row says {stated} units, but there are {counted} rows above{hidden}"
            );
        }
        Code::TotalArea {
            stated,
            added,
            hidden,
        } => {
            let hidden = hidden_rows(hidden);
            return format!(
                "the totals row says {stated} m2, but the rows add up to {added} m2{hidden}"
            );
        }
        Code::PhoneCountDiffers { owners, phones } => {
            return format!(
                "{owners} owners but {phones} telephone numbers: only the first was kept, for the first owner; give each owner one, in the same order"
            );
        }
        Code::SameName {
            first_sheet,
            first_row,
        } => {
            return format!(
                "an owner has the name of one in \"{first_sheet}\", row {first_row}, and neither has a telephone or document number: they count as two persons; if it is one, fill the number in at both"
            );
        }
        Code::IdCountDiffers { owners, ids } => {
            return format!(
                "{owners} owners but {ids} document numbers: it is not clear whose they are, so none was kept; give each owner one, in the same order"
            );
        }
        Code::DateOutsidePeriod { period } => {
            return format!("the date is not in this sheet's month, {period}");
        }
        Code::BalanceMismatch { expected, stated } => {
            return format!(
                "the balance should be {expected} (balance before, plus income, less expense), but is stated as {stated}"
            );
        }
        Code::TotalAmount {
            stated,
            added,
            hidden,
        } => {
            let hidden = hidden_rows(hidden);
            return format!("the totals row says {stated}, but the rows add up to {added}{hidden}");
        }
        Code::OpeningMismatch {
            before,
            expected,
            stated,
        } => {
            return format!(
                "the opening balance is {stated}, but sheet \"{before}\" closes with {expected}"
            );
        }
        Code::VoucherRepeated { first_row } => {
            return format!(
                "the same voucher number as in row {first_row}; delete one if entered twice"
            );
        }
        Code::VoucherBooked { entry } => {
            return format!(
                "an earlier import booked this voucher number in this month (entry {entry}); if it is the same, reverse one of them"
            );
        }
        Code::VoucherDateDiffers { first_row } => {
            return format!("the lines of a voucher need one date; row {first_row} has another");
        }
        Code::VoucherSplit { first_row } => {
            return format!(
                "the voucher number is used in row {first_row}; keep a voucher's lines together"
            );
        }
        Code::EntryUnbalanced {
            voucher,
            difference,
        } => {
            return format!(
                "voucher {voucher} does not balance: debit less credit is {difference}"
            );
        }
        Code::FundUnbalanced {
            voucher,
            fund,
            difference,
        } => {
            return format!(
                "voucher {voucher} does not balance within fund \"{fund}\": debit less credit is {difference}"
            );
        }
        Code::ReferenceRepeated {
            first_sheet,
            first_row,
        } => {
            return format!(
                "the reference is that of row {first_row} of \"{first_sheet}\"; delete one of them, or add -1, -2 where one transfer paid two things"
            );
        }
        Code::Unit { unit } => {
            return format!(
                "the unit is \"{unit}\"; accounts are in yuan, areas in square metres and charges by the month only: convert the figures, change the unit and import again"
            );
        }
        Code::NoRows => "there is no row below the header; check file and sheet",
        Code::NoDocuments => {
            "no sheet was recognised; its name says what it holds: resolutions, agreement, budget, contracts, disclosures or statement, in Chinese as in the template"
        }
        Code::NotAShare => "a share from 0 to 100% is needed here, such as 10%",
        Code::FormulaError => "the formula ended in an error; correct it or type the result",
        Code::FormulaWithoutResult => {
            "the formula has no stored result; open and save the file in a spreadsheet program"
        }
        Code::BuildingMissing => "the building is missing",
        Code::BuildingForm => "not a building code such as 1 or A, of at most 16 characters",
        Code::EntranceForm => "not an entrance code such as 1",
        Code::RoomMissing => "the room is missing",
        Code::RoomForm => "not a room code such as 101",
        Code::PlaceDiffers => {
            "the building or entrance written in the room differs from the columns of building and entrance; make them the same, or write only the room, such as 101"
        }
        Code::AreaMissing => "the area is missing",
        Code::AreaNotNumber => "the area is not a number such as 98.60",
        Code::AreaNotPositive => "the area must be above 0",
        Code::AreaDecimals => "an area has at most two decimals",
        Code::DateUnknown => "not a date, or there is no such day; write it as 2026-09-02",
        Code::DateImplausible => "the date must be between 1900 and 2100",
        Code::OwnerMissing => {
            "the owner is missing; write 未售 in the remarks if the unit is unsold"
        }
        Code::PhoneForm => "not a telephone number; leave it blank if there is none",
        Code::IdNumberRounded => {
            "the document number was stored as a number and lost its last digits; format the column as text and enter it again"
        }
        Code::IdCheckDigit => "the check digit does not fit; imported, but please check",
        Code::DateThoughUndelivered => {
            "not delivered, but with a day of delivery; the day is ignored"
        }
        Code::OwnerThoughUnsold => "unsold, but with an owner; the owner is ignored",
        Code::DeveloperAsOwner => "the developer is named as owner; the unit counts as unsold",
        Code::UseUnknown => "unknown use; it counts as other",
        Code::AreaSourceUnknown => "unknown source of the area",
        Code::SheetSkipped => "this sheet lacks the columns needed and was not read",
        Code::HiddenSheetSkipped => "this sheet is hidden and was not read",
        Code::DateMissing => "the date is missing",
        Code::DateNeedsYear => "the date has no year, and neither title nor sheet name gives one",
        Code::SummaryMissing => "the summary is missing",
        Code::AmountMissing => "there is no amount",
        Code::AmountTwice => "both sides have an amount; a row has exactly one",
        Code::AmountNotNumber => "the amount is not a number such as 1250.00",
        Code::AmountNegative => "an amount cannot be negative; use a reversal to correct an entry",
        Code::AmountDecimals => "an amount has at most two decimals; use ROUND in formulas",
        Code::AmountTooLarge => "the amount is implausibly large",
        Code::PaymentMissing => "no amount was paid; fill it in, such as 165.70",
        Code::RateForm => {
            "the fee's rate is a number from 0 to 100 with at most four decimals, in yuan a m2 and month, such as 1.85"
        }
        Code::ReferenceRounded => {
            "the reference became a number and lost its last digits; make the column text and enter it again"
        }
        Code::ReferenceLong => "the reference is longer than 100 characters",
        Code::BillItemUnknown => {
            "only property fees and parking are recorded here; late fees and rents are imported as `journal`, collections for others and deposits as `entries` (accounts 2006 and 2005, fund AGY); move this row out"
        }

        Code::MethodUnknown => {
            "it does not say how the money came: 银行转账, 现金, 微信, 支付宝 or POS"
        }
        Code::DirectionUnknown => "neither income (收入) nor expense (支出)",
        Code::StatusUnknown => {
            "this status is not known, so it is not clear whether money moved; delete rows that were not carried out, write 交易成功 for those that were"
        }
        Code::YesNoUnknown => "write 是 (yes) or 否 (no)",
        Code::LooksLikeTotal => {
            "the summary reads like a total, but the amount is not the sum of rows above; it was taken as a receipt or payment. Delete or correct it if it is a total"
        }
        Code::OpeningMisplaced => "the opening balance must come before the first row",
        Code::OpeningMissing => "the opening balance has no amount; write 0 if there is none",
        Code::VoucherMissing => "the voucher number is missing",
        Code::AccountMissing => "the account is missing",
    };
    fixed.to_owned()
}

/// Hidden rows among those of a total: programs leave them out of what they show.
fn hidden_rows(hidden: &[u32]) -> String {
    if hidden.is_empty() {
        return String::new();
    }
    let rows: Vec<String> = hidden.iter().take(10).map(u32::to_string).collect();
    let more = if hidden.len() > rows.len() {
        " and more"
    } else {
        ""
    };
    format!("; hidden among them: rows {}{more}", rows.join(", "))
}

pub(super) fn skip(why: Skip) -> &'static str {
    match why {
        Skip::Above => "a title or remark above the header",
        Skip::Header => "the header",
        Skip::HeaderAgain => "the header again",
        Skip::Example => "the example of the template",
        Skip::Total => "totals; what can be checked was checked",
        Skip::Opening => "a balance brought forward, no receipt or payment",
        Skip::Closing => "a balance at the end or carried forward, no receipt or payment",
        Skip::Note => "a signature, a page number or a remark",
        Skip::Beside => "content only beside the table",
        Skip::Numbered => "only a number or a building, nothing else",
        Skip::Blank => "a mark that the rest is empty",
        Skip::Zero => "an amount of zero",
        Skip::Balance => "a balance brought forward or at the end, no movement",
        Skip::Neutral => "neither in nor out",
        Skip::Refunded => "its status says that it was refunded in full",
        Skip::NotPaid => "its status says that it is void, failed or not paid",
        Skip::OtherSheet => "another sheet, not read at all",
    }
}

fn missing_columns(found: &[String], missing: &[String], guesses: &[(String, String)]) -> String {
    let missing = missing.join(", ");
    if found.is_empty() {
        return format!(
            "columns not found: {missing}. There is no header row; add one, or start from the template"
        );
    }
    let found = found.join(", ");
    let maps = guesses
        .iter()
        .map(|(header, field)| map_option(header, field));
    let maps = maps.collect::<Vec<_>>().join(" ");
    let advice = if maps.is_empty() {
        "Rename them, or say what they are with --map HEADER=FIELD".to_owned()
    } else {
        format!("Perhaps: {maps}")
    };
    format!("columns not found: {missing}. Headers in the file: {found}. {advice}")
}

pub(super) fn open_error(error: &OpenError) -> String {
    match error {
        OpenError::TooLarge { limit, .. } => {
            format!(
                "the file is too large; at most {} MB are accepted",
                mebibytes(*limit as u64)
            )
        }
        OpenError::UnpacksTooLarge { limit } => {
            format!(
                "the file unpacks to too much; at most {} MB are accepted",
                mebibytes(*limit)
            )
        }
        other => other.to_string(),
    }
}
