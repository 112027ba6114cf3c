//! What would go, for a person who has not decided yet: by kind, with samples.

use super::terminal::push;
use super::wide::{BOLD, CYAN, RESET, counted, fit};
use crate::analysis::Analysis;
use crate::classify::Kind;
use crate::int::wide;
use crate::mark::{Action, Mark};

/// Samples of a kind.
const SAMPLES: usize = 3;

/// A page with what the marks of an analysis would do: by kind the places and characters, and the longest of them.
///
/// Input: `width` in columns. Output: lines with colour escapes.
pub fn page(analysis: &Analysis, width: usize) -> String {
    let mut page = String::new();
    for kind in Kind::ALL {
        for (action, verb) in [(Action::Remove, "would go"), (Action::Label, "would be labelled")] {
            let is = |mark: &&Mark| mark.kind == kind && mark.action == action;
            let mut marks: Vec<&Mark> = analysis.marks.iter().filter(is).collect();
            if marks.is_empty() {
                continue;
            }
            let chars: u64 = marks.iter().map(|mark| u64::from(mark.chars.len())).sum();
            let (places, chars) = (counted(wide(marks.len()), "place"), counted(chars, "character"));
            push(&mut page, &format!("{BOLD}{}{RESET}: {places}, {chars} {verb}", kind.word()));
            marks.sort_by_key(|mark| (std::cmp::Reverse(mark.chars.len()), mark.doc, mark.raw.start));
            for mark in marks.into_iter().take(SAMPLES) {
                page.push_str(&sample(analysis, mark, width));
            }
        }
    }
    if page.is_empty() {
        page.push_str("nothing would go\n");
    }
    page
}

fn sample(analysis: &Analysis, mark: &Mark, width: usize) -> String {
    let document = analysis.documents.get(mark.doc.index());
    let (id, text) = document.map_or(("", ""), |document| (document.id.as_str(), document.text.as_str()));
    let passage = text.get(mark.raw.range()).unwrap_or("");
    let head = format!("{id} {}–{}", mark.chars.start, mark.chars.end);
    format!("  {CYAN}{}{RESET}\n    {}\n", fit(&head, width.saturating_sub(2)), fit(passage, width.saturating_sub(4)))
}
