//! Parquet files: batches of rows with the fields of each, and what a file that is written like them needs.
//!
//! Gives out no ids and no warnings, and changes no row.

use std::fs::File;
use std::io::{self, Seek};

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Fields, SchemaRef};
use arrow_select::take::take;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::basic::Compression as Codec;
use parquet::file::metadata::{KeyValue, ParquetMetaData, RowGroupMetaData};
use parquet::schema::types::ColumnPath;

use super::jsonl::About;
use super::packing::Stream;
use super::{Document, ReadOptions};

/// Rows of a batch.
const BATCH_ROWS: usize = 1024;
/// The entry in which Arrow keeps its own form of the schema; whoever writes makes it anew.
const ARROW_SCHEMA: &str = "ARROW:schema";

/// What a file that is written like another needs to know of it.
#[derive(Debug, Clone)]
pub(crate) struct TableKind {
    /// Its columns.
    pub(crate) schema: SchemaRef,
    /// How each column is packed.
    pub(crate) codecs: Vec<(ColumnPath, Codec)>,
    /// Rows of its first row group.
    pub(crate) group_rows: usize,
    /// What stands in its footer besides.
    pub(crate) notes: Option<Vec<KeyValue>>,
    /// Where the text is: the column, and the field in it, and the field in that.
    pub(crate) text: Vec<usize>,
}

/// Rows of a file, and the document of each; `None` where a row was left out.
#[derive(Debug)]
pub(crate) struct Batch {
    pub(crate) rows: RecordBatch,
    pub(crate) documents: Vec<Option<Document>>,
}

/// The fields of one row; no text where that is null.
#[derive(Debug, PartialEq)]
pub(super) struct Row {
    pub(super) text: Option<String>,
    pub(super) id: Option<String>,
    pub(super) about: About,
}

/// An open file.
pub(super) struct Table {
    reader: ParquetRecordBatchReader,
    columns: [Option<Vec<usize>>; 5],
    /// Rows before the next batch.
    pub(super) rows: u64,
}

impl Table {
    /// Opens a file. Errors: a sentence if it is no Parquet or has no column of strings for the text.
    pub(super) fn open(file: File, options: &ReadOptions) -> Result<(Self, TableKind), String> {
        let broken = |error: parquet::errors::ParquetError| format!("is not whole Parquet: {error}");
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(broken)?;
        let schema = builder.schema().clone();
        let ReadOptions { text_field, id_field, source_field, date_field, priority_field, .. } = options;
        let names =
            [Some(text_field), Some(id_field), source_field.as_ref(), date_field.as_ref(), priority_field.as_ref()];
        let columns = names.map(|name| name.and_then(|name| find(schema.fields(), name)).map(|(path, _)| path));
        let Some((text, kind)) = find(schema.fields(), text_field) else {
            let all: Vec<_> = schema.fields().iter().map(|field| format!("`{}`", field.name())).collect();
            let all = all.join(", ");
            return Err(format!(
                "has no column `{text_field}`; its columns are {all}; name the right one with --text-field"
            ));
        };
        if !is_string(kind.data_type()) {
            return Err(format!("its column `{text_field}` is of type {}, not a string", kind.data_type()));
        }
        let mut packed = builder.metadata().row_groups().iter().flat_map(RowGroupMetaData::columns);
        if packed.any(|column| column.compression() == Codec::LZO) {
            return Err(
                "columns of it are packed by LZO, which can't be read; write it anew with zstd or snappy".into()
            );
        }
        let kind = table_kind(schema.clone(), builder.metadata(), text);
        let reader = builder.with_batch_size(BATCH_ROWS).build().map_err(broken)?;
        Ok((Self { reader, columns, rows: 0 }, kind))
    }

    /// The next rows; `None` at the end. Errors: why they can't be read.
    pub(super) fn next(&mut self) -> Result<Option<(RecordBatch, Vec<Row>)>, String> {
        let Some(batch) = self.reader.next() else { return Ok(None) };
        let batch = batch.map_err(|error| error.to_string())?;
        let columns = self.columns.each_ref().map(|path| path.as_ref().map(|path| chain(&batch, path)));
        let said = |column: usize, row: usize| columns[column].as_ref().and_then(|chain| word(chain, row));
        let row = |row: usize| Row {
            text: said(0, row),
            id: said(1, row).filter(|id| !id.is_empty()),
            about: About {
                source: said(2, row).filter(|text| !text.is_empty()),
                date: said(3, row).filter(|text| !text.is_empty()),
                priority: columns[4].as_ref().and_then(|chain| number(chain, row)),
            },
        };
        let rows = (0..batch.num_rows()).map(row).collect();
        self.rows += crate::int::wide(batch.num_rows());
        Ok(Some((batch, rows)))
    }
}

/// A file with the bytes of a stream, gone when it is closed: Parquet is read from its end.
pub(super) fn on_disk(mut stream: Stream) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(&mut stream, &mut file)?;
    file.rewind()?;
    Ok(file)
}

fn table_kind(schema: SchemaRef, metadata: &ParquetMetaData, text: Vec<usize>) -> TableKind {
    let group = metadata.row_groups().first();
    let columns = group.map(RowGroupMetaData::columns).unwrap_or_default();
    let notes = metadata.file_metadata().key_value_metadata();
    TableKind {
        codecs: columns.iter().map(|column| (column.column_path().clone(), column.compression())).collect(),
        group_rows: group.and_then(|group| usize::try_from(group.num_rows()).ok()).unwrap_or(0).max(1),
        notes: notes.map(|notes| notes.iter().filter(|note| note.key != ARROW_SCHEMA).cloned().collect()),
        text,
        schema,
    }
}

fn inner(field: &Field) -> Option<&Fields> {
    if let DataType::Struct(fields) = field.data_type() { Some(fields) } else { None }
}

/// The column of a name, or the field of a name with full stops: its place and what it is.
fn find<'f>(fields: &'f Fields, name: &str) -> Option<(Vec<usize>, &'f Field)> {
    if let Some((at, field)) = fields.find(name) {
        return Some((vec![at], field));
    }
    name.match_indices('.').find_map(|(dot, _)| {
        let (at, field) = fields.find(&name[..dot])?;
        let (mut path, found) = find(inner(field)?, &name[dot + 1..])?;
        path.insert(0, at);
        Some((path, found))
    })
}

/// Whether values of a type are strings, each by itself or as a number in a dictionary of strings.
fn is_string(kind: &DataType) -> bool {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Dictionary(_, values) => matches!(**values, DataType::Utf8 | DataType::LargeUtf8),
        _ => false,
    }
}

/// A column of a dictionary as a column of its values; any other as it is.
pub(crate) fn plain(array: &ArrayRef) -> ArrayRef {
    let Some(dictionary) = array.as_any_dictionary_opt() else { return array.clone() };
    // It fails only for keys outside the dictionary, and such a column can't be made.
    take(dictionary.values(), dictionary.keys(), None).unwrap_or_else(|_| array.clone())
}

/// The column and the fields in it that lead to a value.
fn chain(batch: &RecordBatch, path: &[usize]) -> Vec<ArrayRef> {
    let mut chain: Vec<ArrayRef> = vec![batch.column(path[0]).clone()];
    for at in &path[1..] {
        let Some(structure) = chain.last().and_then(|array| array.as_struct_opt()) else { break };
        let field = structure.column(*at).clone();
        chain.push(field);
    }
    if let Some(last) = chain.last_mut() {
        *last = plain(last);
    }
    chain
}

/// The value at the end of a chain; `None` if it or what it is in is null.
fn valid(chain: &[ArrayRef], row: usize) -> Option<&ArrayRef> {
    if chain.iter().any(|array| array.is_null(row)) { None } else { chain.last() }
}

/// A string or a whole number as a word.
fn word(chain: &[ArrayRef], row: usize) -> Option<String> {
    let array = valid(chain, row)?;
    macro_rules! whole {
        ($($kind:ty),*) => {
            $(if let Some(numbers) = array.as_primitive_opt::<$kind>() { return Some(numbers.value(row).to_string()); })*
        };
    }
    whole!(Int64Type, Int32Type, UInt64Type, UInt32Type, Int16Type, UInt16Type, Int8Type);
    string(array, row).map(str::to_owned)
}

/// A string.
pub(crate) fn string(array: &ArrayRef, row: usize) -> Option<&str> {
    if array.is_null(row) {
        return None;
    }
    if let Some(texts) = array.as_string_opt::<i32>() {
        return Some(texts.value(row));
    }
    if let Some(texts) = array.as_string_opt::<i64>() {
        return Some(texts.value(row));
    }
    array.as_string_view_opt().map(|texts| texts.value(row))
}

/// A finite number.
fn number(chain: &[ArrayRef], row: usize) -> Option<f64> {
    let array = valid(chain, row)?;
    let float = array.as_primitive_opt::<Float64Type>().map(|numbers| numbers.value(row));
    let short = || array.as_primitive_opt::<Float32Type>().map(|numbers| f64::from(numbers.value(row)));
    let whole = || word(chain, row).and_then(|word| word.parse().ok());
    float.or_else(short).or_else(whole).filter(|number: &f64| number.is_finite())
}
