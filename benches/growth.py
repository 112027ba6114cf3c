"""How time and memory of `dittograph scan` grow with the text: real text, and families made to cost much.

    python benches/growth.py PROGRAM [--real CORPUS.jsonl] [--only NAMES] [--scale 1.0] [--limit 600] [-- MORE ARGUMENTS]

Every family is written in sizes that double, from a fixed seed, and scanned with one thread. The table shows CPU seconds (user
and system), how much longer each size took than the one before, and memory at the peak. Exit code 1 says that twice the text
took more than 2.2 times the time somewhere, sizes below half a second left out; with --real, that memory at 256 MB is more
than a quarter above that at 16 MB.

Families: real (needs --real; repeated with edits), one (character), period (7), fibonacci, thue-morse, footer (n documents
with one footer), identical (n documents), drafts (each edited from the one before), slogans (and nothing else), list (two long
documents with one list in two orders), line (one of 100 MB).
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile

HIGHEST_GROWTH = 2.2
LEAST_SECONDS = 0.5
HIGHEST_MEMORY = 1.25
HAN = [chr(code) for code in range(0x4E00, 0x4E00 + 6000)]


def fresh(numbers, characters):
    """Text drawn by chance: ideographs with punctuation now and then."""
    text = numbers.choices(HAN, k=characters)
    for at in range(17, characters, 29):
        text[at] = "，"
    return "".join(text)


def edited(numbers, text, share):
    """The text with a share of its characters replaced."""
    letters = list(text)
    for _ in range(max(1, int(len(letters) * share))):
        letters[numbers.randrange(len(letters))] = numbers.choice(HAN)
    return "".join(letters)


def fibonacci(size):
    before, word = "乙", "甲"
    while len(word) < size:
        before, word = word, word + before
    return word[:size]


def thue_morse(size):
    return "".join("甲乙"[n.bit_count() % 2] for n in range(size))


def footer(numbers, count):
    notice = fresh(numbers, 120)
    return (fresh(numbers, 200) + "\n" + notice for _ in range(count))


def identical(numbers, count):
    text = fresh(numbers, 300)
    return (text for _ in range(count))


def drafts(numbers, count):
    text = fresh(numbers, 5000)
    for _ in range(count):
        yield text
        text = edited(numbers, text, 0.01)


def slogans(numbers, count):
    stock = [fresh(numbers, numbers.randrange(8, 24)) for _ in range(60)]
    return ("，".join(numbers.choices(stock, k=25)) for _ in range(count))


def shuffled_list(numbers, items):
    entries = [fresh(numbers, numbers.randrange(12, 40)) for _ in range(items)]
    yield "\n".join(entries)
    numbers.shuffle(entries)
    yield "\n".join(entries)


def real(corpus):
    """A function of a size in bytes: the texts of a file again and again, a twentieth of the documents' characters edited each time.

    The file is read anew each time: what this process has ever held counts as the memory of the programs that it starts.
    """

    def sized(numbers, size):
        written = 0
        while written < size:
            with open(corpus, encoding="utf-8") as lines:
                for line in lines:
                    text = json.loads(line)["text"]
                    text = text if written < size / 8 else edited(numbers, text, 0.05)
                    yield text
                    written += len(text.encode())
                    if written >= size:
                        break

    return sized


def families(corpus):
    """Name, sizes, and the texts of a size."""
    thousand, million = 1000, 1000 * 1000
    made = {
        "one": ([5 * million, 10 * million, 20 * million], lambda _, size: ["的" * size]),
        "period": ([5 * million, 10 * million, 20 * million], lambda _, size: [("乡村振兴战略是" * (size // 7 + 1))[:size]]),
        "fibonacci": ([million, 2 * million, 4 * million], lambda _, size: [fibonacci(size)]),
        "thue-morse": ([25 * thousand, 50 * thousand, 100 * thousand, 200 * thousand], lambda _, size: [thue_morse(size)]),
        "footer": ([5 * thousand, 10 * thousand, 20 * thousand], footer),
        "identical": ([5 * thousand, 10 * thousand, 20 * thousand], identical),
        "drafts": ([100, 200, 400], drafts),
        "slogans": ([500, thousand, 2 * thousand], slogans),
        "list": ([5 * thousand, 10 * thousand, 20 * thousand], shuffled_list),
        "line": ([17 * million, 34 * million], lambda numbers, size: [fresh(numbers, size)]),
    }
    if corpus:
        made["real"] = ([size << 20 for size in (16, 32, 64, 128, 256)], real(corpus))
    return made


def scan(program, corpus, more, limit):
    """CPU seconds and megabytes at the peak, or nothing where it took longer than the limit."""
    command = [program, "scan", corpus, "-o", os.devnull, "--threads", "1", "--quiet", *more]
    limited = ["timeout", str(limit), *command]
    with subprocess.Popen(limited, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode == 124:
        return None
    if process.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def family(name, sizes, texts, arguments):
    """Measures one family, prints its rows, and says what grew too much."""
    faults, before, first = [], None, None
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            corpus = os.path.join(folder, "corpus.jsonl")
            with open(corpus, "w", encoding="utf-8") as file:
                for number, text in enumerate(texts(random.Random(size), size)):
                    file.write(json.dumps({"id": f"{number:07}", "text": text}, ensure_ascii=False) + "\n")
            megabytes = os.path.getsize(corpus) / 1e6
            cost = scan(arguments.program, corpus, arguments.more, arguments.limit)
        if cost is None:
            print(f"| {name} | {size:,} | {megabytes:.1f} | more than {arguments.limit} | | |", flush=True)
            return [*faults, f"{name}: {size:,} took more than {arguments.limit} s"]
        seconds, memory = cost
        growth = seconds / before if before else None
        shown = f"{growth:.2f}" if growth else ""
        print(f"| {name} | {size:,} | {megabytes:.1f} | {seconds:.2f} | {shown} | {memory:.0f} |", flush=True)
        if growth and growth > HIGHEST_GROWTH and seconds > LEAST_SECONDS:
            faults.append(f"{name}: twice the text, {growth:.2f} times the time at {size:,}")
        before, first = seconds, first or memory
    if name == "real" and memory > HIGHEST_MEMORY * first:
        faults.append(f"real: {memory:.0f} MB at the largest size, {first:.0f} MB at the smallest")
    return faults


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--real", help="JSON lines with a `text` each")
    parser.add_argument("--only", help="names of families, with commas")
    parser.add_argument("--scale", type=float, default=1.0, help="makes all sizes smaller or larger")
    parser.add_argument("--limit", type=int, default=600, help="seconds after which a run is given up")
    parser.add_argument("more", nargs="*", help="further arguments of scan")
    arguments = parser.parse_args()
    chosen = families(arguments.real)
    if arguments.only:
        chosen = {name: chosen[name] for name in arguments.only.split(",")}
    print("| family | size | MB | CPU s | growth | memory, MB |\n|---|---|---|---|---|---|")
    faults = []
    for name, (sizes, write) in chosen.items():
        faults += family(name, [max(1, int(size * arguments.scale)) for size in sizes], write, arguments)
    print("\n".join(["", *faults]) if faults else "\nnothing grows faster than the text")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
