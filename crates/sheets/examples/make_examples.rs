//! Writes the workbooks under `examples/` of the repository: one month's papers of an invented
//! community, 春和苑, as its office would keep them. The same files every time.
//!
//! Run: `cargo run -p mingbai-sheets --example make_examples`. No person, firm or number is real:
//! document numbers begin with 99, which is no region's code.

#[path = "make_examples/documents.rs"]
mod documents;

use std::error::Error;
use std::path::Path;

use jiff::civil::{Date, date};
use mingbai_domain::money::{AreaC, Fen, half_up};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    std::fs::create_dir_all(&folder)?;
    for (name, bytes) in files()? {
        std::fs::write(folder.join(name), bytes)?;
    }
    let papers = folder.join("files");
    std::fs::create_dir_all(&papers)?;
    for (name, bytes) in self::papers() {
        std::fs::write(papers.join(name), bytes)?;
    }
    Ok(())
}

/// Names and contents of the papers in `files/`.
pub fn papers() -> impl Iterator<Item = (&'static str, Vec<u8>)> {
    documents::papers()
}

/// Names and contents of all workbooks.
pub fn files() -> Result<Vec<(&'static str, Vec<u8>)>, XlsxError> {
    let september = Month {
        title: "2026年9月公共收益及物业服务资金收支明细",
        sheet: "9月",
        number: 9,
        opening: Fen(8_641_250),
        drawn_base: 0,
        rows: SEPTEMBER,
    };
    let (september_file, closing, base) = september.write()?;
    let october = Month {
        title: "2026年10月公共收益及物业服务资金收支明细",
        sheet: "10月",
        number: 10,
        opening: closing,
        drawn_base: base,
        rows: OCTOBER,
    };
    let (october_file, ..) = october.write()?;
    Ok(vec![
        ("春和苑_住户台账.xlsx", register()?),
        (
            "春和苑_公开资料.xlsx",
            documents::workbook(book("春和苑公开资料")?)?,
        ),
        ("春和苑_收支明细_2026年9月.xlsx", september_file),
        ("春和苑_收支明细_2026年10月.xlsx", october_file),
        ("春和苑_记账凭证_2026年10月.xlsx", vouchers()?),
    ])
}

/// The formats that all sheets share.
struct Look {
    title: Format,
    header: Format,
    day: Format,
    number: Format,
    middle: Format,
}

impl Look {
    fn new() -> Self {
        Self {
            title: Format::new()
                .set_bold()
                .set_font_size(16)
                .set_align(FormatAlign::Center),
            header: Format::new()
                .set_bold()
                .set_border(FormatBorder::Thin)
                .set_align(FormatAlign::Center),
            day: Format::new().set_num_format("yyyy-mm-dd"),
            number: Format::new().set_num_format("#,##0.00"),
            middle: Format::new().set_align(FormatAlign::VerticalCenter),
        }
    }
}

fn book(title: &str) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2026, 11, 1)?;
    let properties = DocProperties::new()
        .set_title(title)
        .set_author("春和苑物业服务中心（示例）")
        .set_creation_datetime(&made);
    book.set_properties(&properties);
    Ok(book)
}

fn excel_date(date: Date) -> Result<ExcelDateTime, XlsxError> {
    let part = |n: i8| u8::try_from(n).unwrap_or(1);
    let year = u16::try_from(date.year()).unwrap_or(1900);
    ExcelDateTime::from_ymd(year, part(date.month()), part(date.day()))
}

/// The number in a cell, by way of its exact text.
fn cell_number(text: &str) -> f64 {
    text.parse().unwrap_or_default()
}

fn headers(
    sheet: &mut Worksheet,
    look: &Look,
    row: u32,
    columns: &[(&str, f64)],
) -> Result<(), XlsxError> {
    for (at, (name, width)) in (0_u16..).zip(columns) {
        sheet.write_string_with_format(row, at, *name, &look.header)?;
        sheet.set_column_width(at, *width)?;
    }
    Ok(())
}

// The register.

const SURNAMES: &[&str] = &[
    "赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "褚", "卫", "蒋", "沈", "韩", "杨",
    "朱", "秦", "尤", "许", "何", "吕", "施", "张",
];
const GIVEN: &[&str] = &[
    "春和", "知秋", "望山", "听雨", "安之", "若水", "明远", "怀瑾", "思齐", "乐山", "清和", "致远",
    "守一", "问渠", "如松", "向晚", "初晴", "南星", "云起", "松年",
];
/// Areas of the two flats of a floor, by entrance, in 0.01 m².
const AREAS: [[i64; 2]; 2] = [[11_286, 8_957], [8_957, 13_442]];
const REGISTER_COLUMNS: &[(&str, f64)] = &[
    ("序号", 6.0),
    ("楼栋", 9.0),
    ("单元", 9.0),
    ("房号", 9.0),
    ("建筑面积(㎡)", 13.0),
    ("业主姓名", 18.0),
    ("联系电话", 15.0),
    ("身份证号", 22.0),
    ("交付日期", 14.0),
    ("用途", 8.0),
    ("备注", 14.0),
];

struct Flat {
    building: String,
    entrance: &'static str,
    room: u32,
    area: AreaC,
    usage: &'static str,
}

fn flats() -> Vec<Flat> {
    let mut all = Vec::new();
    for building in 1..=3 {
        for (entrance, areas) in ["1单元", "2单元"].into_iter().zip(AREAS) {
            for floor in 1..=10 {
                for (door, area) in (1_u32..).zip(areas) {
                    all.push(Flat {
                        building: format!("{building}栋"),
                        entrance,
                        room: floor * 100 + door,
                        area: AreaC(area),
                        usage: "住宅",
                    });
                }
            }
        }
    }
    for room in 101..=106 {
        let building = "商业1栋".to_owned();
        let area = AreaC(4_500 + i64::from(room) * 7);
        all.push(Flat {
            building,
            entrance: "",
            room,
            area,
            usage: "商铺",
        });
    }
    all
}

/// The name of the `number`th person; no two of the first 480 are equal.
fn person(number: usize) -> String {
    let surname = SURNAMES[number % SURNAMES.len()];
    let given = GIVEN[(number / SURNAMES.len() + number * 7) % GIVEN.len()];
    format!("{surname}{given}")
}

/// A document number of no region, with the right check character.
fn document(number: usize) -> String {
    let digits = format!("9900001970010{:04}", number % 10_000);
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = digits
        .bytes()
        .zip(weights)
        .map(|(b, w)| u32::from(b - b'0') * w)
        .sum();
    let check = ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"];
    format!(
        "{digits}{}",
        check[usize::try_from(sum % 11).unwrap_or_default()]
    )
}

fn register() -> Result<Vec<u8>, XlsxError> {
    let look = Look::new();
    let mut book = book("春和苑住户信息台账")?;
    let flats = flats();
    let sheet = book.add_worksheet();
    sheet.set_name("住户台账")?;
    sheet.merge_range(0, 0, 0, 10, "春和苑住户信息台账", &look.title)?;
    sheet.write(
        1,
        0,
        "填报单位：春和苑物业服务中心（示例数据，人名和号码都是虚构的）",
    )?;
    sheet.write(1, 8, "填报日期：2026年10月31日")?;
    headers(sheet, &look, 2, REGISTER_COLUMNS)?;
    for (at, (row, flat)) in (3_u32..).zip(&flats).enumerate() {
        household(sheet, &look, row, at, flat)?;
    }
    let mut start = 0;
    while start < flats.len() {
        let same = flats[start..]
            .iter()
            .take_while(|f| f.building == flats[start].building)
            .count();
        let first = 3 + u32::try_from(start).unwrap_or_default();
        let last = first + u32::try_from(same).unwrap_or_default() - 1;
        sheet.merge_range(first, 1, last, 1, &flats[start].building, &look.middle)?;
        start += same;
    }
    let last = 3 + u32::try_from(flats.len()).unwrap_or_default();
    let area: AreaC = flats.iter().map(|flat| flat.area).sum();
    sheet.write(last, 0, "合计")?;
    sheet.write(last, 3, format!("{}户", flats.len()))?;
    sheet.write_number_with_format(last, 4, cell_number(&area.to_string()), &look.number)?;
    let notes = book.add_worksheet();
    notes.set_name("说明")?;
    notes.write(0, 0, "面积以不动产登记簿为准")?;
    book.save_to_buffer()
}

fn household(
    sheet: &mut Worksheet,
    look: &Look,
    row: u32,
    at: usize,
    flat: &Flat,
) -> Result<(), XlsxError> {
    sheet.write(row, 0, u32::try_from(at + 1).unwrap_or_default())?;
    sheet.write(row, 2, flat.entrance)?;
    // Offices write rooms as numbers and as texts, areas now and then as texts.
    if at % 4 == 1 {
        sheet.write(row, 3, flat.room.to_string())?;
    } else {
        sheet.write(row, 3, flat.room)?;
    }
    let area = flat.area.to_string();
    if at % 17 == 5 {
        sheet.write(row, 4, area)?;
    } else {
        sheet.write(row, 4, cell_number(&area))?;
    }
    sheet.write(row, 9, flat.usage)?;
    if matches!(at, 38 | 77 | 125) {
        sheet.write(row, 5, "开发商")?;
        sheet.write(row, 10, "未售")?;
        return Ok(());
    }
    let shared = at % 9 == 4;
    let (mut names, mut documents) = (person(at), document(at));
    if shared {
        names = format!("{names}、{}", person(at + 200));
        documents = format!("{documents}、{}", document(at + 200));
    }
    sheet.write(row, 5, names)?;
    sheet.write(row, 6, format!("1390000{:04}", at + 1))?;
    sheet.write(row, 7, documents)?;
    if matches!(at, 12 | 59 | 101 | 118) {
        sheet.write(row, 10, "已售未交付")?;
        return Ok(());
    }
    delivered(sheet, look, row, at)
}

/// The day of delivery in one of the spellings that offices mix.
fn delivered(sheet: &mut Worksheet, look: &Look, row: u32, at: usize) -> Result<(), XlsxError> {
    let part = |n: usize| i8::try_from(n + 1).unwrap_or(1);
    let year = 2019 + i16::try_from(at % 4).unwrap_or_default();
    let day: Date = date(year, part(at * 5 % 12), part(at * 11 % 28));
    let (y, m, d) = (day.year(), day.month(), day.day());
    match at % 5 {
        0 => sheet.write(row, 8, format!("{y}年{m}月{d}日"))?,
        1 => sheet.write(row, 8, format!("{y}/{m:02}/{d:02}"))?,
        2 => sheet.write_with_format(row, 8, &excel_date(day)?, &look.day)?,
        3 => sheet.write(row, 8, format!("{y}.{m}.{d}"))?,
        _ => sheet.write(row, 8, day.to_string())?,
    };
    Ok(())
}

// The journals.

/// Day, summary, income (positive) or expense (negative) in fen, category, counterparty, basis,
/// fund, building. An amount of 0 stands for the manager's remuneration.
type Line = (
    i8,
    &'static str,
    i64,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

const SVC: &str = "物业服务资金";
const COM: &str = "公共收益";

const SEPTEMBER: &[Line] = &[
    (
        2,
        "物业费收入(合计103户)",
        15_238_640,
        "物业费",
        "业主",
        "物业服务合同",
        SVC,
        "",
    ),
    (
        4,
        "地面车位费",
        1_260_000,
        "停车费",
        "业主",
        "业主大会决议2026-01",
        COM,
        "",
    ),
    (
        5,
        "电梯轿厢广告",
        600_000,
        "广告费",
        "某某传媒有限公司",
        "广告合同2026-03",
        COM,
        "",
    ),
    (
        8,
        "快递柜场地",
        150_000,
        "场地租赁",
        "某某智能柜有限公司",
        "租赁合同2026-02",
        COM,
        "",
    ),
    (
        10,
        "保洁人工",
        -3_200_000,
        "保洁",
        "某某保洁有限公司",
        "保洁合同2026-01",
        SVC,
        "",
    ),
    (
        12,
        "秩序维护",
        -4_500_000,
        "秩序维护",
        "某某保安有限公司",
        "合同2026-02",
        SVC,
        "",
    ),
    (
        14,
        "2栋水泵维修",
        -286_000,
        "维修",
        "某某机电有限公司",
        "维修单0912 发票1张",
        SVC,
        "2栋",
    ),
    (
        16,
        "公共电费",
        -732_415,
        "公共能耗",
        "供电公司",
        "电费发票",
        SVC,
        "",
    ),
    (
        18,
        "绿化补植",
        -400_050,
        "绿化",
        "某某园林有限公司",
        "预算2026-07",
        SVC,
        "",
    ),
    (
        30,
        "物业酬金(10%)",
        0,
        "物业酬金",
        "某某物业服务有限公司",
        "信托服务合同第八条",
        SVC,
        "",
    ),
];

const OCTOBER: &[Line] = &[
    (
        9,
        "物业费收入(合计11户)",
        1_702_335,
        "物业费",
        "业主",
        "物业服务合同",
        SVC,
        "",
    ),
    (
        10,
        "保洁人工",
        -3_200_000,
        "保洁",
        "某某保洁有限公司",
        "保洁合同2026-01",
        SVC,
        "",
    ),
    (
        12,
        "秩序维护",
        -4_500_000,
        "秩序维护",
        "某某保安有限公司",
        "合同2026-02",
        SVC,
        "",
    ),
    (
        13,
        "地面车位费",
        1_185_000,
        "停车费",
        "业主",
        "业主大会决议2026-01",
        COM,
        "",
    ),
    (
        15,
        "公共电费",
        -698_820,
        "公共能耗",
        "供电公司",
        "电费发票",
        SVC,
        "",
    ),
    (
        20,
        "1栋电梯钢丝绳更换",
        -960_000,
        "维修",
        "某某电梯有限公司",
        "维修单1016 发票2张",
        SVC,
        "1栋",
    ),
    (
        21,
        "存款利息",
        2_317,
        "利息",
        "开户银行",
        "银行回单",
        COM,
        "",
    ),
    (
        31,
        "物业酬金(10%)",
        0,
        "物业酬金",
        "某某物业服务有限公司",
        "信托服务合同第八条",
        SVC,
        "",
    ),
];

const JOURNAL_COLUMNS: &[(&str, f64)] = &[
    ("日期", 13.0),
    ("凭证号", 10.0),
    ("摘要", 26.0),
    ("收入", 13.0),
    ("支出", 13.0),
    ("余额", 14.0),
    ("科目", 12.0),
    ("对方单位", 24.0),
    ("依据", 24.0),
    ("资金", 14.0),
    ("楼栋", 8.0),
    ("审批人", 9.0),
    ("复核人", 9.0),
    ("关联方", 8.0),
    ("预算项目", 12.0),
    ("附件", 22.0),
];

struct Month {
    title: &'static str,
    sheet: &'static str,
    number: i8,
    opening: Fen,
    /// Income on which remuneration was drawn before this month, in fen.
    drawn_base: i64,
    rows: &'static [Line],
}

impl Month {
    /// The file, its closing balance and the base of remuneration to date.
    fn write(&self) -> Result<(Vec<u8>, Fen, i64), XlsxError> {
        let look = Look::new();
        let mut book = book(self.title)?;
        let sheet = book.add_worksheet();
        sheet.set_name(self.sheet)?;
        sheet.merge_range(0, 0, 0, 15, self.title, &look.title)?;
        headers(sheet, &look, 1, JOURNAL_COLUMNS)?;
        let money = |sheet: &mut Worksheet, row: u32, column: u16, fen: i64| {
            let number = cell_number(&Fen(fen).to_string());
            sheet
                .write_number_with_format(row, column, number, &look.number)
                .map(|_| ())
        };
        sheet.write(2, 2, "上月结转")?;
        money(sheet, 2, 5, self.opening.0)?;

        let interest = |line: &&Line| line.3 == "利息";
        let earned: i64 = self.rows.iter().map(|line| line.2.max(0)).sum();
        let not_in_base: i64 = self.rows.iter().filter(interest).map(|line| line.2).sum();
        let base = self.drawn_base + earned - not_in_base;
        // Rounded on the cumulative base, less what was drawn before.
        let draw = tenth(base) - tenth(self.drawn_base);

        let (mut balance, mut income, mut expense) = (self.opening.0, 0, 0);
        for (at, (row, line)) in (3_u32..).zip(self.rows).enumerate() {
            let amount = if line.2 == 0 { -draw } else { line.2 };
            balance += amount;
            self.day(sheet, &look, row, line.0, at)?;
            sheet.write(row, 1, format!("记-{:03}", at + 1))?;
            sheet.write(row, 2, line.1)?;
            if amount > 0 {
                income += amount;
                money(sheet, row, 3, amount)?;
            } else {
                expense -= amount;
                money(sheet, row, 4, -amount)?;
                sheet.write(row, 11, "张三")?;
                sheet.write(row, 12, "李四")?;
                sheet.write(row, 13, "否")?;
                // Each of these categories has a line in the year's budget.
                if ["保洁", "秩序维护", "维修", "公共能耗", "绿化"].contains(&line.3)
                {
                    sheet.write(row, 14, line.3)?;
                }
                if line.3 == "保洁" {
                    sheet.write(row, 15, format!("保洁发票_{}.pdf", self.sheet))?;
                }
            }
            money(sheet, row, 5, balance)?;
            for (column, text) in (6_u16..).zip([line.3, line.4, line.5, line.6, line.7]) {
                sheet.write(row, column, text)?;
            }
        }
        let last = 3 + u32::try_from(self.rows.len()).unwrap_or_default();
        sheet.write(last, 2, "本月合计")?;
        money(sheet, last, 3, income)?;
        money(sheet, last, 4, expense)?;
        money(sheet, last, 5, balance)?;
        Ok((book.save_to_buffer()?, Fen(balance), base))
    }

    /// The day in one of the spellings that offices mix.
    fn day(
        &self,
        sheet: &mut Worksheet,
        look: &Look,
        row: u32,
        day: i8,
        at: usize,
    ) -> Result<(), XlsxError> {
        let month = self.number;
        match at % 3 {
            0 => sheet.write(row, 0, format!("{month}月{day}日"))?,
            1 => {
                let day = excel_date(date(2026, month, day))?;
                sheet.write_with_format(row, 0, &day, &look.day)?
            }
            _ => sheet.write(row, 0, format!("2026.{month:02}.{day:02}"))?,
        };
        Ok(())
    }
}

fn tenth(base: i64) -> i64 {
    half_up(i128::from(base), 10).unwrap_or_default()
}

// Entries with several lines.

const VOUCHER_COLUMNS: &[(&str, f64)] = &[
    ("凭证号", 10.0),
    ("日期", 13.0),
    ("摘要", 28.0),
    ("资金", 16.0),
    ("科目代码", 10.0),
    ("科目名称", 22.0),
    ("借方", 13.0),
    ("贷方", 13.0),
];

/// Voucher, day, summary and lines of account, name, debit and credit in fen.
type Voucher = (
    &'static str,
    i8,
    &'static str,
    &'static [(u32, &'static str, i64, i64)],
);

const VOUCHERS: &[Voucher] = &[
    (
        "记-101",
        14,
        "收装修押金(2栋1单元)",
        &[
            (1002, "银行存款-共管账户", 200_000, 0),
            (2005, "押金保证金", 0, 200_000),
        ],
    ),
    (
        "记-102",
        22,
        "代收水费",
        &[
            (1002, "银行存款-共管账户", 386_450, 0),
            (2006, "代收代付款", 0, 386_450),
        ],
    ),
    (
        "记-103",
        28,
        "代付水费并退押金",
        &[
            (2006, "代收代付款", 386_450, 0),
            (2005, "押金保证金", 200_000, 0),
            (1002, "银行存款-共管账户", 0, 586_450),
        ],
    ),
];

fn vouchers() -> Result<Vec<u8>, XlsxError> {
    let look = Look::new();
    let mut book = book("2026年10月记账凭证")?;
    let sheet = book.add_worksheet();
    sheet.set_name("10月")?;
    sheet.merge_range(
        0,
        0,
        0,
        7,
        "春和苑2026年10月记账凭证（代收代付及押金）",
        &look.title,
    )?;
    headers(sheet, &look, 1, VOUCHER_COLUMNS)?;
    let mut row = 2;
    let mut total = 0;
    for (number, day, summary, lines) in VOUCHERS {
        for (at, (account, name, debit, credit)) in lines.iter().enumerate() {
            if at == 0 {
                sheet.write(row, 0, *number)?;
                sheet.write(row, 1, format!("2026年10月{day}日"))?;
                sheet.write(row, 2, *summary)?;
            }
            sheet.write(row, 3, "代收代付及押金")?;
            sheet.write(row, 4, *account)?;
            sheet.write(row, 5, *name)?;
            for (column, fen) in [(6, *debit), (7, *credit)] {
                if fen > 0 {
                    let number = cell_number(&Fen(fen).to_string());
                    sheet.write_number_with_format(row, column, number, &look.number)?;
                }
            }
            total += debit;
            row += 1;
        }
    }
    sheet.write(row, 2, "合计")?;
    for column in [6, 7] {
        let number = cell_number(&Fen(total).to_string());
        sheet.write_number_with_format(row, column, number, &look.number)?;
    }
    book.save_to_buffer()
}
