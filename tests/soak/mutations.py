# SPDX-License-Identifier: GPL-2.0-or-later
"""Gives mutated trials, stores and objects to the commands that read them: each
is answered or refused, by the table of exits."""

import glob
import os
import shutil
import subprocess
import sys

from soak import CLONE, Soak

OBJECT_SOURCE = b"""
#include <stdint.h>
#include <string.h>
static uint16_t kept;
uint16_t load_one(const void *p)
{
	uint16_t v;
	memcpy(&v, p, 2);
	return v;
}
uint16_t load_two(const volatile uint8_t *p)
{
	kept++;
	return (uint16_t)(p[0] | p[1] << 8);
}
"""


def trials(soak):
    seeds = [open(path, "rb").read() for path in
             glob.glob(f"{CLONE}/corpora/trials/*/*.trial")]
    while soak.tried < soak.count:
        path = soak.write("x.trial", soak.mutate(soak.random.choice(seeds)))
        soak.run("check", path, "--engines", "codegen")
        soak.step()


def stores(soak):
    for words in (("check", "memcpy"), ("check", "bytes-volatile"),
                  ("hammer", "plain", "--milliseconds", "1",
                   "--ring-milliseconds", "100", "--requests", "1000"),
                  ("compare", "--before", "memcpy", "--after", "plain", "--matrix", "default"),
                  ("fuzz", "--accessor", "memcpy", "--time", "2s")):
        soak.run(*words)
    subprocess.run(["sqlite3", soak.store(), "pragma journal_mode=delete",
                    "vacuum"], check=True, stdout=subprocess.DEVNULL)
    whole = open(soak.store(), "rb").read()
    os.mkdir(soak.path("other"))
    while soak.tried < soak.count:
        path = soak.write("other/runs.db", soak.mutate(whole))
        for suffix in ("-wal", "-shm"):
            if os.path.exists(path + suffix):
                os.unlink(path + suffix)
        soak.environment["RINGTEAR_RUNS"] = soak.path("other")
        form = soak.random.choice(("text", "json", "mail", "html", "junit",
                                   "sarif", "litmus"))
        soak.random.choice((
            lambda: soak.run("runs", "--all"),
            lambda: soak.run("report", "--format", form),
            lambda: soak.run("merge", path, "--into", soak.path("into.db")),
            lambda: soak.run("check", "plain")))()
        if os.path.exists(soak.path("into.db")):
            os.unlink(soak.path("into.db"))
        soak.step()


def objects(soak):
    source = soak.write("o.c", OBJECT_SOURCE)
    seeds = []
    for number, command in enumerate((
            ["gcc", "-O2", "-g"], ["gcc", "-O2", "-fno-builtin", "-fPIC"],
            ["clang", "-O1", "-g"], ["aarch64-linux-gnu-gcc", "-O2"],
            ["gcc", "-O2", "-fPIC", "-shared"])):
        made = soak.path(f"o{number}.so")
        last = [] if "-shared" in command else ["-c"]
        if shutil.which(command[0]):
            subprocess.run(command + last + [source, "-o", made], check=True)
            seeds.append(open(made, "rb").read())
    while soak.tried < soak.count:
        path = soak.write("m.o", soak.mutate(soak.random.choice(seeds)))
        name = soak.random.choice(("load_one", "load_two"))
        engines = soak.random.choice(("codegen", "codegen,step"))
        soak.run("check", "--object", path, "--load", name, "--engines",
                 engines)
        soak.step()


KINDS = {"trials": (trials, 10000), "stores": (stores, 620),
         "objects": (objects, 2400)}


def main():
    function, count = KINDS[sys.argv[1]]
    soak = Soak(sys.argv[1], count)
    function(soak)
    soak.end()


main()
