//! What the verifier of secret elections says, in two languages.

use mingbai_app::words::Lang;
use mingbai_belenios::archive::EventKind;
use mingbai_belenios::json::JsonError;
use mingbai_belenios::refusal::{Object, Refusal, Rule};
use mingbai_belenios::verify::{Report, Stage};

use super::split;
use crate::place::say;

/// A refusal as a sentence: the object, and the rule that it breaks.
pub fn refusal(refusal: &Refusal, lang: Lang) -> String {
    match lang {
        Lang::En => refusal.to_string(),
        Lang::Zh => format!("{}：{}", object(&refusal.object), rule(&refusal.rule)),
    }
}

/// Names of the lists that were not given, for programs.
pub fn unchecked(report: &Report) -> Vec<&'static str> {
    let lists = [
        ("roll", report.compared.roll),
        ("anchors", report.compared.anchors),
        ("trustees", report.compared.trustees),
    ];
    let missing = lists.iter().filter(|(_, checked)| !checked);
    let mut names: Vec<&str> = missing.map(|(name, _)| *name).collect();
    if report.stage != Stage::Finished {
        names.push("result");
    }
    names
}

/// The same for people.
pub fn not_checked(report: &Report, lang: Lang) -> Vec<String> {
    let sentence = |name: &&str| match *name {
        "roll" => say(
            lang,
            "未核对：有投票资格的人是否就是名册上的人（用 --roll 名册 核对）",
            "not checked: that exactly the people on the roll could vote (give --roll)",
        ),
        "anchors" => say(
            lang,
            "未核对：以前见过的票是否被删掉或调换过（用 --anchors 见过的链头 核对）",
            "not checked: that nothing was dropped or reordered since somebody looked earlier (give --anchors)",
        ),
        "trustees" => say(
            lang,
            "未核对：开票人的钥匙是否就是事先公布的（用 --trustees 公布的公钥 核对）",
            "not checked: that the trustees' keys are the announced ones (give --trustees)",
        ),
        _ => say(
            lang,
            "尚无结果：只核对了到目前为止的选票",
            "no result yet: only what is there so far was checked",
        ),
    };
    let names = unchecked(report);
    names.iter().map(|name| sentence(name).to_owned()).collect()
}

/// Said after an archive was only read.
pub fn only_read(lang: Lang) -> &'static str {
    say(
        lang,
        "只读出内容，没有核对选票和结果；要核对请用 mingbai election verify",
        "only read: neither ballots nor result were checked; use mingbai election verify",
    )
}

/// What is known of an election before its questions.
pub fn facts(report: &Report, lang: Lang) -> Vec<(&'static str, String)> {
    let label = |zh, en| say(lang, zh, en);
    let weight = label("，权重合计 ", ", total weight ");
    let head = report.head.map(|head| head.to_string());
    let mut facts = vec![
        (label("编号", "identifier"), report.uuid.clone()),
        (label("选举指纹", "fingerprint"), report.fingerprint.clone()),
        (label("进度", "stage"), stage(report, lang)),
        (
            label("有资格的投票凭证", "credentials"),
            format!(
                "{}{weight}{}",
                report.credentials, report.credentials_weight
            ),
        ),
        (label("收到的票", "ballots"), report.ballots.to_string()),
    ];
    if report.checked {
        let counted = format!("{}{weight}{}", report.counted, report.counted_weight);
        facts.push((label("计入的票", "ballots that count"), counted));
    }
    facts.push((label("链头", "head"), head.unwrap_or_default()));
    facts
}

fn stage(report: &Report, lang: Lang) -> String {
    let (trustees, done) = (report.trustees.len(), report.decryptions);
    match report.stage {
        Stage::Open => say(lang, "投票中", "open").to_owned(),
        Stage::Ended => say(lang, "投票已截止，尚未合计", "ended, not yet added up").to_owned(),
        Stage::Tallied => format!(
            "{} {done}/{trustees}",
            say(
                lang,
                "已合计，开票人已解密",
                "added up, decrypted by trustees"
            )
        ),
        Stage::Finished => say(lang, "已公布结果", "finished").to_owned(),
    }
}

/// A weight; as area and heads where the election was made so.
pub fn number(number: u64, combined: bool, lang: Lang) -> String {
    if !combined {
        return number.to_string();
    }
    let (area, heads) = split(number);
    let (whole, part) = (area / 100, area % 100);
    match lang {
        Lang::Zh => format!("{whole}.{part:02} 平方米，{heads} 人"),
        Lang::En => format!("{whole}.{part:02} m2, {heads} owners"),
    }
}

fn object(object: &Object) -> String {
    let place = |question, choice| format!("第 {question} 题第 {choice} 个选项");
    match object {
        Object::File => "文件".to_owned(),
        Object::Member(number) => format!("第 {number} 个成员"),
        Object::Election => "选举参数".to_owned(),
        Object::Trustees => "开票人名单".to_owned(),
        Object::Trustee(number) => format!("第 {number} 位开票人"),
        Object::Credentials => "投票凭证名单".to_owned(),
        Object::Credential(line) => format!("第 {line} 个投票凭证"),
        Object::Ballot(part) => {
            let question = part.question.map(|question| format!("第 {question} 题"));
            let choice = part.choice.map(|choice| format!("第 {choice} 个选项"));
            let whole = format!("第 {} 张票（查票号 {}）", part.number, part.tracker);
            [Some(whole), question, choice]
                .into_iter()
                .flatten()
                .collect()
        }
        Object::Tally => "加密合计".to_owned(),
        Object::TallyChoice { question, choice } => {
            format!("加密合计{}", place(question, choice))
        }
        Object::Decryption(trustee) => format!("第 {trustee} 位开票人的解密"),
        Object::Factor {
            trustee,
            question,
            choice,
        } => format!("第 {trustee} 位开票人的解密，{}", place(question, choice)),
        Object::Result => "结果".to_owned(),
        Object::Count { question, choice } => format!("结果{}", place(question, choice)),
        Object::Roll(line) => format!("名册第 {line} 行"),
        Object::Anchor(line) => format!("链头记录第 {line} 行"),
        Object::Announced(line) => format!("公布的公钥第 {line} 行"),
    }
}

fn rule(rule: &Rule) -> String {
    let text = match rule {
        Rule::Empty => "文件是空的",
        Rule::NotAnArchive => "不是选举档案",
        Rule::Preamble => "第一个成员不是第 1 版，或所写时间与文件头不同",
        Rule::Truncated => "文件在这个成员中间断了",
        Rule::Header => "文件头不是规定的唯一写法",
        Rule::Padding => "正文后面藏有别的内容",
        Rule::NotUtf8 => "不是 UTF-8 文本",
        Rule::MemberName => "名字不是“哈希.data.json”或“哈希.event.json”",
        Rule::MemberHash => "名字与内容的哈希不符",
        Rule::MemberTime => "时间与第一个成员不同",
        Rule::Parent => "没有接在前一个事件之后",
        Rule::Payload => "事件所指的不是它前面的数据",
        Rule::Unnamed => "没有事件指向这些数据",
        Rule::TrusteeCount => "开票人应有 1 到 100 位",
        Rule::KeyProof => "没有证明持有这把钥匙",
        Rule::KeyProduct => "选举公钥不是各开票人公钥的乘积",
        Rule::CredentialForm => "不是“凭证”或“凭证,权重”",
        Rule::WeightTotal => "权重太大，无法相加",
        Rule::OtherElection => "是别的选举的票",
        Rule::NotListed => "凭证不在名单上",
        Rule::IndividualProof => "没有证明所选为 0 或 1",
        Rule::OverallProof => "没有证明所选个数符合规定",
        Rule::BlankProof => "没有证明空白票什么都没选",
        Rule::SignatureHash => "签名是另一张票的：签名后被改过",
        Rule::Signature => "签名不是这个凭证的",
        Rule::TallyDiffers => "不等于计入的各张票之和",
        Rule::NoSuchTrustee => "没有这位开票人",
        Rule::DecryptedTwice => "这位开票人已经解密过",
        Rule::DecryptionProof => "没有证明是用开票人的钥匙解密的",
        Rule::NotDecrypted => "已有结果，却没有这位开票人的解密",
        Rule::ResultDiffers => "不是解密得到的数",
        Rule::RollForm => "不是名册行“凭证,权重”，或与前面重复",
        Rule::RollMissing => "名册上有，选举名单上没有",
        Rule::NotOnRoll => "不在名册上",
        Rule::AnchorForm => "不是 64 位小写十六进制数",
        Rule::AnchorMissing => "以前见过的这个链头已不在链上：此后有内容被删掉或改过",
        Rule::AnchorOrder => "这个链头见到得晚，在链上却更早",
        Rule::AnnouncedForm => "不是公钥",
        Rule::AnnouncedMissing => "已公布，却不是这次选举的开票人",
        Rule::NotAnnounced => "钥匙没有公布过",
        _ => return with_numbers(rule),
    };
    text.to_owned()
}

/// The rules whose words have a number or a text in them.
fn with_numbers(rule: &Rule) -> String {
    match rule {
        Rule::TooLarge { max } => format!("超过 {max} 字节"),
        Rule::Json(error) => json(error),
        Rule::EventOrder { found, after } => {
            let after = after.map_or("开头", event);
            format!("“{}”不能接在“{after}”之后", event(*found))
        }
        Rule::Height { found, expected } => format!("序号是 {found}，应为 {expected}"),
        Rule::Election(error) => format!("参数不合规定（{error}）"),
        Rule::UnknownGroup { found } => format!("不认识的群“{found}”"),
        Rule::NotMember { what } => format!("{}不是群中可以用的元素", thing(what)),
        Rule::KeyRepeated { first } => format!("与第 {first} 位开票人的钥匙相同"),
        Rule::CredentialRepeated { first } => format!("与第 {first} 个相同"),
        Rule::Shape {
            what,
            found,
            expected,
        } => format!("{}有 {found} 个，应为 {expected} 个", thing(what)),
        Rule::Replayed { first } => format!("是第 {first} 张票的副本"),
        Rule::NumTallied { published, counted } => {
            format!("写着计入 {published} 张，实际应计 {counted} 张")
        }
        Rule::TotalWeight { published, counted } => {
            format!("写着权重合计 {published}，实际为 {counted}")
        }
        Rule::RollWeight { listed, roll } => {
            format!("选举中权重 {listed}，名册上 {roll}")
        }
        other => other.to_string(),
    }
}

fn thing(what: &str) -> &str {
    match what {
        "it" => "它",
        "the key" => "公钥",
        "the factor" | "factors" => "解密因子",
        "answers" => "题目",
        "choices" => "选项",
        "individual proofs" => "逐项证明",
        "overall proofs" => "总数证明",
        "blank proofs" => "空白票证明",
        "ciphertexts" => "密文",
        "proofs" => "证明",
        "numbers" => "数",
        other => other,
    }
}

fn json(error: &JsonError) -> String {
    match error {
        JsonError::TooDeep => "嵌套太深".to_owned(),
        JsonError::LongNumber => "数字太长".to_owned(),
        JsonError::Form(detail) => format!("格式不对（{detail}）"),
        JsonError::NotCanonical { at } => format!("不是规范写法，从第 {at} 字节起不同"),
    }
}

fn event(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Setup => "设立",
        EventKind::Ballot => "投票",
        EventKind::EndBallots => "截止",
        EventKind::EncryptedTally => "加密合计",
        EventKind::Shuffle => "混洗",
        EventKind::EndShuffles => "混洗结束",
        EventKind::PartialDecryption => "解密",
        EventKind::Result => "结果",
    }
}

#[cfg(test)]
mod tests {
    use mingbai_belenios::refusal::BallotPart;

    use super::*;

    #[test]
    fn a_refusal_names_the_object_and_the_rule_in_both_languages() {
        let part = BallotPart {
            number: 4,
            tracker: "abc".to_owned(),
            question: Some(2),
            choice: None,
        };
        let one = Refusal::new(Object::Ballot(part), Rule::OverallProof);
        let zh = "第 4 张票（查票号 abc）第 2 题：没有证明所选个数符合规定";
        assert_eq!(refusal(&one, Lang::Zh), zh);
        let en =
            "ballot 4 (tracker abc), question 2: no proof that the number of choices is allowed";
        assert_eq!(refusal(&one, Lang::En), en);
    }

    #[test]
    fn combined_weights_are_said_as_area_and_heads() {
        assert_eq!(number(89_570_001, true, Lang::Zh), "89.57 平方米，1 人");
        assert_eq!(number(89_570_001, true, Lang::En), "89.57 m2, 1 owners");
        assert_eq!(number(7, false, Lang::En), "7");
    }
}
