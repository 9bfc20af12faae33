use mingbai_domain::approvals::{
    Approval, Payee, Payment, PersonKey, Policy, PolicyRefusal, Refusal, Role, Tier, check,
};
use mingbai_domain::money::Fen;
use proptest::prelude::*;

const A: Fen = Fen(200_000);
const B: Fen = Fen(5_000_000);

fn by(list: &[(&str, Role)]) -> Vec<Approval> {
    let one = |&(person, role): &(&str, Role)| Approval {
        person: PersonKey(person.into()),
        role,
    };
    list.iter().map(one).collect()
}

fn asked(amount: Fen, resolution: Option<&str>, approvals: &[(&str, Role)]) -> Result<(), Refusal> {
    let payment = Payment {
        amount,
        payee: &Payee::default(),
        resolution,
    };
    check(&Policy::usual(A, B), &payment, &by(approvals))
}

const MANAGER: (&str, Role) = ("王经理", Role::Manager);
const STEWARD: (&str, Role) = ("李四", Role::Steward);
const CHAIR: (&str, Role) = ("赵主任", Role::CommitteeChair);

#[test]
fn small_amounts_need_the_manager_and_a_steward() {
    assert_eq!(asked(A, None, &[MANAGER, STEWARD]), Ok(()));
    let missing = Refusal::RoleMissing {
        role: Role::Steward,
        amount: A,
    };
    assert_eq!(asked(A, None, &[MANAGER, CHAIR]), Err(missing));
}

#[test]
fn one_fen_above_the_first_limit_the_chair_must_agree_too() {
    let amount = Fen(A.0 + 1);
    let missing = Refusal::RoleMissing {
        role: Role::CommitteeChair,
        amount,
    };
    assert_eq!(asked(amount, None, &[MANAGER, STEWARD]), Err(missing));
    assert_eq!(asked(amount, None, &[MANAGER, STEWARD, CHAIR]), Ok(()));
    assert_eq!(asked(B, None, &[MANAGER, STEWARD, CHAIR]), Ok(()));
}

#[test]
fn above_the_delegated_limit_only_a_resolution_helps() {
    let amount = Fen(B.0 + 1);
    let all = [MANAGER, STEWARD, CHAIR];
    let refused = Refusal::NeedsResolution { amount, limit: B };
    assert_eq!(asked(amount, None, &all), Err(refused));
    assert_eq!(asked(amount, Some("R-7"), &all), Ok(()));
}

#[test]
fn one_person_in_two_roles_is_one_person() {
    let refused = asked(A, None, &[MANAGER, ("王经理", Role::Steward)]);
    assert_eq!(refused, Err(Refusal::TooFewPersons { need: 2, have: 1 }));
    let twice = [MANAGER, STEWARD, ("李四", Role::CommitteeChair)];
    assert!(matches!(
        asked(B, None, &twice),
        Err(Refusal::RoleMissing { .. })
    ));
}

#[test]
fn somebody_with_two_roles_takes_the_one_that_leaves_nobody_out() {
    let any_order = [("李四", Role::Manager), ("李四", Role::Steward), MANAGER];
    assert_eq!(asked(A, None, &any_order), Ok(()));
    let chain = [
        ("甲", Role::Manager),
        ("甲", Role::CommitteeChair),
        ("乙", Role::CommitteeChair),
        ("乙", Role::Steward),
        ("丙", Role::Manager),
    ];
    assert_eq!(asked(B, None, &chain), Ok(()));
}

#[test]
fn the_payee_never_approves() {
    let payee = Payee {
        person: Some(PersonKey("李四".into())),
        ..Payee::default()
    };
    let payment = Payment {
        amount: A,
        payee: &payee,
        resolution: Some("R-7"),
    };
    let refused = check(
        &Policy::usual(A, B),
        &payment,
        &by(&[MANAGER, CHAIR, STEWARD]),
    );
    assert_eq!(
        refused,
        Err(Refusal::PayeeApproves {
            role: Role::Steward
        })
    );
}

#[test]
fn a_related_party_needs_the_flag_and_a_resolution_even_for_small_sums() {
    let ask = |related, flagged_related, resolution| {
        let payee = Payee {
            person: None,
            related,
            flagged_related,
        };
        let payment = Payment {
            amount: Fen(100),
            payee: &payee,
            resolution,
        };
        check(&Policy::usual(A, B), &payment, &by(&[MANAGER, STEWARD]))
    };
    assert_eq!(
        ask(true, false, Some("R-7")),
        Err(Refusal::RelatedPartyNotFlagged)
    );
    let refused = Refusal::RelatedPartyNeedsResolution { amount: Fen(100) };
    assert_eq!(ask(true, true, None), Err(refused));
    assert_eq!(
        ask(false, true, None),
        Err(refused),
        "flagged by mistake still needs it"
    );
    assert_eq!(ask(true, true, Some("R-7")), Ok(()));
}

#[test]
fn nothing_and_less_is_not_paid() {
    let refused = asked(Fen(0), None, &[MANAGER, STEWARD]);
    assert_eq!(refused, Err(Refusal::NotPositive { amount: Fen(0) }));
    assert!(asked(A, None, &[]).is_err());
    let crowd = vec![MANAGER; 17];
    assert_eq!(
        asked(A, None, &crowd),
        Err(Refusal::TooManyApprovals {
            have: 17,
            limit: 16
        })
    );
}

#[test]
fn limits_must_ascend_and_end_open() {
    let tier = |up_to: Option<i64>, roles: &[Role]| Tier {
        up_to_fen: up_to.map(Fen),
        roles: roles.to_vec(),
        resolution: false,
    };
    let two = [Role::Manager, Role::Steward];
    let policy = |tiers| Policy { tiers }.check();
    assert_eq!(Policy::usual(A, B).check(), Ok(()));
    assert_eq!(policy(vec![]), Err(PolicyRefusal::NoOpenTier));
    assert_eq!(
        policy(vec![tier(Some(5), &two)]),
        Err(PolicyRefusal::NoOpenTier)
    );
    let falling = vec![tier(Some(5), &two), tier(Some(5), &two), tier(None, &two)];
    assert_eq!(policy(falling), Err(PolicyRefusal::NotAscending));
    let open_inside = vec![tier(None, &two), tier(None, &two)];
    assert_eq!(policy(open_inside), Err(PolicyRefusal::NotAscending));
    let alone = vec![tier(None, &[Role::Manager])];
    assert_eq!(
        policy(alone),
        Err(PolicyRefusal::Roles { tier: 0, have: 1 })
    );
}

proptest! {
    #[test]
    fn what_is_approved_has_two_persons_and_never_the_payee(
        amount in -5_i64..10_000_000,
        approvals in prop::collection::vec((0_u8..4, 0_usize..3), 0..8),
        payee in prop::option::of(0_u8..4),
        resolution: bool,
    ) {
        let roles = [Role::Manager, Role::Steward, Role::CommitteeChair];
        let key = |n: u8| PersonKey(n.to_string());
        let approvals: Vec<Approval> = approvals
            .into_iter()
            .map(|(person, role)| Approval { person: key(person), role: roles[role] })
            .collect();
        let payee = Payee { person: payee.map(key), ..Payee::default() };
        let payment = Payment { amount: Fen(amount), payee: &payee, resolution: resolution.then_some("R") };
        if check(&Policy::usual(A, B), &payment, &approvals).is_ok() {
            let mut persons: Vec<_> = approvals.iter().map(|a| &a.person).collect();
            persons.sort();
            persons.dedup();
            let least = if amount > A.0 { 3 } else { 2 };
            prop_assert!(amount > 0 && persons.len() >= least);
            prop_assert!(payee.person.is_none_or(|payee| !persons.contains(&&payee)));
            prop_assert!(amount <= B.0 || resolution);
        }
    }
}

#[test]
fn two_spellings_of_a_name_are_one_person() {
    let same = [
        ["王经理", " 王 经\u{3000}理 "],
        ["王经理", "王\u{200b}经理"],
        ["Ａｎｎａ Li", "anna li"],
        ["买买提·艾力", "买买提•艾力"],
        ["买买提·艾力", "买买提．艾力"],
    ];
    for [one, other] in same {
        assert_eq!(
            PersonKey::of_name(one),
            PersonKey::of_name(other),
            "{one} / {other}"
        );
    }
    for [one, other] in [["王经理", "王理经"], ["李四", "李四儿"], ["Anna", "Hanna"]] {
        assert_ne!(PersonKey::of_name(one), PersonKey::of_name(other));
    }
    assert_eq!(PersonKey::of_name(" \u{feff}\u{3000}").0, "");
}
