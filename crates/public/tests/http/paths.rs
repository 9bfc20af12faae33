use axum::body::Body;
use axum::http::{Request, Uri};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::app::App;

/// Addresses made of pieces that mean something here and of pieces that do not.
fn address() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("c".to_owned()),
        Just("xingyuan-north".to_owned()),
        Just("entries".to_owned()),
        Just("log".to_owned()),
        Just("tile".to_owned()),
        Just("accounts".to_owned()),
        Just("api".to_owned()),
        Just("v1".to_owned()),
        Just("communities".to_owned()),
        Just("files".to_owned()),
        Just("summaries".to_owned()),
        Just("changes".to_owned()),
        Just("..".to_owned()),
        Just("district".to_owned()),
        "[0-9]{1,25}",
        "[a-z0-9.%x-]{0,12}",
        "(%[0-9a-f]{2}){1,6}",
    ];
    let pair = (
        "(month|year|fund|account|page|since|q|after|limit|lang|elder)",
        "[0-9a-zA-Z%+.-]{0,24}",
    );
    let query = proptest::collection::vec(pair, 0..3);
    (proptest::collection::vec(piece, 0..6), query).prop_map(|(pieces, query)| {
        let query: Vec<String> = query
            .into_iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        format!("/{}?{}", pieces.join("/"), query.join("&"))
    })
}

#[test]
fn no_address_breaks_the_server() {
    let app = App::new();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut runner = TestRunner::new(Config {
        cases: 400,
        failure_persistence: None,
        ..Config::default()
    });
    runner
        .run(&address(), |address| {
            let Ok(uri) = address.parse::<Uri>() else {
                return Ok(());
            };
            let request = Request::get(uri).body(Body::empty()).unwrap();
            let answer = runtime.block_on(app.send(request));
            prop_assert!(answer.status.as_u16() < 500, "{address}: {}", answer.status);
            prop_assert!(
                !answer.bytes.is_empty() || answer.status.is_redirection(),
                "{address}"
            );
            Ok(())
        })
        .unwrap();
}
