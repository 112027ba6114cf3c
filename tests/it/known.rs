//! Boilerplate by what is known, by source and by template: what one corpus taught serves the next.

use dittograph::engine::{Silent, run_with};
use dittograph::read::{KnownPassages, MemorySource};
use dittograph::report::lists;
use dittograph::{Analysis, Config, Document, Finding, Kind, find_in};
use serde_json::Value;

use crate::shipped::reports;

/// Without what forms give away: these tests are about the rest.
fn config() -> Config {
    Config { boilerplate_form: false, ..Config::default() }
}

fn scan(documents: &[Document], known: &[KnownPassages]) -> Analysis {
    run_with(&mut MemorySource::new(documents.to_vec()), known, &config(), &Silent).unwrap()
}

fn collection(passages: &[&str]) -> KnownPassages {
    let documents = passages.iter().enumerate().map(|(n, text)| Document::new(n.to_string(), *text));
    KnownPassages::read("甲", &mut MemorySource::new(documents)).unwrap()
}

fn text<'a>(analysis: &'a Analysis, finding: &Finding) -> &'a str {
    &analysis.documents[finding.place.doc.index()].text[finding.place.raw.range()]
}

/// Lines that no two texts share.
fn body(n: usize) -> String {
    reports()[n % 10].text.chars().skip(150 + 40 * (n / 10)).take(300).collect()
}

const NOTICE: &str = "石塘在线刊载此文旨在传播信息，不意味着赞成文中看法，稿酬事宜请来函商洽，逾期视为放弃。";

#[test]
fn what_is_known_is_boilerplate_in_a_single_document() {
    let noisy = NOTICE.replace("旨在", "旨再").replace("商洽", "商恰");
    let documents = [Document::new("一", format!("{}\n{noisy}\n", body(0)))];
    assert_eq!(scan(&documents, &[]).findings, []);
    let analysis =
        scan(&documents, &[collection(&["另一段没有人引用的话，写在这里只为了凑数，长短与上面的差不多。", NOTICE])]);
    let [found] = &analysis.findings[..] else { panic!("{:?}", analysis.findings) };
    assert_eq!((found.kind, found.known.as_deref(), found.docs), (Kind::Template, Some("1"), 1));
    assert!(text(&analysis, found).starts_with("石塘在线") && text(&analysis, found).ends_with("视为放弃"));
    assert_eq!((analysis.documents.len(), analysis.marks.len()), (1, 1));
    assert_eq!(analysis.known, ["甲"]);
}

#[test]
fn passages_that_nobody_uses_change_nothing() {
    let documents = reports();
    let (without, with) = (scan(&documents, &[]), scan(&documents, &[collection(&[NOTICE])]));
    assert_eq!((without.findings, without.marks), (with.findings, with.marks));
    assert_eq!(without.stats.symbols, with.stats.symbols);
}

#[test]
fn a_few_words_of_a_known_passage_are_no_boilerplate() {
    let told =
        "县里的老作者来信问稿酬事宜请来函商洽逾期视为放弃究竟是什么意思，编辑部回信作了说明，并把欠下的稿酬补上了。";
    let analysis = scan(&[Document::new("一", told)], &[collection(&[NOTICE])]);
    assert!(analysis.findings.iter().all(|finding| finding.known.is_none()), "{:?}", analysis.findings);
}

#[test]
fn the_shipped_collection_is_on_in_no_call_that_does_not_name_it() {
    let passage = &KnownPassages::shipped().passages[0].text;
    let documents = [Document::new("一", format!("{}\n{passage}\n", body(1)))];
    assert_eq!(scan(&documents, &[]).findings, []);
    assert_eq!(scan(&documents, &[KnownPassages::shipped()]).findings.len(), 1);
}

#[test]
fn what_a_corpus_teaches_serves_the_next() {
    let page = |n: usize| Document::new(n.to_string(), format!("{}\n{NOTICE}\n", body(n)));
    let first = scan(&(0..8).map(page).collect::<Vec<_>>(), &[]);
    let mut bytes = Vec::new();
    lists::boilerplate(&first, &mut bytes).unwrap();
    let lines: Vec<Value> =
        std::str::from_utf8(&bytes).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!((&lines[0]["documents"], &lines[0]["kind"]), (&Value::from(8), &Value::from("boilerplate")));
    let taught = collection(&[lines[0]["text"].as_str().unwrap()]);
    let next = scan(&[page(9)], &[taught]);
    assert_eq!(next.findings.len(), 1);
    assert!(next.findings[0].known.is_some());
}

/// Menu lines, each too short for a passage, that all of eight pages have, each in another order.
fn pages(source: Option<&str>) -> Vec<Document> {
    let menu = ["走进石塘", "水利动态", "乡镇快讯", "民生实事", "老照片"];
    let page = |n: usize| {
        let step = 1 + n / 5;
        let lines: Vec<&str> = (0..5).map(|line| menu[(n + step * line) % 5]).collect();
        let text = format!("{}\n{}\n", lines.join("\n"), body(n));
        Document { source: source.map(Into::into), ..Document::new(n.to_string(), text) }
    };
    (0..8).map(page).collect()
}

#[test]
fn short_lines_of_a_source_are_boilerplate_together() {
    let documents = pages(Some("石塘"));
    let analysis = scan(&documents, &[]);
    let menus: Vec<&Finding> = analysis.findings.iter().filter(|finding| finding.line_docs.is_some()).collect();
    assert_eq!(menus.len(), 8);
    for found in menus {
        assert_eq!((found.line_docs, found.kind), (Some(8), Kind::Boilerplate));
        let menu: Vec<&str> = documents[found.place.doc.index()].text.lines().take(5).collect();
        assert_eq!(text(&analysis, found), menu.join("\n"));
    }
}

#[test]
fn one_report_posted_three_times_is_no_boilerplate_of_its_source() {
    let mut documents = pages(Some("石塘"));
    let posted = "石塘县水利局\n关于冬修水利的通告\n各村民委员会\n各水管站\n".to_owned() + &body(19);
    for document in &mut documents[..3] {
        document.text.clone_from(&posted);
    }
    let analysis = scan(&documents, &[]);
    let titles = |finding: &&Finding| text(&analysis, finding).contains("关于冬修水利的通告");
    assert!(analysis.findings.iter().any(|finding| titles(&finding)));
    for finding in analysis.findings.iter().filter(titles) {
        assert!(!matches!(finding.kind, Kind::Boilerplate | Kind::Template), "{finding:?}");
    }
}

#[test]
fn sentences_in_the_middle_of_some_documents_are_no_boilerplate_and_at_their_ends_they_are() {
    let told = "石塘水务提醒大家节约用水，遇到管道破损请就近告知水管站，值班的同志会在当天上门查看并且登记处理。";
    let kind = |at_end: bool| {
        let text = |n: usize| {
            if n > 5 {
                body(n)
            } else if at_end {
                format!("{}\n{}\n{told}\n", body(n), body(n + 40))
            } else {
                format!("{}\n{told}\n{}\n", body(n), body(n + 40))
            }
        };
        let analysis = find_in((0..40).map(|n| Document::new(format!("{n:02}"), text(n))), &config()).unwrap();
        let found = analysis.findings.iter().find(|finding| text_of(&analysis, finding).contains("水务提醒"));
        found.map(|finding| finding.kind)
    };
    assert_eq!((kind(false), kind(true)), (Some(Kind::Copy), Some(Kind::Boilerplate)));
}

fn text_of<'a>(analysis: &'a Analysis, finding: &Finding) -> &'a str {
    text(analysis, finding)
}

#[test]
fn a_template_names_its_slots() {
    let counties = ["石塘", "临河", "白沙", "云溪", "青岚", "鹿鸣", "南浦", "寒江"];
    let page = |n: usize| {
        let (county, day) = (counties[n], 11 + 2 * n);
        let foot = format!(
            "页面由{county}县档案馆数字资源科维护 最近更新时间为2023年4月{day}日 馆藏目录编号{}",
            70_123 + 977 * n
        );
        Document::new(n.to_string(), format!("{}\n{foot}\n", body(n)))
    };
    let analysis = scan(&(0..8).map(page).collect::<Vec<_>>(), &[]);
    let pattern = analysis.findings.iter().find_map(|finding| finding.pattern.as_deref());
    assert_eq!(pattern, Some("页面由〔文字〕县档案馆数字资源科维护 最近更新时间为〔日期〕 馆藏目录编号〔数字〕"));
    let patterns = analysis.findings.iter().filter(|finding| finding.pattern.is_some()).count();
    assert_eq!(patterns, 1, "the pattern is told once a family");
}

/// What every document says otherwise is labelled, taught to no other corpus, and goes where a known passage says that it is boilerplate.
#[test]
fn sentences_with_names_stay_unless_they_are_known() {
    let counties = ["石塘", "临河", "白沙", "云溪", "青岚", "鹿鸣", "南浦", "寒江"];
    let told = |county: &str| format!("这份资料由{county}县史志办公室的同志历时两年编成，存放在县档案馆二楼阅览室。");
    let page = |n: usize| Document::new(n.to_string(), format!("{}\n{}\n", body(n), told(counties[n])));
    let documents: Vec<Document> = (0..8).map(page).collect();
    let left = |known: &[KnownPassages]| {
        let analysis = scan(&documents, known);
        let mut taught = Vec::new();
        lists::boilerplate(&analysis, &mut taught).unwrap();
        let left = analysis.cleaned().filter(|cleaned| cleaned.as_ref().unwrap().1.contains("阅览室")).count();
        (left, String::from_utf8(taught).unwrap().contains("阅览室"))
    };
    assert_eq!(left(&[]), (8, false));
    assert_eq!(left(&[collection(&[&told("某某")])]), (0, false));
}

/// A title between a menu and a bar is a slot to the family and the page's own to its reader.
#[test]
fn a_line_of_a_page_s_own_inside_a_template_stays() {
    let titles = [
        "水渠修好以后的第一个春天",
        "老木匠教出九个徒弟娃",
        "村小搬进新教学楼那天",
        "卫生院半夜接诊产妇记",
        "早稻收完晒谷场上说丰年",
        "路灯亮到了最远的寨子",
        "打井队在旱塬上住了仨月",
        "退伍兵回乡办起养蜂场",
    ];
    let page = |n: usize| {
        let head = "走进石塘县人民政府门户网站 收听石塘人民广播电台早间新闻节目";
        let bar = "本文由石塘县融媒体中心记者站采写 编辑部值班电话长期有效 欢迎乡亲提供线索";
        Document::new(n.to_string(), format!("{head}\n{}\n{bar}\n{}\n", titles[n], body(n)))
    };
    let documents: Vec<Document> = (0..8).map(page).collect();
    let analysis = scan(&documents, &[]);
    for (document, (_, cleaned)) in documents.iter().zip(analysis.cleaned().map(Result::unwrap)) {
        let title = document.text.lines().nth(1).unwrap();
        assert!(cleaned.contains(title), "{title} is gone from {cleaned}");
        assert!(!cleaned.contains("融媒体中心") && !cleaned.contains("广播电台"), "{cleaned}");
    }
}

#[test]
fn phrases_are_listed_by_documents() {
    let analysis = find_in(reports(), &Config::default()).unwrap();
    let mut bytes = Vec::new();
    lists::formulas(&analysis, &mut bytes).unwrap();
    let lines: Vec<Value> =
        std::str::from_utf8(&bytes).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines[0]["phrase"], "以习近平新时代中国特色社会主义思想为指导");
    assert_eq!((&lines[0]["documents"], &lines[0]["places"]), (&Value::from(5), &Value::from(5)));
    assert!(lines.windows(2).all(|pair| pair[0]["documents"].as_u64() >= pair[1]["documents"].as_u64()));
}
