#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Prints the commands in the indented and fenced blocks of Markdown files.

A command is a line of a block whose first word is ./run.sh, ringtear or git
(send-email alone), as a reader would type it; a backslash at the end goes on
in the next line; a comment is two blanks and a "#". One a line: FILE<TAB>COMMAND.
"""

import re
import sys

FIRST = re.compile(r"(\./run\.sh|ringtear|git send-email|make)( |$)")


def blocks(text):
    fenced = False
    for line in text.split("\n"):
        if line.startswith("```"):
            fenced = not fenced
        elif fenced:
            yield line
        elif line.startswith("    "):
            yield line[4:]


for path in sys.argv[1:]:
    lines = iter(blocks(open(path, encoding="utf-8").read()))
    for line in lines:
        if not FIRST.match(line):
            continue
        while line.endswith("\\"):
            line = line[:-1].rstrip() + " " + next(lines).strip()
        print(path, re.sub(r"\s+# .*", "", line).strip(), sep="\t")
