//! Whole documents: what is found of them against the plain oracle and the planted truth, and what is done with them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use dittograph::config::{Level, NormalizeConfig};
use dittograph::engine::{Silent, pool, run};
use dittograph::int::float;
use dittograph::mark::{DocumentAction, DocumentPolicy, Policy};
use dittograph::normalize::Normalizer;
use dittograph::read::{MemorySource, ReadOptions};
use dittograph::report::jsonl;
use dittograph::span::DocId;
use dittograph::{Analysis, Config, Document, documents::Relation};
use serde_json::Value;

use crate::numbers::Numbers;
use crate::shared::shared;

/// Texts drawn by chance.
impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn letter(&mut self) -> char {
        char::from_u32(0x4e00 + u32::try_from(self.below(3000)).unwrap()).unwrap()
    }

    fn text(&mut self, letters: usize) -> String {
        (0..letters).map(|_| self.letter()).collect()
    }

    /// Every letter replaced with a probability in thousandths.
    fn edited(&mut self, text: &str, thousandths: u64) -> String {
        text.chars().map(|letter| if self.below(1000) < thousandths { self.letter() } else { letter }).collect()
    }
}

fn level(level: Level) -> Config {
    Config { level, ..Config::default() }
}

fn find(documents: &[Document], config: &Config) -> Analysis {
    run(&mut MemorySource::new(documents.to_vec()), config, &Silent).unwrap()
}

type Pairs = BTreeSet<(String, String)>;

fn ordered(a: &str, b: &str) -> (String, String) {
    if a < b { (a.into(), b.into()) } else { (b.into(), a.into()) }
}

/// All pairs of an analysis whose relation is among `relations`: members with their canonical document, and related ones,
/// each for all documents of equal symbols.
fn pairs(analysis: &Analysis, relations: &[Relation]) -> Pairs {
    let first = |doc: DocId| analysis.reports[doc.index()].equal_to.unwrap_or(doc);
    let mut equal: BTreeMap<DocId, Vec<DocId>> = BTreeMap::new();
    for doc in (0..).map(DocId).take(analysis.documents.len()) {
        equal.entry(first(doc)).or_default().push(doc);
    }
    let mut found: BTreeSet<(DocId, DocId)> = BTreeSet::new();
    for (doc, report) in (0..).map(DocId).zip(&analysis.reports) {
        if let (Some(canonical), Some(relation)) = (report.near_duplicate_of, report.relation)
            && relations.contains(&relation)
        {
            found.insert((first(doc), first(canonical)));
        }
    }
    let related = analysis.related.iter().filter(|pair| relations.contains(&pair.relation));
    found.extend(related.map(|pair| (pair.a, pair.b)));
    let id = |doc: DocId| analysis.documents[doc.index()].id.as_str();
    let mut all = Pairs::new();
    for (a, b) in found {
        for &one in &equal[&a] {
            all.extend(equal[&b].iter().filter(|two| one != **two).map(|&two| ordered(id(one), id(two))));
        }
    }
    all
}

const ANY: [Relation; 3] = [Relation::Equal, Relation::Near, Relation::Contained];

/// All pairs of documents whose sets of shingles are similar enough, by definition.
fn oracle(documents: &[Document], k: usize, similarity: f64) -> Pairs {
    let normalizer = Normalizer::new(&NormalizeConfig::default());
    let sets: Vec<Vec<Vec<u32>>> = documents
        .iter()
        .map(|document| {
            let symbols = normalizer.symbols(&document.text);
            symbols.windows(k).map(<[u32]>::to_vec).collect::<BTreeSet<_>>().into_iter().collect()
        })
        .collect();
    // The shingles as numbers, so that half a million comparisons take no long time.
    let names: BTreeMap<&Vec<u32>, usize> =
        sets.iter().flatten().collect::<BTreeSet<_>>().into_iter().zip(0..).collect();
    let sets: Vec<Vec<usize>> = sets.iter().map(|set| set.iter().map(|shingle| names[shingle]).collect()).collect();
    let mut found = Pairs::new();
    for (a, one) in sets.iter().enumerate() {
        for (b, two) in sets.iter().enumerate().skip(a + 1) {
            if jaccard(one, two) >= similarity {
                found.insert(ordered(&documents[a].id, &documents[b].id));
            }
        }
    }
    found
}

fn jaccard(one: &[usize], two: &[usize]) -> f64 {
    let (mut i, mut j, mut common) = (0, 0, 0);
    while i < one.len() && j < two.len() {
        match one[i].cmp(&two[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, common) = (i + 1, j + 1, common + 1),
        }
    }
    float(common) / float((one.len() + two.len() - common).max(1))
}

/// 500 documents: families of two to eight edited copies, long and short, and documents of their own.
fn edited_families() -> Vec<Document> {
    let mut numbers = Numbers(11);
    let mut documents = Vec::new();
    while documents.len() < 500 {
        let letters = 60 + usize::try_from(numbers.below(1500)).unwrap();
        let text = numbers.text(letters);
        for _ in 0..=numbers.below(8) {
            let rate = numbers.below(60);
            documents.push(Document::new(format!("{:03}", documents.len()), numbers.edited(&text, rate)));
        }
    }
    documents.truncate(500);
    documents
}

#[test]
fn near_pairs_are_those_of_the_oracle_pair_for_pair() {
    let documents = edited_families();
    for (similarity, shingle) in [(0.5, 8), (0.7, 8), (0.5, 5)] {
        let config = Config { similarity, document_shingle: shingle, ..level(Level::Documents) };
        let found = pairs(&find(&documents, &config), &[Relation::Equal, Relation::Near]);
        let expected = oracle(&documents, dittograph::int::index(shingle), similarity);
        assert!(expected.len() > 60);
        let missed: Vec<_> = expected.difference(&found).collect();
        let wrong: Vec<_> = found.difference(&expected).collect();
        assert!(missed.is_empty() && wrong.is_empty(), "{similarity}: missed {missed:?}, wrong {wrong:?}");
    }
}

#[cfg(feature = "cli")]
#[test]
fn near_pairs_of_500_laws_are_those_of_the_oracle() {
    use dittograph::read::{FileSource, Item, Source};
    let Some(laws) = shared("corpora/laws.jsonl.zst") else { return };
    let mut source = FileSource::open(&[laws], ReadOptions::default()).unwrap();
    let mut documents = Vec::new();
    while let Some(item) = source.next_item().unwrap() {
        if let Item::Document(document) = item {
            documents.push(document);
        }
    }
    // Ascending titles bring the years of one law together.
    documents.sort_by(|x, y| x.id.cmp(&y.id));
    documents.truncate(500);
    let config = Config { similarity: 0.5, ..level(Level::Documents) };
    let found = pairs(&find(&documents, &config), &[Relation::Equal, Relation::Near]);
    assert_eq!(found, oracle(&documents, 8, 0.5));
}

#[test]
fn planted_near_and_contained_documents_are_found_and_no_others() {
    for name in ["tiny", "dev"] {
        let Some(folder) = shared(&format!("eval/planted/{name}")) else { return };
        let lines = |file: &str| -> Vec<Value> {
            let text = fs::read_to_string(folder.join(file)).unwrap();
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
        };
        let word = |value: &Value, field: &str| value[field].as_str().unwrap().to_owned();
        let corpus = lines("corpus.jsonl");
        let documents: Vec<_> = corpus.iter().map(|line| Document::new(word(line, "id"), word(line, "text"))).collect();
        let truth = lines("docs_truth.jsonl");
        let planted: Pairs = truth.iter().map(|pair| ordered(&word(pair, "a"), &word(pair, "b"))).collect();
        for level in [level(Level::Documents), level(Level::All)] {
            let analysis = find(&documents, &level);
            assert_eq!(pairs(&analysis, &ANY), planted, "{name}, {:?}", level.level);
            for pair in truth.iter().filter(|pair| pair["kind"] == "doc_contain") {
                let part = analysis.documents.iter().position(|document| document.id == word(pair, "a")).unwrap();
                let report = &analysis.reports[part];
                let place = report.within.as_deref().unwrap();
                assert_eq!(analysis.documents[place.doc.index()].id, word(pair, "b"));
                assert!(report.coverage > 0.98);
                let text = &analysis.documents[part].text;
                let within = &analysis.documents[place.doc.index()].text[place.raw.range()];
                assert!(text.contains(within) && within.len() + 60 > text.trim().len(), "{}", word(pair, "a"));
            }
        }
    }
}

#[test]
fn equal_text_in_another_script_and_width_is_equal() {
    let texts = ["全縣經濟社會發展穩中有進。", "全县经济社会发展稳中有进", "", "。", "防汛"];
    let documents: Vec<_> = texts.iter().enumerate().map(|(n, text)| Document::new(n.to_string(), *text)).collect();
    let analysis = find(&documents, &level(Level::Documents));
    assert_eq!(pairs(&analysis, &ANY), Pairs::from([ordered("0", "1")]));
    assert_eq!(analysis.reports[1].relation, Some(Relation::Equal));
    assert_eq!(analysis.reports[0].family, analysis.reports[1].family);
}

#[test]
fn an_excerpt_is_contained_with_its_place_and_joins_the_whole() {
    let mut numbers = Numbers(5);
    let (head, part, tail) = (numbers.text(900), numbers.text(600), numbers.text(900));
    let excerpt = Document { priority: Some(9.0), ..Document::new("a", numbers.edited(&part, 50)) };
    let documents = [excerpt, Document::new("b", format!("{head}\n{part}\n{tail}"))];
    let analysis = find(&documents, &level(Level::Documents));
    let report = &analysis.reports[0];
    assert_eq!((report.relation, report.near_duplicate_of.map(|doc| doc.0)), (Some(Relation::Contained), Some(1)));
    assert!(report.coverage > 0.9 && report.coverage < 1.0);
    let place = report.within.as_deref().unwrap();
    let error = place.chars.start.abs_diff(901) + place.chars.end.abs_diff(1501);
    assert!(error <= 30, "{:?}", place.chars);
    assert_eq!(&documents[1].text.chars().take(3).collect::<String>(), &head.chars().take(3).collect::<String>());
}

#[test]
fn of_equal_documents_that_repeat_themselves_the_first_is_canonical() {
    let mut numbers = Numbers(31);
    let (told, first, second) = (numbers.text(300), numbers.text(260), numbers.text(40));
    let text = format!("{told}{first}{second}{told}");
    let equal = format!("{text}。");
    let documents = [("a", &text), ("b", &equal), ("c", &format!("{told}{first}{told}"))];
    let documents = documents.map(|(id, text)| Document::new(id, text.as_str()));
    let analysis = find(&documents, &level(Level::Documents));
    let canonical: Vec<Option<DocId>> = analysis.reports.iter().map(|report| report.near_duplicate_of).collect();
    assert_eq!(canonical, [None, Some(DocId(0)), Some(DocId(0))]);
}

#[test]
fn a_chain_of_drafts_makes_no_giant_family() {
    let mut numbers = Numbers(7);
    let mut text = numbers.text(1700);
    let mut documents = Vec::new();
    for number in 0..300 {
        documents.push(Document::new(format!("{number:04}"), &text));
        text = numbers.edited(&text, 10);
    }
    let config = level(Level::Documents);
    let analysis = find(&documents, &config);
    let normalizer = Normalizer::new(&config.normalize);
    let symbols: Vec<Vec<u32>> = documents.iter().map(|document| normalizer.symbols(&document.text)).collect();
    for (number, report) in analysis.reports.iter().enumerate() {
        let Some(canonical) = report.near_duplicate_of else { continue };
        let (one, two) = (&symbols[number], &symbols[canonical.index()]);
        let similarity = dittograph::fingerprint::exact::jaccard(one, two, 8);
        let equal = one.iter().zip(two).filter(|(x, y)| x == y).count();
        assert!(similarity >= 0.7 || float(equal) >= 0.8 * float(one.len()), "{number}");
    }
    let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
    analysis
        .reports
        .iter()
        .filter_map(|report| report.family)
        .for_each(|family| *sizes.entry(family).or_default() += 1);
    assert!(sizes.values().all(|&size| size <= 60), "{sizes:?}");
    assert!(sizes.len() >= 5);
}

#[test]
fn work_grows_with_the_documents_whatever_they_share() {
    let slogan = "坚持稳中求进工作总基调完整准确全面贯彻新发展理念加快构建新发展格局";
    let corpus = |count: usize, same: bool| -> Vec<Document> {
        let mut numbers = Numbers(3);
        let told = numbers.text(70);
        let text =
            |numbers: &mut Numbers| if same { told.clone() } else { numbers.text(35) + slogan + &numbers.text(35) };
        (0..count).map(|number| Document::new(format!("{number:06}"), text(&mut numbers))).collect()
    };
    let config = level(Level::Documents);
    let (small, large) = (find(&corpus(1500, false), &config), find(&corpus(6000, false), &config));
    assert!(
        large.stats.candidates <= 6 * small.stats.candidates.max(100),
        "{} {}",
        small.stats.candidates,
        large.stats.candidates
    );
    assert!(pairs(&large, &ANY).is_empty());
    let same = find(&corpus(20_000, true), &config);
    assert_eq!((same.stats.candidates, same.related.len()), (0, 0));
    assert_eq!(same.reports.iter().filter(|report| report.relation == Some(Relation::Equal)).count(), 19_999);
}

#[test]
fn the_same_bytes_for_any_order_and_any_threads() {
    let mut documents = edited_families();
    let text = |documents: &[Document], threads: usize| {
        let analysis = pool(Some(threads)).unwrap().install(|| find(documents, &level(Level::Documents)));
        let mut out = Vec::new();
        jsonl::write(&analysis, &[], &ReadOptions::default(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    let first = text(&documents, 1);
    assert!(first.contains(r#""relation":"near""#));
    documents.reverse();
    documents.rotate_left(77);
    assert_eq!(text(&documents, 4), first);
}

#[test]
fn a_passage_stays_where_its_canonical_document_is_dropped() {
    let mut numbers = Numbers(9);
    let (report, passage, other) = (numbers.text(800), numbers.text(60), numbers.text(300));
    // 0 is the canonical one; 1 nearly equals it and also tells the passage that 2 has.
    let documents = [
        Document { priority: Some(1.0), ..Document::new("0", &report) },
        Document::new("1", format!("{report}{passage}")),
        Document::new("2", format!("{other}{passage}")),
    ];
    let mut analysis = find(&documents, &level(Level::All));
    analysis.decide(&Policy::default(), DocumentPolicy::KeepFirst);
    let actions: Vec<_> = analysis.reports.iter().map(|report| report.action).collect();
    assert_eq!(actions, [None, Some(DocumentAction::Drop), None]);
    let cleaned: Vec<(String, String)> =
        analysis.cleaned().map(|one| one.map(|(id, text)| (id.to_owned(), text.into_owned())).unwrap()).collect();
    assert_eq!(cleaned, [("0".to_owned(), report), ("2".to_owned(), format!("{other}{passage}"))]);
}

#[cfg(feature = "cli")]
mod commands {
    use super::*;
    use crate::cli::{dittograph, of_type, records};
    use predicates::str::contains;

    /// Two editions of one report, the later one first, and a report of its own.
    fn corpus() -> String {
        let mut numbers = Numbers(2);
        let (report, own) = (numbers.text(400), numbers.text(400));
        [("a", "2024", &numbers.edited(&report, 5)), ("b", "2023", &report), ("c", "2022", &own)]
            .map(|(id, date, text)| format!("{{\"id\":\"{id}\",\"text\":\"{text}\",\"date\":\"{date}\",\"n\":1.50}}\n"))
            .concat()
    }

    fn dedup(extra: &[&str]) -> (Vec<Value>, String) {
        let folder = tempfile::tempdir().unwrap();
        let (input, out) = (folder.path().join("corpus.jsonl"), folder.path().join("clean"));
        fs::write(&input, corpus()).unwrap();
        dittograph().arg("dedup").arg(&input).arg("-o").arg(&out).args(extra).assert().code(0);
        let findings = fs::read_to_string(out.join("findings.jsonl")).unwrap();
        (records(&findings), fs::read_to_string(out.join("corpus.jsonl")).unwrap())
    }

    #[test]
    fn near_duplicates_are_dropped_but_for_the_canonical_one() {
        let lines: Vec<String> = corpus().lines().map(|line| line.to_owned() + "\n").collect();
        let (records, cleaned) = dedup(&["--level", "documents", "--date-field", "date"]);
        assert_eq!(cleaned, lines[1].clone() + &lines[2]);
        let document = of_type(&records, "document")[0];
        assert_eq!((&document["near_duplicate_of"], &document["action"]), (&"b".into(), &"drop".into()));
        assert_eq!((&document["relation"], &document["document_family"]), (&"near".into(), &0.into()));
        let (_, cleaned) = dedup(&["--level", "documents"]);
        assert_eq!(cleaned, lines[0].clone() + &lines[2], "without dates the id decides");
        let (_, cleaned) = dedup(&["--level", "all", "--near-duplicates", "drop"]);
        assert_eq!(cleaned, lines[2]);
    }

    #[test]
    fn near_duplicates_are_labelled_on_request_and_else_left_alone() {
        let (_, cleaned) = dedup(&["--level", "documents", "--near-duplicates", "label"]);
        let expected = corpus().replacen("\"2023\",\"n\":1.50}", "\"2023\",\"n\":1.50,\"near_duplicate_of\":\"a\"}", 1);
        assert_eq!(cleaned, expected);
        let (_, cleaned) = dedup(&["--level", "documents", "--near-duplicates", "keep"]);
        assert_eq!(cleaned, corpus());
    }

    #[test]
    fn a_dropped_text_leaves_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let (input, out) = (folder.path().join("in"), folder.path().join("clean"));
        let text = Numbers(4).text(300);
        for (source, name) in [("县", "甲.txt"), ("省", "乙.txt")] {
            fs::create_dir_all(input.join(source)).unwrap();
            fs::write(input.join(source).join(name), &text).unwrap();
        }
        fs::write(input.join("空.txt"), "").unwrap();
        let run = dittograph()
            .arg("dedup")
            .arg(&input)
            .arg("-o")
            .arg(&out)
            .args(["--level", "documents"])
            .args(["--prefer-source", "市,省"])
            .assert();
        run.code(0);
        assert!(out.join("省/乙.txt").exists() && out.join("空.txt").exists());
        assert!(!out.join("县/甲.txt").exists());
    }

    #[test]
    fn settings_that_cannot_be_obeyed_are_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("甲.txt"), "报告").unwrap();
        for (option, value, named) in [
            ("--similarity", "1.5", "similarity"),
            ("--coverage", "0", "coverage"),
            ("--document-shingle", "0", "document_shingle"),
            ("--document-shingle", "65", "document_shingle"),
        ] {
            let assert = dittograph().arg("scan").arg(folder.path()).args([option, value]).assert();
            assert.code(2).stderr(contains(format!("{named} = {value}: must be")));
        }
    }
}
