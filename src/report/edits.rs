//! From what is decided about one document to changes of its text: spans taken out or replaced, markers put around labels, and
//! where the labels stand afterwards. Knows nothing of files.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;

use crate::classify::Kind;
use crate::int::narrow;
use crate::mark::Action;

/// A span of a document that is to be taken out or labelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// In bytes of the text, on character boundaries.
    pub span: Range<usize>,
    /// Why.
    pub kind: Kind,
    /// The family of the finding it comes from.
    pub family: u32,
    /// What is done.
    pub action: Action,
}

/// A change of a text: what stands at `place` becomes `with`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) place: Range<usize>,
    pub(super) with: String,
}

/// How the cleaned corpus is written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Style {
    /// What stands in the place of removed spans of a kind; nothing unless said.
    pub wording: BTreeMap<Kind, String>,
    /// Where labels are written.
    pub labels: Labels,
    /// Whether documents say what they nearly equal.
    pub near: Near,
    /// Whether the characters removed from each document are written into it.
    pub counts: Counts,
    /// What becomes of documents of which no letter and no digit is left.
    pub emptied: Emptied,
}

/// Where labels are written besides the findings file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Labels {
    /// Nowhere.
    #[default]
    None,
    /// In the field `dittograph` of each JSON object or row.
    Field,
    /// Around the labelled span; `{kind}` and `{family}` stand for the finding's.
    Markers {
        /// Before it.
        open: String,
        /// Behind it.
        close: String,
    },
}

/// Whether the field `near_duplicate_of` is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Near {
    /// No.
    #[default]
    None,
    /// Yes, where there is such a document.
    Field,
}

/// Whether the field `dittograph_removed` is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Counts {
    /// No.
    #[default]
    None,
    /// Yes: characters removed, by kind.
    Field,
}

/// What becomes of emptied documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Emptied {
    /// They stay, empty: the corpus keeps its number of documents.
    #[default]
    Keep,
    /// They are left out.
    Drop,
}

/// A label where it stands in the cleaned text, in code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Label {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) kind: Kind,
    pub(super) family: u32,
}

/// What becomes of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Changes {
    /// Ascending; they don't overlap, but may touch.
    pub(super) edits: Vec<Edit>,
    /// Ascending.
    pub(super) labels: Vec<Label>,
    /// Characters removed, by kind.
    pub(super) removed: BTreeMap<Kind, u32>,
    /// The document that it nearly equals, where that is to be said.
    pub(super) near: Option<String>,
}

/// The changes of `text` that `cuts` ask for.
///
/// `cuts`: ascending, disjoint, on character boundaries of the text. Complexity: linear.
pub(super) fn changes(text: &str, cuts: &[Cut], style: &Style) -> Changes {
    let mut changes = Changes { edits: Vec::new(), labels: Vec::new(), removed: BTreeMap::new(), near: None };
    // Code points of the cleaned text before `from`, a place in the old one.
    let (mut from, mut written) = (0, 0);
    for cut in cuts {
        let Cut { span, kind, family, action } = cut;
        written += count(&text[from..span.start]);
        from = span.end;
        let inside = count(&text[span.clone()]);
        match action {
            Action::Remove => {
                *changes.removed.entry(*kind).or_default() += inside;
                let with = style.wording.get(kind).cloned().unwrap_or_default();
                written += count(&with);
                changes.edits.push(Edit { place: span.clone(), with });
            }
            Action::Label => {
                let (open, close) = match &style.labels {
                    Labels::Markers { open, close } => (filled(open, *kind, *family), filled(close, *kind, *family)),
                    Labels::None | Labels::Field => (String::new(), String::new()),
                };
                let start = written + count(&open);
                written = start + inside + count(&close);
                changes.labels.push(Label { start, end: start + inside, kind: *kind, family: *family });
                changes.edits.extend(
                    [(span.start, open), (span.end, close)]
                        .into_iter()
                        .filter_map(|(at, with)| (!with.is_empty()).then_some(Edit { place: at..at, with })),
                );
            }
        }
    }
    changes
}

fn count(text: &str) -> u32 {
    narrow(text.chars().count())
}

fn filled(marker: &str, kind: Kind, family: u32) -> String {
    marker.replace("{kind}", kind.word()).replace("{family}", &family.to_string())
}

/// The text with its edits made.
pub(super) fn edited<'t>(text: &'t str, edits: &[Edit]) -> Cow<'t, str> {
    if edits.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len());
    let mut from = 0;
    for Edit { place, with } in edits {
        result.push_str(&text[from..place.start]);
        result.push_str(with);
        from = place.end;
    }
    result.push_str(&text[from..]);
    Cow::Owned(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "一二三四五六七八";

    fn cut(chars: Range<usize>, kind: Kind, action: Action) -> Cut {
        Cut { span: chars.start * 3..chars.end * 3, kind, family: 7, action }
    }

    #[test]
    fn spans_go_and_are_counted_by_kind() {
        let cuts = [cut(0..2, Kind::Copy, Action::Remove), cut(2..3, Kind::Loop, Action::Remove)];
        let style = Style { wording: BTreeMap::from([(Kind::Loop, "〔略〕".into())]), ..Style::default() };
        let found = changes(TEXT, &cuts, &style);
        assert_eq!(edited(TEXT, &found.edits), "〔略〕四五六七八");
        assert_eq!(found.removed, BTreeMap::from([(Kind::Copy, 2), (Kind::Loop, 1)]));
        assert!(matches!(edited(TEXT, &[]), Cow::Borrowed(TEXT)));
    }

    #[test]
    fn labels_stand_where_they_say() {
        let cuts = [
            cut(0..2, Kind::Copy, Action::Remove),
            cut(3..5, Kind::Formula, Action::Label),
            cut(5..6, Kind::Repeat, Action::Label),
        ];
        let markers = Labels::Markers { open: "<{kind} {family}>".into(), close: "</>".into() };
        for labels in [Labels::None, Labels::Field, markers] {
            let found = changes(TEXT, &cuts, &Style { labels, ..Style::default() });
            let cleaned: Vec<char> = edited(TEXT, &found.edits).chars().collect();
            let at = |label: &Label| -> String {
                cleaned[crate::int::index(label.start)..crate::int::index(label.end)].iter().collect()
            };
            let labelled: Vec<_> = found.labels.iter().map(|label| (at(label), label.kind)).collect();
            assert_eq!(labelled, [("四五".to_owned(), Kind::Formula), ("六".to_owned(), Kind::Repeat)]);
        }
    }

    #[test]
    fn markers_name_kind_and_family() {
        let markers = Labels::Markers { open: "<{kind} {family}>".into(), close: "</{kind}>".into() };
        let found =
            changes(TEXT, &[cut(3..5, Kind::Copy, Action::Label)], &Style { labels: markers, ..Style::default() });
        assert_eq!(edited(TEXT, &found.edits), "一二三<copy 7>四五</copy>六七八");
    }
}
