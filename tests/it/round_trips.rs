//! Every format in every packing and encoding: with nothing to remove a file comes out as it came in, byte for byte when it is
//! unpacked; with removals the text that stays and the marked text together are the text that came in.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use dittograph::read::{FileSource, Item, ReadOptions, Source};
use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, SHIFT_JIS, UTF_8};

use crate::cli::{dittograph, of_type, records, unzip, zip};

/// Own passages of two documents and one that both have.
type Passages = [&'static str; 3];

const CHINESE: Passages = [
    "去年以来，城区改造老旧小区四十六个，惠及居民九千余户，群众满意度明显提升。",
    "教育方面，新增幼儿园学位一千二百个，消除大班额工作基本完成，职业学校招生创历史新高。",
    "县委、县政府聚焦产业兴旺、生态宜居、乡风文明、治理有效、生活富裕，整合涉农资金一亿二千万元，新建高标准农田三万亩。",
];
const TRADITIONAL: Passages = [
    "衛生院添置彩超兩臺，巡迴醫療車每週進山一趟，慢性病隨訪不再靠電話應付。",
    "林場職工分三班巡山，枯枝清出防火線十七公里，瞭望塔換上了紅外相機。",
    "縣府聚焦產業興旺、鄉風文明、生活富裕，整合涉農資金一億二千萬元，新建高標準農田三萬畝，改造水渠六十公里。",
];
const JAPANESE: Passages = [
    "市立病院は夜間の救急受け入れを再開し、待ち時間は平均で二十分ほど短くなった。",
    "小学校の給食には地元の野菜が使われ、残食の量は前の年の半分まで減った。",
    "町役場は河川の改修と避難所の整備に三億円を投じ、冬までに堤防のかさ上げを終える計画を住民に説明した。",
];
const KOREAN: Passages = [
    "군립 도서관은 주말 운영 시간을 두 시간 늘렸고 이용자는 지난해보다 삼 할 많아졌다.",
    "농촌 버스 노선이 네 개 새로 생겨 장날에 오가는 시간이 절반으로 줄었다.",
    "군청은 저수지 보강과 대피소 정비에 삼백억 원을 들여 겨울이 오기 전에 둑을 높이는 공사를 마치겠다고 주민에게 설명하였다.",
];

/// How a text becomes bytes.
struct Coding {
    name: &'static str,
    passages: Passages,
    code: fn(&str) -> Vec<u8>,
}

fn units(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect()
}

fn coded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    let (bytes, _, lossy) = encoding.encode(text);
    assert!(!lossy, "{} can't say {text}", encoding.name());
    bytes.into_owned()
}

const CODINGS: [Coding; 9] = [
    Coding { name: "utf-8", passages: CHINESE, code: |text| coded(text, UTF_8) },
    Coding { name: "utf-8 with a mark", passages: CHINESE, code: |text| coded(&format!("\u{FEFF}{text}"), UTF_8) },
    Coding { name: "utf-16le", passages: CHINESE, code: |text| units(text, u16::to_le_bytes) },
    Coding { name: "utf-16be", passages: CHINESE, code: |text| units(text, u16::to_be_bytes) },
    Coding { name: "gb18030", passages: CHINESE, code: |text| coded(text, GB18030) },
    Coding { name: "big5", passages: TRADITIONAL, code: |text| coded(text, BIG5) },
    Coding { name: "shift_jis", passages: JAPANESE, code: |text| coded(text, SHIFT_JIS) },
    Coding { name: "euc-jp", passages: JAPANESE, code: |text| coded(text, EUC_JP) },
    Coding { name: "euc-kr", passages: KOREAN, code: |text| coded(text, EUC_KR) },
];

const FORMATS: [&str; 5] = ["txt", "jsonl", "json", "csv", "tsv"];
const PACKINGS: [&str; 5] = ["", ".gz", ".zst", ".bz2", ".xz"];

/// A file of a format with two documents called after it; a text has one.
fn file(format: &str, name: &str, [first, second, shared]: Passages) -> String {
    let texts = [format!("{name}。{first}\n{shared}"), format!("{shared}\n{second}{name}。")];
    let cells = |delimiter: &str| {
        let row = |n: usize, text: &str| format!("{name}-{n}{delimiter}\"{text}\"{delimiter}1.50\r\n");
        format!("id{delimiter}text{delimiter}n\r\n{}{}", row(1, &texts[0]), row(2, &texts[1]))
    };
    let object = |n: usize| {
        let text = texts[n - 1].replace('\n', "\\n");
        format!("{{\"n\" : 1.50, \"text\":\"{text}\",\"id\":\"{name}-{n}\", \"z\":[ ]}}")
    };
    match format {
        "txt" => texts[0].clone(),
        "jsonl" => format!("{}\r\n\n{}", object(1), object(2)),
        "json" => format!("[ {},\n  {}\n]\n", object(1), object(2)),
        "csv" => cells(","),
        _ => cells("\t"),
    }
}

fn packed(packing: &str, bytes: &[u8]) -> Vec<u8> {
    match packing {
        ".gz" => zip(bytes),
        ".zst" => zstd::encode_all(bytes, 1).unwrap(),
        ".bz2" => {
            let mut packer = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
            packer.write_all(bytes).unwrap();
            packer.finish().unwrap()
        }
        ".xz" => liblzma::encode_all(bytes, 1).unwrap(),
        _ => bytes.to_vec(),
    }
}

fn unpacked(path: &Path) -> Vec<u8> {
    let bytes = fs::read(path).unwrap();
    match path.extension().unwrap().to_str().unwrap() {
        "gz" => unzip(path),
        "zst" => zstd::decode_all(&bytes[..]).unwrap(),
        "bz2" => {
            let mut text = Vec::new();
            bzip2::read::BzDecoder::new(&bytes[..]).read_to_end(&mut text).unwrap();
            text
        }
        "xz" => liblzma::decode_all(&bytes[..]).unwrap(),
        _ => bytes,
    }
}

/// The names of all files of a coding, and the folder with them.
fn corpus(folder: &Path, coding: &Coding) -> (PathBuf, Vec<String>) {
    let input = folder.join("in");
    fs::create_dir(&input).unwrap();
    let mut names = Vec::new();
    for format in FORMATS {
        for packing in PACKINGS {
            let name = format!("{}{format}.{format}{packing}", packing.trim_start_matches('.'));
            let bytes = (coding.code)(&file(format, &name, coding.passages));
            fs::write(input.join(&name), packed(packing, &bytes)).unwrap();
            names.push(name);
        }
    }
    (input, names)
}

fn dedup(input: &Path, out: &Path, coding: &Coding, args: &[&str]) {
    let mut command = dittograph();
    command.arg("dedup").arg(input).arg("-o").arg(out).args(args);
    if !coding.name.starts_with("utf") {
        command.args(["--encoding", coding.name]);
    }
    command.assert().code(0);
}

/// The texts of files by id.
fn texts(folder: &Path, names: &[String], coding: &Coding) -> BTreeMap<String, String> {
    let inputs: Vec<PathBuf> = names.iter().map(|name| folder.join(name)).collect();
    let encoding = (!coding.name.starts_with("utf")).then(|| coding.name.to_owned());
    let mut source = FileSource::open(&inputs, ReadOptions { encoding, ..ReadOptions::default() }).unwrap();
    let mut texts = BTreeMap::new();
    while let Some(item) = source.next_item().unwrap() {
        match item {
            Item::Document(document) => assert!(texts.insert(document.id, document.text).is_none()),
            Item::Warning(warning) => panic!("{}: {warning:?}", coding.name),
        }
    }
    texts
}

#[test]
fn what_stays_is_the_same_bytes() {
    for coding in &CODINGS {
        let folder = tempfile::tempdir().unwrap();
        let (input, names) = corpus(folder.path(), coding);
        let out = folder.path().join("out");
        dedup(&input, &out, coding, &["--action", "keep", "--near-duplicates", "keep"]);
        for name in &names {
            let (before, after) = (unpacked(&input.join(name)), unpacked(&out.join(name)));
            assert!(before == after, "{} in {}", name, coding.name);
            if name.matches('.').count() == 1 {
                assert_eq!(fs::read(input.join(name)).unwrap(), fs::read(out.join(name)).unwrap());
            }
        }
    }
}

#[test]
fn what_stays_and_what_goes_are_what_came() {
    for coding in &CODINGS {
        let folder = tempfile::tempdir().unwrap();
        let (input, names) = corpus(folder.path(), coding);
        let out = folder.path().join("out");
        dedup(&input, &out, coding, &["--near-duplicates", "keep"]);
        let (before, after) = (texts(&input, &names, coding), texts(&out, &names, coding));
        assert_eq!(before.len(), 45, "five texts and forty records");
        let findings = records(&fs::read_to_string(out.join("findings.jsonl")).unwrap());
        let at = |mark: &serde_json::Value, name: &str| usize::try_from(mark[name].as_u64().unwrap()).unwrap();
        let mut removed = BTreeMap::<&str, Vec<(usize, usize)>>::new();
        for mark in of_type(&findings, "mark") {
            let span = (at(mark, "start_byte"), at(mark, "end_byte"));
            removed.entry(mark["doc"].as_str().unwrap()).or_default().push(span);
        }
        assert!(removed.len() > 40, "{}: only {} documents lose something", coding.name, removed.len());
        for (id, text) in &before {
            let (mut kept, mut from) = (String::new(), 0);
            for &(start, end) in removed.get(id.as_str()).into_iter().flatten() {
                kept.push_str(&text[from..start]);
                from = end;
            }
            kept.push_str(&text[from..]);
            assert_eq!(after.get(id), Some(&kept), "{id} in {}", coding.name);
        }
        // What is no text is as it was: the same files with both texts taken out.
        let bare = |folder: &Path, name: &str, texts: &BTreeMap<String, String>| {
            let all = unpacked(&folder.join(name));
            let document = |n: usize| texts.get(&format!("{name}-{n}")).map_or(0, |text| (coding.code)(text).len());
            (all.len(), document(1) + document(2))
        };
        for name in names.iter().filter(|name| !name.contains("txt")) {
            let (whole, part) = (bare(&input, name, &before), bare(&out, name, &after));
            assert_eq!(
                whole.0 - part.0,
                whole.1 - part.1 + escaped(&before, &after, name, coding),
                "{name} in {}",
                coding.name
            );
        }
    }
}

/// Bytes that only the escapes of line breaks in JSON take, of those that went.
fn escaped(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>, name: &str, coding: &Coding) -> usize {
    if !name.contains("json") {
        return 0;
    }
    let breaks = |texts: &BTreeMap<String, String>| -> usize {
        (1..=2).map(|n| texts[&format!("{name}-{n}")].matches('\n').count()).sum()
    };
    let unit = if coding.name.starts_with("utf-16") { 2 } else { 1 };
    (breaks(before) - breaks(after)) * unit
}
