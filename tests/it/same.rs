//! One result, byte for byte, for 1, 2 and 8 threads and for any order of the documents.

use std::sync::LazyLock;

use dittograph::engine::{Silent, pool, run};
use dittograph::read::{MemorySource, ReadOptions};
use dittograph::report::jsonl;
use dittograph::{Config, Document};
use proptest::prelude::*;
use rayon::ThreadPool;

use crate::oracle::{cases, punctuated};
use crate::shipped::reports;

static POOLS: LazyLock<[ThreadPool; 3]> = LazyLock::new(|| [1, 2, 8].map(|threads| pool(Some(threads)).unwrap()));

/// The findings file of a run on the threads of `pool`.
fn lines(documents: &[Document], pool: &ThreadPool) -> String {
    let analysis =
        pool.install(|| run(&mut MemorySource::new(documents.to_vec()), &Config::default(), &Silent)).unwrap();
    let mut bytes = Vec::new();
    jsonl::write(&analysis, &[], &ReadOptions::default(), &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// The first line in which two findings files differ.
fn difference<'a>(one: &'a str, other: &'a str) -> Option<(&'a str, &'a str)> {
    if one == other {
        return None;
    }
    let lines = one.lines().zip(other.lines()).find(|(x, y)| x != y);
    Some(lines.unwrap_or(("one file is longer", "")))
}

#[test]
fn the_shipped_reports_give_the_same_bytes_on_any_threads_and_in_any_order() {
    let mut documents = reports();
    let expected = lines(&documents, &POOLS[0]);
    assert!(expected.lines().count() > 2 * documents.len(), "nothing was found");
    for turn in 0..documents.len() {
        documents.rotate_left(1);
        if turn % 2 == 1 {
            documents.reverse();
        }
        assert_eq!(difference(&lines(&documents, &POOLS[turn % 3]), &expected), None, "turn {turn}");
    }
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn any_corpus_gives_the_same_bytes_on_any_threads_and_in_any_order(
        (documents, shuffled) in punctuated().prop_flat_map(|corpus| {
            let documents = corpus.documents();
            (Just(documents.clone()), Just(documents).prop_shuffle())
        }),
    ) {
        let expected = lines(&documents, &POOLS[0]);
        for pool in &*POOLS {
            for documents in [&documents, &shuffled] {
                let seen = lines(documents, pool);
                prop_assert_eq!(difference(&seen, &expected), None);
            }
        }
    }
}
