//! The texts of `args/desk.rs` in Chinese.

pub(super) const TEXTS: &[(&str, &str)] = &[
    (
        "Make a month's bills of all units with a charge (开账单)",
        "开账单：给所有有收费标准的房屋开一个月的账单",
    ),
    ("Month, such as 2026-10", "月份，例如 2026-10"),
    (
        "What to bill",
        "开哪一种：fee 物业费，parking 车位费，all 两种",
    ),
    (
        "Book what payment channels paid out to the bank, less their fee (渠道结算)",
        "渠道结算：微信、支付宝等扣掉手续费后到账",
    ),
    (
        "What the channel keeps, such as 0.38%",
        "手续费率，例如 0.38%",
    ),
    (
        "What arrived in the bank, in yuan, such as 328.55; the rest is the channel's fee",
        "银行实际到账多少元，例如 328.55；差额就是手续费",
    ),
    (
        "Draw the manager's remuneration by the agreement's rule (提取酬金)",
        "提取酬金：只按合同的规矩算",
    ),
    ("The agreement's name in the book", "合同在账本里的编号"),
    (
        "The last month that counts, such as 2026-10",
        "算到哪个月，例如 2026-10",
    ),
    (
        "An expense from draft to payment, with two persons' approval (支出审批)",
        "支出：起草、两个人审批、付款、作废、列出",
    ),
    ("Draft an expense", "起草一笔支出"),
    (
        "Amount in yuan, such as 1280.50",
        "金额，单位元，例如 1280.50",
    ),
    (
        "What it is for, without names of residents",
        "做什么用；不要写住户姓名",
    ),
    ("Whom to pay", "收款单位"),
    ("Budget line, such as 2026/3", "预算项目，例如 2026/3"),
    (
        "Expense account, such as 5003; the budget line's if absent",
        "支出科目，例如 5003；不写就用预算项目的科目",
    ),
    (
        "Fund, such as SVC or COM; the budget line's, else SVC",
        "资金，例如 SVC 物业服务资金、COM 公共收益；不写就用预算项目的，否则 SVC",
    ),
    (
        "contract:ID, resolution:ID, agreement:ID, budget:ID, emergency:TEXT or your own words; may be repeated",
        "依据：contract:合同编号、resolution:决议编号、agreement:编号、budget:编号、emergency:说明，或直接写文字；可以写多个",
    ),
    (
        "For whom: all, 3 (a building) or 3-2 (an entrance)",
        "受益范围：all 全体，3 是 3栋，3-2 是 3栋2单元",
    ),
    (
        "The payee is related to the manager (关联方)",
        "收款单位与管理单位有关联",
    ),
    (
        "Day of the expense, such as 2026-10-08; today if absent",
        "日期，例如 2026-10-08；不写就是今天",
    ),
    (
        "Approve a draft; two different persons do, neither of them the payee",
        "审批一笔支出；要两个不同的人，都不能是收款方",
    ),
    ("The expense's number", "支出的编号"),
    ("Who approves", "审批人"),
    (
        "In which office: manager, steward, `committee_chair`, `committee_member`, `residents_committee` or `street_office`",
        "身份：manager 物业负责人，steward 红色小管家，committee_chair 业委会主任，committee_member 业委会委员，residents_committee 社居委，street_office 街道办",
    ),
    (
        "Record that an approved expense was paid, and publish it",
        "登记审批齐全的支出已付款，并公布",
    ),
    ("The bank's reference", "银行流水号"),
    (
        "Day of the payment; today if absent",
        "付款日期；不写就是今天",
    ),
    (
        "Give an expense up; its budget line is free again",
        "作废一笔支出，让出预算",
    ),
    (
        "List expenses that are neither paid nor given up, and what they lack",
        "列出还没有付款的支出，缺谁审批",
    ),
    (
        "Enter an owner's written objection to an entry (业主异议)",
        "登记、列出业主对一笔账的书面异议",
    ),
    (
        "Enter one; the owner is not named",
        "登记一条异议；不写业主姓名",
    ),
    ("The question", "异议的内容"),
    ("List objections and their answers", "列出异议和答复"),
    (
        "Answer an objection in public (答复异议)",
        "公开答复一条异议",
    ),
    ("The objection's number", "异议的编号"),
    (
        "Which office answers; no person's name",
        "由哪个单位答复；不写人名",
    ),
    ("The answer", "答复的内容"),
    (
        "Write a household's receipts: its bills and payments with their proofs (住户凭据)",
        "写出一户的凭据：当月的账单、缴费和它们的证明",
    ),
    (
        "The unit: building-entrance-room, such as 3-1-502",
        "房屋：楼栋-单元-房号，例如 3-1-502",
    ),
    (
        "Directory to write to; give the files to this household alone",
        "写到哪个目录；这些文件只交给这一户",
    ),
    (
        "No longer serve a published file; its name and the reason stay in the book (撤下文件)",
        "撤下一个公布过的文件；名称和理由留在账本里",
    ),
    (
        "The file's SHA-256, as its address shows it",
        "文件的 SHA-256，网址里有",
    ),
    ("Why; everyone will read it", "理由，人人可见"),
    (
        "A household's receipt to check as well; may be repeated",
        "同时核对住户的凭据；可以写多个",
    ),
    (
        "Jurisdiction profile whose periods and limits apply",
        "适用哪一套地方规定（期限和限额）",
    ),
];
