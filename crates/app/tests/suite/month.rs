//! One month: bills, payments, summary, settlement, remuneration, closing.

use jiff::civil::date;
use mingbai_app::book::entries::{self, Kept};
use mingbai_app::error::AppError;
use mingbai_app::money::payments::{self, NewPayment};
use mingbai_app::money::refusal::MoneyRefusal;
use mingbai_app::ops::audit;
use mingbai_domain::access::Act;
use mingbai_domain::calendar::UnixMs;
use mingbai_domain::fees::BillItem;
use mingbai_domain::ledger::Fund;
use mingbai_domain::money::{Fen, Ratio};
use mingbai_testkit::both_engines;

use super::cast::{Home, account, september};

both_engines! {
    fn a_month_from_bills_to_closing_adds_up(db) {
        let home = Home::new(db);
        home.agree();
        let billed = home.bill(BillItem::Fee, september()).unwrap();
        // 89.57 m2 at 1.85 yuan: worked number B1.
        assert_eq!((billed.bills, billed.total), (6, Fen(6 * 16_570)));
        assert_eq!(home.bill(BillItem::Parking, september()).unwrap().total, Fen(30_000));
        home.set_time(date(2026, 9, 10), 9);
        home.pay(home.payment("a", 0, 16_570)).unwrap();
        home.pay(home.payment("b", 1, 10_000)).unwrap();
        let ahead = home.pay(home.payment("c", 2, 50_000)).unwrap();
        assert_eq!(ahead.numbers.len(), 2, "payment and prepayment");
        assert_eq!(home.summarise(), Some(1));
        assert_eq!(home.summarise(), None, "nothing new");

        let fee = Ratio { num: 2, den: 1000 };
        let made = home.act(Act::Settle, move |cx| entries::settle(cx, Kept::Share(fee))).unwrap();
        assert_eq!(made.len(), 1);
        home.set_time(date(2026, 10, 2), 9);
        home.close(september()).unwrap();
        let fold = home.app.fold(home.id).unwrap();
        let of = |code| fold.balances().of(Fund::Svc, account(code));
        assert_eq!(of(1101), Fen(3 * 16_570 + 6_570));
        assert_eq!(of(2003), Fen(-(50_000 - 16_570)));
        assert_eq!(of(1002), Fen(76_570 - 153));
        assert_eq!(of(1003), Fen::ZERO);
        assert!(home.bill(BillItem::Fee, september()).is_err(), "the month is closed");
        home.app.publish(&home.slug).unwrap();
        assert!(audit::run(&home.app, None, |_| ()).unwrap().is_clean());
    }

    fn what_arrived_decides_what_the_channels_kept(db) {
        let home = Home::new(db);
        home.agree();
        home.bill(BillItem::Fee, september()).unwrap();
        home.bill(BillItem::Parking, september()).unwrap();
        home.set_time(date(2026, 9, 10), 9);
        home.pay(home.payment("a", 0, 16_570)).unwrap();
        home.pay(home.payment("b", 1, 16_409)).unwrap();
        home.pay(NewPayment { item: BillItem::Parking, ..home.payment("p", 1, 5_000) }).unwrap();
        home.summarise();
        let settle = |arrived| {
            home.act(Act::Settle, move |cx| entries::settle(cx, Kept::AllBut(Fen(arrived))))
        };
        let held = 16_570 + 16_409 + 5_000;
        for wrong in [0, -1, held + 1] {
            let refused = settle(wrong);
            let why = MoneyRefusal::Arrived { held: Fen(held), arrived: Fen(wrong) }.to_string();
            assert_eq!(refused.unwrap_err().to_string(), why);
        }
        // More than one percent is no channel's fee: a part was not paid out yet.
        let refused = settle(held - 400);
        assert!(matches!(refused, Err(AppError::Rule(_))), "{refused:?}");
        let made = settle(held - 143).unwrap();
        assert_eq!(made.len(), 2, "one a fund");
        let fold = home.app.fold(home.id).unwrap();
        let of = |fund, code| fold.balances().of(fund, account(code)).0;
        // 143 fen by 32,979 : 5,000.
        assert_eq!((of(Fund::Svc, 5015), of(Fund::Com, 5015)), (124, 19));
        assert_eq!(of(Fund::Svc, 1002) + of(Fund::Com, 1002), held - 143);
        assert_eq!((of(Fund::Svc, 1003), of(Fund::Com, 1003)), (0, 0));
        assert_eq!(settle(1).unwrap(), Vec::<u64>::new(), "nothing is left");
    }

    fn remuneration_is_the_rule_and_nothing_else(db) {
        let home = Home::new(db);
        home.agree();
        home.bill(BillItem::Fee, september()).unwrap();
        home.pay(home.payment("a", 0, 16_570)).unwrap();
        home.pay(home.payment("b", 1, 16_575)).unwrap();
        home.summarise();
        let draw = || {
            home.act(Act::DrawRemuneration, move |cx| {
                entries::draw_remuneration(cx, "trust-2026", september(), "物业酬金")
            })
        };
        let fold = || home.app.fold(home.id).unwrap();
        let due = || entries::remuneration_due(&fold(), "trust-2026", september()).unwrap();
        let before = due();
        assert_eq!((before.base, before.drawn_before), (Fen(33_145), Fen::ZERO));
        assert_eq!(before.now, Fen(3_315), "10 % of 331.45 yuan, half up");
        let unknown = entries::remuneration_due(&fold(), "trust-1999", september());
        assert!(matches!(unknown, Err(AppError::Rule(_))), "{unknown:?}");
        let seq = draw().unwrap().unwrap();
        assert_eq!((due().drawn_before, due().now), (Fen(3_315), Fen::ZERO));
        assert!(draw().unwrap().is_none(), "nothing more is due");
        assert!(seq > 0);
    }

    fn a_prepayment_pays_the_next_bill(db) {
        let home = Home::new(db);
        home.bill(BillItem::Fee, september()).unwrap();
        home.pay(home.payment("a", 0, 16_570 + 20_000)).unwrap();
        let october = september().next();
        let billed = home.bill(BillItem::Fee, october).unwrap();
        assert_eq!(billed.from_prepaid, Fen(16_570));
        let billed = home.bill(BillItem::Fee, october.next()).unwrap();
        assert_eq!(billed.from_prepaid, Fen(20_000 - 16_570));
        home.summarise();
        assert!(audit::run(&home.app, None, |_| ()).unwrap().is_clean());
    }

    fn payments_of_very_many_months_fit_into_summaries(db) {
        let home = Home::new(db);
        home.agree();
        let first = UnixMs::start_of(date(1990, 1, 15)).0;
        // A month is at least 28 days: each payment falls into one of its own.
        let list: Vec<NewPayment> = (0..420)
            .map(|month| NewPayment {
                at: UnixMs(first + month * 31 * 86_400_000),
                ..home.payment(&format!("m{month}"), 0, 100)
            })
            .collect();
        let answers = home
            .act(Act::Import, move |cx| payments::record_many(cx, &list))
            .unwrap();
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 420);
        home.summarise();
        home.app.publish(&home.slug).unwrap();
        let fold = home.app.fold(home.id).unwrap();
        assert_eq!(fold.balances().of(Fund::Svc, account(1003)), Fen(42_000));
        assert!(fold.summaries().len() >= 3, "{}", fold.summaries().len());
        assert!(audit::run(&home.app, None, |_| ()).unwrap().is_clean());
    }

    fn the_same_payment_twice_changes_nothing(db) {
        let home = Home::new(db);
        home.bill(BillItem::Fee, september()).unwrap();
        let first = home.pay(home.payment("k", 0, 16_570)).unwrap();
        let again = home.pay(home.payment("k", 0, 16_570)).unwrap();
        assert_eq!((again.numbers, again.repeated), (first.numbers, true));
        let other = home.pay(home.payment("k", 0, 1));
        assert!(matches!(other, Err(AppError::KeyReused(_))));
        home.summarise();
        let fold = home.app.fold(home.id).unwrap();
        assert_eq!(fold.balances().of(Fund::Svc, account(1003)), Fen(16_570));
    }

    fn billing_a_month_twice_is_refused_and_changes_nothing(db) {
        let home = Home::new(db);
        home.bill(BillItem::Fee, september()).unwrap();
        let size = home.app.fold(home.id).unwrap().size();
        let again = home.bill(BillItem::Fee, september());
        assert!(matches!(again, Err(AppError::Money(MoneyRefusal::AlreadyBilled { .. }))));
        assert_eq!(home.app.fold(home.id).unwrap().size(), size);
    }

    fn parking_is_not_paid_ahead(db) {
        let home = Home::new(db);
        home.bill(BillItem::Parking, september()).unwrap();
        let mut payment = home.payment("p", 1, 10_001);
        payment.item = BillItem::Parking;
        let refused = home.pay(payment.clone());
        assert!(matches!(refused, Err(AppError::Money(MoneyRefusal::Overpaid { left: Fen(1) }))));
        payment.amount = Fen(10_000);
        home.pay(payment).unwrap();
    }
}
