use std::path::Path;

use mingbai_domain::access::{Act, Actor, Denied, Effect, Target, may, table};
use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ids::CommunityId;

const NOW: UnixMs = UnixMs(1_790_000_000_000);

fn ask(actor: Actor, act: Act, halted: bool) -> Result<(), Denied> {
    let community = CommunityId(7);
    let permit = may(actor, act, Target { community, halted }, NOW)?;
    assert_eq!(
        (
            permit.actor(),
            permit.act(),
            permit.community(),
            permit.at()
        ),
        (actor, act, community, NOW)
    );
    Ok(())
}

#[test]
fn the_servers_own_work_counts_and_stops_and_does_nothing_else() {
    let jobs: Vec<Act> = Act::ALL
        .iter()
        .copied()
        .filter(|act| ask(Actor::Job, *act, false).is_ok())
        .collect();
    assert_eq!(jobs, [Act::Summarise, Act::Halt]);
    let denied = Denied::NotYours {
        actor: Actor::Job,
        act: Act::PayExpense,
    };
    assert_eq!(ask(Actor::Job, Act::PayExpense, false), Err(denied));
}

#[test]
fn a_halted_community_can_be_read_and_freed_but_not_written_to() {
    for act in Act::ALL {
        let answer = ask(Actor::Shell, *act, true);
        match act.effect() {
            Effect::Writes => assert_eq!(answer, Err(Denied::Halted), "{act}"),
            Effect::Halts | Effect::Reads => assert_eq!(answer, Ok(()), "{act}"),
        }
    }
}

#[test]
fn who_may_not_is_told_so_even_where_the_community_is_halted() {
    let denied = ask(Actor::Job, Act::Reverse, true);
    assert!(matches!(denied, Err(Denied::NotYours { .. })), "{denied:?}");
}

#[test]
fn the_page_about_access_is_the_table() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/access.md");
    if std::env::var_os("MINGBAI_BLESS").is_some() {
        std::fs::write(&page, table()).unwrap();
    }
    let written = std::fs::read_to_string(&page).unwrap_or_default();
    assert_eq!(written, table(), "write it anew with MINGBAI_BLESS=1");
}
