//! The district's few special events.

use mingbai_domain::book::{BasisKind, EntryKind, Scope};
use mingbai_domain::ledger::Fund;
use mingbai_domain::money::Fen;

use crate::amounts::yuan;
use crate::draft::{Draft, basis};
use crate::lines;
use crate::places::{CHANGNING, EMERGENCY, LATE_INVOICE, XINGYUAN_NORTH};
use crate::plan::{Action, Label};
use crate::spend::{Spend, plain};
use crate::story::question::Question;
use crate::when::{self, at, last_month, month, on};

/// Plans the special event of a community, if it has one. Answers the question that belongs to it.
pub fn plan_special(draft: &mut Draft) -> Option<Question> {
    match draft.index {
        CHANGNING => related(draft),
        XINGYUAN_NORTH => twice(draft),
        LATE_INVOICE => {
            late_invoice(draft);
            None
        }
        EMERGENCY => {
            emergency(draft);
            None
        }
        _ => None,
    }
}

/// An owner asks about the payments to the manager's sister company.
fn related(draft: &Draft) -> Option<Question> {
    let september = month(2026, 9);
    let entry = draft.steps.iter().find_map(|step| match &step.action {
        Action::Entry { label, entry } if entry.related_party && entry.period == september => {
            Some(*label)
        }
        _ => None,
    })?;
    let answer = "是的，页面上已标明关联。这份合同经业主大会表决通过，三家报价里它最低，比价表可到办公室查看。";
    Some(Question {
        entry,
        asked: at(on(september, 19), 20, 5),
        text: "这家绿化公司和物业是一家的吗？价格有没有比过？".to_owned(),
        answer: Some((at(on(september, 22), 9, 40), answer.to_owned())),
    })
}

/// One greening invoice is entered twice; an owner notices; the second entry is taken back.
fn twice(draft: &mut Draft) -> Option<Question> {
    let september = month(2026, 9);
    let amount = Fen(1_800_272);
    let date = on(september, 8);
    let vendor = "青禾园林绿化有限公司";
    let invoice = draft.invoice(date, vendor, "绿化补植：香樟12株、麦冬320平方米", amount);
    let accepted = draft.acceptance(date, "中心花园与东门两侧", "绿化补植", amount);
    let first = draft.spend(Spend {
        payee: vendor.to_owned(),
        papers: vec![invoice, accepted],
        ..plain(
            date,
            lines::GREENING,
            amount,
            "绿化补植（香樟、麦冬）".to_owned(),
        )
    })?;
    let mut again = draft.steps.iter().find_map(|step| match &step.action {
        Action::Entry { label, entry } if *label == first => Some(entry.as_ref().clone()),
        _ => None,
    })?;
    let day = on(september, 11);
    again.date = day;
    again.at = at(day, 15, 5);
    "绿化补植".clone_into(&mut again.text);
    again.bank_ref = Some(draft.bank_ref(day));
    let policy = draft
        .agreement_on(day)
        .map(|agreement| agreement.terms.approvals.clone())?;
    again.approvals = draft.approvals(again.at, &policy, amount);
    let charged = draft.charged.entry((2026, lines::GREENING)).or_default();
    *charged = Fen(charged.0 + amount.0);
    let second = draft.entry(again)?;
    let back = at(on(september, 16), 10, 30);
    let reason = "同一张发票录入两次".to_owned();
    draft.step(
        back,
        Action::Reverse {
            target: second,
            reason,
        },
    );
    draft.cash.push((back, Fund::Svc, amount));
    Some(Question {
        entry: second,
        asked: at(on(september, 14), 20, 12),
        text: "这笔绿化补植和9月8日那笔金额一样，发票号也一样，是不是记了两次？".to_owned(),
        answer: Some((
            at(on(september, 16), 11, 5),
            "核对后确认是同一张发票录入两次，9月16日已改正，钱已退回账户。今后付款前先查发票号。"
                .to_owned(),
        )),
    })
}

/// An invoice for July comes when July is closed: it counts in August, and says why.
fn late_invoice(draft: &mut Draft) {
    let august = month(2026, 8);
    let vendor = draft.vendor(crate::words::Trade::Fire);
    let text = "7月消防水箱清洗与水质检测".to_owned();
    let amount = yuan(3_860);
    let date = on(august, 12);
    let invoice = draft.invoice(date, &vendor, &text, amount);
    let label = draft.spend(Spend {
        payee: vendor,
        papers: vec![invoice],
        ..plain(date, lines::FIRE, amount, text)
    });
    if let Some(entry) = label.and_then(|label| entry_mut(draft, label)) {
        entry.date = on(month(2026, 7), 30);
        entry.period = august;
        entry.reason = Some("检测单位8月11日才开来发票，7月的账已经结账".to_owned());
    }
}

/// A main bursts when the line for repairs is nearly used up.
fn emergency(draft: &mut Draft) {
    let date = on(last_month(), 12);
    let place = "生活水泵房";
    let text = "生活水泵房主管爆裂抢修".to_owned();
    let amount = yuan(26_800);
    let vendor = "长流泵业机电有限公司";
    let invoice = draft.invoice(date, vendor, &text, amount);
    let accepted = draft.acceptance(date, place, "更换主管、阀门，恢复供水", amount);
    let note = "全小区停水，业委会与社居委当日书面确认";
    draft.spend(Spend {
        payee: vendor.to_owned(),
        scope: Scope::All,
        basis: vec![basis(BasisKind::Emergency, "", note)],
        papers: vec![invoice, accepted],
        beyond: true,
        ..plain(date, lines::REPAIRS, amount, text)
    });
}

fn entry_mut(draft: &mut Draft, wanted: Label) -> Option<&mut mingbai_domain::book::Entry> {
    draft
        .steps
        .iter_mut()
        .find_map(|step| match &mut step.action {
            Action::Entry { label, entry } if *label == wanted => Some(entry.as_mut()),
            _ => None,
        })
}

/// The expenses of a plan so far, with label, account and time, of the months in which owners
/// could read and ask.
pub fn questionable(draft: &Draft) -> Vec<(Label, u16, mingbai_domain::calendar::UnixMs)> {
    let from = at(month(2026, 2).first_day(), 0, 0);
    let inside = draft
        .steps
        .iter()
        .filter(|step| step.at >= from && step.at.date() <= when::today());
    inside
        .filter_map(|step| match &step.action {
            Action::Entry { label, entry } if entry.kind == EntryKind::Expense => {
                let code = entry.postings.first()?.account.code();
                Some((*label, code, step.at))
            }
            _ => None,
        })
        .collect()
}
