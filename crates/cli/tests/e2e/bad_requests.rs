//! Odd requests: a clear answer, no panic, and the server goes on.

use super::place::demo_of;
use super::web::Server;

#[test]
fn odd_paths_are_not_found_and_the_server_stays() {
    let folder = tempfile::tempdir().unwrap();
    super::place::copy(&demo_of(3), &folder.path().join("data"));
    let server = Server::start(folder.path().join("data").to_str().unwrap());
    let log = "/c/changning/log";
    for path in [
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/",
        "tile/0/000.p/01",
        "tile/00/000",
        "tile/0/1",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/999999999999999999999999999999",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
        "tile/0/x000/000",
        "tile/0/x001",
        "tile/0/..%2f..%2f..%2f..%2fmingbai.db",
        "..%2f..%2f..%2f..%2fkeys%2fchangning",
        "../../../../mingbai.db",
        "tile/0/%00",
        "tile/0/000%00",
        "tile//000",
        "tile/0/",
        "tile/entries/%2e%2e/checkpoint",
        "Checkpoint",
        "checkpoint/",
        "checkpoint%00",
        "",
        "tile/0/%ff",
        "policy/../../../../mingbai.db",
        "tile/0/000.p/1/../../../checkpoint",
    ] {
        let (status, _) = server.get(&format!("{log}/{path}"));
        assert!(matches!(status, 400 | 404 | 308), "{path}: {status}");
    }
    let hash = "0".repeat(64);
    for path in [
        "/c/nobody".to_owned(),
        "/c/nobody/log/checkpoint".to_owned(),
        "/c/..".to_owned(),
        "/c/%2e%2e/log/checkpoint".to_owned(),
        "/c/CHANGNING".to_owned(),
        "/c/%E9%95%BF%E5%AE%81".to_owned(),
        "/c/changning/entries/0".to_owned(),
        "/c/changning/entries/999999".to_owned(),
        "/c/changning/entries/99999999999999999999999".to_owned(),
        "/c/changning/entries/-1".to_owned(),
        "/c/changning/entries/x".to_owned(),
        format!("/c/changning/files/{hash}"),
        format!("/c/changning/lists/{hash}"),
        format!("/c/changning/files/{}", "A".repeat(64)),
        "/c/changning/files/..".to_owned(),
        "/c/changning/summaries/0".to_owned(),
        "/assets/..%2fCargo.toml".to_owned(),
        "/api/v1/communities/nobody".to_owned(),
        "/api/v1/communities/nobody/balances".to_owned(),
        "/api/v1/communities/%2e%2e/entries".to_owned(),
        "/mingbai.db".to_owned(),
        "/public/c/changning/log/checkpoint".to_owned(),
        "/keys/changning".to_owned(),
        "/c/changning/nothing".to_owned(),
        "/%".to_owned(),
        "/%zz".to_owned(),
    ] {
        let (status, body) = server.get(&path);
        assert!(matches!(status, 400 | 404), "{path}: {status}");
        assert!(!body.is_empty() || status == 400, "{path}: an empty page");
    }
    still_well(&server);
}

#[test]
fn odd_questions_are_answered() {
    let folder = tempfile::tempdir().unwrap();
    super::place::copy(&demo_of(3), &folder.path().join("data"));
    let server = Server::start(folder.path().join("data").to_str().unwrap());
    for query in [
        "after=-1",
        "after=x",
        "limit=0",
        "limit=-5",
        "limit=99999999999999999999",
        "after=%ff",
        "limit=1&limit=2",
        "after=18446744073709551615",
        "after=9223372036854775808",
    ] {
        let path = format!("/api/v1/communities/changning/entries?{query}");
        let (status, body) = server.get(&path);
        assert!(matches!(status, 200 | 400), "{path}: {status}");
        assert!(
            serde_json::from_slice::<serde_json::Value>(&body).is_ok(),
            "{path}: no JSON"
        );
    }
    for query in [
        "month=2026-13",
        "month=x",
        "month=9999-12",
        "month=0000-01",
        "month=%00",
        "lang=xx",
        "since=x",
        "since=99999999999999999999",
        "fund=NO",
        "category=9",
        "page=-1",
    ] {
        for page in [
            "",
            "/accounts",
            "/accounts.csv",
            "/changes",
            "/funds",
            "/basis",
            "/log",
        ] {
            let path = format!("/c/changning{page}?{query}");
            let (status, _) = server.get(&path);
            assert!(matches!(status, 200 | 303 | 400 | 404), "{path}: {status}");
        }
    }
    still_well(&server);
}

#[test]
fn oversized_and_broken_requests_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    super::place::copy(&demo_of(3), &folder.path().join("data"));
    let server = Server::start(folder.path().join("data").to_str().unwrap());
    for length in [10_000, 70_000, 1_000_000] {
        let (status, _) = server.get(&format!("/c/{}", "a".repeat(length)));
        assert!(
            matches!(status, 0 | 400 | 404 | 414 | 431),
            "path of {length}: {status}"
        );
        let big = "a".repeat(length);
        let request = format!("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: {big}\r\n\r\n");
        let (status, _) = server.send(request.as_bytes());
        assert!(
            matches!(status, 0 | 200 | 400 | 431),
            "header of {length}: {status}"
        );
        let request =
            format!("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: {big}\r\n\r\n");
        let (status, _) = server.send(request.as_bytes());
        assert!(
            matches!(status, 0 | 200 | 400 | 431),
            "cookie of {length}: {status}"
        );
    }
    let many = "X-Again: a\r\n".repeat(5000);
    let (status, _) = server.send(format!("GET / HTTP/1.1\r\n{many}\r\n").as_bytes());
    assert!(matches!(status, 0 | 400 | 431), "many headers: {status}");
    for (request, expected) in [
        (
            "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 99999999999\r\n\r\n",
            &[404, 405, 413][..],
        ),
        (
            "POST /c/changning HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
            &[404, 405],
        ),
        (
            "DELETE /c/changning/log/checkpoint HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            &[404, 405],
        ),
        ("GET / HTTP/9.9\r\n\r\n", &[0, 400, 505]),
        ("GET\r\n\r\n", &[0, 400]),
        ("\0\0\0\0\r\n\r\n", &[0, 400]),
        (
            "GET / HTTP/1.1\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            &[0, 200, 400],
        ),
        (
            "GET /c/changning/log/tile/0/000 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nRange: bytes=99999999-\r\n\r\n",
            &[416],
        ),
        (
            "GET /c/changning/log/tile/0/000 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nRange: bytes=5-1,-0,junk\r\n\r\n",
            &[200, 416],
        ),
        (
            "GET /c/changning/log/checkpoint HTTP/1.1\r\nHost: x\r\nConnection: close\r\nIf-Modified-Since: never\r\n\r\n",
            &[200],
        ),
        (
            "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: mingbai=%ff; lang==;;\r\nAccept-Language: ;;q=9\r\n\r\n",
            &[200],
        ),
    ] {
        let (status, _) = server.send(request.as_bytes());
        assert!(expected.contains(&status), "{request:?}: {status}");
    }
    still_well(&server);
}

fn still_well(server: &Server) {
    assert_eq!(server.get("/healthz").0, 200);
    assert_eq!(server.get("/c/changning").0, 200);
    assert_eq!(server.get("/c/changning/log/checkpoint").0, 200);
    assert!(!server.errors().contains("panicked"), "{}", server.errors());
}
