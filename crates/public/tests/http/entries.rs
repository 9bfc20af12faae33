use axum::http::{StatusCode, header};
use mingbai_domain::book::{Basis, BasisKind, EntryKind};
use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ledger::Fund;
use mingbai_domain::ledger::templates::{accounts as a, pair};
use mingbai_domain::money::Fen;

use crate::app::{App, NORTH};
use crate::fixture::{self, Maker};
use crate::html::Html;

#[tokio::test]
async fn an_expense_shows_its_whole_chain() {
    let app = App::new();
    let page = app
        .page(&format!("{NORTH}/entries/{}", app.seq("水泵")))
        .await;
    page.has("4,860")
        .has("3 栋水泵维修发票")
        .has("图片已遮盖个人信息")
        .has("物业负责人 陈立新，11月18日 14:00")
        .has("2 个不同的人，都不是收款方。")
        .has("设备维修框架合同")
        .has("单价表第 12 行")
        .has("这一项 50,000.00\u{a0}元，到现在用了 4,860.00\u{a0}元，还剩 45,140.00\u{a0}元。")
        .has("第 3 次业主大会")
        .has("参与：面积 71.0%，人数 70.3%")
        .has("为什么不是两家比价？")
        .has("已答复")
        .has("记作支出：电梯、消防等维修")
        .has_not("class=\"missing\"");
}

#[tokio::test]
async fn what_is_missing_stands_in_its_place() {
    let app = App::new();
    let page = app
        .page(&format!("{NORTH}/entries/{}", app.seq("打印纸")))
        .await;
    page.has("没有附凭证。")
        .has("没有对应的合同。")
        .has("等答复")
        .has("class=\"missing\"");
    let rent = app.book("ziyun-garden");
    let rent = rent.fold.entries().last().unwrap().entry.seq;
    let page = app.page(&format!("/c/ziyun-garden/entries/{rent}")).await;
    page.has("没有记录谁签的字。")
        .has("没有写明用哪一项预算。")
        .has("没有对应的业主决议。");
}

#[tokio::test]
async fn a_reversal_and_its_original_point_at_each_other() {
    let app = App::new();
    let (original, reversal) = (app.seq("9 月公共用电"), app.seq("冲销：9 月公共用电"));
    assert_eq!(
        original, reversal,
        "the last entry with this text is the reversal"
    );
    let book = app.book("xingyuan-north");
    let original = book.fold.entry(reversal).unwrap().entry.reverses.unwrap();
    app.page(&format!("{NORTH}/entries/{original}"))
        .await
        .has("已经改正，不再算数")
        .has(&format!("{NORTH}/entries/{reversal}\""));
    app.page(&format!("{NORTH}/entries/{reversal}"))
        .await
        .has("以前月份")
        .has("电表读数有误")
        .has(&format!("{NORTH}/entries/{original}\""));
    app.page(&format!("{NORTH}/accounts?month=2026-10"))
        .await
        .has("改了以前的月份");
    app.page(&format!("{NORTH}/accounts?month=2026-05"))
        .await
        .has_not("改了以前的月份")
        .has("已改正");
}

#[tokio::test]
async fn remuneration_is_computed_step_by_step() {
    let app = App::new();
    let book = app.book("changning");
    let posted = book
        .fold
        .entries()
        .iter()
        .rfind(|posted| posted.entry.draw.is_some())
        .unwrap();
    let page = app
        .page(&format!("/c/changning/entries/{}", posted.entry.seq))
        .await;
    page.has("2,696,470.00")
        .has("× 10%")
        .has("= 269,647.00")
        .has("− 242,581.77")
        .has("27,065.23")
        .has("物业费收入")
        .has("逐月相加的清单");
    let months = Html(page.text())
        .after("逐月相加的清单")
        .part("class=\"cells\"", "</ul>");
    assert_eq!(months.cells().iter().sum::<i128>(), 269_647_000);
}

#[tokio::test]
async fn an_imported_entry_names_its_sheet_and_row() {
    let app = App::new();
    let page = app
        .page(&format!("{NORTH}/entries/{}", app.seq("临时停车收入")))
        .await;
    page.has("工作表“9月收支”第 15 行");
}

#[tokio::test]
async fn a_households_number_shows_only_that_it_is_sealed() {
    let app = App::new();
    app.page(&format!("{NORTH}/entries/5"))
        .await
        .has("这是一户业主自己的收支")
        .has("summaries/1")
        .has_not("第 2 次");
    app.get_as(&format!("{NORTH}/entries/5"), "lang=en")
        .await
        .has("This belongs to one household");
}

#[tokio::test]
async fn a_summary_tells_how_to_add_its_lists_up() {
    let app = App::new();
    let page = app.page(&format!("{NORTH}/summaries/2")).await;
    let html = page.text();
    for block in html.split("<pre><code>").skip(1) {
        let lines: Vec<&str> = block.lines().collect();
        let hash = lines[1].trim_start_matches("# ");
        let file = app.page(&format!("{NORTH}/lists/{hash}")).await;
        assert_eq!(
            hex::encode(mingbai_domain::book::file_hash(&file.bytes)),
            hash
        );
        let text = file.text();
        let total: i64 = text
            .lines()
            .map(|line| line.split(' ').nth(1).unwrap().parse::<i64>().unwrap())
            .sum();
        let stated = lines[3]
            .trim_start_matches("# ")
            .split("</code>")
            .next()
            .unwrap();
        assert_eq!(stated, format!("{} {total}", text.lines().count()));
    }
    assert_eq!(html.matches("<pre>").count(), 2);
}

#[tokio::test]
async fn a_proof_is_a_file_as_soon_as_a_checkpoint_covers_the_entry() {
    let app = App::new();
    let proof = app.page(&format!("{NORTH}/entries/1/proof")).await;
    assert!(proof.text().starts_with("proof of xingyuan-north"));
    assert!(
        proof
            .header(header::CONTENT_DISPOSITION)
            .contains("xingyuan-north-1.tlog-proof")
    );
    let late = app.seq("打印纸");
    let none = app.get(&format!("{NORTH}/entries/{late}/proof")).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    none.has("证明文件还没有");
    assert_eq!(
        app.get(&format!("{NORTH}/entries/5/proof")).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn hostile_texts_stay_texts() {
    let app = App::new();
    let evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    let mut maker: Maker = fixture::ziyun(app.dir.path());
    maker.at = UnixMs(fixture::NOW.0 - 3_600_000);
    let day = maker.at.date();
    let mut entry = maker.entry(
        EntryKind::Income,
        day,
        evil,
        pair(Fund::Com, a::BANK, a::RENTAL, Fen(100)),
    );
    entry.payee = Some(evil.into());
    entry.number = Some(format!("=cmd|{evil}"));
    entry.basis = vec![Basis {
        id: String::new(),
        kind: BasisKind::Other,
        note: evil.into(),
    }];
    entry.vouchers = vec![maker.file("text/html", evil, b"<script>alert(2)</script>")];
    let seq = entry.seq;
    let file = hex::encode(entry.vouchers[0].sha256);
    maker.put(entry);
    app.books.put(maker.slug.clone(), maker.finish());
    for path in ["", "/accounts", "/changes", &format!("/entries/{seq}")] {
        let html = app.page(&format!("/c/ziyun-garden{path}")).await.text();
        assert!(html.contains("alert(1)"), "{path}");
        assert!(
            !html.contains("<script") && !html.contains("<img src=x") && !html.contains("\"'>"),
            "{path}"
        );
    }
    let csv = app.page("/c/ziyun-garden/accounts.csv").await.text();
    assert!(csv.contains("\"<script>alert(1)</script>\"\"'><img"));
    let file = app.page(&format!("/c/ziyun-garden/files/{file}")).await;
    assert_eq!(
        file.header(header::CONTENT_TYPE),
        "application/octet-stream"
    );
    assert_eq!(file.header(header::CONTENT_DISPOSITION), "attachment");
}
