//! The workbook of public documents (公开资料), one sheet a kind. Sheets that are not needed may be
//! deleted or left empty of rows.

use super::{Column, choice, number, text};

/// Name of the sheet, its title, its columns.
pub(super) const SHEETS: [(&str, &str, &[Column]); 6] = [
    ("决议", "（小区名称）业主大会决议", RESOLUTIONS),
    ("服务协议", "（小区名称）物业服务（信托）协议", AGREEMENTS),
    ("预算", "（小区名称）年度预算", BUDGETS),
    ("合同", "（小区名称）对外合同", CONTRACTS),
    ("公示", "（小区名称）公示事项", DISCLOSURES),
    ("报表", "（小区名称）物业公司经营情况（包干制）", STATEMENTS),
];

const ID: Column = text(
    "编号",
    16.0,
    "示例",
    "必填。自己编的号，例如 JY-2026-01；公开后不能改，别的表用它来引用。写「示例」的行不会导入。",
);
const TITLE: Column = text(
    "标题",
    34.0,
    "2026年度预算",
    "必填。会公开，不要写业主姓名、电话。",
);
const FROM: Column = text("起始日期", 13.0, "2026-01-01", "必填。写成 2026-01-01。");
const TO: Column = text("终止日期", 13.0, "2026-12-31", "必填。");
const FILE: Column = text(
    "文件",
    26.0,
    "",
    "可以不填。公开的文件名，放在 --files 指定的文件夹里；姓名、电话、账号要先遮盖。PDF 或图片，最大 50 MB。",
);
const ORIGINAL: Column = text(
    "原件",
    26.0,
    "",
    "可以不填。没有遮盖的原件，只保存，不公开；填了「文件」才能填。",
);
const RESOLUTION: Column = text("决议", 16.0, "", "可以不填。批准它的决议的编号。");

const RESOLUTIONS: &[Column] = &[
    ID,
    TITLE,
    number(
        "表决事项",
        10.0,
        "5",
        "必填。民法典第二百七十八条第几项，1 到 9。",
    ),
    text("日期", 13.0, "2026-01-10", "必填。通过的日期。"),
    number("总人数", 10.0, "264", "必填。全体业主人数。"),
    number(
        "总面积",
        13.0,
        "25607.34",
        "必填。全体业主专有部分面积，平方米。",
    ),
    number("参与人数", 10.0, "190", "必填。参与表决的人数。"),
    number("参与面积", 13.0, "18800.00", "必填。参与表决的面积。"),
    number("同意人数", 10.0, "150", "必填。"),
    number("同意面积", 13.0, "15000.00", "必填。"),
    FILE,
    ORIGINAL,
];

const AGREEMENTS: &[Column] = &[
    ID,
    TITLE,
    FROM,
    text("终止日期", 13.0, "", "可以不填。"),
    choice(
        "酬金方式",
        11.0,
        "比例",
        "必填。比例：按计提科目的收入；每月固定：每月一个数。",
        &["比例", "每月固定"],
    ),
    text("酬金", 11.0, "10%", "必填。比例写 10%，每月固定写元。"),
    text(
        "计提科目",
        20.0,
        "物业费",
        "可以不填，不填只按物业费收入。几个科目用顿号隔开。",
    ),
    choice(
        "口径",
        11.0,
        "收付实现",
        "可以不填，不填按收付实现。",
        &["收付实现", "权责发生"],
    ),
    choice(
        "违约金计入",
        11.0,
        "否",
        "可以不填，不填不计入。",
        &["是", "否"],
    ),
    text(
        "预留比例",
        10.0,
        "",
        "可以不填。等服务考核后再付的比例，例如 20%。",
    ),
    number("酬金上限", 13.0, "", "可以不填。酬金总额最多多少元。"),
    text(
        "结余",
        20.0,
        "全部转入下年预算",
        "可以不填。全部转入下年预算，或 储备 20%。",
    ),
    choice(
        "未批准亏损",
        11.0,
        "受托人",
        "可以不填，不填由受托人承担。",
        &["受托人", "资金"],
    ),
    number(
        "小管家限额",
        13.0,
        "5000.00",
        "必填，元。不超过这个数，物业负责人和红色小管家同意就可以支出。",
    ),
    number(
        "业委会限额",
        13.0,
        "50000.00",
        "必填，元。不超过这个数，还要业委会主任同意；再多要有决议。",
    ),
    number("酬金支付日", 10.0, "15", "可以不填，不填为每月 15 日。"),
    number("账目公开日", 10.0, "10", "可以不填，不填为次月 10 日。"),
    number("版本", 8.0, "1", "可以不填，不填为 1。"),
    RESOLUTION,
    FILE,
    ORIGINAL,
];

const BUDGETS: &[Column] = &[
    ID,
    number("年度", 9.0, "2026", "必填。"),
    text("标题", 26.0, "2026年度预算", "可以不填。"),
    number("行号", 8.0, "1", "可以不填，不填按顺序。凭证用它来引用。"),
    text("项目", 22.0, "电梯维保", "必填。"),
    text("科目", 14.0, "维修", "必填。科目名称或代码。"),
    choice(
        "资金",
        16.0,
        "",
        "可以不填，按科目判断。",
        &["物业服务资金", "公共收益", "应急储备", "财政补助"],
    ),
    number("金额", 14.0, "36000.00", "必填，元，全年。"),
    RESOLUTION,
    FILE,
];

const CONTRACTS: &[Column] = &[
    ID,
    TITLE,
    text("对方单位", 24.0, "某某电梯有限公司", "必填。"),
    FROM,
    TO,
    number("金额", 14.0, "36000.00", "可以不填，元。"),
    choice(
        "关联方",
        9.0,
        "否",
        "与物业公司有关联的写「是」。",
        &["是", "否"],
    ),
    FILE,
    ORIGINAL,
];

const DISCLOSURES: &[Column] = &[
    choice(
        "公示事项",
        22.0,
        "示例",
        "必填。从列表里选。写「示例」的行不会导入。",
        &[
            "公共收益收支",
            "物业费资金收支",
            "自管账目",
            "服务履行情况",
            "年度预决算",
            "维修资金收支",
            "维修资金分户余额",
            "公摊水电",
            "合同与外包单位",
            "车位处分",
            "业委会成员交费",
            "审计报告",
        ],
    ),
    FROM,
    TO,
    FILE,
    ORIGINAL,
];

const STATEMENTS: &[Column] = &[
    text(
        "标题",
        26.0,
        "示例",
        "必填。同一张报表的各行标题和日期相同。写「示例」的行不会导入。",
    ),
    FROM,
    TO,
    text("项目", 22.0, "物业费收入", "必填。"),
    number("收入", 14.0, "100000.00", "收入和支出填一个，元。"),
    number("支出", 14.0, "", "同上。"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_choices_are_the_words_that_the_reader_knows() {
        let known: Vec<&str> = crate::disclosure_words().collect();
        assert_eq!(DISCLOSURES[0].choices, known);
    }
}
