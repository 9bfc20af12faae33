use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use crate::app::{App, NORTH};

#[tokio::test]
async fn log_files_have_exact_types_and_lifetimes() {
    let app = App::new();
    let checkpoint = app.page(&format!("{NORTH}/log/checkpoint")).await;
    assert_eq!(
        checkpoint.header(header::CONTENT_TYPE),
        "text/plain; charset=utf-8"
    );
    assert_eq!(
        checkpoint.header(header::CACHE_CONTROL),
        "public, max-age=5"
    );
    assert!(
        checkpoint
            .text()
            .starts_with("mingbai.example/c/xingyuan-north/log\n599\n")
    );
    let tile = app.page(&format!("{NORTH}/log/tile/0/000")).await;
    assert_eq!(
        tile.header(header::CONTENT_TYPE),
        "application/octet-stream"
    );
    assert!(tile.header(header::CACHE_CONTROL).contains("immutable"));
    assert_eq!(tile.bytes.len(), 8192);
    app.page(&format!("{NORTH}/log/policy"))
        .await
        .has("deadbeef");
}

#[tokio::test]
async fn odd_log_paths_are_not_found() {
    let app = App::new();
    std::fs::write(app.dir.path().join("secret"), "secret").unwrap();
    for path in [
        "tile/0/000.p/0",
        "tile/00/000",
        "tile/0/1",
        "tile/64/000",
        "tile/0/000.p/256",
        "tile/0/",
        "tile",
        "tile/0/000000000000000000000000000000",
        "..%2f..%2f..%2fsecret",
        "%2e%2e/%2e%2e/%2e%2e/secret",
        "../../../secret",
        "checkpoint/",
        "checkpoint%00",
        "tile/0/%f0%28%8c%28",
        "tile/0/x001/000",
    ] {
        let answer = app.get(&format!("{NORTH}/log/{path}")).await;
        let refused = matches!(
            answer.status,
            StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST
        );
        let shortened = answer.status == StatusCode::PERMANENT_REDIRECT && path.ends_with('/');
        assert!(refused || shortened, "{path}: {}", answer.status);
        assert!(!answer.text().contains("secret\n") && answer.text() != "secret");
    }
    assert_eq!(
        app.get("/district/log/checkpoint").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn the_districts_log_is_served_too() {
    let app = App::new();
    let dir = app.dir.path().join("district/log");
    std::fs::create_dir_all(&dir).unwrap();
    std::fs::write(dir.join("checkpoint"), "district\n").unwrap();
    assert_eq!(
        app.page("/district/log/checkpoint").await.text(),
        "district\n"
    );
}

#[tokio::test]
async fn vouchers_are_served_as_the_book_names_them_and_run_nothing() {
    let app = App::new();
    let book = app.book("xingyuan-north");
    let posted = book.fold.entry(app.seq("水泵")).unwrap();
    let hash = hex::encode(posted.entry.vouchers[0].sha256);
    let file = app.page(&format!("{NORTH}/files/{hash}")).await;
    assert_eq!(file.header(header::CONTENT_TYPE), "image/svg+xml");
    assert!(
        file.header(header::CONTENT_SECURITY_POLICY)
            .starts_with("sandbox")
    );
    assert_eq!(file.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    let other = app.get(&format!("/c/changning/files/{hash}")).await;
    assert_eq!(
        other.status,
        StatusCode::NOT_FOUND,
        "another community's file"
    );
    for odd in [
        "00",
        &hash.to_uppercase(),
        &format!("{hash}0"),
        &"0".repeat(64),
        "..%2f..%2fx",
    ] {
        assert_eq!(
            app.get(&format!("{NORTH}/files/{odd}")).await.status,
            StatusCode::NOT_FOUND,
            "{odd}"
        );
        assert_eq!(
            app.get(&format!("{NORTH}/lists/{odd}")).await.status,
            StatusCode::NOT_FOUND,
            "{odd}"
        );
    }
}

#[tokio::test]
async fn a_voucher_has_a_page_with_a_way_back() {
    let app = App::new();
    let book = app.book("xingyuan-north");
    let posted = book.fold.entry(app.seq("水泵")).unwrap();
    let seq = posted.entry.seq;
    let hash = hex::encode(posted.entry.vouchers[0].sha256);
    let view = format!("{NORTH}/files/{hash}/view");
    app.page(&format!("{NORTH}/entries/{seq}"))
        .await
        .has(&format!("href=\"{view}?entry={seq}\""));
    app.page(&format!("{view}?entry={seq}"))
        .await
        .has(&format!("href=\"{NORTH}/entries/{seq}\""))
        .has(&format!("src=\"{NORTH}/files/{hash}\""))
        .has("回到这一笔");
    // An entry that this is no voucher of is not gone back to.
    for odd in [
        view.clone(),
        format!("{view}?entry=1"),
        format!("{view}?entry=99999999"),
    ] {
        app.page(&odd).await.has("回到“凭什么花”");
    }
    for (odd, status) in [
        (format!("{view}?entry=x"), StatusCode::BAD_REQUEST),
        (
            format!("/c/changning/files/{hash}/view"),
            StatusCode::NOT_FOUND,
        ),
        (format!("{NORTH}/files/00/view"), StatusCode::NOT_FOUND),
    ] {
        assert_eq!(app.get(&odd).await.status, status, "{odd}");
    }
}

#[tokio::test]
async fn the_sealed_original_is_not_served_even_if_it_lies_there() {
    let app = App::new();
    let book = app.book("xingyuan-north");
    let original = book.fold.entry(app.seq("水泵")).unwrap().entry.vouchers[0]
        .original
        .unwrap();
    let path = format!("c/xingyuan-north/files/{}", hex::encode(original));
    std::fs::write(app.dir.path().join(&path), "a resident's name").unwrap();
    assert_eq!(
        app.get(&format!("/{path}")).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_withdrawn_file_is_gone_with_its_reason() {
    let app = App::new();
    let book = app.book("xingyuan-north");
    let posted = book
        .fold
        .entries()
        .iter()
        .find(|posted| posted.entry.text == "2 月公共用电")
        .unwrap();
    let hash = hex::encode(posted.entry.vouchers[0].sha256);
    let answer = app.get(&format!("{NORTH}/files/{hash}")).await;
    assert_eq!(answer.status, StatusCode::GONE);
    answer.has("图片上漏遮了一个签名");
    app.page(&format!("{NORTH}/files/{hash}/view"))
        .await
        .has("图片上漏遮了一个签名")
        .has_not("<img");
    app.page(&format!("{NORTH}/entries/{}", posted.entry.seq))
        .await
        .has("已撤下，原因：");
}

#[tokio::test]
async fn parts_of_a_file_can_be_asked_for() {
    let app = App::new();
    let ask = |range: &str| {
        let path = format!("{NORTH}/log/tile/0/000");
        app.send(
            Request::get(path)
                .header(header::RANGE, range)
                .body(Body::empty())
                .unwrap(),
        )
    };
    let part = ask("bytes=0-31").await;
    assert_eq!(
        (part.status, part.bytes.len()),
        (StatusCode::PARTIAL_CONTENT, 32)
    );
    assert_eq!(
        ask("bytes=99999-").await.status,
        StatusCode::RANGE_NOT_SATISFIABLE
    );
}
