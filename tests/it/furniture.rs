//! Furniture that its form gives away in a single document: found on pages, never in reports, always on whole lines.

use dittograph::{Config, Document, Finding, Form, find, find_in};
use proptest::prelude::*;
use serde_json::Value;

use crate::oracle::cases;
use crate::shared::shared;
use crate::shipped::reports;

/// A page of a county's site, as it stands when its tags are taken out.
const PAGE: &str = "\
石塘县人民政府网
首页 | 走进石塘 | 政务公开 | 办事服务 | 互动交流
无障碍浏览
登录
注册
当前位置：首页 > 新闻中心 > 部门动态
县农业农村局开展春耕农资检查
2023-03-14 09:26 来源：县农业农村局
【字体：大 中 小】 打印本页 分享到：
微博
微信
近日，县农业农村局组织执法人员，对全县二十六家农资经营门店开展春耕前的检查，重点查看种子、农药、化肥的进货台账和标签。
检查中发现，有三家门店的农药没有分柜存放，两家门店的台账登记不全，执法人员当场下达了整改通知书，限期七天改正。
农资店主老周说，往年也查，今年查得更细，连过期的包装袋也要单独登记。
责任编辑：林小禾
上一篇：县里召开防汛抗旱工作会议
下一篇：石塘镇完成高标准农田验收
相关新闻
我县早稻集中育秧面积突破八千亩
三月份农产品抽检合格率公布
农技员下田间 手把手教测土配方
网友评论
登录后才可以发表评论
还没有评论，快来抢沙发
主办单位：石塘县人民政府办公室 技术支持：石塘县大数据中心
备案号：0500号 网站标识码：3399990001
版权所有 未经授权不得转载
";

fn by_form(text: &str) -> Vec<Finding> {
    let mut findings = find(text, &Config::default()).unwrap();
    findings.retain(|finding| finding.form.is_some());
    findings
}

/// The lines of a text that findings cover.
fn marked<'t>(text: &'t str, findings: &[Finding]) -> Vec<&'t str> {
    let mut at = 0;
    let mut marked = Vec::new();
    for line in text.split_inclusive('\n') {
        let start = at + (line.len() - line.trim_start().len());
        if findings.iter().any(|finding| finding.place.raw.range().contains(&start)) {
            marked.push(line.trim_end());
        }
        at += line.len();
    }
    marked
}

#[test]
fn a_page_keeps_its_title_and_its_report() {
    let kept: Vec<&str> = {
        let marked = marked(PAGE, &by_form(PAGE));
        PAGE.lines().filter(|line| !marked.contains(line)).collect()
    };
    assert!(kept.contains(&"县农业农村局开展春耕农资检查"), "{kept:?}");
    assert_eq!(kept.iter().filter(|line| line.ends_with('。')).count(), 3, "{kept:?}");
    // The site's name stands above its menu like the title of a report, the day and the editor beside the report.
    assert!(kept.len() <= 7, "{kept:?}");
}

#[test]
fn each_block_says_what_gave_it_away() {
    let findings = by_form(PAGE);
    let form_of = |line: &str| {
        let at = u32::try_from(PAGE.find(line).unwrap()).unwrap();
        findings.iter().find(|f| f.place.raw.start <= at && at < f.place.raw.end).and_then(|f| f.form)
    };
    assert_eq!(form_of("当前位置"), Some(Form::Navigation));
    assert_eq!(form_of("【字体"), Some(Form::Sharing));
    assert_eq!(form_of("我县早稻"), Some(Form::Related));
    assert_eq!(form_of("登录后才"), Some(Form::Comments));
    assert_eq!(form_of("版权所有"), Some(Form::Notice));
}

#[test]
fn the_switch_turns_it_off() {
    let config = Config { boilerplate_form: false, ..Config::default() };
    assert!(find(PAGE, &config).unwrap().iter().all(|finding| finding.form.is_none()));
}

/// The four blocks of the sample page, each found at nine tenths and more, and nothing before them.
#[test]
fn the_sample_page_loses_its_furniture_and_no_character_of_its_report() {
    let (Some(truth), Some(seeds)) = (shared("eval/seeds_truth.json"), shared("seeds")) else { return };
    let truth: Value = serde_json::from_str(&std::fs::read_to_string(truth).unwrap()).unwrap();
    let items: Vec<&Value> =
        truth["items"].as_array().unwrap().iter().filter(|item| item["kind"] == "boilerplate_web").collect();
    assert_eq!(items.len(), 4);
    let text = std::fs::read_to_string(seeds.join(items[0]["doc"].as_str().unwrap())).unwrap();
    let findings = by_form(&text);
    let at = |item: &Value, name: &str| usize::try_from(item[name].as_u64().unwrap()).unwrap();
    let covered = |range: std::ops::Range<usize>| {
        range.filter(|at| findings.iter().any(|finding| finding.place.chars.range().contains(at))).count()
    };
    for item in &items {
        let range = at(item, "start_char")..at(item, "end_char");
        let length = range.len();
        assert!(10 * covered(range) >= 9 * length, "{item}");
    }
    let body = items.iter().map(|item| at(item, "start_char")).min().unwrap();
    assert_eq!(covered(0..body), 0);
}

#[test]
fn reports_and_laws_have_none() {
    for name in ["corpora/reports.jsonl.zst", "corpora/laws.jsonl.zst"] {
        let Some(path) = shared(name) else { return };
        let packed = std::fs::File::open(path).unwrap();
        let lines = std::io::BufReader::new(zstd::Decoder::new(packed).unwrap());
        for line in std::io::BufRead::lines(lines).step_by(12) {
            let record: Value = serde_json::from_str(&line.unwrap()).unwrap();
            let text = record["text"].as_str().unwrap();
            let found = by_form(text);
            assert!(found.is_empty(), "{}: {:?}", record["id"], marked(text, &found));
        }
    }
}

#[test]
fn prose_about_websites_is_left_alone() {
    let prose = "三是办好政府网站。首页设置登录、注册和网友评论入口，版权所有、备案号等信息一律公示，转载稿件注明来源。\n\
                 群众点击“上一篇”“下一篇”即可浏览相关新闻，也可以分享到微信朋友圈，扫描二维码就能下载客户端。\n";
    assert_eq!(by_form(prose).len(), 0);
}

/// The yearly report on a website has the lines of its foot, and nothing else.
#[test]
fn what_is_all_of_a_document_stays() {
    let report = "政府网站工作年度报表\n主办单位：石塘县人民政府办公室\n网站名称：石塘县人民政府网\n\
        网站标识码：3399990001\n备案号：0500号\n公安机关备案号：33990002000001号\n无障碍浏览：是\n\
        访问总量：12034567\n联系电话：0000-8211111\n";
    assert_eq!(by_form(report), []);
    let with_text = format!("县农业农村局组织执法人员，对全县二十六家农资经营门店开展春耕前的检查。\n{report}");
    assert!(!by_form(&with_text).is_empty());
}

#[test]
fn texts_without_letters_and_single_lines_are_no_trouble() {
    for text in ["", "\n\n\n", "|||\n>>>\n---", "版权所有", "\u{feff}", "登录\r\n注册\r\n", "首页 > > >"] {
        let found = by_form(text);
        assert!(found.iter().all(|finding| finding.place.raw.range().end <= text.len()), "{text:?}");
    }
}

/// Pages of one site that share their furniture: it is marked once, by the family or by its form.
#[test]
fn furniture_that_repeats_is_not_told_twice() {
    let page = |n: usize| {
        let body = reports()[n].text.chars().take(400).collect::<String>();
        format!(
            "{body}\n网友评论\n登录后才可以发表评论\n版权所有 石塘县人民政府办公室 备案号：0500号 网站标识码：3399990001\n"
        )
    };
    let documents = (0..8).map(|n| Document::new(n.to_string(), page(n)));
    let analysis = find_in(documents, &Config::default()).unwrap();
    for (n, one) in analysis.findings.iter().enumerate() {
        let other = analysis.findings[n + 1..].iter().find(|other| {
            let (x, y) = (one.place, other.place);
            x.doc == y.doc && one.form.is_some() != other.form.is_some() && 10 * x.raw.overlap(y.raw) > 9 * x.raw.len()
        });
        assert!(other.is_none_or(|other| other.kind != one.kind), "{one:?} {other:?}");
    }
}

/// Lines of pages, in any order.
fn page() -> impl Strategy<Value = String> {
    let lines: Vec<String> = PAGE.lines().map(str::to_owned).chain(["", " ", "　·"].map(str::to_owned)).collect();
    proptest::collection::vec(proptest::sample::select(lines), 0..60).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn furniture_stands_on_whole_lines(text in page()) {
        let findings = by_form(&text);
        for pair in findings.windows(2) {
            prop_assert!(pair[0].place.raw.end <= pair[1].place.raw.start);
        }
        for finding in &findings {
            let raw = finding.place.raw.range();
            let inside = &text[raw.clone()];
            prop_assert_eq!(inside.trim(), inside);
            prop_assert!(text[..raw.start].rsplit('\n').next().unwrap().trim().is_empty());
            prop_assert!(text[raw.end..].split('\n').next().unwrap().trim().is_empty());
        }
    }
}

#[test]
fn english_prose_with_full_lines_is_no_list_of_links() {
    let text = "Terms of the Orchard Licence\n\
        \n\
        You may plant from this almanac and change it, provided that\n\
        (i) you keep and maintain all applicable attributions, copyright\n\
        notices and dates of sowing that stand in the almanac or belong to\n\
        such plantings, (ii) add your own copyright statement to your\n\
        changes, and (iii) tell readers on the first page who is to be\n\
        asked about them\n\
        \n\
        Contact: the secretary of the society\n\
        Copyright notice above and the list of contributors shall stay with\n\
        every copy, all rights reserved to the authors\n";
    let analysis = find_in([Document::new("licence.txt", text)], &Config::default());
    assert_eq!(analysis.unwrap().findings.len(), 0);
}
