//! Columns of a bank's statement.

use super::{Field, INDEX, REMARK, Spec, many, one};

/// Columns of a bank's statement (银行对账单): debit is what leaves the account.
pub const BANK_STATEMENT: &[Spec] = &[
    INDEX,
    one(
        Field::Date,
        "date",
        "交易日期",
        &["日期", "记账日期", "入账日期", "交易日", "发生日期", "date"],
    ),
    one(
        Field::Time,
        "time",
        "交易时间",
        &["时间", "记账时间", "time"],
    ),
    one(
        Field::Summary,
        "summary",
        "摘要",
        &[
            "交易摘要",
            "用途",
            "附言",
            "交易类型",
            "摘要说明",
            "交易说明",
            "summary",
        ],
    ),
    one(
        Field::Expense,
        "out",
        "借方发生额",
        &[
            "借方",
            "借方金额",
            "支出",
            "支出金额",
            "转出金额",
            "转出",
            "付款金额",
            "out",
        ],
    ),
    one(
        Field::Income,
        "in",
        "贷方发生额",
        &[
            "贷方",
            "贷方金额",
            "收入",
            "收入金额",
            "转入金额",
            "转入",
            "收款金额",
            "in",
        ],
    ),
    one(
        Field::Balance,
        "balance",
        "账户余额",
        &["余额", "交易余额", "本次余额", "结余", "balance"],
    ),
    one(
        Field::Counterparty,
        "counterparty",
        "对方户名",
        &[
            "对方名称",
            "对方单位",
            "对方",
            "对方账户名称",
            "交易对方",
            "对手方",
            "counterparty",
        ],
    ),
    many(
        Field::CounterAccount,
        "counter_account",
        "对方账号",
        &["对方账户", "对方卡号", "对方行名", "对方开户行"],
    ),
    one(
        Field::BankReference,
        "reference",
        "交易流水号",
        &[
            "流水号",
            "银行流水号",
            "回单号",
            "凭证号",
            "交易编号",
            "业务编号",
            "reference",
        ],
    ),
    REMARK,
];
