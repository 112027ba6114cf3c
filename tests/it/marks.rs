//! Marks for findings of any shape: sorted, disjoint, on character boundaries, and one copy of every passage stays.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::collections::BTreeMap;

use dittograph::mark::{self, Action, Mark, Policy, Treatment, Whole};
use dittograph::span::{DocId, Span};
use dittograph::{Document, Finding, Kind, Place, Role};
use proptest::prelude::*;

const TEXTS: [&str; 3] = [
    "坚持稳中求进工作总基调，完整、准确、全面贯彻新发展理念，a加快构建新发展格局。",
    "全县地区生产总值增长6.5%，😀一般公共预算收入增长4%，城乡居民收入稳步提高。",
    "推动高质量发展，推动高质量发展，推动高质量发展，确保完成全年目标任务。",
];

/// A family as it is drawn: its kind and where its members stand (document, start, length, in code points).
type Drawn = (Kind, Vec<(usize, usize, usize)>);

/// A kind, the members of one family of it, and the marks expected (document, start, end, in code points).
type Case<'a> = (Kind, &'a [(usize, usize, usize)], &'a [(u32, u32, u32)]);

fn documents() -> Vec<Document> {
    TEXTS.iter().enumerate().map(|(n, text)| Document::new(format!("{n}.txt"), *text)).collect()
}

fn byte(doc: usize, char: usize) -> u32 {
    u32::try_from(TEXTS[doc].char_indices().nth(char).map_or(TEXTS[doc].len(), |(at, _)| at)).unwrap()
}

fn place(doc: usize, start: usize, end: usize) -> Place {
    let narrow = |n| u32::try_from(n).unwrap();
    Place {
        doc: DocId(narrow(doc)),
        raw: Span::new(byte(doc, start), byte(doc, end)),
        chars: Span::new(narrow(start), narrow(end)),
    }
}

fn findings(families: &[Drawn]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (family, (kind, members)) in (0..).zip(families) {
        let members = if *kind == Kind::Loop { &members[..1] } else { &members[..] };
        for (n, &(doc, start, length)) in members.iter().enumerate() {
            let chars = TEXTS[doc].chars().count();
            let start = start % (chars - 2);
            let end = (start + length).min(chars);
            let copies = matches!(kind, Kind::Loop | Kind::Boilerplate | Kind::Template);
            let at = place(doc, start, end);
            findings.push(Finding {
                family,
                role: if n == 0 && !copies { Role::Original } else { Role::Copy },
                occurrences: u32::try_from(members.len()).unwrap(),
                extra: (*kind == Kind::Loop).then(|| Span::new(byte(doc, start + 1), at.raw.end)),
                ..Finding::new(*kind, at, u32::try_from(length).unwrap())
            });
        }
    }
    findings.sort_by_key(|finding| (finding.place.doc, finding.place.raw.start, finding.place.raw.end));
    for (id, finding) in (0..).zip(&mut findings) {
        finding.id = id;
    }
    findings
}

fn families() -> impl Strategy<Value = Vec<Drawn>> {
    let kind = prop::sample::select(&Kind::ALL[..]);
    let member = (0..TEXTS.len(), 0..40usize, 2..20usize);
    prop::collection::vec((kind, prop::collection::vec(member, 2..5)), 0..10)
}

fn policies() -> impl Strategy<Value = Policy> {
    let treatment =
        prop::sample::select(&[Treatment::Remove, Treatment::Remove, Treatment::Label, Treatment::Keep][..]);
    let changes = prop::collection::vec((prop::sample::select(&Kind::ALL[..]), treatment), 0..3);
    let whole: [fn(Policy) -> Policy; 4] = [
        |policy| policy,
        Policy::in_parts,
        |policy| policy.in_whole(Whole::Sentences),
        |policy| policy.in_whole(Whole::Lines),
    ];
    let whole = prop::sample::select(whole.to_vec());
    (changes, any::<bool>(), whole).prop_map(|(changes, first, whole)| {
        let policy = if first { Policy::default().keeping_first_boilerplate() } else { Policy::default() };
        let policy = whole(policy);
        changes.into_iter().fold(policy, |policy, (kind, treatment)| policy.with(kind, treatment))
    })
}

/// For every byte of a document, the finding whose removal mark holds it.
fn removed(marks: &[Mark], doc: usize) -> Vec<Option<u32>> {
    let mut bytes = vec![None; TEXTS[doc].len()];
    for mark in mark::of_document(marks, DocId(u32::try_from(doc).unwrap())) {
        if mark.action == Action::Remove {
            bytes[mark.raw.range()].fill(Some(mark.finding));
        }
    }
    bytes
}

/// Whether a member stands after the removal, but for what may be taken out of a member that stays.
fn stands(member: &Finding, findings: &[Finding], marks: &[Mark]) -> bool {
    let doc = usize::try_from(member.place.doc.0).unwrap();
    removed(marks, doc)[member.place.raw.range()].iter().flatten().all(|&id| {
        let by = &findings[usize::try_from(id).unwrap()];
        match by.kind {
            Kind::Boilerplate | Kind::Template => true,
            Kind::Loop => {
                let extra = by.extra.unwrap();
                member.place.raw.covers(Span::new(by.place.raw.start, extra.start))
            }
            // Told twice in the member: the other occurrence stands in it.
            _ => findings.iter().any(|other| {
                let inside = other.place.doc == member.place.doc && member.place.raw.covers(other.place.raw);
                let is_other = other.family == by.family && other.place.raw.overlap(by.place.raw) == 0;
                is_other && inside && other.place.raw.len() < member.place.raw.len() && stands(other, findings, marks)
            }),
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(800))]

    #[test]
    fn marks_are_sorted_disjoint_and_on_boundaries(families in families(), policy in policies()) {
        let (findings, documents) = (findings(&families), documents());
        let marks = mark::marks(&findings, &documents, &policy);
        for pair in marks.windows(2) {
            prop_assert!((pair[0].doc, pair[0].raw.end) <= (pair[1].doc, pair[1].raw.start) || pair[0].doc < pair[1].doc);
        }
        for mark in &marks {
            let text = &documents[mark.doc.index()].text;
            let part = text.get(mark.raw.range());
            prop_assert!(part.is_some_and(|part| !part.is_empty()));
            let before = text[..mark.raw.range().start].chars().count();
            prop_assert_eq!(mark.chars.range(), before..before + part.unwrap_or("").chars().count());
            let finding = &findings[usize::try_from(mark.finding).unwrap()];
            // Beyond its finding a mark has only punctuation.
            let is_more = |at: &usize| !finding.place.raw.range().contains(at);
            let more: String = mark.raw.range().filter(is_more).filter_map(|at| text.get(at..)?.chars().next()).collect();
            prop_assert!(more.chars().all(|c| "，；、：。！？,;:.!?%".contains(c)), "{}", more);
            prop_assert_eq!(finding.kind, mark.kind);
            prop_assert_eq!(mark.action == Action::Remove, policy.treatment(mark.kind) == Treatment::Remove);
        }
    }

    #[test]
    fn kept_and_removed_are_the_text(families in families(), policy in policies()) {
        let (findings, documents) = (findings(&families), documents());
        let marks = mark::marks(&findings, &documents, &policy);
        for (doc, document) in documents.iter().enumerate() {
            let gone = removed(&marks, doc);
            let kept: Vec<u8> =
                document.text.bytes().zip(&gone).filter(|(_, gone)| gone.is_none()).map(|(byte, _)| byte).collect();
            let own = mark::of_document(&marks, DocId(u32::try_from(doc).unwrap()));
            let cleaned = mark::apply(&document.text, own).unwrap();
            prop_assert_eq!(cleaned.as_bytes(), &kept[..]);
        }
    }

    #[test]
    fn what_goes_in_whole_sentences_went_before(families in families()) {
        let (findings, documents) = (findings(&families), documents());
        let all = mark::marks(&findings, &documents, &Policy::default().in_parts());
        let whole = mark::marks(&findings, &documents, &Policy::default().in_whole(Whole::Sentences));
        for (doc, text) in TEXTS.iter().enumerate() {
            let (all, whole) = (removed(&all, doc), removed(&whole, doc));
            for (at, c) in text.char_indices().filter(|(at, _)| whole[*at].is_some()) {
                // The stop behind a sentence goes with it, also where the passage ended before it; so does a mark that is left over where
                // the next removal is none now.
                prop_assert!(all[at].is_some() || "，。、；：！？".contains(c), "{} at {} of {}", c, at, doc);
            }
        }
    }

    #[test]
    fn one_member_of_every_family_stays(families in families(), first in any::<bool>()) {
        let (findings, documents) = (findings(&families), documents());
        let policy = if first { Policy::default().keeping_first_boilerplate() } else { Policy::default() };
        let marks = mark::marks(&findings, &documents, &policy);
        let mut members: BTreeMap<u32, Vec<&Finding>> = BTreeMap::new();
        for finding in &findings {
            members.entry(finding.family).or_default().push(finding);
        }
        for members in members.values() {
            let gone = marks.iter().any(|mark| members.iter().any(|member| member.id == mark.finding));
            let spared = !matches!(members[0].kind, Kind::Boilerplate | Kind::Template) || first;
            if gone && spared && members[0].kind != Kind::Loop {
                prop_assert!(members.iter().any(|member| stands(member, &findings, &marks)), "{:?}", members);
            }
        }
    }
}

#[test]
fn of_each_kind_the_right_part_goes() {
    let cases: [Case; 5] = [
        // The last symbol of the second member is the 6 of 6.5%: no number goes in part.
        (Kind::Copy, &[(0, 2, 8), (1, 3, 8)], &[(1, 3, 10)]),
        (Kind::Repeat, &[(2, 0, 7), (2, 16, 7)], &[(2, 16, 24)]),
        (Kind::Boilerplate, &[(0, 2, 8), (1, 3, 8)], &[(0, 2, 10), (1, 3, 10)]),
        (Kind::Formula, &[(0, 2, 8), (1, 3, 8)], &[]),
        (Kind::Loop, &[(2, 0, 16)], &[(2, 1, 16)]),
    ];
    for (kind, members, expected) in cases {
        let marks = mark::marks(&findings(&[(kind, members.to_vec())]), &documents(), &Policy::default().in_parts());
        let seen: Vec<_> = marks.iter().map(|mark| (mark.doc.0, mark.chars.start, mark.chars.end)).collect();
        assert_eq!(seen, expected, "{kind:?}");
    }
}

#[test]
fn a_canonical_member_inside_a_removed_one_is_replaced() {
    // The long family takes document 1; the short one has its canonical member there, so its member in document 2 stays.
    let long = (Kind::Copy, vec![(0, 0, 19), (1, 0, 19)]);
    let short = (Kind::Copy, vec![(1, 4, 6), (2, 4, 6), (2, 20, 6)]);
    let marks = mark::marks(&findings(&[long, short]), &documents(), &Policy::default().in_parts());
    let seen: Vec<_> = marks.iter().map(|mark| (mark.doc.0, mark.chars.start, mark.chars.end)).collect();
    assert_eq!(seen, [(1, 0, 19), (2, 20, 26)]);
}

#[test]
fn a_mark_is_cut_around_a_member_that_stays() {
    let long = (Kind::Copy, vec![(0, 5, 19), (1, 5, 19)]);
    let short = (Kind::Copy, vec![(2, 0, 17), (0, 20, 17)]);
    let marks = mark::marks(&findings(&[long, short]), &documents(), &Policy::default().in_parts());
    let seen: Vec<_> = marks.iter().map(|mark| (mark.doc.0, mark.chars.start, mark.chars.end)).collect();
    assert_eq!(seen, [(0, 24, 37), (1, 5, 24)]);
}

#[test]
fn removals_side_by_side_leave_one_mark_of_punctuation() {
    let found = findings(&[(Kind::Copy, vec![(0, 2, 7), (2, 8, 7)]), (Kind::Copy, vec![(1, 6, 7), (2, 16, 7)])]);
    let seen = |policy: Policy| -> Vec<_> {
        let marks = mark::marks(&found, &documents(), &policy);
        marks.iter().map(|mark| (mark.doc.0, mark.chars.start, mark.chars.end)).collect()
    };
    assert_eq!(seen(Policy::default().in_parts()), [(2, 8, 16), (2, 16, 24)]);
    assert_eq!(seen(Policy::default().in_parts().filling(Kind::Copy)), [(2, 8, 15), (2, 16, 23)]);
}

#[test]
fn first_boilerplate_stays_on_request() {
    let families = [(Kind::Boilerplate, vec![(0, 2, 8), (1, 3, 8)])];
    let marks = mark::marks(&findings(&families), &documents(), &Policy::default().keeping_first_boilerplate());
    assert_eq!(marks.iter().map(|mark| mark.doc.0).collect::<Vec<_>>(), [1]);
}

/// Members were verified against the canonical one; what another near copy lacks may stand in them alone.
#[test]
fn where_a_near_copy_stays_for_the_canonical_one_no_other_near_copy_goes() {
    let families =
        [(Kind::Copy, vec![(0, 0, 20), (1, 0, 20)]), (Kind::Copy, vec![(1, 2, 10), (2, 0, 10), (2, 16, 10)])];
    for (identity, gone) in [(0.9, 1), (1.0, 2)] {
        let mut findings = findings(&families);
        let near = findings.iter_mut().filter(|finding| finding.family == 1 && finding.role == Role::Copy);
        for (finding, identity) in near.zip([identity, 0.8]) {
            finding.identity = identity;
        }
        let marks = mark::marks(&findings, &documents(), &Policy::default().in_parts());
        assert_eq!(marks.len(), gone, "{marks:?}");
    }
}
