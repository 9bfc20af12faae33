//! kill -9 in the middle of imports and payments: what was acknowledged is there, and all holds.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use mingbai_app::act::Call;
use mingbai_app::book::closing;
use mingbai_app::env::{Clock, Random};
use mingbai_app::files::dir::DataDir;
use mingbai_app::money::payments::{self, NewPayment};
use mingbai_app::ops::audit;
use mingbai_app::{App, register};
use mingbai_domain::access::Act;
use mingbai_domain::fees::{BillItem, Channel};
use mingbai_domain::ids::Slug;
use mingbai_domain::money::Fen;
use mingbai_verify::{Options, Source, verify};

use super::place::{Dice, Office, command, good};

/// Tells the child below where to write. It runs in this test binary, so that it is always built.
const LOAD: &str = "MINGBAI_E2E_LOAD";
const ROUNDS: u64 = 25;
const ROWS: usize = 40;
const SEED: u64 = 9;

fn open(data: &str) -> App {
    App::open(DataDir::new(data), None, Clock::system(), Random::system()).unwrap()
}

fn slug() -> Slug {
    Slug::new("xingyuan").unwrap()
}

/// Not a test: records payments until it is killed and prints each one that was acknowledged.
#[test]
#[ignore = "the process that the test below kills"]
fn child_that_records_payments() {
    let Ok(data) = std::env::var(LOAD) else {
        return;
    };
    let app = open(&data);
    let id = app.community(&slug()).unwrap().id;
    let call = Call::shell(Act::ReadRegister, id);
    let units = app
        .look(call, |look| register::unit_ids(look.tx, id))
        .unwrap();
    let units: Vec<_> = units.into_values().collect();
    for number in 0_u64.. {
        let payment = NewPayment {
            key: format!("{}-{number}", std::process::id()),
            unit: units[usize::try_from(number).unwrap() % units.len()],
            item: BillItem::Fee,
            amount: Fen(1_00),
            channel: Channel::Clearing,
            at: app.clock.now(),
        };
        let key = payment.key.clone();
        let receipt = app
            .act(Call::shell(Act::RecordPayments, id), move |cx| {
                payments::record(cx, payment.clone())
            })
            .unwrap();
        println!("ack {key} {}", receipt.numbers[0]);
    }
}

/// Kills a process after some milliseconds, counted from its first line for every other round, and
/// answers what it had printed.
fn kill(mut child: Child, from_first_line: bool, after_ms: u64) -> Vec<String> {
    let out = BufReader::new(child.stdout.take().unwrap());
    let (lines, printed) = std::sync::mpsc::channel();
    let reader = std::thread::spawn(move || {
        for line in out.lines().map_while(Result::ok) {
            let _ = lines.send(line);
        }
    });
    let mut seen = Vec::new();
    if from_first_line {
        seen.extend(printed.iter().find(|line| line.starts_with("ack")));
    }
    std::thread::sleep(Duration::from_millis(after_ms));
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap();
    seen.extend(printed.iter());
    seen
}

/// The audit is clean, and everything publishes and verifies.
fn check(data: &str, round: &str) {
    let app = open(data);
    let audited = audit::run(&app, None, |_| ()).unwrap();
    assert!(audited.is_clean(), "{round}: {:?}", audited.findings);
    let id = app.community(&slug()).unwrap().id;
    app.act(Call::shell(Act::Summarise, id), closing::summarise)
        .unwrap();
    app.publish(&slug()).unwrap();
    let size = app.fold(id).unwrap().size();
    let source = Source::dir(Path::new(data)).unwrap();
    let report = verify(&source, &Options::default(), &|_| ());
    assert!(report.holds(), "{round}: {:?}", report.failures);
    assert_eq!(report.entries, size, "{round}");
}

#[test]
fn payments_acknowledged_before_a_kill_are_there_after_it() {
    let office = Office::new(&["xingyuan"]);
    let mut dice = Dice(SEED);
    let mut acknowledged = 0;
    for round in 0..ROUNDS {
        let child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "kill::child_that_records_payments",
                "--ignored",
                "--nocapture",
            ])
            .env(LOAD, office.data())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let after_ms = dice.roll(60);
        let printed = kill(child, round % 5 != 0, after_ms);
        let name = format!("seed {SEED}, round {round}, killed after {after_ms} ms");
        let db = office.database();
        for line in printed.iter().filter(|line| line.starts_with("ack ")) {
            // A line that was cut by the kill acknowledges nothing.
            let words: Vec<&str> = line.split(' ').collect();
            let [_, key, number] = words.as_slice() else {
                continue;
            };
            let answer: String = db
                .query_row(
                    "SELECT answer FROM request WHERE request_key = ?1",
                    [key],
                    |row| row.get(0),
                )
                .unwrap_or_else(|error| panic!("{name}: {key} is lost: {error}"));
            assert_eq!(answer, *number, "{name}");
            acknowledged += 1;
        }
        drop(db);
        check(&office.data(), &name);
    }
    assert!(
        acknowledged > ROUNDS,
        "only {acknowledged} payments: the test does not test"
    );
    good(office.on(&["audit"]));
    good(["verify", &office.data()]);
}

#[test]
fn an_import_that_is_killed_is_there_as_a_whole_or_not_at_all() {
    let office = Office::new(&["xingyuan"]);
    let mut dice = Dice(SEED);
    let (mut whole, mut nothing) = (0, 0);
    // How long an undisturbed import takes here, to kill it anywhere in between.
    let begun = std::time::Instant::now();
    good(office.import("entries", "xingyuan", "warm.csv", vouchers(99)));
    let full_ms = u64::try_from(begun.elapsed().as_millis()).unwrap();
    // The machine may be busier or idler a moment later: the kills follow it.
    let mut latest_ms = full_ms + full_ms / 4;
    for round in 0..ROUNDS {
        let args = office.import("entries", "xingyuan", "e.csv", vouchers(round));
        let child = command(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let after_ms = dice.roll(latest_ms);
        let printed = kill(child, false, after_ms);
        let name = format!("seed {SEED}, round {round}, killed after {after_ms} ms");
        let app = open(&office.data());
        let fold = app.fold(app.community(&slug()).unwrap().id).unwrap();
        let text = format!("第{round}轮");
        let there = fold
            .entries()
            .iter()
            .filter(|posted| posted.entry.text.contains(&text))
            .count();
        drop(app);
        assert!(
            there == 0 || there == ROWS,
            "{name}: {there} of {ROWS} entries"
        );
        if printed.iter().any(|line| line.contains("已导入")) {
            assert_eq!(there, ROWS, "{name}: acknowledged and lost");
        }
        if there == 0 {
            nothing += 1;
            latest_ms += latest_ms / 4 + 1;
        } else {
            whole += 1;
            latest_ms -= latest_ms / 4;
        }
        check(&office.data(), &name);
    }
    assert!(
        whole > 0 && nothing > 0,
        "{whole} whole, {nothing} not: the test does not test"
    );
    good(office.on(&["audit"]));
    good(["verify", &office.data()]);
}

fn vouchers(round: u64) -> String {
    let lines = |row: usize| {
        let head = format!("2026-09-03,{round}-{row},第{round}轮物业费{row}");
        format!("{head},1002,1.00,,SVC\n{head},4001,,1.00,SVC\n")
    };
    let header = "日期,凭证号,摘要,科目代码,借方,贷方,资金\n".to_owned();
    header + &(1..=ROWS).map(lines).collect::<String>()
}
