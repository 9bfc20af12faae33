//! What takes something in.

use mingbai_ui::parts::{Button, Card, Choices, Control, Field, Kind, Wrong};

use crate::{Part, Say, Specimen};

pub fn parts(say: Say) -> Vec<Part> {
    vec![
        say.part("field", "一行字", "One line", lines(say)),
        say.part(
            "fields",
            "多行字、选择、日期",
            "Several lines, a list, a day",
            others(say),
        ),
        say.part("code", "验证码", "A code", codes(say)),
        say.part(
            "wrong",
            "一起说哪里要改",
            "What is wrong, said first",
            wrong(say),
        ),
        say.part("choose", "几选一", "One of few", choices(say)),
        say.part("button", "按钮", "Buttons", buttons(say)),
    ]
}

fn phone(say: Say, id: &str) -> Field {
    Field::line(id, say.w("手机号", "Phone number"), Kind::Phone, "", say.0).hint(say.w(
        "登记在业主名册上的号码。",
        "The number in the register of owners.",
    ))
}

fn with(mut field: Field, value: &str) -> Field {
    if let Control::Line { value: there, .. }
    | Control::Lines { value: there, .. }
    | Control::Code { value: there, .. } = &mut field.control
    {
        value.clone_into(there);
    }
    field
}

fn amount(say: Say, id: &str, value: &str) -> Field {
    let label = say.w("金额（元）", "Amount (yuan)");
    Field::line(id, label, Kind::Amount, value, say.0)
}

fn lines(say: Say) -> Vec<Specimen> {
    let wrong = with(phone(say, "tel3"), "138 0000 000").wrong(say.w(
        "少了一位：手机号是 11 位数字。",
        "A digit is missing: a phone number has 11.",
    ));
    let long = Field::line(
        "long",
        say.w(
            "收款单位的全称，和发票、合同上写的一个字都不能差，括号里的分公司也要写上",
            "The payee’s full name, letter by letter as on the invoice and the contract, with the branch in brackets",
        ),
        Kind::Text,
        say.w(
            "云溪高新区平步电梯安装维修工程服务有限责任公司（长宁家园项目部）",
            "Pingbu Lift Installation and Maintenance Engineering Services Limited (Changning Jiayuan site)",
        ),
        say.0,
    )
    .optional();
    vec![
        say.state("没填", "Empty", &phone(say, "tel1")),
        say.state(
            "填好了",
            "Filled",
            &with(phone(say, "tel2"), "138 0000 0000"),
        ),
        say.state("有错", "Wrong", &wrong),
        say.state(
            "不能改",
            "Fixed",
            &with(phone(say, "tel4"), "138 0000 0000").fixed(),
        ),
        say.state("很长", "Long", &long),
    ]
}

fn others(say: Say) -> Vec<Specimen> {
    let text = |id, value: &str| {
        let control = Control::Lines {
            value: value.to_owned(),
            most: 300,
        };
        Field::of(id, say.w("哪里不明白", "What is not clear"), control, say.0)
    };
    let item = |zh: &'static str, en| (zh.to_owned(), say.w(zh, en).to_owned());
    let pick = Field::of(
        "fund",
        say.w("从哪笔钱里付", "Paid from"),
        Control::Pick {
            options: vec![
                item("物业费", "Property fees"),
                item("公共收益", "Common income"),
                item("维修资金", "Maintenance fund"),
            ],
            chosen: "公共收益".to_owned(),
        },
        say.0,
    );
    let day = Field::line(
        "day",
        say.w("发票日期", "Date of the invoice"),
        Kind::Day,
        "2026-11-06",
        say.0,
    );
    vec![
        say.state("没填", "Empty", &text("why1", "")),
        say.state(
            "填好了",
            "Filled",
            &text(
                "why2",
                say.w(
                    "二号电梯上个月刚换过曳引轮，这个月为什么又付一次？",
                    "The traction sheave of lift 2 was replaced last month. Why is it paid again?",
                ),
            )
            .hint(say.w(
                "写事情，不写人名、门牌和车牌：大家都看得见。",
                "Write what, not who: no names, flats or plates. Everybody can see it.",
            )),
        ),
        say.state("选一个", "A list", &pick),
        say.state(
            "有错",
            "Wrong",
            &day.wrong(say.w(
                "发票日期不能晚于今天。",
                "The invoice cannot be from a day to come.",
            )),
        ),
    ]
}

fn codes(say: Say) -> Vec<Specimen> {
    let code = |id, value: &str| {
        let control = Control::Code {
            value: value.to_owned(),
            digits: 6,
            again: say.w("再发一次", "Send again").to_owned(),
        };
        Field::of(id, say.w("短信验证码", "Code from the message"), control, say.0).hint(say.w(
            "发到尾号 0000 的手机，14:10 以前有效。没收到的话，14:01 以后可以再发一次。",
            "Sent to the phone that ends with 0000, good until 14:10. If it has not come, ask again after 14:01.",
        ))
    };
    vec![
        say.state("没填", "Empty", &code("code1", "")),
        say.state(
            "有错",
            "Wrong",
            &code("code2", "12345").wrong(say.w(
                "验证码不对，再看一下短信。还可以试 4 次。",
                "This is not the code. Look at the message again. 4 tries are left.",
            )),
        ),
        say.state("不能用", "Not now", &code("code3", "").fixed()),
    ]
}

fn wrong(say: Say) -> Vec<Specimen> {
    let amount = amount(say, "sum", "5.800,0").wrong(say.w(
        "写成 5800.00 这样，不要空格。",
        "Write it like 5800.00, without spaces.",
    ));
    let payee = Field::line("payee", say.w("付给谁", "Paid to"), Kind::Text, "", say.0)
        .wrong(say.w("没有填。", "This is empty."));
    let one = Wrong::of(&[&amount], say.0).expect("one is wrong");
    let both = Wrong::of(&[&amount, &payee], say.0).expect("two are wrong");
    vec![
        say.state("一处", "One", &one),
        say.state(
            "两处，后面跟着这两处",
            "Two, with the fields behind it",
            &both,
        ),
        say.state("", "", &amount),
        say.state("", "", &payee),
    ]
}

fn choices(say: Say) -> Vec<Specimen> {
    let ways = |name, chosen: bool, off: bool| {
        let mut cards = vec![
            Card::new("wechat", say.w("微信支付", "WeChat Pay"), ""),
            Card::new("alipay", say.w("支付宝", "Alipay"), ""),
            Card::new(
                "desk",
                say.w("到物业窗口", "At the desk"),
                say.w(
                    "周一到周六 8:30—17:30，可以付现金。",
                    "Monday to Saturday, 8:30 to 17:30, cash too.",
                ),
            ),
        ];
        cards[0].chosen = chosen;
        if off {
            cards[1].off = true;
            cards[1].about = say
                .w(
                    "现在连不上，过一会儿再试。",
                    "Cannot be reached now. Try again later.",
                )
                .into();
        }
        Choices::one(
            name,
            say.w("用什么付 1,134.00 元", "How to pay ¥1,134.00"),
            cards,
        )
    };
    let mut wrong = ways("way3", false, false);
    wrong.wrong = Some(say.w("还没有选。", "Nothing is chosen.").into());
    let matter = say.w(
        "要不要用维修资金 48 万元，换 3 栋的 2 部电梯，由平步电梯承包，2027年3月开工，工期 45 天？",
        "Shall ¥480,000 of the maintenance fund pay for two new lifts in building 3, built by Pingbu from March 2027 within 45 days?",
    );
    let cards = vec![
        Card::new("yes", say.w("同意", "Yes"), ""),
        Card::new("no", say.w("不同意", "No"), ""),
        Card::new("none", say.w("弃权", "Abstain"), ""),
    ];
    let mut vote = Choices::one("vote", matter, cards);
    vote.hint = say
        .w(
            "截止以前可以改投，以最后一次为准。",
            "Until the end you can vote again; the last one counts.",
        )
        .into();
    let mut some = Choices::one(
        "tell",
        say.w("哪些事要告诉您", "What you want to hear of"),
        vec![
            Card::new("bill", say.w("新的账单", "New bills"), ""),
            Card::new(
                "answer",
                say.w("问题有了答复", "Answers to my questions"),
                "",
            ),
        ],
    );
    some.many = true;
    some.cards[1].chosen = true;
    vec![
        say.state("没选", "Nothing chosen", &ways("way1", false, false)),
        say.state(
            "选了一个，有一个不能用",
            "One chosen, one not possible",
            &ways("way2", true, true),
        ),
        say.state("有错", "Wrong", &wrong),
        say.state(
            "表决：三个一样大，不替人选",
            "A vote: equal answers, none proposed",
            &vote,
        ),
        say.state("可以选几个", "Several", &some),
    ]
}

fn buttons(say: Say) -> Vec<Specimen> {
    let sign = say.w("签字", "Sign");
    vec![
        say.state(
            "主要的一步",
            "The one next step",
            &Button::main(say.w("登录", "Sign in")),
        ),
        say.state(
            "另一条路",
            "Another way",
            &Button::quiet(say.w("先不付", "Not now")),
        ),
        say.state(
            "收不回来的",
            "What cannot be taken back",
            &Button::danger(say.w("停用这把钥匙", "Stop this key")),
        ),
        say.state("按过了", "Pressed", &Button::main(sign).busy(say.0)),
        say.state(
            "现在不行，为什么",
            "Not now, and why",
            &Button::main(sign).not_now(
                "why-not",
                say.w(
                    "这一笔是您自己录的，要由别人来签。",
                    "You entered this one yourself: somebody else must sign.",
                ),
            ),
        ),
    ]
}
