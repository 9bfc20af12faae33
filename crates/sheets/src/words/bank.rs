//! Findings about bank statements, in both languages.

use crate::bank::BankFinding;

pub(super) fn zh(finding: &BankFinding) -> String {
    let fixed = match finding {
        BankFinding::ColumnUnused { field, used } => {
            return format!(
                "这一列和 {used} 都像是「{field}」，用了 {used}；要用这一列请加 --map 列名={field}"
            );
        }
        BankFinding::ColumnsJoined { other } => {
            return format!("这一列和 {other} 都是文字说明，已合在一起");
        }
        BankFinding::StatedBalance { expected, stated } => {
            return format!(
                "表外写的余额是 {stated}，按流水应为 {expected}；请核对是否缺了行，或用银行导出的原文件"
            );
        }
        BankFinding::SignUnproven { income } => {
            let side = if *income { "收入" } else { "支出" };
            return format!(
                "上下行的余额证明不了这一笔是收还是支，已按{side}读取；请核对，不对时请加一列「收支」写明"
            );
        }
        BankFinding::FeeNotMoved => {
            "这一列的手续费没有另外动钱（余额里没有它，或另有一行），没有重复记；请核对"
        }
        BankFinding::MinusMeansOut => {
            "支出金额都带负号，已按支出读取（不是冲回）；如果是冲回，请导出带余额的对账单"
        }
        BankFinding::AccountUnnamed => {
            "对账单没有写账号，没有账号的对账单都算同一个账户；有几个账户时，请在表上方写「账号」"
        }
        BankFinding::AccountMissing => "表里有账号列，这一行却没有账号；请填上",
        BankFinding::Currency => "不是人民币；公共账目只记人民币，请只导出人民币账户",
        BankFinding::SideUnknown => {
            "金额都没有正负号，也没有「借贷」「收支」列，上下行的余额也证明不了，看不出是收还是支；请用带余额的对账单，或用 --map 列名=收支 指定"
        }
        BankFinding::LabelUnproven => {
            "这一行只写了合计或结转，金额却和各行之和、余额都对不上，不知道是不是一笔收支；是合计或结转请删去或改对，是收支请在摘要里写明用途"
        }
    };
    fixed.to_owned()
}

pub(super) fn en(finding: &BankFinding) -> String {
    let fixed = match finding {
        BankFinding::ColumnUnused { field, used } => {
            return format!(
                "this column and {used} could both be {field}; {used} was used; to use this one, give --map HEADER={field}"
            );
        }
        BankFinding::ColumnsJoined { other } => {
            return format!("this column and {other} both hold words; both were taken");
        }
        BankFinding::StatedBalance { expected, stated } => {
            return format!(
                "the balance stated beside the table is {stated}, by the movements it is {expected}; see whether rows are missing, or take the bank's own file"
            );
        }
        BankFinding::SignUnproven { income } => {
            let side = if *income { "in" } else { "out" };
            return format!(
                "no balance beside this row shows which way the money went; it was read as money {side}. If that is wrong, add a column 收支 that says it"
            );
        }
        BankFinding::FeeNotMoved => {
            "the fee in this column moved no money of its own (it is not in the balances, or has a row of its own) and was not counted again; please check"
        }
        BankFinding::MinusMeansOut => {
            "every amount that went out has a minus; it was read as money that went out, not as a booking taken back. If it was taken back, export the statement with balances"
        }
        BankFinding::AccountUnnamed => {
            "the statement names no account; all statements without one count as the same account. With several accounts, write 账号 and the number above the table"
        }
        BankFinding::AccountMissing => {
            "there is a column for the account, but this row names none; fill it in"
        }
        BankFinding::Currency => {
            "not in yuan; the accounts are in yuan only, export only the account in yuan"
        }
        BankFinding::SideUnknown => {
            "no amount has a sign, there is no column for the side and no balance of a row above or below that shows it, so in and out cannot be told; take a statement with balances, or name the column with --map HEADER=收支"
        }
        BankFinding::LabelUnproven => {
            "this row says no more than that it is a total or a balance, but its amount is neither the sum of the rows nor a balance; delete or correct it if it is one, or write in the summary what the payment was for"
        }
    };
    fixed.to_owned()
}
