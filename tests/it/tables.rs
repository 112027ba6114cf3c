//! The tables of the normalisation. One test holds the committed files to their own rules; another, when it is given a
//! folder with the sources (`data/tables/README.md` says which), derives them again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

const CLASSES: &str = include_str!("../../src/normalize/tables/classes.txt");
const RADICALS: &str = include_str!("../../src/normalize/tables/radicals.txt");
const READINGS: &str = include_str!("../../src/normalize/tables/readings.txt");
const ALIKE: &str = include_str!("../../src/normalize/tables/alike.txt");

/// Variants that are met in reports and that the source tables lack.
const FURTHER_PAIRS: [(char, char); 1] = [('囯', '国')];
/// Characters that scanners mix up and that neither share a phonetic component nor a keyboard code.
const FURTHER_ALIKE: [&str; 22] = [
    "己已巳",
    "人入八",
    "土士工",
    "干千于",
    "大太犬",
    "天夭无",
    "刀刁力",
    "戊戌戍戎",
    "免兔",
    "鸟乌",
    "拨拔",
    "今令",
    "贝见",
    "风凤",
    "厂广",
    "午牛",
    "白自",
    "王玉主",
    "甲申由田",
    "问间",
    "折析拆",
    "候侯",
];
/// Fields of Unihan that hold readings of Mandarin.
const READING_FIELDS: [&str; 5] = ["kMandarin", "kHanyuPinyin", "kXHC1983", "kHanyuPinlu", "kTGHZ2013"];

#[test]
fn classes_are_disjoint_small_and_sorted() {
    let mut members = BTreeSet::new();
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    for class in CLASSES.lines() {
        let chars: Vec<char> = class.chars().collect();
        assert!(chars.iter().all(|&c| members.insert(c)), "{class}");
        assert_eq!(chars.iter().min_by_key(|&&c| rank(c)), chars.first(), "{class}");
        *sizes.entry(chars.len()).or_default() += 1;
    }
    assert!(CLASSES.lines().is_sorted());
    assert_eq!(sizes.into_iter().collect::<Vec<_>>(), [(2, 3788), (3, 152), (4, 39), (5, 4), (6, 3)]);
}

#[test]
fn characters_that_converters_mix_up_share_a_class_and_others_do_not() {
    for class in ["著着", "於于", "後后", "裏里裡", "爲为為", "衆众眾", "臺台檯颱", "囯国國", "發髮发", "乾幹干"]
    {
        assert!(CLASSES.lines().any(|line| class.chars().all(|c| line.contains(c))), "{class}");
    }
    for pair in ["欠缺", "辨辩", "未末", "已己", "日曰", "入人"] {
        assert!(!CLASSES.lines().any(|line| pair.chars().all(|c| line.contains(c))), "{pair}");
    }
}

#[test]
fn every_radical_has_one_ideograph() {
    let pairs: Vec<Vec<char>> = RADICALS.lines().map(|line| line.chars().collect()).collect();
    assert!(pairs.iter().all(|pair| pair.len() == 2 && !pairs.iter().any(|other| other[0] == pair[1])));
    assert!(pairs.is_sorted() && pairs.windows(2).all(|two| two[0][0] < two[1][0]));
    assert!(pairs.contains(&vec!['⻢', '马']) && pairs.contains(&vec!['⼈', '人']));
}

#[test]
fn readings_are_sorted_and_hold_the_class_names() {
    let names: BTreeMap<char, char> = named(CLASSES);
    let lines: Vec<(&str, &str)> = READINGS.lines().filter_map(|line| line.split_once('\t')).collect();
    assert_eq!(lines.len(), READINGS.lines().count());
    assert!(lines.windows(2).all(|two| two[0].0 < two[1].0));
    for (syllable, chars) in &lines {
        assert!(syllable.len() <= 7 && syllable.bytes().all(|byte| byte.is_ascii_lowercase()), "{syllable}");
        assert!(chars.chars().is_sorted_by(|one, other| one < other), "{syllable}");
        assert!(chars.chars().all(|c| names.get(&c).is_none_or(|&name| name == c)), "{syllable}");
    }
    for (c, syllable) in [('協', "xie"), ('發', "fa"), ('聯', "lian"), ('綠', "lv"), ('行', "hang"), ('行', "xing")]
    {
        let name = names.get(&c).copied().unwrap_or(c);
        assert!(lines.iter().any(|(one, chars)| *one == syllable && chars.contains(name)), "{c} {syllable}");
    }
}

#[test]
fn groups_of_alike_characters_are_sorted_and_hold_the_class_names() {
    let names = named(CLASSES);
    assert!(ALIKE.lines().is_sorted_by(|one, other| one < other));
    for group in ALIKE.lines() {
        assert!(group.chars().count() > 1 && group.chars().is_sorted_by(|one, other| one < other), "{group}");
        assert!(group.chars().all(|c| names.get(&c).is_none_or(|&name| name == c)), "{group}");
    }
    for pair in ["未末", "己已", "日曰"] {
        assert!(ALIKE.lines().any(|group| pair.chars().all(|c| group.contains(c))), "{pair}");
    }
}

#[test]
fn tables_are_what_their_sources_give() {
    let Some(folder) = std::env::var_os("DITTOGRAPH_TABLES").map(PathBuf::from) else {
        println!("skipped: DITTOGRAPH_TABLES names no folder with the sources");
        return;
    };
    let classes = classes(&folder);
    let derived = [
        ("classes.txt", classes.clone(), CLASSES),
        ("radicals.txt", radicals(&folder), RADICALS),
        ("readings.txt", readings(&folder, &named(&classes)), READINGS),
        ("alike.txt", alike(&folder, &named(&classes)), ALIKE),
    ];
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/normalize/tables");
    let mut differing = Vec::new();
    for (name, derived, committed) in derived {
        if derived != committed {
            fs::write(target.join(name), derived).unwrap();
            differing.push(name);
        }
    }
    assert!(differing.is_empty(), "written anew, look at the difference and commit it: {differing:?}");
}

/// Order in which the members of a class come to name it: common ideographs first, then by code point.
fn rank(c: char) -> (bool, char) {
    (!('\u{4E00}'..='\u{9FFF}').contains(&c), c)
}

/// The name of each member of each class.
fn named(classes: &str) -> BTreeMap<char, char> {
    classes.lines().flat_map(|line| line.chars().map(move |c| (c, line.chars().next().unwrap()))).collect()
}

fn source(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Joins every pair of the character tables, in whatever direction it is written.
fn classes(folder: &Path) -> String {
    let mut class_of: BTreeMap<char, BTreeSet<char>> = BTreeMap::new();
    let mut join = |one: char, other: char| {
        let mut joined = BTreeSet::from([one, other]);
        for c in [one, other] {
            joined.extend(class_of.get(&c).into_iter().flatten());
        }
        for &c in &joined {
            class_of.insert(c, joined.clone());
        }
    };
    for name in ["STCharacters.txt", "TSCharacters.txt", "HKVariants.txt", "TWVariants.txt"] {
        for line in source(folder, name).lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            let (from, to) = line.split_once('\t').unwrap();
            for to in to.split([' ', '\t']) {
                join(single(from), single(to));
            }
        }
    }
    for (one, other) in FURTHER_PAIRS {
        join(one, other);
    }
    let lines: BTreeSet<String> = class_of.into_values().filter(|class| class.len() > 1).map(line).collect();
    lines.into_iter().map(|line| line + "\n").collect()
}

/// A class as a line: its name, then the others.
fn line(class: BTreeSet<char>) -> String {
    let name = class.iter().copied().min_by_key(|&c| rank(c));
    name.into_iter().chain(class.into_iter().filter(|&c| Some(c) != name)).collect()
}

fn single(text: &str) -> char {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => c,
        _ => panic!("not one character: {text:?}"),
    }
}

fn radicals(folder: &Path) -> String {
    let code = |hex: &str| char::from_u32(u32::from_str_radix(hex.trim(), 16).unwrap()).unwrap();
    let mut pairs = BTreeMap::new();
    for line in source(folder, "EquivalentUnifiedIdeograph.txt").lines() {
        let Some((from, to)) = line.split('#').next().and_then(|line| line.split_once(';')) else { continue };
        let (first, last) = from.split_once("..").unwrap_or((from, from));
        pairs.extend((code(first)..=code(last)).map(|c| (c, code(to))));
    }
    pairs.into_iter().flat_map(|(from, to)| [from, to, '\n']).collect()
}

fn readings(folder: &Path, names: &BTreeMap<char, char>) -> String {
    let mut of: BTreeMap<String, BTreeSet<char>> = BTreeMap::new();
    for line in source(folder, "Unihan_Readings.txt").lines() {
        let [code, field, value] = line.split('\t').collect::<Vec<_>>()[..] else { continue };
        let c = code.strip_prefix("U+").and_then(|hex| char::from_u32(u32::from_str_radix(hex, 16).ok()?));
        let Some(c) = c.filter(|c| matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}')) else { continue };
        if READING_FIELDS.contains(&field) {
            for reading in value.split_whitespace().flat_map(|entry| entry.rsplit(':').next().unwrap().split(',')) {
                of.entry(toneless(reading)).or_default().insert(names.get(&c).copied().unwrap_or(c));
            }
        }
    }
    let lines = of.into_iter().map(|(syllable, chars)| syllable + "\t" + &String::from_iter(chars) + "\n");
    lines.collect()
}

/// Groups of characters with a common phonetic component, of those typed with the same parts, and further ones.
fn alike(folder: &Path, names: &BTreeMap<char, char>) -> String {
    let name = |c: char| names.get(&c).copied().unwrap_or(c);
    let mut groups: BTreeMap<String, BTreeSet<char>> = BTreeMap::new();
    for line in source(folder, "Unihan_DictionaryLikeData.txt").lines() {
        let [code, field, value] = line.split('\t').collect::<Vec<_>>()[..] else { continue };
        let c = code.strip_prefix("U+").and_then(|hex| char::from_u32(u32::from_str_radix(hex, 16).ok()?));
        let Some(c) = c.filter(|c| ('\u{4E00}'..='\u{9FFF}').contains(c)) else { continue };
        let keys: Vec<String> = match field {
            "kPhonetic" => {
                value.split_whitespace().map(|number| number.trim_matches(|c: char| !c.is_numeric()).into()).collect()
            }
            "kCangjie" => {
                let mut parts: Vec<char> = value.chars().collect();
                parts.sort_unstable();
                vec![String::from_iter(parts)]
            }
            _ => Vec::new(),
        };
        for key in keys {
            groups.entry(key).or_default().insert(name(c));
        }
    }
    let further = FURTHER_ALIKE.iter().map(|group| group.chars().map(name).collect());
    let lines: BTreeSet<String> = groups
        .into_values()
        .chain(further)
        .filter(|group: &BTreeSet<char>| group.len() > 1)
        .map(String::from_iter)
        .collect();
    lines.into_iter().map(|line| line + "\n").collect()
}

/// A reading without its count in brackets and its tone, ü as v.
fn toneless(reading: &str) -> String {
    let reading = reading.split('(').next().unwrap_or(reading);
    let bare: String = reading.nfd().filter(|c| !matches!(c, '\u{300}'..='\u{304}' | '\u{30C}')).collect();
    bare.replace("u\u{308}", "v")
}
