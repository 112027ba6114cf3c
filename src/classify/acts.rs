//! Sentences that say on which day a law or a decision was passed, announced or changed: no two documents share such a day.
//!
//! In: a line or a sentence. Looks at its words alone.

use crate::group::is_numeral;

/// What is done on such a day, in either script.
const ACTS: [&str; 14] =
    ["通过", "通過", "公布", "公佈", "颁布", "頒布", "批准", "施行", "修订", "修訂", "修正", "修改", "废止", "廢止"];

/// Whether a sentence names a day and ends with what was done: 2014年2月10日…第1606次会议通过, 自2016年3月1日起施行.
///
/// Complexity: linear in the sentence.
pub(super) fn says_when(sentence: &str) -> bool {
    let whole = sentence.trim_end_matches(|c: char| !c.is_alphanumeric());
    let has_day = || whole.match_indices('日').any(|(at, _)| whole[..at].trim_end().ends_with(is_numeral));
    ACTS.iter().any(|act| whole.ends_with(act)) && has_day()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_and_what_was_done_on_it() {
        for sentence in [
            "2014年2月10日最高人民法院审判委员会第1606次会议通过",
            "（一九九八年十二月二十九日公佈）",
            "本规定自 2016 年 3 月 1 日起施行。",
        ] {
            assert!(says_when(sentence), "{sentence}");
        }
        for sentence in ["2017年3月18日印发", "按日计罚，经批准", "发布时间：2016年3月1日", "自公布之日起施行"]
        {
            assert!(!says_when(sentence), "{sentence}");
        }
    }
}
