//! A Parquet file written like the one that was read: the same columns with the same values but for the text's, and columns for
//! what is added.

use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::builder::BooleanBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowDictionaryKeyType, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{
    Array, ArrayRef, DictionaryArray, LargeStringArray, PrimitiveArray, RecordBatch, StringArray, StringViewArray,
    StructArray,
};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use arrow_select::filter::filter_record_batch;
use parquet::arrow::ArrowWriter;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use crate::read::{TableKind, plain, string};

/// A file under way.
pub(super) struct TableFile<W: Write + Send> {
    writer: ArrowWriter<W>,
    kind: TableKind,
    schema: SchemaRef,
}

/// What becomes of one row.
pub(super) struct NewRow {
    /// Its text, if that is changed.
    pub(super) text: Option<String>,
    /// The values of the added columns.
    pub(super) added: Vec<Option<String>>,
    /// Whether it is written.
    pub(super) kept: bool,
}

impl<W: Write + Send> TableFile<W> {
    /// Begins a file like `kind` with columns `added`. Errors: the system's and the library's.
    pub(super) fn begin(out: W, kind: TableKind, added: &[&str]) -> io::Result<Self> {
        let mut fields: Vec<_> = kind.schema.fields().iter().cloned().collect();
        fields.extend(added.iter().map(|name| Arc::new(Field::new(*name, DataType::Utf8, true))));
        let schema = Arc::new(Schema::new_with_metadata(fields, kind.schema.metadata().clone()));
        let mut properties = WriterProperties::builder();
        if let Some((_, codec)) = kind.codecs.first() {
            // For the columns that are added.
            properties = properties.set_compression(*codec);
        }
        for (column, codec) in &kind.codecs {
            properties = properties.set_column_compression(column.clone(), *codec);
        }
        let properties = properties
            .set_max_row_group_row_count(Some(kind.group_rows))
            .set_key_value_metadata(kind.notes.clone())
            .build();
        let writer = ArrowWriter::try_new(out, schema.clone(), Some(properties)).map_err(said)?;
        Ok(Self { writer, kind, schema })
    }

    /// Writes rows. `news`: one entry a row. Errors: the system's and the library's.
    pub(super) fn write(&mut self, rows: &RecordBatch, news: &[NewRow]) -> io::Result<()> {
        let mut columns = rows.columns().to_vec();
        if news.iter().any(|new| new.text.is_some())
            && let Some(column) = self.kind.text.first()
        {
            columns[*column] = replaced(&columns[*column], &self.kind.text[1..], news).map_err(io::Error::other)?;
        }
        for number in 0..self.schema.fields().len() - rows.num_columns() {
            let values: StringArray = news.iter().map(|new| new.added.get(number).cloned().flatten()).collect();
            columns.push(Arc::new(values));
        }
        let batch = RecordBatch::try_new(self.schema.clone(), columns).map_err(io::Error::other)?;
        let batch = if news.iter().all(|new| new.kept) {
            batch
        } else {
            let mut kept = BooleanBuilder::new();
            for new in news {
                kept.append_value(new.kept);
            }
            filter_record_batch(&batch, &kept.finish()).map_err(io::Error::other)?
        };
        self.writer.write(&batch).map_err(said)
    }

    /// Writes the footer and gives back what was written to. Errors: the system's and the library's.
    pub(super) fn finish(self) -> io::Result<W> {
        self.writer.into_inner().map_err(said)
    }
}

/// What the system said, if that is what went wrong; else what the library says.
fn said(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => error.downcast::<io::Error>().map_or_else(io::Error::other, |error| *error),
        error => io::Error::other(error),
    }
}

/// The column with the texts of the rows that have new ones.
fn replaced(array: &ArrayRef, path: &[usize], news: &[NewRow]) -> Result<ArrayRef, String> {
    if let (Some((at, rest)), Some(structure)) = (path.split_first(), array.as_struct_opt()) {
        let (fields, mut columns, nulls) = structure.clone().into_parts();
        columns[*at] = replaced(&columns[*at], rest, news)?;
        let structure = StructArray::try_new(fields, columns, nulls).map_err(|error| error.to_string())?;
        return Ok(Arc::new(structure));
    }
    let old = plain(array);
    let texts = news.iter().enumerate().map(|(row, new)| new.text.as_deref().or_else(|| string(&old, row)));
    match array.data_type() {
        DataType::Dictionary(key, values) => dictionary(key, values, texts),
        kind => Ok(strings(kind, texts)),
    }
}

/// A column of strings of a type.
fn strings<'t>(kind: &DataType, texts: impl Iterator<Item = Option<&'t str>>) -> ArrayRef {
    match kind {
        DataType::LargeUtf8 => Arc::new(texts.collect::<LargeStringArray>()),
        DataType::Utf8View => Arc::new(texts.collect::<StringViewArray>()),
        _ => Arc::new(texts.collect::<StringArray>()),
    }
}

/// A column of numbers in a dictionary of the different texts.
fn dictionary<'t>(
    key: &DataType,
    values: &DataType,
    texts: impl Iterator<Item = Option<&'t str>>,
) -> Result<ArrayRef, String> {
    let (mut places, mut different) = (HashMap::new(), Vec::new());
    let mut place = |text: &'t str| {
        *places.entry(text).or_insert_with(|| {
            different.push(Some(text));
            different.len() - 1
        })
    };
    let keys: Vec<Option<usize>> = texts.map(|text| text.map(&mut place)).collect();
    let values = strings(values, different.into_iter());
    match key {
        DataType::Int8 => keyed::<Int8Type>(&keys, values),
        DataType::Int16 => keyed::<Int16Type>(&keys, values),
        DataType::Int32 => keyed::<Int32Type>(&keys, values),
        DataType::Int64 => keyed::<Int64Type>(&keys, values),
        DataType::UInt8 => keyed::<UInt8Type>(&keys, values),
        DataType::UInt16 => keyed::<UInt16Type>(&keys, values),
        DataType::UInt32 => keyed::<UInt32Type>(&keys, values),
        _ => keyed::<UInt64Type>(&keys, values),
    }
}

/// The column with keys of one type. Errors: if the type can't count all values.
fn keyed<K: ArrowDictionaryKeyType>(keys: &[Option<usize>], values: ArrayRef) -> Result<ArrayRef, String>
where
    K::Native: TryFrom<usize>,
{
    let key = |key: &Option<usize>| key.map(K::Native::try_from).transpose();
    let keys: Result<PrimitiveArray<K>, _> = keys.iter().map(key).collect();
    let keys = keys
        .map_err(|_| format!("{} texts are too many for a dictionary with keys of {}", values.len(), K::DATA_TYPE))?;
    Ok(Arc::new(DictionaryArray::try_new(keys, values).map_err(|error| error.to_string())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dictionary_holds_every_text_once_or_says_that_it_can_not() {
        let texts: Vec<String> = (0..200).map(|n| format!("第{n}号")).collect();
        let made = |key: DataType, count: usize| {
            let twice = texts[..count].iter().chain(&texts[..count]).map(|text| Some(text.as_str())).chain([None]);
            dictionary(&key, &DataType::Utf8, twice)
        };
        for (key, count) in [(DataType::Int8, 128), (DataType::UInt8, 200), (DataType::Int64, 200)] {
            let array = made(key, count).unwrap();
            assert_eq!(array.as_any_dictionary().values().len(), count);
            assert_eq!((string(&plain(&array), count + 1), string(&plain(&array), 2 * count)), (Some("第1号"), None));
        }
        assert_eq!(made(DataType::Int8, 129).unwrap_err(), "129 texts are too many for a dictionary with keys of Int8");
    }
}
