//! The columns that each kind of table may have, and the names that offices give them.

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the tables below say of each what it is")]
pub enum Field {
    Index,
    Building,
    Entrance,
    Room,
    Address,
    Area,
    AreaRegistered,
    AreaSurveyed,
    AreaContract,
    AreaOther,
    AreaSource,
    Owner,
    Phone,
    IdNumber,
    Delivered,
    Status,
    Use,
    Remark,
    Date,
    Voucher,
    Summary,
    Income,
    Expense,
    Amount,
    Direction,
    Balance,
    Category,
    Counterparty,
    Basis,
    Fund,
    Scope,
    Approver,
    Reviewer,
    RelatedParty,
    BudgetLine,
    BankReference,
    Account,
    AccountName,
    Debit,
    Credit,
}

/// One possible column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// What it holds.
    pub field: Field,
    /// Its name in a mapping and in configuration files.
    pub id: &'static str,
    /// Its usual Chinese header.
    pub name: &'static str,
    /// Other headers for it, without brackets, spaces and units.
    pub synonyms: &'static [&'static str],
    /// Whether several columns may hold it, such as two telephone columns.
    pub many: bool,
}

const fn one(
    field: Field,
    id: &'static str,
    name: &'static str,
    synonyms: &'static [&'static str],
) -> Spec {
    Spec {
        field,
        id,
        name,
        synonyms,
        many: false,
    }
}

const fn many(
    field: Field,
    id: &'static str,
    name: &'static str,
    synonyms: &'static [&'static str],
) -> Spec {
    Spec {
        field,
        id,
        name,
        synonyms,
        many: true,
    }
}

const INDEX: Spec = many(
    Field::Index,
    "index",
    "序号",
    &["编号", "no", "行号", "户数序号"],
);

/// Columns of a household register (住户台账).
pub const REGISTRY: &[Spec] = &[
    INDEX,
    one(
        Field::Building,
        "building",
        "楼栋",
        &[
            "栋号",
            "楼号",
            "幢",
            "幢号",
            "栋",
            "楼栋号",
            "楼幢号",
            "楼幢",
            "号楼",
            "楼",
            "楼宇",
            "座",
            "楼座",
            "building",
        ],
    ),
    one(
        Field::Entrance,
        "entrance",
        "单元",
        &[
            "单元号",
            "门",
            "单元门",
            "门栋",
            "梯",
            "单元名称",
            "entrance",
        ],
    ),
    one(
        Field::Room,
        "room",
        "房号",
        &[
            "房间号",
            "室号",
            "户号",
            "房屋编号",
            "门牌号",
            "室",
            "房间",
            "户室号",
            "房屋号",
            "房间编号",
            "room",
        ],
    ),
    one(
        Field::Address,
        "address",
        "房屋坐落",
        &[
            "房屋地址",
            "坐落",
            "房产地址",
            "楼栋房号",
            "栋单元室",
            "楼栋单元房号",
            "房屋位置",
            "address",
        ],
    ),
    one(
        Field::Area,
        "area",
        "建筑面积",
        &[
            "面积",
            "房屋面积",
            "房屋建筑面积",
            "计费面积",
            "收费面积",
            "建面",
            "专有部分面积",
            "area",
        ],
    ),
    one(
        Field::AreaRegistered,
        "area_registered",
        "产权面积",
        &[
            "不动产登记面积",
            "登记面积",
            "房产证面积",
            "产权证面积",
            "不动产权面积",
            "产权建筑面积",
            "登记建筑面积",
        ],
    ),
    one(
        Field::AreaSurveyed,
        "area_surveyed",
        "测绘面积",
        &["实测面积", "实测建筑面积", "测绘建筑面积"],
    ),
    one(
        Field::AreaContract,
        "area_contract",
        "合同面积",
        &["购房合同面积", "买卖合同面积", "合同建筑面积", "预测面积"],
    ),
    many(
        Field::AreaOther,
        "area_other",
        "套内面积",
        &[
            "套内建筑面积",
            "公摊面积",
            "分摊面积",
            "使用面积",
            "阳台面积",
        ],
    ),
    one(
        Field::AreaSource,
        "area_source",
        "面积来源",
        &["面积依据", "面积类型"],
    ),
    many(
        Field::Owner,
        "owner",
        "业主姓名",
        &[
            "业主",
            "产权人",
            "户主",
            "姓名",
            "业主名称",
            "产权人姓名",
            "户主姓名",
            "共有人",
            "共有产权人",
            "房主",
            "权利人",
            "owner",
        ],
    ),
    many(
        Field::Phone,
        "phone",
        "联系电话",
        &[
            "电话",
            "手机",
            "手机号",
            "手机号码",
            "联系方式",
            "电话号码",
            "业主电话",
            "移动电话",
            "联系手机",
            "phone",
        ],
    ),
    many(
        Field::IdNumber,
        "id_number",
        "身份证号",
        &[
            "身份证号码",
            "证件号码",
            "证件号",
            "身份证",
            "公民身份号码",
            "业主身份证号",
            "id",
        ],
    ),
    one(
        Field::Delivered,
        "delivered",
        "交付日期",
        &[
            "交房日期",
            "交房时间",
            "交付时间",
            "收房日期",
            "接房日期",
            "入住日期",
            "入住时间",
        ],
    ),
    one(
        Field::Status,
        "status",
        "状态",
        &[
            "房屋状态",
            "交付状态",
            "销售状态",
            "是否交付",
            "入住状态",
            "交付情况",
            "status",
        ],
    ),
    one(
        Field::Use,
        "use",
        "用途",
        &[
            "房屋用途",
            "房屋性质",
            "房屋类型",
            "性质",
            "规划用途",
            "物业类型",
            "use",
        ],
    ),
    many(
        Field::Remark,
        "remark",
        "备注",
        &["说明", "附注", "备注说明", "remark"],
    ),
];

const DATE: Spec = one(
    Field::Date,
    "date",
    "日期",
    &[
        "记账日期",
        "发生日期",
        "交易日期",
        "业务日期",
        "收支日期",
        "凭证日期",
        "时间",
        "date",
    ],
);
const VOUCHER: Spec = one(
    Field::Voucher,
    "voucher",
    "凭证号",
    &["凭证编号", "凭证", "凭证字号", "单据号", "voucher"],
);
const SUMMARY: Spec = one(
    Field::Summary,
    "summary",
    "摘要",
    &[
        "事由",
        "内容",
        "项目",
        "收支项目",
        "收支内容",
        "用途说明",
        "明细",
        "事项",
        "summary",
    ],
);
const COUNTERPARTY: Spec = one(
    Field::Counterparty,
    "counterparty",
    "对方单位",
    &[
        "对方",
        "对方户名",
        "往来单位",
        "收款单位",
        "收款人",
        "付款单位",
        "收付款单位",
        "交易对方",
        "供应商",
        "对方名称",
    ],
);
const BASIS: Spec = one(
    Field::Basis,
    "basis",
    "依据",
    &[
        "合同",
        "依据文件",
        "支出依据",
        "收支依据",
        "合同依据",
        "basis",
    ],
);
const FUND: Spec = one(
    Field::Fund,
    "fund",
    "资金",
    &[
        "账户",
        "资金账户",
        "资金类别",
        "资金类型",
        "资金性质",
        "fund",
    ],
);
const SCOPE: Spec = one(
    Field::Scope,
    "scope",
    "楼栋",
    &[
        "受益范围",
        "范围",
        "涉及楼栋",
        "楼号",
        "栋号",
        "分摊范围",
        "scope",
    ],
);
const APPROVER: Spec = one(
    Field::Approver,
    "approver",
    "审批人",
    &["批准人", "审批", "核准人", "approver"],
);
const REVIEWER: Spec = one(
    Field::Reviewer,
    "reviewer",
    "复核人",
    &[
        "复核",
        "会签人",
        "第二审批人",
        "业委会审批",
        "业主方审批",
        "监督人",
        "reviewer",
    ],
);
const RELATED: Spec = one(
    Field::RelatedParty,
    "related_party",
    "关联方",
    &["是否关联方", "关联交易", "是否关联交易"],
);
const BUDGET: Spec = one(
    Field::BudgetLine,
    "budget_line",
    "预算项目",
    &["预算", "预算科目", "预算编号", "预算项", "budget_line"],
);
const BANK: Spec = one(
    Field::BankReference,
    "bank_reference",
    "银行流水号",
    &[
        "流水号",
        "交易流水号",
        "银行流水",
        "回单号",
        "银行回单号",
        "bank_reference",
    ],
);
const REMARK: Spec = many(Field::Remark, "remark", "备注", &["说明", "附注", "remark"]);

/// Columns of a journal of income and expense (收支明细).
pub const JOURNAL: &[Spec] = &[
    INDEX,
    DATE,
    VOUCHER,
    SUMMARY,
    one(
        Field::Income,
        "income",
        "收入",
        &["收入金额", "收入额", "收", "本期收入", "收款金额", "income"],
    ),
    one(
        Field::Expense,
        "expense",
        "支出",
        &[
            "支出金额",
            "支出额",
            "支",
            "本期支出",
            "付款金额",
            "expense",
        ],
    ),
    one(
        Field::Amount,
        "amount",
        "金额",
        &["发生额", "交易金额", "amount"],
    ),
    one(
        Field::Direction,
        "direction",
        "收支",
        &[
            "收支类型",
            "收支方向",
            "收付",
            "收/支",
            "收支类别",
            "direction",
        ],
    ),
    one(
        Field::Balance,
        "balance",
        "余额",
        &["结余", "账户余额", "结存", "balance"],
    ),
    one(
        Field::Category,
        "category",
        "科目",
        &[
            "类别",
            "分类",
            "收支科目",
            "会计科目",
            "科目名称",
            "费用类别",
            "费用科目",
            "category",
        ],
    ),
    COUNTERPARTY,
    BASIS,
    FUND,
    SCOPE,
    APPROVER,
    REVIEWER,
    RELATED,
    BUDGET,
    BANK,
    REMARK,
];

/// Columns of a journal of entries with several lines (记账凭证).
pub const ENTRIES: &[Spec] = &[
    INDEX,
    VOUCHER,
    DATE,
    SUMMARY,
    FUND,
    one(
        Field::Account,
        "account",
        "科目代码",
        &["科目编码", "科目编号", "会计科目代码", "科目", "account"],
    ),
    one(
        Field::AccountName,
        "account_name",
        "科目名称",
        &["会计科目", "会计科目名称", "account_name"],
    ),
    one(
        Field::Debit,
        "debit",
        "借方",
        &["借方金额", "借方发生额", "借", "debit"],
    ),
    one(
        Field::Credit,
        "credit",
        "贷方",
        &["贷方金额", "贷方发生额", "贷", "credit"],
    ),
    COUNTERPARTY,
    BASIS,
    SCOPE,
    APPROVER,
    REVIEWER,
    RELATED,
    BUDGET,
    BANK,
    REMARK,
];

/// The spec of `field` in `specs`.
pub(crate) fn spec(specs: &'static [Spec], field: Field) -> Option<&'static Spec> {
    specs.iter().find(|spec| spec.field == field)
}

/// The usual Chinese header of `field` in `specs`.
pub(crate) fn name(specs: &'static [Spec], field: Field) -> &'static str {
    spec(specs, field).map_or("", |spec| spec.name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn no_header_means_two_things_in_one_table() {
        for table in [REGISTRY, JOURNAL, ENTRIES] {
            let mut seen = BTreeMap::new();
            for spec in table {
                for word in spec.synonyms.iter().chain([&spec.name]) {
                    let before = seen.insert(*word, spec.field);
                    assert_eq!(before, None, "{word} is listed twice");
                }
            }
        }
    }
}
