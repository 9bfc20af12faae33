//! The main road: demo, serve, mirror, verify.

use std::fs;
use std::path::Path;

use super::place::{demo, files, good};
use super::web::Server;

#[test]
fn a_second_start_of_the_demo_does_not_build_again() {
    let folder = demo();
    let data = folder.path().join("data");
    let (before, keys) = (files(&data.join("public")), files(&data.join("keys")));
    good([
        "demo",
        "--data",
        data.to_str().unwrap(),
        "--communities",
        "3",
        "--no-serve",
    ]);
    assert!(
        before == files(&data.join("public")),
        "public files changed"
    );
    assert!(keys == files(&data.join("keys")), "keys changed");
}

#[test]
fn a_mirror_over_http_is_whole_and_verified() {
    let folder = demo();
    let data = folder.path().join("data");
    let mirror = folder.path().join("mirror");
    let (data, mirror) = (data.to_str().unwrap(), mirror.to_str().unwrap());
    let server = Server::start(data);
    good(["mirror", &server.url(), mirror]);
    let from_server = good(["verify", &server.url()]);
    let from_mirror = good(["verify", mirror]);
    assert_eq!(from_server.last_line(), from_mirror.last_line());
    let entries = from_mirror
        .last_line()
        .strip_prefix("verified: 3 communities, ")
        .and_then(|rest| rest.strip_suffix(" entries"))
        .and_then(|count| count.parse::<u64>().ok());
    assert!(entries.is_some_and(|count| count > 1000), "{from_mirror:?}");
    // The mirror is byte for byte what lies in the data directory, and a second run copies nothing.
    let from_disk = folder.path().join("from-disk");
    good(["mirror", data, from_disk.to_str().unwrap()]);
    assert!(
        files(Path::new(mirror)) == files(&from_disk),
        "HTTP and disk differ"
    );
    let again = good(["mirror", &server.url(), mirror]);
    assert!(again.out.contains(" 0 files copied"), "{again:?}");
    assert!(
        server
            .errors()
            .lines()
            .all(|line| !line.contains("panicked"))
    );
}

#[test]
fn a_missing_file_of_a_mirror_is_named() {
    let folder = demo();
    let (data, mirror) = (folder.path().join("data"), folder.path().join("mirror"));
    good(["mirror", data.to_str().unwrap(), mirror.to_str().unwrap()]);
    let all = files(&mirror);
    for part in [
        "/tile/entries/000",
        "/lists/",
        "/files/",
        "/log/checkpoint",
        "/log/policy",
    ] {
        let (name, bytes) = all.iter().find(|(name, _)| name.contains(part)).unwrap();
        fs::remove_file(mirror.join(name)).unwrap();
        let said = super::place::refused(["verify", mirror.to_str().unwrap()]);
        assert!(said.contains(name.as_str()), "{name}: {said}");
        fs::write(mirror.join(name), bytes).unwrap();
    }
    good(["verify", mirror.to_str().unwrap()]);
}
