"""Cleans Parquet files that pyarrow wrote and lets pyarrow compare them. See README.md beside this file."""

import itertools
import pathlib
import subprocess
import sys
import tempfile

import pyarrow as pa
import pyarrow.parquet as pq

BINARY = pathlib.Path(sys.argv[1]).resolve()
SHARED = "县委、县政府聚焦产业兴旺、生态宜居、乡风文明、治理有效、生活富裕😀，整合涉农资金一亿二千万元，新建高标准农田三万亩。"
CODECS = ["none", "snappy", "gzip", "brotli", "lz4", "zstd"]
TYPES = {
    "string": pa.string(),
    "large_string": pa.large_string(),
    "string_view": pa.string_view(),
    "dictionary": pa.dictionary(pa.int32(), pa.string()),
    "dictionary int8": pa.dictionary(pa.int8(), pa.large_string()),
}


def table(kind, repeated):
    """Rows of many types; the text of two of them holds the same passage if `repeated`."""
    tail = SHARED if repeated else ""
    texts = ["去年以来，城区改造老旧小区四十六个。" + tail, None, "卫生院添置彩超两台。", "新增学位一千二百个。" + tail]
    columns = {
        "id": pa.array([10, 11, 12, 13], pa.int64()),
        "score": pa.array([1.5, None, 0.25, 2.0], pa.float32()),
        "when": pa.array([0, 1, None, 3], pa.timestamp("us", "Asia/Shanghai")),
        "tags": pa.array([["a"], [], None, ["b", "c"]], pa.list_(pa.string())),
        "text": pa.array(texts, pa.string()).cast(kind),
    }
    made = pa.table(columns)
    return made.replace_schema_metadata({"from": "tests/readers"})


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    count = 0
    for (word, kind), codec, page, repeated in itertools.product(TYPES.items(), CODECS, ["1.0", "2.0"], [False, True]):
        count += 1
        path, clean = folder / f"{count}.parquet", folder / f"clean{count}"
        pq.write_table(table(kind, repeated), path, compression=codec, data_page_version=page)
        before = pq.read_table(path)
        run = subprocess.run([BINARY, "dedup", path, "-o", clean], capture_output=True, text=True)
        assert run.returncode == 1 and "is null" in run.stderr, (word, codec, run.stderr)
        after = pq.read_table(clean / path.name)
        told = (word, codec, page, after.schema)
        assert after.schema.equals(before.schema, check_metadata=True), (told, before.schema)
        assert after.drop_columns(["text"]) == before.drop_columns(["text"]), told
        old, new = (rows["text"].to_pylist() for rows in (before, after))
        assert new == old if not repeated else new[:3] == old[:3] and "生态宜居" not in new[3], (told, new)
        group = pq.ParquetFile(clean / path.name).metadata.row_group(0)
        codecs = {group.column(column).compression for column in range(group.num_columns)}
        expected = {group.column(0).compression for group in [pq.ParquetFile(path).metadata.row_group(0)]}
        assert codecs == expected, (told, codecs, expected)
    print(f"pyarrow {pa.__version__}: {count} files came out with their schema, values and packing")
