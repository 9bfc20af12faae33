//! What a list shows: its download, its marks, its sums, and what is said where it is empty.

use std::collections::BTreeSet;

use mingbai_domain::book::EntryKind;

use crate::app::{App, NORTH};
use crate::html::{self, Html};

const MARKS: [&str; 5] = ["", "unsigned", "unplanned", "related", "correction"];

/// The numbers of all rows of a list, on all its pages, and its sum line.
async fn shown(app: &App, address: &str) -> (BTreeSet<String>, Vec<i128>) {
    let (mut numbers, mut sum) = (BTreeSet::new(), Vec::new());
    for page in 1.. {
        let page = app.page(&format!("{address}&page={page}")).await;
        let list = Html(page.text()).after("id=\"entries\"");
        let rows = if list.0.contains("class=\"cells\"") {
            list.part("class=\"cells\"", "</ul>").0
        } else {
            break;
        };
        for kind in ["/entries/", "/summaries/"] {
            let found = rows.split(kind).skip(1);
            numbers.extend(found.map(|rest| match kind {
                "/summaries/" => format!("汇总 {}", rest.split('"').next().unwrap()),
                _ => rest.split('"').next().unwrap().to_owned(),
            }));
        }
        sum = html::amounts(&list.part("class=\"result\"", "</p>").text());
        if !list.0.contains("rel=\"next\"") {
            break;
        }
    }
    (numbers, sum)
}

/// The numbers of all lines of a file, and the amounts of its last lines, in fen.
async fn downloaded(app: &App, address: &str, beside: bool) -> (BTreeSet<String>, Vec<i128>) {
    let text = app.page(address).await.text();
    let (mut numbers, mut sum) = (BTreeSet::new(), Vec::new());
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        if fields[0] == "合计" {
            let amounts = fields[4..].iter().filter(|field| field.contains('.'));
            sum.extend(amounts.map(|field| field.replace('.', "").parse::<i128>().unwrap()));
        } else if beside && fields[7].is_empty() && fields[8].is_empty() {
            // Drawn on the maintenance fund: beside the list of the page, in a column of its own.
        } else {
            numbers.insert(fields[2].to_owned());
        }
    }
    (numbers, sum)
}

#[tokio::test]
async fn a_download_is_the_list_of_its_page_with_the_same_sum() {
    let app = App::new();
    let (mut lists, mut rows) = (0, 0);
    for community in ["xingyuan-north", "ziyun-garden", "hefeng"] {
        for span in ["month=2026-11", "year=2026"] {
            for fund in ["", "&fund=COM", "&fund=SVC", "&fund=SMF", "&account=5003"] {
                for list in ["", "&list=moves"] {
                    for mark in MARKS {
                        let mark = match mark {
                            "" => String::new(),
                            mark => format!("&mark={mark}"),
                        };
                        let query = format!("{span}{fund}{list}{mark}");
                        let page = format!("/c/{community}/accounts?{query}");
                        let file = format!("/c/{community}/accounts.csv?{query}");
                        let beside = fund.is_empty() && list.is_empty();
                        let (on_page, mut sum) = shown(&app, &page).await;
                        let (in_file, mut told) = downloaded(&app, &file, beside).await;
                        assert_eq!(on_page, in_file, "{query}");
                        lists += 1;
                        rows += on_page.len();
                        if on_page.is_empty() {
                            continue;
                        }
                        if list.is_empty() {
                            // A page of several tells its own sum first.
                            sum = sum.split_off(sum.len() - 2);
                            // The maintenance fund's expense is in the column of draws.
                            let drawn = told.pop().unwrap();
                            if fund == "&fund=SMF" {
                                told[1] += drawn;
                            }
                        } else {
                            sum.sort_unstable();
                            told.sort_unstable();
                        }
                        assert_eq!(sum, told, "{query}");
                    }
                }
            }
        }
    }
    assert!(lists == 300 && rows > 300, "{lists} lists, {rows} rows");
}

#[tokio::test]
async fn the_page_offers_the_file_of_the_list_that_it_shows() {
    let app = App::new();
    let page = app
        .page(&format!(
            "{NORTH}/accounts?month=2026-11&fund=COM&list=moves"
        ))
        .await;
    page.has("accounts.csv?month=2026-11&#38;fund=COM&#38;list=moves\"");
    let file = app
        .page(&format!("{NORTH}/accounts.csv?month=2026-11&list=moves"))
        .await;
    file.has("怎么动");
    assert!(
        file.header("content-disposition")
            .contains("xingyuan-north-2026-11-moves.csv")
    );
}

#[tokio::test]
async fn what_is_missing_is_marked_in_the_list_and_can_be_listed_alone() {
    let app = App::new();
    let year = "/c/ziyun-garden/accounts?year=2026";
    app.page(year).await.has("没签字").has("只看没签字");
    let only = app.page(&format!("{year}&mark=unsigned")).await;
    only.has("没签字").has("aria-current=\"true\">只看没签字");
    // Whatever is signed has no such mark.
    for slug in ["xingyuan-north", "changning", "ziyun-garden", "hefeng"] {
        let address = format!("/c/{slug}/accounts?year=2026&mark=unsigned");
        let (marked, _) = shown(&app, &address).await;
        for posted in app.book(slug).fold.entries() {
            let entry = &posted.entry;
            let listed = marked.contains(&entry.seq.to_string());
            assert!(
                !listed || entry.approvals.is_empty(),
                "{slug} {}",
                entry.seq
            );
        }
    }
}

#[tokio::test]
async fn a_draw_that_owners_resolved_on_needs_no_budget() {
    let app = App::new();
    let mut draws = 0;
    for slug in [
        "xingyuan-north",
        "changning",
        "ziyun-garden",
        "hefeng",
        "xinqiao",
    ] {
        let book = app.book(slug);
        let entries = book.fold.entries().iter();
        for posted in entries.filter(|posted| posted.entry.kind == EntryKind::SmfDraw) {
            let page = format!("/c/{slug}/entries/{}", posted.entry.seq);
            app.page(&page)
                .await
                .has_not("没有写明用哪一项预算")
                .has_not("不在预算里");
            draws += 1;
        }
    }
    assert!(draws > 0);
}

#[tokio::test]
async fn every_page_of_a_community_says_whom_to_ask() {
    let app = App::new();
    for page in ["", "/accounts", "/basis", "/log", "/search", "/changes"] {
        app.page(&format!("{NORTH}{page}"))
            .await
            .has("id=\"ask\"")
            .has("小区公告栏")
            .has(&app.book("xingyuan-north").fold.community().unwrap().manager);
    }
}
