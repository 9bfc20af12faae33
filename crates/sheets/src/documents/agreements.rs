//! 服务协议: what was agreed with the manager. Cells that are empty mean the usual terms
//! (`trust::Agreement::usual`).

use jiff::civil::Date;
use mingbai_domain::money::{Fen, Ratio};
use mingbai_domain::trust::{Basis, CarryOver, DeficitBearer, Pay};

use super::cells::{Cells, day, share, whole, word};
use super::{Papers, Place};
use crate::attachments::list;
use crate::error::Code;
use crate::fields::Field;
use crate::grid::Cell;
use crate::values::{self, compact};

/// One agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreementRow {
    /// Where it stands.
    pub place: Place,
    /// Its number in the book.
    pub id: String,
    /// Title.
    pub title: String,
    /// First day.
    pub from: Date,
    /// Last day, if agreed.
    pub to: Option<Date>,
    /// How the manager is paid.
    pub pay: Pay,
    /// Income accounts of the base as written; empty for the usual.
    pub base_accounts: Vec<String>,
    /// Cash or accrual, if stated.
    pub basis: Option<Basis>,
    /// Whether late fees count.
    pub late_fees_in_base: bool,
    /// The share that waits for the service score.
    pub holdback: Option<Ratio>,
    /// The most that may be earned.
    pub cap: Option<Fen>,
    /// What becomes of a surplus, if stated.
    pub carry_over: Option<CarryOver>,
    /// Who bears a deficit that was not approved, if stated.
    pub deficit: Option<DeficitBearer>,
    /// Up to this amount manager and steward suffice.
    pub steward_limit: Fen,
    /// Up to this amount the committee's chair must agree, too; above it a resolution.
    pub committee_limit: Fen,
    /// Day of the month on which remuneration is paid, if stated.
    pub pay_day: Option<i8>,
    /// Day of the month by which accounts are published, if stated.
    pub publish_day: Option<i8>,
    /// Version, from 1.
    pub version: u32,
    /// The resolution that approved it.
    pub resolution: Option<String>,
    /// The signed document.
    pub papers: Papers,
}

/// How the amount in 酬金 is meant.
#[derive(Clone, Copy)]
enum PayKind {
    Share,
    Monthly,
}

pub(super) fn read(cells: &mut Cells<'_, '_>) -> Option<AgreementRow> {
    let id = cells.must(Field::Id, values::text);
    let title = cells.must(Field::Title, values::text);
    let (from, to) = (cells.date(Field::From), cells.may(Field::To, day));
    cells.in_order(from, to);
    let pay = pay(cells);
    let accounts = cells.text(Field::BaseAccounts).unwrap_or_default();
    let basis = cells.may(Field::BaseBasis, |cell| {
        let cash = (Basis::Cash, &["收付实现", "收付实现制", "实收", "现金"][..]);
        let accrual = (Basis::Accrual, &["权责发生", "权责发生制", "应收"][..]);
        word(cell, &[cash, accrual])
    });
    let late_fees = cells.may(Field::LateFeesInBase, values::yes_no);
    let holdback = cells.may(Field::Holdback, share);
    let cap = cells.may(Field::Cap, values::amount);
    let carry_over = cells.may(Field::CarryOver, carry_over);
    let deficit = cells.may(Field::Deficit, |cell| {
        let trustee = (
            DeficitBearer::Trustee,
            &["受托人", "物业", "物业公司", "管理人"][..],
        );
        let fund = (
            DeficitBearer::Fund,
            &["资金", "业主", "业主资金", "基金"][..],
        );
        word(cell, &[trustee, fund])
    });
    let steward = cells.must(Field::StewardLimit, values::amount);
    let committee = cells.must(Field::CommitteeLimit, values::amount);
    let pay_day = cells.may(Field::PayDay, |cell| whole(cell, 1, 28));
    let publish_day = cells.may(Field::PublishDay, |cell| whole(cell, 1, 28));
    let version = cells.may(Field::Version, |cell| whole(cell, 1, 10_000));
    let resolution = cells.text(Field::Resolution);
    let papers = cells.papers();
    let small = |day: Option<i64>| day.and_then(|day| i8::try_from(day).ok());
    Some(AgreementRow {
        place: cells.place(),
        id: id?,
        title: title?,
        from: from?,
        to,
        pay: pay?,
        base_accounts: list(&accounts),
        basis,
        late_fees_in_base: late_fees.unwrap_or(false),
        holdback,
        cap,
        carry_over,
        deficit,
        steward_limit: steward?,
        committee_limit: committee?,
        pay_day: small(pay_day),
        publish_day: small(publish_day),
        version: version.and_then(|n| u32::try_from(n).ok()).unwrap_or(1),
        resolution,
        papers,
    })
}

fn pay(cells: &mut Cells<'_, '_>) -> Option<Pay> {
    let kind = cells.must(Field::PayKind, |cell| {
        let share = (PayKind::Share, &["比例", "按比例", "提成"][..]);
        let monthly = (
            PayKind::Monthly,
            &["每月固定", "固定", "按月", "月固定"][..],
        );
        word(cell, &[share, monthly])
    })?;
    match kind {
        PayKind::Share => cells.must(Field::Pay, share).map(Pay::Ratio),
        PayKind::Monthly => {
            let amount = cells.must(Field::Pay, values::amount);
            amount.map(|amount_fen| Pay::Monthly { amount_fen })
        }
    }
}

/// `全部转入下年预算`, or `储备 20%`: that share into the reserve, the rest into the next budget.
fn carry_over(cell: &Cell) -> Result<Option<CarryOver>, Code> {
    let Some(text) = values::text(cell)? else {
        return Ok(None);
    };
    let text = compact(&text);
    if let Some(reserve) = text.strip_prefix("储备").or(text.strip_prefix("应急储备")) {
        let reserve = share(&Cell::Text(reserve.to_owned()))?;
        return Ok(reserve.map(|reserve| CarryOver::Split { reserve }));
    }
    let all = (
        CarryOver::NextBudget,
        &["全部转入下年预算", "转入下年", "结转下年", "下年预算"][..],
    );
    word(cell, &[all])
}
