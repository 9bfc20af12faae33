//! One body, two tests: the macro that runs every storage test on both engines.

/// Makes of each function a module with the tests `on_sqlite` and `on_postgres`; the identifier in
/// brackets is a `&TestDatabase`, fresh and empty. A body may return a `Result`.
///
/// ```
/// # mod tests {
/// use mingbai_testkit::both_engines;
///
/// both_engines! {
///     /// Balances are maintained, not summed.
///     fn recording_twice_changes_nothing(db) {
///         let _where_to_open = &db.target;
///     }
/// }
/// # }
/// ```
#[macro_export]
macro_rules! both_engines {
    ($(
        $(#[$attribute:meta])*
        fn $name:ident($db:ident) $(-> $answer:ty)? $body:block
    )+) => {$(
        $(#[$attribute])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            fn run($db: &$crate::TestDatabase) $(-> $answer)? $body

            #[test]
            fn on_sqlite() $(-> $answer)? {
                run(&$crate::TestDatabase::new($crate::Engine::Sqlite))
            }

            #[test]
            fn on_postgres() $(-> $answer)? {
                run(&$crate::TestDatabase::new($crate::Engine::Postgres))
            }
        }
    )+};
}
