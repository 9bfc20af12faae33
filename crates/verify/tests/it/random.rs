//! Whatever lies in a directory: a report, never a panic.

use std::fs;

use proptest::prelude::*;

use crate::sample::changning;
use crate::town::{Town, check, files_below};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn any_bytes_in_any_file_are_read_without_panic(
        which in any::<prop::sample::Index>(),
        bytes in proptest::collection::vec(any::<u8>(), 0..600),
        keep in 0..600_usize,
    ) {
        let town = Town::new(vec![changning()]);
        let files = files_below(town.path());
        let path = town.path().join(&files[which.index(files.len())]);
        let whole = fs::read(&path).unwrap();
        let kept = keep.min(whole.len());
        let changed = [&whole[..kept], &bytes].concat();
        fs::write(&path, &changed).unwrap();
        let report = check(town.path());
        // The last lines of a policy may be blank; everything else matters.
        let same = changed == whole || path.ends_with("policy");
        prop_assert!(same || !report.holds(), "{:?}", path);
    }

    #[test]
    fn any_record_may_be_signed_without_panic(
        leaves in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..80), 0..8),
        text in "\\PC{0,80}",
    ) {
        let mut book = changning();
        book.log.entries.extend(leaves);
        book.log.entries.push(text.into_bytes());
        let mut town = Town::new(vec![book]);
        town.district.entries.push(b"\"\"".to_vec());
        town.write();
        prop_assert!(!town.verify().holds());
    }
}
