//! What stands in many documents on one form: the form's own words go, what a document filled in stays, its amounts and its title.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use dittograph::engine::{Silent, run};
use dittograph::mark::{Action, DocumentPolicy, Policy, Treatment};
use dittograph::read::MemorySource;
use dittograph::{Analysis, Config, Document, Kind, Role};

/// Text that stands nowhere else.
fn fresh(seed: u64, characters: u64) -> String {
    let text =
        (0..characters).filter_map(|n| char::from_u32(0x4E00 + u32::try_from(drawn(seed << 32 | n) % 5000).ok()?));
    text.enumerate().flat_map(|(n, c)| [Some(c), (n % 13 == 12).then_some('，')]).flatten().collect::<String>() + "。"
}

/// A number that looks drawn by chance (`SplitMix64`, Steele et al. 2014).
fn drawn(n: u64) -> u64 {
    let n = n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    n ^ (n >> 31)
}

fn analysed(texts: &[String]) -> Analysis {
    let others = (0..8).map(|n| fresh(900 + n, 300));
    let documents = texts.iter().cloned().chain(others).enumerate();
    let documents: Vec<Document> = documents.map(|(n, text)| Document::new(format!("{n:02}"), text.as_str())).collect();
    run(&mut MemorySource::new(documents), &Config::default(), &Silent).unwrap()
}

/// What is left of the texts beside other documents.
fn left(texts: &[String]) -> Vec<String> {
    let analysis = analysed(texts);
    let mut left = texts.to_vec();
    for mark in analysis.marks.iter().rev().filter(|mark| mark.action == Action::Remove) {
        if let Some(text) = left.get_mut(mark.doc.index()) {
            text.replace_range(mark.raw.range(), "");
        }
    }
    left
}

fn amount(n: u64) -> String {
    format!("{}.{}{}", drawn(n) % 9000 + 100, n % 7 + 1, n % 9)
}

#[test]
fn tables_that_every_county_filled_in_keep_their_amounts() {
    let names = ["一般公共服务支出", "公共安全支出", "教育支出", "科学技术支出", "社会保障和就业支出", "卫生健康支出"];
    let html = |cells: [String; 3]| format!("<tr><td>{}</td></tr>", cells.join("</td><td>"));
    let bars = |cells: [String; 3]| format!("| {} |\n", cells.join(" | "));
    let columns = |cells: [String; 3]| format!("{}\n", cells.join("　"));
    let rows: [&dyn Fn([String; 3]) -> String; 3] = [&html, &bars, &columns];
    for row in rows {
        let amounts = |doc: u64, at: u64| [amount(doc * 100 + at * 2), amount(doc * 100 + at * 2 + 1)];
        let table = |doc: u64| {
            let rows = (0..).zip(names).map(|(at, name)| {
                let [one, two] = amounts(doc, at);
                row([name.to_owned(), one, two])
            });
            let head =
                row(["功能分类科目".to_owned(), "年初预算数（万元）".to_owned(), "本年决算数（万元）".to_owned()]);
            format!("{}\n{head}{}\n{}", fresh(doc, 150), rows.collect::<String>(), fresh(doc + 50, 150))
        };
        let texts: Vec<String> = (0..9).map(table).collect();
        for (doc, left) in (0..).zip(left(&texts)) {
            for amount in (0..6).flat_map(|at| amounts(doc, at)) {
                assert!(left.contains(&amount), "{amount} of {doc}: {left}");
            }
        }
    }
}

#[test]
fn sentences_and_lists_that_every_office_filled_in_keep_their_amounts() {
    let whole = |n: u64| drawn(n) % 9000 + 1000;
    let sentence = |doc: u64| {
        let told = |n: u64| whole(doc * 10 + n);
        format!(
            "一、本年度收入支出决算总体情况说明\n本年度收入总计{}万元，支出总计{}万元，与上年相比收入、支出总计各增加{}万元。\n",
            told(1),
            told(2),
            told(3)
        )
    };
    let list = |doc: u64| {
        let labels = ["全村总户数", "全村总人口数", "劳动力人数", "外出务工人数", "耕地面积亩数", "粮食总产量"];
        let line = |(n, label): (u64, &str)| format!("{label}：{}\n", whole(doc * 10 + n));
        (1..).zip(labels).map(line).collect::<String>()
    };
    let forms: [&dyn Fn(u64) -> String; 2] = [&sentence, &list];
    for form in forms {
        let texts: Vec<String> =
            (0..9).map(|doc| format!("{}\n{}\n{}", fresh(doc, 150), form(doc), fresh(doc + 50, 150))).collect();
        for (doc, left) in (0..).zip(left(&texts)) {
            for amount in (1..4).map(|n| whole(doc * 10 + n).to_string()) {
                assert!(left.contains(&amount), "{amount} of {doc}: {left}");
            }
        }
    }
}

#[test]
fn a_sentence_in_which_every_office_filled_in_one_amount_stays() {
    let share = |n: u64| format!("{}.{}", drawn(n) % 90 + 10, drawn(n + 1) % 90 + 10);
    let sentences: [&dyn Fn(u64) -> String; 4] = [
        &|n| {
            format!(
                "本部门机关运行经费支出{}万元，主要用于办公费、印刷费、水电费、物业管理费等日常公用支出。",
                amount(n)
            )
        },
        &|n| format!("公务接待费支出决算为{}万元，严格控制在年初预算安排的标准以内。", amount(n)),
        &|n| format!("公开招标采购支出占全年采购支出总额的{}%，授予中小企业合同金额占比较高。", share(n)),
        &|n| format!("全市空气质量持续改善，全年优良天数占有效监测天数的比例为{}%。", share(n)),
    ];
    for sentence in sentences {
        let told = |doc: u64| sentence(doc * 7);
        let text = |doc: u64| format!("{}\n{}\n{}", fresh(doc, 250), told(doc), fresh(doc + 100, 250));
        let texts: Vec<String> = (0..15).map(text).collect();
        let kept = (0..).zip(left(&texts)).filter(|(doc, left)| left.contains(&told(*doc))).count();
        assert!(kept >= 12, "{kept}: {}", told(0));
    }
}

#[test]
fn a_copy_with_another_amount_stays_and_one_with_a_misread_digit_goes() {
    let told = |amount: &str| {
        format!(
            "县级财政全年安排农村饮水安全巩固提升专项资金{amount}万元，重点用于山区村组管网改造、水源保护和水质检测能力建设。"
        )
    };
    let texts = |amounts: [&str; 2]| {
        let text = |(n, amount): (u64, &str)| format!("{}\n{}\n{}", fresh(n, 200), told(amount), fresh(n + 50, 200));
        (0..).zip(amounts).map(text).collect::<Vec<String>>()
    };
    let tellings = |amounts| left(&texts(amounts)).iter().filter(|left| left.contains("饮水安全")).count();
    assert_eq!(tellings(["2283.17", "4501.96"]), 2);
    assert_eq!(tellings(["2283.17", "2288.17"]), 1);
    assert_eq!(tellings(["2283.17", "2283.17"]), 1);
}

#[test]
fn what_stands_on_every_page_of_a_website_goes_though_it_counts() {
    let page = |doc: u64| {
        let count = |n: u64| drawn(doc * 10 + n) % 90_000 + 1000;
        format!(
            "{}\n石塘县人民政府网站运行监测平台提示您今日访问量{}人次，昨日全天累计访问量{}人次，本月以来累计访问量{}人次，自网站开通以来总访问量{}人次\n",
            fresh(doc, 400),
            count(1),
            count(2),
            count(3),
            count(4)
        )
    };
    let texts: Vec<String> = (0..9).map(page).collect();
    assert_eq!(left(&texts).iter().filter(|text| text.contains("总访问量")).count(), 0);
}

#[test]
fn a_notice_with_numbers_of_its_own_goes() {
    let notice = |doc: u64| {
        let number = |n: u64| 20_000_000 + drawn(doc * 31 + n) % 9_000_000;
        format!(
            "{}\n石塘县档案馆办公室网上值班室咨询电话{}，传真号码与短信平台接入号码{}，政务服务事项统一编码{}，办公地点邮政编码{}，工作日全天受理欢迎来电咨询\n",
            fresh(doc, 400),
            number(1),
            number(2),
            number(3),
            number(4) % 1_000_000
        )
    };
    let texts: Vec<String> = (0..9).map(notice).collect();
    let left = left(&texts);
    let stay = left.iter().filter(|text| text.contains("咨询电话")).count();
    assert_eq!(stay, 0);
}

/// Texts that end with what `told` says of each.
fn ending(told: impl Fn(usize) -> String) -> Vec<String> {
    (0..12).map(|doc| format!("{}\n{}\n", fresh(u64::try_from(doc).unwrap(), 500), told(doc))).collect()
}

const NAMES: [&str; 12] =
    ["顾雨刚", "葛思", "周英明", "钱浩", "薛庆和", "李俊", "任红", "吴伟英", "潘平", "方慧", "倪明", "严曼"];
const PLACES: [&str; 12] =
    ["石塘", "临河", "白沙", "云溪", "青岚", "鹿鸣", "南浦", "寒江", "永安", "东陵", "丰泉", "金坪"];

#[test]
fn sentences_that_say_something_else_in_every_document_stay() {
    let thanks = |doc: usize| {
        let [tutor, friend] = [NAMES[doc], NAMES[(doc + 5) % 12]];
        format!(
            "致谢\n衷心感谢我的导师{tutor}教授，从论文选题、资料收集到最后定稿，导师都倾注了大量心血。感谢{friend}同学在实验中给予的帮助。"
        )
    };
    let repeal = |doc: usize| {
        let (place, month) = (PLACES[doc], doc + 1);
        format!(
            "本办法由{place}县应急管理局负责解释，自2023年{month}月1日起施行。原《{place}县救灾物资管理暂行办法》同时废止。"
        )
    };
    let opened = |doc: usize| {
        let (place, name) = (PLACES[doc], NAMES[doc]);
        format!(
            "{place}县第七届人民代表大会第三次会议上，县长{name}代表县人民政府作工作报告，请各位代表予以审议，并请列席人员提出意见。"
        )
    };
    let broken = |doc: usize| {
        format!(
            "课题自立项以来得到了各方面的关心，\n特别是{}县档案馆{}同志多次协助查阅史料，\n谨向所有给予支持的单位和个人致以谢意。",
            PLACES[doc], NAMES[doc]
        )
    };
    let english = |doc: usize| {
        let director = ["Ms. Gu", "Mr. Ge", "Ms. Zhou", "Mr. Qian", "Ms. Xue", "Mr. Li", "Ms. Ren", "Mr. Wu"][doc % 8];
        format!(
            "The board of directors of the company has resolved at its annual meeting to appoint {director} as chair of the audit committee."
        )
    };
    let tellings: [&dyn Fn(usize) -> String; 5] = [&thanks, &repeal, &opened, &broken, &english];
    for told in tellings {
        let texts = ending(told);
        for (doc, left) in left(&texts).iter().enumerate() {
            assert_eq!(left, &texts[doc]);
        }
        let mut analysis = analysed(&texts);
        let labelled = analysis.findings.iter().filter(|finding| finding.parallel).count();
        assert!(
            labelled >= 12
                && analysis.findings.iter().all(|finding| !finding.parallel || finding.kind == Kind::Template)
        );
        analysis.decide(&Policy::default().with_parallel(Treatment::Remove), DocumentPolicy::Keep);
        let gone = analysis.marks.iter().filter(|mark| mark.action == Action::Remove).count();
        assert!(gone >= 12, "{gone}: {}", told(0));
    }
}

#[test]
fn the_line_that_says_when_a_law_was_passed_stays_in_every_law() {
    let passed = |n: u64| {
        let (year, month, day, session) = (1990 + n * 3, n + 1, 2 * n + 9, 100 + drawn(n) % 1600);
        format!("{year}年{month}月{day}日 最高人民法院审判委员会第{session}次会议通过")
    };
    let law = |n: u64| format!("# 关于{}的规定\n\n{}\n\n{}", &fresh(n, 9)[..27], passed(n), fresh(n + 40, 300));
    let laws: Vec<String> = (0..9).map(law).collect();
    for (n, left) in (0..).zip(left(&laws)) {
        assert!(left.contains(&passed(n)), "{left}");
    }
    // What a website writes there goes with its day.
    let posted = |n: u64| {
        format!(
            "{}年{}月{}日 中国法律法规信息网编辑部第{}次更新，内容以公报刊登的原文为准",
            1990 + n * 3,
            n + 1,
            2 * n + 9,
            drawn(n) % 1600
        )
    };
    let pages: Vec<String> = laws.iter().zip(0..).map(|(law, n)| law.replace(&passed(n), &posted(n))).collect();
    assert!(left(&pages).iter().all(|left| !left.contains("编辑部")));
}

#[test]
fn what_a_website_says_goes_with_its_names_and_so_do_labels() {
    let notice = |doc: usize| {
        format!(
            "免责声明：本网刊载的内容仅供参考，如涉及作品版权等问题，请于发布之日起三十日内与编辑{}联系。",
            NAMES[doc]
        )
    };
    let labels = |doc: usize| {
        let (place, name) = (PLACES[doc], NAMES[doc]);
        format!(
            "抄送：县委各部门，县人大常委会办公室，县政协办公室，县法院，县检察院。\n{place}县人民政府办公室　2023年4月1日印发　校对：{name}"
        )
    };
    let tellings: [&dyn Fn(usize) -> String; 2] = [&notice, &labels];
    for told in tellings {
        let texts = ending(told);
        for left in left(&texts) {
            assert!(!["免责声明", "抄送", "印发"].iter().any(|word| left.contains(word)), "{left}");
        }
    }
}

#[test]
fn a_slip_of_a_scan_in_one_of_many_notices_is_no_fact() {
    let told = |doc: usize| {
        let read = if doc == 7 { "末尽事宜" } else { "未尽事宜" };
        format!("以上各项安排请各单位认真组织落实，{read}由各单位结合自身实际妥善处理，重要情况随时报告办公室。")
    };
    let left = left(&ending(told));
    assert_eq!(left.iter().filter(|left| left.contains("组织落实")).count(), 0);
}

#[test]
fn what_is_said_stays_and_what_stands_beside_it_in_the_template_goes() {
    let rest = "公开方式：主动公开　公开范围：面向社会　存档编号：见目录　经办科室：综合科　联系窗口：一楼大厅　受理时间：工作日全天　咨询方式：现场咨询";
    let told = |doc: usize| format!("{rest}\n经研究，同意任命{}同志为县林业局局长。", NAMES[doc]);
    let analysis = analysed(&ending(told));
    let original = analysis.findings.iter().find(|finding| finding.parallel && finding.pattern.is_some()).unwrap();
    assert_eq!(original.pattern.as_deref(), Some("经研究，同意任命〔文字〕同志为县林业局局长"));
    assert_eq!((original.docs, original.occurrences, original.role), (12, 12, Role::Original));
    for (doc, left) in left(&ending(told)).iter().enumerate() {
        assert!(left.contains(told(doc).lines().nth(1).unwrap()) && !left.contains("公开方式"), "{left}");
    }
}

/// What stands above and below a sentence is cut at its line, also where that ends or begins with a slot, and stays together where the first occurrence is kept.
#[test]
fn a_sentence_is_cut_out_of_its_template_at_the_ends_of_its_lines() {
    let (above, below) = (
        "附件所列材料一式三份　纸质材料加盖公章　电子材料刻录光盘　逾期不予受理　材料概不退还　请自留底稿备查",
        "承办科室综合科　联系窗口一楼大厅　受理时间工作日全天　存档编号见总目录　保管期限永久　密级公开",
    );
    let sentence = |doc: usize| format!("受{}县人民政府委托，现将有关情况报告如下。", PLACES[doc]);
    let told = |doc: usize| {
        let name = NAMES[doc];
        format!("{above}\n联系人：{name}　电话：0696-{}\n{}\n{name}签发　{below}", 7_100_140 + 31 * doc, sentence(doc))
    };
    let texts = ending(told);
    for (doc, left) in left(&texts).iter().enumerate() {
        let own = texts[doc].lines().next().unwrap();
        assert_eq!(left.split_whitespace().collect::<Vec<_>>(), [own, &sentence(doc)], "{doc}");
    }
    let mut analysis = analysed(&texts);
    analysis.decide(&Policy::default().keeping_first_boilerplate(), DocumentPolicy::Keep);
    let kept = |words: &str| analysis.cleaned().filter(|text| text.as_ref().unwrap().1.contains(words)).count();
    assert_eq!((kept("附件所列材料"), kept("承办科室")), (1, 1));
}

#[test]
fn lines_of_a_website_go_from_a_template_that_mostly_stays() {
    let told = |doc: usize| {
        let (place, name) = (PLACES[doc], NAMES[doc]);
        format!(
            "经县人民政府常务会议研究，同意任命{name}同志为{place}县林业局局长，试用期一年。\n{place}县人民政府办公室\n网站标识码：{}",
            3_300_000 + 977 * doc
        )
    };
    let texts = ending(told);
    for (doc, left) in left(&texts).iter().enumerate() {
        assert!(left.contains(NAMES[doc]) && left.contains("办公室") && !left.contains("标识码"), "{left}");
    }
}

#[test]
fn titles_of_pages_stay_though_they_share_words() {
    let places = ["石塘县", "青山乡", "石塘县青山乡", "白水镇"];
    let deeds =
        ["召开乡村振兴现场会", "开展安全生产大检查", "部署防汛抗旱工作", "慰问困难职工家庭", "推进殡葬改革试点"];
    let title = |doc: usize| format!("{}{}{}", places[doc % 4], deeds[doc % 5], ["", "座谈纪实", "再动员"][doc % 3]);
    let page = |doc: usize| {
        let n = u64::try_from(doc).unwrap();
        format!(
            "首页 新闻中心 政务公开 办事服务 互动交流 专题专栏\n当前位置：首页 > 新闻中心 > 县区动态\n{}\n\
             发布时间：2022-03-{} 来源：石塘县人民政府网 浏览次数：{} 字体：大 中 小\n{}\n",
            title(doc),
            10 + doc % 20,
            37 * doc % 900 + 11,
            fresh(n, 500)
        )
    };
    let texts: Vec<String> = (0..30).map(page).collect();
    let left = left(&texts);
    for (doc, left) in left.iter().enumerate() {
        assert!(left.trim_start().starts_with(&title(doc)), "{doc}: {left}");
        assert!(!left.contains("首页") && !left.contains("发布时间"), "{doc}: {left}");
    }
}

#[test]
fn the_title_a_report_begins_with_stays_and_the_name_of_a_site_goes() {
    let offices = ["教育局", "水利局", "交通运输局", "农业农村局", "民政局", "司法局", "审计局", "统计局", "信访局"];
    let report = |first: &dyn Fn(&str) -> String| -> Vec<String> {
        let text = |(n, office): (u64, &&str)| {
            format!("{}\n第一部分　部门概况\n一、主要职责及机构设置情况\n{}", first(office), fresh(n, 400))
        };
        (0..).zip(&offices).map(text).collect()
    };
    let titled = report(&|office| format!("石塘县{office}2022年度部门决算公开"));
    for (text, left) in titled.iter().zip(left(&titled)) {
        assert!(left.starts_with(text.lines().next().unwrap()), "{left}");
        assert!(!left.contains("主要职责"), "{left}");
    }
    let sites = report(&|office| format!("石塘县{office}门户网站政务信息公开专栏"));
    assert!(left(&sites).iter().all(|left| !left.contains("门户网站")));
}
