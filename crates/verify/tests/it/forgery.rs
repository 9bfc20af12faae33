//! What a dishonest operator could sign: every file fits the checkpoint, but the book does not hold.

use mingbai_domain::book::{Handover, ListRow, Record, Sealed, Summary};
use mingbai_domain::money::Fen;
use mingbai_verify::Rule;

use crate::sample::{at, changning, entry, item, list, north, salt, seal};
use crate::town::{Book, Log, Town, words};
use mingbai_domain::book::{EntryKind, ItemKind};
use mingbai_domain::ledger::Fund;
use mingbai_domain::ledger::templates::{self, accounts as a};

fn only_rule(town: &Town) -> Rule {
    let report = town.verify();
    assert_eq!(report.failures.len(), 1, "{}", words(&report));
    report.failures[0].rule.clone()
}

/// A book in which two items were sealed and something was listed.
fn with_lists(make: impl FnOnce(&mut Book, ListRow, ListRow) -> Vec<Vec<ListRow>>) -> Town {
    let mut book = changning();
    let one = seal(&mut book, ItemKind::Bill, 1, Fen(100), 21);
    let two = seal(&mut book, ItemKind::Bill, 2, Fen(200), 21);
    let rows = make(&mut book, one, two);
    let mut lists = Vec::new();
    for (rows, month) in rows.into_iter().zip(0..) {
        let mut of = list(&mut book, ItemKind::Bill, rows);
        for _ in 0..month {
            of.period = of.period.next();
        }
        lists.push(of);
    }
    let to = book.fold.size();
    book.push(Summary {
        at: at(22),
        from: 0,
        lists,
        no: 1,
        to,
    });
    Town::new(vec![book])
}

#[test]
fn honest_lists_hold_however_they_are_divided() {
    assert_eq!(
        words(&with_lists(|_, one, two| vec![vec![one, two]]).verify()),
        ""
    );
    assert_eq!(
        words(&with_lists(|_, one, two| vec![vec![two], vec![one]]).verify()),
        ""
    );
}

#[test]
fn an_invented_row_is_found_together_with_the_item_that_it_replaced() {
    let town = with_lists(|_, one, _| {
        vec![vec![
            one,
            ListRow {
                cid: [7; 32],
                amount: Fen(200),
            },
        ]]
    });
    let said = words(&town.verify());
    assert!(
        said.contains("made up") && said.contains("left out"),
        "{said}"
    );
    assert!(said.contains("[sealed no. 3]"), "{said}");
}

#[test]
fn an_item_that_is_listed_twice_is_found() {
    let said = words(&with_lists(|_, one, _| vec![vec![one], vec![one]]).verify());
    assert!(
        said.contains("counted already") && said.contains("left out"),
        "{said}"
    );
}

#[test]
fn a_summary_that_states_another_count_or_total_is_found() {
    let forged = |change: fn(&mut Summary)| {
        let mut book = changning();
        let one = seal(&mut book, ItemKind::Bill, 1, Fen(100), 21);
        let lists = vec![list(&mut book, ItemKind::Bill, vec![one])];
        let to = book.fold.size();
        let mut summary = Summary {
            at: at(22),
            from: 0,
            lists,
            no: 1,
            to,
        };
        change(&mut summary);
        book.force(summary);
        Town::new(vec![book])
    };
    let total = forged(|summary| summary.lists[0].total_fen = Fen(101));
    let (stated, found) = ("1.01".to_owned(), "1.00".to_owned());
    assert_eq!(only_rule(&total), Rule::ListTotal { stated, found });
    let rows = words(&forged(|summary| summary.lists[0].rows = 2).verify());
    assert!(rows.contains("states 2 rows, the list has 1"), "{rows}");
    let from = words(&forged(|summary| summary.from = 1).verify());
    assert!(from.contains("breaks a rule of the book"), "{from}");
}

#[test]
fn an_entry_that_does_not_balance_is_named_by_its_number() {
    let mut book = north(1);
    let mut postings = templates::pair(Fund::Com, a::BANK, a::ADVERTISING, Fen(500));
    postings[0].amount = Fen(501);
    let mut unbalanced = entry(EntryKind::Income, 32, postings, "广告");
    unbalanced.seq = book.fold.next_seq();
    let seq = unbalanced.seq;
    book.force(unbalanced);
    let said = words(&Town::new(vec![book]).verify());
    assert!(said.contains(&format!("[entry no. {seq}]")), "{said}");
    assert!(said.contains("does not balance"), "{said}");
}

#[test]
fn dropped_added_and_reordered_records_break_a_rule_even_when_signed_anew() {
    let change = |change: fn(&mut Vec<Vec<u8>>)| {
        let mut book = north(2);
        change(&mut book.log.entries);
        words(&Town::new(vec![book]).verify())
    };
    for said in [
        change(|entries| drop(entries.remove(7))),
        change(|entries| entries.swap(7, 8)),
        change(|entries| entries.insert(8, entries[7].clone())),
        change(|entries| entries.truncate(0)),
        change(|entries| drop(entries.remove(0))),
        change(|entries| entries.push(b"{}".to_vec())),
        change(|entries| entries.push(b"{\"kind\":\"gift\",\"v\":1}".to_vec())),
        change(|entries| entries.push(Vec::new())),
    ] {
        assert!(!said.is_empty());
    }
}

#[test]
fn a_record_in_another_spelling_is_refused() {
    let mut book = changning();
    let text = String::from_utf8(book.log.entries[1].clone()).unwrap();
    book.log.entries[1] = text.replacen(':', ": ", 1).into_bytes();
    let said = words(&Town::new(vec![book]).verify());
    assert!(
        said.contains("record 1 [entry no. 1]") && said.contains("RFC 8785"),
        "{said}"
    );
}

#[test]
fn another_communitys_book_in_this_place_is_refused() {
    let mut book = changning();
    book.log.entries[0] = north(1).log.entries[0].clone();
    let said = words(&Town::new(vec![book]).verify());
    assert!(
        said.contains("does not begin with this community"),
        "{said}"
    );
    // The whole folder of another community, with its own valid checkpoint.
    let town = Town::new(vec![changning(), north(1)]);
    let (here, there) = (
        town.path().join("c/changning"),
        town.path().join("c/xingyuan-north"),
    );
    std::fs::remove_dir_all(&here).unwrap();
    crate::town::copy_all(&there, &here);
    let said = words(&town.verify());
    assert!(said.contains("belongs to another log"), "{said}");
}

#[test]
fn a_second_book_is_a_fork_of_what_the_district_saw() {
    let mut town = Town::new(vec![changning()]);
    let mut other = Book::new("changning", 3);
    other.push(crate::sample::community(
        &other,
        "长宁花园",
        mingbai_domain::registry::ManagementMode::LumpSum,
    ));
    crate::sample::seal(&mut other, ItemKind::Bill, 1, Fen(1), 21);
    crate::sample::seal(&mut other, ItemKind::Bill, 2, Fen(1), 21);
    town.books[0] = other;
    std::fs::remove_dir_all(town.path().join("c/changning")).unwrap();
    town.write();
    assert_eq!(only_rule(&town), Rule::Fork { size: 2 });
    let report = town.verify();
    assert_eq!(
        report.failures[0].record.as_ref().unwrap().first,
        0,
        "the district's record"
    );
    assert!(
        report.failures[0]
            .path
            .starts_with("district/log/tile/entries/")
    );
}

#[test]
fn a_book_that_lost_records_is_a_rollback() {
    let mut town = Town::new(vec![north(1)]);
    town.books[0].log.entries.pop();
    std::fs::remove_dir_all(town.path().join("c/xingyuan-north/log")).unwrap();
    town.write();
    let now = town.books[0].log.entries.len() as u64;
    assert_eq!(only_rule(&town), Rule::Rollback { seen: now + 1, now });
}

#[test]
fn a_district_record_may_be_stale_but_never_go_back() {
    let mut town = Town::new(vec![changning()]);
    seal(&mut town.books[0], ItemKind::Bill, 1, Fen(1), 21);
    town.write(); // the district has not seen the last record yet
    assert_eq!(words(&town.verify()), "");
    town.publish();
    let (slug, old) = (town.books[0].slug.clone(), town.books[0].log.checkpoint(2));
    town.record_checkpoint(slug, old);
    town.write();
    assert_eq!(only_rule(&town), Rule::WentBack { before: 3, then: 2 });
}

#[test]
fn a_district_record_with_a_foreign_signature_is_refused() {
    let mut town = Town::new(vec![changning()]);
    let slug = town.books[0].slug.clone();
    let mut forger = Log::new("c/changning/log", 99);
    forger.entries = town.books[0].log.entries.clone();
    town.record_checkpoint(slug.clone(), forger.checkpoint(2));
    town.write();
    let said = words(&town.verify());
    assert!(
        said.contains("record 1 [checkpoint]") && said.contains("signed"),
        "{said}"
    );
    town.district.entries.pop();
    town.record_checkpoint(slug, "not a note".into());
    town.write();
    assert!(words(&town.verify()).contains("record 1 [checkpoint]"));
    town.district.entries.pop();
    town.district.entries.push(b"{}".to_vec());
    town.write();
    assert!(words(&town.verify()).contains("not a record of the district's log"));
}

#[test]
fn a_log_whose_root_is_not_the_signed_one_is_refused() {
    let town = Town::new(vec![changning()]);
    let mut other = changning().log;
    other.entries[1] = other.entries[0].clone();
    let path = town.path().join("c/changning/log/checkpoint");
    std::fs::write(path, other.checkpoint(2)).unwrap();
    let said = words(&town.verify());
    assert!(said.contains("lead to the root"), "{said}");
}

#[test]
fn a_checkpoint_of_a_monstrous_size_ends_soon() {
    let town = Town::new(vec![changning()]);
    let log = &town.books[0].log;
    let head = mingbai_tlog::Checkpoint {
        origin: log.origin(),
        size: i64::MAX.unsigned_abs(),
        root: mingbai_tlog::leaf_hash(b""),
    };
    let note = head.sign(&log.signers[0]).unwrap().to_string();
    std::fs::write(town.path().join("c/changning/log/checkpoint"), note).unwrap();
    let report = town.verify();
    assert!(
        !report.holds() && report.failures.len() < 50,
        "{}",
        report.failures.len()
    );
}

#[test]
fn a_community_without_records_is_refused() {
    let town = Town::new(vec![Book::new("empty", 9)]);
    assert!(words(&town.verify()).contains("the book is empty"));
}

#[test]
fn a_handover_to_nobody_is_refused() {
    let mut book = changning();
    book.push(Handover {
        at: at(20),
        successor: "某公司".into(),
        vkey: "x+y".into(),
    });
    assert_eq!(only_rule(&Town::new(vec![book])), Rule::KeysDiffer);
}

#[test]
fn two_equal_commitments_count_twice() {
    // The same item sealed twice: its lists must hold it twice, too, in two months' lists.
    let mut book = changning();
    let row = seal(&mut book, ItemKind::Bill, 1, Fen(100), 21);
    let cid = item(&book, ItemKind::Bill, 1, Fen(100), 21).cid(&salt(1, ItemKind::Bill));
    book.push(Record::Sealed(Sealed {
        cid,
        seq: book.fold.next_seq(),
    }));
    let one = list(&mut book, ItemKind::Bill, vec![row]);
    let mut two = one.clone();
    two.period = two.period.next();
    let to = book.fold.size();
    book.push(Summary {
        at: at(22),
        from: 0,
        lists: vec![one, two],
        no: 1,
        to,
    });
    assert_eq!(words(&Town::new(vec![book]).verify()), "");
}
