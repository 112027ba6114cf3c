//! Which occurrences go, and which one of each passage stays.
//!
//! Plainly: boilerplate goes everywhere, of a loop all but the first copy, of any other family all but one member. The
//! families are worked off from the longest to the shortest, since what a longer passage decides holds for the shorter ones
//! in it. Departures from the plain form, so that one copy of every passage survives whatever the findings are:
//!
//! 1. The member that stays is kept from removal by every later family: their marks are cut around it.
//! 2. If the canonical member was marked by a longer family, the first unmarked member stays instead; if all were, in parts, the one
//!    with the fewest marked bytes stays and is freed of those marks. A member that goes whole with a longer copy stands in that one's original.
//! 3. Extra copies of a loop may be taken out of a member that stays only if the loop's first copy is in that member too.
//! 4. Sentences and words of a member that the canonical one does not have (its holes) stay: they stand nowhere else.
//! 5. A removal does not take a few characters of a line or label of which the rest stays, nor scraps between holes.
//! 6. A removal takes the punctuation with it that would be left over at its seam, but nothing of a member that stays; of furniture
//!    that stands in one, the marks of a line of which nothing else is left.
//! 7. A removal takes no number in part, nor leaves two that become one: it ends before.
//! 8. A member whose numbers are others than those of the canonical one is labelled unless the policy says otherwise: they stand nowhere else.
//! 9. Passages go in whole sentences, items or lines, as the policy says: a removal shrinks to those that it holds.
//! 10. Of a document of which most stays, no line of the head goes in part, or if it reads otherwise at the place of the copy.
//! 11. A copy may be taken out of a member that stays if the one that stays in its stead is in that member too, as with loops.
//! 12. Boilerplate may be taken out of a member that stays: it goes by the user's will, not because another copy stays.

use std::collections::{BTreeMap, BTreeSet};

use super::copies::extra;
use super::cover::{Cover, Spans};
use super::holes::shared;
use super::snap::{self, SHORTEST_PART};
use super::{Mark, Policy, Treatment, numbers};
use crate::classify::{Finding, Kind, Place, Role};
use crate::int::{index, narrow};
use crate::read::Document;
use crate::span::{DocId, Raw, Span};

/// What a cleaner does about `findings`.
///
/// Input: `findings` with `id` = index, in any documents of `documents`. Output: marks ordered by document, then start;
/// disjoint; never empty. Guarantee: of every family with removed members one member stays, but for boilerplate in it (see
/// [`Policy::keeping_first_boilerplate`]) and extra copies of loops that begin in it; a mark begins and ends where a
/// finding, its extra part or a hole does, inside at the end of a line, a sentence, a label or a number, at the end of a loop's first copy, or behind punctuation
/// that touches it, so on character boundaries. Complexity: n log n in the findings, plus the length of the
/// marked text.
pub fn marks(findings: &[Finding], documents: &[Document], policy: &Policy) -> Vec<Mark> {
    marks_beside(findings, documents, policy, |_| false)
}

/// [`marks`] where some documents are dropped as a whole: nothing in them is marked, and none of them is the one in which a
/// passage stays.
pub fn marks_beside(
    findings: &[Finding],
    documents: &[Document],
    policy: &Policy,
    dropped: impl Fn(DocId) -> bool,
) -> Vec<Mark> {
    let staying = findings.iter().filter(|finding| !dropped(finding.place.doc)).collect();
    let mut draft = Draft { findings, staying, documents, policy, docs: BTreeMap::new(), mirrored: BTreeSet::new() };
    draft.spare_none();
    draft.fold_loops();
    draft.keep_one_each();
    draft.label();
    draft.finish(documents)
}

/// What is decided about one document.
#[derive(Default)]
pub(super) struct Decided {
    /// Members that stay, without what they tell twice.
    pub(super) kept: Cover,
    /// Each of them.
    stay: Spans,
    /// Marks beside what goes of one.
    loose: Cover,
    /// Removed members of families.
    pub(super) members: Cover,
    /// Removed extra copies of loops.
    pub(super) loops: Cover,
    /// Removed boilerplate.
    pub(super) furniture: Cover,
    /// Labels, disjoint among themselves.
    pub(super) labels: Cover,
}

impl Decided {
    /// What of a part may go for a passage that stays in the same document, `beside`, or in another: nothing of a member that stays, unless that has
    /// the passage, too.
    fn free(&self, part: Span<Raw>, beside: Option<Span<Raw>>) -> Vec<Span<Raw>> {
        let gaps = self.kept.gaps(part);
        let Some(beside) = beside.filter(|_| gaps != [part]) else { return gaps };
        let mut blocked = Cover::default();
        let has_both = |kept: &Span<Raw>| kept.covers(beside) && *kept != beside;
        for kept in self.stay.over(part).filter(|kept| !has_both(kept)) {
            blocked.add(kept, 0);
        }
        blocked.gaps(part)
    }

    /// Takes a part that goes out of the member that has it and stays; of the marks around it those may go that are left over.
    fn leave(&mut self, part: Span<Raw>, with_marks: Span<Raw>, beside: Option<Span<Raw>>) {
        if self.kept.gaps(part) != [part] {
            for free in self.free(with_marks, beside) {
                self.loose.add(free, 0);
            }
            self.kept.take(part);
        }
    }

    /// Whether a stretch beside a removal is of no member that stays, or of marks that are left over in one.
    pub(super) fn may_go(&self, more: Span<Raw>) -> bool {
        self.kept.inside(more).iter().all(|(part, _)| self.loose.gaps(*part).is_empty())
    }

    /// A removal that was to be longer at its end, unless what it would take there stays.
    pub(super) fn besides_kept(&self, removal: Span<Raw>, longer: Span<Raw>) -> Span<Raw> {
        let more = Span::new(removal.end, longer.end.max(removal.end));
        if self.may_go(more) { longer } else { Span::new(longer.start, removal.end) }
    }
}

pub(super) struct Draft<'a> {
    pub(super) findings: &'a [Finding],
    /// Those in documents that are not dropped.
    staying: Vec<&'a Finding>,
    pub(super) documents: &'a [Document],
    pub(super) policy: &'a Policy,
    pub(super) docs: BTreeMap<DocId, Decided>,
    /// Members whose numbers are others, but those of a member that stays.
    mirrored: BTreeSet<u32>,
}

/// A part with the marks and white space around it.
fn with_marks(text: &str, part: Span<Raw>) -> Span<Raw> {
    let before = text[..index(part.start)].trim_end_matches(|c: char| !c.is_alphanumeric());
    let behind = text[index(part.end)..].trim_start_matches(|c: char| !c.is_alphanumeric());
    Span::new(narrow(before.len()), narrow(text.len() - behind.len()))
}

impl<'a> Draft<'a> {
    /// What is done with a finding that need not stay.
    pub(super) fn treatment(&self, finding: &Finding) -> Treatment {
        if self.mirrored.contains(&finding.id) { Treatment::Remove } else { self.policy.of(finding) }
    }

    /// The findings of a treatment, in order.
    fn treated(&self, treatment: Treatment) -> Vec<&'a Finding> {
        let wanted = |finding: &&&Finding| self.treatment(finding) == treatment;
        self.staying.iter().filter(wanted).copied().collect()
    }

    fn extra(&self, finding: &Finding) -> Option<Span<Raw>> {
        extra(finding, self.documents.get(finding.place.doc.index()).map_or("", |document| &document.text))
    }

    fn doc(&mut self, finding: &Finding) -> &mut Decided {
        self.docs.entry(finding.place.doc).or_default()
    }

    fn spare_none(&mut self) {
        for finding in self.treated(Treatment::Remove) {
            if self.policy.spares_none(finding.kind) {
                self.doc(finding).furniture.add(finding.place.raw, finding.id);
            }
        }
    }

    fn fold_loops(&mut self) {
        for finding in self.treated(Treatment::Remove) {
            if let Some(extra) = self.extra(finding).filter(|_| finding.kind == Kind::Loop) {
                self.doc(finding).loops.add(extra, finding.id);
            }
        }
    }

    fn keep_one_each(&mut self) {
        let is_kept = |finding: &&Finding| finding.kind != Kind::Loop && !self.policy.spares_none(finding.kind);
        let mut all: Vec<&Finding> = self.staying.iter().copied().filter(is_kept).collect();
        // One whose numbers are others stays anyway, but the passage of the others is not in it.
        all.sort_unstable_by_key(|member| (member.family, member.role, member.numbers.is_some(), member.id));
        let mut families: Vec<&[&Finding]> = all.chunk_by(|x, y| x.family == y.family).collect();
        // Stable, so equal lengths stay in the order of the family numbers.
        families.sort_by_cached_key(|members| std::cmp::Reverse(members.iter().map(|member| member.symbols).max()));
        for members in families {
            self.keep_one(members);
        }
    }

    /// `members`: the canonical one first.
    fn keep_one(&mut self, members: &[&Finding]) {
        self.mirror(members);
        // The canonical one is verified against none: it never goes for the others.
        let may_go = |member: &&Finding| member.role == Role::Copy && self.treatment(member) == Treatment::Remove;
        let removed: Vec<&Finding> = members.iter().copied().filter(may_go).collect();
        if removed.is_empty() {
            return;
        }
        let marked = |member: &&&Finding| (self.marked(member), member.role);
        // Of those that are marked as little, the one that has most of the canonical one.
        let Some(stays) =
            members.iter().min_by(|x, y| marked(x).cmp(&marked(y)).then(y.identity.total_cmp(&x.identity)))
        else {
            return;
        };
        // Where one removal has all of one, so has the member that stays for that removal.
        if self.marked(stays) > 0 && members.iter().any(|member| self.is_gone(member)) {
            return;
        }
        let span = stays.place.raw;
        let foreign = self.foreign_loops(stays);
        let doc = self.doc(stays);
        doc.members.take(span);
        for part in foreign {
            doc.loops.take(part);
        }
        doc.kept.add(span, stays.id);
        doc.stay.add(span);
        // All were verified against the canonical member: against another one that stays only if that is equal to it.
        let is_centre = stays.role == Role::Original || stays.identity >= 1.0;
        let gone = |member: &&&Finding| member.id != stays.id && is_centre;
        let spares_figures = self.policy.spares_other_numbers();
        for member in removed.iter().filter(gone) {
            let text = self.documents.get(member.place.doc.index()).map_or("", |document| &document.text);
            let doc = self.doc(member);
            let whole = snap::inwards(text, member.place.raw);
            let is_beside = stays.place.doc == member.place.doc && span.overlap(member.place.raw) == 0;
            let beside = Some(span).filter(|_| is_beside);
            let free = |part| doc.free(part, beside);
            let parts = shared(member, whole, text, spares_figures).into_iter().flat_map(free);
            let is_passage =
                |part: &Span<Raw>| *part == whole || text[part.range()].chars().nth(SHORTEST_PART - 1).is_some();
            for part in parts.filter(is_passage).collect::<Vec<_>>() {
                doc.members.add(part, member.id);
                if beside.is_some() {
                    doc.leave(part, with_marks(text, part), beside);
                }
            }
        }
    }

    /// Of members whose numbers are others, but the same as each other, the first by role and number stays: the words of all were verified
    /// against the canonical one, the numbers are compared here.
    fn mirror(&mut self, members: &[&Finding]) {
        let mut figures = BTreeSet::new();
        for member in members.iter().filter(|member| member.numbers.is_some()) {
            let may_go = self.policy.treatment(member.kind) == Treatment::Remove;
            if may_go && !figures.insert(numbers::figures(self.documents, member)) {
                self.mirrored.insert(member.id);
            }
        }
    }

    /// Whether nothing of a place goes, and its document is not dropped.
    pub(super) fn stays(&self, place: Place) -> bool {
        let at = self.staying.partition_point(|finding| finding.place.doc < place.doc);
        let is_there = self.staying.get(at).is_some_and(|finding| finding.place.doc == place.doc);
        let stays = |doc: &Decided| {
            doc.members.inside(place.raw).is_empty() || doc.stay.over(place.raw).any(|stay| stay.covers(place.raw))
        };
        is_there && self.docs.get(&place.doc).is_none_or(stays)
    }

    /// Whether a member goes with a longer copy that holds it.
    fn is_gone(&self, member: &Finding) -> bool {
        let whole = member.place.raw;
        let inside = self.docs.get(&member.place.doc).map(|doc| doc.members.inside(whole));
        inside.is_some_and(|parts| parts.iter().any(|(part, _)| *part == whole))
    }

    /// Bytes of a member that are gone without standing elsewhere in it.
    fn marked(&self, member: &Finding) -> u64 {
        let Some(doc) = self.docs.get(&member.place.doc) else { return 0 };
        let members = doc.members.inside(member.place.raw).into_iter().map(|(part, _)| part);
        members.chain(self.foreign_loops(member)).map(|part| u64::from(part.len())).sum()
    }

    /// Removed extra copies in a member of loops whose first copy is not in it.
    fn foreign_loops(&self, member: &Finding) -> Vec<Span<Raw>> {
        let Some(doc) = self.docs.get(&member.place.doc) else { return Vec::new() };
        let span = member.place.raw;
        let foreign = |tag: u32| {
            let owner = &self.findings[index(tag)];
            let first = self.extra(owner).map(|extra| Span::new(owner.place.raw.start, extra.start));
            first.is_none_or(|first| !span.covers(first))
        };
        doc.loops.inside(span).into_iter().filter(|(_, tag)| foreign(*tag)).map(|(part, _)| part).collect()
    }

    fn label(&mut self) {
        for finding in self.treated(Treatment::Label) {
            let span = match finding.kind {
                Kind::Loop => self.extra(finding),
                kind if self.policy.spares_none(kind) || finding.role == Role::Copy => Some(finding.place.raw),
                _ => None,
            };
            if let Some(span) = span {
                self.doc(finding).labels.add(span, finding.id);
            }
        }
    }
}
