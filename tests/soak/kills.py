# SPDX-License-Identifier: GPL-2.0-or-later
"""Kills commands with SIGKILL at any moment, those of a sound accessor among
them. Afterwards the store is whole, what had ended is recorded, no sound
accessor has a finding, the cache gives the verdicts of before, and no process
or temporary folder is left."""

import os
import signal
import sqlite3
import subprocess
import time

from soak import Soak

COMMANDS = (
    ("check", "plain"),
    ("check", "memcpy", "--flags", "-O2 -fno-builtin"),
    ("hammer", "plain", "--milliseconds", "50", "--ring-milliseconds", "200",
     "--requests", "20000"),
    ("compare", "--before", "memcpy", "--after", "plain", "--matrix", "default", "--jobs", "2"),
    ("fuzz", "--accessor", "plain", "--aligned", "--time", "2s"),
)


def kill_children(pid):
    """One child of @pid, as the kernel ends one for want of memory."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            children = file.read().split()
    except OSError:
        return
    for child in children[:1]:
        try:
            os.kill(int(child), signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass


def kill_one(soak, words):
    """True when the command ended before it was killed."""
    child = soak.start(*words)
    delay = soak.random.uniform(0, 1.5)
    only_child = soak.random.random() < 0.4
    ends = time.monotonic() + delay
    while time.monotonic() < ends and child.poll() is None:
        time.sleep(0.01)
    if child.poll() is not None:
        child.communicate()
        return True
    if only_child:
        kill_children(child.pid)
    else:
        os.kill(child.pid, signal.SIGKILL)
    try:
        child.communicate(timeout=120)
    except subprocess.TimeoutExpired:
        soak.blame(words, "its output was open 120 s after the kill")
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
    if only_child and child.returncode < 0:
        soak.blame(words, f"ended by signal {-child.returncode} itself")
    return only_child and words[0] == "check" and child.returncode in (0, 1)


def sound_findings(soak):
    return soak.query("select accessor, verdict, outcome, verdict_reason "
                      "from run where accessor = 'plain' and "
                      "(outcome in ('torn', 'faulty') or verdict = 'torn')") + \
        soak.query("select accessor, kind, cause, flags from finding "
                   "where accessor = 'plain' and kind <> 'compiler'")


def main():
    soak = Soak("kills", 266)
    verdicts = {}
    ended = 0
    for words in COMMANDS[:2]:
        verdicts[words] = soak.run(*words)[0]
        ended += 1
    while soak.tried < soak.count:
        words = soak.random.choice(COMMANDS)
        if kill_one(soak, words) and words[0] == "check":
            ended += 1
        soak.step()
        try:
            if soak.query("pragma integrity_check") != [("ok",)]:
                soak.blame(words, "the store is damaged")
        except sqlite3.Error as error:
            soak.blame(words, f"the store cannot be read: {error}")
    for words, status in verdicts.items():
        ended += 1
        if soak.run(*words)[0] != status:
            soak.blame(words, "the verdict is another than before")
    recorded = soak.query("select count(*) from run where kind = 'check'")
    if recorded[0][0] < ended:
        soak.blame("check", f"{recorded[0][0]} recorded, {ended} ended")
    for finding in sound_findings(soak):
        soak.blame("plain", f"a finding: {finding}")
    soak.run("check", "plain", "--flags", "-O2 -DSWEPT")
    left = subprocess.run(["find", soak.path("cache"), "-name",
                           "ringtear-tmp.*"], capture_output=True,
                          check=False).stdout
    if left:
        soak.blame("cache", f"left: {left[:300]!r}")
    soak.end()


main()
