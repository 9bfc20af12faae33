//! Names of persons who do not exist.

use crate::dice::Dice;

const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严";
const FIRST: &str = "建志文晓秀玉国永德春秋海明佳雨思子梓欣雅俊宏庆兴家立平光振凤桂素慧淑美丽小云月红少宗学长世景继";
const SECOND: &str = "华英芳敏静强磊军洋勇艳杰娟涛超明霞平刚兰洁梅鹏辉健玲波斌宇浩凯萍燕鑫琴林宁峰琳毅婷龙云珍荣雷芝生祥瑞安民庭源泉";

/// An invented name of two or three characters.
pub fn person(dice: &mut Dice) -> String {
    let mut name = String::new();
    name.push(letter(SURNAMES, dice));
    if dice.chance(82) {
        name.push(letter(FIRST, dice));
    }
    name.push(letter(SECOND, dice));
    name
}

fn letter(of: &str, dice: &mut Dice) -> char {
    let at = dice.index(of.chars().count());
    of.chars().nth(at).unwrap_or('明')
}

/// Who holds which office in a community.
pub struct Offices {
    /// Head of the management's office.
    pub manager: String,
    /// Volunteer stewards on the owners' side.
    pub stewards: [String; 3],
    /// The owners' committee's chair.
    pub chair: String,
    /// In charge at the residents' committee.
    pub residents_committee: String,
    /// In charge at the street office.
    pub street_office: String,
}

impl Offices {
    /// Seven different persons.
    pub fn draw(dice: &mut Dice) -> Self {
        let mut names: Vec<String> = Vec::new();
        while names.len() < 7 {
            let name = person(dice);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let mut next = move || names.pop().unwrap_or_default(); // seven were drawn
        Self {
            manager: next(),
            stewards: [next(), next(), next()],
            chair: next(),
            residents_committee: next(),
            street_office: next(),
        }
    }
}
