//! An office's month by commands: charges, bills, payments, settlement, remuneration, an expense,
//! closing; then a stranger verifies and an auditor finds nothing.

use std::fs;
use std::path::Path;

use jiff::civil::Date;
use mingbai_app::App;
use mingbai_app::act::Call;
use mingbai_app::env::{Clock, Random};
use mingbai_app::files::dir::DataDir;
use mingbai_app::files::write::Durability;
use mingbai_domain::access::Act;
use mingbai_domain::approvals::Policy;
use mingbai_domain::book::{Agreement, Budget, BudgetLine, FileRef, Record, file_hash};
use mingbai_domain::calendar::Period;
use mingbai_domain::ids::Slug;
use mingbai_domain::ledger::{Account, Fund};
use mingbai_domain::money::Fen;
use mingbai_domain::trust;

use super::place::{Office, good, refused};

const REGISTER: &str = "楼栋,单元,房号,建筑面积,业主姓名,联系电话,交付日期,物业费单价,车位费\n\
    1栋,1单元,101,89.57,张三,13900000001,2020-05-01,1.85,200\n\
    1栋,1单元,102,121.38,李四,13900000002,2020-05-01,1.85,\n\
    1栋,2单元,103,88.10,王五、赵六,13900000003,2020-05-01,1.85,\n";

const DOCUMENT: &[u8] = "保洁 1000 元".as_bytes();

/// The month before this one: it is over and can be closed.
fn last_month() -> Period {
    Period::of(Clock::system().now().date()).plus_months(-1)
}

fn day(period: Period, day: i8) -> Date {
    Date::new(period.year(), period.month(), day).unwrap()
}

fn payments(period: Period) -> String {
    let (first, second) = (day(period, 8), day(period, 9));
    format!(
        "日期,楼栋,单元,房号,项目,金额,收款方式,流水号\n\
         {first},1栋,1单元,101,物业费,165.70,微信,W1\n\
         {first},1栋,1单元,101,车位费,200,支付宝,A1\n\
         {second},1栋,1单元,102,物业费,300.00,银行转账,B1\n\
         {second},1栋,,103,物业费,100,现金,\n"
    )
}

/// A trust community with its register, in another jurisdiction than the default's.
fn office() -> Office {
    let office = Office::empty("a.example");
    let add = |profile: &str| {
        let mut args = vec!["community", "add", "--slug", "north", "--name", "兴园北区"];
        args.extend(["--mode", "trust", "--from", "2025-01-01"]);
        args.extend(["--manager", "长宁物业有限公司", "--profile", profile]);
        office.on(&args)
    };
    let unknown = refused(add("mars"));
    assert!(
        unknown.contains("hangzhou") && unknown.contains("national-default"),
        "{unknown}"
    );
    good(add("hangzhou"));
    good(office.import("registry", "north", "r.csv", REGISTER));
    office
}

/// An agreement of 10 % of cash fees and a budget, as the office's documents would bring them.
fn agree(office: &Office) {
    let period = last_month();
    let dir = DataDir::new(Path::new(&office.data()));
    let app = App::open(dir, None, Clock::system(), Random::system()).unwrap();
    let slug = Slug::new("north").unwrap();
    let id = app.community(&slug).unwrap().id;
    let at = app.clock.now();
    let policy = Policy::usual(Fen(500_000), Fen(5_000_000));
    let agreement = Agreement {
        at,
        document: None,
        id: "trust".into(),
        resolution: None,
        terms: trust::Agreement::usual(day(period, 1), policy),
        title: "物业服务信托合同".into(),
    };
    // The payment is made today, which may be another year than last month.
    let year = at.date().year();
    let sha256 = app
        .dir
        .put_public(&slug, "files", DOCUMENT, Durability::Synced)
        .unwrap();
    let document = Some(FileRef {
        media: "text/plain".into(),
        name: "预算表".into(),
        original: None,
        sha256,
    });
    let budget = Budget {
        at,
        document,
        id: "plan".into(),
        lines: vec![BudgetLine {
            account: Account::new(5003).unwrap(),
            amount_fen: Fen(100_000),
            fund: Fund::Svc,
            line: 1,
            name: "保洁".into(),
        }],
        resolution: None,
        title: "年度预算".into(),
        year,
    };
    let records: [Record; 2] = [agreement.into(), budget.into()];
    app.act(Call::shell(Act::Record, id), move |cx| {
        for record in records.clone() {
            cx.book.record(record)?;
        }
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_month_from_charges_to_a_verified_closing() {
    let office = office();
    agree(&office);
    let period = last_month();
    let month = period.to_string();
    let on = |args: &[&str]| {
        let mut all = args.to_vec();
        all.extend(["--community", "north"]);
        office.on(&all)
    };

    let billed = good(on(&["bill", "--month", &month])).out;
    // 165.70 + 224.55 + 162.99 (worked numbers B1 to B3), and one parking space.
    assert!(billed.contains("3 户，共 553.24 元"), "{billed}");
    assert!(billed.contains("1 户，共 200.00 元"), "{billed}");
    let records = office.records();
    let again = refused(on(&["bill", "--month", &month]));
    assert!(again.contains("已经开过"), "{again}");
    assert_eq!(office.records(), records, "nothing is written");

    let list = payments(period);
    let dry = {
        let mut args = office.import("payments", "north", "p.csv", &list);
        args.push("--dry-run".into());
        good(args).out
    };
    assert!(dry.contains("可导入行数: 4"), "{dry}");
    assert_eq!(office.records(), records);
    let taken = good(office.import("payments", "north", "p.csv", &list)).out;
    assert!(taken.contains("已导入行数: 4"), "{taken}");
    let records = office.records();
    good(office.import("payments", "north", "p.csv", &list));
    assert_eq!(office.records(), records, "the same file changes nothing");
    let bad = list.replace("102", "999").replace(",B1", ",B2");
    let said = refused(office.import("payments", "north", "p2.csv", bad));
    assert!(said.contains("1-1-999") && !said.contains("李四"), "{said}");
    assert_eq!(office.records(), records);

    let settled = good(on(&["settle", "--fee", "0.38%"])).out;
    assert!(
        settled.contains("到账 165.07 元，手续费 0.63 元"),
        "{settled}"
    );
    assert!(
        settled.contains("到账 199.24 元，手续费 0.76 元"),
        "{settled}"
    );
    let nothing = good(on(&["settle", "--fee", "0.38%"])).out;
    assert!(nothing.contains("没有待结算"), "{nothing}");
    let both = refused(on(&["settle", "--fee", "0.38%", "--arrived", "1"]));
    assert!(both.contains("--arrived"), "{both}");
    refused(on(&["settle"]));
    let wrong = refused(on(&["settle", "--fee", "0.38"]));
    assert!(wrong.contains("0.38%"), "{wrong}");

    // 10 % of 165.70 + 300.00 + 100.00.
    let draw = ["remuneration", "--agreement", "trust", "--through", &month];
    let drawn = good(on(&draw)).out;
    for part in [
        "累计基数 565.70 元",
        "10/100",
        "以前已提 0.00 元",
        "已提取酬金 56.57 元",
    ] {
        assert!(drawn.contains(part), "no {part} in {drawn}");
    }
    let nothing = good(on(&draw)).out;
    assert!(nothing.contains("现在没有可提取的酬金"), "{nothing}");
    let unknown = refused(on(&[
        "remuneration",
        "--agreement",
        "x",
        "--through",
        &month,
    ]));
    assert!(unknown.contains("「x」"), "{unknown}");

    good(on(&["close", "--period", &month]));
    let late = refused(on(&["bill", "--month", &month]));
    assert!(late.contains("已经结账"), "{late}");

    receipts_of_a_household(&office, &month);
    let data = office.data();
    let verified = good(["verify", &data]);
    assert!(
        verified.last_line().starts_with("verified: 1"),
        "{verified:?}"
    );
    good(office.on(&["audit"]));
    let csv = office.export("north", "csv");
    assert!(csv.contains("1002"), "{csv}");
}

/// The household of 1-1-101 has two bills and two payments, and checks them against a mirror.
fn receipts_of_a_household(office: &Office, month: &str) {
    let (output, mirror) = (office.path("home"), office.path("mirror"));
    let unit = |unit: &str| {
        let mut args = vec!["receipt", "--community", "north", "--unit", unit];
        args.extend(["--month", month, "-o", &output]);
        office.on(&args)
    };
    refused(unit("9-9-999"));
    let written = good(unit("1-1-101")).out;
    assert!(
        written.contains("165.70 元") && written.contains("200.00 元"),
        "{written}"
    );
    let files: Vec<String> = fs::read_dir(&output)
        .unwrap()
        .map(|file| file.unwrap().path().to_str().unwrap().to_owned())
        .collect();
    assert_eq!(files.len(), 4, "{files:?}");
    good(["mirror", &office.data(), &mirror]);
    let check = |files: &[String]| {
        let mut args = vec!["verify".to_owned(), mirror.clone()];
        for file in files {
            args.extend(["--receipt".to_owned(), file.clone()]);
        }
        args
    };
    let checked = good(check(&files));
    assert_eq!(checked.out.matches("凭据成立").count(), 4, "{checked:?}");
    assert_eq!(checked.out.matches("公开清单").count(), 4, "{checked:?}");
    assert!(checked.last_line().starts_with("verified: "));
    // Another amount in the same file is not what was sealed.
    let text = fs::read_to_string(&files[0]).unwrap();
    let line = text
        .lines()
        .find(|line| line.starts_with("extra "))
        .unwrap();
    let (head, tail) = line.split_at(line.len() / 2);
    let letter = if head.ends_with('A') { "B" } else { "A" };
    let changed = text.replace(line, &format!("{}{letter}{tail}", &head[..head.len() - 1]));
    let forged = office.write("forged.tlog-proof", changed);
    let said = refused(check(&[forged]));
    assert!(said.contains("不成立的凭据数: 1"), "{said}");
    let other = office.write("other.tlog-proof", text.replacen("index ", "index 1", 1));
    refused(check(&[other]));
    let nothing = office.write("none.tlog-proof", "hello");
    assert!(refused(check(&[nothing])).contains("不是住户凭据"));
}

#[test]
fn an_expense_goes_through_two_persons_and_is_questioned_and_answered() {
    let office = office();
    agree(&office);
    let on = |args: &[&str]| {
        let mut all = args.to_vec();
        all.extend(["--community", "north"]);
        office.on(&all)
    };
    let draft = |extra: &[&str]| {
        let mut args = vec!["expense", "draft", "--payee", "合肥净美保洁有限公司"];
        args.extend(["--text", "楼道保洁", "--basis", "保洁合同"]);
        args.extend(extra);
        on(&args)
    };
    for wrong in [
        &["--amount", "100.001", "--budget", "plan/1"][..],
        &["--amount", "0", "--budget", "plan/1"],
        &["--amount", "100", "--budget", "plan/9"],
        &["--amount", "1000.01", "--budget", "plan/1"],
        &["--amount", "100", "--account", "1002"],
        &["--amount", "100", "--account", "5003"],
        &[
            "--amount",
            "100",
            "--budget",
            "plan/1",
            "--basis",
            "contract:none",
        ],
        &[
            "--amount",
            "100",
            "--budget",
            "plan/1",
            "--scope",
            "水泵房/1",
        ],
    ] {
        refused(draft(wrong));
    }
    assert_eq!(office.count("expense"), 0);
    let drafted = good(draft(&[
        "--amount", "1000.00", "--budget", "plan/1", "--scope", "1",
    ]))
    .out;
    let number = drafted.split_whitespace().last().unwrap().to_owned();
    let approve = |name: &str, role: &str| {
        on(&[
            "expense", "approve", &number, "--name", name, "--role", role,
        ])
    };
    let pay = || on(&["expense", "pay", &number, "--bank-ref", "B-7"]);
    refused(pay());
    let roles = refused(approve("王经理", "king"));
    assert!(roles.contains("steward"), "{roles}");
    good(approve("王经理", "manager"));
    refused(approve("王经理", "manager"));
    let waiting = good(on(&["expense", "list"])).out;
    assert!(
        waiting.contains("1,000.00 元") && waiting.contains("待审批"),
        "{waiting}"
    );
    let complete = good(approve("李四", "steward")).out;
    assert!(complete.contains("可以付款"), "{complete}");
    let waiting = good(on(&["expense", "list"])).out;
    assert!(waiting.contains("待付款"), "{waiting}");
    // What is approved reserves its line.
    refused(draft(&["--amount", "0.01", "--budget", "plan/1"]));
    let paid = good(pay()).out;
    assert!(paid.contains("分录号 1"), "{paid}");
    refused(pay());
    assert!(good(on(&["expense", "list"])).out.contains("没有待审批"));
    refused(on(&["expense", "void", &number]));
    questions(&office);
    good(["verify", &office.data()]);
    good(office.on(&["audit"]));
}

/// Entry 1 is questioned and the office answers; a file that was never published stays unnamed.
fn questions(office: &Office) {
    let at = ["--community", "north"];
    let ask = |entry: &str| {
        let text = ["--entry", entry, "--text", "保洁做了几次？"];
        office.on(&[&["objection", "record"][..], &text, &at].concat())
    };
    refused(ask("9"));
    let asked = good(ask("1")).out;
    assert!(asked.contains("第 1 号异议"), "{asked}");
    let answer = |no: &str| {
        let text = ["--by", "长宁物业客服", "--text", "每天一次，有记录。"];
        office.on(&[&["answer", "--objection", no][..], &text, &at].concat())
    };
    refused(answer("2"));
    good(answer("1"));
    let threads = good(office.on(&[&["objection", "list"][..], &at].concat())).out;
    assert!(threads.contains("已答复"), "{threads}");
    let withdraw = |hash: &str| {
        let args = ["withdraw-file", "--sha256", hash, "--reason", "误传"];
        refused(office.on(&[&args[..], &at].concat()))
    };
    assert!(withdraw(&"0".repeat(64)).contains("没有公布过"));
    assert!(withdraw("xyz").contains("64"));
    let hash = hex::encode(file_hash(DOCUMENT));
    let file = Path::new(&office.data())
        .join("public/c/north/files")
        .join(&hash);
    assert!(file.exists());
    let args = [
        "withdraw-file",
        "--sha256",
        &hash,
        "--reason",
        "误传，已更正",
    ];
    good(office.on(&[&args[..], &at].concat()));
    assert!(
        !file.exists(),
        "it is no longer served, and the book still verifies"
    );
}

#[test]
fn charges_and_owners_change_by_a_later_register() {
    let office = office();
    let import = |name: &str, text: &str| office.import("registry", "north", name, text);
    let dearer = REGISTER.replace("1.85,200", "2.05,0");
    let changed = good(import("r2.csv", &dearer)).out;
    assert!(changed.contains("改动收费标准 2 项"), "{changed}");
    let english = {
        let mut args = import("r3.csv", REGISTER);
        args.extend(["--lang".into(), "en".into()]);
        good(args).out
    };
    // The very first file again undoes what the later one changed.
    assert!(english.contains("2 charges changed"), "{english}");

    let sold = dearer.replace("张三", "孙七");
    let said = refused(import("r4.csv", &sold));
    assert!(
        said.contains("过户日期") && !said.contains("孙七"),
        "{said}"
    );
    let header = |text: &str| text.replacen("车位费\n", "车位费,过户日期\n", 1);
    let dated = header(&sold).replace("2.05,0", "2.05,0,2024-03-01");
    let done = good(import("r5.csv", &dated)).out;
    assert!(done.contains("过户或交付 1 户"), "{done}");

    let none = REGISTER.replace("1.85", "").replace("200", "");
    let fresh = Office::new(&["south"]);
    good(fresh.import("registry", "south", "n.csv", none.replace("1栋", "7栋")));
    let mut args = vec!["bill", "--community", "south"];
    let month = last_month().to_string();
    args.extend(["--month", &month]);
    let said = refused(fresh.on(&args));
    assert!(said.contains("物业费单价"), "{said}");
    let said = refused(fresh.on(&["bill", "--community", "south", "--month", "九月"]));
    assert!(said.contains("2026-10"), "{said}");
    good(office.on(&["audit"]));
    good(["verify", &office.data()]);
}

#[test]
fn the_template_of_payments_is_written() {
    let office = Office::empty("a.example");
    let path = office.path("t.xlsx");
    good(["template", "payments", "-o", &path]);
    assert!(fs::metadata(&path).unwrap().len() > 4_000);
}
