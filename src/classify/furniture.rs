//! Furniture that is known by its form, as findings: each stretch is a family of its own. Which stretches those are is
//! said in `form`.

use rayon::prelude::*;

use super::form::{self, Cues};
use super::judge::Draft;
use super::kind::{Finding, Kind, Role};
use super::lines::{fixed, is_told};
use super::place::Located;
use super::{Corpus, located};
use crate::int::{float, index, narrow};
use crate::span::{Norm, Raw, Span};

/// Share of a document, its first line aside, that its form alone does not take: where nothing else stands, the form is what the document is about, as in the
/// yearly report on a website.
const ALL: f64 = 0.95;

/// A finding for every stretch of furniture that no boilerplate among `drafts` covers.
///
/// Complexity: one pass over the symbols; the documents that hold a phrase of furniture are normalised again.
pub(super) fn by_form(corpus: &Corpus, drafts: &[Vec<Draft>], cues: &Cues) -> Vec<Vec<Draft>> {
    let fixed = fixed(corpus.own, drafts);
    let of_doc = |(doc, fixed): (usize, &Vec<Span<Raw>>)| {
        if cues.any_form(corpus.texts[doc]) { in_document(corpus, doc, fixed, cues) } else { Vec::new() }
    };
    let found: Vec<Vec<Draft>> = fixed.par_iter().enumerate().map(of_doc).collect();
    found.into_iter().flatten().map(|draft| vec![draft]).collect()
}

fn in_document(corpus: &Corpus, doc: usize, fixed: &[Span<Raw>], cues: &Cues) -> Vec<Draft> {
    let located = located(corpus, doc);
    let found = form::furniture(&corpus.documents[doc].text, located.symbols(), located.offsets(), cues);
    let draft = |found: form::Furniture| {
        let norm = located.norm(found.raw);
        let finding = Finding {
            role: Role::Original,
            form: Some(found.form),
            ..Finding::new(Kind::Boilerplate, located.raw_place(found.raw), norm.len())
        };
        Draft { finding, norm }
    };
    let drafts: Vec<Draft> = found.into_iter().filter(|found| !is_told(found.raw, fixed)).map(draft).collect();
    if is_all(&drafts, fixed, &located) { Vec::new() } else { drafts }
}

/// Whether nearly nothing but the first line and what other boilerplate covers stands beside these stretches.
fn is_all(drafts: &[Draft], fixed: &[Span<Raw>], located: &Located) -> bool {
    let text = located.text();
    let title = text.len() - text.trim_start().len() + text.trim_start().lines().next().unwrap_or("").len();
    let whole = Span::<Norm>::new(0, narrow(located.symbols().len()));
    let mut spans: Vec<Span<Norm>> = fixed.iter().map(|part| located.norm(*part)).collect();
    spans.push(located.norm(Span::new(0, narrow(title))));
    spans.sort_unstable();
    let besides = whole.len() - whole.covered_by(spans.iter().copied());
    spans.extend(drafts.iter().map(|draft| draft.norm));
    spans.sort_unstable();
    let left = whole.len() - whole.covered_by(spans);
    float(index(left)) < (1.0 - ALL) * float(index(besides))
}
