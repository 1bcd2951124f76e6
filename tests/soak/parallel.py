# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs 64 checks at once with an empty cache: all give the verdict of one
alone, each is recorded, and the cache holds one module for each question."""

import subprocess

from soak import Soak

QUESTIONS = (("check", "memcpy", "--flags", "-O2 -fno-builtin"),
             ("check", "plain"), ("check", "bytes-volatile"))


def main():
    soak = Soak("parallel", 64)
    alone = [soak.run(*words)[0] for words in QUESTIONS]
    modules = soak.query("select count(*) from run")[0][0]
    subprocess.run(["rm", "-rf", soak.path("cache")], check=True)
    started = []
    for number in range(soak.count):
        words = QUESTIONS[number % len(QUESTIONS)]
        started.append((words, alone[number % len(QUESTIONS)],
                        soak.start(*words)))
    for words, status, child in started:
        said = child.communicate(timeout=600)[1]
        if child.returncode != status:
            soak.blame(words, f"ended {child.returncode}, not {status}: "
                       f"{said[-300:]!r}")
        if said:
            soak.blame(words, f"said {said[-300:]!r}")
        soak.step()
    recorded = soak.query("select count(*) from run")[0][0] - modules
    if recorded != soak.count:
        soak.blame("store", f"{recorded} recorded of {soak.count}")
    soak.end()


main()
