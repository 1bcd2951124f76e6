#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Hammers one cell of each distinct machine code, as `agreement FILE` lists
# them in $1, every $2-th of them (1), and prints where the hammer cannot be
# right beside codegen and step. Takes some two seconds a cell; wants two cores
# that nobody else uses. Exits 1 when there was a disagreement.
set -eu
cd "$(dirname "$0")/../.."
RINGTEAR_HOME=$PWD
export RINGTEAR_HOME
codes=$1
every=${2:-1}
seen=$(mktemp "${TMPDIR:-/tmp}/ringtear-hammered.XXXXXX")
trap 'rm -f "$seen"' EXIT
hammered=0
disagreed=0
number=0
while read -r cell; do
	number=$((number + 1))
	[ $((number % every)) -eq 0 ] || continue
	# The cell is options, quoted for a shell by our own program.
	eval "build/release/ringtear check $cell --milliseconds 200" \
		"--ring-milliseconds 1 --engines codegen,step,hammer" \
		>"$seen" 2>&1 </dev/null || :
	hammered=$((hammered + 1))
	grep -q '^hammer ' "$seen" || echo "not hammered: $cell"
	if grep -q '^DISAGREE' "$seen"; then
		disagreed=$((disagreed + 1))
		echo "$cell"
		sed -n '/^hammer/,/^emitted/p; /^DISAGREE/,$p' "$seen"
	fi
done <"$codes"
echo "$hammered of $number codes hammered, $disagreed disagreements"
[ "$disagreed" -eq 0 ]
