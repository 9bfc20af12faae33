//! The lines of a budget, the same in every community; unused ones are left out of its budget.

use mingbai_domain::ledger::Fund;

/// One line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// Number in the budget.
    pub no: i64,
    /// Fund.
    pub fund: Fund,
    /// Expense account.
    pub code: u16,
    /// What for.
    pub name: &'static str,
}

const fn line(no: i64, fund: Fund, code: u16, name: &'static str) -> Line {
    Line {
        no,
        fund,
        code,
        name,
    }
}

/// Wages of the project's own team.
pub const STAFF: Line = line(1, Fund::Svc, 5001, "项目人员工资与社保");
/// Cleaning.
pub const CLEANING: Line = line(2, Fund::Svc, 5003, "保洁与垃圾清运");
/// Care of green areas.
pub const GREENING: Line = line(3, Fund::Svc, 5004, "绿化养护");
/// Guards at the gates.
pub const ORDER: Line = line(4, Fund::Svc, 5005, "秩序维护");
/// Common electricity and water.
pub const UTILITIES: Line = line(5, Fund::Svc, 5009, "公共水电");
/// Lifts.
pub const LIFTS: Line = line(6, Fund::Svc, 5002, "电梯维护保养");
/// Fire protection.
pub const FIRE: Line = line(7, Fund::Svc, 5002, "消防设施维护");
/// Small repairs.
pub const REPAIRS: Line = line(8, Fund::Svc, 5002, "公共部位小修");
/// The office.
pub const OFFICE: Line = line(9, Fund::Svc, 5006, "办公与通信");
/// Liability insurance.
pub const INSURANCE: Line = line(10, Fund::Svc, 5008, "公众责任保险");
/// The owners' committee.
pub const COMMITTEE: Line = line(11, Fund::Svc, 5012, "业委会工作经费");
/// The yearly audit.
pub const AUDIT: Line = line(12, Fund::Svc, 5013, "年度审计");
/// Lamps in staircases, replaced as a project.
pub const LAMPS: Line = line(13, Fund::Svc, 5002, "楼道照明更换");
/// Cost of parking and lettings.
pub const COM_COST: Line = line(21, Fund::Com, 5011, "车位与场地管理成本");
/// Neighbourhood activities and small projects.
pub const COM_PROJECTS: Line = line(22, Fund::Com, 5016, "微治理与邻里活动");
/// Renewal of shared facilities.
pub const COM_RENEWAL: Line = line(23, Fund::Com, 5019, "公共设施更新");
/// The committee, where fees are not the owners' money.
pub const COM_COMMITTEE: Line = line(24, Fund::Com, 5012, "业委会工作经费（公共收益）");
/// Audit of common income.
pub const COM_AUDIT: Line = line(25, Fund::Com, 5013, "公共收益审计");
/// What a subsidy pays of cleaning.
pub const SUB_CLEANING: Line = line(31, Fund::Sub, 5003, "环境整治补助支出");
/// What a subsidy pays of small projects.
pub const SUB_PROJECTS: Line = line(32, Fund::Sub, 5016, "微治理项目补助支出");
