//! The normalisation as its users see it: symbols, places, and what must not change them.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use dittograph::config::NormalizeConfig;
use dittograph::int::{index, narrow};
use dittograph::normalize::{CharIndex, Normalizer, OffsetMap, Symbol, naive};
use dittograph::span::{Norm, Span};
use proptest::prelude::*;

const WORD_BIT: Symbol = 0x8000_0000;

fn normalizer() -> Normalizer {
    Normalizer::new(&NormalizeConfig::default())
}

fn symbols(text: &str) -> Vec<Symbol> {
    normalizer().symbols(text)
}

/// The texts that the symbols came from.
fn places(text: &str) -> Vec<&str> {
    let (symbols, map) = normalizer().with_offsets(text);
    (0..narrow(symbols.len())).map(|i| &text[map.symbol(i).range()]).collect()
}

#[test]
fn punctuation_white_space_and_line_breaks_are_no_symbols() {
    assert_eq!(symbols("推进 高质量\r\n发展，。、“”%+=😀\u{200B}\u{0}"), symbols("推进高质量发展"));
    assert_eq!(places("推进 高，质"), ["推", "进", "高", "质"]);
}

#[test]
fn script_width_and_radicals_change_no_symbol() {
    assert_eq!(symbols("後來臺灣發展國際著作裏"), symbols("后来台湾发展国际着作里"));
    assert_eq!(symbols("ＧＤＰ增长６．５％"), symbols("gdp增长6.5%"));
    assert_eq!(symbols("⼈⺠⻢"), symbols("人民馬"));
    assert_ne!(symbols("未来"), symbols("末来"));
}

#[test]
fn a_letter_with_marks_is_the_composed_letter() {
    assert_eq!(symbols("cafe\u{301}"), symbols("café"));
    assert_eq!(symbols("か\u{3099}"), symbols("が"));
    assert_eq!(places("cafe\u{301}国"), ["cafe\u{301}", "国"]);
}

#[test]
fn what_unfolds_shares_its_place() {
    assert_eq!(symbols("⑫月"), symbols("12月"));
    assert_eq!(places("⑫月"), ["⑫", "⑫", "月"]);
    assert_eq!(places("面积3㎡以上"), ["面", "积", "3", "㎡", "㎡", "以", "上"]);
    assert_eq!(places("kำ ab㎡c"), ["kำ", "kำ", "ab", "㎡", "㎡", "c"]);
}

#[test]
fn words_are_one_symbol_and_digits_each_one() {
    assert_eq!(places("covid19 don't GDP"), ["covid", "1", "9", "don", "t", "GDP"]);
    assert_eq!(symbols("Отчёт Ελλάδας"), symbols("отчёт ελλάδασ"));
    assert!(symbols("report 정부 भारत").iter().filter(|&&symbol| symbol & WORD_BIT != 0).count() == 2);
    assert_eq!(symbols("国").len(), 1);
}

#[test]
fn a_hyphenated_line_end_divides_no_word() {
    assert_eq!(symbols("the infor-\nmation act"), symbols("the information act"));
    assert_eq!(symbols("infor\u{AD}\r\n  mation"), symbols("information"));
    assert_eq!(places("infor-\nmation act"), ["infor-\nmation", "act"]);
    assert_eq!(symbols("well-known"), symbols("well known"));
    assert_eq!(symbols("part-\nOne"), symbols("part One"));
}

#[test]
fn a_run_longer_than_a_word_is_letters() {
    assert_eq!(symbols(&"a".repeat(32)).len(), 1);
    assert_eq!(symbols(&"a".repeat(33)), vec![u32::from('a'); 33]);
}

#[test]
fn injected_pinyin_is_dropped_where_it_is_a_reading() {
    assert_eq!(symbols("政協(xié)常委會發(fā)揮聯(lián)系"), symbols("政协常委会发挥联系"));
    assert_ne!(symbols("政协(hui)"), symbols("政协"));
    assert_ne!(symbols("世贸组织(WTO)"), symbols("世贸组织"));
}

#[test]
fn every_switch_off_leaves_its_pass_out() {
    let on = NormalizeConfig::default();
    let differs = |config: NormalizeConfig, one: &str, other: &str| {
        assert_eq!(symbols(one), symbols(other), "{one} {other}");
        let normalizer = Normalizer::new(&config);
        assert_ne!(normalizer.symbols(one), normalizer.symbols(other), "{one} {other}");
    };
    differs(NormalizeConfig { compatibility: false, ..on }, "①", "1");
    differs(NormalizeConfig { case: false, ..on }, "GDP", "gdp");
    differs(NormalizeConfig { radicals: false, ..on }, "⻢", "馬");
    differs(NormalizeConfig { scripts: false, ..on }, "國", "国");
    differs(NormalizeConfig { pinyin: false, ..on }, "協(xié)", "協");
    let letters = Normalizer::new(&NormalizeConfig { words: false, ..on });
    assert_eq!(letters.symbols("AB é"), [u32::from('a'), u32::from('b'), u32::from('é')]);
}

/// Each would take minutes if any rule looked further than a fixed distance at every character.
#[test]
fn monotonous_texts_take_linear_time() {
    for piece in
        ["a", "a\u{200B}", "a-\n", "a\u{AD}", "e\u{301}", "\u{301}", "ㅠ", "\u{1161}", "国(", "国( ", "国\u{FE00}", "ﷺ"]
    {
        let text = piece.repeat(100_000);
        let (symbols, map) = normalizer().with_offsets(&text);
        assert_eq!(symbols.len(), map.len(), "{piece:?}");
    }
    let far = format!("国{}家", "\u{200B}".repeat(300_000));
    assert_eq!(symbols(&far), symbols("国家"));
}

/// The sample report whose traditional text has pinyin injected behind many characters.
#[test]
fn all_injected_pinyin_of_the_sample_report_is_dropped() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds");
    let sample = fs::read_dir(&folder).ok().and_then(|entries| {
        let mut paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
        paths.find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("003_")))
    });
    let Some(sample) = sample else {
        assert!(std::env::var_os("CI").is_none(), "{} is missing", folder.display());
        println!("skipped: no sample reports in {}", folder.display());
        return;
    };
    let text = fs::read_to_string(sample).unwrap();
    let letters = |c: char| c.is_alphabetic() && !('\u{3400}'..='\u{9FFF}').contains(&c);
    let (mut hits, mut plain, mut rest) = (0, String::new(), text.as_str());
    while let Some(open) = rest.find('(') {
        let behind = &rest[open + 1..];
        let close = behind.find(|c| !letters(c)).unwrap_or(behind.len());
        plain.push_str(&rest[..open]);
        rest = behind;
        if close > 0 && behind[close..].starts_with(')') && plain.ends_with(|c| ('\u{3400}'..='\u{9FFF}').contains(&c))
        {
            hits += 1;
            rest = &behind[close + 1..];
        }
    }
    plain.push_str(rest);
    assert_eq!(hits, 649);
    assert_eq!(symbols(&text), symbols(&plain));
}

/// Pieces of text, chosen so that neighbours meet in every way that a rule looks at.
fn piece() -> impl Strategy<Value = String> {
    let chosen = |pieces: &'static [&'static str]| prop::sample::select(pieces).prop_map(String::from);
    prop_oneof![
        6 => "[\u{4E00}-\u{4FFF}]{1,4}",
        3 => chosen(&["發", "发", "髮", "国", "國", "台", "颱", "裏", "協", "𠀀", "㐷", "⻢", "⾦", "〇", "々", "\u{F9D1}"]),
        3 => chosen(&["協(xié)", "发（fā)", "聯( lian2 ）", "国(xié)", "(xié)", "發(fa\u{301})", "(", "（", ")", "発(f"]),
        3 => "[a-zA-Z]{1,6}",
        1 => "[a-z]{30,36}",
        2 => chosen(&["-", "-\n", "\u{AD}\n", "\u{2010} \r\n ", "-\u{FEFF}\n", "\n", " ", "\r", "\u{3000}", "，", "。", "…", "'"]),
        2 => chosen(&["é", "e\u{301}", "\u{301}", "\u{308}", "ß", "İ", "ﬁ", "ﬀ", "Σς", "Жё", "שָׁ", "مُ", "ﷺ", "हि", "कार्य"]),
        2 => chosen(&["①", "⑫", "㈱", "㎡", "㎏", "℃", "Ⅷ", "½", "⒜", "㍿", "Ａｂ", "１２", "（ｘ）", "7", "1\u{FE0F}\u{20E3}", "٣"]),
        2 => chosen(&["か\u{3099}", "ｶﾞ", "ﾞ", "ア", "가", "\u{1100}", "\u{1161}", "\u{11A8}", "ㄱ", "ㅏ", "ㅠㅠ", "กำ", "ำ", "ຳ", "ㄅ"]),
        2 => chosen(&["\u{200B}", "\u{200D}", "\u{FEFF}", "\u{FE0F}", "\u{E0100}", "\u{34F}", "\u{0}", "\u{7}", "\u{3164}", "\u{AD}"]),
        1 => chosen(&["😀", "👍🏽", "👨\u{200D}👩", "=\u{338}", "\u{20DD}", "𝐀", "🄰", "𝟘", "ʼ", "ª", "\u{345}"]),
        1 => any::<char>().prop_map(String::from),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..24).prop_map(|pieces| pieces.concat())
}

fn config() -> impl Strategy<Value = NormalizeConfig> {
    (any::<[bool; 6]>(), any::<bool>()).prop_map(
        |([compatibility, case, radicals, scripts, pinyin, words], default)| {
            let drawn = NormalizeConfig { compatibility, case, radicals, scripts, pinyin, words };
            if default { NormalizeConfig::default() } else { drawn }
        },
    )
}

/// Whether the texts of both symbols hold a letter of a word; with words on, such symbols side by side and not hashed are
/// letters of one run, if nothing lies between them that ends a word.
fn in_one_run(symbols: &[Symbol], map: &OffsetMap, behind: u32) -> bool {
    let single = |i: u32| symbols[index(i)] & WORD_BIT == 0;
    let spaced = |i: u32| {
        let letter = char::from_u32(symbols[index(i)]).unwrap();
        // Hashed if it stands alone: then it is a letter of a script with words.
        symbols_of_char(letter).is_some_and(|symbol| symbol & WORD_BIT != 0)
    };
    behind > 0
        && index(behind) < map.len()
        && single(behind - 1)
        && single(behind)
        && spaced(behind - 1)
        && spaced(behind)
}

fn symbols_of_char(letter: char) -> Option<Symbol> {
    symbols(letter.encode_utf8(&mut [0; 4])).first().copied()
}

/// Whether both symbols came from the same character.
fn in_one_place(map: &OffsetMap, behind: u32) -> bool {
    behind > 0 && index(behind) < map.len() && map.symbol(behind - 1) == map.symbol(behind)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_fast_scan_gives_what_the_plain_passes_give(text in text(), config in config()) {
        let (symbols, map) = naive::normalize(&config, &text);
        let normalizer = Normalizer::new(&config);
        prop_assert_eq!(&normalizer.with_offsets(&text), &(symbols.clone(), map));
        prop_assert_eq!(normalizer.symbols(&text), symbols);
    }

    #[test]
    fn places_ascend_on_character_boundaries_and_overlap_only_when_shared(text in text(), config in config()) {
        let (symbols, map) = Normalizer::new(&config).with_offsets(&text);
        prop_assert_eq!(symbols.len(), map.len());
        let spans: Vec<_> = (0..narrow(map.len())).map(|i| map.symbol(i)).collect();
        for span in &spans {
            prop_assert!(!span.is_empty());
            prop_assert!(text.get(span.range()).is_some(), "{span:?}");
        }
        for pair in spans.windows(2) {
            prop_assert!(pair[0].end <= pair[1].start || pair[0] == pair[1], "{pair:?}");
        }
    }

    #[test]
    fn the_text_of_a_span_normalises_to_the_span(text in text(), config in config(), cut in any::<[prop::sample::Index; 2]>()) {
        let normalizer = Normalizer::new(&config);
        let (symbols, map) = normalizer.with_offsets(&text);
        let cuts = |&at: &u32| in_one_place(&map, at) || (config.words && in_one_run(&symbols, &map, at));
        let mut ends = cut.map(|cut| {
            let first = narrow(cut.index(symbols.len() + 1));
            (first..narrow(symbols.len())).find(|at| !cuts(at)).unwrap_or(narrow(symbols.len()))
        });
        ends.sort_unstable();
        let span: Span<Norm> = Span::new(ends[0], ends[1]);
        let raw = map.to_raw(span);
        prop_assert_eq!(normalizer.symbols(&text[raw.range()]), &symbols[span.range()]);
        if !span.is_empty() {
            prop_assert_eq!(map.to_norm(raw), span);
        }
    }

    #[test]
    fn code_point_positions_are_those_of_a_count(text in text(), repeats in 1_usize..40, cut in any::<[prop::sample::Index; 2]>()) {
        let text = text.repeat(repeats);
        let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let mut chosen = cut.map(|cut| cut.index(bounds.len()));
        chosen.sort_unstable();
        let raw = Span::new(narrow(bounds[chosen[0]]), narrow(bounds[chosen[1]]));
        prop_assert_eq!(CharIndex::new(&text).to_chars(raw), Span::new(narrow(chosen[0]), narrow(chosen[1])));
    }

    #[test]
    fn what_stands_between_ideographs_changes_nothing(
        ideographs in prop::collection::vec("[\u{4E00}-\u{9FA5}]", 1..30),
        between in prop::collection::vec("[ \n\t\u{3000}，。：；“”《》、…!?%\u{200B}\u{FEFF}-]{0,3}", 30),
    ) {
        let noisy: String = ideographs.iter().zip(&between).flat_map(|(c, noise)| [c.as_str(), noise.as_str()]).collect();
        prop_assert_eq!(symbols(&noisy), symbols(&ideographs.concat()));
    }

    #[test]
    fn conversion_of_the_script_changes_nothing(text in text(), turn in any::<prop::sample::Index>()) {
        let converted: String = text.chars().map(|c| converted(c, turn)).collect();
        prop_assert_eq!(symbols(&converted), symbols(&text));
    }

    #[test]
    fn width_changes_nothing(text in "([!-~]|[\u{4E00}-\u{4E20}]| ){0,40}") {
        let wide = |c: char| if c.is_ascii_alphanumeric() { char::from_u32(u32::from(c) + 0xFEE0).unwrap() } else { c };
        let wide: String = text.chars().map(wide).collect();
        let no_pinyin = Normalizer::new(&NormalizeConfig { pinyin: false, ..NormalizeConfig::default() });
        prop_assert_eq!(no_pinyin.symbols(&wide), no_pinyin.symbols(&text));
    }
}

/// Another member of the character's class, or itself.
fn converted(c: char, turn: prop::sample::Index) -> char {
    let classes = include_str!("../../src/normalize/tables/classes.txt");
    let class = classes.lines().find(|class| class.contains(c));
    class.map_or(c, |class| {
        let members: Vec<char> = class.chars().collect();
        members[turn.index(members.len())]
    })
}

#[test]
fn equal_symbols_need_an_equal_text_but_for_what_is_folded() {
    let texts = ["甲乙丙", "甲丙乙", "甲乙", "report 甲", "reports 甲", "1 2", "12 3"];
    let distinct: BTreeSet<Vec<Symbol>> = texts.iter().map(|text| symbols(text)).collect();
    assert_eq!(distinct.len(), texts.len());
}
