//! Marks taken out of a text: the cleaner's call.

use std::borrow::Cow;

use super::{Action, Mark};
use crate::error::{Error, Result};
use crate::int::index;
use crate::span::DocId;

/// The text without its [`Action::Remove`] marks; labels stay in.
///
/// Input: the marks of one document, ascending and disjoint. Guarantee: what stands outside the marks comes out byte for
/// byte; a text without marks is not copied. Errors: [`Error::Mark`] for the first mark that is out of order, overlaps the
/// one before, ends behind the text or cuts a character. Complexity: linear.
///
/// ```
/// use dittograph::mark::{Action, Mark, apply};
/// use dittograph::span::{DocId, Span};
/// use dittograph::Kind;
/// let text = "稳中求进。稳中求进。提质增效。";
/// let mark = Mark {
///     doc: DocId(0),
///     raw: Span::new(15, 30),
///     chars: Span::new(5, 10),
///     finding: 0,
///     kind: Kind::Loop,
///     action: Action::Remove,
/// };
/// assert_eq!(apply(text, &[mark])?, "稳中求进。提质增效。");
/// # Ok::<(), dittograph::Error>(())
/// ```
pub fn apply<'t>(text: &'t str, marks: &[Mark]) -> Result<Cow<'t, str>> {
    check(text, marks)?;
    let mut removed = marks.iter().filter(|mark| mark.action == Action::Remove).peekable();
    if removed.peek().is_none() {
        return Ok(Cow::Borrowed(text));
    }
    let mut cleaned = String::with_capacity(text.len());
    let mut from = 0;
    for mark in removed {
        cleaned.push_str(&text[from..index(mark.raw.start)]);
        from = index(mark.raw.end);
    }
    cleaned.push_str(&text[from..]);
    Ok(Cow::Owned(cleaned))
}

fn check(text: &str, marks: &[Mark]) -> Result<()> {
    let mut last = 0;
    for Mark { raw, .. } in marks {
        let reason = if raw.start < last {
            "it begins before the end of the mark before it"
        } else if index(raw.end) > text.len() {
            "it ends behind the text"
        } else if !text.is_char_boundary(index(raw.start)) || !text.is_char_boundary(index(raw.end)) {
            "it cuts a character"
        } else {
            last = raw.end;
            continue;
        };
        return Err(Error::Mark { start: raw.start, end: raw.end, reason });
    }
    Ok(())
}

/// The marks of one document among those of a run.
///
/// Complexity: logarithmic.
pub fn of_document(marks: &[Mark], doc: DocId) -> &[Mark] {
    let start = marks.partition_point(|mark| mark.doc < doc);
    let end = marks.partition_point(|mark| mark.doc <= doc);
    &marks[start..end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::Kind;
    use crate::span::Span;

    fn mark(doc: u32, start: u32, end: u32, action: Action) -> Mark {
        let chars = Span::new(start / 3, end / 3);
        Mark { doc: DocId(doc), raw: Span::new(start, end), chars, finding: 0, kind: Kind::Copy, action }
    }

    #[test]
    fn labels_stay_in() {
        let marks = [mark(0, 0, 3, Action::Label), mark(0, 3, 6, Action::Remove)];
        assert_eq!(apply("一二三", &marks).unwrap(), "一三");
        assert!(matches!(apply("一二三", &marks[..1]).unwrap(), Cow::Borrowed("一二三")));
    }

    #[test]
    fn marks_that_do_not_fit_are_refused() {
        let reason = |marks: &[Mark]| apply("一二三", marks).unwrap_err().to_string();
        let overlap = [mark(0, 0, 6, Action::Remove), mark(0, 3, 9, Action::Remove)];
        assert_eq!(reason(&overlap), "mark 3..9 does not fit the text: it begins before the end of the mark before it");
        assert!(reason(&[mark(0, 6, 12, Action::Remove)]).ends_with("it ends behind the text"));
        assert!(reason(&[mark(0, 1, 3, Action::Remove)]).ends_with("it cuts a character"));
    }

    #[test]
    fn the_marks_of_a_document_are_found() {
        let marks = [mark(0, 0, 3, Action::Remove), mark(2, 0, 3, Action::Remove), mark(2, 6, 9, Action::Remove)];
        let counts = [0, 1, 2, 3].map(|doc| of_document(&marks, DocId(doc)).len());
        assert_eq!(counts, [1, 0, 2, 0]);
    }
}
