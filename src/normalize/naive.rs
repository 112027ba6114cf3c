//! The normalisation once more, pass after pass over whole lists and without any table: slow, plain, and the oracle that
//! the fast path is compared with. Same input and output as [`Normalizer`](super::Normalizer).

use super::letters::{Class, class, is_invisible};
use super::{OffsetMap, Symbol, cluster, fold, pinyin, words};
use crate::config::NormalizeConfig;

/// A character with the marks that belong to it.
struct Cluster {
    start: usize,
    end: usize,
    folded: Vec<char>,
}

impl Cluster {
    /// Whether it can be a part of a longer word: letters of words and their marks, nothing else.
    fn is_open(&self) -> bool {
        self.folded.first().is_some_and(|&c| class(c) == Class::Word)
            && self.folded.iter().all(|&c| matches!(class(c), Class::Word | Class::Mark))
    }
}

/// Normalises a text.
pub fn normalize(config: &NormalizeConfig, text: &str) -> (Vec<Symbol>, OffsetMap) {
    let config = *config;
    let clusters = clusters(config, text);
    let mut symbols = Vec::new();
    let mut map = OffsetMap::default();
    let mut at = 0;
    while at < clusters.len() {
        let run = &clusters[at..run_end(config, text, &clusters, at)];
        emit(config, run, &mut symbols, &mut map);
        at += run.len();
    }
    (symbols, map)
}

/// Cuts the text into clusters; invisible characters, injected pinyin and the hyphens of divided words are in none.
fn clusters(config: NormalizeConfig, text: &str) -> Vec<Cluster> {
    let mut clusters = Vec::new();
    let mut at = 0;
    while let Some(base) = text[at..].chars().next() {
        if let Some(end) = pinyin::annotation_end(text, at).filter(|_| config.pinyin) {
            at = end;
            continue;
        }
        let behind = at + base.len_utf8();
        if is_invisible(base) {
            at = behind;
            continue;
        }
        let (raw, end) = cluster::attached(text, base, behind, config.compatibility);
        clusters.push(Cluster { start: at, end, folded: fold::cluster(&raw, config) });
        at = end;
    }
    clusters
}

/// Number behind the last cluster of the run of word letters that begins at `first`; a run of one where it is none.
fn run_end(config: NormalizeConfig, text: &str, clusters: &[Cluster], first: usize) -> usize {
    let mut end = first + 1;
    if !config.words || !clusters[first].is_open() {
        return end;
    }
    while let Some(next) = next_in_word(text, clusters, end - 1) {
        end = next;
    }
    end
}

/// Number behind the cluster in which the word of cluster `number` goes on.
fn next_in_word(text: &str, clusters: &[Cluster], number: usize) -> Option<usize> {
    let mut at = clusters[number].end;
    let target = loop {
        let c = text[at..].chars().next()?;
        if let Some(target) = words::continuation(text, at).filter(|_| words::is_hyphen(c)) {
            break target;
        }
        if !is_invisible(c) {
            break at;
        }
        at += c.len_utf8();
    };
    let next = clusters.binary_search_by_key(&target, |cluster| cluster.start).ok()?;
    clusters[next].is_open().then_some(next + 1)
}

/// Gives the symbols of a run. What lies inside a run of several clusters but is not open is a hyphen at a line's end.
fn emit(config: NormalizeConfig, run: &[Cluster], symbols: &mut Vec<Symbol>, map: &mut OffsetMap) {
    let chars: Vec<(char, &Cluster)> = run
        .iter()
        .filter(|cluster| run.len() == 1 || cluster.is_open())
        .flat_map(|cluster| cluster.folded.iter().map(move |&c| (c, cluster)))
        .collect();
    let mut at = 0;
    while at < chars.len() {
        let word = word_chars(config, &chars[at..]);
        let (first, last) = (chars[at].1, chars[at + word.max(1) - 1].1);
        let letters = chars[at..at + word].iter().filter(|(c, _)| class(*c) == Class::Word).count();
        if (1..=words::LONGEST_WORD).contains(&letters) {
            let text: String = chars[at..at + word].iter().map(|(c, _)| c).collect();
            symbols.push(words::symbol(&text));
            map.push(first.start, last.end);
            at += word;
        } else {
            for &(c, cluster) in &chars[at..at + word.max(1)] {
                if matches!(class(c), Class::Word | Class::Plain) {
                    symbols.push(u32::from(c));
                    map.push(cluster.start, cluster.end);
                }
            }
            at += word.max(1);
        }
    }
}

/// Number of characters of the word at the beginning of `chars`, its marks counted in; 0 where none begins.
fn word_chars(config: NormalizeConfig, chars: &[(char, &Cluster)]) -> usize {
    if !config.words || chars.first().is_none_or(|(c, _)| class(*c) != Class::Word) {
        return 0;
    }
    chars.iter().take_while(|(c, _)| matches!(class(*c), Class::Word | Class::Mark)).count()
}
