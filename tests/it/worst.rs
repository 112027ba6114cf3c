//! Texts made to cost much: one character, short periods, strings that repeat themselves at every scale, thousands of
//! copies. What the run counts may grow with the text, not with its square. Sizes are small here; the counts of twice
//! the text are compared, since clocks are no test.

use dittograph::engine::{Silent, run};
use dittograph::int::float64;
use dittograph::read::MemorySource;
use dittograph::stats::Stats;
use dittograph::{Analysis, Config, Document, Kind};

/// Growth of a count that twice the text may bring.
const GROWTH: f64 = 2.3;
/// Counts below this say nothing about growth.
const FEW: f64 = 200.0;

fn analysis(texts: impl IntoIterator<Item = String>) -> Analysis {
    let document = |(n, text)| Document::new(format!("{n:05}"), text);
    run(&mut MemorySource::new((0..).zip(texts).map(document)), &Config::default(), &Silent).unwrap()
}

/// Runs the texts of two sizes, one twice the other, and compares what was counted. Gives the larger run.
fn grows_with_the_text<T: IntoIterator<Item = String>>(texts: impl Fn(usize) -> T, size: usize) -> Analysis {
    let (one, two) = (analysis(texts(size)), analysis(texts(2 * size)));
    let counts = |stats: &Stats| {
        // Families and findings are bounded further down, by the symbols; chance makes few of them in random text, unevenly.
        let Stats { anchors, candidates, matches, .. } = *stats;
        [("anchors", anchors), ("candidates", candidates), ("matches", matches)]
    };
    for ((name, before), (_, after)) in counts(&one.stats).into_iter().zip(counts(&two.stats)) {
        let bound = (GROWTH * float64(before)).max(FEW);
        assert!(float64(after) <= bound, "{name}: {before} of {size}, {after} of {}", 2 * size);
    }
    let symbols = float64(two.stats.symbols);
    let Stats { families, findings, .. } = two.stats;
    for (name, count) in counts(&two.stats).into_iter().chain([("families", families), ("findings", findings)]) {
        assert!(float64(count) <= 4.0 * symbols + FEW, "{name}: {count} in {symbols} symbols");
    }
    two
}

/// One document of `size` characters.
fn one(text: impl Iterator<Item = char>, size: usize) -> [String; 1] {
    [text.take(size).collect()]
}

/// The infinite Fibonacci word over two characters.
fn fibonacci([a, b]: [char; 2], size: usize) -> String {
    let (mut before, mut word) = (b.to_string(), a.to_string());
    while word.chars().count() < size {
        let next = word.clone() + &before;
        before = std::mem::replace(&mut word, next);
    }
    word.chars().take(size).collect()
}

fn thue_morse([a, b]: [char; 2]) -> impl Iterator<Item = char> {
    (0_u32..).map(move |n| if n.count_ones() % 2 == 0 { a } else { b })
}

/// Ideographs that look drawn by chance: a xorshift generator. So many different ones that neighbours of a shared
/// passage are hardly ever equal.
fn prose(seed: u32, size: usize) -> String {
    let mut state = seed.wrapping_mul(0x9E37_79B9) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state
    };
    (0..size).filter_map(|_| char::from_u32(0x4E00 + next() % 20_000)).collect()
}

/// Whether one loop covers the only document but for at most `rest` characters.
fn is_one_loop(analysis: &Analysis, rest: u32) -> bool {
    let chars = analysis.reports[0].chars;
    analysis.findings.iter().any(|found| found.kind == Kind::Loop && found.place.chars.len() + rest >= chars)
}

#[test]
fn one_ideograph() {
    let larger = grows_with_the_text(|size| one("哦".chars().cycle(), size), 100_000);
    assert!(is_one_loop(&larger, 0));
    assert_eq!(larger.findings.len(), 1);
}

#[test]
fn one_letter() {
    let larger = grows_with_the_text(|size| one("a".chars().cycle(), size), 100_000);
    assert!(is_one_loop(&larger, 0));
}

#[test]
fn a_period_of_seven() {
    let larger = grows_with_the_text(|size| one("稳中求进总基调".chars().cycle(), size), 100_000);
    assert!(is_one_loop(&larger, 0));
    assert_eq!(larger.findings.len(), 1);
}

#[test]
fn a_fibonacci_word_of_ideographs() {
    grows_with_the_text(|size| [fibonacci(['甲', '乙'], size)], 30_000);
}

#[test]
fn a_fibonacci_word_of_letters() {
    grows_with_the_text(|size| [fibonacci(['a', 'b'], size)], 30_000);
}

#[test]
fn a_thue_morse_word() {
    grows_with_the_text(|size| one(thue_morse(['甲', '乙']), size), 30_000);
}

#[test]
fn copies_of_one_document() {
    let larger = grows_with_the_text(|copies| std::iter::repeat_n(prose(1, 300), copies), 1000);
    assert_eq!(larger.findings.len(), 2000);
}

#[test]
fn drafts_with_one_character_changed() {
    let draft = |n: usize| {
        let mut text: Vec<char> = prose(1, 300).chars().collect();
        text[n * 7919 % 300] = if n < 300 { '改' } else { '换' };
        text.into_iter().collect()
    };
    let larger = grows_with_the_text(|drafts| (0..drafts).map(draft), 300);
    assert!(larger.reports.iter().filter(|report| report.near_duplicate_of.is_some()).count() >= 599);
}

#[test]
fn documents_that_share_a_slogan() {
    let document = |n| {
        format!("{}\n不忘初心牢记使命为实现中华民族伟大复兴的中国梦不懈奋斗\n{}", prose(n, 80), prose(n + 90_000, 80))
    };
    let size = |documents: usize| (0..).take(documents).map(document);
    grows_with_the_text(size, 1000);
}
