//! Who approved, as a cell says it: `王某（物业负责人）、李某（业委会主任）`.

use mingbai_domain::approvals::Role;

use crate::attachments::list;
use crate::error::Code;
use crate::grid::Cell;
use crate::values::{self, compact};

/// Offices, the usual word first.
const OFFICES: &[(Role, &[&str])] = &[
    (
        Role::Manager,
        &[
            "物业负责人",
            "项目经理",
            "物业经理",
            "物业项目负责人",
            "经理",
            "物业",
        ],
    ),
    (Role::Steward, &["红色小管家", "小管家", "管家"]),
    (
        Role::CommitteeChair,
        &["业委会主任", "业主委员会主任", "主任"],
    ),
    (
        Role::CommitteeMember,
        &["业委会委员", "业主委员会委员", "业委会", "委员"],
    ),
    (
        Role::ResidentsCommittee,
        &["社居委", "居委会", "社区居委会", "社区"],
    ),
    (Role::StreetOffice, &["街道办", "街道", "街道办事处"]),
];

/// One who approved, and in which office; `None` for the column's usual one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approver {
    /// Name.
    pub name: String,
    /// Office.
    pub office: Option<Role>,
}

/// Everybody whom a cell names.
pub(crate) fn approvers(cell: &Cell) -> Result<Option<Vec<Approver>>, Code> {
    let Some(text) = values::text(cell)? else {
        return Ok(None);
    };
    let found: Result<Vec<Approver>, Code> =
        list(&text).iter().map(|part| approver(part)).collect();
    found.map(|found| Some(found).filter(|found| !found.is_empty()))
}

fn approver(text: &str) -> Result<Approver, Code> {
    let plain = compact(text);
    let bracketed = plain
        .strip_suffix(')')
        .and_then(|rest| rest.split_once('('));
    let Some((name, office)) = bracketed else {
        return Ok(Approver {
            name: text.to_owned(),
            office: None,
        });
    };
    let found = OFFICES.iter().find(|(_, words)| words.contains(&office));
    let (role, _) = found.ok_or_else(|| Code::WordUnknown {
        known: OFFICES
            .iter()
            .map(|(_, words)| words[0].to_owned())
            .collect(),
    })?;
    Ok(Approver {
        name: name.to_owned(),
        office: Some(*role),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<Vec<Approver>>, Code> {
        approvers(&Cell::Text(text.to_owned()))
    }

    #[test]
    fn a_cell_names_one_or_several_with_their_offices() {
        let of = |name: &str, office| Approver {
            name: name.to_owned(),
            office,
        };
        assert_eq!(read("王某"), Ok(Some(vec![of("王某", None)])));
        let several = vec![
            of("王某", Some(Role::Manager)),
            of("李某", Some(Role::CommitteeChair)),
            of("赵某", Some(Role::Steward)),
        ];
        let text = "王某（物业负责人）、李某 (业委会主任)；赵某（小管家）";
        assert_eq!(read(text), Ok(Some(several)));
        assert_eq!(read(" "), Ok(None));
        assert!(
            matches!(read("王某（门卫）"), Err(Code::WordUnknown { known }) if known.len() == 6)
        );
    }

    #[test]
    fn every_office_has_words_and_no_word_two_offices() {
        let words: Vec<&str> = OFFICES
            .iter()
            .flat_map(|(_, words)| *words)
            .copied()
            .collect();
        let mut once = words.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), words.len());
        assert!(
            Role::ALL
                .iter()
                .all(|role| OFFICES.iter().any(|(of, _)| of == role))
        );
    }
}
