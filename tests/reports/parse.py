#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads reports back with other people's parsers, for reports.bats.

parse.py mail FILE          headers, lines; writes tear.c and tear.sh here
parse.py json FILE SCHEMA   against docs/json.schema.json, strictly
parse.py sarif FILE [SCHEMA]
parse.py litmus FILE        by the grammar of herdtools7's documentation
"""

import email.policy
import json
import mailbox
import re
import sys

import jsonschema


def mail(path):
    box = mailbox.mbox(path)
    assert len(box) == 1, len(box)
    raw = box.get_bytes(box.keys()[0])
    message = email.message_from_bytes(raw, policy=email.policy.default)
    for name in ("From", "To", "Subject", "Date", "Message-ID",
                 "MIME-Version", "Content-Type"):
        assert message[name], name
    assert not message.defects, message.defects
    assert message["Subject"].startswith("[BUG] torn "), message["Subject"]
    assert message.get_content_type() == "text/plain"
    assert message["Content-Type"].params["format"] == "fixed"
    body = message.get_content()
    start = body.index("/* A ")
    end = body.index("\n}\n", body.index("int main(void)")) + 3
    command = re.search(r"torn value:\n((?:    .*\n)+)", body).group(1)
    source = body[start:end]
    assert len(source.splitlines()) < 80, len(source.splitlines())
    rest = body[:start] + body[end:]
    commands = re.findall(r"(?m)^    .*(?:\n        .*)*", rest)
    for line in rest.splitlines():
        inside = any(line in one.splitlines() for one in commands)
        assert len(line) <= 72 or inside, line
    open("tear.c", "w").write(source)
    open("tear.sh", "w").write(command.replace("&& ./tear", ""))


def strict(schema):
    """The schema with no member allowed that it does not describe."""
    if isinstance(schema, dict):
        if "object" in (schema.get("type") or ()) and "properties" in schema:
            schema.setdefault("additionalProperties", False)
        for value in schema.values():
            strict(value)
    return schema


def check_json(path, schema):
    schema = json.load(open(schema))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(strict(schema)).validate(
        json.load(open(path)))


def sarif(path, schema=None):
    log = json.load(open(path))
    assert log["version"] == "2.1.0"
    run, = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["results"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        place = result["locations"][0]["physicalLocation"]
        assert place["region"]["startLine"] > 1, place
        assert place["artifactLocation"]["uri"].startswith(
            "corpora/accessors/"), place
        source = open(place["artifactLocation"]["uri"]).read().splitlines()
        assert "ringtear_load" in source[place["region"]["startLine"] - 1]
    if schema:
        jsonschema.Draft4Validator(json.load(open(schema))).validate(log)


X86 = r"(mov[bwlq] (\d*\(%rsi\),%r\d+[bwd]?|%r\d+[bwd]?,\d*\(%rsi\)))?"
ARM = r"((LDR|STR)[BH]? [WX]\d,\[X1(,#\d)?\])?"


def litmus(path):
    text = open(path).read()
    head, state, rest = re.fullmatch(
        r"((?:X86_64|AArch64) [\w.+-]+\n\"[^\"]*\"\n\(\*[^*]*\*\)\n)"
        r"\{\n(.*?)\}\n(.*)", text, re.S).groups()
    for item in re.findall(r"[^;]+;", state):
        assert re.fullmatch(
            r"\s*(uint(16|32|64)_t x=0x[0-9a-f]+|[01]:\w+=(x|0x[0-9a-f]+)"
            r"|uint64_t [01]:\w+);", item), item
    *code, condition = rest.strip("\n").split("\n")
    assert re.fullmatch(r" P0 +\| P1 +;", code[0]), code[0]
    form = X86 if head.startswith("X86_64") else ARM
    for line in code[1:]:
        left, right = line.rstrip(" ;").split("|")
        assert re.fullmatch(form, left.strip()), left
        assert re.fullmatch(form, right.strip()), right
    assert re.fullmatch(
        r"exists \(1:\w+=0x[0-9a-f]+( /\\ 1:\w+=0x[0-9a-f]+)*\)",
        condition), condition


if __name__ == "__main__":
    {"mail": mail, "json": check_json, "sarif": sarif,
     "litmus": litmus}[sys.argv[1]](*sys.argv[2:])
