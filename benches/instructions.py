"""Counts the instructions of the hashing core and holds them to those on record: clocks are noisy, counts are not.

    python benches/instructions.py [--build target/release] [--write]

Runs each stage of `counted` (`cargo bench --no-run --no-default-features --bench counted`) under callgrind, on the paths that
valgrind knows (it has no AVX-512). Exit code 1 where a stage needs more than 5 % more than `benches/record/instructions.txt`
says; 0 with a message where valgrind is missing. `--write` puts what was counted on record; another compiler may need that.
"""

import argparse
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

STAGES = ["normalise", "anchors", "group", "sign", "compare"]
PATHS = ["portable", "AVX2"]
HIGHEST = 1.05
RECORD = os.path.join(os.path.dirname(os.path.abspath(__file__)), "record", "instructions.txt")


def count(program, stage, path):
    """Instructions of the stage alone: collecting begins and ends with its function."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={os.path.join(folder, 'out')}",
                   "--collect-atstart=no", f"--toggle-collect=*counted::{stage}*", program, stage, path]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if not found or "no such" in done.stdout or found[1] == "0":
        return None
    return int(found[1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="target/release")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    if not shutil.which("valgrind"):
        print("valgrind is not installed: no instructions were counted")
        return 0
    programs = [path for path in glob.glob(f"{arguments.build}/deps/counted-*") if not path.endswith(".d")]
    if not programs:
        sys.exit("build it first: cargo bench --no-run --no-default-features --bench counted")
    program = max(programs, key=os.path.getmtime)
    counts = {f"{stage} {path}": count(program, stage, path) for stage in STAGES for path in PATHS}
    if arguments.write:
        with open(RECORD, "w", encoding="utf-8") as file:
            file.writelines(f"{name} {number}\n" for name, number in counts.items() if number)
    with open(RECORD, encoding="utf-8") as lines:
        record = {name: int(number) for name, number in (line.rsplit(" ", 1) for line in lines)}
    faults = 0
    for name, number in counts.items():
        before = record.get(name)
        if not number or not before:
            print(f"{name}: not counted here" if not number else f"{name}: {number}, not on record")
            continue
        fault = number > HIGHEST * before
        faults += fault
        print(f"{name}: {number} instructions, {number / before:.3f} of the record{', too many' if fault else ''}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
