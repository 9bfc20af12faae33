//! The audit that runs again and again: what it leaves alone, what it looks at again, and that a halt
//! shows at once.

use std::ops::ControlFlow;

use jiff::civil::date;
use mingbai_app::ops::audit::{self, Auditor, Place};
use mingbai_domain::access::Actor;
use mingbai_testkit::both_engines;

use super::audit::{busy, by_hand};

const GO_ON: fn(&Place) -> ControlFlow<()> = |_| ControlFlow::Continue(());

both_engines! {
    fn what_did_not_change_is_left_alone_until_the_next_day(db) {
        let home = busy(db);
        let mut auditor = Auditor::of(Actor::Job);
        let mut due = |day, hour| {
            home.set_time(date(2026, 10, day), hour);
            auditor.due(&home.app, GO_ON).unwrap()
        };
        let first = due(2, 9);
        assert!(first.is_clean() && first.entries > 20, "{first:?}");
        assert!(due(2, 9).findings.is_empty(), "nothing is due within the hour");
        let second = due(2, 10);
        assert_eq!((second.entries, second.findings.len()), (0, 2), "{second:?}");
        home.pay(home.payment("e", 3, 100)).unwrap();
        assert!(due(2, 11).entries > 20, "it changed");
        // As long as before, so that no fingerprint shows it.
        by_hand(&home.app, home.id,
            "UPDATE bill SET due = '2026-09-29' WHERE community_id = $1 AND seq = 3");
        assert!(due(2, 12).is_clean());
        let next_day = due(3, 11);
        assert_eq!(next_day.of(&home.slug)[0].to_string(),
            "bill 3: `due` is not what the households' items add up to");
        by_hand(&home.app, home.id,
            "UPDATE bill SET due = '2026-09-30' WHERE community_id = $1 AND seq = 3");
    }

    fn a_halt_shows_at_once_and_what_is_remembered_of_it_lasts(db) {
        let home = busy(db);
        let mut auditor = Auditor::of(Actor::Job);
        let shown = || home.app.books.front(&home.slug).unwrap().halted.clone();
        let change = |by: &str| by_hand(&home.app, home.id, &format!(
            "UPDATE posting SET amount_fen = amount_fen {by} \
             WHERE community_id = $1 AND seq = 3 AND line = 0"));
        home.set_time(date(2026, 10, 2), 9);
        auditor.due(&home.app, GO_ON).unwrap();
        assert_eq!(shown(), None);
        change("+ 1");
        home.set_time(date(2026, 10, 2), 10);
        auditor.due(&home.app, GO_ON).unwrap();
        let why = shown().unwrap();
        assert!(why.starts_with("posting 3/0: the book says SVC 1101"), "{why}");
        home.set_time(date(2026, 10, 2), 11);
        let again = auditor.due(&home.app, GO_ON).unwrap();
        assert_eq!(again.of(&home.slug)[0].to_string(), why);
        assert_eq!((again.entries, shown()), (0, Some(why)));
        change("- 1");
        home.set_time(date(2026, 10, 2), 12);
        auditor.due(&home.app, GO_ON).unwrap();
        assert_eq!(shown(), None);
    }

    fn a_halt_by_a_command_beside_the_server_shows_without_an_audit(db) {
        let home = busy(db);
        by_hand(&home.app, home.id,
            "UPDATE community SET halted = 'bill 3: is missing' WHERE community_id = $1");
        assert_eq!(home.app.books.front(&home.slug).unwrap().halted, None);
        audit::show_halts(&home.app).unwrap();
        let shown = home.app.books.front(&home.slug).unwrap().halted.clone();
        assert_eq!(shown.as_deref(), Some("bill 3: is missing"));
    }

    fn a_book_that_cannot_be_read_stays_as_it_was_shown_with_the_reason(db) {
        let home = busy(db);
        let before = home.app.books.get(&home.slug).unwrap().unwrap();
        by_hand(&home.app, home.id, "DELETE FROM leaf WHERE community_id = $1 AND idx >= 2");
        let audit = audit::run(&home.app, None, |_| ()).unwrap();
        assert!(!audit.of(&home.slug).is_empty());
        let shown = home.app.books.get(&home.slug).unwrap().unwrap();
        assert!(shown.halted.is_some());
        assert_eq!(shown.fold.size(), before.fold.size());
    }

    fn an_audit_that_is_asked_to_stop_goes_on_where_it_stopped(db) {
        let home = busy(db);
        home.set_time(date(2026, 10, 2), 9);
        let mut auditor = Auditor::of(Actor::Job);
        let first = auditor.due(&home.app, |_| ControlFlow::Break(())).unwrap();
        assert_eq!(first.findings.keys().collect::<Vec<_>>(), [&Place::District]);
        let second = auditor.due(&home.app, GO_ON).unwrap();
        assert_eq!(
            second.findings.keys().collect::<Vec<_>>(),
            [&Place::Community(home.slug.clone())]
        );
    }
}
