#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `./run.sh` as whoever meets the project first calls it.

load common

# Two reproductions, which most tests here look at: one of accessors that lie,
# so that it ends as it must, and a short one of the real builds, which may miss.
setup_file() {
	use_own_folders
	share_cache
	export SCREEN=$BATS_FILE_TMPDIR/screen ERRORS=$BATS_FILE_TMPDIR/errors
	export REAL=$BATS_FILE_TMPDIR/real LYING=$BATS_FILE_TMPDIR/lying
	[ "$(nproc)" -ge 2 ] || return 0
	lying_home "$LYING" fortify-memcpy memcpy
	# Whatever it answers: a test says what it must.
	echo 0 | tee "$SCREEN.status" >"$REAL.status"
	RINGTEAR_HOME=$LYING "$ringtear" repro "${long[@]}" \
		>"$SCREEN" 2>"$ERRORS" || echo $? >"$SCREEN.status"
	./run.sh repro "${short[@]}" --requests 20000 >"$REAL" 2>>"$ERRORS" ||
		echo $? >"$REAL.status"
}

setup() {
	two_cpus
}

has() {
	grep -qF -- "$1" "$SCREEN" || {
		echo "not on the screen: $1"
		cat "$SCREEN" "$ERRORS"
		return 1
	}
}

# Of the campaign of screen $1, which the name of its report has.
campaign() {
	sed -n 's/^report .*repro-\([0-9]*\).txt$/\1/p' "$1"
}

# The cells of the row $1, three columns of 23 after twelve, of screen $2.
row() {
	awk -v name="$1" '
		substr($0, 1, 12) !~ /^ *$/ { in_row = ($1 == name) }
		in_row && /./ {
			for (i = 0; i < 3; i++) {
				cell = substr($0, 13 + 23 * i, 23)
				gsub(/^ +| +$/, "", cell)
				if (cell != "")
					text[i] = text[i] \
						(text[i] ? " " : "") cell
			}
		}
		/^topology/ { exit }
		END { for (i = 0; i < 3; i++) print text[i] }' \
		"${2-$SCREEN}"
}

@test "exits 0 and says that the bug was reproduced, and by whom it was met" {
	cat "$SCREEN" "$ERRORS"
	[ "$(cat "$SCREEN.status")" -eq 0 ]
	has "Reproduced: "
	has 's  Alpine 2019: QEMU says "Virtqueue size exceeded" after '
	has 's  this machine today: QEMU says "Virtqueue size exceeded" after '
	not grep -q "the fix: " "$SCREEN"
}

# What must hold of it whether or not its two sides met.
@test "the real builds: words, exit code and numbers agree" {
	cat "$REAL"
	both=$(query "select count(*) = 2 from run where campaign =
		$(campaign "$REAL") and ((title = 'Alpine 2019' and
		verdict = 'torn' and ended <> '') or (title = 'the fix' and
		verdict = 'inconclusive' and ended = '' and
		requests_done = requests_wanted))")
	[ "$(cat "$REAL.status")" -eq $((1 - both)) ]
	if [ "$both" -eq 1 ]; then
		grep -q "^Reproduced: " "$REAL"
	else
		grep -q "^Not reproduced: " "$REAL"
		grep -q "^Try " "$REAL"
	fi
	[ "$(query "select count(*) from run where campaign =
		$(campaign "$REAL") and finished and verdict = case when
		torn or ring_torn or ended <> '' then 'torn'
		else 'inconclusive' end")" -eq 3 ]
	[ "$(query "select torn + ring_torn + (ended <> '') from run
		where campaign = $(campaign "$REAL")
		and title = 'the fix'")" -eq 0 ]
	for title in verdict torn loads; do
		row "$title" "$REAL" | grep -c . | grep -qx 3
	done
}

@test "the three builds stand side by side" {
	grep -q "Alpine 2019 *this machine today *the fix" "$SCREEN"
	row build | tee /dev/stderr | grep -c . | grep -qx 3
	row build | sed -n 1p | grep -q "fortify-memcpy gcc+musl"
	row build | sed -n 2p | grep -q "^memcpy gcc+glibc"
	row build | sed -n 3p | grep -q "builtin-memcpy gcc+musl"
}

@test "the Alpine build ends with the message of the real device" {
	row device | sed -n 1p | tee /dev/stderr |
		grep -qx "QEMU: Virtqueue size exceeded"
	row after | sed -n 1p | tee /dev/stderr |
		grep -Eq '^[0-9.]+ (us|ms|s) [0-9,]+ pops$'
	row verdict | sed -n 1p | grep -q "^torn"
}

@test "the sound build does all its pops without a violation" {
	row device | sed -n 3p | tee /dev/stderr | grep -qx "no violation"
	row after | sed -n 3p | tee /dev/stderr | grep -q "20,000 pops$"
	row requests | sed -n 3p | grep -qx "20,000 of 20,000"
	# A loader that met no store has no bound.
	words='^0, at most 1 in'
	[ "$(query "select changes > unjudged from run where campaign =
		$(campaign "$SCREEN") and title = 'the fix'")" -eq 1 ] ||
		words='^0$'
	row torn | sed -n 3p | tee /dev/stderr | grep -q "$words"
}

@test "the instructions come from the modules" {
	for screen in "$SCREEN" "$REAL"; do
		row code "$screen" | sed -n 1p | tee /dev/stderr |
			grep -q "call memcpy"
		row code "$screen" | sed -n 3p | tee /dev/stderr | grep -qv "call"
		row calls "$screen" | sed -n 1p | grep -q movs
		row memcpy "$screen" | sed -n 1p | tee /dev/stderr |
			grep -q "musl .*in the module"
	done
}

@test "the first torn value stands with what was there, and the rates" {
	row first | sed -n 1p | tee /dev/stderr |
		grep -Eq 'read 0x[0-9a-f]{4} (while|before) 0x[0-9a-f]{4} (to|after) 0x[0-9a-f]{4}'
	row first | sed -n 3p | grep -qx "none seen"
	row rate | sed -n 1p | tee /dev/stderr | grep -Eq '^[0-9,]+/s$'
	row loads | sed -n 3p | grep -Eq '^[0-9,]+$'
	row control | sed -n 3p | grep -Eq '^[0-9,]+/s$'
}

@test "topology in one line, the cores and why" {
	grep -Eq '^topology  [0-9]+ package' "$SCREEN"
	grep -A3 '^cores ' "$SCREEN" | tr '\n' ' ' | tee /dev/stderr |
		grep -Eq 'guest on CPU [0-9]+, device on CPU [0-9]+: .*CPUs +[0-9]+ +and +[0-9]+'
}

@test "the report was saved, 72 columns wide" {
	report=$(sed -n 's/^report *//p' "$SCREEN")
	[ -s "$report" ]
	fits 72 <"$report"
	for part in Summary Evidence Instructions Numbers Machine Command; do
		grep -qx "$part" "$report"
	done
	grep -q "tools .*clang\|gcc-" "$report"
	grep -q "^kernel " "$report"
	grep -q "^microcode" "$report"
}

@test "the screen fits 80 columns, a pipe gets no progress and no colours" {
	fits 80 <"$SCREEN"
	fits 80 <"$REAL"
	not grep -q "$(printf '[\r\033]')" "$SCREEN" "$REAL" "$ERRORS"
	[ ! -s "$ERRORS" ]
}

@test "the again command runs, with the same seed and the same pair" {
	again=$(sed -n '/^again/,$p' "$SCREEN" | sed 's/^again *//; s/\\$//' |
		tr '\n' ' ')
	echo "$again"
	seed=$(grep -oE -- '--seed +[0-9]+' <<<"$again" | tr -dc 0-9)
	pair=$(grep -oE -- '--pair +[0-9,]+' <<<"$again" | tr -dc 0-9,)
	RINGTEAR_HOME=$LYING PATH=$clone/build/release:$PATH \
		run bash -c "$again"
	ended 0
	query "select trial from run order by id desc limit 3" |
		grep -c "^seed  *= $seed$" | grep -qx 3
	query "select trial from run order by id desc limit 3" |
		grep -c "^pair  *= $pair$" | grep -qx 3
	[ "$(query "select trial from run where campaign =
		$(campaign "$SCREEN") order by title")" = "$(query "select trial
		from run where campaign = (select max(campaign) from run)
		order by title")" ]
}

@test "a given seed is the one recorded" {
	run unraced hammer --seed 4711
	says "--seed 4711"
	[ "$(query 'select seed from run order by id desc limit 1')" = 4711 ]
}

@test "a terminal gets progress and colours, NO_COLOR takes these away" {
	esc=$(printf '\033')
	script -qec "./run.sh hammer ${shortest[*]}" \
		"$BATS_TEST_TMPDIR/typed" >/dev/null </dev/null || true
	grep -q "$(printf '\r')$esc\[K *[0-9]* %" "$BATS_TEST_TMPDIR/typed"
	grep -q "$esc\[[0-9;]*m" "$BATS_TEST_TMPDIR/typed"
	NO_COLOR=1 script -qec "./run.sh hammer ${shortest[*]}" \
		"$BATS_TEST_TMPDIR/plain" >/dev/null </dev/null || true
	not grep -q "$esc\[[0-9;]*m" "$BATS_TEST_TMPDIR/plain"
	grep -q "%  " "$BATS_TEST_TMPDIR/plain"
}

@test "no question is asked: standard input is never read" {
	echo untouched | {
		unraced repro >/dev/null || true
		read -r line
		[ "$line" = untouched ]
	}
}

@test "where nothing tears, exits 1 and says what to try" {
	lying_home "$BATS_TEST_TMPDIR" memcpy
	sed 's/accessor: .*/accessor: fortify-memcpy/' \
		corpora/accessors/atomic-relaxed.c \
		>"$BATS_TEST_TMPDIR/corpora/accessors/fortify-memcpy.c"
	# The first build goes on until its time is up.
	RINGTEAR_HOME=$BATS_TEST_TMPDIR run "$ringtear" repro "${shortest[@]}" \
		--ring-milliseconds 2000
	ended 1
	says "Not reproduced: "
	says "Try "
	says "--pair"
	never_says "the sound build"
}

@test "where the sound build tears, exits 1 and calls it a finding" {
	lying_home "$BATS_TEST_TMPDIR" fortify-memcpy memcpy builtin-memcpy
	RINGTEAR_HOME=$BATS_TEST_TMPDIR run "$ringtear" repro "${long[@]}"
	ended 1
	says "Not reproduced: the sound build"
	says "it is a finding"
}

@test "with one usable CPU: says so, exits 1, does not hang" {
	run timeout 60 taskset -c 0 ./run.sh repro
	ended 1
	says "Not reproduced: nothing was raced."
	says "only one CPU may be used (CPU 0)"
	never_says "Virtqueue size exceeded"
	fits 80 <<<"$output"
}

@test "repro refuses a cell of one's own, and a wrong option" {
	run ./run.sh --accessor plain
	ended 129
	says "repro has its own three builds"
	run ./run.sh --no-such-thing
	ended 129
	says "--no-such-thing"
}
