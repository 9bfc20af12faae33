//! Somebody changes rows by hand: the audit names community, table and row, stops that community
//! alone, and frees it when the row is as it was.

use jiff::civil::date;
use mingbai_app::App;
use mingbai_app::act::Call;
use mingbai_app::error::AppError;
use mingbai_app::money::billing;
use mingbai_app::money::payments::{self, NewPayment};
use mingbai_app::ops::audit::{self, Audit, Finding, Key, Place, Why};
use mingbai_app::ops::setup;
use mingbai_app::register::{self, NewUnit};
use mingbai_domain::access::Act;
use mingbai_domain::calendar::Period;
use mingbai_domain::fees::{BillItem, Channel};
use mingbai_domain::ids::{CommunityId, Slug, UnitId};
use mingbai_domain::money::Fen;
use mingbai_domain::registry::ManagementMode;
use mingbai_store::{StoreError, dump};
use mingbai_testkit::{Engine, TestDatabase, both_engines};

use super::cast::{Home, community, rows_of, september, unit};

/// A community with two months of bills, payments, something paid ahead, a summary and checkpoints,
/// and another beside it.
struct Town {
    home: Home,
    other: CommunityId,
    other_slug: Slug,
    other_units: Vec<UnitId>,
    paid: u32,
}

pub fn october() -> Period {
    Period::new(2026, 10).unwrap()
}

/// Bills of two months, a payment of more than the first, a summary, a publication.
pub fn busy(db: &TestDatabase) -> Home {
    let home = Home::new(db);
    home.agree();
    home.bill(BillItem::Fee, september()).unwrap();
    home.bill(BillItem::Parking, september()).unwrap();
    home.set_time(date(2026, 9, 10), 9);
    home.pay(home.payment("a", 0, 20_000)).unwrap();
    home.pay(home.payment("b", 1, 10_000)).unwrap();
    home.summarise();
    home.app.publish(&home.slug).unwrap();
    home.set_time(date(2026, 10, 1), 9);
    home.bill(BillItem::Fee, october()).unwrap();
    home.pay(home.payment("c", 1, 10_000)).unwrap();
    home.pay(home.payment("d", 2, 40_000)).unwrap();
    home.summarise();
    home.app.publish(&home.slug).unwrap();
    home
}

impl Town {
    fn new(db: &TestDatabase) -> Self {
        let home = busy(db);
        let app = &home.app;
        let other =
            setup::add_community(app, community("changning", ManagementMode::Trust)).unwrap();
        let units: Vec<NewUnit> = (101..=102).map(unit).collect();
        let call = Call::shell(Act::ChangeRegister, other);
        let from = date(2026, 10, 1);
        let other_units = app
            .act(call, move |cx| register::add_units(cx, &units, from))
            .unwrap();
        let other_slug = Slug::new("changning").unwrap();
        let call = Call::shell(Act::Bill, other);
        app.act(call, |cx| billing::run(cx, BillItem::Fee, october()))
            .unwrap();
        app.publish(&other_slug).unwrap();
        Self {
            home,
            other,
            other_slug,
            other_units,
            paid: 0,
        }
    }

    fn audit(&self) -> Audit {
        audit::run(&self.home.app, None, |_| ()).unwrap()
    }

    /// The other community writes and publishes.
    fn other_goes_on(&mut self) {
        self.paid += 1;
        let app = &self.home.app;
        let payment = NewPayment {
            key: format!("other-{}", self.paid),
            unit: self.other_units[0],
            item: BillItem::Fee,
            amount: Fen(1),
            channel: Channel::Bank,
            at: app.clock.now(),
        };
        let call = Call::shell(Act::RecordPayments, self.other);
        app.act(call, move |cx| payments::record(cx, payment.clone()))
            .unwrap();
        app.publish(&self.other_slug).unwrap();
    }
}

/// All rows of a community, to put them back.
pub struct Rows(CommunityId, Vec<(&'static str, serde_json::Value)>);

impl Rows {
    pub fn of(app: &App, id: CommunityId) -> Self {
        let mut rows = Vec::new();
        rows_of(app)
            .read(|tx| {
                dump::export(tx, id, |table, row| {
                    rows.push((table, row));
                    Ok(())
                })
            })
            .unwrap();
        Self(id, rows)
    }

    pub fn put_back(&self, app: &App) {
        let (id, rows) = (self.0, self.1.clone());
        rows_of(app)
            .write(id, move |tx| -> Result<(), StoreError> {
                for table in mingbai_store::TABLES {
                    let sql = format!("DELETE FROM {table} WHERE community_id = $1");
                    tx.execute(&sql, &[id.0.into()])?;
                }
                rows.iter()
                    .try_for_each(|(table, row)| dump::import(tx, table, row))
            })
            .unwrap();
    }
}

pub fn by_hand(app: &App, id: CommunityId, sql: &str) {
    let text = sql.to_owned();
    let changed = rows_of(app)
        .write(id, move |tx| tx.execute(&text, &[id.0.into()]))
        .unwrap_or_else(|error: StoreError| panic!("{sql}: {error}"));
    assert!(changed > 0, "{sql}");
}

/// A change, and the finding that must be among those about it: table, key (any, if it is `None`),
/// and what is wrong.
type Damage = (String, &'static str, Option<Key>, Why);

fn set(table: &str, change: &str, place: &str) -> String {
    format!("UPDATE {table} SET {change} WHERE community_id = $1 AND {place}")
}

fn gone(table: &str, place: &str) -> String {
    format!("DELETE FROM {table} WHERE community_id = $1 AND {place}")
}

/// Numbers 1 to 6 are September's fees, 7 to 9 its parking; 10 a payment and 11 what it paid ahead,
/// 12 a payment; 13 October's first fee and 14 what was used for it, 20 and 21 payments, 22 paid
/// ahead. Leaf 4 is number 1.
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn damaged_books(home: &Home) -> Vec<Damage> {
    let sqlite = home.rows().engine() == mingbai_store::Engine::Sqlite;
    let blob = if sqlite {
        "x'00112233'"
    } else {
        "'\\x00112233'"
    };
    let turned = if sqlite {
        "sealed = 1 - sealed"
    } else {
        "sealed = NOT sealed"
    };
    let n = |number| Some(Key::Number(number));
    let line = |seq, line| Some(Key::Line(seq, line));
    let log = |change: &str| set("log", change, "size > 0");
    let leaf = |change: &str| set("leaf", change, "idx = 4");
    let posting = |change: &str| set("posting", change, "seq = 3 AND line = 0");
    let item = |change: &str| set("item", change, "seq = 3");
    vec![
        (gone("leaf", "idx = 4"), "leaf", n(4), Why::Missing),
        (gone("leaf", "idx >= 0"), "log", Some(Key::Only), Why::Tree),
        (leaf(turned), "leaf", n(4), Why::SealedFlag),
        (
            leaf(&format!("bytes = {blob}")),
            "leaf",
            n(4),
            Why::NoRecord,
        ),
        (
            leaf(&format!("hash = {blob}")),
            "leaf",
            n(4),
            Why::Cell("hash"),
        ),
        (
            leaf("hash = (SELECT root FROM checkpoint WHERE community_id = $1 AND size < 20)"),
            "leaf",
            n(4),
            Why::Hash,
        ),
        (leaf("idx = -4"), "leaf", n(-4), Why::Cell("idx")),
        (
            gone("log", "size > 0"),
            "log",
            Some(Key::Only),
            Why::Missing,
        ),
        (
            log("next_seq = next_seq + 1"),
            "log",
            Some(Key::Only),
            Why::NotOfBook("next_seq"),
        ),
        (log("size = size + 1"), "log", Some(Key::Only), Why::Tree),
        (
            log(&format!("frontier = {blob}")),
            "log",
            Some(Key::Only),
            Why::Tree,
        ),
        (
            set("checkpoint", "note = 'x'", "size < 20"),
            "checkpoint",
            None,
            Why::Note,
        ),
        (
            set("checkpoint", "size = size + 1", "size < 20"),
            "checkpoint",
            None,
            Why::OtherRoot,
        ),
        (
            set("checkpoint", "size = size + 1000", "size < 20"),
            "checkpoint",
            None,
            Why::Ahead,
        ),
        (
            set("checkpoint", &format!("root = {blob}"), "size < 20"),
            "checkpoint",
            None,
            Why::Cell("root"),
        ),
        (
            gone("checkpoint", "size < 20"),
            "checkpoint",
            None,
            Why::District,
        ),
        (
            posting("account = 1"),
            "posting",
            line(3, 0),
            Why::Cell("account"),
        ),
        (
            posting("fund = 'XXX'"),
            "posting",
            line(3, 0),
            Why::Cell("fund"),
        ),
        (
            posting("amount_fen = 9223372036854775807"),
            "posting",
            line(3, 0),
            Why::Overflow,
        ),
        (posting("seq = 99"), "posting", line(99, 0), Why::NotInBook),
        (
            gone("posting", "seq = 3 AND line = 1"),
            "posting",
            line(3, 1),
            Why::Missing,
        ),
        (
            set("balance", "account = 1", "account = 1101"),
            "balance",
            None,
            Why::Cell("account"),
        ),
        (item("kind = 'gift'"), "item", n(3), Why::Cell("kind")),
        (
            item("period = '2026-13'"),
            "item",
            n(3),
            Why::Cell("period"),
        ),
        (item("debit = 1"), "item", n(3), Why::Cell("debit")),
        (item("salt = NULL"), "item", n(3), Why::NoSalt),
        (
            item(&format!("salt = {blob}")),
            "item",
            n(3),
            Why::Cell("salt"),
        ),
        (item("unit_id = unit_id + 1"), "item", n(3), Why::NotSealed),
        (item("number = 'B'"), "item", n(3), Why::NotSealed),
        (gone("item", "seq = 3"), "item", n(3), Why::Missing),
        (
            set("summary", "seq_to = seq_to - 1", "no = 1"),
            "summary",
            n(1),
            Why::NotOfBook("seq_to"),
        ),
        (
            set("summary", "leaf_idx = 3", "no = 1"),
            "summary",
            n(1),
            Why::NotOfBook("leaf_idx"),
        ),
        (gone("summary", "no = 2"), "summary", n(2), Why::Missing),
        (
            set(
                "community",
                "created_ms = created_ms + 5000",
                "created_ms > 0",
            ),
            "community",
            None,
            Why::NotOfBook("created_ms"),
        ),
        (
            set("community", "slug = 'elsewhere'", "created_ms > 0"),
            "community",
            None,
            Why::NotOfBook("slug"),
        ),
    ]
}

#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn damaged_households(home: &Home) -> Vec<Damage> {
    let (a, b, c) = (home.units[0].0, home.units[1].0, home.units[2].0);
    let n = |number| Some(Key::Number(number));
    let of = |column| Why::NotOfItems(column);
    let bill = |change: &str| set("bill", change, "seq = 3");
    let place = |unit: i64| format!("unit_id = {unit}");
    vec![
        (bill("due = 'soon'"), "bill", n(3), of("due")),
        (bill("period = 'soon'"), "bill", n(3), Why::Cell("period")),
        (bill("item = 'gift'"), "bill", n(3), Why::Cell("item")),
        (bill("unit_id = 1"), "bill", n(3), Why::NotInBook),
        (
            bill("amount_fen = amount_fen - 1"),
            "bill",
            n(3),
            of("amount_fen"),
        ),
        (
            bill("paid_fen = 9223372036854775807"),
            "bill",
            n(3),
            of("paid_fen"),
        ),
        (gone("bill", "seq = 3"), "bill", n(3), Why::Missing),
        (
            set("allocation", "period = '2026-10'", "seq = 10"),
            "allocation",
            n(10),
            of("period"),
        ),
        (
            set("allocation", "amount_fen = 1", "seq = 10"),
            "allocation",
            n(10),
            of("amount_fen"),
        ),
        (
            set("allocation", "seq = 11", "seq = 10"),
            "allocation",
            n(11),
            Why::NotInBook,
        ),
        (
            gone("allocation", "seq = 10"),
            "allocation",
            n(10),
            Why::Missing,
        ),
        (
            set("prepaid", &place(b), &place(c)),
            "prepaid",
            n(b),
            of("amount_fen"),
        ),
        (
            set("prepaid", "amount_fen = amount_fen + 1", &place(a)),
            "prepaid",
            n(a),
            of("amount_fen"),
        ),
        (gone("prepaid", &place(c)), "prepaid", n(c), Why::Missing),
        (
            set("request", "answer = '12'", "request_key = 'a'"),
            "request",
            None,
            Why::Request,
        ),
        (
            set("request", "answer = 'none'", "request_key = 'b'"),
            "item",
            n(12),
            Why::NoRequest,
        ),
        (
            gone("request", "request_key = 'b'"),
            "item",
            n(12),
            Why::NoRequest,
        ),
        (
            set("unit", "status = 'sold'", &place(a)),
            "unit",
            n(a),
            Why::Cell("status"),
        ),
        (
            set("unit", "area_c = -1", &place(a)),
            "unit",
            n(a),
            Why::Together,
        ),
        (
            set("unit", "delivered = 'soon'", &place(a)),
            "unit",
            n(a),
            Why::Cell("delivered"),
        ),
        (
            set("unit", "room = '10-1'", &place(a)),
            "unit",
            n(a),
            Why::Cell("room"),
        ),
        (
            set("owner", "phone = '13'", "owner_id > 0"),
            "owner",
            None,
            Why::Holder,
        ),
        (
            set(
                "charge",
                "item = 'gift'",
                &format!("{} AND item = 'fee'", place(a)),
            ),
            "charge",
            n(a),
            Why::Cell("item"),
        ),
        (
            set("charge", "rate_e4 = -1", &place(a)),
            "charge",
            n(a),
            Why::Together,
        ),
        (
            set("charge", "unit_id = 1", &place(a)),
            "charge",
            n(1),
            Why::NoUnit,
        ),
        (
            set("tenure", "from_date = 'once'", &place(a)),
            "tenure",
            n(a),
            Why::Cell("from_date"),
        ),
        (
            set("tenure", "to_date = '2001-01-01'", &place(a)),
            "tenure",
            n(a),
            Why::Tenure,
        ),
        (
            set("tenure", "owner_id = 1", &place(a)),
            "tenure",
            n(a),
            Why::NoOwner,
        ),
        (gone("tenure", &place(a)), "owner", None, Why::HoldsNothing),
    ]
}

fn damaged_papers(home: &Home) -> Vec<Damage> {
    let sqlite = home.rows().engine() == mingbai_store::Engine::Sqlite;
    let blob = if sqlite {
        "x'00112233'"
    } else {
        "'\\x00112233'"
    };
    let first = Some(Key::Nth(1));
    let import = format!(
        "INSERT INTO import_file (community_id, kind, sha256, name, lines, at_ms) \
         VALUES ($1, 'journal', {blob}, 'x', 1, 1)"
    );
    let expense = |body: &str| {
        format!(
            "INSERT INTO expense (community_id, expense_id, state, budget, budget_line, amount_fen, \
             body) VALUES ($1, 7, 'draft', NULL, NULL, 1, '{body}')"
        )
    };
    vec![
        (
            import.replace("journal", "gift"),
            "import_file",
            first,
            Why::Cell("kind"),
        ),
        (import, "import_file", first, Why::Cell("sha256")),
        (
            "INSERT INTO header_map (community_id, kind, header, field) \
             VALUES ($1, 'journal', 'x', 'gift')"
                .to_owned(),
            "header_map",
            first,
            Why::Cell("field"),
        ),
        (
            "INSERT INTO bank_line (community_id, account, line_key, no, date, amount_fen, \
             balance_fen, reference, counterparty, summary) \
             VALUES ($1, '', 'k', 1, '2026-09-01', 1, 1, 'other', '', '')"
                .to_owned(),
            "bank_line",
            first,
            Why::Together,
        ),
        (
            expense("{}"),
            "expense",
            Some(Key::Number(7)),
            Why::Cell("body"),
        ),
    ]
}

/// Does each damage, looks at what the audit says of it, and puts the rows back.
fn each_is_named(town: &mut Town, damages: Vec<Damage>) {
    let whole = Rows::of(&town.home.app, town.home.id);
    assert!(town.audit().is_clean(), "{:?}", town.audit());
    let mut missed = Vec::new();
    for (sql, table, key, why) in damages {
        by_hand(&town.home.app, town.home.id, &sql);
        let audit = town.audit();
        assert!(audit.failed.is_empty(), "{sql}: {audit:?}");
        let all: Vec<&Finding> = audit
            .findings
            .iter()
            .flat_map(|(place, found)| {
                let others = *place == Place::Community(town.other_slug.clone());
                assert!(!others || found.is_empty(), "{sql}: {found:?}");
                found
            })
            .collect();
        let named = all.iter().any(|found| {
            matches!(found, Finding::Row { table: t, key: k, why: w }
                if *t == table && key.is_none_or(|key| key == *k) && *w == why)
        });
        if !named {
            missed.push(format!(
                "{sql}\n  wanted {table} {key:?} {why:?}\n  said {all:?}"
            ));
        }
        let halted: Vec<bool> = [town.home.id, town.other]
            .into_iter()
            .map(|id| rows_of(&town.home.app).read(|tx| mingbai_store::communities::get(tx, id)))
            .map(|row| row.unwrap().halted.is_some())
            .collect();
        assert_eq!(halted, [true, false], "{sql}");
        town.other_goes_on();
        whole.put_back(&town.home.app);
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    // The rows that were put back were those of a community that was not halted; one that is, is freed.
    by_hand(
        &town.home.app,
        town.home.id,
        &set("balance", "version = 0", "version > 0"),
    );
    assert!(!town.audit().is_clean());
    let refused = town.home.bill(BillItem::Parking, october());
    assert!(
        matches!(refused, Err(AppError::Halted { .. })),
        "{refused:?}"
    );
    whole.put_back(&town.home.app);
    by_hand(
        &town.home.app,
        town.home.id,
        &set("community", "halted = 'x'", "created_ms > 0"),
    );
    assert!(town.audit().is_clean());
    town.home.bill(BillItem::Parking, october()).unwrap();
}

both_engines! {
    fn a_damaged_row_of_the_book_is_named_and_stops_its_community_alone(db) {
        let mut town = Town::new(db);
        let damages = damaged_books(&town.home);
        each_is_named(&mut town, damages);
    }

    fn a_damaged_row_of_a_household_is_named_and_stops_its_community_alone(db) {
        let mut town = Town::new(db);
        let damages = damaged_households(&town.home);
        each_is_named(&mut town, damages);
    }

    fn a_damaged_row_of_the_office_is_named_and_stops_its_community_alone(db) {
        let mut town = Town::new(db);
        let damages = damaged_papers(&town.home);
        each_is_named(&mut town, damages);
    }

    fn a_payment_moved_to_another_month_with_all_its_sums_is_named(db) {
        let town = Town::new(db);
        let (app, id) = (&town.home.app, town.home.id);
        // Unit 1 owes parking and both months' fees, and paid 100 yuan of each month's fee... to
        // September first, which is the rule.
        by_hand(app, id, &set("allocation", "period = '2026-10'", "seq = 12"));
        by_hand(app, id, &set("bill", "paid_fen = paid_fen - 10000", "seq = 2"));
        by_hand(app, id, &set("bill", "paid_fen = paid_fen + 10000", "seq = 15"));
        let audit = town.audit();
        let named: Vec<String> = audit.of(&town.home.slug).iter().map(ToString::to_string).collect();
        let text = named.join("\n");
        for row in ["allocation 12: `period`", "bill 2: `paid_fen`", "bill 15: `paid_fen`"] {
            assert!(text.contains(row), "no {row} in {text}");
        }
    }

    fn a_leaf_of_another_community_breaks_a_rule_by_name(db) {
        let town = Town::new(db);
        let from = town.other.0;
        let of = |column: &str| format!(
            "(SELECT {column} FROM leaf WHERE community_id = {from} AND idx = 0)"
        );
        let change = format!("hash = {}, bytes = {}", of("hash"), of("bytes"));
        by_hand(&town.home.app, town.home.id, &set("leaf", &change, "idx = 2"));
        let audit = town.audit();
        let found = audit.of(&town.home.slug);
        assert!(
            found.iter().any(|f| matches!(f, Finding::Rule(broken) if broken.index == 2)),
            "{found:?}"
        );
        assert!(audit.of(&town.other_slug).is_empty());
    }

    fn a_community_whose_name_cannot_be_read_or_whose_row_vanished_does_not_stop_the_others(db) {
        let mut town = Town::new(db);
        let (id, whole) = (town.home.id, Rows::of(&town.home.app, town.home.id));
        by_hand(&town.home.app, id, &set("community", "slug = 'Not A Name'", "created_ms > 0"));
        let audit = town.audit();
        let named = Finding::Row {
            table: "community",
            key: Key::Number(id.0),
            why: Why::Cell("slug"),
        };
        assert_eq!(audit.findings[&Place::Unnamed(id)][0], named);
        assert!(audit.of(&town.other_slug).is_empty());
        town.other_goes_on();
        whole.put_back(&town.home.app);
        assert!(town.audit().is_clean());
        by_hand(&town.home.app, id, &gone("community", "created_ms > 0"));
        let audit = town.audit();
        let found = &audit.findings[&Place::District];
        assert!(
            found.iter().any(|f| matches!(f, Finding::Row { table: "leaf", why: Why::NoCommunity, .. })),
            "{found:?}"
        );
        town.other_goes_on();
    }

    fn a_finding_counts_what_it_leaves_out_and_says_nothing_of_households(db) {
        let town = Town::new(db);
        let id = town.home.id;
        for number in 0..30 {
            town.home.pay(town.home.payment(&format!("more-{number}"), 1, 100)).unwrap();
        }
        for table in ["posting", "bill", "item", "owner", "balance"] {
            by_hand(&town.home.app, id, &gone(table, "community_id > 0"));
        }
        let audit = town.audit();
        let found = audit.of(&town.home.slug);
        assert!(matches!(found.last(), Some(Finding::More(more)) if *more > 10), "{found:?}");
        assert!(found.len() <= 51);
        let text: String = found.iter().map(ToString::to_string).collect();
        for private in ["业主", "1390", "1-1-10"] {
            assert!(!text.contains(private), "{text}");
        }
    }

    fn a_database_that_fails_is_told_and_halts_nobody(db) {
        let town = Town::new(db);
        town.home.rows().write(town.home.id, |tx| tx.execute("DROP TABLE allocation", &[])).map_err(
            |error: StoreError| panic!("{error}")).unwrap();
        let audit = town.audit();
        assert!(!audit.is_clean());
        assert_eq!(audit.failed.len(), 2, "{audit:?}");
        assert!(audit.of(&town.home.slug).is_empty());
        assert!(town.home.app.communities().unwrap().iter().all(|row| row.halted.is_none()));
    }
}

#[test]
fn a_text_of_bytes_that_are_no_text_is_named() {
    let db = TestDatabase::new(Engine::Sqlite);
    let town = Town::new(&db);
    let (app, id) = (&town.home.app, town.home.id);
    let unit = town.home.units[0].0;
    let place = format!("unit_id = {unit}");
    by_hand(
        app,
        id,
        &set("unit", "status = CAST(x'ff' AS TEXT)", &place),
    );
    by_hand(
        app,
        id,
        &set(
            "request",
            "request_key = CAST(x'ff' AS TEXT)",
            "request_key = 'a'",
        ),
    );
    let audit = town.audit();
    let text: Vec<String> = audit
        .of(&town.home.slug)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(
        text.contains(&format!(
            "unit {unit}: `status` holds what cannot stand there"
        )),
        "{text:?}"
    );
    assert!(
        text.iter()
            .any(|line| line.starts_with("request no. 4: `request_key`")),
        "{text:?}"
    );
}
