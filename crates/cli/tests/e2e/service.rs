//! A running service: what it says of itself, and what it survives.

use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::place::{Office, good, incomes, refused, run};
use super::web::Server;

fn wait_for<T>(mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < Duration::from_mins(1), "it never came");
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn what_commands_do_beside_a_server_shows_and_a_halt_too() {
    let office = Office::new(&["xingyuan"]);
    let server = Server::start(&office.data());
    let health = wait_for(|| {
        let health = server.json("/healthz");
        (health["jobs"][0]["last_run"] != Value::Null).then_some(health)
    });
    assert_eq!(health["ok"], true, "{health}");
    good(office.import("journal", "xingyuan", "s.csv", incomes(9, 3)));
    wait_for(|| {
        let shown = server.json("/api/v1/communities/xingyuan");
        (shown["signed_records"] == 9).then_some(())
    });
    let tamper = "UPDATE posting SET amount_fen = amount_fen + 1 WHERE seq = 2 AND line = 0";
    office.database().execute(tamper, []).unwrap();
    refused(office.on(&["audit"]));
    wait_for(|| {
        let (_, metrics) = server.get("/metrics");
        let metrics = String::from_utf8(metrics).unwrap();
        metrics
            .contains("mingbai_communities_halted 1\n")
            .then_some(())
    });
    assert_eq!(server.json("/healthz")["halted"], 1);
}

#[test]
fn a_service_without_descriptors_goes_on_when_there_are_some_again() {
    let office = Office::new(&["xingyuan"]);
    let server = Server::start_with(&office.data(), 64);
    let crowd: Vec<TcpStream> = (0..200).filter_map(|_| server.connect()).collect();
    assert!(crowd.len() > 64, "{}", crowd.len());
    drop(crowd);
    wait_for(|| (server.get("/c/xingyuan").0 == 200).then_some(()));
    good(["verify", &server.url()]);
}

const REGISTER: &str = "楼栋,单元,房号,建筑面积,业主姓名,联系电话,交付日期,物业费单价,车位费\n\
    9栋,1单元,101,89.57,张三,13900000001,2020-05-01,1.85,200\n";

#[test]
fn lists_that_were_removed_are_made_again_by_publish() {
    let office = Office::new(&["xingyuan"]);
    good(office.import("registry", "xingyuan", "r.csv", REGISTER));
    good(office.on(&["bill", "--month", "2026-10", "--community", "xingyuan"]));
    let public = office.public();
    let lists = std::path::Path::new(&office.data()).join("public/c/xingyuan/lists");
    std::fs::remove_dir_all(&lists).unwrap();
    refused(["verify", &office.data()]);
    let ran = good(office.on(&["--lang", "en", "publish"]));
    assert!(ran.out.contains("lists made again"), "{ran:?}");
    assert!(office.public() == public, "public files changed");
    let list = std::fs::read_dir(&lists).unwrap().next().unwrap().unwrap();
    std::fs::write(list.path(), b"").unwrap();
    good(office.on(&["publish", "--files"]));
    assert!(office.public() == public, "public files changed");
    good(["verify", &office.data()]);
}

#[test]
fn a_clock_that_jumped_is_asked_for() {
    let office = Office::new(&["xingyuan"]);
    let three_days = "UPDATE checkpoint SET at_ms = at_ms + ?1";
    for (by, lang, words) in [(-3, "zh", "时钟"), (6, "en", "--clock-ok")] {
        let days = i64::from(by) * 86_400_000;
        office.database().execute(three_days, [days]).unwrap();
        let (records, public) = (office.records(), office.public());
        let import = office.import("journal", "xingyuan", "s.csv", incomes(9, 3));
        let mut args = vec!["--lang".to_owned(), lang.to_owned()];
        args.extend(import.clone());
        let ran = run(&args);
        // A machine whose clock was set from the network may go ahead by itself, but never back.
        if by < 0 && ran.success {
            continue;
        }
        assert!(!ran.success && ran.err.contains(words), "{ran:?}");
        assert_eq!(office.records(), records);
        assert!(office.public() == public, "public files changed");
    }
    let mut import = office.import("journal", "xingyuan", "t.csv", incomes(10, 1));
    import.push("--clock-ok".to_owned());
    good(import);
    // Once told, it is known.
    good(office.import("journal", "xingyuan", "u.csv", incomes(8, 1)));
    good(["verify", &office.data()]);
}
