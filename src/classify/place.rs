//! Where the members of families stand in their documents: raw offsets, lines, distance from head and tail.
//!
//! A document is normalised again, with its offset map, only if it has findings; the map is dropped when its facts are
//! taken.

use xxhash_rust::xxh3::xxh3_64;

use crate::int::{index, narrow};
use crate::loops::FoldedText;
use crate::normalize::{CharIndex, Normalizer, OffsetMap, Symbol};
use crate::span::{Chars, DocId, Folded, Norm, Raw, Span};

use super::Place;
use super::numbers::edge_of_number;

/// Most symbols of a document's head and tail.
const MARGIN: u32 = 150;
/// Symbols that may stand before or behind a passage on its line and still be a slot of the line.
const SLOT: u32 = 18;

/// Symbols for which prose has a comma or a stop at least.
const PROSE_MARK: usize = 30;
/// Words for which English prose has a little word at least.
const LITTLE_WORD: usize = 10;
/// Symbols of a line that boilerplate may hold by chance at its edge: two footers end alike, and so do the lines above.
const MOST_STRAY: u32 = 40;
/// Symbols of a line's rest, nearest to the span, that are hashed; longer rests are never taken for their words.
const REST: u32 = 64;
/// Symbols by which the text at an edge is known again.
const KNOWN_BY: u32 = 6;
/// The same where nothing else speaks for the line's end.
pub(crate) const STRAY: u32 = 3;

/// One document as the lookup of places needs it.
pub(crate) struct Located<'a> {
    text: &'a str,
    folded: &'a FoldedText,
    symbols: Vec<Symbol>,
    offsets: OffsetMap,
    chars: CharIndex<'a>,
    /// Offsets of its line breaks.
    breaks: Vec<u32>,
    doc: DocId,
}

/// An edge without the symbols of a line that only touches the span.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Inside {
    /// Symbols left out.
    pub symbols: u32,
    /// The edge in bytes.
    pub raw: u32,
    /// The edge in code points.
    pub chars: u32,
    /// Hash of the few symbols inside this edge.
    pub key: u64,
}

/// Where one span stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot {
    /// The span as found.
    pub place: Place,
    /// The span in the normalised text.
    pub norm: Span<Norm>,
    /// Symbols of the document.
    pub document_symbols: u32,
}

/// Where one span stands, and what stands beside it on its lines.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts {
    /// The span.
    pub at: Spot,
    /// The lines it begins and ends on, without what is dropped at their outer ends.
    pub lines: Place,
    /// Symbols on its first line before it, and on its last line behind it.
    pub before: u32,
    /// Symbols on its last line behind it.
    pub behind: u32,
    /// What stands before it on its first line, and behind it on its last, digits left out, as a hash.
    pub before_words: u64,
    /// The same for what stands behind it.
    pub behind_words: u64,
    /// Whether amounts stand behind it on its last line: a row of a table is its document's own.
    pub amounts_behind: bool,
    /// Where it would begin without the few last symbols of a line it begins with, if it does.
    pub start_inside: Option<Inside>,
    /// Where it would end without the few first symbols of a line it ends with, if it does.
    pub end_inside: Option<Inside>,
    /// Hashes of the few symbols it begins with and ends with.
    pub start_key: u64,
    /// Of those it ends with.
    pub end_key: u64,
    /// Whether it is made of sentences.
    pub prose: bool,
}

impl Facts {
    /// Whether what stands before it on its line is nothing or a slot; a few symbols of the line above do not count.
    pub(crate) fn opens_line(&self) -> bool {
        self.before <= SLOT.min(self.at.norm.len() / 2 + 2)
            || self.start_inside.is_some_and(|edge| edge.symbols <= STRAY)
    }

    /// Whether what stands behind it on its line is nothing or a slot; a few symbols of the line below do not count.
    pub(crate) fn ends_line(&self) -> bool {
        let is_slot = !self.amounts_behind && self.behind <= SLOT.min(self.at.norm.len() / 2 + 2);
        is_slot || self.end_inside.is_some_and(|edge| edge.symbols <= STRAY)
    }

    /// Whether it begins in the first twentieth of its document.
    pub(crate) fn at_head(&self) -> bool {
        self.at.norm.start <= self.margin()
    }

    /// Whether it ends in the last twentieth.
    pub(crate) fn at_tail(&self) -> bool {
        self.at.norm.end + self.margin() >= self.at.document_symbols
    }

    /// Whether it stands at the head and ends with a line, or at the tail and begins with one. Sentences don't: reports
    /// begin and end with the same phrases.
    pub(crate) fn at_head_or_tail(&self) -> bool {
        !self.prose && (self.at_head() && self.ends_line() || self.at_tail() && self.opens_line())
    }

    fn margin(&self) -> u32 {
        (self.at.document_symbols / 20).min(MARGIN) + SLOT
    }
}

impl<'a> Located<'a> {
    /// Normalises the document with its offsets.
    pub(crate) fn new(doc: DocId, text: &'a str, folded: &'a FoldedText, normalizer: &Normalizer) -> Self {
        let (symbols, offsets) = normalizer.with_offsets(text);
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes()).map(narrow).collect();
        Self { text, folded, symbols, offsets, chars: CharIndex::new(text), breaks, doc }
    }

    /// The text.
    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    /// The document.
    pub(crate) fn doc(&self) -> DocId {
        self.doc
    }

    /// The symbols of the text, its loops not folded.
    pub(crate) fn symbols(&self) -> &[Symbol] {
        &self.symbols
    }

    /// Where each symbol stands.
    pub(crate) fn offsets(&self) -> &OffsetMap {
        &self.offsets
    }

    /// Raw offsets of a span of the normalised text.
    pub(crate) fn place(&self, span: Span<Norm>) -> Place {
        self.raw_place(self.offsets.to_raw(span))
    }

    /// Both units of a raw span.
    pub(crate) fn raw_place(&self, raw: Span<Raw>) -> Place {
        let chars: Span<Chars> = self.chars.to_chars(raw);
        Place { doc: self.doc, raw, chars }
    }

    /// Raw bytes of a span of the normalised text.
    pub(crate) fn raw(&self, span: Span<Norm>) -> Span<Raw> {
        self.offsets.to_raw(span)
    }

    /// Symbols wholly inside a raw span.
    pub(crate) fn norm(&self, raw: Span<Raw>) -> Span<Norm> {
        self.offsets.to_norm(raw)
    }

    /// Hash of the first symbols of a span.
    fn begins(&self, span: Span<Norm>) -> u64 {
        words(&self.symbols[Span::<Norm>::new(span.start, span.end.min(span.start + KNOWN_BY)).range()])
    }

    /// Hash of the last symbols of a span.
    fn ends(&self, span: Span<Norm>) -> u64 {
        let start = span.start.max(span.end.saturating_sub(KNOWN_BY));
        words(&self.symbols[Span::<Norm>::new(start, span.end).range()])
    }

    /// Whether amounts stand in the next symbols of a line's rest.
    fn has_amounts(&self, rest: Span<Norm>) -> bool {
        let near = Span::new(rest.start, rest.end.min(rest.start + REST));
        !near.is_empty() && has_amounts(&self.text[self.raw(near).range()])
    }

    /// Where a hole of a member stands, with what is dropped between it and the symbol behind it: the full stop of a
    /// sentence that was put in is part of it.
    pub(crate) fn hole(&self, hole: Span<Folded>, member: Span<Folded>) -> Place {
        let raw = self.raw(self.folded.to_norm(hole));
        let end = if hole.end < member.end {
            self.raw(self.folded.to_norm(Span::new(hole.end, hole.end + 1))).start
        } else {
            raw.end
        };
        self.raw_place(Span::new(raw.start, end.max(raw.end)))
    }

    /// Where other digits of a member stand; where there are none, the edge of the number there.
    pub(crate) fn digits(&self, place: Span<Folded>) -> Span<Raw> {
        let raw = |place: Span<Folded>| self.raw(self.folded.to_norm(place));
        if !place.is_empty() {
            return raw(place);
        }
        let (before, behind) =
            (Span::new(place.start.saturating_sub(1), place.start), Span::new(place.start, place.start + 1));
        edge_of_number(self.text, raw(before), raw(behind))
    }

    /// Where a folded span stands.
    pub(crate) fn spot(&self, span: Span<Folded>) -> Spot {
        let norm = self.folded.to_norm(span);
        Spot { place: self.place(norm), norm, document_symbols: narrow(self.offsets.len()) }
    }

    /// The same with everything about its lines.
    pub(crate) fn facts(&self, span: Span<Folded>) -> Facts {
        let at = self.spot(span);
        let (raw, norm) = (at.place.raw, at.norm);
        // The line breaks before, inside and behind the span.
        let (from, to) =
            (self.breaks.partition_point(|at| *at < raw.start), self.breaks.partition_point(|at| *at < raw.end));
        let line_start = self.breaks[..from].last().map_or(0, |at| at + 1);
        let line_end = self.breaks.get(to).copied().unwrap_or(narrow(self.text.len()));
        let (first, last) = match &self.breaks[from..to] {
            [] => (raw.end, raw.start),
            inside => (inside[0], inside[inside.len() - 1]),
        };
        let (head, tail) =
            (self.offsets.to_norm(Span::new(raw.start, first)), self.offsets.to_norm(Span::new(last, raw.end)));
        let lines = self.offsets.to_norm(Span::new(line_start, line_end));
        let lines = if lines.is_empty() { norm } else { lines.hull(norm) };
        Facts {
            at,
            lines: self.place(lines),
            before: norm.start - lines.start,
            behind: lines.end - norm.end,
            before_words: words(
                &self.symbols[index(lines.start.max(norm.start.saturating_sub(REST)))..index(norm.start)],
            ),
            behind_words: words(&self.symbols[index(norm.end)..index(lines.end.min(norm.end + REST))]),
            amounts_behind: self.has_amounts(Span::new(norm.end, lines.end)),
            start_inside: (head.len() <= MOST_STRAY.min(norm.len() / 2)
                && head.end < norm.end
                && norm.start > lines.start)
                .then(|| {
                    let place = self.place(Span::new(head.end, norm.end));
                    let key = self.begins(Span::new(head.end, norm.end));
                    Inside { symbols: head.len(), raw: place.raw.start, chars: place.chars.start, key }
                }),
            end_inside: (tail.len() <= MOST_STRAY.min(norm.len() / 2)
                && tail.start > norm.start
                && norm.end < lines.end)
                .then(|| {
                    let place = self.place(Span::new(norm.start, tail.start));
                    let key = self.ends(Span::new(norm.start, tail.start));
                    Inside { symbols: tail.len(), raw: place.raw.end, chars: place.chars.end, key }
                }),
            start_key: self.begins(norm),
            end_key: self.ends(norm),
            prose: is_prose(&self.text[raw.range()], norm.len()),
        }
    }
}

/// Whether a text has as many commas and stops as sentences have, or the little words of English ones.
fn is_prose(text: &str, symbols: u32) -> bool {
    let marks = text.matches(['。', '！', '？', '；', '，']).count();
    // All others hold a space or a line break.
    if marks * PROSE_MARK >= index(symbols) || memchr::memchr2(b' ', b'\n', text.as_bytes()).is_none() {
        return marks * PROSE_MARK >= index(symbols);
    }
    let western = [", ", ". ", ",\n", ".\n", "; "].map(|mark| text.matches(mark).count());
    let little =
        [" the ", " of ", " to ", " or ", " and ", " in ", " you ", " that "].map(|word| text.matches(word).count());
    let marks = marks + western.iter().sum::<usize>();
    marks * PROSE_MARK >= index(symbols) || little.iter().sum::<usize>() * LITTLE_WORD >= index(symbols)
}

/// Whether two amounts or more stand in a text: numbers with a point or comma inside, as the cells of a row have and dates, pages and
/// counts of readers have not.
fn has_amounts(rest: &str) -> bool {
    let is_mark = |c: char| matches!(c, '.' | ',');
    let numbers = rest.split(|c: char| !c.is_ascii_digit() && !is_mark(c));
    let is_amount = |number: &&str| number.trim_matches(is_mark).contains(is_mark) && number.matches('.').count() <= 1;
    numbers.filter(is_amount).nth(1).is_some()
}

/// Hash of symbols without the digits: what of a line's rest does not change where numbers do.
fn words(symbols: &[Symbol]) -> u64 {
    let digit = u32::from('0')..=u32::from('9');
    let bytes: Vec<u8> =
        symbols.iter().filter(|symbol| !digit.contains(symbol)).flat_map(|symbol| symbol.to_le_bytes()).collect();
    xxh3_64(&bytes)
}
