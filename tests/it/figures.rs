//! Copies whose numbers are others and parallel clauses say what stands nowhere else: they stay, unless that is asked for.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::fs;

use dittograph::config::Level;
use dittograph::engine::{Silent, run};
use dittograph::int::index;
use dittograph::mark::{Action, DocumentAction, DocumentPolicy, Policy, Treatment};
use dittograph::read::MemorySource;
use dittograph::{Analysis, Config, Document, Kind};

use crate::cli::dittograph;

/// The bulletin of a county, with its figures.
fn bulletin(county: &str, figures: [&str; 8]) -> String {
    let [total, growth, first, second, people, grain, income, rise] = figures;
    format!(
        "{county}县国民经济和社会发展统计公报\n初步核算，全县生产总值完成{total}亿元，比上年增长{growth}%，其中第一产业增加值{first}亿元，第二产业增加值{second}亿元。\
         年末全县常住人口{people}万人，粮食总产量达到{grain}万吨，城乡居民人均可支配收入{income}元，扣除价格因素实际增长{rise}%，各项社会事业全面进步。"
    )
}

const QINGSHAN: [&str; 8] = ["123.4", "7.2", "15.6", "48.9", "32.7", "21.5", "28413", "6.4"];
const BAISHUI: [&str; 8] = ["98.7", "5.1", "22.3", "31.8", "41.2", "35.9", "19750", "5.9"];
const HUANGSHI: [&str; 8] = ["256.1", "8.8", "9.7", "143.2", "58.4", "11.8", "35264", "7.7"];

fn analysed(texts: &[String]) -> Analysis {
    let documents: Vec<Document> =
        texts.iter().enumerate().map(|(n, text)| Document::new(format!("{n}.txt"), text.as_str())).collect();
    run(&mut MemorySource::new(documents), &Config::default(), &Silent).unwrap()
}

fn removed(analysis: &Analysis) -> usize {
    analysis.marks.iter().filter(|mark| mark.action == Action::Remove).count()
}

#[test]
fn the_same_form_with_other_figures_is_found_and_stays() {
    for (one, two) in [(QINGSHAN, BAISHUI), (BAISHUI, HUANGSHI)] {
        let analysis = analysed(&[bulletin("青山", one), bulletin("白水", two)]);
        let copy = analysis.findings.iter().find(|finding| finding.numbers.is_some()).unwrap();
        assert_eq!((copy.kind, copy.numbers.map(|n| (n.own, n.other))), (Kind::Document, Some((8, 8))));
        assert_eq!(removed(&analysis), 0);
        assert!(analysis.marks.iter().any(|mark| mark.finding == copy.id && mark.action == Action::Label));
    }
}

#[test]
fn it_goes_if_that_is_asked_for() {
    let mut analysis = analysed(&[bulletin("青山", QINGSHAN), bulletin("白水", BAISHUI)]);
    analysis.decide(&Policy::default().with_other_numbers(Treatment::Remove), DocumentPolicy::Keep);
    assert_eq!(removed(&analysis), 1);
    analysis.decide(&Policy::default().with_other_numbers(Treatment::Keep), DocumentPolicy::Keep);
    assert_eq!(analysis.marks, []);
}

#[test]
fn of_what_an_earlier_scan_labelled_one_stays_whatever_is_said_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in");
    fs::create_dir(&input).unwrap();
    let mirror = |text: &String| format!("本网转载\n{text}");
    let [a, b, c] = [bulletin("青山", QINGSHAN), bulletin("白水", BAISHUI), bulletin("黄石", HUANGSHI)];
    for (name, text) in ["一", "二", "三", "四", "五"].iter().zip([&a, &b, &c, &mirror(&b), &mirror(&c)]) {
        fs::write(input.join(format!("{name}.txt")), text).unwrap();
    }
    let call = |args: &[&str]| dittograph().current_dir(&folder).args(args).assert().code(0);
    call(&["scan", "in", "-o", "f.jsonl"]);
    let kinds = ["repeat", "copy", "document"].map(|kind| format!("{{\"kind\":\"{kind}\",\"action\":\"remove\"}}\n"));
    fs::write(folder.path().join("d.jsonl"), kinds.concat()).unwrap();
    for (out, args) in [("said", ["--decisions", "d.jsonl"]), ("asked", ["--action", "remove"])] {
        call(&[&["dedup", "--from", "f.jsonl", "-o", out], &args[..]].concat());
        let text = |name: &str| fs::read_to_string(folder.path().join(out).join(name)).unwrap();
        let all = ["一", "二", "三", "四", "五"].map(|name| text(&format!("{name}.txt"))).concat();
        for figures in [QINGSHAN, BAISHUI, HUANGSHI] {
            assert_eq!(all.matches(&format!("完成{}亿元", figures[0])).count(), 1, "{out}: {all}");
        }
    }
}

#[test]
fn why_a_copy_stays_is_said_wherever_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("一.txt", bulletin("青山", QINGSHAN)), ("二.txt", bulletin("白水", BAISHUI))] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let call = |args: &[&str]| {
        let assert = dittograph().current_dir(&folder).args(args).assert().code(0);
        [&assert.get_output().stdout, &assert.get_output().stderr].map(|said| String::from_utf8(said.clone()).unwrap())
    };
    let [summary, page] = call(&["scan", "一.txt", "二.txt", "-o", "f.jsonl", "--json"]);
    assert!(summary.contains(r#""spared":{"other_numbers":1,"parallel":0},"kinds""#), "{summary}");
    assert!(page.contains("labelled and left: 1 occurrence with other numbers\n"), "{page}");
    let [page, _] = call(&["show", "f.jsonl", "0"]);
    assert_eq!(page.matches(", 8 of 8 numbers are others, ").count(), 1, "{page}");
    let [page, _] = call(&["report", "f.jsonl", "--markdown"]);
    assert!(page.contains("To be removed: **0 characters** (0.0 %) in 0 places. To be labelled: **"), "{page}");
    assert!(page.contains(" in 1 place, of these 1 occurrence with other numbers.\n"), "{page}");
    call(&["export", "f.jsonl", "--to", "csv", "-o", "f.csv"]);
    let table = fs::read_to_string(folder.path().join("f.csv")).unwrap();
    assert!(table.contains(",copies,parallel,numbers,other_numbers,action,text"), "{table}");
    assert!(table.contains(",,,,8,8,label,"), "{table}");
}

#[test]
fn of_equal_texts_with_other_figures_one_stays() {
    let mirror = |text: &String| format!("本网转载\n{text}");
    let [a, b, c] = [bulletin("青山", QINGSHAN), bulletin("白水", BAISHUI), bulletin("黄石", HUANGSHI)];
    let analysis = analysed(&[a.clone(), b.clone(), c.clone(), mirror(&a), mirror(&b), mirror(&c)]);
    let all: String = analysis.cleaned().map(|cleaned| cleaned.unwrap().1.into_owned()).collect();
    for figures in [QINGSHAN, BAISHUI, HUANGSHI] {
        assert_eq!(all.matches(&format!("完成{}亿元", figures[0])).count(), 1, "{all}");
    }
}

/// What a county pays for, with what it sets aside and what it says first and last.
fn grants(county: &str, fund: &str, last: &str) -> String {
    format!(
        "{county}县农产品冷链设施建设补助办法\n对新建冷库库容在500立方米以上的，按每立方米补助100元，单个主体最高不超过50万元。\n\
         对新购置冷藏车的，按购车价的10%给予补助，每辆最高不超过3万元，同一主体不超过5辆。\n{fund}\n\
         对年网络零售额超过1000万元的企业，给予20万元奖励；超过5000万元的，给予60万元奖励。\n\
         贷款贴息按同期贷款市场报价利率的50%计算，期限不超过24个月，单户贴息总额不超过30万元。\n{last}\n"
    )
}

/// What is left of texts.
fn left(texts: &[String], policy: &Policy) -> Vec<String> {
    let mut analysis = analysed(texts);
    analysis.decide(policy, DocumentPolicy::Keep);
    let mut left = texts.to_vec();
    for mark in analysis.marks.iter().rev().filter(|mark| mark.action == Action::Remove) {
        left[mark.doc.index()].replace_range(mark.raw.range(), "");
    }
    left
}

#[test]
fn of_a_copy_whose_other_figures_stand_in_one_sentence_that_stays() {
    let last = "申报材料一式三份报县商务局，公示期满无异议的予以兑付。";
    let funds = ["本县安排专项资金560万元，首批支持项目12个。", "本县安排专项资金84万元，首批支持项目37个。"];
    let texts =
        [("青山", funds[0]), ("白水", funds[1]), ("黄石", funds[1])].map(|(county, fund)| grants(county, fund, last));
    let found = analysed(&texts);
    let figures = found.findings.iter().flat_map(|finding| &finding.figures);
    let figures: Vec<&str> = figures.map(|place| &texts[place.doc.index()][place.raw.range()]).collect();
    // Two tell the same: one of them stays, and the other's where it is told alone.
    assert_eq!(figures, [funds[0]]);
    let cleaned = left(&texts, &Policy::default()).concat();
    for told in [funds[0], funds[1], "冷藏车的", "零售额"] {
        assert_eq!(cleaned.matches(told).count(), 1, "{told}: {cleaned}");
    }
    let all = left(&texts, &Policy::default().with_other_numbers(Treatment::Remove));
    assert_eq!(all.concat().matches("专项资金").count(), 1, "{all:?}");
    // A digit that was misread makes no other figure.
    let misread = [texts[0].clone(), texts[0].replace("560万元", "580万元").replace("青山", "白水")];
    assert!(!left(&misread, &Policy::default())[1].contains("专项资金"));
}

#[test]
fn the_day_from_which_a_law_is_in_force_stays() {
    let fund = "补助资金由县财政部门会同县商务部门安排，专款专用，任何单位和个人不得挤占挪用。";
    let from = ["本办法自2016年3月1日起施行。", "本办法自2023年11月28日起施行。"];
    let texts = [("青山", from[0]), ("白水", from[1])].map(|(county, day)| grants(county, day, fund));
    let cleaned = left(&texts, &Policy::default());
    assert!(cleaned[1].contains(from[1]) && !cleaned[1].contains("挤占挪用"), "{}", cleaned[1]);
    // Other days are told by every page.
    let days = ["截至2016年3月1日的数据。", "截至2023年11月28日的数据。"];
    let texts = [("青山", days[0]), ("白水", days[1])].map(|(county, day)| grants(county, day, fund));
    assert!(!left(&texts, &Policy::default())[1].contains("截至"));
}

#[test]
fn quantities_in_chinese_numerals_are_figures_too() {
    let chinese = ["三百二十一", "七点二", "二十五", "一百四十八", "三十二", "二十一", "二万八千四百", "六点四"];
    let others = ["九十八", "五点一", "四十", "八十七点五", "五十四", "三十九", "一万九千七百", "五点九"];
    let analysis = analysed(&[bulletin("青山", chinese), bulletin("白水", others)]);
    assert_eq!(removed(&analysis), 0);
}

#[test]
fn misread_digits_are_no_other_figures() {
    let read = bulletin("青山", QINGSHAN);
    let misread =
        read.replace("123.4", "128.4").replace("初步", "初涉").replace("年末", "年未").replace("48.9", "43.9");
    let misread =
        misread.replace("粮食", "粮良").replace("产业", "产亚").replace("居民", "居氏").replace("价格", "介格");
    let analysis = analysed(&[read, misread]);
    assert!(analysis.findings.iter().all(|finding| finding.numbers.is_none()));
    assert_eq!(removed(&analysis), 1);
}

#[test]
fn other_numbers_of_articles_items_and_dates_are_no_other_figures() {
    let articles = |head: &str, first: u32| {
        let rules = [
            "业主在物业管理活动中享有按照服务合同的约定接受物业企业提供的服务，以及提议召开业主大会会议等权利。",
            "物业服务企业应当按照合同的约定提供相应的服务，未能履行约定导致业主财产受到损害的，应当承担责任。",
            "违反本条例的规定，建设单位未通过招投标的方式选聘物业服务企业的，由主管部门责令限期改正，并予以公告。",
        ];
        let numbered = rules.into_iter().zip(first..).map(|(rule, n)| format!("第{n}条　{rule}\n（{n}）{rule}\n{n}、"));
        format!("{head}\n{}", numbered.collect::<String>())
    };
    let one = articles("发布时间：2013-05-06 10:32　国发〔2013〕12号　2013年5月1日起施行", 3);
    let two = articles("发布时间：2015-11-21 09:15　国发〔2015〕8号　2015年12月30日起施行", 15);
    let analysis = analysed(&[one, two]);
    assert!(analysis.findings.iter().all(|finding| finding.numbers.is_none()), "{:?}", analysis.findings);
    assert!(removed(&analysis) > 0);
}

#[test]
fn a_document_with_other_figures_is_not_dropped() {
    let more = "公报中的数据均为初步统计数，部分数据因四舍五入的原因，存在总计与分项合计不等的情况，最终数据以统计年鉴为准。各乡镇、各部门使用数据时应当\
                注明来源，需要历史资料的单位可以到县统计局资料室查阅，查阅时间为工作日上午，遇有疑问请与综合核算科联系。";
    let text = |county, figures| bulletin(county, figures) + more + more.trim_start_matches("公报中");
    let mirror = format!("转载\n{}", text("青山", QINGSHAN));
    let mut analysis = analysed(&[text("青山", QINGSHAN), text("白水", BAISHUI), mirror]);
    analysis.decide(&Policy::default(), DocumentPolicy::KeepFirst);
    let dropped = |analysis: &Analysis| {
        let dropped = |doc: &usize| analysis.reports[*doc].action == Some(DocumentAction::Drop);
        (0..3).filter(dropped).collect::<Vec<_>>()
    };
    assert!(analysis.reports.iter().filter(|report| report.near_duplicate_of.is_some()).count() == 2);
    assert_eq!(dropped(&analysis), [0]);
    analysis.decide(&Policy::default().with_other_numbers(Treatment::Remove), DocumentPolicy::KeepFirst);
    assert_eq!(dropped(&analysis), [0, 1]);
}

/// The report of a county on the form of all: what the province writes, with its figures in words or in a table.
fn report(county: &str, table: bool, first: u32) -> String {
    let figure = |n: u32| format!("{}.{}", (first * 37 + n * 91) % 700 + 30, (first + n) % 10);
    let clause = |n: u32| {
        let told = "按照全省统一部署和考核办法，坚持稳中求进工作总基调，完整准确全面贯彻新发展理念，统筹发展和安全，扎实推进各项重点任务落地见效";
        let task = ["农业农村", "工业强县", "生态环境", "民生保障", "基层治理", "文化旅游"][index(n)];
        let figures = format!("。全年完成投资{}亿元，同比增长{}%", figure(n), figure(n + 9));
        format!("（{}）{task}方面。{told}{}。", n + 1, if table { "" } else { &figures })
    };
    let rows = ["户数", "人口", "粮食", "油料", "猪肉", "水产", "货运", "客运"];
    let row = |(n, label): (u32, &&str)| format!("{label}　{}　{}\n", figure(n), figure(n + 20));
    let rows: String = if table { (0..).zip(&rows).map(row).collect() } else { String::new() };
    format!("{county}县年度目标完成情况报告\n{}\n{rows}特此报告，请予审核。", (0..6).map(clause).collect::<String>())
}

/// The reports of three counties, that of the second as another site has it, too.
fn reports(table: bool) -> Vec<String> {
    let one = |county, first| report(county, table, first);
    let mirror = format!("本网讯　据白水县人民政府网站消息，转载如下\n{}", one("白水", 5));
    vec![one("青山", 2), one("白水", 5), one("黄石", 11), mirror]
}

fn compared(texts: &[String], level: Level) -> Analysis {
    let named = texts.iter().enumerate();
    let documents: Vec<Document> = named.map(|(n, text)| Document::new(n.to_string(), text.as_str())).collect();
    let config = Config { level, ..Config::default() };
    let mut analysis = run(&mut MemorySource::new(documents), &config, &Silent).unwrap();
    analysis.decide(&Policy::default(), DocumentPolicy::KeepFirst);
    analysis
}

fn dropped(analysis: &Analysis) -> Vec<usize> {
    let reports = analysis.reports.iter().enumerate();
    reports.filter(|(_, report)| report.action == Some(DocumentAction::Drop)).map(|(doc, _)| doc).collect()
}

#[test]
fn reports_on_one_form_stay_as_wholes_and_their_copies_go() {
    for (table, level) in [(false, Level::Documents), (false, Level::All), (true, Level::Documents), (true, Level::All)]
    {
        let mut analysis = compared(&reports(table), level);
        assert_eq!(analysis.reports.iter().filter(|report| report.family == Some(0)).count(), 4, "{table} {level:?}");
        // The copy is the longest, so it is canonical.
        assert_eq!(dropped(&analysis), [1], "{table} {level:?}");
        let other = |doc: usize| analysis.reports[doc].numbers.map_or(0, |numbers| numbers.other);
        assert_eq!((other(1), other(3)), (0, 0));
        assert!(other(0) >= 10 && other(2) >= 10, "{} {}", other(0), other(2));
        let policy = Policy::default().with_other_numbers(Treatment::Remove);
        analysis.decide(&policy, DocumentPolicy::KeepFirst);
        assert_eq!(dropped(&analysis), [0, 1, 2], "{table} {level:?}");
    }
}

#[test]
fn of_reports_with_the_same_other_figures_one_stays() {
    let [a, b, c, _] = &reports(false)[..] else { panic!("four") };
    let header = |text: &String| format!("{text}\n（此件公开发布）联系人：县政府办公室");
    // The longest of all is canonical; of the second county the longer stays.
    let texts = [a.clone(), header(b), b.clone(), c.clone(), format!("{}\n各乡镇人民政府遵照执行", header(a))];
    let analysis = compared(&texts, Level::Documents);
    assert_eq!(dropped(&analysis), [0, 2]);
    let canonical: Vec<Option<u32>> =
        analysis.reports.iter().map(|report| report.near_duplicate_of.map(|doc| doc.0)).collect();
    assert_eq!(canonical, [Some(4), Some(4), Some(1), Some(4), None]);
    assert!(analysis.reports.iter().all(|report| report.family == Some(0)));
}

#[test]
fn a_bad_scan_of_a_report_goes() {
    let read = report("青山", false, 2);
    // One character in thirteen is another one: digits, or all.
    let misread = |letters: bool| -> String {
        let other = |(at, c): (usize, char)| match c.to_digit(10) {
            Some(digit) if at % 13 == 3 => char::from_digit((digit + 5) % 10, 10).unwrap(),
            None if at % 13 == 3 && letters && c > '一' => char::from_u32(u32::from(c) + 1).unwrap(),
            _ => c,
        };
        read.chars().enumerate().map(other).collect()
    };
    let original = format!("{read}\n（此件公开发布）");
    let config = Config { level: Level::Documents, coverage: 0.7, number_share: 0.05, ..Config::default() };
    for (scan, goes) in [(misread(true), true), (misread(false), false)] {
        let documents = vec![Document::new("0", original.as_str()), Document::new("1", scan.as_str())];
        let mut analysis = run(&mut MemorySource::new(documents), &config, &Silent).unwrap();
        analysis.decide(&Policy::default(), DocumentPolicy::KeepFirst);
        assert_eq!(
            (dropped(&analysis).len(), analysis.reports[1].numbers.is_none()),
            (usize::from(goes), goes),
            "{scan}"
        );
    }
}

#[test]
fn documents_with_other_figures_are_named_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in ["一", "二", "三", "四"].iter().zip(reports(true)) {
        fs::write(folder.path().join(format!("{name}.txt")), text).unwrap();
    }
    let call = |args: &[&str]| {
        let assert = dittograph().current_dir(&folder).args(args).assert().code(0);
        [&assert.get_output().stdout, &assert.get_output().stderr].map(|said| String::from_utf8(said.clone()).unwrap())
    };
    let inputs = ["一.txt", "二.txt", "三.txt", "四.txt"];
    let [_, page] = call(&[&["dedup", "--level", "documents", "-o", "out"], &inputs[..]].concat());
    assert!(
        page.contains("not alike in their figures: 2 documents, which stay\nto be dropped: 1 document of"),
        "{page}"
    );
    let left: Vec<bool> = inputs.iter().map(|name| folder.path().join("out").join(name).exists()).collect();
    assert_eq!(left, [true, false, true, true]);
    let records = fs::read_to_string(folder.path().join("out/findings.jsonl")).unwrap();
    assert!(records.contains(r#","other_numbers":2}"#), "{records}");
    let with_numbers = |kind: &str| {
        let of_kind = records.lines().filter(|line| line.starts_with(&format!("{{\"type\":\"{kind}\"")));
        of_kind.filter(|line| line.contains(r#""numbers":16,"other_numbers":16"#)).count()
    };
    assert_eq!((with_numbers("document"), with_numbers("related")), (2, 3));
    let [page, _] = call(&["report", "out/findings.jsonl", "--markdown"]);
    assert!(
        page.contains("in 1 family; not alike in their figures: 2 documents, which stay; 1 document left out"),
        "{page}"
    );
    call(&["dedup", "--from", "out/findings.jsonl", "-o", "again"]);
    let left: Vec<bool> = inputs.iter().map(|name| folder.path().join("again").join(name).exists()).collect();
    assert_eq!(left, [true, false, true, true]);
}

/// A text with one loop, which goes unless it is `parallel`, and then on request.
fn goes_unless_parallel(text: String, parallel: bool) {
    let mut analysis = analysed(&[text]);
    let found = analysis.findings.iter().find(|finding| finding.kind == Kind::Loop).unwrap();
    assert_eq!(found.parallel, parallel, "{}", analysis.documents[0].text);
    assert_eq!(removed(&analysis), usize::from(!parallel));
    analysis.decide(&Policy::default().with_parallel(Treatment::Remove), DocumentPolicy::Keep);
    assert_eq!(removed(&analysis), 1);
}

#[test]
fn parallel_clauses_are_labelled_and_slips_of_a_decoder_go() {
    let before = "第四十二条　有下列情形之一的，由城市管理主管部门依照本条例的规定予以处罚，法律另有规定的从其规定。";
    let behind = "当事人对处罚决定不服的，可以依法申请行政复议或者提起行政诉讼，逾期不履行的，申请人民法院强制执行。";
    let clause = |item, mend| {
        format!("违反第十五条第{item}项规定的，责令停止违法行为，限期{mend}，并处五千元以上二万元以下罚款。")
    };
    let written = [before, &clause("二", "恢复原状"), &clause("三", "改正"), behind].concat();
    let slipped = clause("二", "改正").replace("规定", "规订").replace("限期", "限其");
    let stuck = [before, &clause("二", "改正"), &slipped, behind].concat();
    for (text, parallel) in [(written, true), (stuck, false)] {
        goes_unless_parallel(text, parallel);
    }
}

#[test]
fn items_with_other_figures_are_labelled_and_items_that_only_count_on_go() {
    let item = |n: usize, (area, cost): (usize, usize)| {
        format!(
            "（{n}）村道硬化工程面积{area}平方米，投资{cost}万元，工程已由镇人民政府组织验收并移交村民委员会管护，资金拨付手续齐全，相关资料已归档备查，村务监督委员会对施工过程进行了全程监督，群众对工程质量表示满意。\n"
        )
    };
    let list = |figures: fn(usize) -> (usize, usize)| (1..9).map(|n| item(n, figures(n))).collect::<String>();
    let others = list(|n| (37 * n % 71 + 20, 41 * n % 67 + 11));
    for (text, parallel) in [(others, true), (list(|_| (57, 52)), false)] {
        goes_unless_parallel(text, parallel);
    }
}

#[test]
fn a_table_of_equal_figures_and_empty_cells_stays() {
    let names = ["机井维护", "管网改造", "水表", "渠道清淤", "泵房", "闸", "水源地围栏", "化验"];
    let bars = names.map(|name| format!("| {name} {}|\n", "| 0.00 ".repeat(6))).concat();
    let cells = names.map(|name| format!("<tr><td>{name}</td>{}<td>61.30</td></tr>\n", "<td></td>".repeat(7))).concat();
    let words = names.map(|name| format!("{name} {}\n", "合格 ".repeat(15))).concat();
    for table in [bars, cells, words] {
        assert_eq!(removed(&analysed(std::slice::from_ref(&table))), 0, "{table}");
    }
}
