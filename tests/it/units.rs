//! Copies of another document go in whole sentences and items of lists: what is left can be read.

use dittograph::{Config, Document, find_in};

/// Two texts about other things: what stands before and behind what they share.
const FRAMES: [[&str; 2]; 2] = [
    [
        "县档案馆去年接收进馆档案两万余卷，查档大厅迁入新址，周末照常开放。",
        "外地群众凭身份证即可预约，复印一律不收费。",
    ],
    [
        "供水公司对老城区七条街道的管网分段改造，夜间停水提前一天张榜。",
        "居民反映的水压不足问题，由网格员逐户登记回访。",
    ],
];
/// The same for documents that are compared with no other.
const OTHERS: [&str; 3] = [
    "海事处在航道东口增设两座灯浮，渔船进出港时间调整为早晚各一次。",
    "山区小学的校车线路由三条增至五条，司机每学期体检并重新培训。",
    "果品研究所试种的晚熟脐橙通过品种登记，推广面积列入明年计划。",
];

/// What is left of the second of two texts that share `told` in their frames, with `before` in front of it and `behind` behind it in each.
fn left(told: &str, before: [&str; 2], behind: [&str; 2]) -> String {
    let of_text = |n: usize| [before[n], told, behind[n]].concat();
    left_of(&of_text(0), &of_text(1))
}

/// What is left of the second of two texts, of which one has `first` in its frame and the other `second`.
fn left_of(first: &str, second: &str) -> String {
    let text = |n: usize, told: &str| [FRAMES[n][0], told, FRAMES[n][1]].concat();
    let documents = [Document::new("1", text(0, first)), Document::new("2", text(1, second))];
    let others = (3..).zip(OTHERS).map(|(id, text)| Document::new(id.to_string(), text));
    let analysis = find_in(documents.into_iter().chain(others), &Config::default()).unwrap();
    assert!(analysis.findings.len() >= 2, "it is found, whatever goes");
    analysis.cleaned().map(|text| text.unwrap().1.into_owned()).nth(1).unwrap()
}

fn frames(inside: &str) -> String {
    [FRAMES[1][0], inside, FRAMES[1][1]].concat()
}

const SENTENCE: &str = "市水利局对全市四十七座小型水库逐一开展安全鉴定，发现病险水库九座并落实了除险加固资金。";

#[test]
fn a_sentence_goes_whole() {
    assert_eq!(left(SENTENCE, [""; 2], [""; 2]), frames(""));
}

#[test]
fn half_a_sentence_of_another_document_stays() {
    let told = "依照前款规定逐年编制并且经审计机构出具意见的水库除险加固工程年度财务决算报告";
    let behind = ["的，不予拨付尾款。", "并公示的单位，方可申请验收。"];
    let stays = ["未提交", "按时报送"];
    assert_eq!(left(told, stays, behind), frames(&[stays[1], told, behind[1]].concat()));
    let clause = "，依照前款规定逐年编制并且经审计机构出具意见的水库除险加固工程年度财务决算报告，";
    let behind = ["不予拨付尾款。", "方可申请验收。"];
    assert_eq!(
        left(clause, stays, behind),
        frames(&[stays[1], clause, behind[1]].concat()),
        "a clause is half one, too"
    );
}

#[test]
fn of_what_is_copied_with_half_a_sentence_the_whole_ones_go() {
    let told = [SENTENCE, "各地申请中央财政水利发展资金补助的除险加固项目"].concat();
    let behind = ["须在十月底前报送。", "由省厅统一评审。"];
    let half = ["各地申请中央财政水利发展资金补助的除险加固项目", behind[1]].concat();
    assert_eq!(left(&told, [""; 2], behind), frames(&half));
}

#[test]
fn a_sentence_pasted_behind_a_heading_without_a_stop_goes() {
    assert_eq!(left(SENTENCE, ["", "第三章　水库管理"], ["", ""]), frames("第三章　水库管理。"));
}

#[test]
fn an_item_of_a_list_goes() {
    let item = "对全市四十七座小型水库逐一开展安全鉴定并落实病险水库除险加固资金的拨付计划";
    let [first, second] = ["水利部门负责：（一）", "主要任务：（一）修缮校舍；（二）"];
    let behind = ["；（二）巡查河道。", "；（三）清理航道。"];
    let gone = left(item, [first, second], behind);
    assert!(!gone.contains(item) && gone.contains("修缮校舍；") && gone.contains("清理航道。"), "{gone}");
}

#[test]
fn what_a_long_copy_leads_in_to_stays_with_it() {
    let told = [
        SENTENCE,
        "合同双方经平等协商，就水库除险加固工程所需材料的采购、运输、验收和付款等事项达成一致，订立本合同并共同遵守。",
        "采购人向供货人采购",
    ]
    .concat();
    let behind = ["有机肥若干袋，货到付款。", "混凝土管桩一批，分期结清。"];
    assert_eq!(left(&told, [""; 2], behind), frames(&["采购人向供货人采购", behind[1]].concat()));
}

#[test]
fn a_sentence_in_which_a_writer_put_other_words_stays() {
    for (first, second) in [
        (
            "经县人民政府第三十二次常务会议研究决定，任命张建国同志为县水利局局长，试用期一年，自发文之日起计算。",
            "经县人民政府第三十二次常务会议研究决定，任命李秀英同志为县林业局局长，试用期一年，自发文之日起计算。",
        ),
        (
            "经专家组现场查验并听取参建各方汇报，该工程资料齐全、质量合格，达到验收条件，同意通过竣工验收并移交使用。",
            "经专家组现场查验并听取参建各方汇报，该工程资料齐全、质量合格，未达到验收条件，不同意通过竣工验收并移交使用。",
        ),
    ] {
        assert_eq!(left_of(first, second), frames(second));
    }
}

#[test]
fn a_sentence_with_slips_of_a_scan_goes() {
    let told = "市水利局对全市四十七座小型水库逐一开展安全鉴定，发现病险水库九座，并会同财政部门落实了除险加固资金。";
    let scanned = told.replace("鉴定", "鉴走").replace("病险", "病检").replace("落实", "洛实");
    assert_eq!(left_of(told, &scanned), frames(""));
}

#[test]
fn words_of_letters_count_the_same_in_either_order() {
    let [first, second] = ["", "not "].map(|word| {
        format!("The county water bureau shall {word}approve the reinforcement of forty seven small reservoirs in the northern townships before the flood season begins. ")
    });
    let goes = |one: &str, other: &str| left_of(one, other) == frames("");
    assert_eq!(goes(&first, &second), goes(&second, &first));
}
