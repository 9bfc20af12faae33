//! The rhythm of publication: months closed, accounts disclosed, remuneration drawn.

use jiff::civil::Date;
use mingbai_domain::book::{Disclosure, Statement, StatementLine};
use mingbai_domain::calendar::{Period, UnixMs, add_days};
use mingbai_domain::disclosure::{Every, Item};
use mingbai_domain::money::{Fen, Ratio};
use mingbai_domain::registry::ManagementMode as Mode;
use mingbai_domain::trust::Pay;

use crate::amounts::share;
use crate::draft::Draft;
use crate::fees::expected;
use crate::places::LATE_PUBLISHER;
use crate::plan::Action;
use crate::when::{self, at, on};

/// Plans what is published after each month that has ended.
pub fn plan_publishing(draft: &mut Draft) {
    let usual_day = draft.dice.between(3, 8);
    for month in when::months().filter(|&month| month < when::last_month()) {
        let day = usual_day + draft.dice.between(-1, 1);
        let closed = when::workday(&draft.rest, on(month.next(), day));
        draft.step(at(closed, 9, 0), Action::ClosePeriod(month));
        monthly(draft, month, closed);
        if month.month() % 3 == 0 {
            quarterly(draft, month, closed);
        }
        remuneration(draft, month);
    }
    yearly(draft);
}

fn monthly(draft: &mut Draft, month: Period, closed: Date) {
    let (from, to) = (month.first_day(), month.last_day());
    if draft.mode_on(to).draws_remuneration() {
        disclose(draft, at(closed, 9, 20), Item::PropertyFund, from, to);
    }
    disclose(draft, at(closed, 9, 25), Item::SharedUtilities, from, to);
}

fn quarterly(draft: &mut Draft, last: Period, closed: Date) {
    let to = last.last_day();
    let Some(span) = Every::Quarter.span_of(to) else {
        return;
    };
    let mode = draft.mode_on(to);
    if mode == Mode::LumpSum {
        statement(
            draft,
            span.from.max(when::first_month().first_day()),
            to,
            closed,
        );
    }
    if mode == Mode::SelfManaged {
        disclose(
            draft,
            at(closed, 9, 45),
            Item::SelfManagedAccounts,
            span.from,
            to,
        );
    }
    let late = draft.index == LATE_PUBLISHER;
    match last.month() {
        6 if late => {
            disclose(
                draft,
                at(on(last.next(), 22), 17, 40),
                Item::CommonIncome,
                span.from,
                to,
            );
        }
        9 if late => {}
        _ => disclose(draft, at(closed, 9, 40), Item::CommonIncome, span.from, to),
    }
    if last.month() == 6 {
        let Some(half) = Every::HalfYear.span_of(to) else {
            return;
        };
        let day = on(last.next(), draft.dice.between(14, 27));
        disclose(draft, at(day, 10, 0), Item::Smf, half.from, half.to);
        disclose(
            draft,
            at(day, 10, 5),
            Item::CommitteeFees,
            half.from,
            half.to,
        );
    }
}

/// What is due for 2025 as a whole, of which the book knows two months.
fn yearly(draft: &mut Draft) {
    let (from, to) = (
        when::first_month().first_day(),
        when::month(2025, 12).last_day(),
    );
    let day = on(when::month(2026, 2), draft.dice.between(9, 26));
    disclose(draft, at(day, 10, 0), Item::ServiceReport, from, to);
    disclose(draft, at(day, 10, 10), Item::SmfUnitBalances, from, to);
    if draft.mode_on(to).fees_belong_to_owners() {
        disclose(draft, at(day, 10, 20), Item::AnnualAccounts, from, to);
        let day = on(when::month(2026, 5), draft.dice.between(8, 28));
        disclose(draft, at(day, 15, 0), Item::Audit, from, to);
    }
}

fn disclose(draft: &mut Draft, at: UnixMs, item: Item, from: Date, to: Date) {
    let item = item.as_str().to_owned();
    draft.record(
        at,
        Disclosure {
            at,
            document: None,
            from,
            item,
            to,
        },
    );
}

/// What a lump-sum company took and spent: its own money, disclosed all the same.
fn statement(draft: &mut Draft, from: Date, to: Date, closed: Date) {
    let months = i64::from(Period::of(from).months_until(Period::of(to)) + 1);
    let income = Fen(expected(draft).0 * months * draft.dice.between(96, 104) / 100);
    let parts = [
        ("人员工资与社保", 29),
        ("秩序维护", 22),
        ("保洁与垃圾清运", 17),
        ("绿化养护", 5),
        ("公共水电", 10),
        ("设施设备维护", 8),
        ("办公与管理分摊", 5),
        ("税费", 2),
    ];
    let mut lines = vec![StatementLine {
        amount_fen: income,
        text: "物业服务费收入".to_owned(),
    }];
    for (text, percent) in parts {
        let jitter = draft.dice.between(92, 108);
        let cost = share(share(income, percent, 100), jitter, 100);
        lines.push(StatementLine {
            amount_fen: Fen(-cost.0),
            text: text.to_owned(),
        });
    }
    let when = at(closed, 9, 50);
    let title = format!(
        "{}年第{}季度物业服务收支情况（包干制）",
        to.year(),
        Period::of(to).quarter()
    );
    draft.record(
        when,
        Statement {
            at: when,
            from,
            lines,
            title,
            to,
        },
    );
}

/// The manager draws for the month, on the agreed day of the next.
fn remuneration(draft: &mut Draft, month: Period) {
    let Some(agreement) = draft.agreement_on(month.first_day()) else {
        return;
    };
    let terms = &agreement.terms;
    let nothing = terms.pay == Pay::Ratio(Ratio::ZERO) || !draft.has_service_fund(month);
    if nothing {
        return;
    }
    let day = on(month.next(), i64::from(terms.pay_day));
    let agreement = agreement.id.clone();
    let text = format!(
        "物业酬金（按累计基数，计算至{}年{}月）",
        month.year(),
        month.month()
    );
    draft.step(
        at(add_days(day, 0), 16, 40),
        Action::Draw {
            agreement,
            through: month,
            text,
        },
    );
}
