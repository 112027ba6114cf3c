"""Lets dolma and datatrove read what `dittograph export` writes. See README.md beside this file."""

import gzip
import json
import pathlib
import subprocess
import sys
import tempfile

BINARY = pathlib.Path(sys.argv[1]).resolve()
SHARED = "县委、县政府聚焦产业兴旺、生态宜居、乡风文明、治理有效、生活富裕😀，整合涉农资金一亿二千万元，新建高标准农田三万亩。"
TEXTS = {
    "二": "去年以来，城区改造老旧小区四十六个，惠及居民九千余户。" + SHARED,
    "一": "教育方面，新增幼儿园学位一千二百个。" + SHARED,
    "三": "卫生院添置彩超两台，巡回医疗车每周进山一趟，慢性病随访不再靠电话应付。",
}


def run(*args):
    subprocess.run([BINARY, *map(str, args)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def dolma(folder):
    """The mixer takes the marked spans out of the documents."""
    run("export", folder / "f.jsonl", "--to", "dolma", "-o", folder / "attributes" / "dittograph")
    replaced = [
        {"span": f"$.attributes.dittograph__{kind}", "min_score": 0.0, "replacement": ""}
        for kind in ["copy", "document", "repeat", "loop", "boilerplate", "template"]
    ]
    stream = {
        "name": "clean",
        "documents": [f"{folder}/documents/*.gz"],
        "attributes": ["dittograph"],
        "output": {"path": f"{folder}/mixed", "max_size_in_bytes": 1 << 20},
        "span_replacement": replaced,
    }
    (folder / "mix.json").write_text(json.dumps({"streams": [stream], "processes": 1}))
    subprocess.run([pathlib.Path(sys.executable).parent / "dolma", "-c", folder / "mix.json", "mix"], check=True)
    mixed = [json.loads(line) for file in (folder / "mixed").glob("*.gz") for line in gzip.open(file, "rt")]
    run("dedup", folder / "documents", "-o", folder / "clean")
    clean = [json.loads(line) for line in gzip.open(folder / "clean" / "a.jsonl.gz", "rt")]
    texts = lambda rows: {row["id"]: row["text"] for row in rows}
    assert texts(mixed) == texts(clean) != TEXTS, (texts(mixed), texts(clean))
    print("dolma: the mixer's text is that of dedup")


def datatrove(folder):
    """The reader gives text, id and spans."""
    from datatrove.pipeline.readers import JsonlReader

    (folder / "trove").mkdir()
    run("export", folder / "f.jsonl", "--to", "datatrove", "-o", folder / "trove" / "a.jsonl")
    documents = list(JsonlReader(str(folder / "trove")).run())
    assert {document.id: document.text for document in documents} == TEXTS
    spans = [(document.text[span["start"] : span["end"]]) for document in documents for span in document.metadata["dittograph"]]
    assert spans and all(SHARED.startswith(span) for span in spans), spans
    print("datatrove: every span is the text it names")


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    (folder / "documents").mkdir()
    (folder / "attributes").mkdir()
    with gzip.open(folder / "documents" / "a.jsonl.gz", "wt") as file:
        for id, text in TEXTS.items():
            file.write(json.dumps({"id": id, "text": text, "source": "check"}) + "\n")
    run("scan", folder / "documents", "-o", folder / "f.jsonl")
    datatrove(folder)
    dolma(folder)
