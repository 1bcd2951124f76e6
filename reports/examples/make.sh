#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Makes the examples again: a reproduction and a check on this machine, and a
# report of them in each format.
set -eu
cd "$(dirname "$0")/../.."
here=reports/examples
RINGTEAR_RUNS=$(mktemp -d)
export RINGTEAR_RUNS
trap 'rm -rf "$RINGTEAR_RUNS"' EXIT

report() {
	./run.sh --no-install report "$@"
}

# A busy machine may need more than one try; the first campaign is kept.
./run.sh --no-install repro --ring-milliseconds 30000 >/dev/null || {
	echo "make.sh: not reproduced; try again on an idle machine" >&2
	exit 1
}
for _ in 1 2 3 4 5 6; do
	./run.sh --no-install hammer fortify-memcpy --toolchain gcc+musl \
		--flags '-O2 -D_FORTIFY_SOURCE=2' --milliseconds 100 \
		>/dev/null || [ $? -eq 1 ]
done
./run.sh --no-install check memcpy --toolchain gcc+glibc \
	--flags '-O2 -fno-builtin' --engines codegen,step,tsan >/dev/null ||
	[ $? -eq 1 ]
last=$(./run.sh --no-install runs --limit 1 | awk 'NR == 2 { print $1 }')
report 1 >"$here/alpine-2019.txt"
report 1 --format mail --from 'A. Packager <packager@example.org>' \
	--to qemu-devel@nongnu.org >"$here/alpine-2019.mbox"
report 1 --format html >"$here/alpine-2019.html"
report 1 --format json >"$here/alpine-2019.json"
report 1 --format junit >"$here/alpine-2019.xml"
report 1 --format sarif >"$here/alpine-2019.sarif"
report 1 --format litmus >"$here/alpine-2019.litmus"
report "$last" --format mail --from 'A. Packager <packager@example.org>' \
	--to qemu-devel@nongnu.org >"$here/glibc-call.mbox"
report --compare 1 "$last" >"$here/compare.txt"
cat >"$here/README" <<END
Reports of real runs, made again by \`make examples\`.

alpine-2019.*    ./run.sh repro, in each format of \`report\`
glibc-call.mbox  memcpy called on today's glibc: what \`check\` found, as a mail
compare.txt      report --compare of the two
END
