//! Ids: known when they are used, new when they are given; and figures that can be.

use jiff::civil::date;
use mingbai_domain::approvals::Policy;
use mingbai_domain::book::{
    Answer, BasisKind, BudgetUse, BuildingTotal, Disclosure, Entry, Field, Handover, Objection,
    Record, Registry, RuleBroken, Statement,
};
use mingbai_domain::money::{AreaC, Fen};

use crate::builders::{Book, agreement, at, basis, budget, contract, resolution};

fn dangling(book: &Book, record: impl Into<Record>, expected: &str) {
    let rule = book.refuse(record);
    assert!(
        matches!(&rule, RuleBroken::Dangling { what, .. } if what.as_str() == expected),
        "{rule}"
    );
}

#[test]
fn what_an_entry_rests_on_is_in_the_book() {
    let mut book = Book::new();
    for (kind, known) in [
        (BasisKind::Contract, "cleaning"),
        (BasisKind::Budget, "2026"),
        (BasisKind::Resolution, "2026-1"),
        (BasisKind::Agreement, "trust"),
    ] {
        let unknown = Entry {
            basis: vec![basis(kind, "none")],
            ..book.expense(100)
        };
        dangling(&book, unknown, kind.as_str());
        book.take(Entry {
            basis: vec![basis(kind, known)],
            ..book.expense(100)
        });
    }
    for kind in [BasisKind::Emergency, BasisKind::Other] {
        let named = Entry {
            basis: vec![basis(kind, "x")],
            ..book.expense(100)
        };
        dangling(&book, named, "basis");
        book.take(Entry {
            basis: vec![basis(kind, "")],
            ..book.expense(100)
        });
    }
}

#[test]
fn a_budget_line_is_in_the_book() {
    let mut book = Book::new();
    for (id, line) in [("2025", 1), ("2026", 2)] {
        let used = BudgetUse {
            budget: id.into(),
            line,
        };
        let entry = Entry {
            budget: Some(used),
            ..book.expense(100)
        };
        dangling(&book, entry, "budget line");
    }
    book.take(book.expense(100));
}

#[test]
fn papers_name_resolutions_that_are_in_the_book() {
    let mut book = Book::new();
    let none = || Some("none".to_owned());
    let mut second = agreement("second");
    second.resolution = none();
    dangling(&book, second.clone(), "resolution");
    second.resolution = None;
    book.take(second);
    let mut next = budget("2027");
    next.resolution = none();
    dangling(&book, next, "resolution");
}

#[test]
fn an_id_is_given_once() {
    let mut book = Book::new();
    let mut again = budget("2026");
    again.resolution = None;
    for (record, expected) in [
        (Record::from(resolution("2026-1")), "resolution"),
        (agreement("trust").into(), "agreement"),
        (contract("sister", true).into(), "contract"),
        (again.into(), "budget"),
    ] {
        let rule = book.refuse(record);
        assert!(
            matches!(&rule, RuleBroken::Repeated { what, .. } if what.as_str() == expected),
            "{rule}"
        );
    }
    // A resolution may amend a budget.
    book.take(budget("2026"));
}

#[test]
fn ids_are_short_and_plain() {
    let mut book = Book::new();
    for id in ["", "a b", "a/b", "<x>", &"x".repeat(81)] {
        assert_eq!(
            book.refuse(contract(id, false)),
            RuleBroken::Field(Field::Id),
            "{id}"
        );
    }
    book.take(contract("合同2026-07_a.1", false));
}

#[test]
fn objections_are_about_public_entries_and_answers_about_objections() {
    let mut book = Book::new();
    book.take(book.income(100));
    let objection = |no, entry| Objection {
        at: at(date(2026, 9, 21)),
        due: date(2026, 9, 30),
        entry,
        no,
        text: "这笔广告收入是哪一部电梯的？".into(),
    };
    dangling(&book, objection(1, 2), "entry");
    assert_eq!(book.refuse(objection(2, 1)), RuleBroken::Field(Field::No));
    book.take(objection(1, 1));
    let answer = |objection| Answer {
        at: at(date(2026, 9, 22)),
        by: "物业服务中心".into(),
        objection,
        text: "全部电梯，见合同第二条".into(),
    };
    dangling(&book, answer(2), "objection");
    book.take(answer(1));
    assert_eq!(book.fold.threads()[0].answers.len(), 1);
}

fn registry(buildings: &[(i64, i64)]) -> Registry {
    let building = |(units, area)| BuildingTotal {
        area_c: AreaC(area),
        building: "3".into(),
        entrances: vec!["1".into()],
        units,
    };
    Registry {
        area_c: AreaC(30_000),
        at: at(crate::builders::TODAY),
        buildings: buildings.iter().map(|&pair| building(pair)).collect(),
        date: crate::builders::TODAY,
        heads: 3,
        held_by_developer: 0,
        units: 3,
    }
}

#[test]
fn a_register_is_the_sum_of_its_buildings() {
    let mut book = Book::new();
    book.take(registry(&[(1, 10_000), (2, 20_000)]));
    let (max, wrong) = (i64::MAX, RuleBroken::Field(Field::Buildings));
    assert_eq!(book.refuse(registry(&[(1, 10_000), (1, 20_000)])), wrong);
    assert_eq!(book.refuse(registry(&[(1, 10_000), (2, 20_001)])), wrong);
    assert_eq!(book.refuse(registry(&[(4, 10_000), (-1, 20_000)])), wrong);
    assert_eq!(
        book.refuse(registry(&[(max, max), (max, max), (5, 30_002)])),
        wrong
    );
    let crowd = Registry {
        heads: 4,
        ..registry(&[(3, 30_000)])
    };
    assert_eq!(book.refuse(crowd), wrong);
}

#[test]
fn figures_that_cannot_be_are_refused() {
    let book = Book::new();
    let (first, last) = (date(2026, 7, 1), date(2026, 6, 30));
    let mut contract = contract("backwards", false);
    (contract.from, contract.to) = (first, last);
    assert_eq!(book.refuse(contract), RuleBroken::Field(Field::To));
    let mut votes = resolution("votes");
    votes.heads_for = 81;
    assert_eq!(
        book.refuse(votes.clone()),
        RuleBroken::Field(Field::HeadsFor)
    );
    (votes.heads_for, votes.matter) = (80, 10);
    assert_eq!(book.refuse(votes), RuleBroken::Field(Field::HeadsFor));
    let mut lines = budget("2027");
    lines.lines[0].amount_fen = Fen(-1);
    assert_eq!(book.refuse(lines), RuleBroken::Field(Field::Lines));
    let mut terms = agreement("second");
    terms.terms.approvals = Policy { tiers: vec![] };
    assert_eq!(book.refuse(terms), RuleBroken::Field(Field::Terms));
    let at = at(book.today);
    let statement = Statement {
        at,
        from: first,
        lines: vec![],
        title: "年报".into(),
        to: last,
    };
    assert_eq!(book.refuse(statement), RuleBroken::Field(Field::To));
    let disclosure = Disclosure {
        at,
        document: None,
        from: first,
        item: "accounts".into(),
        to: last,
    };
    assert_eq!(book.refuse(disclosure), RuleBroken::Field(Field::To));
    let handover = Handover {
        at,
        successor: "新物业".into(),
        vkey: "no key".into(),
    };
    assert_eq!(book.refuse(handover), RuleBroken::Field(Field::Vkey));
}
