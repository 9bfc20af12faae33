//! What the service fund pays or gets only now and then.

use jiff::civil::Date;
use mingbai_domain::calendar::Period;
use mingbai_domain::ledger::{Fund, templates::pair};
use mingbai_domain::money::Fen;

use super::Service;
use crate::amounts::{floor_to, share};
use crate::draft::{Draft, account, account_bank};
use crate::lines::{self, Line};
use crate::places::{CHANGNING, XINGYUAN_NORTH};
use crate::repairs;
use crate::spend::{Spend, plain};
use crate::when::on;
use crate::words::Trade;

impl Service {
    /// What comes once or a few times a year.
    pub(super) fn occasions(&self, draft: &mut Draft, month: Period) {
        let number = month.month();
        if number % 2 == 1 {
            let amount = share(self.monthly, 26, 1_000);
            let text = draft
                .dice
                .pick(&["办公用品与打印", "电话、网络与打印耗材", "收费窗口办公用品"])
                .to_owned();
            self.once(
                draft,
                on(month, 13),
                Trade::Office,
                lines::OFFICE,
                amount,
                text,
            );
        }
        if matches!(number, 3 | 9) {
            let amount = share(self.monthly, 45, 1_000);
            let text = if number == 3 {
                "春季绿化补植"
            } else {
                "秋季绿化补植"
            };
            if draft.index != XINGYUAN_NORTH || number == 3 {
                self.once(
                    draft,
                    on(month, 18),
                    Trade::Greening,
                    lines::GREENING,
                    amount,
                    text.to_owned(),
                );
            }
        }
        if matches!(number, 12 | 6) {
            let amount = share(self.monthly, 16, 1_000);
            let text = draft
                .dice
                .pick(&["化粪池清掏", "雨污水管疏通与化粪池清掏", "集水井清淤"])
                .to_owned();
            self.once(
                draft,
                on(month, 19),
                Trade::Cleaning,
                lines::CLEANING,
                amount,
                text,
            );
        }
        if matches!(number, 1 | 7) {
            let amount = floor_to(share(self.monthly, 12, 1_000), 10);
            let text = draft.dice.pick(&[
                "业委会公告栏与会议用品",
                "业主大会表决票印制与会务",
                "业委会办公经费",
            ]);
            self.once(
                draft,
                on(month, 20),
                Trade::Office,
                lines::COMMITTEE,
                amount,
                text.to_owned(),
            );
        }
        if number == 3 {
            let amount = floor_to(share(self.monthly, 70, 1_000), 10);
            self.once(
                draft,
                on(month, 12),
                Trade::Insurance,
                lines::INSURANCE,
                amount,
                "公众责任险，保期一年".to_owned(),
            );
        }
        if number == 4 {
            let amount = floor_to(share(self.monthly, 60, 1_000), 100);
            self.once(
                draft,
                on(month, 21),
                Trade::Audit,
                lines::AUDIT,
                amount,
                "2025年度收支审计费".to_owned(),
            );
        }
        if number % 3 == 0 {
            self.interest(draft, month);
        }
        if draft.index == CHANGNING {
            repairs::lamps(draft, month);
        }
    }

    fn once(
        &self,
        draft: &mut Draft,
        date: Date,
        trade: Trade,
        line: Line,
        amount: Fen,
        text: String,
    ) {
        // A related vendor gets only what its contract says.
        let vendor = match self.contracts.get(&trade).filter(|vendor| !vendor.related) {
            Some(vendor) => vendor.name.clone(),
            None => draft.vendor(trade),
        };
        let amount = Fen(amount.0 / 10 * 10);
        let paper = draft.invoice(date, &vendor, &text, amount);
        draft.spend(Spend {
            payee: vendor,
            papers: vec![paper],
            ..plain(date, line, amount, text)
        });
    }

    fn interest(&self, draft: &mut Draft, month: Period) {
        let amount = share(self.monthly, draft.dice.between(11, 24), 10_000);
        let postings = pair(Fund::Svc, account_bank(), account(4006), amount);
        let bank = "云溪农商银行";
        draft.receive(
            on(month, 21),
            postings,
            bank,
            "物业服务资金账户结息".to_owned(),
            Vec::new(),
        );
    }
}
