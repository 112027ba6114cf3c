//! The example `recall`, at a small scale: what its table says of the program holds, and the first page shows a table of
//! this shape.

use std::fs;
use std::path::Path;

use dittograph::Config;
use dittograph::config::Profile;

use measure::{Cell, LENGTHS, head, row};
use planted::{Chance, Language, Noise, Planted};

#[path = "../../examples/recall/measure.rs"]
mod measure;
#[path = "../../examples/recall/planted.rs"]
mod planted;

fn cell(length: usize, percent: usize, passages: usize, profile: Profile) -> Cell {
    let language = Language::new(&mut Chance::new(7));
    let config = Config { profile, ..Config::default() };
    Cell::measured(&language, Noise { length, percent }, passages, &config, 7).unwrap()
}

#[test]
fn near_copies_of_a_hundred_symbols_are_found() {
    for (percent, least) in [(5, 0.98), (10, 0.96), (20, 0.8)] {
        let cell = cell(100, percent, 100, Profile::Auto);
        assert_eq!(cell.planted, 100);
        assert!(cell.recall() >= least, "{percent} %: {} of {}", cell.found, cell.planted);
        assert_eq!(cell.error(50), Some(0), "{percent} %");
    }
    let longer = cell(300, 5, 100, Profile::Default);
    assert!(longer.recall() >= 0.95, "{} of {}", longer.found, longer.planted);
}

#[test]
fn as_many_symbols_are_edited_as_is_said() {
    let chance = &mut Chance::new(3);
    let language = Language::new(chance);
    for (length, percent, edits) in [(30, 5, 2), (100, 10, 10), (100, 20, 20), (100, 0, 0)] {
        let planted = Planted::new(&language, Noise { length, percent }, chance);
        for (pair, places) in planted.documents.chunks_exact(2).zip(planted.places.chunks_exact(2)) {
            let inside = |side: usize| -> Vec<char> {
                let of_passage = pair[side].text.chars().skip(places[side].start).take(places[side].len());
                of_passage.filter(|c| c.is_alphanumeric()).collect()
            };
            let (passage, copy) = (inside(0), inside(1));
            assert_eq!(passage.len(), length);
            let (first, last) = (passage.first() == copy.first(), passage.last() == copy.last());
            assert!(first && last, "the edges stay");
            let distance = distance(&passage, &copy);
            assert!(distance <= edits && distance + 2 >= edits, "{distance} edits instead of {edits}");
        }
    }
}

/// Fewest single edits from one to the other (Levenshtein, 1965): neighbouring edits can sometimes be said with fewer.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut corner = above[0];
        above[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let best = (corner + usize::from(x != y)).min(above[j] + 1).min(above[j + 1] + 1);
            corner = std::mem::replace(&mut above[j + 1], best);
        }
    }
    above[b.len()]
}

#[test]
fn intervals_are_those_of_the_formula() {
    let near = |found, planted, expected: [f64; 2]| {
        let interval = Cell { planted, found, errors: Vec::new() }.interval();
        assert!(interval.iter().zip(expected).all(|(a, b)| (a - b).abs() < 0.001), "{interval:?}");
    };
    near(8, 10, [0.490, 0.943]);
    near(200, 200, [0.981, 1.0]);
    near(0, 10, [0.0, 0.278]);
}

#[test]
fn the_first_page_shows_a_table_of_this_shape() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let (_, table) = page.split_once(&head()).expect("the head of the table");
    let cells = [(); 3].map(|()| Cell { planted: 1000, found: 999, errors: vec![0, 1] });
    for (length, shown) in LENGTHS.into_iter().zip(table.lines()) {
        let shape = |row: &str| row.chars().filter(|c| "|(–),".contains(*c)).collect::<String>();
        assert!(shown.starts_with(&format!("| {length} |")), "{shown}");
        assert_eq!(shape(shown), shape(row(length, &cells).trim_end()), "{shown}");
    }
}
