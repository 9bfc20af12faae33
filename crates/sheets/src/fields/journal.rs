//! Columns of journals.

use super::{Field, INDEX, MOVED, REMARK, Spec, one};

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

const FILE: Spec = one(
    Field::File,
    "file",
    "附件",
    &["票据", "凭证附件", "附件文件", "扫描件", "file"],
);
const ORIGINAL: Spec = one(
    Field::Original,
    "original",
    "原件",
    &["原件文件", "未遮盖原件", "original"],
);

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
        &["发生额", "交易金额", "小写金额", "收支金额", "amount"],
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
    FILE,
    ORIGINAL,
    MOVED,
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
    FILE,
    ORIGINAL,
    REMARK,
];
