#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Data goes one way: no folder includes a header of a later one.

The order is that of the table in docs/architecture.md. Prints each include that
goes back, each circle of files that include one another, each folder that the
table lacks or has too many, and each call of what others own (runs are written
in one place, and only the last stages print); exits 1 when there is one.
"""
import pathlib
import re
import sys

ROW = re.compile(r"^\| `([a-z/]+)` \|", re.M)
INCLUDE = re.compile(r'^#include "([^"]+)"', re.M)
# What only these files may call, as the beginnings of their paths.
OWNERS = {
    re.compile(r"\brt_store_run_(begin|finish)\("): (
        "harness/run/log.",
        "harness/run/evidence.",  # which adds to the run that it is of
        "harness/record/",
    ),
    re.compile(r"\b(printf|fprintf|vprintf|dprintf|puts|fputs|putchar)\("): (
        "harness/cli/",
        "reports/",
        "harness/base/progress.c",
        "harness/fuzz/target.c",  # a program of its own,
        "harness/fuzz/job.c",  # whose jobs say what they do
        "corpora/drivers/hammer.c",  # the same: a program of another machine
    ),
    re.compile(r"\bexit\("): (),
}


def folder_of(path):
    parts = path.split("/")
    return parts[1] if parts[0] == "harness" else parts[0]


def named(path, header, texts):
    """A header by its path from the root; a driver names one beside itself."""
    beside = str(pathlib.PurePosixPath(path).parent / header)
    return beside if beside in texts else header


def order_of(page):
    """The folders in the order of the table of docs/architecture.md."""
    return [folder_of(row + "/") for row in ROW.findall(page)]


def circles_of(files):
    """Each circle of includes once, as its files in order, first one twice."""
    done, found = set(), []

    def visit(path, way):
        if path in way:
            found.append(way[way.index(path) :] + [path])
        elif path in files and path not in done:
            for header in sorted(files[path]):
                visit(header, way + [path])
            done.add(path)

    for path in files:
        visit(path, [])
    return found


def strangers_of(path, text):
    """The calls in a file that are not its own to make, comments left out."""
    code = re.sub(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\])*\"", "", text, flags=re.S)
    for call, owners in OWNERS.items():
        found = call.search(code)
        if found and not path.startswith(owners):
            yield f"{path} calls {found.group(0)}): that is for {', '.join(owners) or 'main'}"


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    order = order_of((root / "docs/architecture.md").read_text())
    texts = {
        str(path.relative_to(root)): path.read_text()
        for top in ("corpora/drivers", "harness", "pinning", "reports")
        for path in sorted((root / top).rglob("*.[ch]"))
    }
    files = {
        path: {named(path, header, texts) for header in INCLUDE.findall(text)}
        for path, text in texts.items()
    }
    wrong = [line for path, text in texts.items() for line in strangers_of(path, text)]
    for path, includes in files.items():
        for header in sorted(includes):
            here, there = folder_of(path), folder_of(header)
            if here not in order or there not in order:
                wrong.append(f"{path}: {header}: a folder without a place")
            elif order.index(there) > order.index(here):
                wrong.append(f"{path} includes {header}, of a later stage")
    for circle in circles_of(files):
        wrong.append(" includes ".join(circle) + ": a circle")
    folders = {folder_of(path) for path in files}
    for folder in sorted(folders.symmetric_difference(order)):
        wrong.append(f"{folder}: not both in docs/architecture.md and here")
    print("\n".join(wrong) or f"{len(files)} files, no include goes back")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
