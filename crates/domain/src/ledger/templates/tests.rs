//! The mini-ledger of the specification (domain 4): one month of a trust community, to the fen.

use super::*;
use crate::ledger::{AccountClass, Balances, CHART, check_entry};
use crate::money::{Ratio, allocate};
use Fund::{Agy, Com, Smf, Svc};

#[test]
fn every_account_named_here_is_in_the_chart() {
    for code in [
        1002, 1003, 1101, 1102, 1103, 1141, 1201, 1290, 2001, 2002, 2003, 2004, 2005,
    ] {
        assert!(Account::new(code).is_ok());
    }
    for account in [
        a::AGENCY,
        a::REFUNDS,
        a::RETENTION,
        a::UNIDENTIFIED,
        a::DUE_TO,
        a::ADVANCES,
        a::SVC_BALANCE,
        a::COM_BALANCE,
        a::SMF_BY_UNIT,
        a::RESERVE,
        a::YEAR_RESULT,
        a::FEE_INCOME,
        a::PARKING_INCOME,
        a::ADVERTISING,
        a::RENTAL,
        a::LATE_FEES,
        a::SUBSIDY,
        a::REMUNERATION,
        a::COST_OF_COMMON_INCOME,
        a::CHANNEL_FEES,
        a::SHARED_COST,
    ] {
        assert!(CHART.iter().any(|line| line.code == account.code()));
    }
}

fn post(balances: &mut Balances, postings: &[Posting]) {
    check_entry(postings).unwrap();
    balances.post(postings).unwrap();
}

fn mini_ledger() -> Balances {
    let mut b = Balances::default();
    let ledger = &mut b;
    let account = |code| Account::new(code).unwrap();
    // SVC
    post(
        ledger,
        &pair(Svc, a::FEES_RECEIVABLE, a::FEE_INCOME, Fen(14_502_033)),
    );
    post(
        ledger,
        &pair(Svc, a::CLEARING, a::FEES_RECEIVABLE, Fen(13_000_000)),
    );
    post(
        ledger,
        &settlement(Svc, Fen(13_000_000), Fen(26_000)).unwrap(),
    );
    post(ledger, &pair(Svc, a::BANK, a::PREPAID_FEES, Fen(198_840)));
    post(
        ledger,
        &pair(Svc, a::PREPAID_FEES, a::FEES_RECEIVABLE, Fen(16_570)),
    );
    post(
        ledger,
        &invoice(Svc, account(5003), Fen(3_850_000), Fen::ZERO).unwrap(),
    );
    post(ledger, &pair(Svc, a::PAYABLES, a::BANK, Fen(3_850_000)));
    let draw = Fen(13_198_840).times(Ratio { num: 10, den: 100 }).unwrap();
    assert_eq!(draw, Fen(1_319_884));
    post(ledger, &remuneration(draw));
    post(ledger, &pair(Svc, a::REMUNERATION_PAYABLE, a::BANK, draw));
    let shares = allocate(Fen(3_000_000), &[15_632_088, 9_870_412, 12_204_499]).unwrap();
    assert_eq!(shares, [Fen(1_243_702), Fen(785_298), Fen(971_000)]);
    post(ledger, &shared_cost_paid(shares[0], &shares[1..]).unwrap());
    // COM
    post(
        ledger,
        &pair(Com, a::BANK, a::PARKING_INCOME, Fen(4_530_000)),
    );
    post(
        ledger,
        &pair(Com, a::BANK, a::PREPAID_OTHER, Fen(1_800_000)),
    );
    post(
        ledger,
        &pair(Com, a::PREPAID_OTHER, a::ADVERTISING, Fen(150_000)),
    );
    post(ledger, &pair(Com, a::BANK, a::RENTAL, Fen(300_000)));
    post(
        ledger,
        &pair(Com, a::COST_OF_COMMON_INCOME, a::PAYABLES, Fen(812_345)),
    );
    let net = Fen(4_980_000).minus(Fen(812_345)).unwrap();
    let top = net.times(Ratio { num: 60, den: 100 }).unwrap();
    assert_eq!((net, top), (Fen(4_167_655), Fen(2_500_593)));
    post(ledger, &top_up(top));
    // AGY: a deposit, and water in and out
    post(ledger, &pair(Agy, a::BANK, a::DEPOSITS, Fen(500_000)));
    post(ledger, &pair(Agy, a::BANK, a::AGENCY, Fen(982_310)));
    post(ledger, &pair(Agy, a::AGENCY, a::BANK, Fen(982_310)));
    // SMF
    post(ledger, &smf_draw(Fen(1_200_000)));
    b
}

#[test]
fn the_mini_ledger_closes_as_computed() {
    let b = mini_ledger();
    let of = |fund, code| b.of(fund, Account::new(code).unwrap()).0;
    assert_eq!(of(Svc, 1002), 8_002_956);
    assert_eq!(of(Svc, 1101), 1_485_463);
    assert_eq!(of(Svc, 1201), 1_756_298);
    assert_eq!(of(Svc, 2001), -3_000_000);
    assert_eq!(of(Svc, 2003), -182_270);
    assert_eq!(b.class(Svc, AccountClass::Income), -14_502_033);
    assert_eq!(b.class(Svc, AccountClass::Expense), 6_439_586);
    assert_eq!(b.class(Svc, AccountClass::Asset), 11_244_717);
    assert_eq!(b.class(Svc, AccountClass::Liability), -3_182_270);
    assert_eq!(of(Com, 1002), 4_129_407);
    assert_eq!(of(Com, 2001), -812_345);
    assert_eq!(of(Com, 2004), -1_650_000);
    assert_eq!(of(Com, 3002), 2_500_593);
    assert_eq!(b.class(Com, AccountClass::Income), -4_980_000);
    assert_eq!(b.class(Com, AccountClass::Expense), 812_345);
    assert_eq!(
        (of(Agy, 1002), of(Agy, 2005), of(Agy, 2006)),
        (500_000, -500_000, 0)
    );
    assert_eq!((of(Smf, 1141), of(Smf, 3003)), (1_300_593, -1_300_593));
    assert!(b.funds_out_of_balance().is_empty());
}

#[test]
fn money_leaves_a_fund_only_through_the_inter_fund_account() {
    check_entry(&between_funds(Com, Svc, Fen(100))).unwrap();
    let sneaky = [
        Posting::debit(Svc, a::BANK, Fen(100)),
        Posting::credit(Com, a::BANK, Fen(100)),
    ];
    assert!(check_entry(&sneaky).is_err());
}

#[test]
fn common_income_cannot_pay_for_cleaning() {
    let cleaning = pair(Com, Account::new(5003).unwrap(), a::BANK, Fen(100));
    assert!(check_entry(&cleaning).is_err());
}
