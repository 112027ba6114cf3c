"""Writes as many JSON lines as asked for, made of a corpus, to standard output.

    python benches/huge.py CORPUS.jsonl GIGABYTES [--edits 0.02] [--alike 0.2] [--seed 1] > huge.jsonl
    python benches/huge.py CORPUS.jsonl GIGABYTES --single [--plain] > huge.txt

Every document is put together from stretches of lines of texts drawn by chance, as many characters as a text of the corpus, and
a share of its characters is replaced (`--edits`); of all documents a share (`--alike`) is one of the last thousand again, edited
anew. With --single all are one text without JSON; with --plain that text is the corpus again and again, unedited. The same
arguments give the same bytes. It holds the corpus and a thousand documents, whatever it writes.
"""

import argparse
import json
import random
import sys

HAN = [chr(code) for code in range(0x4E00, 0x4E00 + 6000)]
REMEMBERED = 1000
STRETCH_LINES = 12


def edited(numbers, text, share):
    """The text with a share of its characters replaced, line ends left."""
    letters = list(text)
    places = numbers.choices(range(len(letters)), k=int(len(letters) * share))
    for place, letter in zip(places, numbers.choices(HAN, k=len(places))):
        if letters[place] != "\n":
            letters[place] = letter
    return "".join(letters)


def assembled(numbers, corpus):
    """A document of stretches of lines, about as long as a text of the corpus."""
    wanted, parts = sum(map(len, numbers.choice(corpus))), []
    while wanted > 0:
        lines = numbers.choice(corpus)
        start = numbers.randrange(len(lines))
        stretch = lines[start : start + STRETCH_LINES]
        parts += stretch
        wanted -= sum(map(len, stretch))
    return "\n".join(parts)


def documents(numbers, corpus, edits, alike):
    """Texts without end."""
    written = []
    while True:
        again = written and numbers.random() < alike
        text = numbers.choice(written) if again else assembled(numbers, corpus)
        text = edited(numbers, text, edits)
        if len(written) < REMEMBERED:
            written.append(text)
        else:
            written[numbers.randrange(REMEMBERED)] = text
        yield text


def plain(corpus):
    while True:
        for lines in corpus:
            yield "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", help="JSON lines with a `text` each")
    parser.add_argument("gigabytes", type=float)
    parser.add_argument("--edits", type=float, default=0.02, help="share of the characters that are replaced")
    parser.add_argument("--alike", type=float, default=0.2, help="share of the documents that were there before")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--single", action="store_true", help="one text instead of JSON lines")
    parser.add_argument("--plain", action="store_true", help="the corpus again and again, unedited")
    arguments = parser.parse_args()
    with open(arguments.corpus, encoding="utf-8") as lines:
        corpus = [text.split("\n") for text in (json.loads(line)["text"] for line in lines) if text]
    numbers = random.Random(arguments.seed)
    texts = plain(corpus) if arguments.plain else documents(numbers, corpus, arguments.edits, arguments.alike)
    left, number = int(arguments.gigabytes * 1e9), 0
    while left > 0:
        text = next(texts) + "\n"
        if not arguments.single:
            text = json.dumps({"id": f"{number:08}", "text": text[:-1]}, ensure_ascii=False) + "\n"
        left -= sys.stdout.buffer.write(text.encode())
        number += 1


if __name__ == "__main__":
    main()
