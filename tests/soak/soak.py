# SPDX-License-Identifier: GPL-2.0-or-later
"""What the soaks of faults share: the program in folders of its own, and what
may never be: a death by a signal, an end that the table of exits does not have,
an answer that takes longer than a minute."""

import contextlib
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

CLONE = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
RINGTEAR = os.path.join(CLONE, "build/release/ringtear")
ENDS = (0, 1, 125, 129)
PATIENCE = 60


class Soak:
    """Counts what was tried and what went wrong; says both."""

    def __init__(self, name, count):
        self.name = name
        self.count = int(os.environ.get("SOAK_COUNT", count))
        self.seed = int(os.environ.get("SOAK_SEED", time.time_ns() % 10**9))
        self.random = random.Random(self.seed)
        self.folder = tempfile.mkdtemp(prefix="ringtear-soak-")
        self.wrong = []
        self.tried = 0
        self.environment = dict(
            os.environ, RINGTEAR_HOME=CLONE, RINGTEAR_PATIENCE="300",
            RINGTEAR_CACHE=self.path("cache"), RINGTEAR_RUNS=self.path("runs"))

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def start(self, *words, **options):
        return subprocess.Popen(
            [RINGTEAR, *words], env=self.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, start_new_session=True, **options)

    def run(self, *words):
        """(status, standard output, standard error), the last two as bytes."""
        child = self.start(*words)
        try:
            out, err = child.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, 9)
            out, err = child.communicate()
            self.blame(words, f"not over after {PATIENCE} s")
            return 129, out, err
        if child.returncode not in ENDS:
            self.blame(words, f"ended {child.returncode}: {err[-300:]!r}")
        return child.returncode, out, err

    def blame(self, what, why):
        self.wrong.append((what, why))
        print(f"{self.name}: WRONG: {what}: {why}", flush=True)

    def step(self):
        self.tried += 1
        if sys.stdout.isatty() and self.tried % 10 == 0:
            print(f"\r{self.tried} of {self.count}", end="", flush=True)

    def store(self):
        return self.path("runs", "runs.db")

    def query(self, text):
        with contextlib.closing(sqlite3.connect(self.store())) as store:
            return store.execute(text).fetchall()

    def mutate(self, content):
        """@content with a few bytes, pieces or lines changed."""
        bytes_ = bytearray(content)
        for _ in range(self.random.randint(1, 8)):
            at = self.random.randrange(len(bytes_) or 1)
            end = min(len(bytes_), at + self.random.randint(1, 64))
            how = self.random.randrange(5)
            if how == 0:
                bytes_[at:at + 1] = bytes([self.random.randrange(256)])
            elif how == 1:
                del bytes_[at:end]
            elif how == 2:
                bytes_[at:at] = bytes_[at:end]
            elif how == 3:
                bytes_[at:end] = self.random.randbytes(end - at)
            else:
                bytes_[at:at + 4] = self.random.choice(
                    (b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff", b"9" * 20))
        return bytes(bytes_)

    def write(self, name, content):
        with open(self.path(name), "wb") as file:
            file.write(content)
        return self.path(name)

    def end(self):
        kept = ""
        if self.wrong:
            kept = f"; kept in {self.folder}"
        else:
            shutil.rmtree(self.folder, ignore_errors=True)
        print(f"{self.name}: {self.tried} tried, {len(self.wrong)} wrong, "
              f"SOAK_SEED={self.seed}{kept}")
        sys.exit(1 if self.wrong else 0)
