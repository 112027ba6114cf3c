//! Parquet in and out: the same values and the same schema, but for the text.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowDictionaryKeyType, Int8Type, Int32Type, Int64Type, UInt16Type};
use arrow_array::{
    Array, ArrayRef, DictionaryArray, Int64Array, LargeStringArray, RecordBatch, StringArray, StringViewArray,
    StructArray,
};
use arrow_schema::{DataType, Field, Fields, Schema};
use arrow_select::concat::concat_batches;
use arrow_select::take::take;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{BrotliLevel, Compression, GzipLevel, ZstdLevel};
use parquet::file::properties::WriterProperties;
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;

use crate::cli::{TEXTS, dittograph, of_type, records, scan, zip};

const SHARED: &str = "县委、县政府聚焦产业兴旺、生态宜居、乡风文明、治理有效、生活富裕，整合涉农资金一亿二千万元，新建高标准农田三万亩。";

/// Five thousand rows in groups of two thousand; the text at `meta.text` of two of them holds the same passage, one is null.
fn rows(repeated: bool) -> RecordBatch {
    let text = |n: i64| match n {
        7 => None,
        20 | 3000 if repeated => Some(format!("{}{SHARED}", TEXTS[usize::try_from(n % 3).unwrap()])),
        _ => Some(format!("第{n}号")),
    };
    let texts: ArrayRef = Arc::new((0..5000).map(text).collect::<LargeStringArray>());
    let notes: ArrayRef =
        Arc::new((0..5000).map(|n| (n % 3 > 0).then(|| format!("注{n}"))).collect::<StringViewArray>());
    let fields =
        Fields::from(vec![Field::new("note", DataType::Utf8View, true), Field::new("text", DataType::LargeUtf8, true)]);
    let meta: ArrayRef = Arc::new(StructArray::new(fields, vec![notes, texts], None));
    let ids: ArrayRef = Arc::new((0..5000).map(|n| Some(10_000 + n)).collect::<Int64Array>());
    RecordBatch::try_from_iter([("id", ids), ("meta", meta)]).unwrap()
}

pub(crate) fn write(path: &Path, rows: &RecordBatch) {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(2000))
        .build();
    write_as(path, rows, properties);
}

fn write_as(path: &Path, rows: &RecordBatch, properties: WriterProperties) {
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), rows.schema(), Some(properties)).unwrap();
    writer.write(rows).unwrap();
    writer.close().unwrap();
}

fn read(path: &Path) -> RecordBatch {
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    let schema = builder.schema().clone();
    let batches: Vec<RecordBatch> = builder.build().unwrap().collect::<Result<_, _>>().unwrap();
    concat_batches(&schema, &batches).unwrap()
}

const ARGS: [&str; 2] = ["--text-field", "meta.text"];

#[test]
fn what_has_nothing_to_remove_keeps_values_schema_and_packing() {
    let folder = tempfile::tempdir().unwrap();
    let (input, clean) = (folder.path().join("a.parquet"), folder.path().join("clean"));
    let rows = rows(false);
    write(&input, &rows);
    let assert = dittograph().arg("dedup").arg(&input).arg("-o").arg(&clean).args(ARGS).assert();
    assert.code(1).stderr(contains(":8: left out: its field `meta.text` is null"));
    let path = clean.join("a.parquet");
    assert_eq!(read(&path), rows);
    let metadata = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap().metadata().clone();
    assert_eq!(metadata.num_row_groups(), 3);
    assert!(matches!(metadata.row_group(0).column(0).compression(), Compression::ZSTD(_)));
}

#[test]
fn only_the_text_changes_and_columns_are_added() {
    let folder = tempfile::tempdir().unwrap();
    let (input, clean) = (folder.path().join("a.parquet"), folder.path().join("clean"));
    let rows = rows(true);
    write(&input, &rows);
    dittograph().arg("dedup").arg(&input).arg("-o").arg(&clean).args(ARGS).arg("--counts").assert().code(1);
    let cleaned = read(&clean.join("a.parquet"));
    assert_eq!(cleaned.num_rows(), 5000);
    assert_eq!(cleaned.column(0), rows.column(0));
    let (old, new) = (rows.column(1).as_struct(), cleaned.column(1).as_struct());
    assert_eq!(old.column(0), new.column(0));
    let (old, new) = (old.column(1).as_string::<i64>(), new.column(1).as_string::<i64>());
    let changed: Vec<usize> = (0..5000).filter(|&n| n != 7 && old.value(n) != new.value(n)).collect();
    assert_eq!(changed, [3000]);
    assert!(!new.value(3000).contains("生态宜居") && new.value(20).contains(SHARED));
    assert_eq!(cleaned.schema().field(2).name(), "dittograph_removed");
    let counts = cleaned.column(2).as_string::<i32>();
    assert!(counts.value(3000).contains("\":5") && counts.value(20) == "{}", "{}", counts.value(3000));
}

#[test]
fn emptied_rows_can_be_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let (input, clean) = (folder.path().join("a.parquet"), folder.path().join("clean"));
    let texts: ArrayRef = Arc::new(StringArray::from(vec![SHARED, "另一篇", SHARED]));
    let ids: ArrayRef = Arc::new(Int64Array::from(vec![1, 2, 3]));
    write(&input, &RecordBatch::try_from_iter([("id", ids), ("text", texts)]).unwrap());
    dittograph().arg("dedup").arg(&input).arg("-o").arg(&clean).args(["--empty", "drop"]).assert().code(0);
    let cleaned = read(&clean.join("a.parquet"));
    assert_eq!(cleaned.column(0).as_primitive::<Int64Type>().values().to_vec(), [1, 2]);
}

#[test]
fn parquet_is_read_from_a_pipe_and_packed() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("a.parquet");
    write(&input, &rows(false));
    let bytes = fs::read(&input).unwrap();
    let run = dittograph().args(["check", "-", "--json"]).args(ARGS).write_stdin(bytes.clone()).assert().code(1);
    run.stdout(contains("\"documents\":4999"));
    fs::remove_file(&input).unwrap();
    fs::write(folder.path().join("b.parquet.gz"), zip(&bytes)).unwrap();
    let clean = tempfile::tempdir().unwrap();
    dittograph().arg("dedup").arg(folder.path()).arg("-o").arg(clean.path()).args(ARGS).assert().code(1);
    assert_eq!(fs::read(clean.path().join("b.parquet.gz")).unwrap()[..2], [0x1F, 0x8B]);
}

#[test]
fn every_packing_is_read_and_kept_column_by_column() {
    let codecs = [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(GzipLevel::default()),
        Compression::BROTLI(BrotliLevel::default()),
        Compression::LZ4,
        Compression::LZ4_RAW,
        Compression::ZSTD(ZstdLevel::default()),
    ];
    for codec in codecs {
        let folder = tempfile::tempdir().unwrap();
        let (input, clean) = (folder.path().join("a.parquet"), folder.path().join("clean"));
        let texts = [format!("{}{SHARED}", TEXTS[0]), format!("{}{SHARED}", TEXTS[1])];
        let texts: ArrayRef = Arc::new(StringArray::from_iter_values(texts.iter()));
        let notes: ArrayRef = Arc::new(StringArray::from(vec!["注", "注"]));
        let rows = RecordBatch::try_from_iter([("note", notes), ("text", texts)]).unwrap();
        let properties = WriterProperties::builder()
            .set_column_compression("text".into(), codec)
            .set_column_compression("note".into(), Compression::SNAPPY)
            .build();
        write_as(&input, &rows, properties);
        dittograph().arg("dedup").arg(&input).arg("-o").arg(&clean).assert().code(0);
        let cleaned = read(&clean.join("a.parquet"));
        assert_eq!((cleaned.schema(), cleaned.column(0)), (rows.schema(), rows.column(0)));
        let cleaned = cleaned.column(1).as_string::<i32>();
        assert!(cleaned.value(0).contains(SHARED) && !cleaned.value(1).contains("生态宜居"), "{codec}");
        let file = ParquetRecordBatchReaderBuilder::try_new(File::open(clean.join("a.parquet")).unwrap()).unwrap();
        let group = file.metadata().row_group(0);
        assert_eq!([0, 1].map(|column| group.column(column).compression()), [Compression::SNAPPY, codec]);
    }
}

#[test]
fn a_packing_that_can_not_be_read_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("a.parquet");
    let texts: ArrayRef = Arc::new(StringArray::from(vec!["一"]));
    let plain = WriterProperties::builder().set_compression(Compression::UNCOMPRESSED).build();
    write_as(&input, &RecordBatch::try_from_iter([("text", texts)]).unwrap(), plain);
    // No program at hand packs by LZO: its number takes the place of that of no packing, behind the column's name.
    let mut bytes = fs::read(&input).unwrap();
    let place = bytes.windows(9).position(|bytes| bytes == b"\x19\x18\x04text\x15\x00").unwrap() + 8;
    bytes[place] = 6;
    fs::write(&input, bytes).unwrap();
    let assert = dittograph().arg("scan").arg(&input).assert().code(2);
    assert.stderr(contains("columns of it are packed by LZO, which can't be read; write it anew with zstd or snappy"));
}

/// Rows whose text and id are numbers in dictionaries of strings.
fn dictionaries<K: ArrowDictionaryKeyType>(values: &dyn Fn(Vec<Option<&str>>) -> ArrayRef) -> RecordBatch {
    let made = |texts: &[Option<String>]| -> ArrayRef {
        let mut of: StringDictionaryBuilder<K> = StringDictionaryBuilder::new();
        of.extend(texts.iter().map(|text| text.as_deref()));
        let of = of.finish();
        let words = of.values().as_string::<i32>().iter().collect();
        Arc::new(DictionaryArray::<K>::try_new(of.keys().clone(), values(words)).unwrap())
    };
    let text = |head: &str| Some(format!("{head}{SHARED}"));
    let texts = [text(TEXTS[0]), Some("另一篇".into()), None, Some("另一篇".into()), text(TEXTS[1])];
    let ids = ["a", "b", "c", "d", "e"].map(|id| Some(id.to_owned()));
    let columns = [made(&ids), made(&texts)];
    let fields =
        ["id", "text"].iter().zip(&columns).map(|(name, column)| Field::new(*name, column.data_type().clone(), true));
    RecordBatch::try_new(Arc::new(Schema::new(fields.collect::<Vec<_>>())), columns.to_vec()).unwrap()
}

#[test]
fn dictionaries_of_strings_are_texts_and_stay_dictionaries() {
    let short = |words: Vec<Option<&str>>| -> ArrayRef { Arc::new(StringArray::from(words)) };
    let long = |words: Vec<Option<&str>>| -> ArrayRef { Arc::new(LargeStringArray::from(words)) };
    for rows in [dictionaries::<Int32Type>(&short), dictionaries::<Int8Type>(&short), dictionaries::<UInt16Type>(&long)]
    {
        let folder = tempfile::tempdir().unwrap();
        let (input, clean) = (folder.path().join("a.parquet"), folder.path().join("clean"));
        write(&input, &rows);
        let run = dittograph().arg("dedup").arg(&input).arg("-o").arg(&clean).assert().code(1);
        run.stderr(contains(":3: left out: its field `text` is null"));
        let cleaned = read(&clean.join("a.parquet"));
        assert_eq!(cleaned.schema(), rows.schema());
        let words = |rows: &RecordBatch, column: usize| -> Vec<Option<String>> {
            let dictionary = rows.column(column).as_any_dictionary();
            let plain = take(dictionary.values(), dictionary.keys(), None).unwrap();
            let short = plain.as_string_opt::<i32>().map(|texts| texts.iter().map(|t| t.map(str::to_owned)).collect());
            short.unwrap_or_else(|| plain.as_string::<i64>().iter().map(|t| t.map(str::to_owned)).collect())
        };
        assert_eq!(words(&cleaned, 0), words(&rows, 0));
        let (old, new) = (words(&rows, 1), words(&cleaned, 1));
        assert_eq!(old[..4], new[..4]);
        assert!(!new[4].as_ref().unwrap().contains("生态宜居"), "{new:?}");
        let findings = fs::read_to_string(clean.join("findings.jsonl")).unwrap();
        let records = records(&findings);
        let ids: Vec<_> = of_type(&records, "document").iter().map(|record| record["doc"].clone()).collect();
        assert_eq!(ids, ["a", "b", "d", "e"]);
    }
}

#[test]
fn what_can_not_be_used_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("a.parquet");
    write(&input, &rows(false));
    let run = |args: &[&str]| dittograph().arg("scan").arg(&input).args(args).assert().code(2);
    run(&[])
        .stderr(contains("has no column `text`; its columns are `id`, `meta`; name the right one with --text-field"));
    run(&["--text-field", "id"]).stderr(contains("its column `id` is of type Int64, not a string"));
    run(&["--text-field", "meta"])
        .stderr(contains("its column `meta` is of type Struct").and(contains("not a string")));
    let bytes = fs::read(&input).unwrap();
    fs::write(&input, &bytes[..bytes.len() / 2]).unwrap();
    run(&[]).stderr(contains("is not whole Parquet"));
    fs::write(folder.path().join("b.txt"), TEXTS[0]).unwrap();
    assert_eq!(of_type(&scan(folder.path(), 1), "document").len(), 1);
}
