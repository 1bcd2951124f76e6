#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Data goes one way: no folder includes a header of a later one.

Prints each include that goes back, and each two headers that include each
other; exits 1 when there is one. A folder that is not in the list is told.
"""
import pathlib
import re
import sys

# From the first stage to the last; docs/architecture.md shows the same.
ORDER = """base accessor trial build pinning virtqueue engine verdict record run
           compare fuzz reports cli""".split()
INCLUDE = re.compile(r'^#include "([^"]+)"', re.M)


def folder_of(path):
    parts = path.split("/")
    return parts[1] if parts[0] == "harness" else parts[0]


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    files = {
        str(path.relative_to(root)): set(INCLUDE.findall(path.read_text()))
        for top in ("harness", "pinning", "reports")
        for path in sorted((root / top).rglob("*.[ch]"))
    }
    wrong = []
    for path, includes in files.items():
        for header in sorted(includes):
            here, there = folder_of(path), folder_of(header)
            if here not in ORDER or there not in ORDER:
                wrong.append(f"{path}: {header}: a folder without a place")
            elif ORDER.index(there) > ORDER.index(here):
                wrong.append(f"{path} includes {header}, of a later stage")
            if path < header and path in files.get(header, ()):
                wrong.append(f"{path} and {header} include each other")
    print("\n".join(wrong) or f"{len(files)} files, no include goes back")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
