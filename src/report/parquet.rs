//! A Parquet file written like the one that was read: the same columns with the same values but for the text's, and columns for
//! what is added.

use std::io::Write;
use std::sync::Arc;

use arrow_array::builder::BooleanBuilder;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, LargeStringArray, RecordBatch, StringArray, StringViewArray, StructArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use arrow_select::filter::filter_record_batch;
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;

use crate::read::{TableKind, string};

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
    /// Begins a file like `kind` with columns `added`. Errors: the library's, as a sentence.
    pub(super) fn begin(out: W, kind: TableKind, added: &[&str]) -> Result<Self, String> {
        let mut fields: Vec<_> = kind.schema.fields().iter().cloned().collect();
        fields.extend(added.iter().map(|name| Arc::new(Field::new(*name, DataType::Utf8, true))));
        let schema = Arc::new(Schema::new_with_metadata(fields, kind.schema.metadata().clone()));
        let properties = WriterProperties::builder()
            .set_compression(kind.codec)
            .set_max_row_group_row_count(Some(kind.group_rows))
            .set_key_value_metadata(kind.notes.clone())
            .build();
        let writer = ArrowWriter::try_new(out, schema.clone(), Some(properties)).map_err(|error| error.to_string())?;
        Ok(Self { writer, kind, schema })
    }

    /// Writes rows. `news`: one entry a row. Errors: the library's, as a sentence.
    pub(super) fn write(&mut self, rows: &RecordBatch, news: &[NewRow]) -> Result<(), String> {
        let mut columns = rows.columns().to_vec();
        if news.iter().any(|new| new.text.is_some())
            && let Some(column) = self.kind.text.first()
        {
            columns[*column] = replaced(&columns[*column], &self.kind.text[1..], news)?;
        }
        for number in 0..self.schema.fields().len() - rows.num_columns() {
            let values: StringArray = news.iter().map(|new| new.added.get(number).cloned().flatten()).collect();
            columns.push(Arc::new(values));
        }
        let batch = RecordBatch::try_new(self.schema.clone(), columns).map_err(|error| error.to_string())?;
        let batch = if news.iter().all(|new| new.kept) {
            batch
        } else {
            let mut kept = BooleanBuilder::new();
            for new in news {
                kept.append_value(new.kept);
            }
            filter_record_batch(&batch, &kept.finish()).map_err(|error| error.to_string())?
        };
        self.writer.write(&batch).map_err(|error| error.to_string())
    }

    /// Writes the footer and gives back what was written to. Errors: the library's, as a sentence.
    pub(super) fn finish(self) -> Result<W, String> {
        self.writer.into_inner().map_err(|error| error.to_string())
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
    let texts = news.iter().enumerate().map(|(row, new)| new.text.as_deref().or_else(|| string(array, row)));
    Ok(match array.data_type() {
        DataType::LargeUtf8 => Arc::new(texts.collect::<LargeStringArray>()),
        DataType::Utf8View => Arc::new(texts.collect::<StringViewArray>()),
        _ => Arc::new(texts.collect::<StringArray>()),
    })
}
