use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};

use crate::app::{App, NORTH};

#[tokio::test]
async fn every_wrong_address_gets_a_page_that_says_what_is_wrong() {
    let app = App::new();
    for (path, status, text) in [
        ("/nope".to_owned(), 404, "没有这个页面"),
        ("/c".to_owned(), 404, "没有这个页面"),
        ("/c/nowhere".to_owned(), 404, "没有找到这个小区"),
        (
            "/c/Xingyuan%20North/accounts".to_owned(),
            404,
            "没有找到这个小区",
        ),
        (format!("{NORTH}/entries/0"), 404, "没有第 0 号"),
        (format!("{NORTH}/entries/99999"), 404, "没有第 99999 号"),
        (format!("{NORTH}/entries/007"), 404, "没有第 007 号"),
        (format!("{NORTH}/entries/-1"), 404, "没有第 -1 号"),
        (
            format!("{NORTH}/entries/99999999999999999999999"),
            404,
            "没有这个编号",
        ),
        (format!("{NORTH}/summaries/0"), 404, "没有这个编号"),
        (
            format!("{NORTH}/accounts?month=2026-13"),
            400,
            "“month”的写法不对",
        ),
        (
            format!("{NORTH}/accounts?month=9"),
            400,
            "“month”的写法不对",
        ),
        (format!("{NORTH}/accounts?year=1"), 400, "“year”的写法不对"),
        (
            format!("{NORTH}/accounts?fund=XXX"),
            400,
            "“fund”的写法不对",
        ),
        (
            format!("{NORTH}/accounts?account=9999"),
            400,
            "“account”的写法不对",
        ),
        (format!("{NORTH}/accounts?page=0"), 400, "“page”的写法不对"),
        (
            format!("{NORTH}/changes?since=-4"),
            400,
            "“since”的写法不对",
        ),
        ("/%ff%fe".to_owned(), 404, "没有这个页面"),
        ("/c/%ff".to_owned(), 400, "看不懂这个请求"),
        (format!("/?q={}", "a".repeat(3000)), 414, "内容太长"),
    ] {
        let answer = app.get(&path).await;
        assert_eq!(answer.status.as_u16(), status, "{path}");
        assert_eq!(
            answer.header(header::CONTENT_TYPE),
            "text/html; charset=utf-8",
            "{path}"
        );
        answer.has(text).has("返回").has("全部小区");
    }
    app.get_as("/nope", "lang=en")
        .await
        .has("No such page")
        .has("lang=\"en\"");
}

#[tokio::test]
async fn the_way_back_from_a_wrong_month_leads_to_the_accounts() {
    let app = App::new();
    app.get(&format!("{NORTH}/accounts?month=x"))
        .await
        .has(&format!("class=\"button\" href=\"{NORTH}/accounts\""));
}

#[tokio::test]
async fn a_wrong_value_is_explained_by_its_own_rule_inside_the_community() {
    let app = App::new();
    for (query, rule) in [
        ("month=2026-13", "月份要写成 2026-09"),
        ("year=1", "年份要写成 2026"),
        ("fund=XXX", "SVC、COM"),
        ("account=9999", "没有这个科目"),
        ("mark=x", "unsigned"),
        ("page=0", "从 1 开始"),
    ] {
        let page = app.get(&format!("{NORTH}/accounts?{query}")).await;
        page.has(rule).has("兴园").has(&format!("{NORTH}/basis"));
        if !query.starts_with("month") {
            page.has_not("月份要写成");
        }
    }
    app.get(&format!("{NORTH}/nope"))
        .await
        .has("没有这个页面")
        .has("class=\"wrap tabs\"")
        .has(&format!("class=\"button\" href=\"{NORTH}\""));
}

#[tokio::test]
async fn a_panic_becomes_the_error_page() {
    let app = App::with_clock(Box::new(|| panic!("no clock today")));
    let answer = app.get(NORTH).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    answer.has("我们这边出了错").has_not("no clock today");
    let api = app.get("/api/v1/communities").await;
    assert_eq!(api.json()["type"], "urn:mingbai:problem:broken");
}

#[tokio::test]
async fn one_slash_too_many_is_forgiven() {
    let app = App::new();
    for (path, to) in [
        ("/c/changning/", "/c/changning"),
        ("//evil.example//", "/evil.example"),
    ] {
        let answer = app.get(path).await;
        assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT);
        assert_eq!(answer.header(header::LOCATION), to);
    }
}

#[tokio::test]
async fn other_methods_and_large_bodies_are_refused() {
    let app = App::new();
    let post = |path: &str, body: Vec<u8>| {
        let length = body.len();
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::CONTENT_LENGTH, length);
        app.send(request.body(Body::from(body)).unwrap())
    };
    assert_eq!(
        post("/", Vec::new()).await.status,
        StatusCode::METHOD_NOT_ALLOWED
    );
    let api = post("/api/v1/communities", Vec::new()).await;
    assert_eq!(api.header(header::CONTENT_TYPE), "application/problem+json");
    assert_eq!(
        post("/", vec![0; 100_000]).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
}

#[tokio::test]
async fn pages_are_compressed_for_those_who_ask() {
    let app = App::new();
    let request = Request::get(NORTH).header(header::ACCEPT_ENCODING, "gzip");
    let answer = app.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.header(header::CONTENT_ENCODING), "gzip");
    assert!(answer.bytes.len() < 6000, "{} bytes", answer.bytes.len());
}

#[tokio::test]
async fn health_metrics_robots_and_assets_answer() {
    let app = App::new();
    let health = app.page("/healthz").await.json();
    assert_eq!(
        (&health["ok"], &health["halted"]),
        (&true.into(), &0.into())
    );
    app.get("/nope").await;
    let metrics = app.page("/metrics").await;
    metrics
        .has("mingbai_http_requests_total{status=\"2xx\"} 1\n")
        .has("mingbai_http_requests_total{status=\"4xx\"} 1\n")
        .has("mingbai_book_records{community=\"xingyuan-north\"} 599\n")
        .has("mingbai_communities_halted 0\n");
    app.page("/robots.txt").await.has("User-agent");
    let css = app.page("/assets/style.css").await;
    assert_eq!(css.header(header::CONTENT_TYPE), "text/css; charset=utf-8");
    // About 7.5 kB as it is sent, once: its address changes with its content. When the rooms of people
    // and of the desk are there, each gets a sheet of its own.
    assert!(css.bytes.len() < 38_000, "{} bytes", css.bytes.len());
    assert_eq!(
        app.page("/assets/icon.svg")
            .await
            .header(header::CONTENT_TYPE),
        "image/svg+xml"
    );
    assert_eq!(
        app.get("/assets/..%2flib.rs").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        app.get("/favicon.ico").await.status,
        StatusCode::PERMANENT_REDIRECT
    );
}
