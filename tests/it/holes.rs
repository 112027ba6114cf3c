//! Removal takes what stands elsewhere and nothing else: sentences put into a copy stay.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use dittograph::engine::{Silent, run};
use dittograph::read::MemorySource;
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
        let mut next = 0x4E00;
        let mut fresh = |len: u32| -> String {
            let part = (next..next + len).filter_map(char::from_u32).collect();
            next += len;
            part
        };
        let (first, second) = (fresh(before), fresh(behind));
        let holes: Vec<String> = lengths.iter().map(|&len| fresh(len)).collect();
        let texts: Vec<String> = holes.iter().map(|hole| format!("{}{first}{hole}{second}{}", fresh(30), fresh(30))).collect();
        let analysis = analysed(&texts);
        for (doc, hole) in holes.iter().enumerate() {
            prop_assert!(cleaned(&analysis, doc).contains(hole.as_str()), "{doc}: {:?}", analysis.findings);
        }
    }
}
