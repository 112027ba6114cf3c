//! The window guarantee against brute force: every string of [`Plan::window_symbols`] symbols that stands at two places
//! is inside findings at all of its places. Small corpora of every make: few and many characters, periods, copies,
//! copies with edits. `DITTOGRAPH_CASES` sets the number of cases.
//!
//! [`Plan::window_symbols`]: dittograph::config::Plan::window_symbols

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;
use std::sync::LazyLock;

use dittograph::config::Profile;
use dittograph::engine::{Silent, run};
use dittograph::int::{index, narrow};
use dittograph::loops;
use dittograph::normalize::{Normalizer, Symbol};
use dittograph::read::MemorySource;
use dittograph::{Analysis, Config, Document, Finding, Kind};
use proptest::prelude::*;
use proptest::sample::Index;

/// Most symbols a document has.
const LONGEST: usize = 600;
/// Sizes of the alphabets that texts are drawn from.
const ALPHABETS: [usize; 5] = [1, 2, 3, 5, 3000];

/// Ideographs no two of which are folded to one symbol.
pub(crate) static IDEOGRAPHS: LazyLock<Vec<char>> = LazyLock::new(|| {
    let normalizer = Normalizer::new(&Config::default().normalize);
    let mut seen = BTreeSet::new();
    let new = |c: &char| matches!(normalizer.symbols(&c.to_string())[..], [symbol] if seen.insert(symbol));
    ('\u{4E00}'..='\u{9FA5}').filter(new).take(3000).collect()
});

/// Some texts that repeat themselves and each other.
#[derive(Debug, Clone)]
pub(crate) struct Corpus(pub(crate) Vec<String>);

impl Corpus {
    pub(crate) fn documents(&self) -> Vec<Document> {
        let document = |(n, text): (usize, &String)| Document::new(format!("{n}"), text.clone());
        self.0.iter().enumerate().map(document).collect()
    }
}

/// A change of one symbol of a copy.
#[derive(Debug, Clone)]
enum Edit {
    Replace(usize),
    Insert(usize),
    Delete,
}

/// Something put into a document so that it repeats.
#[derive(Debug, Clone)]
enum Plant {
    /// A stretch of one document again, with edits.
    Copy { from: (Index, Index), length: usize, edits: Vec<(Index, Edit)>, into: (Index, Index) },
    /// A unit over and over.
    Period { unit: Vec<usize>, length: usize, into: (Index, Index) },
}

impl Plant {
    fn put(&self, documents: &mut [Vec<usize>]) {
        let (stretch, (document, at)) = match self {
            Self::Copy { from, length, edits, into } => {
                let source = &documents[from.0.index(documents.len())];
                let start = from.1.index(source.len() + 1);
                let mut stretch = source[start..(start + length).min(source.len())].to_vec();
                for (at, edit) in edits {
                    edit.make(*at, &mut stretch);
                }
                (stretch, into)
            }
            Self::Period { unit, length, into } => (unit.iter().copied().cycle().take(*length).collect(), into),
        };
        let document = document.index(documents.len());
        let document = &mut documents[document];
        let at = at.index(document.len() + 1);
        document.splice(at..at, stretch);
        document.truncate(LONGEST);
    }
}

impl Edit {
    fn make(&self, at: Index, stretch: &mut Vec<usize>) {
        if stretch.is_empty() {
            return;
        }
        let at = at.index(stretch.len());
        match self {
            Self::Replace(symbol) => stretch[at] = *symbol,
            Self::Insert(symbol) => stretch.insert(at, *symbol),
            Self::Delete => drop(stretch.remove(at)),
        }
    }
}

fn plant() -> impl Strategy<Value = Plant> {
    let place = || any::<(Index, Index)>();
    let symbol = || 0..3000_usize;
    let edit = prop_oneof![symbol().prop_map(Edit::Replace), symbol().prop_map(Edit::Insert), Just(Edit::Delete)];
    let edits = prop_oneof![Just(Vec::new()), prop::collection::vec((any::<Index>(), edit), 1..6)];
    let copy = (place(), 15..160_usize, edits, place()).prop_map(|(from, length, edits, into)| Plant::Copy {
        from,
        length,
        edits,
        into,
    });
    let unit = prop_oneof![prop::collection::vec(symbol(), 1..12), prop::collection::vec(symbol(), 12..120)];
    let period = (unit, 15..260_usize, place()).prop_map(|(unit, length, into)| Plant::Period { unit, length, into });
    prop_oneof![2 => copy, 1 => period]
}

/// One to six documents of up to [`LONGEST`] symbols.
pub(crate) fn corpus() -> impl Strategy<Value = Corpus> {
    let lengths = prop_oneof![0..60_usize, 60..250_usize];
    let document = lengths.prop_flat_map(|length| prop::collection::vec(0..3000_usize, 0..=length));
    let documents = prop::collection::vec(document, 1..=6);
    let alphabet = prop::sample::select(&ALPHABETS[..]);
    (alphabet, documents, prop::collection::vec(plant(), 0..7)).prop_map(|(alphabet, mut documents, plants)| {
        for plant in &plants {
            plant.put(&mut documents);
        }
        let text = |document: Vec<usize>| document.iter().map(|symbol| IDEOGRAPHS[symbol % alphabet]).collect();
        Corpus(documents.into_iter().map(text).collect())
    })
}

/// The same with punctuation and line breaks between the symbols, as reports have them.
pub(crate) fn punctuated() -> impl Strategy<Value = Corpus> {
    let mark = prop::sample::select(&["，", "。\n", "\n", " "][..]);
    let marks = prop::collection::vec((any::<Index>(), any::<Index>(), mark), 0..40);
    (corpus(), marks).prop_map(|(Corpus(mut texts), marks)| {
        for (document, at, mark) in marks {
            let document = document.index(texts.len());
            let text = &mut texts[document];
            let bounds: Vec<usize> = text.char_indices().map(|(byte, _)| byte).collect();
            if !bounds.is_empty() {
                text.insert_str(bounds[at.index(bounds.len())], mark);
            }
        }
        Corpus(texts)
    })
}

pub(crate) fn cases(usual: u32) -> ProptestConfig {
    let wanted = std::env::var("DITTOGRAPH_CASES").ok().and_then(|cases| cases.parse().ok());
    let cases = wanted.unwrap_or(usual);
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 20_000, ..ProptestConfig::default() }
}

/// An analysis with the symbols of its documents and which of them are inside findings.
pub(crate) struct Seen {
    pub(crate) analysis: Analysis,
    pub(crate) symbols: Vec<Vec<Symbol>>,
    /// For each finding its span in symbols, from the raw offsets.
    pub(crate) spans: Vec<std::ops::Range<usize>>,
    pub(crate) covered: Vec<Vec<bool>>,
}

impl Seen {
    pub(crate) fn new(corpus: &Corpus, config: &Config) -> Self {
        let analysis = run(&mut MemorySource::new(corpus.documents()), config, &Silent).unwrap();
        let normalizer = Normalizer::new(&config.normalize);
        let normalised: Vec<_> = analysis.documents.iter().map(|d| normalizer.with_offsets(&d.text)).collect();
        let mut covered: Vec<Vec<bool>> = normalised.iter().map(|(symbols, _)| vec![false; symbols.len()]).collect();
        let mut spans = Vec::new();
        for finding in &analysis.findings {
            let doc = finding.place.doc.index();
            let span = normalised[doc].1.to_norm(finding.place.raw).range();
            covered[doc][span.clone()].fill(true);
            spans.push(span);
        }
        Self { analysis, symbols: normalised.into_iter().map(|(symbols, _)| symbols).collect(), spans, covered }
    }

    /// The places (document, first symbol) of every string of `window` symbols that stands at two places at least, in
    /// two documents or without overlap in one.
    pub(crate) fn repeated(&self, window: usize) -> Vec<Vec<(usize, usize)>> {
        let mut places: HashMap<&[Symbol], Vec<(usize, usize)>> = HashMap::new();
        for (doc, symbols) in self.symbols.iter().enumerate() {
            for (at, string) in symbols.windows(window).enumerate() {
                places.entry(string).or_default().push((doc, at));
            }
        }
        let apart = |places: &Vec<(usize, usize)>| {
            let (first, last) = (places[0], places[places.len() - 1]);
            first.0 != last.0 || last.1 - first.1 >= window
        };
        places.into_values().filter(apart).collect()
    }

    /// The first place of a repeated string that is not wholly inside findings.
    pub(crate) fn uncovered(&self) -> Option<String> {
        let window = index(self.analysis.plan.window_symbols());
        let open = |&&(doc, at): &&(usize, usize)| self.covered[doc][at..at + window].contains(&false);
        let repeated = self.repeated(window);
        let missed = repeated.iter().filter_map(|places| places.iter().find(open).map(|place| (place, places)));
        missed.min().map(|((doc, at), places)| {
            format!("{window} symbols from {at} of document {doc} stand at {places:?}\n{}", self.shown())
        })
    }

    /// Two exact findings that are each other's only partner, no boilerplate or formula, and touch no other family: as
    /// indices.
    fn plain_pairs(&self) -> Vec<(usize, usize)> {
        let mut families: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (n, finding) in self.analysis.findings.iter().enumerate() {
            families.entry(finding.family).or_default().push(n);
        }
        let plain = |n: &usize| {
            let finding = &self.analysis.findings[*n];
            let kind = matches!(finding.kind, Kind::Copy | Kind::Repeat | Kind::Document);
            kind && finding.identity >= 1.0 && !self.touches_another(*n)
        };
        let pair = |members: Vec<usize>| match members[..] {
            [x, y] if members.iter().all(plain) => Some((x, y)),
            _ => None,
        };
        families.into_values().filter_map(pair).collect()
    }

    /// Whether two findings could both be longer by the symbol before them or the one behind them, and still be equal and
    /// apart.
    fn could_be_longer(&self, x: usize, y: usize) -> bool {
        let doc = |n: usize| self.analysis.findings[n].place.doc.index();
        let (a, b) = (&self.symbols[doc(x)], &self.symbols[doc(y)]);
        let (p, q) = (&self.spans[x], &self.spans[y]);
        let touch = doc(x) == doc(y) && (p.end == q.start || q.end == p.start);
        let before = p.start > 0 && q.start > 0 && a[p.start - 1] == b[q.start - 1];
        let behind = p.end < a.len() && q.end < b.len() && a[p.end] == b[q.end];
        !touch && (before || behind)
    }

    /// Whether a finding shares symbols with one of another family or stands beside one.
    fn touches_another(&self, n: usize) -> bool {
        let (finding, span) = (&self.analysis.findings[n], &self.spans[n]);
        self.analysis.findings.iter().zip(&self.spans).any(|(other, there)| {
            let same_place = other.place.doc == finding.place.doc && there.start <= span.end && span.start <= there.end;
            other.family != finding.family && same_place
        })
    }

    /// Whether a finding shares symbols with a loop: members of a family may hold different numbers of its copies.
    fn holds_of_a_loop(&self, n: usize) -> bool {
        let (finding, span) = (&self.analysis.findings[n], &self.spans[n]);
        self.analysis.findings.iter().zip(&self.spans).any(|(other, there)| {
            let same_place = other.place.doc == finding.place.doc && there.start < span.end && span.start < there.end;
            other.kind == Kind::Loop && same_place
        })
    }

    pub(crate) fn shown(&self) -> String {
        let mut shown = String::new();
        for (finding, span) in self.analysis.findings.iter().zip(&self.spans) {
            let Finding { place, family, identity, .. } = finding;
            let kind = finding.kind.word();
            writeln!(shown, "{kind} family {family} document {} symbols {span:?} identity {identity:.3}", place.doc.0)
                .unwrap();
        }
        shown
    }
}

pub(crate) fn config(profile: Profile) -> Config {
    Config { profile, ..Config::default() }
}

pub(crate) fn every_repeat_is_covered(corpus: &Corpus, config: &Config) -> Result<(), TestCaseError> {
    let uncovered = Seen::new(corpus, config).uncovered();
    prop_assert!(uncovered.is_none(), "{}", uncovered.unwrap_or_default());
    Ok(())
}

/// Whether a finding's place covers more than its passage: boilerplate goes to the ends of its lines.
fn goes_to_line_ends(kind: Kind) -> bool {
    matches!(kind, Kind::Boilerplate | Kind::Template)
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn sensitive_covers_every_repeat(corpus in corpus()) {
        every_repeat_is_covered(&corpus, &config(Profile::Sensitive))?;
    }

    #[test]
    fn default_covers_every_repeat(corpus in corpus()) {
        every_repeat_is_covered(&corpus, &config(Profile::Default))?;
    }

    #[test]
    fn huge_covers_every_repeat(corpus in corpus()) {
        every_repeat_is_covered(&corpus, &config(Profile::Huge))?;
    }

    #[test]
    fn shorter_and_longer_passages_are_covered_on_request(corpus in corpus(), min_symbols in 8..50_u32) {
        every_repeat_is_covered(&corpus, &Config { min_symbols, ..config(Profile::Sensitive) })?;
    }

    #[test]
    fn findings_are_in_order_and_numbered(corpus in punctuated()) {
        let analysis = Seen::new(&corpus, &Config::default()).analysis;
        let places: Vec<_> = analysis.findings.iter().map(|f| (f.place.doc, f.place.raw)).collect();
        prop_assert!(places.is_sorted(), "{places:?}");
        prop_assert!(analysis.findings.iter().map(|finding| finding.id).eq(0..narrow(places.len())));
        let mut families = 0;
        for finding in &analysis.findings {
            prop_assert!(finding.family <= families, "family {} before family {families}", finding.family);
            families = families.max(finding.family + 1);
        }
        prop_assert_eq!(u64::from(families), analysis.stats.families);
    }

    #[test]
    fn offsets_are_those_of_the_symbols_reported(corpus in punctuated()) {
        let seen = Seen::new(&corpus, &Config::default());
        for (finding, span) in seen.analysis.findings.iter().zip(&seen.spans) {
            let text = &seen.analysis.documents[finding.place.doc.index()].text;
            let bytes = finding.place.raw.range();
            prop_assert!(text.get(bytes.clone()).is_some_and(|part| !part.is_empty()), "{finding:?}");
            let chars = text[..bytes.start].chars().count()..text[..bytes.end].chars().count();
            prop_assert_eq!(finding.place.chars.range(), chars);
            let symbols = index(finding.symbols);
            let fits = if goes_to_line_ends(finding.kind) { span.len() >= symbols } else { span.len() == symbols };
            prop_assert!(fits, "{} symbols inside {finding:?}", span.len());
        }
    }

    #[test]
    fn the_text_of_a_finding_normalises_to_the_symbols_reported(corpus in punctuated()) {
        let seen = Seen::new(&corpus, &Config::default());
        let normalizer = Normalizer::new(&Config::default().normalize);
        for (finding, span) in seen.analysis.findings.iter().zip(&seen.spans) {
            let doc = finding.place.doc.index();
            let text = &seen.analysis.documents[doc].text[finding.place.raw.range()];
            prop_assert_eq!(normalizer.symbols(text), &seen.symbols[doc][span.clone()], "{:?}", finding);
        }
    }

    #[test]
    fn exact_pairs_are_maximal(corpus in punctuated()) {
        let seen = Seen::new(&corpus, &Config::default());
        let longer = seen.plain_pairs().into_iter().find(|&(x, y)| seen.could_be_longer(x, y));
        prop_assert!(longer.is_none(), "{longer:?} of\n{}", seen.shown());
    }

    #[test]
    fn members_of_exact_families_are_equal(corpus in punctuated()) {
        let seen = Seen::new(&corpus, &Config::default());
        let mut families: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (n, finding) in seen.analysis.findings.iter().enumerate().filter(|(_, f)| f.docs >= 2) {
            families.entry(finding.family).or_default().push(n);
        }
        for members in families.values() {
            let finding = |n: usize| &seen.analysis.findings[n];
            let member = |n: usize| &seen.symbols[finding(n).place.doc.index()][seen.spans[n].clone()];
            let whole = |n: usize| !goes_to_line_ends(finding(n).kind) && !seen.holds_of_a_loop(n);
            let exact = members.iter().all(|&n| finding(n).identity >= 1.0 && whole(n));
            let equal = members.iter().all(|&n| member(n) == member(members[0]));
            prop_assert!(!exact || equal, "{}", seen.shown());
        }
    }
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn exact_repetitions_are_inside_loops(corpus in corpus()) {
        let normalizer = Normalizer::new(&Config::default().normalize);
        for text in &corpus.0 {
            let symbols = normalizer.symbols(text);
            prop_assert_eq!(without_loop(&symbols), None, "{}", text);
        }
    }
}

#[test]
fn of_three_repetitions_that_touch_the_first_is_inside_its_loop() {
    // The first goes on into the second by a symbol, the second into the third by four copies: longer than the first before
    // the third takes those, it is shorter then.
    let (first, second) = ("天地玄黄宇宙洪", "天日月盈昃辰宿");
    let third = second.repeat(4) + "列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈剑号巨阙";
    let text = [first.repeat(22), second.repeat(20), third.repeat(4)];
    let symbols = Normalizer::new(&Config::default().normalize).symbols(&text.concat());
    assert_eq!(without_loop(&symbols), None);
}

/// The first repetition that is long enough to be a loop for certain and is in none. Loops are disjoint: of two that overlap the
/// longer one is kept.
fn without_loop(symbols: &[Symbol]) -> Option<(usize, usize, usize, Vec<loops::Loop>)> {
    let found = loops::find(symbols);
    let has_its_loop = |start: usize, end: usize| {
        found.iter().any(|found| {
            let (from, to) = (index(found.span.start), index(found.span.end));
            from <= start && end <= to || from < end && start < to && to - from >= end - start
        })
    };
    let lost = repetitions(symbols).into_iter().find(|&(_, start, end)| !has_its_loop(start, end));
    lost.map(|(period, start, end)| (period, start, end, found))
}

/// Whether the unit repeats only here: no six of its symbols stand twice within it, or outside the repetition.
fn repeats_only_here(symbols: &[Symbol], period: usize, start: usize, end: usize) -> bool {
    let of_unit: BTreeSet<&[Symbol]> = symbols[start..start + period + 5].windows(6).collect();
    let outside = [&symbols[..(start + 5).min(symbols.len())], &symbols[end - 5..]];
    of_unit.len() == period && outside.iter().all(|text| text.windows(6).all(|shingle| !of_unit.contains(shingle)))
}

/// The maximal repetitions (period, start, end) that are long enough to be loops for certain.
fn repetitions(symbols: &[Symbol]) -> Vec<(usize, usize, usize)> {
    let mut all = Vec::new();
    for period in 1..symbols.len() {
        let least = if period < 30 { 23 * period } else { 20 * period }.div_ceil(10).max(20);
        let mut start = 0;
        for at in period..=symbols.len() {
            if at == symbols.len() || symbols[at] != symbols[at - period] {
                if at - start >= least && repeats_only_here(symbols, period, start, at) {
                    all.push((period, start, at));
                }
                start = at + 1 - period;
            }
        }
    }
    all
}

#[test]
fn the_ideographs_stay_apart_when_normalised() {
    let text: String = IDEOGRAPHS.iter().collect();
    let symbols = Normalizer::new(&Config::default().normalize).symbols(&text);
    assert_eq!((symbols.len(), symbols.iter().collect::<BTreeSet<_>>().len()), (3000, 3000));
}
