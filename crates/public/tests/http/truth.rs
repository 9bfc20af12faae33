//! What pages must not say: doubled transfers, one cost twice, paid where it is not, a year of
//! thirteen months, money that nobody can use, promises of what is not there.

use crate::app::{App, NORTH};
use crate::html::{Html, amounts};

const HEFENG: &str = "/c/hefeng";

/// The last entry of 和风苑 with exactly this text.
fn seq(app: &App, text: &str) -> u64 {
    let book = app.book("hefeng");
    let found = book
        .fold
        .entries()
        .iter()
        .rev()
        .find(|posted| posted.entry.text == text);
    found.unwrap().entry.seq
}

async fn entry(app: &App, text: &str) -> Html {
    let answer = app
        .page(&format!("{HEFENG}/entries/{}", seq(app, text)))
        .await;
    Html(answer.text())
}

/// The rows of an accounts page that show an entry.
async fn rows(app: &App, query: &str, seq: u64) -> Vec<String> {
    let page = Html(app.page(&format!("{HEFENG}/accounts?{query}")).await.text());
    let list = page.after("id=\"entries\"");
    let cells = list.split("class=\"cell");
    let own = cells
        .iter()
        .skip(1)
        .filter(|cell| cell.0.contains(&format!("/entries/{seq}\"")));
    own.map(Html::text).collect()
}

#[tokio::test]
async fn a_transfer_shows_what_was_moved_and_not_both_ends() {
    let app = App::new();
    let page = entry(&app, "补充维修资金").await;
    assert_eq!(page.hero(), 4_282_300);
    assert!(!page.0.contains("85,646"));
}

#[tokio::test]
async fn a_cost_is_one_row_that_says_when_it_was_paid() {
    let app = App::new();
    let (cost, payment) = (
        seq(&app, "8—10月电梯维保费"),
        seq(&app, "支付：8—10月电梯维保费"),
    );
    let october = rows(&app, "month=2026-10", cost).await;
    assert_eq!(october.len(), 1, "{october:?}");
    assert!(october[0].contains("−15,390.00\u{a0}元") && october[0].contains("已付 11月16日"));
    // In the month of the payment it is no cost again.
    assert!(rows(&app, "month=2026-11", payment).await.is_empty());
    let moved = rows(&app, "month=2026-11&list=moves", payment).await;
    assert_eq!(moved.len(), 1);
    assert!(moved[0].contains("付 15,390.00") && moved[0].contains(&format!("付的是第 {cost} 号")));
    assert!(!moved[0].contains('−'), "{}", moved[0]);
}

#[tokio::test]
async fn a_cost_and_its_payment_lead_to_each_other() {
    let app = App::new();
    let (cost, payment) = (
        seq(&app, "8—10月电梯维保费"),
        seq(&app, "支付：8—10月电梯维保费"),
    );
    let page = entry(&app, "8—10月电梯维保费").await;
    assert!(page.0.contains(&format!("{HEFENG}/entries/{payment}\"")));
    assert!(page.text().contains("11月16日 付了 15,390.00\u{a0}元"));
    let page = entry(&app, "支付：8—10月电梯维保费").await;
    assert!(page.0.contains(&format!("{HEFENG}/entries/{cost}\"")));
    assert!(page.text().contains("这里不再算一次"));
}

#[tokio::test]
async fn what_is_not_paid_is_not_called_paid() {
    let app = App::new();
    let page = entry(&app, "电梯年检").await.text();
    assert!(
        page.contains("应付给 平步电梯") && page.contains("未付"),
        "{page}"
    );
    let page = entry(&app, "10月保洁费").await.text();
    assert!(
        page.contains("付了 3,000.00\u{a0}元，还欠 5,000.00\u{a0}元"),
        "{page}"
    );
    // Owed since before the book began: it belongs to no cost in the book, and none is guessed.
    let page = entry(&app, "付去年欠的款").await.text();
    assert!(!page.contains("付的是"), "{page}");
}

#[tokio::test]
async fn this_year_is_the_calendar_year() {
    let app = App::new();
    let page = Html(app.page(&format!("{HEFENG}/funds")).await.text());
    let svc = page.part("id=\"svc\"", "</section>").text();
    assert!(svc.contains("2026 年，钱怎么来的"), "{svc}");
    // What was there before is never a figure of today.
    for said in ["以前结下来的", "还没有结转"] {
        assert!(!page.text().contains(said), "{said}");
    }
    let before = app.page(&format!("{HEFENG}/funds?year=2025")).await;
    before.has("2025 年，钱怎么来的").has("2025 年底手头的钱");
}

#[tokio::test]
async fn the_headline_is_money_for_daily_life_and_says_what_of_it_is_owed() {
    let app = App::new();
    for path in [HEFENG.to_owned(), format!("{HEFENG}/funds"), "/".to_owned()] {
        let page = app.page(&path).await;
        page.has("平时能动用")
            .has("物业费和公共收益")
            .has("维修资金，动用要业主表决")
            .has("要还的");
        assert!(!page.text().contains("小区现在有多少钱"));
    }
    let page = Html(app.page(HEFENG).await.text());
    let said = amounts(&page.part("class=\"said\"", "</p>").text());
    // 50,000.00 lent by the manager, 880.00 and 5,000.00 not paid.
    assert_eq!(said[0], 5_000_000 + 88_000 + 500_000);
    assert_eq!(said[1..3], [588_000, 5_000_000]);
    assert_eq!(said[3], page.hero() - said[0]);
}

#[tokio::test]
async fn a_reversal_shows_what_came_back_who_signed_and_why_it_was_made() {
    let app = App::new();
    let page = entry(&app, "冲销：绿化补植").await;
    let text = page.text();
    assert_eq!(page.hero(), 240_000);
    for said in [
        "改正",
        "对方 合肥青禾园艺",
        "原来那一笔签字的：物业负责人 陈立新、红色小管家 李春梅",
        "这次改正没有记录签字人",
        "11月19日 有业主提出第 1 号异议：“这笔上个月已经付过了吧？”",
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }
    assert!(!text.contains("付给"));
}

#[tokio::test]
async fn a_line_that_is_over_its_budget_says_by_how_much() {
    let app = App::new();
    let page = Html(app.page(&format!("{HEFENG}/basis")).await.text());
    let line = page
        .split("<li>")
        .into_iter()
        .find(|bar| bar.text().contains("公众责任险"));
    let line = line.unwrap();
    assert!(line.0.contains("class=\"bar over\""), "{}", line.0);
    assert!(
        line.text().contains("超出 12,110.00\u{a0}元"),
        "{}",
        line.text()
    );
    assert!(!page.text().contains("还剩 −"));
    let chain = entry(&app, "公众责任险").await;
    assert!(chain.0.contains("tag amber\">这一项") && chain.text().contains("超出 12,110.00"));
}

#[tokio::test]
async fn half_a_fen_is_shown_as_it_was_rounded() {
    let app = App::new();
    let page = entry(&app, "3 月物业酬金").await.text();
    assert!(
        page.contains("× 10%") && page.contains("1,234.565，四舍五入到分"),
        "{page}"
    );
    assert!(page.contains("= 1,234.57\u{a0}元"), "{page}");
}

#[tokio::test]
async fn a_year_shows_no_month_that_is_still_to_come() {
    let app = App::new();
    let year = app.page(&format!("{NORTH}/accounts?year=2026")).await;
    year.has("2026 年各月")
        .has("month=2026-11")
        .has_not("month=2026-12")
        .has_not("最近 12 个月");
    app.page(&format!("{NORTH}/accounts?month=2026-05"))
        .await
        .has("截至2026年5月的各月");
}

#[tokio::test]
async fn was_the_lift_paid_and_why_takes_three_taps() {
    let app = App::new();
    // One: the home page has the form. Its answer is the second page, an entry the third.
    let home = app.page(HEFENG).await;
    home.has(&format!("action=\"{HEFENG}/search\""))
        .has("name=\"q\"");
    let found = app
        .page(&format!("{HEFENG}/search?q=%E7%94%B5%E6%A2%AF"))
        .await;
    let cost = seq(&app, "8—10月电梯维保费");
    found
        .has("已付 11月16日")
        .has("未付")
        .has(&format!("/entries/{cost}\""));
    let page = entry(&app, "8—10月电梯维保费").await.text();
    for said in [
        "凭什么花这笔钱",
        "8—10月电梯维保费发票",
        "物业负责人 陈立新",
        "2026 年度预算",
    ] {
        assert!(page.contains(said), "{said}");
    }
}

#[tokio::test]
async fn entries_are_found_by_word_payee_number_and_amount() {
    let app = App::new();
    let number = app
        .book("hefeng")
        .fold
        .entry(seq(&app, "电梯年检"))
        .unwrap()
        .entry
        .number
        .clone();
    for (query, text) in [
        ("电梯 年检", "电梯年检"),
        ("平步", "电梯年检"),
        (number.as_deref().unwrap(), "电梯年检"),
        ("880", "电梯年检"),
        ("¥15,390.00", "8—10月电梯维保费"),
        ("１５３９０元", "8—10月电梯维保费"),
        ("断保", "公众责任险"),
    ] {
        let found = app
            .get(&format!("{HEFENG}/search?q={}", encoded(query)))
            .await;
        found.has(&format!("/entries/{}\"", seq(&app, text)));
    }
    for query in ["zzz", "15391", "<b>", "\"'", "%", "元", "."] {
        let found = app
            .page(&format!("{HEFENG}/search?q={}", encoded(query)))
            .await;
        found.has_not("<b>").has("没有找到");
    }
    app.page(&format!("{HEFENG}/search")).await.has("写一个词");
    app.page(&format!("{HEFENG}/search?q=%20%20"))
        .await
        .has("写一个词");
    let long = "电".repeat(500);
    app.page(&format!("{HEFENG}/search?q={}", &encoded(&long)[..1800]))
        .await
        .has("没有找到");
}

#[tokio::test]
async fn a_question_never_ends_nowhere() {
    let app = App::new();
    let ask = async |query: &str| {
        app.page(&format!("{HEFENG}/search?q={}", encoded(query)))
            .await
    };
    let lift = format!("/entries/{}\"", seq(&app, "电梯年检"));
    for query in ["电梯修了吗", "电梯花了多少钱？", "请问电梯有没有"] {
        ask(query).await.has(&lift).has("下面是写着").has("合计：");
    }
    for (query, text) in [
        ("欠", "网上还不能查"),
        ("我家缴费了吗", "网上还不能查"),
        ("投票", "网上还不能投票"),
        ("物业电话", "请看小区公告栏"),
        ("提异议", "网上还不能提异议"),
    ] {
        ask(query).await.has(text).has("#ask\"");
    }
    for query in ["zzz", "没有", "？"] {
        ask(query)
            .await
            .has(&format!("search?q={}", encoded("电梯")))
            .has("/accounts\"");
    }
}

#[tokio::test]
async fn a_cost_is_found_once_with_its_payment_inside() {
    let app = App::new();
    let page = app
        .page(&format!("{HEFENG}/search?q={}", encoded("15,390")))
        .await;
    let (cost, html) = (seq(&app, "8—10月电梯维保费"), page.text());
    assert!(html.contains(&format!("/entries/{cost}\"")), "{html}");
    let book = app.book("hefeng");
    let payables = mingbai_domain::book::payables::Payables::of(&book.fold);
    for payment in payables.payments_of(cost) {
        assert!(!html.contains(&format!("/entries/{}\"", payment.seq)));
    }
    page.has("已付").has("支出 15,390.00");
}

fn encoded(text: &str) -> String {
    let mut address = String::new();
    for byte in text.bytes() {
        address.push('%');
        address.push_str(&hex::encode_upper([byte]));
    }
    address
}

#[tokio::test]
async fn no_page_promises_what_is_not_there() {
    let app = App::new();
    for path in ["/about", "/help/verify", HEFENG, &format!("{HEFENG}/log")] {
        for cookies in ["", "lang=en"] {
            app.get_as(path, cookies)
                .await
                .has_not("改不了")
                .has_not("删不掉")
                .has_not("见证方")
                .has_not("提出异议。")
                .has_not("witnesses did")
                .has_not("never changed")
                .has_not("cannot be changed")
                .has_not("you get a receipt");
        }
    }
    app.page(HEFENG).await.has("会被查出来");
    app.get_as(HEFENG, "lang=en").await.has("is found out");
}
