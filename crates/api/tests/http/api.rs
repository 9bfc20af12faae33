use axum::http::{StatusCode, header};
use serde_json::json;

use crate::app::App;

const API: &str = "/api/v1/communities";

#[tokio::test]
async fn communities_are_listed_with_their_figures() {
    let app = App::new();
    let list = app.page(API).await.json();
    let slugs: Vec<&str> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["slug"].as_str().unwrap())
        .collect();
    assert_eq!(
        slugs,
        [
            "changning",
            "hefeng",
            "xingyuan-north",
            "xinqiao",
            "ziyun-garden"
        ]
    );
    let one = app.page(&format!("{API}/xingyuan-north")).await.json();
    insta::assert_snapshot!(serde_json::to_string_pretty(&one).unwrap(), @r#"
    {
      "at_hand_fen": 299022438,
      "centre": "兴园中心",
      "district": "明湖区（虚构）",
      "expense_fen": 11956224,
      "held_for_others_fen": 0,
      "income_fen": 35202320,
      "kind": "resettlement",
      "maintenance_draws": 0,
      "maintenance_expense_fen": 0,
      "maintenance_fen": 61348200,
      "manager": "兴园社区居民委员会（虚构）",
      "mode": "self_managed",
      "month": "2026-11",
      "name": "兴园北区",
      "name_en": "Xingyuan North",
      "origin": "mingbai.example/c/xingyuan-north/log",
      "overdue": 1,
      "owed_fen": 0,
      "paid_ahead_fen": 0,
      "records": 599,
      "reserved_fen": 0,
      "signed_records": 599,
      "slug": "xingyuan-north",
      "synthetic": true,
      "updated_at": "2026-11-23T01:01:01Z",
      "usable_expense_fen": 11956224,
      "usable_fen": 237674238,
      "usable_income_fen": 35202320
    }
    "#);
}

#[tokio::test]
async fn balances_add_up_to_nothing_in_every_fund() {
    let app = App::new();
    for slug in ["changning", "xingyuan-north", "ziyun-garden"] {
        let balances = app.page(&format!("{API}/{slug}/balances")).await.json();
        let mut sums = std::collections::BTreeMap::<String, i64>::new();
        for line in balances.as_array().unwrap() {
            *sums
                .entry(line["fund"].as_str().unwrap().to_owned())
                .or_default() += line["balance_fen"].as_i64().unwrap();
        }
        assert!(sums.values().all(|sum| *sum == 0), "{sums:?}");
    }
    let balances = app
        .page(&format!("{API}/ziyun-garden/balances"))
        .await
        .json();
    assert_eq!(
        balances[0],
        json!({"fund": "COM", "account": "1002", "balance_fen": 875_064})
    );
}

#[tokio::test]
async fn movements_are_the_months_of_income_and_expense() {
    let app = App::new();
    let movements = app
        .page(&format!("{API}/ziyun-garden/movements"))
        .await
        .json();
    assert_eq!(movements.as_array().unwrap().len(), 8);
    assert_eq!(
        movements[0],
        json!({"period": "2026-08", "fund": "COM", "account": "4004", "amount_fen": -300_000})
    );
}

#[tokio::test]
async fn entries_are_read_in_pages_without_gaps() {
    let app = App::new();
    let (mut after, mut seen) = (0, Vec::new());
    loop {
        let page = app
            .page(&format!(
                "{API}/xingyuan-north/entries?after={after}&limit=20"
            ))
            .await
            .json();
        seen.extend(
            page["entries"]
                .as_array()
                .unwrap()
                .iter()
                .map(|entry| entry["seq"].as_u64().unwrap()),
        );
        match page["next_after"].as_u64() {
            Some(next) => after = next,
            None => break,
        }
    }
    let expected: Vec<u64> = app
        .book("xingyuan-north")
        .fold
        .entries()
        .iter()
        .map(|posted| posted.entry.seq)
        .collect();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn summaries_are_read_page_by_page() {
    let app = App::new();
    let numbers = async |query: &str| {
        let path = format!("{API}/xingyuan-north/summaries{query}");
        let page = app.page(&path).await.json();
        let list = page["summaries"].as_array().unwrap().clone();
        let numbers: Vec<u64> = list.iter().map(|one| one["no"].as_u64().unwrap()).collect();
        (numbers, page["next_after"].as_u64())
    };
    let (all, none) = numbers("").await;
    assert!(all.len() > 1 && none.is_none(), "{all:?}");
    assert_eq!(numbers("?limit=1").await, (vec![all[0]], Some(all[0])));
    let rest = numbers(&format!("?after={}", all[0])).await;
    assert_eq!(rest, (all[1..].to_vec(), None));
    let last = all[all.len() - 1];
    assert_eq!(numbers(&format!("?after={last}")).await, (Vec::new(), None));
}

#[tokio::test]
async fn an_entry_is_the_books_own_record() {
    let app = App::new();
    let entry = app
        .page(&format!("{API}/ziyun-garden/entries/1"))
        .await
        .json();
    assert_eq!(entry["record"]["kind"], "entry");
    assert_eq!(
        entry["record"]["postings"][0],
        json!({"account": "1002", "amount_fen": 300_000, "fund": "COM"})
    );
    assert_eq!(
        (&entry["seq"], &entry["index"], &entry["reversed_by"]),
        (&json!(1), &json!(2), &json!(null))
    );
}

#[tokio::test]
async fn errors_are_problem_documents() {
    let app = App::new();
    for (path, status, kind) in [
        (format!("{API}/nowhere"), 404, "no_community"),
        (format!("{API}/xingyuan-north/entries/5"), 404, "no_entry"),
        (
            format!("{API}/xingyuan-north/entries?after=x"),
            400,
            "bad_value",
        ),
        (
            format!("{API}/xingyuan-north/entries?limit=0"),
            400,
            "bad_value",
        ),
        (
            format!("{API}/xingyuan-north/entries?limit=1001"),
            400,
            "bad_value",
        ),
        (
            format!("{API}/xingyuan-north/summaries?limit=1001"),
            400,
            "bad_value",
        ),
        ("/api/v9".to_owned(), 404, "no_page"),
    ] {
        let answer = app.get(&path).await;
        assert_eq!(
            answer.status,
            StatusCode::from_u16(status).unwrap(),
            "{path}"
        );
        assert_eq!(
            answer.header(header::CONTENT_TYPE),
            "application/problem+json"
        );
        let problem = answer.json();
        assert_eq!(
            problem["type"],
            format!("urn:mingbai:problem:{kind}"),
            "{path}"
        );
        assert_eq!(problem["status"], status);
    }
}

#[tokio::test]
async fn the_interface_description_names_every_address() {
    let app = App::new();
    let document = app.page("/api/openapi.json").await.json();
    let paths: Vec<&String> = document["paths"].as_object().unwrap().keys().collect();
    insta::assert_debug_snapshot!(paths, @r#"
    [
        "/api/v1/communities",
        "/api/v1/communities/{slug}",
        "/api/v1/communities/{slug}/balances",
        "/api/v1/communities/{slug}/entries",
        "/api/v1/communities/{slug}/entries/{seq}",
        "/api/v1/communities/{slug}/movements",
        "/api/v1/communities/{slug}/summaries",
    ]
    "#);
    let schema = &document["components"]["schemas"]["BalanceItem"]["properties"];
    assert_eq!(schema["balance_fen"]["type"], "integer");
}
