//! Faults that were found and mended, each with the smallest input that showed it. Letters stand for ideographs: equal
//! letters, equal ideographs.

use dittograph::config::{NormalizeConfig, Profile};
use dittograph::int::{index, narrow};
use dittograph::loops;
use dittograph::mark::{self, Policy};
use dittograph::normalize::{CharIndex, Normalizer};
use dittograph::span::Span;
use dittograph::{Config, Document, Kind, Role, apply, clean, find, find_in};

use crate::numbers::Numbers;
use crate::oracle::{Corpus, IDEOGRAPHS, Seen, config, every_repeat_is_covered};

/// The text that letters stand for: `a` is the first ideograph, `b` the second.
fn spelled(letters: &str) -> String {
    letters.bytes().map(|letter| IDEOGRAPHS[usize::from(letter - b'a')]).collect()
}

/// Different ideographs, the first the one with this number.
fn ideographs(from: usize, count: usize) -> String {
    IDEOGRAPHS[from..from + count].iter().collect()
}

/// Every string of the guaranteed length that stands twice is covered, under every profile and for shorter strings.
fn is_covered(texts: impl IntoIterator<Item = String>) {
    let corpus = Corpus(texts.into_iter().collect());
    let shorter = Config { min_symbols: 8, ..config(Profile::Sensitive) };
    let settings = [Profile::Sensitive, Profile::Default, Profile::Huge].map(config);
    for config in settings.iter().chain([&shorter]) {
        every_repeat_is_covered(&corpus, config).unwrap();
    }
}

#[test]
fn two_copies_of_a_short_unit_that_touch_are_covered() {
    is_covered([spelled("aeedcabbebcbaabbdccbaeedcabbebcbaabbdccba")]);
    is_covered([spelled("aeedcabbebcbaabbdccbaeedcabbebcbaabbdccb")]);
}

#[test]
fn a_short_period_with_one_slip_is_covered() {
    is_covered([spelled("bababababababababababbabababababababababbab")]);
}

#[test]
fn a_drifting_period_that_stands_twice_is_covered() {
    is_covered([spelled("edcfbedcfbedcfbedcfaedcfbedcfbedcfbedcfa")]);
}

/// The loop of a decoder: before it stands a piece of its own unit, one symbol nearer than a period, which once moved its
/// beginning and period.
#[test]
fn a_loop_behind_a_piece_of_its_unit_is_found_exactly() {
    let (unit, period, end) = (ideographs(500, 54), 54, 154);
    let piece: String = unit.chars().skip(44).take(8).collect();
    let before = ideographs(100, 70) + &piece + &ideographs(200, 1);
    let repeated: String = unit.chars().cycle().take(end).collect();
    let text = before.clone() + &repeated + &ideographs(300, 60);
    let start = before.chars().count();
    let symbols = Normalizer::new(&NormalizeConfig::default()).symbols(&text);
    let found = loops::find(&symbols);
    let spans: Vec<_> = found.iter().map(|l| (index(l.span.start), index(l.span.end), l.period, l.second)).collect();
    assert_eq!(spans, [(start, start + end, period, narrow(start) + period)]);
    assert!((found[0].identity - 1.0).abs() < 1e-9 && (found[0].copies() - 2.85).abs() < 0.01, "{found:?}");
    let findings = find(&text, &Config::default()).unwrap();
    assert_eq!(findings.iter().filter(|f| f.kind == Kind::Loop).count(), 1, "{findings:?}");
}

/// A passage of which every occurrence lies inside the extra copies of a drifting loop, where it differs from the first
/// copy: the loops hold it, no family needs to.
#[test]
fn a_passage_that_stands_in_copies_of_loops_only_is_covered() {
    let drifting = |before: usize| {
        let unit = ideographs(500, 40);
        let changed: String = unit.chars().enumerate().map(|(n, c)| if n == 20 { IDEOGRAPHS[7] } else { c }).collect();
        ideographs(before, 30) + &unit + &unit + &changed + &changed + &unit + &ideographs(before + 50, 30)
    };
    is_covered([drifting(1000), drifting(2000)]);
}

/// A passage that stands once in a copy of a loop, where the copy differs from the first, and once outside of any.
#[test]
fn a_passage_of_a_loops_copy_is_covered_where_it_stands_alone() {
    let unit = ideographs(500, 40);
    let changed: String = unit.chars().enumerate().map(|(n, c)| if n == 20 { IDEOGRAPHS[7] } else { c }).collect();
    let looped = ideographs(1000, 30) + &unit + &unit + &changed + &unit + &ideographs(1100, 30);
    let alone: String = changed.chars().skip(8).take(25).collect();
    is_covered([looped, ideographs(1200, 30) + &alone + &ideographs(1300, 30)]);
}

/// A passage that begins in the last copy of a loop and goes on behind it is found whole, though the loop is folded.
#[test]
fn a_passage_that_begins_in_a_loop_and_goes_on_behind_it_is_covered() {
    let looped = |before: usize| ideographs(before, 30) + &ideographs(500, 35).repeat(5) + &ideographs(700, 30);
    let passage: String = ideographs(500, 35).chars().skip(20).collect::<String>() + &ideographs(700, 30);
    is_covered([looped(1000), ideographs(2000, 30) + &passage + &ideographs(2100, 30)]);
}

/// Where text repeats within itself, sides of one place were shifted by a few symbols and still said to be equal.
#[test]
fn members_that_are_said_to_be_equal_are() {
    let text = |before: usize, shift: usize| {
        let period: String = ideographs(500, 7).chars().cycle().skip(shift).take(12).collect();
        ideographs(before, 30) + &period + &ideographs(600, 30) + &period + &ideographs(before + 40, 30)
    };
    let corpus = Corpus(vec![text(1000, 0), text(1100, 1), text(1200, 2), text(1300, 0)]);
    for profile in [Profile::Sensitive, Profile::Default, Profile::Huge] {
        let seen = Seen::new(&corpus, &config(profile));
        for (n, finding) in seen.analysis.findings.iter().enumerate() {
            let (Some(partner), true) = (finding.partner, finding.identity >= 1.0) else { continue };
            let text = |place: dittograph::Place| &seen.analysis.documents[place.doc.index()].text[place.raw.range()];
            let equal = finding.role == Role::Original || text(finding.place) == text(partner);
            assert!(equal, "{n} of\n{}", seen.shown());
        }
    }
}

/// The code points of a mark are counted on from the mark before it, so that no stretch of a text is counted twice: they are
/// those of a count from the start.
#[test]
fn code_points_of_marks_are_those_of_a_count() {
    let [shared, again, also] = [500, 600, 700].map(|from| ideographs(from, 60));
    let other = |n: usize| ideographs(800 + 240 * n, 240);
    let texts = [
        format!("甲😀{shared}é{}乙{again}", other(0)),
        format!("丙𠀀，{again}{}丁😀{shared}\r\n{}戊{also}", other(1), other(2)),
        format!("{}e\u{301}己{also}{}😀庚𠀀{shared}\r\n{}{again}", other(3), other(4), other(5)),
    ];
    let documents = texts.iter().enumerate().map(|(n, text)| Document::new(n.to_string(), text.clone()));
    let analysis = find_in(documents, &Config::default()).unwrap();
    let marks = mark::marks(&analysis.findings, &analysis.documents, &Policy::default().in_parts());
    assert!(marks.len() >= 5, "{marks:?}");
    for found in marks {
        let text = &analysis.documents[found.doc.index()].text;
        assert_eq!(found.chars, CharIndex::new(text).to_chars(found.raw), "{found:?}");
    }
}

/// Line ends of two bytes, characters of no width, marks that combine and a byte order mark inside: spans begin at the
/// first byte of their first symbol and end behind the last, with nothing that is invisible at either end.
#[test]
fn spans_end_on_symbols_beside_line_ends_and_characters_of_no_width() {
    let passage = ideographs(500, 40);
    let cases = [
        ("\r\n", "\r\n"),
        ("\u{200B}\u{FEFF}", "\u{200D}\r\n"),
        ("\u{AD}\r\n", "\u{2060}"),
        ("。\r\n\r\n", "\u{3000}"),
        ("\u{FEFF}", ""),
    ];
    for (before, behind) in cases {
        let around = |n: usize| format!("{}{before}{passage}{behind}{}", ideographs(n, 30), ideographs(n + 40, 30));
        let documents = [1000, 2000].map(|n| Document::new(n.to_string(), around(n)));
        let analysis = find_in(documents, &Config::default()).unwrap();
        assert_eq!(analysis.findings.len(), 2, "{before:?} {behind:?}");
        for finding in &analysis.findings {
            let text = &analysis.documents[finding.place.doc.index()].text;
            assert_eq!(&text[finding.place.raw.range()], passage, "{before:?} {behind:?}");
            assert_eq!(finding.place.chars, CharIndex::new(text).to_chars(finding.place.raw));
        }
    }
}

/// Inside a passage these characters are no symbols: both ways of writing it are one passage, and go as a whole.
#[test]
fn line_ends_and_characters_of_no_width_inside_a_passage_go_with_it() {
    let plain = ideographs(500, 40);
    let broken: String = plain.chars().flat_map(|c| [c, '\u{200B}', '\r', '\n']).collect();
    let broken = broken.trim_end_matches(['\u{200B}', '\r', '\n']);
    let texts = [
        format!("{}。{plain}。{}", ideographs(1000, 30), ideographs(1100, 50)),
        format!("{}。{broken}。{}", ideographs(1200, 30), ideographs(1300, 30)),
    ];
    let documents = texts.iter().enumerate().map(|(n, text)| Document::new(n.to_string(), text.clone()));
    let analysis = find_in(documents, &Config::default()).unwrap();
    let found: Vec<_> = analysis.findings.iter().map(|f| &texts[f.place.doc.index()][f.place.raw.range()]).collect();
    assert_eq!(found, [&plain[..], broken]);
    assert_eq!(apply(&texts[1], &analysis.marks).unwrap(), ideographs(1200, 30) + "。" + &ideographs(1300, 30));
}

/// Texts without a symbol, and empty ones: no finding, no failure, offsets inside the text.
#[test]
fn texts_without_symbols_have_no_copies() {
    let texts = ["", "\r\n", "\u{FEFF}", "\u{200B}\u{200B}", "，。\r\n；", "\u{301}"];
    let documents = texts.iter().enumerate().map(|(n, text)| Document::new(n.to_string(), (*text).to_owned()));
    let analysis = find_in(documents, &Config::default()).unwrap();
    assert_eq!((analysis.findings.len(), analysis.marks.len()), (0, 0));
    for text in texts {
        let (_, map) = Normalizer::new(&NormalizeConfig::default()).with_offsets(text);
        assert!(map.to_raw(Span::new(0, 9)).range().end <= text.len(), "{text:?}");
    }
}

#[test]
fn what_a_report_says_on_five_mirrors_is_no_boilerplate() {
    let body = "全市完成绿化造林三万二千亩，新增公园绿地四十六公顷，建成口袋公园十七处，古树名木全部挂牌保护，城区绿化覆盖率比上年提高。\n";
    let end = "市林业局负责解释本规划确定的各项指标，并于每年年底前向社会公布完成情况\n";
    let other =
        "本办法对全市范围内河道采砂的规划、许可、作业和监督管理作出规定，采砂单位应当按照许可的范围和期限作业。\n";
    let texts = ["1", "2", "3", "4", "5", "6"].map(|id| {
        let text = if id == "6" {
            [other, other.trim(), "违者依法处理。\n", end]
        } else {
            [body, "附件：指标分解表。\n", "", end]
        };
        Document::new(id, text.concat())
    });
    let analysis = find_in(texts, &Config::default()).unwrap();
    let fixed = |finding: &&dittograph::Finding| matches!(finding.kind, Kind::Boilerplate | Kind::Template);
    assert_eq!(analysis.findings.iter().filter(fixed).count(), 0);
    let all: String = analysis.cleaned().map(|cleaned| cleaned.unwrap().1.into_owned()).collect();
    assert!(all.contains(end.trim()), "{all}");
}

#[test]
fn of_two_loops_that_touch_one_copy_each_stays_whole() {
    let (one, two) = ("要坚持人民当家作主，", "要坚持全面依法治国，");
    for (ones, twos) in [(15, 12), (12, 15)] {
        let text = format!("不发生重特大事故。{}{}三者有机统一。", one.repeat(ones), two.repeat(twos));
        assert_eq!(clean(&text, &Config::default()).unwrap(), format!("不发生重特大事故。{one}{two}三者有机统一。"));
    }
}

#[test]
fn of_two_loops_whose_units_end_alike_no_end_is_lost() {
    let (one, two) = ("深入推进社会主义精神文明建设，", "全面加强基层法治政府建设，");
    let text = format!("本章程自公布之日起施行。{}{}总之要抓落实。", one.repeat(6), two.repeat(4));
    let cleaned = clean(&text, &Config::default()).unwrap();
    assert!(cleaned.contains(one) && cleaned.contains(two), "{cleaned}");
    assert!(cleaned.ends_with("法治政府建设，总之要抓落实。") && cleaned.chars().count() < 60, "{cleaned}");
}

/// The loop begins with the end of the clause before it, which its unit has, too.
#[test]
fn a_unit_that_ends_as_the_text_before_it_stays_whole() {
    let (park, grid) = ("今年以来全力推进园区建设，", "推动农产品冷链物流短板加快补齐、供销网点加快建设，");
    let (revision, fires) = (
        "本章程由秘书处负责解释和修订工作。",
        "各乡镇要切实加强森林防火值班值守，严格执行火情报告制度，扎实做好防火工作。",
    );
    for (before, unit, behind) in [
        (park, grid, "取得了明显成效。"),
        (revision, fires, "附则另行规定。"),
        (revision, fires, "\r\n各乡镇自行规定。"),
    ] {
        for copies in [3, 5] {
            let text = format!("{before}{}{behind}", unit.repeat(copies));
            assert_eq!(clean(&text, &Config::default()).unwrap(), format!("{before}{unit}{behind}"));
        }
    }
}

/// The heads of tables of six counties are boilerplate; the row below them has each county's own amounts.
#[test]
fn a_row_of_amounts_below_boilerplate_stays() {
    let mut numbers = Numbers(11);
    let mut amount = || format!("{}.{:02}", 1000 + numbers.next() % 9000, numbers.next() % 100);
    let mut row = |name: &str| format!("| {name} | {} | {} | {} |", amount(), amount(), amount());
    let names = ["公共服务支出", "公共安全支出", "教育支出", "科学技术支出", "卫生健康支出", "农林水支出"];
    let tables: Vec<Vec<String>> = (0..6).map(|_| names.map(&mut row).to_vec()).collect();
    let document = |(table, county): (&Vec<String>, char)| {
        let head = "年度一般公共预算支出表\n单位：万元\n| 科目名称 | 合计 | 基本支出 | 项目支出 |\n|---|---|---|---|";
        Document::new(format!("{county}县"), format!("{county}县{head}\n{}\n", table.join("\n")))
    };
    let analysis = find_in(tables.iter().zip("甲乙丙丁戊己".chars()).map(document), &Config::default()).unwrap();
    assert!(
        analysis.findings.iter().any(|finding| finding.kind == Kind::Boilerplate || finding.kind == Kind::Template)
    );
    for (_, text) in analysis.cleaned().flatten() {
        assert!(tables.iter().any(|table| table.iter().all(|row| text.contains(row.as_str()))), "{text}");
    }
}
