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

    /// What SVC and COM owe on these accounts, as far as it is owed.
    fn owes(&self, on: impl Fn(&str) -> bool) -> i128 {
        let owed = self.balances.iter().filter(|line| {
            ["SVC", "COM"].contains(&text(&line["fund"]))
                && class(&line["account"]) == b'2'
                && on(text(&line["account"]))
        });
        owed.map(|line| (-fen(&line["balance_fen"])).max(0)).sum()
    }

    /// The same by what for: bills, remuneration, advances, the rest; fees paid ahead apart.
    fn owed_parts(&self) -> [i128; 5] {
        let one = |codes: &[&str]| self.owes(|account| codes.contains(&account));
        let (bills, ahead) = (
            one(&["2001", "2007", "2009", "2011"]),
            one(&["2003", "2004"]),
        );
        let (pay, lent) = (one(&["2002"]), one(&["2012"]));
        let rest = self.owes(|_| true) - bills - ahead - pay - lent;
        [bills, pay, lent, rest, ahead]
    }

    /// Entries that draw on the maintenance fund in a month or year, with corrections of such: how
    /// much and how many.
    fn draws(&self, span: &str) -> (i128, usize) {
        let drawn = self.entries.iter().filter(|entry| {
            text(&entry["record"]["period"]).starts_with(span) && self.kind(entry) == "smf_draw"
        });
        let each = drawn.map(|entry| posted(entry, |p| text(&p["account"]) == "3003"));
        let each: Vec<i128> = each.collect();
        (each.iter().sum(), each.len())
    }

    /// What was paid in to the maintenance fund itself: neither moved there nor there before.
    fn paid_in(&self, span: &str) -> i128 {
        let paid = self.entries.iter().filter(|entry| {
            text(&entry["record"]["period"]).starts_with(span)
                && !["smf_draw", "transfer", "opening", "year_end"].contains(&self.kind(entry))
        });
        -paid
            .map(|entry| posted(entry, |p| text(&p["account"]) == "3003"))
            .sum::<i128>()
    }

    /// What an entry is, or what it takes back is.
    fn kind<'a>(&'a self, entry: &'a Value) -> &'a str {
        let record = &entry["record"];
        let original = record["reverses"].as_u64().and_then(|seq| {
            let mut entries = self.entries.iter();
            entries.find(|entry| entry["seq"].as_u64() == Some(seq))
        });
        text(&original.map_or(record, |entry| &entry["record"])["entry_kind"])
    }

    /// Income and expense as a page of one fund, of the daily ones, or of all shows them.
    fn sides(&self, span: &str, fund: Option<&str>) -> (i128, i128) {
        match fund {
            Some("SMF") => (self.paid_in(span), self.draws(span).0),
            fund => (self.total(b'4', span, fund), self.total(b'5', span, fund)),
        }
    }

    fn daily(&self, span: &str) -> (i128, i128) {
        let both = ["SVC", "COM"].map(|fund| self.sides(span, Some(fund)));
        (both[0].0 + both[1].0, both[0].1 + both[1].1)
    }

    /// Every public entry and household list as month, kind, whether it takes back, and postings.
    fn moves(&self) -> Vec<Move> {
        let posting = |fund: &Value, account: &Value, amount: i128| {
            (text(fund).to_owned(), text(account).to_owned(), amount)
        };
        let entries = self.entries.iter().map(|entry| {
            let record = &entry["record"];
            let postings = record["postings"].as_array().unwrap().iter();
            Move {
                month: text(&record["period"]).to_owned(),
                kind: self.kind(entry).to_owned(),
                undone: text(&record["entry_kind"]) == "reversal",
                postings: postings
                    .map(|p| posting(&p["fund"], &p["account"], fen(&p["amount_fen"])))
                    .collect(),
            }
        });
        let lists = self.lists().map(|list| {
            let total = fen(&list["total_fen"]);
            Move {
                month: text(&list["period"]).to_owned(),
                kind: "list".to_owned(),
                undone: false,
                postings: vec![
                    posting(&list["fund"], &list["debit"], total),
                    posting(&list["fund"], &list["credit"], -total),
                ],
            }
        });
        entries.chain(lists).collect()
    }

    /// A fund's money when a span began, what each row of its bridge is, and its money at the end.
    fn bridge(&self, fund: &str, span: &str) -> (i128, BTreeMap<&'static str, i128>, i128) {
        let (mut start, mut end, mut rows) = (0, 0, BTreeMap::new());
        for moved in self.moves() {
            let own = moved.postings.iter().filter(|(of, _, _)| of == fund);
            let own: Vec<(&str, i128)> = own.map(|(_, a, fen)| (a.as_str(), *fen)).collect();
            let money = |code: &str| ["1001", "1002", "1003", "1141"].contains(&code);
            let cash: i128 = own.iter().filter(|(a, _)| money(a)).map(|(_, f)| f).sum();
            let inside = moved.month.starts_with(span);
            if moved.month.as_str() > span && !inside {
                continue;
            }
            end += cash;
            if !inside || moved.kind == "opening" {
                start += cash;
                continue;
            }
            for (account, fen) in own.iter().filter(|(account, _)| !money(account)) {
                let row = row_of(fund, account, -fen, &moved);
                *rows.entry(row).or_default() -= fen;
            }
        }
        rows.retain(|_, fen| *fen != 0);
        (start, rows, end)
    }
}

/// What moves balances.
struct Move {
    month: String,
    kind: String,
    undone: bool,
    postings: Vec<(String, String, i128)>,
}

/// The row of a bridge on which a posting stands.
fn row_of(fund: &str, account: &str, effect: i128, moved: &Move) -> &'static str {
    let between = if (effect > 0) == moved.undone {
        "moved-out"
    } else {
        "moved-in"
    };
    match (&account[..1], account, moved.kind.as_str()) {
        (_, _, "year_end") => "balance",
        ("4", _, _) => "income",
        ("5", _, _) | ("3", _, "smf_draw") => "expense",
        ("3", _, "transfer") | (_, "1290", _) => between,
        ("3", _, _) if fund == "SMF" => "income",
        ("3", _, _) => "balance",
        (_, "1101" | "1102" | "1103" | "1104" | "1109", _) => "claims",
        (_, "2001" | "2007" | "2009" | "2011", _) => "bills",
        (_, "2002", _) => "remuneration",
        (_, "2003" | "2004", _) => "paid-ahead",
        (_, "2012", _) => "loans",
        ("2", _, _) => "held",
        _ => "advanced",
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
        let parts = told.iter().map(|t| t.owed_parts());
        let parts = parts.fold([0; 5], |sum, of| std::array::from_fn(|at| sum[at] + of[at]));
        let owed: i128 = parts[..4].iter().sum();
        self.same(&format!("{what}: usable"), page.hero(), usable);
        let split: Vec<i128> = [usable, smf, agy, reserved]
            .into_iter()
            .filter(|f| *f != 0)
            .collect();
        let whole = (split.len() > 1).then(|| split.iter().sum());
        let shown = page.part("class=\"split\"", "</dl>").values();
        self.all(
            &format!("{what}: parts"),
            &shown,
            split.into_iter().chain(whole),
        );
        let text = page.part("class=\"said\"", "</p>").text();
        let mut computed: Vec<i128> = parts.into_iter().filter(|part| *part != 0).collect();
        if owed != 0 {
            computed.push(usable - owed);
            let named = parts[..4].iter().filter(|part| **part != 0).count();
            computed.extend((named > 1).then_some(owed));
        }
        self.all(&format!("{what}: owed"), &html::amounts(&text), computed);
        // A label names only funds that are there.
        let any = |fund: &str| told.iter().any(|t| t.funds().iter().any(|f| f == fund));
        if any("SVC") != any("COM") {
            let absent = if any("SVC") {
                "公共收益"
            } else {
                "物业费"
            };
            let split = page.part("class=\"split\"", "</dl>").text();
            assert!(
                !text.contains(absent) && !split.contains(absent),
                "{what}: {text}"
            );
        }
    }

    fn home(&mut self, page: &Html, told: &Told) {
        let what = format!("{} home", told.slug);
        self.purse(&what, page, &[told]);
        let month = text(&told.one["month"]);
        let pair = page.part("class=\"pair\"", "</dl>").values();
        let (income, expense) = told.daily(month);
        self.all(&format!("{what}: month"), &pair, [income, -expense]);
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
        self.besides(&what, &page.part("</dl>\n", "<dl").text(), told, month);
        self.cash(&what, page, told, month);
        let expense = told.total(b'5', month, None);
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

    /// What stands beside income and expense: draws, and the funds for one purpose.
    fn besides(&mut self, what: &str, said: &str, told: &Told, month: &str) {
        let (drawn, rows) = told.draws(month);
        let (income, expense) = told.daily(month);
        let other = (
            told.total(b'4', month, None) - income,
            told.total(b'5', month, None) - expense,
        );
        let mut computed = Vec::new();
        if rows > 0 {
            computed.push(drawn);
            assert!(said.contains(&format!("（{rows} 笔）")), "{what}: {said}");
        }
        if other != (0, 0) {
            computed.extend([other.0, other.1]);
        }
        self.all(&format!("{what}: besides"), &html::amounts(said), computed);
    }

    /// The money of the headline: its lines add up, and the end is the headline if it is now.
    fn cash(&mut self, what: &str, page: &Html, told: &Told, month: &str) {
        let lines = page.part("class=\"sum month\"", "</dl>");
        let shown = lines.values();
        let (end, before) = shown.split_last().unwrap();
        self.same(&format!("{what}: month adds up"), before.iter().sum(), *end);
        let bridges = ["SVC", "COM"].map(|fund| told.bridge(fund, month));
        let start = bridges[0].0 + bridges[1].0;
        self.same(&format!("{what}: month began"), shown[0], start);
        self.same(
            &format!("{what}: month ended"),
            *end,
            bridges[0].2 + bridges[1].2,
        );
        if lines.text().contains("现在的钱") {
            self.same(&format!("{what}: now"), *end, page.hero());
        }
        let (received, paid, moved, held) = cash_of(told, month);
        let computed = [start, received, -paid, moved, held, *end];
        let computed = computed
            .into_iter()
            .enumerate()
            .filter(|(at, fen)| !matches!(at, 3 | 4) || *fen != 0);
        self.all(
            &format!("{what}: money"),
            &shown,
            computed.map(|(_, fen)| fen),
        );
    }

    /// What the API says of the month is what its movements and entries add up to.
    fn api(&mut self, told: &Told) {
        let month = text(&told.one["month"]);
        let (income, expense) = told.daily(month);
        let (drawn, rows) = told.draws(month);
        let parts = told.owed_parts();
        for (field, computed) in [
            ("income_fen", told.total(b'4', month, None)),
            ("expense_fen", told.total(b'5', month, None)),
            ("usable_income_fen", income),
            ("usable_expense_fen", expense),
            ("maintenance_expense_fen", drawn),
            ("maintenance_draws", i128::try_from(rows).unwrap()),
            ("usable_fen", told.money(&["SVC", "COM"])),
            ("maintenance_fen", told.money(&["SMF"])),
            ("owed_fen", parts[..4].iter().sum()),
            ("paid_ahead_fen", parts[4]),
        ] {
            self.same(
                &format!("{} {field}", told.slug),
                fen(&told.one[field]),
                computed,
            );
        }
    }

    /// The table's columns add up to the page.
    fn csv(&mut self, csv: &str, told: &Told, span: &str, fund: Option<&str>) {
        let what = format!("{} csv {span} {fund:?}", told.slug);
        let (mut sums, mut total) = ([0; 3], [0; 3]);
        for line in csv.split_terminator("\r\n").skip(1) {
            let fields = fields(line);
            let sums = match fields[0].as_str() {
                "合计" => &mut total,
                _ => &mut sums,
            };
            for (sum, column) in sums.iter_mut().zip([7, 8, 11]) {
                *sum += fields[column].replace('.', "").parse::<i128>().unwrap_or(0);
            }
        }
        let (income, expense) = match fund {
            Some("SMF") => (told.paid_in(span), 0),
            _ => told.sides(span, fund),
        };
        let drawn = match fund {
            None | Some("SMF") => told.draws(span).0,
            Some(_) => 0,
        };
        self.all(&what, &sums, [income, expense, drawn]);
        self.all(&format!("{what}: last line"), &total, sums);
    }

    fn accounts(&mut self, page: &Html, told: &Told, span: &str, fund: Option<&str>) {
        let what = format!("{} accounts {span} {fund:?}", told.slug);
        let (income, expense) = told.sides(span, fund);
        let pair = page.part("class=\"pair\"", "</dl>").values();
        self.all(&what, &pair, [income, -expense]);
        let (drawn, rows_drawn) = told.draws(span);
        let beside = page.part("</dl>\n", "<p class=\"result\"").text();
        let shown = (fund.is_none() && rows_drawn > 0).then_some(drawn);
        self.all(&format!("{what}: drawn"), &html::amounts(&beside), shown);
        let result = html::amounts(&page.part("class=\"result\"", "</p>").text());
        self.all(
            &format!("{what}: result"),
            &result,
            [(income - expense).abs()],
        );
        let bars = page.bars();
        let accounts = [b'4', b'5'].map(|class| told.by_account(class, span, fund));
        let computed = accounts.iter().flat_map(|sums| sums.values().copied());
        let own = [income, expense].into_iter().filter(|fen| *fen != 0);
        match fund {
            Some("SMF") => self.all(&format!("{what}: by account"), &bars, own),
            _ => self.all(&format!("{what}: by account"), &bars, computed),
        }
        for row in page.part("<tbody>", "</tbody>").rows() {
            let month = row.part("month=", "\"").text();
            let month = month.split('&').next().unwrap().to_owned();
            let (i, e) = told.sides(&month, fund);
            self.all(&format!("{what}: {month}"), &row.numbers(), [i, e, i - e]);
        }
        // The rows of the list add up to the figures above, on this page.
        let list = page.after("id=\"entries\"");
        if list.text().contains("没有记录") {
            // Then no list of this time has any.
            let none = list.part("class=\"choices\"", "</nav>").text();
            assert!(none.matches(" 0 笔").count() == 2, "{what}: {none}");
            return;
        }
        if list.text().contains("没有算在内的记录") {
            self.all(&what, &[income, expense], [0, 0]);
            return;
        }
        let mut sum = html::amounts(&list.part("class=\"result\"", "</p>").text());
        if list.0.contains("class=\"pager\"") {
            // A year is read page by page: this page's sum, then the sum of all.
            sum = sum.split_off(2);
        } else {
            let rows = list.part("class=\"cells\"", "</ul>").cells();
            self.same(
                &format!("{what}: rows"),
                rows.iter().sum(),
                income - expense,
            );
        }
        self.all(&format!("{what}: sum line"), &sum, [income, expense]);
    }

    fn funds(&mut self, page: &Html, told: &Told) {
        let what = format!("{} funds", told.slug);
        self.purse(&what, page, &[told]);
        for fund in told.funds() {
            let card = page.part(&format!("id=\"{}\"", fund.to_lowercase()), "</section>");
            self.same(&format!("{what} {fund}"), card.hero(), told.money(&[&fund]));
            let (start, rows, end) = told.bridge(&fund, YEAR);
            let bridge = card.part("class=\"sum bridge\"", "</dl>");
            let shown = bridge.values();
            let what = format!("{what} {fund}");
            let (now, before) = shown.split_last().unwrap();
            self.same(&format!("{what}: adds up"), before.iter().sum(), *now);
            self.same(&format!("{what}: end"), *now, end);
            self.same(&format!("{what}: now"), end, told.money(&[&fund]));
            let computed = rows.values().copied().chain([start, end]);
            self.all(&format!("{what}: rows"), &shown, computed);
            let groups: Vec<Html> = card.after("</dl>").split("<h3>");
            let mut sums = BTreeMap::new();
            for group in &groups[1..] {
                let name = group.text();
                let name = name.lines().next().unwrap().to_owned();
                let mut lines = group.values();
                if lines.len() > 1 {
                    let total = lines.pop().unwrap();
                    self.same(&format!("{what}: {name}"), total, lines.iter().sum());
                }
                sums.insert(name, lines.iter().sum::<i128>());
            }
            let group = |part: &str| {
                let found = sums.iter().find(|(name, _)| name.contains(part));
                found.map_or(0, |(_, sum)| *sum)
            };
            let owed = -told.balance(|of, account| of == fund && class(account) == b'2');
            let claims = told.balance(|of, a| of == fund && class(a) == b'1' && !is_money(a));
            self.same(&format!("{what}: owed"), group("要付给别人的"), owed);
            self.same(&format!("{what}: claims"), group("别人欠的"), claims);
            self.same(&format!("{what}: money"), group("放在哪里"), end);
        }
    }

    /// A row of a fund's bridge is what its own list adds up to.
    fn fund_rows(&mut self, page: &Html, what: &str, row: i128) {
        let shown = page.after("id=\"entries\"");
        let cells = shown.part("class=\"cells\"", "</ul>").cells();
        self.same(what, cells.iter().sum(), row);
        self.same(what, shown.part("class=\"sum\"", "</dl>").values()[0], row);
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
        // A cost that moved the money itself has no day of payment in the book: none is shown.
        let cost =
            ["expense", "remuneration", "smf_draw"].contains(&text(&entry["record"]["entry_kind"]));
        let owed = posted(entry, |p| class(&p["account"]) == b'2');
        let paid = posted(entry, |p| is_money(&p["account"]));
        if cost && owed == 0 && paid < 0 && entry["reversed_by"].is_null() {
            let said = page.text();
            let day = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
            assert!(!said.split("已付 ").skip(1).any(day), "{what}: {said}");
            assert!(said.contains("没有写"), "{what}: {said}");
            self.figures += 1;
        }
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

/// Money in and out of SVC and COM in a month, what moved to or from other funds, and what was held
/// for others.
fn cash_of(told: &Told, month: &str) -> (i128, i128, i128, i128) {
    let (mut received, mut paid, mut moved, mut held) = (0, 0, 0, 0);
    for of in told.moves() {
        if of.month != month || of.kind == "opening" {
            continue;
        }
        let mut rest = 0;
        for (fund, account, fen) in &of.postings {
            if !["SVC", "COM"].contains(&fund.as_str()) || is_money(&account.as_str().into()) {
                continue;
            }
            match row_of(fund, account, -fen, &of) {
                "moved-in" | "moved-out" => moved -= fen,
                "held" => held -= fen,
                _ => rest -= fen,
            }
        }
        if (rest > 0) == of.undone {
            paid -= rest;
        } else {
            received += rest;
        }
    }
    (received, paid, moved, held)
}

/// The fields of a line of a table.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            c => fields.last_mut().unwrap().push(c),
        }
    }
    fields
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
    let income: i128 = now.iter().map(|told| told.daily(MONTH).0).sum();
    let expense: i128 = now.iter().map(|told| told.daily(MONTH).1).sum();
    let shown = district.part("class=\"trio\"", "</dl>").values();
    recount.all("district: month", &shown, [income, expense]);
    let drawn: i128 = now.iter().map(|told| told.draws(MONTH).0).sum();
    let beside = district.after("class=\"trio\"").part("</dl>", "<form");
    let beside = html::amounts(&beside.text());
    recount.all("district: drawn", &beside, (drawn != 0).then_some(drawn));
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
        recount.api(told);
        recount.home(&page(&base).await, told);
        recount.funds(&page(&format!("{base}/funds")).await, told);
        recount.budgets(&page(&format!("{base}/basis")).await, told);
        let funds = told.funds();
        for fund in &funds {
            for (row, fen) in told.bridge(fund, YEAR).1 {
                let path = format!("{base}/funds/{fund}/{row}?year={YEAR}");
                recount.fund_rows(&page(&path).await, &path, fen);
            }
        }
        let choices: Vec<Option<&str>> = std::iter::once(None)
            .chain(funds.iter().map(|fund| Some(fund.as_str())))
            .collect();
        let spans = told.months().into_iter().map(|month| ("month", month));
        for (kind, span) in spans.chain([("year", YEAR.to_owned())]) {
            for fund in &choices {
                let of = fund.map(|fund| format!("&fund={fund}")).unwrap_or_default();
                let shown = page(&format!("{base}/accounts?{kind}={span}{of}")).await;
                recount.accounts(&shown, told, &span, *fund);
                let csv = page(&format!("{base}/accounts.csv?{kind}={span}{of}")).await;
                recount.csv(&csv.0, told, &span, *fund);
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
