//! From families and loops to [`Finding`]s: kinds with their evidence. Reads no file, moves no family.
//!
//! Each family is judged for itself (`judge`), boilerplate goes to the ends of its lines (`snap`), what only repeats
//! others goes (`echoes`), and what the findings leave out of a repeat of the guaranteed length is added (`audit`).

mod acts;
mod amounts;
mod audit;
mod echoes;
mod form;
mod furniture;
mod judge;
mod kind;
mod known;
mod lines;
mod members;
mod numbers;
mod own;
mod parallel;
mod pattern;
mod place;
mod said;
mod significance;
mod slots;
mod snap;
mod sources;
mod tokens;

use rayon::prelude::*;

pub use form::Form;
pub use kind::{Finding, Kind, Place, Role, Standing};
pub use numbers::Numbers;
pub(crate) use numbers::{Compared, edge_of_number, may_be_other, other_numbers};
pub use sources::Sources;

use self::form::Cues;
use self::judge::Draft;
use self::members::Known;
use self::place::Located;
use self::significance::Bits;
use crate::align::Background;
use crate::candidates::Reach;
use crate::config::Plan;
use crate::group::Family;
use crate::int::{index, narrow};
use crate::loops::{FoldedText, Loop, RawRun};
use crate::normalize::{Normalizer, Symbol, is_word};
use crate::progress::{Progress, Silent};
use crate::read::Document;
use crate::span::{DocId, Folded, Norm, Raw, Span};

/// The corpus as it stands after the loops were found.
pub struct Corpus<'a> {
    /// The documents, ascending by id, and behind them passages that are known to be boilerplate.
    pub documents: &'a [Document],
    /// Documents that are no known passages.
    pub own: usize,
    /// Their folded texts.
    pub folded: &'a [FoldedText],
    /// Views of the folded symbols.
    pub texts: &'a [&'a [Symbol]],
    /// Their period runs.
    pub loops: &'a [Vec<Loop>],
    /// Their raw runs.
    pub raw_runs: &'a [Vec<RawRun>],
    /// What is usual in the corpus.
    pub background: &'a Background,
    /// Anchors of each document along which a window may stand at two places or more, ascending.
    pub recurring: &'a [Vec<u32>],
    /// How far anchors reach.
    pub reach: Reach,
    /// Where the documents come from.
    pub sources: &'a Sources,
    /// How to normalise a document again.
    pub normalizer: &'a Normalizer,
}

impl Corpus<'_> {
    /// Whether a document is a known passage.
    fn is_known(&self, doc: DocId) -> bool {
        doc.index() >= self.own
    }
}

/// The findings as they were judged, family by family, before they have their order and their numbers.
///
/// A type of its own, so that what judging needed can be let go before the findings are moved.
pub struct Unnumbered {
    families: Vec<Vec<Draft>>,
}

/// The findings and how many families they make.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    /// Ordered by document, then start; the id is the index.
    pub findings: Vec<Finding>,
    /// Families, loops included.
    pub families: u32,
}

impl Unnumbered {
    /// Orders the findings and numbers them and their families in the order in which they first stand.
    ///
    /// Complexity: `O(n log n)`.
    pub fn numbered(self) -> Judged {
        let mut numbers = vec![None; self.families.len()];
        let mut findings = Vec::with_capacity(self.families.iter().map(Vec::len).sum());
        for (number, members) in self.families.into_iter().enumerate() {
            findings.extend(members.into_iter().map(|draft| Finding { family: narrow(number), ..draft.finding }));
        }
        findings.par_sort_by_cached_key(|finding| (finding.place.doc, finding.place.raw, finding.kind, finding.family));
        let mut known = 0;
        for (id, finding) in findings.iter_mut().enumerate() {
            // The slots of boilerplate are part of it, and formulas are no copies.
            finding.numbers = finding.numbers.filter(|_| finding.kind.is_passage());
            finding.id = narrow(id);
            finding.family = *numbers[index(finding.family)].get_or_insert_with(|| {
                known += 1;
                known - 1
            });
        }
        Judged { families: known, findings }
    }
}

/// Gives every loop and every family its kind.
///
/// `progress` hears of every family that has its kind. Guarantee: every string of [`Plan::window_symbols`] symbols that stands at two or more places is covered by the
/// findings at each. Complexity: linear in the text of the documents with findings, and `O(n log n)` in the windows
/// that recur.
pub fn classify(corpus: &Corpus, families: Vec<Family>, plan: &Plan, progress: &dyn Progress) -> Unnumbered {
    let loops: Vec<Vec<Draft>> = loops(corpus);
    let judged = judged(corpus, &families, plan, progress);
    drop(families);
    let judged = echoes::without_echoes(judged, plan.config.min_bits);
    let mut drafts = echoes::without_composites(echoes::without_likenesses(judged));
    let cues = Cues::new(corpus.normalizer);
    drafts = pattern::with_patterns(corpus, drafts, &cues);
    drafts.extend(loops);
    drafts.extend(lines::by_lines(corpus, &drafts, plan));
    if plan.config.boilerplate_form {
        drafts.extend(furniture::by_form(corpus, &drafts, &cues));
    }
    let audited = audit::Audited { texts: corpus.texts, recurring: corpus.recurring, reach: corpus.reach };
    let missed = audit::uncovered(audited, &covered(corpus, &drafts));
    let mut added = judged_beside(corpus, &missed, &drafts, plan);
    drafts.append(&mut added);
    Unnumbered { families: drafts }
}

/// Judges families with what is known of their members.
fn judged(corpus: &Corpus, families: &[Family], plan: &Plan, progress: &dyn Progress) -> Vec<Vec<Draft>> {
    let on_lines = |family: &Family| judge::may_be_furniture(corpus, family, plan);
    let bits: Vec<Bits> = families.par_iter().map(|family| judge::evidence(corpus, family, plan)).collect();
    let known = members::known(corpus, (families, &bits), &plan.config, on_lines);
    let judge = |((family, bits), known): ((&Family, Bits), Known)| {
        progress.advance(1);
        judge::judge(corpus, family, (bits, &known), plan)
    };
    families.par_iter().zip(bits).zip(known).flat_map_iter(judge).collect()
}

/// Judges what the audit found. Where most of it lies inside other findings it is only an edge of theirs: a formula.
fn judged_beside(corpus: &Corpus, missed: &[Family], drafts: &[Vec<Draft>], plan: &Plan) -> Vec<Vec<Draft>> {
    let covered = spans(corpus.documents.len(), drafts);
    let beside = |draft: &Draft| {
        let of_doc = &covered[draft.finding.place.doc.index()];
        let from = of_doc.partition_point(|span| span.end <= draft.norm.start);
        let near = of_doc[from..].iter().take_while(|span| span.start < draft.norm.end);
        2 * near.map(|span| span.overlap(draft.norm)).sum::<u32>() < draft.norm.len()
    };
    let mut judged = judged(corpus, missed, plan, &Silent);
    for members in &mut judged {
        if !members.iter().all(beside) {
            for draft in members {
                draft.finding.kind = Kind::Formula;
            }
        }
    }
    judged
}

/// What the findings cover of each document: ascending, disjoint.
fn spans(documents: usize, drafts: &[Vec<Draft>]) -> Vec<Vec<Span<Norm>>> {
    let mut covered: Vec<Vec<Span<Norm>>> = vec![Vec::new(); documents];
    for draft in drafts.iter().flatten() {
        covered[draft.finding.place.doc.index()].push(draft.norm);
    }
    for of_doc in &mut covered {
        of_doc.sort_unstable();
        of_doc.dedup_by(|next, before| {
            let joined = next.start <= before.end;
            if joined {
                before.end = before.end.max(next.end);
            }
            joined
        });
    }
    covered
}

/// The same in the folded texts.
fn covered(corpus: &Corpus, drafts: &[Vec<Draft>]) -> Vec<Vec<Span<Folded>>> {
    let norm = spans(corpus.documents.len(), drafts);
    let folded = |(doc, (text, of_doc)): (usize, (&FoldedText, Vec<Span<Norm>>))| {
        if doc >= corpus.own {
            // What stands in a known passage is told at its other places.
            return vec![Span::new(0, narrow(text.symbols.len()))];
        }
        of_doc.into_iter().map(|span| text.to_folded(span)).collect::<Vec<_>>()
    };
    corpus.folded.iter().zip(norm).enumerate().map(folded).collect()
}

fn located<'a>(corpus: &Corpus<'a>, doc: usize) -> Located<'a> {
    Located::new(DocId(narrow(doc)), &corpus.documents[doc].text, &corpus.folded[doc], corpus.normalizer)
}

/// A finding for every period run and raw run, each a family of its own.
fn loops(corpus: &Corpus) -> Vec<Vec<Draft>> {
    let of_doc = |doc: usize| {
        let (loops, runs) = (&corpus.loops[doc], &corpus.raw_runs[doc]);
        if loops.is_empty() && runs.is_empty() {
            return Vec::new();
        }
        let located = located(corpus, doc);
        let mut found: Vec<Draft> = loops
            .iter()
            .enumerate()
            .map(|(at, found)| {
                let mut draft = loop_finding(found, loops.get(at + 1), &located);
                draft.finding.parallel = parallel::is_parallel(corpus, &located, doc, found);
                draft
            })
            .collect();
        for run in runs {
            let place = located.raw_place(run.span);
            let extra = Span::new(run.second, run.span.end);
            let finding = loop_at(place, place.chars.len(), 1.0, (run.period, run.copies, extra));
            found.push(Draft { finding, norm: located.norm(run.span) });
        }
        found
    };
    let found: Vec<Vec<Draft>> = (0..corpus.own).into_par_iter().map(of_doc).collect();
    found.into_iter().flatten().map(|draft| vec![draft]).collect()
}

/// `next`: the loop behind it.
fn loop_finding(found: &Loop, next: Option<&Loop>, located: &Located) -> Draft {
    let span = with_cut_word(found, located);
    let place = located.place(span);
    let next = next.filter(|next| next.span.start == found.span.end);
    let end = span.end - next.map_or(0, Loop::lent);
    let extra = located.raw(Span::new(found.second, end.max(found.second)));
    let finding = loop_at(place, span.len(), found.identity, (found.period, found.copies(), extra));
    Draft { finding, norm: span }
}

/// A loop with the first letters of the word that comes next in its unit, if the text ends with them: a decoder is cut off in a word.
fn with_cut_word(found: &Loop, located: &Located) -> Span<Norm> {
    let (end, symbols) = (found.span.end, located.symbols());
    let whole = end.saturating_sub(found.period).max(found.span.start);
    let word = |at: u32| located.text()[located.raw(Span::new(at, at + 1)).range()].to_lowercase();
    let is_cut = index(end) + 1 == symbols.len()
        && is_word(symbols[index(end)])
        && is_word(symbols[index(whole)])
        && word(whole).starts_with(&word(end));
    if is_cut { Span::new(found.span.start, end + 1) } else { found.span }
}

fn loop_at(place: Place, symbols: u32, identity: f64, unit: (u32, f64, Span<Raw>)) -> Finding {
    Finding {
        identity,
        period: Some(unit.0),
        copies: Some(unit.1),
        extra: Some(unit.2),
        ..Finding::new(Kind::Loop, place, symbols)
    }
}
