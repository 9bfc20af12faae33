//! Writes empty workbooks to fill in: headers, an example row that imports ignore, and a sheet
//! that explains every column.

mod documents;

use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder,
    Workbook, Worksheet, XlsxError,
};

/// Rows prepared below the header.
const PREPARED_ROWS: u32 = 2_000;

/// One column of a template.
struct Column {
    header: &'static str,
    width: f64,
    example: &'static str,
    note: &'static str,
    /// Text columns keep digits such as those of an identity number.
    text: bool,
    choices: &'static [&'static str],
}

const fn text(
    header: &'static str,
    width: f64,
    example: &'static str,
    note: &'static str,
) -> Column {
    Column {
        header,
        width,
        example,
        note,
        text: true,
        choices: &[],
    }
}

const fn number(
    header: &'static str,
    width: f64,
    example: &'static str,
    note: &'static str,
) -> Column {
    Column {
        header,
        width,
        example,
        note,
        text: false,
        choices: &[],
    }
}

const fn choice(
    header: &'static str,
    width: f64,
    example: &'static str,
    note: &'static str,
    choices: &'static [&'static str],
) -> Column {
    Column {
        header,
        width,
        example,
        note,
        text: true,
        choices,
    }
}

const REGISTRY: &[Column] = &[
    text("序号", 7.0, "示例", "可以不填。写「示例」的行不会导入。"),
    text(
        "楼栋",
        9.0,
        "1栋",
        "必填。同一栋楼可以合并单元格，也可以只写第一行。",
    ),
    text("单元", 9.0, "1单元", "没有单元可以不填。"),
    text("房号", 9.0, "101", "必填。同一楼栋、单元内不能重复。"),
    number(
        "建筑面积(㎡)",
        14.0,
        "98.60",
        "必填。大于 0，最多两位小数，单位平方米。",
    ),
    choice(
        "面积来源",
        12.0,
        "产权登记",
        "产权登记、测绘、合同三选一；以产权登记优先（司法解释第八条）。",
        &["产权登记", "测绘", "合同"],
    ),
    text(
        "业主姓名",
        16.0,
        "张三、李四",
        "必填（未售房屋除外）。共有人用顿号隔开。",
    ),
    text(
        "联系电话",
        16.0,
        "13900000001",
        "可以不填。手机 11 位，座机带区号；多个号码用顿号隔开。不会公开。",
    ),
    text(
        "身份证号",
        24.0,
        "",
        "可以不填。本列已设为文本，请不要改成数字。不会公开。",
    ),
    text(
        "物业费单价(元/㎡·月)",
        20.0,
        "1.85",
        "可以不填。每平方米每月多少元，最多四位小数。填了就按它开账单；以后改了再导入一次，从下次开账单起按新的。空着表示不改。",
    ),
    number(
        "车位费(元/月)",
        14.0,
        "",
        "可以不填。每月固定多少元；不再收了请填 0，空着表示不改。",
    ),
    text(
        "过户日期",
        14.0,
        "",
        "房屋换了业主时填写，写成 2026-11-01；从这一天起是新业主。没有换业主不要填。",
    ),
    text(
        "交付日期",
        14.0,
        "2020-06-30",
        "可以不填。写成 2020-06-30。未交付的房屋不要填。",
    ),
    choice(
        "用途",
        10.0,
        "住宅",
        "可以不填，不填按住宅。",
        &["住宅", "商铺", "办公", "车位", "储藏室", "其他"],
    ),
    choice(
        "备注",
        14.0,
        "",
        "没有卖出的写「未售」，卖出还没有交房的写「已售未交付」。",
        &["未售", "已售未交付"],
    ),
];

const JOURNAL: &[Column] = &[
    text(
        "日期",
        13.0,
        "示例",
        "必填。写成 2026-09-02；要在标题所写的月份里。写「示例」的行不会导入。",
    ),
    text("凭证号", 11.0, "记-001", "建议填写，同一个月内不要重复。"),
    text(
        "摘要",
        30.0,
        "9月保洁费",
        "必填。写清楚这笔钱的用途，不要写业主姓名、电话。",
    ),
    number(
        "收入",
        14.0,
        "",
        "收入和支出填一个，单位元，最多两位小数，不能是负数。",
    ),
    number(
        "支出",
        14.0,
        "86000.00",
        "同上。要更正以前的账请用冲销，不要填负数。",
    ),
    number(
        "余额",
        14.0,
        "",
        "可以不填。填了就逐行核对。第一行可写「上月结转」。",
    ),
    text("科目", 14.0, "保洁", "必填。科目名称或代码。"),
    text("对方单位", 22.0, "某某保洁有限公司", "收款或付款的单位。"),
    text("依据", 22.0, "保洁合同2026-01", "合同、决议、发票等。"),
    choice(
        "资金",
        16.0,
        "物业服务资金",
        "可以不填，按科目判断。",
        &[
            "物业服务资金",
            "公共收益",
            "专项维修资金",
            "代收代付及押金",
            "应急储备",
            "财政补助",
        ],
    ),
    text("楼栋", 10.0, "", "只涉及某一栋楼时填写，例如 3栋。"),
    APPROVER,
    REVIEWER,
    choice(
        "关联方",
        9.0,
        "否",
        "收款单位与物业公司有关联的写「是」。",
        &["是", "否"],
    ),
    text("预算项目", 16.0, "", "对应的预算项目编号或名称。"),
    text("银行流水号", 18.0, "", "银行回单上的流水号。"),
    FILES,
    ORIGINALS,
];

const APPROVER: Column = text(
    "审批人",
    22.0,
    "",
    "批准的人。职务写在括号里，几位用顿号隔开：王某（物业负责人）、李某（业委会主任）。不写职务就是物业负责人。",
);
const REVIEWER: Column = text(
    "复核人",
    22.0,
    "",
    "第二位批准的人，不能与审批人相同。不写职务就是红色小管家。",
);
const FILES: Column = text(
    "附件",
    26.0,
    "",
    "公开的票据文件名，几个用顿号隔开，放在 --files 指定的文件夹里；姓名、电话、账号要先遮盖。",
);
const ORIGINALS: Column = text(
    "原件",
    26.0,
    "",
    "没有遮盖的原件，顺序和附件相同；只保存，不公开。",
);

const ENTRIES: &[Column] = &[
    text(
        "凭证号",
        11.0,
        "示例",
        "必填。同一张凭证的各行连在一起，第一行必须写。写「示例」的行不会导入。",
    ),
    text("日期", 13.0, "2026-09-02", "必填。同一张凭证日期相同。"),
    text("摘要", 30.0, "支付9月保洁费", "必填。"),
    choice(
        "资金",
        16.0,
        "物业服务资金",
        "每个资金的借贷要各自平衡。",
        &[
            "物业服务资金",
            "公共收益",
            "专项维修资金",
            "代收代付及押金",
            "应急储备",
            "财政补助",
        ],
    ),
    text("科目代码", 12.0, "5003", "必填。"),
    text("科目名称", 18.0, "清洁", "可以不填。"),
    number(
        "借方",
        14.0,
        "86000.00",
        "借方和贷方填一个，单位元，最多两位小数，不能是负数。",
    ),
    number("贷方", 14.0, "", "同上。"),
    text("对方单位", 22.0, "", "收款或付款的单位。"),
    text("依据", 22.0, "", "合同、决议、发票等。"),
    text("楼栋", 10.0, "", "只涉及某一栋楼时填写。"),
    text("预算项目", 16.0, "", "对应的预算项目编号或名称。"),
    text("银行流水号", 18.0, "", "银行回单上的流水号。"),
    APPROVER,
    REVIEWER,
    FILES,
    ORIGINALS,
];

const PAYMENTS: &[Column] = &[
    text(
        "日期",
        13.0,
        "示例",
        "必填。收到钱的那一天，写成 2026-11-05。写「示例」的行不会导入。",
    ),
    text("楼栋", 9.0, "1栋", "必填。"),
    text("单元", 9.0, "1单元", "没有单元可以不填。"),
    text(
        "房号",
        9.0,
        "101",
        "必填。楼栋、单元、房号要和住户台账一样。",
    ),
    choice(
        "项目",
        10.0,
        "物业费",
        "可以不填，不填按物业费。",
        &["物业费", "车位费"],
    ),
    number(
        "金额",
        14.0,
        "165.70",
        "必填。单位元，最多两位小数。先抵最早的欠费，多的记作预收。",
    ),
    choice(
        "收款方式",
        12.0,
        "微信",
        "可以不填，不填按银行转账。微信、支付宝、POS 的钱先记作在途，结算后进共管账户。",
        &["银行转账", "现金", "微信", "支付宝", "POS"],
    ),
    text(
        "流水号",
        24.0,
        "",
        "建议填写。银行、微信或支付宝的交易号，同一个号只记一次账。本列已设为文本。",
    ),
    text("备注", 20.0, "", "可以不填，不会导入，也不会公开。"),
];

/// An empty household register (.xlsx).
pub fn registry() -> Result<Vec<u8>, XlsxError> {
    write("住户台账", "（小区名称）住户信息台账", REGISTRY)
}

/// An empty journal of income and expense (.xlsx).
pub fn journal() -> Result<Vec<u8>, XlsxError> {
    write("收支明细", "（    年  月）收支明细", JOURNAL)
}

/// An empty journal of entries with several lines (.xlsx).
pub fn entries() -> Result<Vec<u8>, XlsxError> {
    write("记账凭证", "（    年  月）记账凭证", ENTRIES)
}

/// An empty list of payments (.xlsx).
pub fn payments() -> Result<Vec<u8>, XlsxError> {
    write("缴费明细", "（    年  月）缴费明细", PAYMENTS)
}

/// An empty workbook of public documents (.xlsx).
pub fn documents() -> Result<Vec<u8>, XlsxError> {
    write_all("公开资料", &documents::SHEETS)
}

fn write(name: &str, title: &str, columns: &[Column]) -> Result<Vec<u8>, XlsxError> {
    write_all(name, &[(name, title, columns)])
}

/// A sheet for each of (name, title, columns), and one that explains them all.
fn write_all(name: &str, sheets: &[(&str, &str, &[Column])]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(name)?);
    for (name, title, columns) in sheets {
        table(workbook.add_worksheet(), name, title, columns)?;
    }
    notes(workbook.add_worksheet(), sheets)?;
    workbook.save_to_buffer()
}

/// Fixed properties: the same template has the same bytes whenever it is made.
fn properties(title: &str) -> Result<DocProperties, XlsxError> {
    let created = ExcelDateTime::from_ymd(2026, 1, 1)?;
    Ok(DocProperties::new()
        .set_title(title)
        .set_author("Mingbai")
        .set_creation_datetime(&created))
}

fn last(columns: &[Column]) -> u16 {
    u16::try_from(columns.len().saturating_sub(1)).unwrap_or(u16::MAX)
}

fn table(
    sheet: &mut Worksheet,
    name: &str,
    title: &str,
    columns: &[Column],
) -> Result<(), XlsxError> {
    let head = Format::new()
        .set_bold()
        .set_font_size(16)
        .set_align(FormatAlign::Center);
    let header = Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0x00E8_F3EC))
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::Center);
    let example = Format::new()
        .set_font_color(Color::RGB(0x0080_8080))
        .set_italic();
    let as_text = Format::new().set_num_format("@");
    let as_number = Format::new().set_num_format("0.00");

    sheet.set_name(name)?;
    sheet.merge_range(0, 0, 0, last(columns), title, &head)?;
    sheet.set_freeze_panes(2, 0)?;
    for (at, column) in (0_u16..).zip(columns) {
        let format = if column.text { &as_text } else { &as_number };
        sheet.set_column_format(at, format)?;
        sheet.set_column_width(at, column.width)?;
        sheet.write_string_with_format(1, at, column.header, &header)?;
        if !column.example.is_empty() {
            sheet.write_string_with_format(2, at, column.example, &example)?;
        }
        if !column.choices.is_empty() {
            // A remark may say anything; the list only helps to write the known words.
            let list = DataValidation::new()
                .allow_list_strings(column.choices)?
                .show_error_message(false);
            sheet.add_data_validation(2, at, PREPARED_ROWS, at, &list)?;
        }
    }
    Ok(())
}

fn notes(sheet: &mut Worksheet, sheets: &[(&str, &str, &[Column])]) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_name("填写说明")?;
    sheet.set_column_width(0, 16.0)?.set_column_width(1, 70.0)?;
    sheet.write_string_with_format(0, 0, "怎样填写", &bold)?;
    sheet.write_string(
        1,
        0,
        "列名可以用习惯的写法，多余的列不会影响导入。灰色的示例行不会导入，可以删掉。",
    )?;
    let mut row = 3;
    for (name, _, columns) in sheets {
        if sheets.len() > 1 {
            sheet.write_string_with_format(row, 0, format!("【{name}】"), &bold)?;
            row += 1;
        }
        for column in *columns {
            sheet.write_string_with_format(row, 0, column.header, &bold)?;
            sheet.write_string_with_format(row, 1, column.note, &wrap)?;
            row += 1;
        }
        row += 1;
    }
    Ok(())
}
