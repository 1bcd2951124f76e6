#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""No function of more than 40 lines between its braces.

Reads the sources as clang-format lays them out: a function is what stands
between a { and a } in the first column. Prints each that is longer; exits 1
when there is one.
"""
import pathlib
import sys

MOST = 40


def functions(lines):
    """(line, length) of each function."""
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            start = number
        elif line == "}" and start:
            yield start, number - start - 1
            start = None


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    wrong, count = [], 0
    for top in ("corpora/drivers", "harness", "pinning", "reports"):
        for path in sorted((root / top).rglob("*.[ch]")):
            for line, length in functions(path.read_text().splitlines()):
                count += 1
                if length > MOST:
                    place = path.relative_to(root)
                    wrong.append(f"{place}:{line}: a function of {length} lines")
    print("\n".join(wrong) or f"{count} functions, none over {MOST} lines")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
