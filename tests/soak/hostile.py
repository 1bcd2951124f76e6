# SPDX-License-Identifier: GPL-2.0-or-later
"""Reports of stores whose texts are attacks: no format passes one on as
anything but text."""

import json
import shutil
import sqlite3
from html.parser import HTMLParser
from xml.dom import minidom

from soak import Soak

ATTACKS = (
    "<script>alert(1)</script>", "\"><img src=x onerror=attack()>",
    "]]></failure><failure>", "\x1b[2J\x1b]0;owned\x07", "a\nBcc: x@example.org",
    "\r\nFrom: root\r\n\r\n", "$(touch /tmp/ringtear-owned)", "`id`", "'; id; '",
    "\u202egnp.exe", "\x00\x01\x02", "%s%s%n", "--output=/tmp/ringtear-owned",
    "&amp;<b>", "\ud7ff\uffff", "x" * 100000, "", "\x9b31m",
)
FORMATS = ("text", "json", "mail", "html", "junit", "sarif", "litmus")


class Page(HTMLParser):
    """Finds what the page of an honest store has none of."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag == "img" or any(name.startswith("on") for name, _ in attrs):
            self.found.append((tag, attrs))

    def handle_data(self, data):
        if self.lasttag == "script" and "alert(1)" in data:
            self.found.append(data)


def fault_in(form, text):
    """What is wrong with the report, or None."""
    visible = text.replace("\n", "").replace("\t", "")
    if any(ord(sign) < 32 or 0x7f <= ord(sign) < 0xa0 for sign in visible):
        return "a control character"
    if form in ("json", "sarif"):
        json.loads(text)
    if form == "junit":
        minidom.parseString(text)
    if form == "html":
        page = Page()
        page.feed(text)
        return page.found or None
    if form == "mail" and "\nBcc:" in text.split("\n\n")[0]:
        return "a header of its own"
    return None


def texts_of(store):
    tables = [row[0] for row in store.execute(
        "select name from sqlite_master where type = 'table' "
        "and name not like 'sqlite%'")]
    return [(table, row[1]) for table in tables for row in
            store.execute(f"pragma table_info({table})") if row[2] == "TEXT"]


def poison(soak, whole):
    shutil.copy(whole, soak.store())
    store = sqlite3.connect(soak.store())
    for table, column in texts_of(store):
        if column != "uid" and soak.random.random() < 0.3:
            try:
                store.execute(f"update {table} set {column} = ? || rowid",
                              (soak.random.choice(ATTACKS),))
            except sqlite3.IntegrityError:
                pass
    store.commit()
    store.close()


def main():
    soak = Soak("hostile", 2510)
    for words in (("check", "memcpy", "--flags", "-fno-builtin"),
                  ("check", "bytes-volatile"),
                  ("hammer", "bytes-volatile", "--milliseconds", "10",
                   "--ring-milliseconds", "100", "--requests", "1000"),
                  ("compare", "--before", "memcpy", "--after", "plain"),
                  ("fuzz", "--accessor", "memcpy", "--time", "2s")):
        soak.run(*words)
    soak.query("pragma wal_checkpoint(truncate)")
    whole = soak.path("whole.db")
    soak.query(f"vacuum into '{whole}'")
    runs = [str(row[0]) for row in soak.query("select id from run")][:60]
    while soak.tried < soak.count:
        poison(soak, whole)
        for form in FORMATS:
            run = soak.random.choice(runs)
            _, out, err = soak.run("report", run, "--format", form)
            text = (out + err).decode("utf-8", "surrogateescape")
            try:
                fault = fault_in(form, out.decode("utf-8")) or \
                    fault_in("text", err.decode("utf-8"))
            except ValueError as error:
                fault = error
            if fault:
                soak.blame((form, run), f"{fault}: {text[:200]!r}")
            soak.step()
    soak.end()


main()
