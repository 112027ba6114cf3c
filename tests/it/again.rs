//! What a document tells again: a writer's clauses and half sentences stay, what a decoder told twice goes.

use dittograph::mark::{Action, DocumentPolicy, Mark, Policy, Treatment, apply};
use dittograph::{Config, Document, Kind, find_in};

const BEFORE: &str =
    "第四十二条　有下列情形之一的，由城市管理主管部门依照本条例的规定予以处罚，法律另有规定的从其规定。";
const BETWEEN: &str =
    "县档案馆去年接收进馆档案两万余卷，查档大厅迁入新址，周末照常开放，外地群众凭身份证即可预约，复印一律不收费。";
const BEHIND: &str =
    "当事人对处罚决定不服的，可以依法申请行政复议或者提起行政诉讼，逾期不履行的，申请人民法院强制执行。";

/// What is left of a text, and how many of its findings are parallel clauses.
fn left(parts: &[&str]) -> (String, usize) {
    let text = parts.concat();
    let analysis = find_in([Document::new("甲", text.clone())], &Config::default()).unwrap();
    let parallel = analysis.findings.iter().filter(|finding| finding.parallel).count();
    (apply(&text, &analysis.marks).unwrap().into_owned(), parallel)
}

/// A clause of a contract.
fn clause(party: &str, cause: &str) -> String {
    format!(
        "{party}未按照合同约定的期限{cause}的，每逾期一日应当向对方支付合同总价款万分之五的违约金，逾期超过三十日的，对方有权解除合同。"
    )
}

#[test]
fn a_clause_that_a_writer_made_alike_stays_and_a_misread_copy_goes() {
    let (first, other) = (clause("发包人", "支付进度款"), clause("承包人", "竣工交付"));
    let (text, parallel) = left(&[BEFORE, &first, BETWEEN, &other, BEHIND]);
    assert_eq!((text, parallel), ([BEFORE, &first, BETWEEN, &other, BEHIND].concat(), 1));
    let misread = first.replace("期限", "其限").replace("解除", "解徐");
    let (text, parallel) = left(&[BEFORE, &first, BETWEEN, &misread, BEHIND]);
    assert_eq!((text, parallel), ([BEFORE, &first, BETWEEN, BEHIND].concat(), 0));
}

#[test]
fn parallel_clauses_go_on_request() {
    let (first, other) = (clause("发包人", "支付进度款"), clause("承包人", "竣工交付"));
    let text = [BEFORE, &first, BETWEEN, &other, BEHIND].concat();
    let mut analysis = find_in([Document::new("甲", text)], &Config::default()).unwrap();
    let removed = |marks: &[Mark]| marks.iter().filter(|mark| mark.action == Action::Remove).count();
    assert_eq!((removed(&analysis.marks), analysis.marks.len()), (0, 1));
    analysis.decide(&Policy::default().with_parallel(Treatment::Remove).in_parts(), DocumentPolicy::Keep);
    assert_eq!(removed(&analysis.marks), 1);
}

#[test]
fn a_sentence_left_out_is_no_clause_of_a_writer() {
    let sentences = [
        "全县新增灌溉面积两万三千亩，改造老旧泵站十七座。",
        "渠系水利用系数比前年提高了三个百分点，",
        "用水户协会在三十四个村挂牌，水费收缴率首次超过九成。",
    ];
    let (whole, short) = (sentences.concat(), [sentences[0], sentences[2]].concat());
    let (text, parallel) = left(&[BEFORE, &whole, BETWEEN, &short, BEHIND]);
    assert_eq!((text, parallel), ([BEFORE, &whole, BETWEEN, BEHIND].concat(), 0));
}

#[test]
fn a_long_passage_told_again_with_noise_goes() {
    let sentence = |n: usize| {
        let of = |at: usize| char::from_u32(0x4e00 + u32::try_from((n * 7919 + at * 104_729) % 3000).unwrap()).unwrap();
        (0..40).map(of).collect::<String>() + "。"
    };
    let told: String = (0..12).map(sentence).collect();
    // One character of eighteen is another usual one.
    let noise = |(at, c): (usize, char)| if at % 18 == 7 { '的' } else { c };
    let noisy: String = told.chars().enumerate().map(noise).collect();
    let (text, parallel) = left(&[BEFORE, &told, BETWEEN, &noisy, BEHIND]);
    assert_eq!(parallel, 0);
    assert!(text.chars().count() < [BEFORE, &told, BETWEEN, BEHIND].concat().chars().count() + 40, "{text}");
}

#[test]
fn half_a_sentence_beside_what_goes_goes_too() {
    let copied = "市农业农村局组织专家对全市二十三个种业基地开展了苗情墒情病虫情联合会商，确定了分区分类管理的技术路线";
    let told = "，并对受旱地块落实了抗旱补种改种和省市两级生产救灾资金的拨付进度按旬调度";
    let text = [BETWEEN, "会议决定", told, "到户。", BEHIND, copied, told, "。"].concat();
    let documents = [Document::new("1", [copied, "。", BEFORE].concat()), Document::new("2", text)];
    let analysis = find_in(documents, &Config::default()).unwrap();
    let left = analysis.cleaned().map(|text| text.unwrap().1.into_owned()).last().unwrap();
    assert_eq!(left, [BETWEEN, "会议决定", told, "到户。", BEHIND].concat());
}

#[test]
fn half_a_sentence_that_is_told_again_stays() {
    let told = "符合国家规定条件并且提交了全部申请材料的水库除险加固项目概算调整申请";
    let parts = [BEFORE, "对不", told, "不予受理。", BETWEEN, "对", told, "，应当受理。", BEHIND];
    assert_eq!(left(&parts).0, parts.concat());
    let parts = [BEFORE, told, "。", BETWEEN, told, "。", BEHIND];
    assert_eq!(left(&parts).0, [BEFORE, told, "。", BETWEEN, BEHIND].concat(), "a whole one goes");
    let parts = [BEFORE, "（一）", told, "。", BETWEEN, "（二）", told, "。", BEHIND];
    assert_eq!(left(&parts).0, [BEFORE, "（一）", told, "。", BETWEEN, "（二）", BEHIND].concat(), "so does an item");
}

#[test]
fn what_a_decoder_told_again_goes_from_where_it_jumped_back() {
    let told = "的新期待作为履职尽责的自觉追求。先后围绕山区农村饮水质量、提高农村生活垃圾收集清运处理水平、加快城区停车场建设等群众关心的问题开展专题调研，形成的报告引起县委、县政府主要领导的高度重视，批转有关部门研究落实，有的已经见效";
    let parts = [BEFORE, "把满足人民群众", told, "。", BETWEEN, "把委员履职", told, "，", BEHIND];
    assert_eq!(left(&parts).0, [BEFORE, "把满足人民群众", told, "。", BETWEEN, "把委员履职，", BEHIND].concat());
}

#[test]
fn two_sentences_whose_first_letters_differ_are_no_loop() {
    let rest = "级人民政府应当制定水库防汛应急预案，每年汛期之前组织一次演练。";
    let parts = [BEFORE, "县", rest, "乡", rest, BEHIND];
    assert_eq!(left(&parts).0, parts.concat());
}

#[test]
fn of_items_that_count_on_one_stays_however_many_there_are() {
    for count in [20, 60, 120] {
        let items: Vec<String> =
            (1..=count).map(|n| format!("{n}、机井维护完毕，现场检查合格，已移交村委会管护；")).collect();
        let items = items.concat();
        let (text, _) = left(&[BETWEEN, &items]);
        let kept = text.len() - BETWEEN.len();
        assert!(kept < 2 * items.len() / count, "{count}: {text}");
    }
}

#[test]
fn a_loop_whose_last_copy_slips_at_its_end_is_one() {
    let unit =
        "一是把拨改贷形成的债务逐步转为国家资本金，煤炭、水利、水电、军工四个行业今年要转完，其他行业也要抓紧进行。";
    let slipped = [unit.replace("转完", "砖完"), unit.replace("拨改贷", "拨改"), unit.replace("其他", "其")];
    let last: String = unit.chars().take(unit.chars().count() - 5).collect();
    let text = [BEFORE, unit, &slipped[0], &slipped[1], &slipped[2], &last, BEHIND].concat();
    let analysis = find_in([Document::new("甲", text)], &Config::default()).unwrap();
    assert_eq!(analysis.findings.iter().filter(|finding| finding.kind == Kind::Loop).count(), 1);
}

#[test]
fn what_a_report_tells_twice_goes_also_where_the_report_is_posted_twice() {
    let told = "全面深化改革三年行动圆满收官，开发区管理、防止返贫监测帮扶、自然资源资产组合供应等领域形成了一批标志性改革成果。数字政府建设成效初显，首批十八项数字化标准规范发布，数字底座支撑更加坚实；招投标不见面开标率超过九成，低风险经营主体登记当日办结。";
    let post = [BETWEEN, "\n", told, "\n", BEFORE, "\n", told, "\n", BEHIND].concat();
    let clean = [BETWEEN, "\n", told, "\n", BEFORE, "\n", "\n", BEHIND].concat();
    let other = "今年以来，全县粮食播种面积稳定在三十二万亩，夏粮喜获丰收，秋粮长势良好，农机作业率又有提高。";
    // Alone, posted twice, and as most of a longer page.
    for posts in [vec![post.clone()], vec![post.clone(), post.clone()], vec![post.clone(), format!("{other}\n{post}")]]
    {
        let documents = posts.iter().enumerate().map(|(n, text)| Document::new(n.to_string(), text.clone()));
        let analysis = find_in(documents, &Config::default()).unwrap();
        let left: String = analysis.cleaned().map(|text| text.unwrap().1.into_owned()).collect();
        assert_eq!(left.matches("圆满收官").count(), 1, "{left}");
        assert!(left.starts_with(&clean), "{left}");
    }
}
