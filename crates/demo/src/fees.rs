//! What households are billed and how they pay: promptly, by the quarter, a year ahead, late,
//! never.

use std::collections::BTreeMap;

use jiff::civil::Date;
use mingbai_domain::calendar::Period;
use mingbai_domain::fees::bill;
use mingbai_domain::fees::{BillItem, Channel};
use mingbai_domain::ledger::Fund;
use mingbai_domain::money::{Fen, Ratio};
use mingbai_domain::registry::UnitStatus;
use mingbai_domain::trust::Pay;

use crate::amounts::{count, share, yuan};
use crate::dice::Dice;
use crate::draft::Draft;
use crate::plan::{Action, PlannedPayment, PlannedUnit};
use crate::when::{self, at, on};

/// What came in for parking, by month.
pub type Receipts = BTreeMap<Period, Fen>;

/// How a household pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Habit {
    Monthly,
    Quarterly,
    HalfYearly,
    YearAhead,
    Late,
    Never,
}

/// The fee of one month of all units together.
pub fn billed_monthly(units: &[PlannedUnit]) -> Fen {
    crate::amounts::sum(units.iter().map(monthly_fee))
}

fn monthly_fee(unit: &PlannedUnit) -> Fen {
    bill(unit.area, unit.fee_rate).unwrap_or_default()
}

/// Plans bills, payments, summaries, settlements and the money that they bring.
pub fn plan_fees(draft: &mut Draft, dice: &mut Dice) -> Receipts {
    let fee_months: Vec<Period> = when::months()
        .filter(|&month| draft.has_service_fund(month))
        .collect();
    let parking_months: Vec<Period> = when::months().collect();
    let mut payments = Vec::new();
    let place = draft.place;
    for (unit, planned) in draft.units.iter().enumerate() {
        let home = Household { unit, planned };
        let fee = monthly_fee(planned);
        let habit = habit(planned, place.collection, dice);
        home.pay(BillItem::Fee, fee, habit, &fee_months, dice, &mut payments);
        let habit = if dice.chance(70) {
            Habit::Monthly
        } else {
            Habit::Quarterly
        };
        let habit = if dice.chance(4) { Habit::Late } else { habit };
        home.pay(
            BillItem::Parking,
            planned.parking,
            habit,
            &parking_months,
            dice,
            &mut payments,
        );
    }
    let channel_fee = Ratio {
        num: dice.between(20, 60),
        den: 10_000,
    };
    let mut receipts = Receipts::new();
    payments.sort_by_key(|payment: &PlannedPayment| payment.at);
    let mut rest = payments.as_slice();
    for month in when::months() {
        bill_month(draft, month);
        let cut = rest.partition_point(|payment| payment.at.date() <= month.last_day());
        let (paid, later) = rest.split_at(cut);
        rest = later;
        let parking = plan_month(draft, month, paid, channel_fee);
        receipts.insert(month, parking);
    }
    receipts
}

fn bill_month(draft: &mut Draft, period: Period) {
    let first = period.first_day();
    if draft.has_service_fund(period) {
        draft.step(
            at(first, 6, 0),
            Action::Bill {
                charge: BillItem::Fee,
                period,
            },
        );
    }
    draft.step(
        at(first, 6, 10),
        Action::Bill {
            charge: BillItem::Parking,
            period,
        },
    );
}

/// The month's payments in batches, a summary in the middle, summary and settlement at the end.
/// Answers what came in for parking.
fn plan_month(
    draft: &mut Draft,
    month: Period,
    paid: &[PlannedPayment],
    channel_fee: Ratio,
) -> Fen {
    let last = month.last_day().min(when::last_day());
    let mut ends: Vec<Date> = [7, 14, 21].into_iter().map(|day| on(month, day)).collect();
    ends.retain(|&end| end < last);
    ends.push(last);
    let mut rest = paid;
    for (nth, &end) in ends.iter().enumerate() {
        let cut = rest.partition_point(|payment| payment.at.date() <= end);
        let (batch, later) = rest.split_at(cut);
        rest = later;
        if !batch.is_empty() {
            draft.step(at(end, 20, 30), Action::Pay(batch.to_vec()));
        }
        if nth == 1 || end == last {
            draft.step(at(end, 21, 0), Action::Close);
        }
    }
    draft.step(at(last, 21, 0), Action::Settle { fee: channel_fee });
    let of = |charge, channel: Option<Channel>| {
        crate::amounts::sum(
            paid.iter()
                .filter(|p| {
                    p.charge == charge && channel.is_none_or(|channel| p.channel == channel)
                })
                .map(|p| p.amount),
        )
    };
    let cost = |charge| {
        of(charge, Some(Channel::Clearing))
            .times(channel_fee)
            .unwrap_or_default()
    };
    for (fund, charge) in [(Fund::Svc, BillItem::Fee), (Fund::Com, BillItem::Parking)] {
        // Money on its way in the channel is at hand only when it is settled.
        let net = Fen(of(charge, None).0 - cost(charge).0);
        draft.cash.push((at(last, 21, 0), fund, net));
    }
    let (fees, parking) = (of(BillItem::Fee, None), of(BillItem::Parking, None));
    set_aside_remuneration(draft, month, Fen(fees.0 + parking.0));
    parking
}

/// Reckons with the manager's share as soon as money comes in: earlier than it is drawn, so that
/// it is at hand then.
fn set_aside_remuneration(draft: &mut Draft, month: Period, received: Fen) {
    let Some(agreement) = draft.agreement_on(month.first_day()) else {
        return;
    };
    let amount = match agreement.terms.pay {
        Pay::Ratio(ratio) => received.times(ratio).unwrap_or_default(),
        Pay::Monthly { amount_fen } => amount_fen,
    };
    if draft.has_service_fund(month) {
        let when = at(month.first_day(), 6, 0);
        draft.cash.push((when, Fund::Svc, Fen(-amount.0)));
    }
}

fn habit(unit: &PlannedUnit, collection: i64, dice: &mut Dice) -> Habit {
    if unit.status != UnitStatus::Delivered {
        return Habit::HalfYearly;
    }
    let missing = 100 - collection;
    let roll = dice.between(1, 1_000);
    let never = missing * 6;
    let late = never + missing * 8;
    if roll <= never {
        return Habit::Never;
    }
    if roll <= late {
        return Habit::Late;
    }
    match dice.between(1, 100) {
        1..=40 => Habit::Monthly,
        41..=68 => Habit::Quarterly,
        69..=84 => Habit::HalfYearly,
        _ => Habit::YearAhead,
    }
}

struct Household<'a> {
    unit: usize,
    planned: &'a PlannedUnit,
}

impl Household<'_> {
    /// Its payments for one charge over the months in which it is billed.
    fn pay(
        &self,
        charge: BillItem,
        monthly: Fen,
        habit: Habit,
        months: &[Period],
        dice: &mut Dice,
        payments: &mut Vec<PlannedPayment>,
    ) {
        if monthly == Fen::ZERO || habit == Habit::Never {
            return;
        }
        let channel = self.channel(dice);
        let start = dice.between(0, 2);
        let (mut owed, mut ahead) = (Fen::ZERO, Fen::ZERO);
        for (nth, &month) in months.iter().enumerate() {
            let used = ahead.min(monthly);
            ahead = Fen(ahead.0 - used.0);
            owed = Fen(owed.0 + monthly.0 - used.0);
            let nth = count(nth);
            let pays = match habit {
                Habit::Monthly => dice.chance(97),
                Habit::Quarterly => (nth + start) % 3 == 2,
                Habit::HalfYearly => (nth + start) % 6 == 2,
                Habit::YearAhead => owed > Fen::ZERO && nth >= start.min(1),
                Habit::Late => dice.chance(16),
                Habit::Never => false,
            };
            if !pays || owed == Fen::ZERO {
                continue;
            }
            let mut amount = owed;
            if charge == BillItem::Fee {
                amount = match habit {
                    Habit::YearAhead => Fen(owed.0 + 11 * monthly.0),
                    Habit::Quarterly if dice.chance(2) => round_up(owed),
                    _ => owed,
                };
            }
            let latest = if month == when::last_month() { 20 } else { 28 };
            let day = on(month, dice.between(2, latest));
            payments.push(PlannedPayment {
                unit: self.unit,
                charge,
                amount,
                channel,
                at: at(day, dice.between(8, 19), dice.between(0, 59)),
            });
            ahead = Fen(ahead.0 + amount.0 - owed.0);
            owed = Fen::ZERO;
        }
    }

    fn channel(&self, dice: &mut Dice) -> Channel {
        let developer = self.planned.status != UnitStatus::Delivered;
        if developer || dice.chance(18) {
            Channel::Bank
        } else {
            Channel::Clearing
        }
    }
}

/// Somebody hands over a round sum: the rest waits as a prepayment.
fn round_up(owed: Fen) -> Fen {
    crate::amounts::ceil_to(Fen(owed.0 + yuan(1).0), 100)
}

/// What may be spent in a month: a share of what will in fact be paid (以收定支).
pub fn expected(draft: &Draft) -> Fen {
    share(billed_monthly(&draft.units), draft.place.collection, 100)
}
