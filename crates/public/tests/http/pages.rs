use axum::http::{StatusCode, header};

use crate::app::{App, NORTH};

fn paths(app: &App) -> Vec<String> {
    let mut paths: Vec<String> = ["/", "/?q=x", "/about", "/help/verify"]
        .map(str::to_owned)
        .to_vec();
    for slug in [
        "xingyuan-north",
        "changning",
        "ziyun-garden",
        "xinqiao",
        "hefeng",
    ] {
        let rest = [
            "",
            "/accounts",
            "/accounts?year=2026",
            "/funds",
            "/changes",
            "/basis",
            "/disclosures",
            "/log",
        ];
        paths.extend(rest.map(|rest| format!("/c/{slug}{rest}")));
    }
    let numbers = app.book("xingyuan-north").fold.next_seq();
    paths.extend(
        (1..numbers)
            .step_by(3)
            .map(|seq| format!("{NORTH}/entries/{seq}")),
    );
    paths.extend([1, 2, 11].map(|no| format!("{NORTH}/summaries/{no}")));
    let drawn = app.book("changning");
    let drawn = drawn
        .fold
        .entries()
        .iter()
        .filter(|posted| posted.entry.draw.is_some());
    paths.extend(drawn.map(|posted| format!("/c/changning/entries/{}", posted.entry.seq)));
    paths
}

/// Levels of the headings, in order.
fn headings(html: &str) -> Vec<u32> {
    let starts = html
        .match_indices("<h")
        .filter_map(|(at, _)| html.as_bytes().get(at + 2));
    starts
        .filter(|level| level.is_ascii_digit())
        .map(|level| u32::from(level - b'0'))
        .collect()
}

#[tokio::test]
async fn every_page_is_whole_in_both_languages() {
    let app = App::new();
    for path in paths(&app) {
        for cookies in ["", "lang=en", "lang=zh; elder=1"] {
            let answer = app.get_as(&path, cookies).await;
            let html = answer.text();
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            assert_eq!(
                answer.header(header::CONTENT_TYPE),
                "text/html; charset=utf-8"
            );
            let csp = answer.header(header::CONTENT_SECURITY_POLICY);
            assert!(
                csp.contains("default-src 'none'") && !csp.contains("unsafe"),
                "{csp}"
            );
            let english = cookies.contains("en");
            let (lang, notice) = if english {
                ("en", "are invented")
            } else {
                ("zh-CN", "都是虚构的")
            };
            assert!(html.contains(&format!("<html lang=\"{lang}\"")), "{path}");
            assert_eq!(
                html.contains(" data-elder"),
                cookies.contains("elder"),
                "{path}"
            );
            assert!(html.contains(notice), "{path}");
            for forbidden in [" style=", "<script", "zh-CN.", ">en.", "%{", "javascript:"] {
                assert!(!html.contains(forbidden), "{path}: {forbidden}");
            }
            let levels = headings(&html);
            assert_eq!(
                levels.iter().filter(|level| **level == 1).count(),
                1,
                "{path}"
            );
            assert!(
                levels.windows(2).all(|pair| pair[1] <= pair[0] + 1),
                "{path}: {levels:?}"
            );
        }
    }
}

#[tokio::test]
async fn every_link_of_every_page_leads_somewhere() {
    let app = App::new();
    let mut seen = std::collections::BTreeSet::new();
    for path in paths(&app) {
        let html = app.get(&path).await.text();
        for part in html.split("href=\"").skip(1) {
            let link = part
                .split('"')
                .next()
                .unwrap()
                .replace("&#38;", "&")
                .replace("&amp;", "&");
            let (page, anchor) = link
                .split_once('#')
                .map_or((link.as_str(), None), |(p, a)| (p, Some(a)));
            let page = if page.is_empty() { path.as_str() } else { page };
            if page.contains("lang=") || page.contains("elder=") || !seen.insert(link.clone()) {
                continue;
            }
            let answer = app.get(page).await;
            let gone = answer.status == StatusCode::GONE || page.ends_with("/proof");
            assert!(
                answer.status.is_success() || gone,
                "{path} -> {link}: {}",
                answer.status
            );
            if let Some(anchor) = anchor {
                assert!(
                    answer.text().contains(&format!("id=\"{anchor}\"")),
                    "{path} -> {link}"
                );
            }
        }
    }
    assert!(seen.len() > 100);
}

#[tokio::test]
async fn the_community_page_answers_how_much_there_is_first() {
    let app = App::new();
    let page = app.page(NORTH).await;
    page.has("2,376,742<span class=\"cents\">.38</span>")
        .has("+352,023.20")
        .has("−119,562.24")
        .has("公共收益收支（2026 年第 3 季度）")
        .has("逾期 45 天")
        .has("没有看到发票，请补上。")
        .has("它不能证明每笔钱花得值")
        .has_not("投票");
    app.page("/c/changning")
        .await
        .has("到期该公示的")
        .has_not("逾期");
}

#[tokio::test]
async fn a_choice_is_kept_in_a_cookie_and_the_page_shown_again() {
    let app = App::new();
    let answer = app
        .get("/c/changning/accounts?month=2026-09&lang=en&elder=1")
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(
        answer.header(header::LOCATION),
        "/c/changning/accounts?month=2026-09"
    );
    let cookies: Vec<&str> = answer
        .headers
        .get_all(header::SET_COOKIE)
        .iter()
        .map(|v| v.to_str().unwrap())
        .collect();
    assert!(cookies[0].starts_with("lang=en; Path=/") && cookies[1].starts_with("elder=1; Path=/"));
    assert!(
        cookies
            .iter()
            .all(|cookie| cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"))
    );
    let away = app.get("//evil.example/%2e%2e?lang=en").await;
    assert!(!away.header(header::LOCATION).starts_with("//"));
}

#[tokio::test]
async fn a_second_visit_shows_what_came_since_the_first() {
    let app = App::new();
    let first = app.page(NORTH).await;
    first.has("最近的记录");
    let cookie = first.header(header::SET_COOKIE);
    assert!(cookie.starts_with("seen_xingyuan-north=-~"), "{cookie}");
    // Two days before the fixture's present, when the book had 592 records.
    let seen = "seen_xingyuan-north=-~592.1795312800";
    let second = app.get_as(NORTH, seen).await;
    second
        .has("自您上次查看以来")
        .has("11月22日至今")
        .has("changes?since=592")
        .has("3 栋水泵维修");
    let nothing = app
        .get_as(NORTH, "seen_xingyuan-north=-~599.1795480000")
        .await;
    nothing.has("没有新的记录");
    for odd in [
        "seen_xingyuan-north=%00",
        "seen_xingyuan-north=99999999999999999999.1~1.1",
    ] {
        assert_eq!(app.get_as(NORTH, odd).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn the_district_lists_and_finds_its_communities() {
    let app = App::new();
    let page = app.page("/").await;
    page.has("平时能动用的钱")
        .has("兴园中心")
        .has("长宁家园")
        .has("1 项逾期未公示")
        .has("还没有收支记录");
    app.page("/?q=%E5%85%B4%E5%9B%AD%E5%8C%97")
        .await
        .has("兴园北区")
        .has_not("长宁家园");
    app.page("/?q=COURT")
        .await
        .has("新桥雅苑")
        .has_not("兴园北区");
    app.page("/?q=zzz%22%3E%3Cb%3E")
        .await
        .has("没有找到这个名字的小区")
        .has_not("<b>");
    app.get_as("/", "lang=en")
        .await
        .has("Xingyuan North")
        .has("<span lang=\"zh-CN\">紫云花园</span>");
}

#[tokio::test]
async fn the_districts_list_is_sorted_by_plain_links() {
    let app = App::new();
    let usual = app.page("/").await;
    usual.has("?sort=late#list").has_not("aria-sort");
    let late = app.page("/?sort=late&q=%E5%AE%81").await;
    late.has("aria-sort=\"descending\"")
        .has("name=\"sort\" value=\"late\"")
        .has("?q=%E5%AE%81&#38;sort=name#list")
        .has("长宁家园")
        .has_not("兴园北区");
    let text = app.page("/?sort=money").await.text();
    let of = |name: &str| text.find(name).unwrap();
    // Both have a book of one month; the trust has more at hand.
    let money = |name: &str| {
        let row = &text[of(name)..];
        let figure = row
            .split("平时能动用（元）\" class=\"num\"><span>")
            .nth(1)
            .unwrap();
        let figure = figure.split('<').next().unwrap().replace([',', '.'], "");
        figure.replace('−', "-").parse::<i128>().unwrap()
    };
    let (north, trust) = ("兴园北区</a>", "长宁家园</a>");
    assert_eq!(of(north) < of(trust), money(north) > money(trust));
    app.page("/?sort=name").await.has("aria-sort=\"ascending\"");
    let odd = app.get("/?sort=%22%3E").await;
    assert_eq!(odd.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_installation_without_communities_says_so() {
    let app = App::empty();
    app.page("/").await.has("还没有小区").has_not("虚构");
    let list = app.page("/api/v1/communities").await;
    assert_eq!(list.text(), "[]");
}

#[tokio::test]
async fn a_new_community_has_a_calm_empty_page() {
    let app = App::new();
    app.page("/c/xinqiao")
        .await
        .has("账本刚建好")
        .has("酬金制")
        .has_not("钱花在哪里");
    app.page("/c/xinqiao/accounts").await.has("账本刚建好");
    app.page("/c/xinqiao/basis").await.has("还没有登记协议");
}

#[tokio::test]
async fn under_a_lump_sum_the_page_says_whose_the_fees_are() {
    let app = App::new();
    app.page("/c/ziyun-garden")
        .await
        .has("包干制：物业费归物业公司")
        .has("disclosures#statements");
    app.page("/c/ziyun-garden/disclosures")
        .await
        .has("第三季度物业服务收支")
        .has("35,741.88")
        .has("−156,300.00");
}

#[tokio::test]
async fn accounts_are_shown_by_month_year_fund_and_account() {
    let app = App::new();
    let accounts = format!("{NORTH}/accounts");
    app.page(&accounts)
        .await
        .has("2026年11月")
        .has("59,410.00")
        .has("accounts?month=2026-10")
        .has("role=\"img\"");
    app.page(&format!("{accounts}?month=2026-09"))
        .await
        .has("已结账")
        .has("accounts?month=2026-08");
    app.page(&format!("{accounts}?month=2026-01"))
        .await
        .has_not("accounts?month=2025-12");
    let year = app.page(&format!("{accounts}?year=2026")).await;
    year.has("2026 年").has("算进收支的").has("list=moves");
    let common = app
        .page(&format!("{accounts}?month=2026-11&fund=COM"))
        .await;
    common
        .has("+22,673.00")
        .has("电梯轿厢广告费")
        .has_not("3 栋水泵维修");
    let repairs = app
        .page(&format!("{accounts}?month=2026-11&account=5002"))
        .await;
    repairs
        .has("3 栋水泵维修")
        .has("不限科目")
        .has_not("打印纸");
    app.page(&format!("{accounts}?month=1999-01"))
        .await
        .has("这段时间没有记录");
}

#[tokio::test]
async fn pages_of_a_long_list_show_every_entry_once() {
    let app = App::new();
    let mut seen = Vec::new();
    // What adds up to the figures, and what only moved: together they are everything, once.
    for rest in ["", "&list=moves"] {
        for page in 1.. {
            let html = app
                .page(&format!("{NORTH}/accounts?year=2026{rest}&page={page}"))
                .await
                .text();
            let list = html.split("id=\"entries\"").nth(1).unwrap();
            let links = list
                .split("class=\"cell")
                .skip(1)
                .filter_map(|cell| cell.split("</a>").next().unwrap().split("href=\"").nth(1));
            seen.extend(links.map(|link| link.split('"').next().unwrap().to_owned()));
            if !list.contains("rel=\"next\"") {
                break;
            }
        }
    }
    let book = app.book("xingyuan-north");
    let lists: usize = book
        .fold
        .summaries()
        .iter()
        .map(|state| state.summary.lists.len())
        .sum();
    assert_eq!(seen.len(), book.fold.entries().len() + lists);
    let entries: std::collections::BTreeSet<&String> = seen
        .iter()
        .filter(|link| link.contains("/entries/"))
        .collect();
    assert_eq!(entries.len(), book.fold.entries().len());
    app.page(&format!("{NORTH}/accounts?year=2026&page=99999999"))
        .await
        .has("这段时间没有记录");
}

#[tokio::test]
async fn a_time_that_the_book_does_not_cover_is_said_to_be_outside() {
    let app = App::new();
    for span in ["month=2031-01", "month=1999-12", "year=2031", "year=2001"] {
        app.page(&format!("{NORTH}/accounts?{span}"))
            .await
            .has("这段时间没有记录：这本账从")
            .has("2026年11月");
    }
    app.page(&format!("{NORTH}/accounts?month=2026-11"))
        .await
        .has_not("这本账从");
}

#[tokio::test]
async fn the_csv_opens_in_excel_and_adds_up_to_the_page() {
    let app = App::new();
    let csv = app
        .page(&format!("{NORTH}/accounts.csv?month=2026-11"))
        .await;
    assert!(csv.bytes.starts_with(b"\xef\xbb\xbf"));
    assert_eq!(csv.header(header::CONTENT_TYPE), "text/csv; charset=utf-8");
    assert!(
        csv.header(header::CONTENT_DISPOSITION)
            .contains("xingyuan-north-2026-11.csv")
    );
    let text = csv.text();
    let fen = |field: &str| field.replace('.', "").parse::<i64>().unwrap_or(0);
    let sum = |column: usize| -> i64 {
        text.lines()
            .skip(1)
            .filter(|line| !line.starts_with("合计"))
            .map(|line| fen(line.split(',').nth(column).unwrap()))
            .sum()
    };
    assert_eq!((sum(7), sum(8)), (35_202_320, 11_956_224));
    assert!(
        text.lines()
            .next()
            .unwrap()
            .contains("日期,月份,编号,摘要,资金,科目编号,科目")
    );
    assert_eq!(text.matches("\r\n").count(), text.lines().count());
}

#[tokio::test]
async fn grounds_are_listed_with_what_is_left_of_each_budget_line() {
    let app = App::new();
    let page = app.page(&format!("{NORTH}/basis")).await;
    page.has("已用 4,860.00\u{a0}元，还剩 45,140.00\u{a0}元")
        .has("保洁服务合同")
        .has("456,000.00")
        .has("71.0%")
        .has("改变公共部分用途或用来经营")
        .has("物业负责人、红色小管家、业委会主任、还要业主决议");
}

#[tokio::test]
async fn what_was_due_is_shown_with_how_late_it_came() {
    let app = App::new();
    let page = app.page(&format!("{NORTH}/disclosures")).await;
    page.has("公共收益收支（2026 年第 2 季度）")
        .has("晚了 3 天")
        .has("按时")
        .has("逾期 45 天")
        .has("全国（取最严）");
}

#[tokio::test]
async fn changes_are_plain_sentences_newest_first() {
    let app = App::new();
    let all = app.page(&format!("{NORTH}/changes?page=2")).await;
    all.has("第 2 页").has("rel=\"prev\"");
    let page = app.page(&format!("{NORTH}/changes?since=450")).await;
    page.has("您上次看到第 450 条，之后新增 149 条记录，下面逐条列出")
        .has("1 笔改了以前的月份")
        .has("改了以前的月份")
        .has("兴园社区居民委员会答复了第 1 号异议")
        .has("2026年9月的账结了");
    let html = page.text();
    assert!(html.find("第 2 号异议").unwrap() < html.find("3 栋水泵维修").unwrap());
    app.page(&format!("{NORTH}/changes?since=999999"))
        .await
        .has("没有新的记录");
}

#[tokio::test]
async fn the_book_says_what_it_proves_and_what_not() {
    let app = App::new();
    let page = app.page(&format!("{NORTH}/log")).await;
    page.has("599")
        .has("全部记录都已盖章存档")
        .has("deadbeef")
        .has("不能说明一笔支出确实办了")
        .has("cargo build --release")
        .has("mingbai mirror https://mingbai.example mirror")
        .has("mingbai verify mirror");
}

#[tokio::test]
async fn a_halted_community_says_that_it_is_on_hold() {
    let app = App::new();
    let mut book = app.book("changning");
    book.halted = Some("balance of SVC 1002 differs".into());
    app.books
        .put(mingbai_domain::ids::Slug::new("changning").unwrap(), book);
    app.page("/c/changning")
        .await
        .has("暂停记账")
        .has("balance of SVC 1002 differs");
    app.page("/c/changning/accounts").await.has("暂停记账");
}

#[tokio::test]
async fn funds_show_money_claims_and_debts() {
    let app = App::new();
    let page = app.page(&format!("{NORTH}/funds")).await;
    page.has("物业服务资金")
        .has("应收物业费")
        .has("613,482.00")
        .has("fund=SMF");
}
