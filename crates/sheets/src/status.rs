//! Whether money moved, by the status that a row has.

use crate::error::Code;
use crate::grid::Cell;
use crate::rows::Skip;
use crate::values::{compact, text};

/// Words of what did not happen. They come first: 未支付 holds 支付.
const NOT_PAID: [&str; 33] = [
    "关闭",
    "失败",
    "等待",
    "待付",
    "待支付",
    "待缴",
    "待收",
    "待审",
    "待确认",
    "待入账",
    "待处理",
    "未付",
    "未支付",
    "未缴",
    "未收",
    "未到账",
    "未入账",
    "未审",
    "未生效",
    "未成功",
    "未完成",
    "欠费",
    "处理中",
    "支付中",
    "撤销",
    "取消",
    "作废",
    "废弃",
    "无效",
    "草稿",
    "驳回",
    "超时",
    "fail",
];
const PAID: [&str; 28] = [
    "成功",
    "到账",
    "已收",
    "已付",
    "已缴",
    "已交",
    "已转账",
    "已存入",
    "已转入",
    "已支出",
    "已支付",
    "已领取",
    "已入账",
    "已记账",
    "已审",
    "已复核",
    "已核销",
    "已确认",
    "已对账",
    "审核通过",
    "完成",
    "正常",
    "有效",
    "生效",
    "缴清",
    "success",
    "processing",
    "change",
];

/// Why no money moved; nothing if it did, or if there is no status. A status that is neither is refused.
pub(crate) fn unmoved(cell: &Cell) -> Result<Option<Skip>, Code> {
    let Some(text) = text(cell)? else {
        return Ok(None);
    };
    let plain = compact(&text).to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| plain.contains(word));
    // A part that was paid back has a row of its own.
    let part = plain.contains("已退款") && plain.chars().any(|c| c.is_ascii_digit());
    let refunded = [
        "已全额退款",
        "全额退款",
        "已退款",
        "已退费",
        "已退还",
        "退款成功",
    ];
    if part {
        Ok(None)
    } else if has(&refunded) {
        Ok(Some(Skip::Refunded))
    } else if has(&NOT_PAID) {
        Ok(Some(Skip::NotPaid))
    } else if has(&PAID) || ["-", "--", "—", "/", "无"].contains(&plain.as_str()) {
        Ok(None)
    } else {
        Err(Code::StatusUnknown)
    }
}
