#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Follows the recipes of docs/recipes.md in a copy of this tree.

recipes.py FOLDER HEADING ...: FOLDER is made and becomes the copy, with what
was built already. The "diff" blocks below the headings are applied, the program
is built, and each line of the "console" blocks that begins with "$ " is run: all
lines that follow it must be in what it prints.
"""

import os
import re
import shutil
import subprocess
import sys


def section(text, heading):
    found = re.search(rf"^## {re.escape(heading)}$(.*?)(?=^## |\Z)", text, re.M | re.S)
    if not found:
        sys.exit(f"docs/recipes.md has no recipe '{heading}'")
    return found.group(1)


def blocks(text, kind):
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, re.M | re.S)


def copy(folder):
    """Times stay as they are, so that make builds what the recipes change."""
    for name in subprocess.check_output(["git", "ls-files", "-z"], text=True).split("\0"):
        if os.path.isfile(name):
            os.makedirs(os.path.join(folder, os.path.dirname(name)), exist_ok=True)
            shutil.copy2(name, os.path.join(folder, name))
    for name in ("harness", "pinning", "reports", "prefix", "libringtear.a", "ringtear"):
        built = os.path.join("build/release", name)
        copy_built = os.path.join(folder, built)
        if os.path.isdir(built):
            shutil.copytree(built, copy_built)
        elif os.path.exists(built):
            os.makedirs(os.path.dirname(copy_built), exist_ok=True)
            shutil.copy2(built, copy_built)


def apply(folder, heading, difference):
    done = subprocess.run(["patch", "-p1", "-s", "-d", folder], input=difference, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        sys.exit(f"{heading}: the difference does not apply:\n{done.stdout}")


def build(folder):
    command = ["make", "-C", folder, f"-j{os.cpu_count()}", "WERROR=1"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, check=False)
    if done.returncode:
        sys.exit("\n".join(done.stdout.split("\n")[-20:]))


def run(folder, block):
    """Returns how many words were looked for and not found."""
    environment = dict(os.environ, RINGTEAR_HOME=folder,
                       PATH=f"{folder}/build/release:{folder}/bin:{os.environ['PATH']}")
    said, missing = "", 0
    for line in block.splitlines():
        if line.startswith("$ "):
            done = subprocess.run(line[2:].split(), cwd=folder, env=environment, text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  check=False)
            said = done.stdout
        elif line not in said:
            print(f"not printed: {line}\ninstead:\n{said}")
            missing += 1
    return missing


def main(folder, headings):
    text = open("docs/recipes.md", encoding="utf-8").read()
    recipes = [(heading, section(text, heading)) for heading in headings]
    copy(folder)
    # The compiler that the recipe of a toolchain adds.
    os.makedirs(f"{folder}/bin")
    with open(f"{folder}/bin/icx", "w", encoding="utf-8") as file:
        file.write('#!/bin/sh\nexec clang "$@"\n')
    os.chmod(f"{folder}/bin/icx", 0o755)
    for heading, recipe in recipes:
        for difference in blocks(recipe, "diff"):
            apply(folder, heading, difference)
    build(folder)
    missing = sum(run(folder, block) for _, recipe in recipes
                  for block in blocks(recipe, "console"))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1]), sys.argv[2:]))
