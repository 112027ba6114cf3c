"""The same work by dittograph, rensa and datasketch: near-duplicate documents of a JSONL corpus, from the file to the pairs.

Each tool runs in a process of its own on one thread. The rivals get what a user would give them: the text without what
is no letter or number, as its runs of K characters, 256 permutations, 64 bands of 4. A pair counts if its estimated
similarity reaches the threshold. The truth is a table of exact pairs as `cargo run --example all_pairs` writes it.
`rensa rho` is the package's sampled path, which tells of each document only whether it has a duplicate, so it is scored on
documents; all others on pairs.
"""
import argparse, json, os, resource, subprocess, sys, tempfile, time, unicodedata
from itertools import product
from pathlib import Path

SLOTS, BANDS = 256, 64


def documents(path, limit):
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if limit and number >= limit:
                return
            record = json.loads(line)
            yield str(record["id"]), record["text"]


def shingles(text, k):
    text = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).lower()))
    return [text[at:at + k] for at in range(len(text) - k + 1)]


def rensa(args):
    from rensa import RMinHash, RMinHashLSH
    ids, sets = [], []
    for name, text in documents(args.corpus, args.limit):
        ids.append(name)
        sets.extend(RMinHash.from_token_sets([shingles(text, args.shingle)], SLOTS, 42))
    index = RMinHashLSH(threshold=args.similarity, num_perm=SLOTS, num_bands=BANDS)
    index.insert_many(sets)
    found = set()
    for one, others in enumerate(index.query_all(sets)):
        for two in others:
            if one < two and sets[one].jaccard(sets[two]) >= args.similarity:
                found.add((ids[one], ids[two]))
    return found


def rensa_rho(args):
    from rensa import RMinHash, RMinHashLSH
    ids, tokens = [], []
    for name, text in documents(args.corpus, args.limit):
        ids.append(name)
        tokens.append(shingles(text, args.shingle))
    matrix = RMinHash.digest_matrix_from_token_sets_rho(tokens, SLOTS, 42)
    index = RMinHashLSH(threshold=args.similarity, num_perm=SLOTS, num_bands=BANDS)
    flags = index.query_duplicate_flags_matrix_one_shot(matrix)
    return {(name, name) for name, flag in zip(ids, flags) if flag}


def datasketch(args):
    from datasketch import MinHash, MinHashLSH
    index, sets = MinHashLSH(num_perm=SLOTS, params=(BANDS, SLOTS // BANDS)), {}
    for name, text in documents(args.corpus, args.limit):
        sets[name] = MinHash(num_perm=SLOTS)
        sets[name].update_batch([shingle.encode() for shingle in shingles(text, args.shingle)])
        index.insert(name, sets[name])
    found = set()
    for one, own in sets.items():
        for two in index.query(own):
            if one < two and own.jaccard(sets[two]) >= args.similarity:
                found.add((one, two))
    return found


def dittograph(args):
    with tempfile.TemporaryDirectory() as folder:
        corpus, out = args.corpus, Path(folder) / "findings.jsonl"
        if args.limit:
            corpus = Path(folder) / "corpus.jsonl"
            with open(args.corpus, "rb") as lines, open(corpus, "wb") as part:
                part.writelines(line for _, line in zip(range(args.limit), lines))
        command = [args.binary, "scan", corpus, "-q", "-o", out, "--level", "documents", "--threads", "1"]
        command += ["--similarity", str(args.similarity), "--document-shingle", str(args.shingle)]
        subprocess.run(command, check=True)
        records = [json.loads(line) for line in open(out, encoding="utf-8")]
    equal, pairs = {}, set()
    of = {record["doc"]: record.get("equal_to", record["doc"]) for record in records if record["type"] == "document"}
    for doc, first in of.items():
        equal.setdefault(first, []).append(doc)
    for record in records:
        if record.get("similarity", 0) >= args.similarity and record["type"] in ("document", "related"):
            other = record.get("other") or record["near_duplicate_of"]
            pairs.update(product(equal[of[record["doc"]]], equal[of[other]]))
    return pairs


TOOLS = {"dittograph": dittograph, "rensa": rensa, "rensa rho": rensa_rho, "datasketch": datasketch}


def run(args):
    """One tool in this process: its pairs, seconds and memory as one line of JSON."""
    start = time.perf_counter()
    found = TOOLS[args.tool](args)
    seconds = time.perf_counter() - start
    own, child = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    ours = args.tool == "dittograph"
    cpu = sum(use.ru_utime + use.ru_stime for use in ((child,) if ours else (own, child)))
    memory = (child if ours else own).ru_maxrss
    json.dump({"pairs": sorted(found), "seconds": seconds, "cpu": cpu, "megabytes": memory / 1024}, sys.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus")
    parser.add_argument("truth", help="table of exact pairs")
    parser.add_argument("--binary", default="target/release/dittograph")
    parser.add_argument("--similarity", type=float, default=0.5)
    parser.add_argument("--shingle", type=int, default=8)
    parser.add_argument("--limit", type=int, default=0, help="documents; all unless said")
    parser.add_argument("--tool", help=argparse.SUPPRESS)
    parser.add_argument("--tools", default=",".join(TOOLS))
    args = parser.parse_args()
    if args.tool:
        return run(args)
    ids, size = set(), 0
    for name, text in documents(args.corpus, args.limit):
        ids.add(name)
        size += len(text.encode())
    rows = (line.split("\t")[:2] for line in open(args.truth, encoding="utf-8"))
    truth = {frozenset(pair) for pair in rows if ids.issuperset(pair)}
    print(f"{len(ids)} documents, {size / 1e6:.1f} MB, {len(truth)} pairs\n")
    print("| tool | recall | precision | CPU s | MB/s | memory, MB |\n|---|---|---|---|---|---|")
    quiet = {**os.environ, "RAYON_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    for tool in args.tools.split(","):
        done = subprocess.run([sys.executable, __file__, *sys.argv[1:], "--tool", tool], env=quiet, capture_output=True, check=True)
        result = json.loads(done.stdout)
        found, wanted = {frozenset(pair) for pair in result["pairs"] if pair[0] != pair[1]}, truth
        if tool == "rensa rho":
            found, wanted = {pair[0] for pair in result["pairs"]}, {doc for pair in truth for doc in pair}
        recall = len(found & wanted) / max(1, len(wanted))
        precision = len(found & wanted) / max(1, len(found))
        speed = size / 1e6 / result["cpu"]
        print(f"| {tool} | {recall:.4f} | {precision:.4f} | {result['cpu']:.2f} | {speed:.1f} | {result['megabytes']:.0f} |", flush=True)


main()
