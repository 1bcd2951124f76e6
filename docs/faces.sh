#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Writes what the program's tables have into the manual page and the
# completions, and the exit statuses into docs/ci.md, between the lines that say so, and the words that members of the
# JSON may be into its schema:  faces.sh PROGRAM [FOLDER]
set -eu

program=$1
cd "${2:-.}"
part=$(mktemp)
whole=$(mktemp)
trap 'rm -f "$part" "$whole"' EXIT

# The part of file $2 that `help --as $1` prints.
face() {
	"$program" help --as "$1" >"$part"
	awk -v part="$part" -v begin="generated: begin $1" '
		/generated: end/ { inside = 0 }
		!inside { print }
		index($0, begin) {
			inside = 1
			while ((getline line <part) > 0)
				print line
		}' "$2" >"$whole"
	cat "$whole" >"$2"
}

face man docs/ringtear.1
face exits docs/ringtear.1
face markdown docs/ci.md
face bash completion/ringtear.bash
face zsh completion/_ringtear

"$program" help --as words >"$part"
python3 - "$part" docs/json.schema.json <<'EOF'
import json
import sys

words, path = json.load(open(sys.argv[1])), sys.argv[2]
schema = json.load(open(path))
for name, list_of in words.items():
    schema["$defs"][name] = {"enum": list_of}
with open(path, "w") as file:
    json.dump(schema, file, indent=2, ensure_ascii=False)
    file.write("\n")
EOF
