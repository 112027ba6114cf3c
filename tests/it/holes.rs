//! Removal takes what stands elsewhere and nothing else: sentences put into a copy stay.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::collections::BTreeSet;

use dittograph::config::NormalizeConfig;
use dittograph::engine::{Silent, run};
use dittograph::int::index;
use dittograph::mark::{Policy, marks_beside};
use dittograph::normalize::Normalizer;
use dittograph::read::MemorySource;
use dittograph::span::DocId;
use dittograph::{Analysis, Config, Document, Kind, Role};
use proptest::prelude::*;

const FIRST: &str =
    "市水利局对全市四十七座小型水库逐一开展安全鉴定，发现病险水库九座，其中三座需要空库运行，其余降低水位。";
const SECOND: &str =
    "除险加固工程于十月底全部开工，省级补助资金已经到位，县级配套资金由财政专户统一拨付，按进度结算，工程款不得挪用。";
const PUT_IN: &str = "据介绍，参加鉴定的还有来自外省的两支勘测队伍，他们带来了新的探测设备。";

fn analysed(texts: &[String]) -> Analysis {
    let documents: Vec<Document> =
        texts.iter().enumerate().map(|(n, text)| Document::new(format!("{n}.txt"), text.as_str())).collect();
    run(&mut MemorySource::new(documents), &Config::default(), &Silent).unwrap()
}

fn cleaned(analysis: &Analysis, doc: usize) -> String {
    analysis.cleaned().nth(doc).unwrap().unwrap().1.into_owned()
}

#[test]
fn a_sentence_put_into_a_copy_stays() {
    let texts = [
        format!("去年工作回顾。{FIRST}{SECOND}成效明显。"),
        format!("防汛形势通报。{FIRST}另有一处堤防正在加固，计划明年汛前完成。{SECOND}请各地抓好落实。"),
        format!("会议纪要第三号。{FIRST}{PUT_IN}{SECOND}会议还研究了其他事项。"),
    ];
    let analysis = analysed(&texts);
    let copies: Vec<_> = analysis.findings.iter().filter(|finding| finding.kind != Kind::Formula).collect();
    assert_eq!(copies.len(), 3, "{copies:?}");
    let with_hole = copies.iter().find(|finding| finding.place.doc.index() == 2).unwrap();
    assert_eq!(with_hole.role, Role::Copy);
    let hole = with_hole.holes.first().unwrap();
    assert_eq!((with_hole.holes.len(), &texts[2][hole.raw.range()]), (1, PUT_IN));
    assert_eq!(texts[2][..hole.raw.range().start].chars().count(), usize::try_from(hole.chars.start).unwrap());
    let all: String = (0..3).map(|doc| cleaned(&analysis, doc)).collect();
    for kept in [FIRST, SECOND, PUT_IN, "另有一处堤防正在加固，计划明年汛前完成。"] {
        assert_eq!(all.matches(kept).count(), 1, "{kept}");
    }
}

/// The document of the canonical occurrence is dropped, and the first copy lacks a sentence of it.
#[test]
fn a_sentence_of_a_dropped_canonical_occurrence_stays_in_a_copy() {
    let texts = [
        format!("去年工作回顾。{FIRST}{PUT_IN}{SECOND}成效明显。"),
        format!("防汛形势通报。{FIRST}{SECOND}请各地抓好落实。"),
        format!("会议纪要第三号。{FIRST}{PUT_IN}{SECOND}会议还研究了其他事项。"),
    ];
    let analysis = analysed(&texts);
    let dropped = |doc: DocId| doc.index() == 0;
    let marks = marks_beside(&analysis.findings, &analysis.documents, &Policy::default(), dropped);
    assert!(!marks.is_empty());
    let mut left = texts[1..].to_vec();
    for mark in marks.iter().rev() {
        left[mark.doc.index() - 1].replace_range(mark.raw.range(), "");
    }
    for kept in [FIRST, SECOND, PUT_IN] {
        assert!(left.iter().any(|text| text.contains(kept)), "{kept}: {left:?}");
    }
}

#[test]
fn the_title_of_a_document_that_stays_is_its_own() {
    let head = |county: &str, day: &str| {
        format!(
            "# {county}县小型水库安全管理办法\n\n2021年{day} {county}县第十七届人民代表大会常务委员会第八次会议通过\n\n"
        )
    };
    let rules = [
        "本办法由县水利局负责解释，乡镇人民政府可以制定实施细则，报县水利局备案。",
        "小型水库的管护人员由乡镇聘任，报酬列入年度预算，按季度发放，不得拖欠；考核不合格的，次年不再聘任。",
        "任何单位不得在坝体上垦植、放牧、堆放物料，违者由水利局责令改正，并处五百元以下罚款。",
        "库区内新建房屋、道路和码头，应当先行论证对大坝安全的影响，未经论证的，有关部门不予审批。",
        "汛期实行领导带班、专人值守，发现渗漏、裂缝或者异常声响，值守人员应当立即报告并疏散下游群众。",
        "泄洪设施每年开汛以前检修一遍，备用电源试运行不少于两个小时，检修记录存入水库档案备查。",
    ];
    let texts = [
        format!("{}{FIRST}{SECOND}\n\n{PUT_IN}\n\n{}", head("清江", "3月5日"), rules[..2].concat()),
        format!("{}{FIRST}{SECOND}\n\n{}", head("白河", "3月6日"), rules[2..].concat()),
    ];
    let analysis = analysed(&texts);
    assert!(
        analysis
            .findings
            .iter()
            .any(|finding| finding.role == Role::Copy && texts[1][finding.place.raw.range()].contains("办法"))
    );
    let left = cleaned(&analysis, 1);
    assert!(left.starts_with(&head("白河", "3月6日")), "{left}");
    assert!(!left.contains("安全鉴定"), "{left}");
}

#[test]
fn of_two_the_longer_text_is_canonical() {
    let texts = [
        format!("去年工作回顾。{FIRST}{SECOND}成效明显。"),
        format!("会议纪要第三号。{FIRST}{PUT_IN}{SECOND}会议还研究了其他事项。"),
    ];
    let analysis = analysed(&texts);
    assert!(analysis.findings.iter().all(|finding| finding.holes.is_empty()));
    assert_eq!(cleaned(&analysis, 1), texts[1]);
    assert_eq!(cleaned(&analysis, 0), "去年工作回顾。成效明显。");
}

#[test]
fn clauses_in_another_order_are_no_holes() {
    let texts =
        [format!("去年工作回顾。{FIRST}{SECOND}成效明显。"), format!("防汛形势通报。{SECOND}{FIRST}请各地抓好落实。")];
    let analysis = analysed(&texts);
    assert!(analysis.findings.iter().all(|finding| finding.holes.is_empty()), "{:?}", analysis.findings);
    assert!(cleaned(&analysis, 1).chars().count() <= 16, "{}", cleaned(&analysis, 1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Text that stands once in the corpus, in stretches longer than an edit, is never removed.
    #[test]
    fn what_stands_once_stays(
        before in 30_u32..120, behind in 30_u32..120, lengths in prop::collection::vec(10_u32..90, 2..4)
    ) {
        let (normalizer, mut symbols) = (Normalizer::new(&NormalizeConfig::default()), BTreeSet::new());
        // Variants of one character are one symbol, and would stand twice.
        let mut others = ('\u{4E00}'..'\u{9000}').filter(|c| symbols.insert(normalizer.symbols(&c.to_string())));
        let mut fresh = |len: u32| -> String { others.by_ref().take(index(len)).collect() };
        let (first, second) = (fresh(before), fresh(behind));
        let holes: Vec<String> = lengths.iter().map(|&len| fresh(len)).collect();
        let texts: Vec<String> = holes.iter().map(|hole| format!("{}{first}{hole}{second}{}", fresh(30), fresh(30))).collect();
        let analysis = analysed(&texts);
        for (doc, hole) in holes.iter().enumerate() {
            prop_assert!(cleaned(&analysis, doc).contains(hole.as_str()), "{doc}: {:?}", analysis.findings);
        }
    }
}
