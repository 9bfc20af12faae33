//! Companies that do not exist, by trade.

/// Property companies.
pub const MANAGERS: [&str; 15] = [
    "合泰安居物业服务有限公司",
    "云和里物业服务有限公司",
    "清禾邻里物业管理有限公司",
    "安邻长青物业服务有限公司",
    "德源宜居物业管理有限公司",
    "润溪庭物业服务有限公司",
    "和庭悦居物业服务有限公司",
    "星河里程物业管理有限公司",
    "梧桐树下物业服务有限公司",
    "诚邦万家物业管理有限公司",
    "岭上人家物业服务有限公司",
    "金穗田物业服务有限公司",
    "明德居安物业管理有限公司",
    "同心苑物业服务有限公司",
    "晨露物业服务有限公司",
];

/// What a vendor does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trade {
    Cleaning,
    Greening,
    Guards,
    Power,
    Water,
    Lifts,
    Fire,
    Repairs,
    Office,
    Insurance,
    Audit,
    Advertising,
    Lockers,
    Charging,
    Telecom,
    Shop,
    Parking,
    Works,
    Events,
    Waterproofing,
    Pumps,
}

/// The vendors of a trade.
pub fn vendors(trade: Trade) -> &'static [&'static str] {
    match trade {
        Trade::Cleaning => &[
            "洁净坊保洁服务有限公司",
            "晴川环境服务有限公司",
            "佳美时清洁服务有限公司",
            "一尘环境工程有限公司",
            "小扫帚家政服务有限公司",
        ],
        Trade::Greening => &[
            "青禾园林绿化有限公司",
            "四季春景观工程有限公司",
            "绿满庭园艺有限公司",
            "香樟树园林养护有限公司",
        ],
        Trade::Guards => &[
            "安盾保安服务有限公司",
            "护邻保安服务有限公司",
            "铁门神安保服务有限公司",
            "平安岗保安服务有限公司",
        ],
        Trade::Power => &["云溪供电公司"],
        Trade::Water => &["云溪自来水公司"],
        Trade::Lifts => &[
            "稳行电梯工程有限公司",
            "上达电梯维保有限公司",
            "平步电梯服务有限公司",
        ],
        Trade::Fire => &[
            "红栓消防技术服务有限公司",
            "长宁消防设备维护有限公司",
            "警钟消防工程有限公司",
        ],
        Trade::Repairs => &[
            "巧手匠维修服务部",
            "邻家水电维修服务部",
            "老周五金机电商行",
            "速修达机电工程有限公司",
            "恒固门窗经营部",
        ],
        Trade::Office => &["文墨办公用品商行", "知印图文快印店", "云溪电信营业厅"],
        Trade::Insurance => &["恒佑财产保险云溪支公司", "同安财产保险云溪支公司"],
        Trade::Audit => &["明衡会计师事务所", "信实联合会计师事务所"],
        Trade::Advertising => &[
            "楼语传媒有限公司",
            "梯间广告有限公司",
            "邻声文化传媒有限公司",
            "晨光框架传媒有限公司",
        ],
        Trade::Lockers => &[
            "邮小站智能柜有限公司",
            "蜂巢里科技服务有限公司",
            "门前柜科技有限公司",
        ],
        Trade::Charging => &["绿能站充电服务有限公司", "小电驴充电科技有限公司"],
        Trade::Telecom => &["云溪通信铁塔服务中心", "云溪宽带服务有限公司"],
        Trade::Shop => &[
            "邻鲜蔬果店",
            "暖心托育中心",
            "康乐理发店",
            "便民打印社",
            "桂花香早餐店",
        ],
        Trade::Parking => &["易停道闸科技有限公司", "顺泊停车管理有限公司"],
        Trade::Works => &[
            "筑安建设工程有限公司",
            "固本建筑修缮有限公司",
            "恒筑工程有限公司",
        ],
        Trade::Events => &["云溪邻里文化服务中心", "乐活社区服务社"],
        Trade::Waterproofing => &["雨衣防水工程有限公司", "固顶防水修缮有限公司"],
        Trade::Pumps => &["长流泵业机电有限公司", "清源给排水设备有限公司"],
    }
}
