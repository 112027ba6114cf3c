//! From what is decided to marks: where a removal begins and ends, so that what is left reads on.
//!
//! In: the stretches that go and are labelled in each document, those of members that stay. Out: marks. Chooses nothing: a removal only
//! shrinks (below the head of a document, to whole sentences, before a number) or takes punctuation that would be left over.

use super::choose::{Decided, Draft};
use super::cover::Cover;
use super::policy::{Told, Unit, is_short};
use super::snap::NUMERALS;
use super::{Action, Mark, Treatment};
use super::{head, numbers, seam, whole};
use crate::classify::{Finding, Kind};
use crate::int::{index, narrow};
use crate::read::Document;
use crate::span::{Chars, DocId, Raw, Span};

/// What goes or is labelled, and the finding it is of.
type Stretch = (Span<Raw>, u32);

impl Draft<'_> {
    /// The marks of all documents, in order.
    pub(super) fn finish(self, documents: &[Document]) -> Vec<Mark> {
        let mut marks = Vec::new();
        for (doc, decided) in &self.docs {
            let mut all = Cover::default();
            for layer in [&decided.members, &decided.loops, &decided.furniture, &decided.labels] {
                for (span, tag) in layer.stretches() {
                    all.add(span, tag);
                }
            }
            let text = documents.get(doc.index()).map_or("", |document| &document.text);
            let stretches = self.below_head(all.stretches().collect(), text);
            let stretches = self.in_whole(decided, self.spare_numbers(decided, &stretches, text), text);
            let stretches = self.words_apart(self.close_seams(decided, stretches, text), text);
            // Where the last mark ended, in bytes and code points: no stretch of a text is counted twice.
            let mut last = (0, 0);
            for (raw, tag) in stretches {
                let mark = self.mark(*doc, raw, tag, text, last);
                last = (mark.raw.end, mark.chars.end);
                marks.push(mark);
            }
        }
        marks
    }

    /// Whether what a finding marks is removed.
    fn goes(&self, tag: u32) -> bool {
        self.treatment(&self.findings[index(tag)]) == Treatment::Remove
    }

    /// The stretches of passages without what they take of the head of a document of which most stays.
    fn below_head(&self, mut stretches: Vec<(Span<Raw>, u32)>, text: &str) -> Vec<(Span<Raw>, u32)> {
        let of_passage = |tag: u32| {
            let finding = &self.findings[index(tag)];
            let is_passage = finding.kind.is_passage();
            finding.partner.filter(|_| is_passage && self.goes(tag))
        };
        let gone = stretches.iter().filter(|(_, tag)| self.goes(*tag)).map(|(part, _)| index(part.len()));
        if 2 * gone.sum::<usize>() > text.len() {
            return stretches;
        }
        let lines: Vec<Span<Raw>> = head::lines(text).collect();
        let Some(last) = lines.last() else { return stretches };
        let kept_to = |&(removal, tag): &(Span<Raw>, u32)| {
            let partner = of_passage(tag)?;
            let other = self.documents.get(partner.doc.index()).filter(|_| self.stays(partner));
            let other = other.map_or("", |other| head::whole_lines(&other.text, partner.raw));
            head::kept_to(text, &lines, removal, other)
        };
        let in_head = stretches.iter().take_while(|(part, _)| part.start < last.end);
        let Some(head) = in_head.filter_map(kept_to).max() else { return stretches };
        for (part, _) in stretches.iter_mut().filter(|(_, tag)| of_passage(*tag).is_some()) {
            *part = Span::new(part.start.max(head).min(part.end), part.end);
        }
        stretches.retain(|(part, _)| !part.is_empty());
        stretches
    }

    /// The stretches without parts of numbers at their edges; what touches goes as one. What is only labelled is left as it is.
    fn spare_numbers(&self, decided: &Decided, stretches: &[(Span<Raw>, u32)], text: &str) -> Vec<(Span<Raw>, u32)> {
        let goes = |tag: u32| self.goes(tag);
        let touching = stretches.chunk_by(|x, y| x.0.end == y.0.start && goes(x.1) == goes(y.1));
        let spared = |(all, free): (&[(Span<Raw>, u32)], u32)| {
            let whole = Span::new(all[0].0.start, all[all.len() - 1].0.end);
            let spared = if goes(all[0].1) { numbers::spared(text, whole, free) } else { whole };
            laid_on(all, decided.besides_kept(whole, spared))
        };
        with_room(touching.collect(), text).flat_map(spared).collect()
    }

    /// The stretches of passages cut to the sentences or lines that they hold whole, where the policy asks for that; what touches goes as one.
    fn in_whole(&self, decided: &Decided, stretches: Vec<(Span<Raw>, u32)>, text: &str) -> Vec<(Span<Raw>, u32)> {
        let cut_to = |tag: u32| {
            let finding = &self.findings[index(tag)];
            let is_passage = finding.kind.is_passage();
            self.policy.units(finding, told(finding, text)).filter(|_| is_passage)
        };
        if stretches.iter().all(|(_, tag)| cut_to(*tag).is_none()) {
            return stretches;
        }
        // A sentence may be made of parts of several.
        let together = |x: &Stretch, y: &Stretch| {
            let is_cut = cut_to(x.1).is_some() && cut_to(y.1).is_some() && self.goes(x.1) && self.goes(y.1);
            is_cut && touch(text, x.0.end, y.0.start)
                || x.0.end == y.0.start && cut_to(x.1) == cut_to(y.1) && self.goes(x.1) == self.goes(y.1)
        };
        // Where what goes beside it goes as it stands, nothing is left to be read with it.
        let goes_whole = |tag: u32| self.goes(tag) && cut_to(tag).is_none();
        let groups: Vec<&[Stretch]> = stretches.chunk_by(together).collect();
        let beside = |at: usize, removal: Span<Raw>| {
            let before = at.checked_sub(1).and_then(|before| groups[before].last());
            let behind = groups.get(at + 1).map(|next| &next[0]);
            let is_begun = before.is_some_and(|(span, tag)| goes_whole(*tag) && touch(text, span.end, removal.start));
            [is_begun, behind.is_some_and(|(span, tag)| goes_whole(*tag) && touch(text, removal.end, span.start))]
        };
        let cut = |(at, &all): (usize, &&[Stretch])| {
            let removal = Span::new(all[0].0.start, all[all.len() - 1].0.end);
            let free = groups.get(at + 1).map_or(narrow(text.len()), |next| next[0].0.start);
            let Some(to) = all.iter().filter_map(|(_, tag)| cut_to(*tag)).max_by_key(|to| to.of) else {
                return all.to_vec();
            };
            let [mut is_begun, mut goes_on] = beside(at, removal);
            if to.of == Unit::Items {
                is_begun |= self.begins_anew(all[0], text);
                goes_on |= self.ends_anew(all[all.len() - 1], text);
            }
            let kept = whole::inside(text, removal, free, to, [is_begun, goes_on]);
            laid_on(all, decided.besides_kept(removal, kept.unwrap_or(Span::new(removal.start, removal.start))))
        };
        groups.iter().enumerate().flat_map(cut).collect()
    }

    /// Whether a copy may begin where a stretch of it does: a unit of its text begins there, or where its passage does, a unit of the other text.
    fn begins_anew(&self, (span, tag): Stretch, text: &str) -> bool {
        let finding = &self.findings[index(tag)];
        let left = Span::<Raw>::new(finding.place.raw.start.min(span.start), span.start);
        let begins = |text: &str, place: Span<Raw>| whole::is_begun(text, index(place.start));
        begins(text, span) || self.is_unit(finding, (text, index(span.start)), &text[left.range()], begins)
    }

    /// Whether a copy may end where a stretch of it does.
    fn ends_anew(&self, (span, tag): Stretch, text: &str) -> bool {
        let finding = &self.findings[index(tag)];
        let left = Span::<Raw>::new(span.end, finding.place.raw.end.max(span.end));
        let ends = |text: &str, place: Span<Raw>| whole::is_ended(text, index(place.end));
        ends(text, span) || self.is_unit(finding, (text, index(span.end)), &text[left.range()], ends)
    }

    /// Whether a passage, of which `left` was left out at the place where it is to end, has the edge of a unit there in the other text: but for the
    /// number of an item nothing may be missing, nor may a comma say that the sentence goes on. A long one may end at clauses, and where
    /// something else cut it.
    fn is_unit(
        &self,
        finding: &Finding,
        (text, at): (&str, usize),
        left: &str,
        is_edge: impl Fn(&str, Span<Raw>) -> bool,
    ) -> bool {
        let is_whole = left.chars().all(|c| !c.is_alphanumeric() || NUMERALS.contains(c));
        let goes_on = whole::is_within(text, at);
        if !is_short(finding) && (goes_on || !is_whole) {
            return true;
        }
        let other = finding.partner.and_then(|partner| Some((self.documents.get(partner.doc.index())?, partner.raw)));
        is_whole && !goes_on && other.is_some_and(|(other, place)| is_edge(&other.text, place))
    }

    /// The stretches with the punctuation that is left over where removals of passages and loops end: nothing of another stretch or of a
    /// member that stays.
    fn close_seams(
        &self,
        decided: &Decided,
        mut stretches: Vec<(Span<Raw>, u32)>,
        text: &str,
    ) -> Vec<(Span<Raw>, u32)> {
        let closes = |tag: u32| {
            let kind = self.findings[index(tag)].kind;
            let passage = kind == Kind::Loop || kind.is_passage();
            passage && self.policy.leaves_seams(kind) && self.goes(tag)
        };
        let clears = |tag: u32| {
            let kind = self.findings[index(tag)].kind;
            matches!(kind, Kind::Boilerplate | Kind::Template) && self.policy.leaves_seams(kind)
        };
        self.labels_begin_on_symbols(&mut stretches, text);
        let (mut first, mut taken) = (0, 0);
        while first < stretches.len() {
            // What touches goes as one, also where it does so only by what was taken between: its marks would meet.
            let mut last = first;
            let together = |x: &Stretch, y: &Stretch| x.0.end == y.0.start && self.goes(x.1) == self.goes(y.1);
            loop {
                while stretches.get(last + 1).is_some_and(|next| together(&stretches[last], next)) {
                    last += 1;
                }
                let removal = Span::new(stretches[first].0.start, stretches[last].0.end);
                let behind = stretches.get(last + 1).map_or(narrow(text.len()), |next| next.0.start);
                let free = Span::new(taken, behind);
                if stretches[first..=last].iter().all(|(_, tag)| clears(*tag)) {
                    let cleared = seam::cleared(text, removal, free);
                    // Inside a member that stays, too: the furniture goes from it, and marks alone say nothing.
                    stretches[first].0 = Span::new(cleared.start, stretches[first].0.end);
                    stretches[last].0 = Span::new(stretches[last].0.start, cleared.end);
                    break;
                }
                if !stretches[first..=last].iter().all(|(_, tag)| closes(*tag)) || taken > 0 && removal.start <= taken {
                    break;
                }
                let inside = self.findings[index(stretches[first].1)].place.raw.start < removal.start;
                let closed = seam::closed(text, removal, free, inside);
                let more = [Span::new(closed.start, removal.start), Span::new(removal.end, closed.end)];
                if closed == removal || !more.into_iter().all(|part| decided.may_go(part)) {
                    break;
                }
                stretches[first].0 = Span::new(closed.start, stretches[first].0.end);
                stretches[last].0 = Span::new(stretches[last].0.start, closed.end);
            }
            taken = stretches[last].0.end;
            first = last + 1;
        }
        stretches
    }

    /// Leaves the marks and blanks that what is labelled begins with, right behind what goes, to the seam.
    fn labels_begin_on_symbols(&self, stretches: &mut Vec<Stretch>, text: &str) {
        let mut gone = None;
        for (span, tag) in stretches.iter_mut() {
            if self.goes(*tag) {
                gone = Some(span.end);
            } else if gone == Some(span.start) {
                let marks =
                    span.len() - narrow(text[span.range()].trim_start_matches(|c: char| !c.is_alphanumeric()).len());
                *span = Span::new(span.start + marks, span.end);
            }
        }
        stretches.retain(|(span, _)| !span.is_empty());
    }

    /// The stretches without blanks that keep two words apart; what touches goes as one.
    fn words_apart(&self, mut stretches: Vec<Stretch>, text: &str) -> Vec<Stretch> {
        let touching = |x: &Stretch, y: &Stretch| x.0.end == y.0.start && self.goes(x.1) == self.goes(y.1);
        let leaves_nothing = |tag: u32| self.goes(tag) && self.policy.leaves_seams(self.findings[index(tag)].kind);
        for all in stretches.chunk_by_mut(touching).filter(|all| all.iter().all(|(_, tag)| leaves_nothing(*tag))) {
            let last = all.len() - 1;
            let apart = seam::apart(text, Span::new(all[0].0.start, all[last].0.end));
            all[0].0 = Span::new(apart.start, all[0].0.end);
            all[last].0 = Span::new(all[last].0.start, apart.end);
        }
        stretches.retain(|(span, _)| !span.is_empty());
        stretches
    }

    fn mark(&self, doc: DocId, raw: Span<Raw>, tag: u32, text: &str, last: (u32, u32)) -> Mark {
        let finding = &self.findings[index(tag)];
        let action = match self.treatment(finding) {
            Treatment::Remove => Action::Remove,
            Treatment::Label | Treatment::Keep => Action::Label,
        };
        let (byte, char) = last.max((finding.place.raw.start, finding.place.chars.start));
        let start = (char + count(text, byte, raw.start)) - count(text, raw.start, byte);
        let chars: Span<Chars> = Span::new(start, start + count(text, raw.start, raw.end));
        Mark { doc, raw, chars, finding: finding.id, kind: finding.kind, action }
    }
}

/// Where else the passage of a finding stands than where it does.
fn told(finding: &Finding, text: &str) -> Told {
    let place = finding.place;
    let Some(partner) = finding.partner.filter(|partner| partner.doc == place.doc) else { return Told::Elsewhere };
    let (first, second) = if partner.raw < place.raw { (partner, place) } else { (place, partner) };
    if touch(text, first.raw.end, second.raw.start) { Told::Beside } else { Told::Again }
}

/// Whether what ends at one place and what begins at another have nothing but marks and white space between them.
fn touch(text: &str, end: u32, start: u32) -> bool {
    !text[Span::<Raw>::new(end.min(start), start).range()].contains(char::is_alphanumeric)
}

/// Groups of stretches, each with where the next one or the text's end stands.
fn with_room<'s>(
    groups: Vec<&'s [(Span<Raw>, u32)]>,
    text: &str,
) -> impl Iterator<Item = (&'s [(Span<Raw>, u32)], u32)> + use<'s> {
    let next = groups.iter().skip(1).map(|group| group[0].0.start).chain([narrow(text.len())]).collect::<Vec<_>>();
    groups.into_iter().zip(next)
}

/// Stretches that touch, laid on a span that is shorter at either end or longer at the last.
fn laid_on(stretches: &[(Span<Raw>, u32)], on: Span<Raw>) -> Vec<(Span<Raw>, u32)> {
    let last = stretches.len() - 1;
    let part = |(at, &(span, tag)): (usize, &(Span<Raw>, u32))| {
        let end = if at == last { on.end } else { span.end.min(on.end) };
        let start = span.start.max(on.start);
        (start < end).then(|| (Span::new(start, end), tag))
    };
    stretches.iter().enumerate().filter_map(part).collect()
}

/// Code points between two bytes of a text.
fn count(text: &str, start: u32, end: u32) -> u32 {
    let part = text.get(Span::<Raw>::new(start, end).range()).unwrap_or("");
    narrow(part.chars().count())
}

#[cfg(test)]
mod tests {
    use crate::classify::{Finding, Kind, Numbers, Place, Role};
    use crate::int::narrow;
    use crate::mark::{Action, Policy, marks};
    use crate::read::Document;
    use crate::span::{DocId, Span};

    #[test]
    fn no_full_stop_is_left_of_a_line_of_furniture_beside_what_is_labelled() {
        let (before, furniture, behind) =
            ("问一：路灯几盏不亮？\n", "问二：怎样参保？\n答：可到县里登记", "。\n问三：末班几时？");
        let text = format!("{before}{furniture}{behind}\n完");
        let place = |doc: u32, part: &str| {
            let (at, chars) = text.find(part).map(|at| (at, text[..at].chars().count())).expect("a part of it");
            let raw = Span::new(narrow(at), narrow(at + part.len()));
            Place { doc: DocId(doc), raw, chars: Span::new(narrow(chars), narrow(chars + part.chars().count())) }
        };
        let with = |id: u32, kind: Kind, place: Place| Finding { id, family: id, ..Finding::new(kind, place, 30) };
        let numbers = Some(Numbers { own: 3, other: 3 });
        let original = |found: &Finding, id: u32| {
            let place = Place { doc: DocId(1), ..found.place };
            Finding { role: Role::Original, numbers: None, family: found.family, ..with(id, Kind::Copy, place) }
        };
        let label = |id: u32, part: &str| Finding { numbers, ..with(id, Kind::Copy, place(0, part)) };
        let mut findings = vec![label(0, before), with(1, Kind::Template, place(0, furniture)), label(2, behind)];
        findings.extend([original(&findings[0], 3), original(&findings[2], 4)]);
        let documents = [Document::new("a", text.as_str()), Document::new("b", text.as_str())];
        let marks = marks(&findings, &documents, &Policy::default());
        let gone: Vec<&str> =
            marks.iter().filter(|mark| mark.action == Action::Remove).map(|mark| &text[mark.raw.range()]).collect();
        assert_eq!(gone, [format!("{furniture}。")]);
    }
}
