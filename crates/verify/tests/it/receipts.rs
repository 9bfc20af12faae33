//! A household's receipt against the public files: good ones hold, and each kind of lie is told
//! from the others.

use mingbai_domain::book::{ItemKind, OpenedItem, Record, Summary};
use mingbai_domain::money::Fen;
use mingbai_domain::registry::ManagementMode;
use mingbai_tlog::{Note, Receipt, leaf_hash, proof};
use mingbai_verify::receipt::{ReceiptFails, ReceiptHolds, check_receipt};
use mingbai_verify::{Lang, Source};

use super::sample::{at, community, item, list, north, salt, seal};
use super::town::{Book, Town};

const AMOUNT: Fen = Fen(18_500);

/// The first household's bill, as it would take it home when the log had `size` records.
fn opened(book: &Book) -> (OpenedItem, u64) {
    let item = item(book, ItemKind::Bill, 0, AMOUNT, 2);
    let salt = salt(0, ItemKind::Bill);
    let cid = item.cid(&salt);
    let found =
        book.log.entries.iter().enumerate().find_map(|(at, bytes)| {
            match Record::from_bytes(bytes).unwrap() {
                Record::Sealed(body) if body.cid == cid => Some((at as u64, body.seq)),
                _ => None,
            }
        });
    let (index, seq) = found.unwrap();
    (OpenedItem { item, salt, seq }, index)
}

fn receipt(book: &Book, size: usize) -> Receipt {
    let (opened, index) = opened(book);
    let leaves: Vec<_> = book
        .log
        .entries
        .iter()
        .map(|bytes| leaf_hash(bytes))
        .collect();
    let read = proof::from_leaves(&leaves);
    Receipt {
        extra: opened.to_bytes(),
        index,
        path: proof::inclusion(index, size as u64, &read).unwrap(),
        checkpoint: Note::parse(book.log.checkpoint(size).as_bytes()).unwrap(),
    }
}

fn check(town: &Town, receipt: &Receipt) -> Result<ReceiptHolds, ReceiptFails> {
    let source = Source::dir(town.path()).unwrap();
    check_receipt(&source, receipt.to_string().as_bytes())
}

#[test]
fn a_receipt_of_any_time_holds_as_long_as_its_history_does() {
    let town = Town::new(vec![north(5)]);
    let book = &town.books[0];
    let (_, index) = opened(book);
    let first = usize::try_from(index).unwrap() + 1;
    for size in [first, first + 3, book.log.entries.len()] {
        let holds = check(&town, &receipt(book, size)).unwrap();
        assert_eq!((holds.item.amount, holds.index), (AMOUNT, index));
        assert_eq!(holds.summary, Some(1));
    }
}

#[test]
fn an_item_that_no_summary_counts_yet_holds_without_one() {
    let mut book = Book::new("xingyuan-north", 2);
    book.push(community(&book, "兴园北区", ManagementMode::Trust));
    seal(&mut book, ItemKind::Bill, 0, AMOUNT, 2);
    let size = book.log.entries.len();
    let town = Town::new(vec![book]);
    let holds = check(&town, &receipt(&town.books[0], size)).unwrap();
    assert_eq!(holds.summary, None);
}

#[test]
fn older_files_and_another_history_are_told_apart() {
    let town = Town::new(vec![north(5)]);
    let book = &town.books[0];
    let good = receipt(book, book.log.entries.len());
    book.log
        .publish_first(town.path(), book.log.entries.len() - 1);
    assert_eq!(check(&town, &good), Err(ReceiptFails::Older));
    // The same key signed another book.
    let other = Town::new(vec![north(6)]);
    assert_eq!(check(&other, &good), Err(ReceiptFails::Fork));
}

#[test]
fn a_list_with_another_amount_does_not_count_the_item() {
    let mut book = Book::new("xingyuan-north", 2);
    book.push(community(&book, "兴园北区", ManagementMode::Trust));
    let mut row = seal(&mut book, ItemKind::Bill, 0, AMOUNT, 2);
    row.amount = Fen(AMOUNT.0 - 1);
    let bills = list(&mut book, ItemKind::Bill, vec![row]);
    let to = book.fold.size();
    book.push(Summary {
        at: at(2),
        from: 0,
        lists: vec![bills],
        no: 1,
        to,
    });
    let size = book.log.entries.len();
    let town = Town::new(vec![book]);
    let fails = check(&town, &receipt(&town.books[0], size));
    assert_eq!(fails, Err(ReceiptFails::NotListed { no: 1 }));
    let words = fails.unwrap_err();
    assert!(words.words(Lang::Zh).contains("第 1 次"));
    assert!(words.words(Lang::En).contains("summary 1"));
}

#[test]
fn what_was_changed_in_a_receipt_is_found() {
    let town = Town::new(vec![north(5)]);
    let book = &town.books[0];
    let good = receipt(book, book.log.entries.len());
    let (mut opened, _) = opened(book);
    opened.item.amount = Fen(1);
    let cheaper = Receipt {
        extra: opened.to_bytes(),
        ..good.clone()
    };
    assert_eq!(check(&town, &cheaper), Err(ReceiptFails::Proof));
    let moved = Receipt {
        index: good.index + 1,
        ..good.clone()
    };
    assert_eq!(check(&town, &moved), Err(ReceiptFails::Proof));
    let bare = Receipt {
        extra: Vec::new(),
        ..good.clone()
    };
    assert_eq!(check(&town, &bare), Err(ReceiptFails::Form));
    // Another key under the same name.
    let mut forged = north(5);
    forged.log.signers = Book::new("xingyuan-north", 9).log.signers;
    let forged = receipt(&forged, forged.log.entries.len());
    assert_eq!(check(&town, &forged), Err(ReceiptFails::Signature));
    let source = Source::dir(town.path()).unwrap();
    for odd in [&b""[..], b"hello", &[0xff; 9]] {
        assert_eq!(check_receipt(&source, odd), Err(ReceiptFails::Form));
    }
    let empty = tempfile::tempdir().unwrap();
    let nowhere = Source::dir(empty.path()).unwrap();
    let text = good.to_string();
    assert_eq!(
        check_receipt(&nowhere, text.as_bytes()),
        Err(ReceiptFails::Log)
    );
}
