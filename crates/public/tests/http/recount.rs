//! Every headline figure of every page, and the sum of every list, computed again: from the JSON
//! API, by code that shares nothing with the pages, and compared with what the page says.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::app::App;
use crate::html::{self, Html};

const YEAR: &str = "2026";
const MONTH: &str = "2026-11";

/// What the API says of one community.
struct Told {
    slug: String,
    one: Value,
    balances: Vec<Value>,
    movements: Vec<Value>,
    summaries: Vec<Value>,
    entries: Vec<Value>,
}

fn fen(value: &Value) -> i128 {
    i128::from(value.as_i64().unwrap())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// The first digit of an account's code says what it is.
fn class(account: &Value) -> u8 {
    text(account).as_bytes()[0]
}

fn is_money(account: &Value) -> bool {
    ["1001", "1002", "1003", "1141"].contains(&text(account))
}

impl Told {
    async fn of(app: &App, slug: &str) -> Self {
        let api = format!("/api/v1/communities/{slug}");
        let get = async |path: &str| app.page(&format!("{api}{path}")).await.json();
        let list = |value: Value| value.as_array().unwrap().clone();
        let (mut entries, mut after) = (Vec::new(), 0);
        loop {
            let page = get(&format!("/entries?after={after}&limit=1000")).await;
            entries.extend(list(page["entries"].clone()));
            match page["next_after"].as_u64() {
                Some(next) => after = next,
                None => break,
            }
        }
        let mut movements = list(get("/movements").await);
        movements.extend(closings(&entries));
        Self {
            slug: slug.to_owned(),
            one: get("").await,
            balances: list(get("/balances").await),
            movements,
            summaries: list(get("/summaries?limit=1000").await["summaries"].take()),
            entries,
        }
    }

    fn lists(&self) -> impl Iterator<Item = &Value> {
        self.summaries
            .iter()
            .flat_map(|summary| summary["lists"].as_array().unwrap())
    }

    fn funds(&self) -> Vec<String> {
        let mut funds: Vec<String> = Vec::new();
        for line in &self.balances {
            let fund = text(&line["fund"]).to_owned();
            if !funds.contains(&fund) {
                funds.push(fund);
            }
        }
        funds
    }

    fn months(&self) -> Vec<String> {
        let months = self
            .movements
            .iter()
            .map(|line| text(&line["period"]).to_owned());
        let mut months: Vec<String> = months.collect();
        months.sort();
        months.dedup();
        months
    }

    /// Movements of a class by account, natural side positive; `span` is a month or a year.
    fn by_account(&self, class_of: u8, span: &str, fund: Option<&str>) -> BTreeMap<String, i128> {
        let sign = if class_of == b'4' { -1 } else { 1 };
        let mut sums = BTreeMap::new();
        for line in &self.movements {
            let counts = text(&line["period"]).starts_with(span)
                && fund.is_none_or(|fund| text(&line["fund"]) == fund)
                && class(&line["account"]) == class_of;
            if counts {
                *sums.entry(text(&line["account"]).to_owned()).or_default() +=
                    sign * fen(&line["amount_fen"]);
            }
        }
        sums.retain(|_, sum| *sum != 0);
        sums
    }

    fn total(&self, class: u8, span: &str, fund: Option<&str>) -> i128 {
        self.by_account(class, span, fund).values().sum()
    }

    fn balance(&self, keep: impl Fn(&str, &Value) -> bool) -> i128 {
        let kept = self
            .balances
            .iter()
            .filter(|line| keep(text(&line["fund"]), &line["account"]));
        kept.map(|line| fen(&line["balance_fen"])).sum()
    }

    fn money(&self, funds: &[&str]) -> i128 {
        self.balance(|fund, account| funds.contains(&fund) && is_money(account))
    }

    /// What SVC and COM owe: every liability but fees paid ahead, as far as it is owed.
    fn owed(&self) -> i128 {
        let owed = self.balances.iter().filter(|line| {
            ["SVC", "COM"].contains(&text(&line["fund"]))
                && class(&line["account"]) == b'2'
                && !["2003", "2004"].contains(&text(&line["account"]))
        });
        owed.map(|line| (-fen(&line["balance_fen"])).max(0)).sum()
    }
}

/// What takes the closing of a year out of the movements: it is no income and no expense.
fn closings(entries: &[Value]) -> Vec<Value> {
    let closed = entries
        .iter()
        .filter(|entry| text(&entry["record"]["entry_kind"]) == "year_end");
    let lines = closed.flat_map(|entry| {
        let postings = entry["record"]["postings"].as_array().unwrap();
        postings.iter().map(|posting| {
            serde_json::json!({
                "period": entry["record"]["period"],
                "fund": posting["fund"],
                "account": posting["account"],
                "amount_fen": -posting["amount_fen"].as_i64().unwrap(),
            })
        })
    });
    lines.collect()
}

/// Sum of the postings that are kept.
fn posted(entry: &Value, keep: impl Fn(&Value) -> bool) -> i128 {
    let postings = entry["record"]["postings"].as_array().unwrap();
    postings
        .iter()
        .filter(|p| keep(p))
        .map(|p| fen(&p["amount_fen"]))
        .sum()
}

/// What an entry comes to, from its postings.
fn comes_to(entry: &Value) -> i128 {
    let money = posted(entry, |p| is_money(&p["account"]));
    let expense = posted(entry, |p| class(&p["account"]) == b'5');
    let income = posted(entry, |p| class(&p["account"]) == b'4');
    let side = ["SVC", "COM", "SMF", "AGY", "RES", "SUB"].map(|fund| {
        posted(entry, |p| {
            text(&p["fund"]) == fund && fen(&p["amount_fen"]) > 0
        })
    });
    let moved = side.into_iter().max().unwrap();
    let figure = match text(&entry["record"]["entry_kind"]) {
        "opening" | "smf_draw" => money,
        "year_end" => side.into_iter().sum(),
        "transfer" => moved,
        _ if expense != 0 => expense,
        _ if income != 0 => income,
        _ if money != 0 => money,
        _ => moved,
    };
    figure.abs()
}

/// Compares and counts.
#[derive(Default)]
struct Recount {
    figures: usize,
}

impl Recount {
    fn same(&mut self, what: &str, shown: i128, computed: i128) {
        assert_eq!(shown, computed, "{what}");
        self.figures += 1;
    }

    fn all(&mut self, what: &str, shown: &[i128], computed: impl IntoIterator<Item = i128>) {
        let (mut shown, mut computed) = (shown.to_vec(), computed.into_iter().collect::<Vec<_>>());
        shown.sort_unstable();
        computed.sort_unstable();
        assert_eq!(shown, computed, "{what}");
        self.figures += shown.len();
    }

    fn purse(&mut self, what: &str, page: &Html, told: &[&Told]) {
        let sum = |of: &dyn Fn(&Told) -> i128| told.iter().map(|told| of(told)).sum::<i128>();
        let usable = sum(&|t| t.money(&["SVC", "COM"]));
        let (smf, agy) = (sum(&|t| t.money(&["SMF"])), sum(&|t| t.money(&["AGY"])));
        let reserved = sum(&|t| t.money(&["RES", "SUB"]));
        let owed = sum(&|t| t.owed());
        self.same(&format!("{what}: usable"), page.hero(), usable);
        let parts: Vec<i128> = [usable, smf, agy, reserved]
            .into_iter()
            .filter(|f| *f != 0)
            .collect();
        let whole = (parts.len() > 1).then(|| parts.iter().sum());
        let shown = page.part("class=\"split\"", "</dl>").values();
        self.all(
            &format!("{what}: parts"),
            &shown,
            parts.into_iter().chain(whole),
        );
        let said = html::amounts(&page.part("class=\"said\"", "</p>").text());
        let computed = if owed == 0 {
            vec![]
        } else {
            vec![owed, usable - owed]
        };
        self.all(&format!("{what}: owed"), &said, computed);
    }

    fn home(&mut self, page: &Html, told: &Told) {
        let what = format!("{} home", told.slug);
        self.purse(&what, page, &[told]);
        let month = text(&told.one["month"]);
        let pair = page.part("class=\"pair\"", "</dl>").values();
        let income = told.total(b'4', month, None);
        let expense = told.total(b'5', month, None);
        self.all(&format!("{what}: month"), &pair, [income, -expense]);
        let cash = page.after("class=\"pair\"").part("class=\"muted\"", "</p>");
        let moved = cash_of(told, month);
        let cash = html::amounts(&cash.text());
        self.all(&format!("{what}: money"), &cash, [moved.0, moved.1]);
        // The register's sums are in no answer of the API: the number of homes is read from the page.
        let each = page
            .after("class=\"pair\"")
            .part("class=\"said\"", "</p>")
            .text();
        let homes = each.split("摊到").nth(1).map(|rest| {
            let digits = rest.trim_start().split(' ').next().unwrap();
            digits.replace(',', "").parse::<i128>().unwrap()
        });
        if let Some(homes) = homes {
            let home = html::amounts(&each)[0];
            let off = (home * homes - expense).abs() * 2;
            assert!(
                off <= homes,
                "{what}: {home} a home of {homes} is not {expense}"
            );
        }
        let bars = page.bars();
        self.same(
            &format!("{what}: spending adds up"),
            bars.iter().sum(),
            expense,
        );
        let funds = page
            .after("分成几笔资金")
            .part("class=\"cells\"", "</ul>")
            .cells();
        let funds_told = told.funds().into_iter().map(|fund| told.money(&[&fund]));
        self.all(&format!("{what}: funds"), &funds, funds_told);
    }

    fn accounts(&mut self, page: &Html, told: &Told, span: &str, fund: Option<&str>) {
        let what = format!("{} accounts {span} {fund:?}", told.slug);
        let (income, expense) = (told.total(b'4', span, fund), told.total(b'5', span, fund));
        let pair = page.part("class=\"pair\"", "</dl>").values();
        self.all(&what, &pair, [income, -expense]);
        let result = html::amounts(&page.part("class=\"result\"", "</p>").text());
        self.all(
            &format!("{what}: result"),
            &result,
            [(income - expense).abs()],
        );
        let bars = page.bars();
        let accounts = [b'4', b'5'].map(|class| told.by_account(class, span, fund));
        let computed = accounts.iter().flat_map(|sums| sums.values().copied());
        self.all(&format!("{what}: by account"), &bars, computed);
        for row in page.part("<tbody>", "</tbody>").rows() {
            let month = row.part("month=", "\"").text();
            let month = month.split('&').next().unwrap().to_owned();
            let (i, e) = (
                told.total(b'4', &month, fund),
                told.total(b'5', &month, fund),
            );
            self.all(&format!("{what}: {month}"), &row.numbers(), [i, e, i - e]);
        }
        // The rows of the list add up to the figures above, on this page.
        let list = page.after("id=\"entries\"");
        if list.text().contains("没有记录") {
            return;
        }
        let rows = list.part("class=\"cells\"", "</ul>").cells();
        self.same(
            &format!("{what}: rows"),
            rows.iter().sum(),
            income - expense,
        );
        let sum = html::amounts(&list.part("class=\"result\"", "</p>").text());
        self.all(&format!("{what}: sum line"), &sum, [income, expense]);
    }

    fn funds(&mut self, page: &Html, told: &Told) {
        let what = format!("{} funds", told.slug);
        self.purse(&what, page, &[told]);
        for fund in told.funds() {
            let card = page.part(&format!("id=\"{}\"", fund.to_lowercase()), "</section>");
            self.same(&format!("{what} {fund}"), card.hero(), told.money(&[&fund]));
            let groups: Vec<Html> = card.split("<h3>");
            let mut sums = BTreeMap::new();
            for group in &groups {
                let name = group
                    .text()
                    .chars()
                    .take_while(|c| *c != '\n')
                    .collect::<String>();
                let mut lines = group.values();
                if lines.len() > 1 {
                    let total = lines.pop().unwrap();
                    self.same(&format!("{what} {fund}: {name}"), total, lines.iter().sum());
                }
                sums.insert(name, lines.iter().sum::<i128>());
            }
            let group = |part: &str| {
                let found = sums.iter().find(|(name, _)| name.contains(part));
                found.map_or(0, |(_, sum)| *sum)
            };
            let income = told.total(b'4', YEAR, Some(&fund));
            let expense = told.total(b'5', YEAR, Some(&fund));
            self.same(
                &format!("{what} {fund}: income"),
                group("2026 年收入"),
                income,
            );
            self.same(
                &format!("{what} {fund}: expense"),
                group("2026 年支出"),
                expense,
            );
            let owed = -told.balance(|of, account| of == fund && class(account) == b'2');
            self.same(&format!("{what} {fund}: owed"), group("要付给别人的"), owed);
            let claims = told.balance(|of, a| of == fund && class(a) == b'1' && !is_money(a));
            self.same(&format!("{what} {fund}: claims"), group("别人欠的"), claims);
            let before = told.money(&[&fund]) + claims - owed - income + expense;
            self.same(
                &format!("{what} {fund}: before"),
                group("以前结下来的"),
                before,
            );
        }
    }

    fn entry(&mut self, page: &Html, told: &Told, entry: &Value) {
        let what = format!("{} entry {}", told.slug, entry["seq"]);
        self.same(&what, page.hero().abs(), comes_to(entry));
        let postings = entry["record"]["postings"].as_array().unwrap();
        let postings = postings.iter().map(|p| fen(&p["amount_fen"]).abs());
        let booked = page
            .after("账上怎么记")
            .part("class=\"sum\"", "</dl>")
            .values();
        self.all(&format!("{what}: booked"), &booked, postings);
    }

    fn budgets(&mut self, page: &Html, told: &Told) {
        let mut used: BTreeMap<(String, i64), i128> = BTreeMap::new();
        for entry in told
            .entries
            .iter()
            .filter(|entry| entry["reversed_by"].is_null())
        {
            let line = &entry["record"]["budget"];
            if let (Some(budget), Some(no)) = (line["budget"].as_str(), line["line"].as_i64()) {
                *used.entry((budget.to_owned(), no)).or_default() +=
                    posted(entry, |p| class(&p["account"]) == b'5');
            }
        }
        for budget in page.split("id=\"budget-").iter().skip(1) {
            let id = budget.part("", "\"").text();
            for bar in budget.split("<li>").iter().skip(1) {
                let no: i64 = bar
                    .text()
                    .trim()
                    .split('.')
                    .next()
                    .unwrap()
                    .parse()
                    .unwrap();
                let computed = used.get(&(id.clone(), no)).copied().unwrap_or_default();
                let share = html::amounts(&bar.part("class=\"share", "</span>").text());
                let planned = html::amounts(&bar.part("class=\"amount", "</span>").text())[0];
                let what = format!("{} budget {id} {no}", told.slug);
                self.all(&what, &share, [computed, (planned - computed).abs()]);
            }
        }
    }
}

/// Money in and out of a month: moves between own accounts are neither.
fn cash_of(told: &Told, month: &str) -> (i128, i128) {
    let (mut received, mut paid) = (0, 0);
    for entry in &told.entries {
        let record = &entry["record"];
        let kind = text(&record["entry_kind"]);
        if text(&record["period"]) != month || kind == "opening" {
            continue;
        }
        let net = posted(entry, |p| is_money(&p["account"]));
        if (net > 0) == (kind == "reversal") {
            paid -= net;
        } else {
            received += net;
        }
    }
    for list in told.lists().filter(|list| text(&list["period"]) == month) {
        let total = fen(&list["total_fen"]);
        let money = |side: &str| i128::from(is_money(&list[side]));
        match total * (money("debit") - money("credit")) {
            net if net > 0 => received += net,
            net => paid -= net,
        }
    }
    (received, paid)
}

#[tokio::test]
async fn every_figure_of_every_page_is_what_the_api_adds_up_to() {
    let app = App::new();
    let mut recount = Recount::default();
    let page = async |path: &str| Html(app.page(path).await.text());
    let mut all = Vec::new();
    for slug in [
        "changning",
        "hefeng",
        "xingyuan-north",
        "xinqiao",
        "ziyun-garden",
    ] {
        all.push(Told::of(&app, slug).await);
    }
    let district = page("/").await;
    recount.purse("district", &district, &all.iter().collect::<Vec<_>>());
    let now = all.iter().filter(|told| text(&told.one["month"]) == MONTH);
    let now: Vec<&Told> = now.collect();
    let income: i128 = now.iter().map(|told| told.total(b'4', MONTH, None)).sum();
    let expense: i128 = now.iter().map(|told| told.total(b'5', MONTH, None)).sum();
    let shown = district.part("class=\"trio\"", "</dl>").values();
    recount.all("district: month", &shown, [income, expense]);
    recount.all(
        "district: communities",
        &district.cells(),
        all.iter().map(|told| told.money(&["SVC", "COM"])),
    );
    for told in &all {
        let base = format!("/c/{}", told.slug);
        if told.entries.is_empty() {
            let home = page(&base).await;
            recount.purse(&told.slug, &home, &[told]);
            continue;
        }
        recount.home(&page(&base).await, told);
        recount.funds(&page(&format!("{base}/funds")).await, told);
        recount.budgets(&page(&format!("{base}/basis")).await, told);
        let funds = told.funds();
        let choices: Vec<Option<&str>> = std::iter::once(None)
            .chain(funds.iter().map(|fund| Some(fund.as_str())))
            .collect();
        let spans = told.months().into_iter().map(|month| ("month", month));
        for (kind, span) in spans.chain([("year", YEAR.to_owned())]) {
            for fund in &choices {
                let of = fund.map(|fund| format!("&fund={fund}")).unwrap_or_default();
                let shown = page(&format!("{base}/accounts?{kind}={span}{of}")).await;
                recount.accounts(&shown, told, &span, *fund);
            }
        }
        for entry in &told.entries {
            let shown = page(&format!("{base}/entries/{}", entry["seq"])).await;
            recount.entry(&shown, told, entry);
        }
        for summary in &told.summaries {
            let shown = page(&format!("{base}/summaries/{}", summary["no"])).await;
            let lists = summary["lists"].as_array().unwrap();
            let lists = lists.iter().map(|list| fen(&list["total_fen"]));
            let figures: Vec<i128> = shown
                .split("<h2>")
                .iter()
                .filter_map(Html::small_figure)
                .collect();
            recount.all(&format!("{base} summary"), &figures, lists);
        }
    }
    println!("{} figures computed again", recount.figures);
    assert!(recount.figures > 2_000, "{} figures", recount.figures);
}
