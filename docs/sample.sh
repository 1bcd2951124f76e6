#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Writes the screen of a reproduction on this machine into README.md, between
# the two comments that mark it. The folder of the checkout is left out of it,
# and of a long row of the table all but its first lines.
# Exits 1, and changes nothing, when the bug was not reproduced.
set -eu
cd "$(dirname "$0")/.."
RINGTEAR_RUNS=$PWD/reports/sample
RINGTEAR_COMMAND=./run.sh
export RINGTEAR_RUNS RINGTEAR_COMMAND
screen=$(mktemp "${TMPDIR:-/tmp}/ringtear-sample.XXXXXX")
trap 'rm -rf "$screen" "$screen.md" "$RINGTEAR_RUNS"' EXIT
./run.sh --no-install repro >"$screen" || {
	echo "sample.sh: not reproduced; try again on an idle machine" >&2
	exit 1
}
sed -e "s|$PWD/||" -e 's|reports/sample/|reports/runs/|' \
	-e 's/^./    &/' "$screen" |
	awk '
		function tell_cut() {
			if (cut > 0)
				print "                ... (" cut " more lines here)"
			cut = 0
		}
		/^    [^ ]|^$/ {
			tell_cut()
			shown = 0
			most = $1 == "calls" ? 2 : $1 == "verdict" ? 1 : 99
		}
		++shown > most { cut++; next }
		{ print }
		END { tell_cut() }' |
	awk '
		NR == FNR { sample = sample $0 "\n"; next }
		/^<!-- end of the sample -->$/ { inside = 0 }
		!inside
		/^<!-- sample: / { inside = 1; printf "\n%s\n", sample }
	' - README.md >"$screen.md"
cat "$screen.md" >README.md
