//! The district's map: its centres and its 82 communities. All names are invented.

use mingbai_domain::registry::{CommunityKind, ManagementMode};

use CommunityKind::{Commercial as C, Resettlement as R};
use Start::{Changed, Since};

/// The district.
pub const DISTRICT: &str = "云溪高新区";

/// Its centres, with three residents' committees each.
pub const CENTRES: [(&str, [&str; 3]); 5] = [
    ("清和中心", ["清和第一社居委", "清和桥社居委", "长宁社居委"]),
    ("梧桐中心", ["兴园社居委", "梧桐路社居委", "石桥社居委"]),
    ("星湖中心", ["星湖湾社居委", "南溪社居委", "望湖社居委"]),
    ("柏岭中心", ["柏岭社居委", "松风社居委", "双井社居委"]),
    ("云栖中心", ["云栖社居委", "科苑社居委", "创新路社居委"]),
];

/// The community where most of the trust story happens.
pub const CHANGNING: usize = 0;
/// The community that its residents' committee manages, and where an invoice was entered twice.
pub const XINGYUAN_NORTH: usize = 1;
/// Where a late invoice counts in the next month.
pub const LATE_INVOICE: usize = 3;
/// Where a question was asked a few days ago.
pub const OPEN_QUESTION: usize = 4;
/// Where the common income of a quarter has not been published.
pub const LATE_PUBLISHER: usize = 5;
/// Where a burst pipe had to be repaired beyond the budget.
pub const EMERGENCY: usize = 6;
/// Where a question waits for its answer beyond the time.
pub const UNANSWERED: usize = 7;

/// How long a community has been managed as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// Since before the book, or from its first day.
    Since(ManagementMode),
    /// In this mode until 31 March 2026, in trust mode from 1 April.
    Changed(ManagementMode),
}

/// One community on the map.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Name.
    pub name: &'static str,
    /// Address name.
    pub slug: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// Commercial or resettlement.
    pub kind: CommunityKind,
    /// Management.
    pub start: Start,
    /// Number of units.
    pub units: usize,
    /// Fee rate in 1e-4 yuan per m² and month.
    pub rate: i64,
    /// Percent of fees that are paid.
    pub collection: i64,
    /// Position in [`CENTRES`].
    pub centre: usize,
}

impl Place {
    /// The mode on the demo's last day.
    pub fn mode(&self) -> ManagementMode {
        match self.start {
            Since(mode) => mode,
            Changed(_) => ManagementMode::Trust,
        }
    }

    /// The residents' committee of its area.
    pub fn residents_committee(&self, index: usize) -> &'static str {
        let (_, committees) = CENTRES[self.centre];
        match index {
            CHANGNING => "长宁社居委",
            XINGYUAN_NORTH => "兴园社居委",
            _ => committees[index % committees.len()],
        }
    }
}

const T: Start = Since(ManagementMode::Trust);
const L: Start = Since(ManagementMode::LumpSum);
const M: Start = Since(ManagementMode::Remuneration);
const S: Start = Since(ManagementMode::SelfManaged);
const LT: Start = Changed(ManagementMode::LumpSum);
const RT: Start = Changed(ManagementMode::Remuneration);

#[expect(clippy::too_many_arguments, reason = "one line a community reads best")]
const fn place(
    name: &'static str,
    slug: &'static str,
    name_en: &'static str,
    kind: CommunityKind,
    start: Start,
    units: usize,
    rate: i64,
    collection: i64,
    centre: usize,
) -> Place {
    Place {
        name,
        slug,
        name_en,
        kind,
        start,
        units,
        rate,
        collection,
        centre,
    }
}

/// All communities. Columns: name, address, English name, kind, management, units, rate, percent
/// paid, centre.
#[rustfmt::skip]
pub const PLACES: [Place; 82] = [
    place("长宁家园", "changning", "Changning Homes", C, T, 686, 18500, 94, 0),
    place("兴园北区", "xingyuan-north", "Xingyuan North", R, S, 712, 13500, 88, 1),
    place("翠湖春晓", "cuihu-chunxiao", "Green Lake Dawn", C, L, 487, 18500, 81, 2),
    place("听松苑", "tingsong-yuan", "Listening Pines", C, M, 544, 24000, 87, 3),
    place("梧桐里", "wutongli", "Wutong Lane", C, T, 140, 16800, 81, 4),
    place("祥和新村", "xianghe-xincun", "Xianghe Village", R, L, 616, 14000, 84, 1),
    place("清和名邸", "qinghe-mingdi", "Qinghe Residence", C, T, 640, 19800, 88, 1),
    place("惠民新村", "huimin-xincun", "Huimin Village", R, S, 120, 13000, 84, 0),
    place("云栖雅苑", "yunqi-yayuan", "Yunqi Court", C, LT, 665, 19800, 83, 4),
    place("书香门庭", "shuxiang-menting", "Scholars' Court", C, T, 556, 16000, 91, 4),
    place("星湖花园", "xinghu-huayuan", "Star Lake Garden", C, RT, 454, 16000, 92, 1),
    place("望塘家园", "wangtang-jiayuan", "Wangtang Homes", R, S, 476, 14000, 84, 4),
    place("新桥人家", "xinqiao-renjia", "Xinqiao Homes", R, S, 313, 12500, 80, 4),
    place("龙栖台", "longqi-tai", "Dragon Rest", C, T, 332, 22500, 90, 4),
    place("碧波园", "bibo-yuan", "Blue Ripple Garden", C, L, 521, 24000, 91, 3),
    place("富康苑", "fukang-yuan", "Fukang Court", R, L, 532, 14000, 82, 3),
    place("双井新村", "shuangjing-xincun", "Twin Wells Village", R, S, 567, 14000, 82, 3),
    place("明珠尚城", "mingzhu-shangcheng", "Pearl City", C, M, 236, 16000, 85, 0),
    place("杨柳苑", "yangliu-yuan", "Willow Court", R, S, 628, 12000, 79, 3),
    place("和风雅居", "hefeng-yaju", "Gentle Breeze", C, M, 783, 18500, 89, 0),
    place("团结苑", "tuanjie-yuan", "Unity Court", R, S, 179, 12000, 89, 0),
    place("枫林雅境", "fenglin-yajing", "Maple Grove", C, T, 132, 19800, 92, 0),
    place("橡林湾", "xianglin-wan", "Oak Grove Bay", C, M, 865, 15500, 82, 2),
    place("云锦东方", "yunjin-dongfang", "Brocade East", C, M, 878, 15500, 93, 1),
    place("永安新村", "yongan-xincun", "Yong'an Village", R, L, 304, 15000, 82, 4),
    place("聚贤庄", "juxian-zhuang", "Juxian Village", C, T, 136, 18500, 89, 2),
    place("清河东苑", "qinghe-dongyuan", "Qinghe East", R, S, 401, 13500, 85, 2),
    place("桃李苑", "taoli-yuan", "Peach and Plum Court", C, T, 422, 16800, 90, 0),
    place("合作家园", "hezuo-jiayuan", "Cooperation Homes", R, S, 341, 15000, 84, 1),
    place("鸣泉家园", "mingquan-jiayuan", "Singing Spring", R, L, 653, 13500, 87, 0),
    place("松涛苑", "songtao-yuan", "Pine Wave Court", C, L, 173, 24000, 83, 4),
    place("天悦湾", "tianyue-wan", "Tianyue Bay", C, T, 823, 17500, 97, 2),
    place("玉兰公馆", "yulan-gongguan", "Magnolia House", C, L, 704, 24000, 85, 0),
    place("知行嘉园", "zhixing-jiayuan", "Zhixing Garden", C, L, 125, 18500, 84, 4),
    place("蓝湾雅居", "lanwan-yaju", "Blue Bay", C, L, 443, 18500, 91, 1),
    place("紫藤苑", "ziteng-yuan", "Wisteria Court", C, T, 391, 15500, 81, 0),
    place("绿野芳洲", "luye-fangzhou", "Green Isle", C, T, 604, 18500, 95, 3),
    place("石榴园", "shiliu-yuan", "Pomegranate Garden", R, L, 269, 15000, 85, 0),
    place("香樟雅筑", "xiangzhang-yazhu", "Camphor Homes", C, T, 229, 24000, 80, 0),
    place("科苑新村", "keyuan-xincun", "Science Village", C, T, 837, 17500, 81, 3),
    place("光华里", "guanghua-li", "Guanghua Lane", C, L, 221, 19800, 80, 3),
    place("静安里", "jingan-li", "Tranquil Lane", C, L, 252, 17500, 84, 3),
    place("民乐家园", "minle-jiayuan", "Minle Homes", R, L, 465, 12000, 84, 2),
    place("南溪印象", "nanxi-yinxiang", "Nanxi Impressions", C, L, 892, 18500, 96, 2),
    place("文澜苑", "wenlan-yuan", "Wenlan Court", C, T, 743, 17500, 91, 4),
    place("清河西苑", "qinghe-xiyuan", "Qinghe West", R, L, 380, 12000, 87, 1),
    place("康居苑", "kangju-yuan", "Kangju Court", R, L, 244, 12000, 83, 2),
    place("荷塘月色", "hetang-yuese", "Lotus Pond", C, M, 199, 22500, 80, 1),
    place("春和景明", "chunhe-jingming", "Bright Spring", C, M, 411, 22500, 87, 4),
    place("海棠湾", "haitang-wan", "Crabapple Bay", C, M, 155, 18500, 92, 4),
    place("金穗华庭", "jinsui-huating", "Golden Wheat Court", C, L, 796, 18500, 81, 0),
    place("芳草地", "fangcao-di", "Fragrant Meadow", C, LT, 295, 17500, 82, 1),
    place("幸福苑", "xingfu-yuan", "Happiness Court", R, S, 432, 12000, 92, 3),
    place("锦程家园", "jincheng-jiayuan", "Jincheng Homes", R, L, 161, 14000, 87, 2),
    place("月映湖畔", "yueying-hupan", "Moonlit Lakeside", C, L, 206, 25500, 85, 2),
    place("柏岭山庄", "boling-shanzhuang", "Boling Hill", C, T, 591, 17500, 97, 1),
    place("望云台", "wangyun-tai", "Cloud View Terrace", C, L, 810, 19800, 87, 0),
    place("安和家园", "anhe-jiayuan", "Anhe Homes", R, S, 150, 15000, 85, 0),
    place("锦溪南苑", "jinxi-nanyuan", "Jinxi South", C, M, 678, 24000, 89, 1),
    place("阳光逸城", "yangguang-yicheng", "Sunny City", C, T, 361, 17500, 92, 2),
    place("澜溪府", "lanxi-fu", "Lanxi Mansion", C, L, 756, 22500, 81, 2),
    place("晨曦家园", "chenxi-jiayuan", "Dawn Homes", C, L, 717, 21000, 88, 1),
    place("创新公寓", "chuangxin-gongyu", "Innovation Apartments", C, L, 214, 19800, 85, 4),
    place("银杏公馆", "yinxing-gongguan", "Ginkgo House", C, L, 498, 17500, 90, 2),
    place("竹影轩", "zhuying-xuan", "Bamboo Shade", C, M, 122, 19800, 97, 0),
    place("青年新村", "qingnian-xincun", "Youth Village", R, S, 851, 12000, 92, 1),
    place("丹桂园", "dangui-yuan", "Osmanthus Garden", C, M, 278, 16000, 80, 2),
    place("瑞景家园", "ruijing-jiayuan", "Ruijing Homes", C, L, 769, 25500, 88, 1),
    place("观澜水岸", "guanlan-shuian", "Ripple Shore", C, L, 509, 19800, 80, 0),
    place("智谷人家", "zhigu-renjia", "Wisdom Valley", C, LT, 192, 16800, 91, 4),
    place("滨河首府", "binhe-shoufu", "Riverside", C, L, 186, 28000, 85, 1),
    place("和顺里", "heshun-li", "Heshun Lane", R, S, 691, 14000, 87, 1),
    place("兰亭别院", "lanting-bieyuan", "Orchid Pavilion", C, M, 579, 16800, 85, 1),
    place("兴园南区", "xingyuan-south", "Xingyuan South", R, M, 286, 13000, 90, 4),
    place("盛和广场", "shenghe-guangchang", "Shenghe Plaza", C, L, 351, 16000, 89, 0),
    place("时光里", "shiguang-li", "Time Lane", C, T, 167, 24000, 92, 0),
    place("水木芳华", "shuimu-fanghua", "Water and Wood", C, M, 145, 17500, 95, 4),
    place("秋水苑", "qiushui-yuan", "Autumn Water Court", C, T, 730, 28000, 82, 1),
    place("金桥公寓", "jinqiao-gongyu", "Golden Bridge", C, T, 370, 28000, 94, 0),
    place("百合春天", "baihe-chuntian", "Lily Spring", C, LT, 261, 16000, 93, 2),
    place("三里桥新居", "sanliqiao-xinju", "Sanliqiao Homes", R, L, 128, 12000, 84, 2),
    place("柏岭花苑", "boling-huayuan", "Boling Garden", R, S, 322, 14000, 84, 2),
];
