#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Data goes one way: no folder includes a header of a later one.

The order is that of the table in docs/architecture.md. Prints each include that
goes back, each circle of files that include one another, and each folder that
the table lacks or has too many; exits 1 when there is one.
"""
import pathlib
import re
import sys

ROW = re.compile(r"^\| `([a-z/]+)` \|", re.M)
INCLUDE = re.compile(r'^#include "([^"]+)"', re.M)


def folder_of(path):
    parts = path.split("/")
    return parts[1] if parts[0] == "harness" else parts[0]


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


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    order = order_of((root / "docs/architecture.md").read_text())
    files = {
        str(path.relative_to(root)): set(INCLUDE.findall(path.read_text()))
        for top in ("harness", "pinning", "reports")
        for path in sorted((root / top).rglob("*.[ch]"))
    }
    wrong = []
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
