"""Speed of the program as a share of the yardstick's, measured in pairs so that the state of the machine cancels out.

    python benches/pairs.py CORPUS.jsonl [--rounds 7] [--build target/release] [--threads 1]

Builds nothing: `cargo build --release --locked` and `cargo bench --no-run --bench yardstick --bench index` come before. Each
round runs the yardstick and one of the others, one right after the other; the table shows the middle of the ratios of all
rounds, with the lowest and the highest. Times are CPU seconds (user and system) of the whole process for `dittograph`, and
what `yardstick` and `index` say of themselves.
"""

import argparse
import glob
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile


def newest(pattern):
    """The newest program of a name; benches carry a hash behind it."""
    found = [path for path in glob.glob(pattern) if os.access(path, os.X_OK) and not path.endswith(".d")]
    if not found:
        sys.exit(f"{pattern} is missing: build it first")
    return max(found, key=os.path.getmtime)


def said(command):
    """The MB/s that a bench says of itself."""
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return float(re.search(r"([0-9.]+) in the middle", output)[1])


def timed(command, size):
    """MB/s of CPU time of a process that goes through `size` bytes of text."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return size / (usage.ru_utime + usage.ru_stime) / 1e6


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--build", default="target/release")
    parser.add_argument("--threads", default="1")
    parser.add_argument("--only", help="names of what is measured, with commas: index, documents, scan")
    arguments = parser.parse_args()
    program = os.path.join(arguments.build, "dittograph")
    yardstick, index = (newest(os.path.join(arguments.build, "deps", f"{name}-*")) for name in ("yardstick", "index"))
    with tempfile.TemporaryDirectory() as folder:
        text, out, clean = (os.path.join(folder, name) for name in ("text.txt", "findings.jsonl", "clean"))
        with open(arguments.corpus, encoding="utf-8") as lines, open(text, "w", encoding="utf-8", newline="") as file:
            for line in lines:
                file.write(json.loads(line)["text"] + "\n")
        size = os.path.getsize(text)
        threads = ["--threads", arguments.threads]

        def documents():
            shutil.rmtree(clean, ignore_errors=True)
            return timed([program, "dedup", arguments.corpus, "--level", "documents", "-o", clean, *threads], size)

        measured = {
            "index": lambda: said([index, arguments.corpus, "1"]),
            "documents": documents,
            "scan": lambda: timed([program, "scan", arguments.corpus, "-o", out, *threads], size),
        }
        if arguments.only:
            measured = {name: measured[name] for name in arguments.only.split(",")}
        print(f"{os.path.basename(arguments.corpus)}: {size / 1e6:.1f} MB of text, {arguments.rounds} rounds")
        print("| what | MB/s | yardstick MB/s | ratio | lowest | highest |")
        print("|---|---|---|---|---|---|")
        for name, measure in measured.items():
            pairs = [(said([yardstick, text, "1"]), measure()) for _ in range(arguments.rounds)]
            ratios = sorted(own / base for base, own in pairs)
            base, own = (statistics.median(column) for column in zip(*pairs))
            middle = statistics.median(ratios)
            print(f"| {name} | {own:.1f} | {base:.1f} | {middle:.2f} | {ratios[0]:.2f} | {ratios[-1]:.2f} |", flush=True)


if __name__ == "__main__":
    main()
