#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every command in the README and in docs/ is one that works: docs/README.md
# says how to write one. A command may answer 0, 1 or 125; 2 is a mistake in
# the documentation.

load ../cli/common
load fixture

setup_file() {
	use_own_folders
	export HERE=$BATS_FILE_TMPDIR/here HOME=$BATS_FILE_TMPDIR/home
	export GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x@example.org
	export GIT_COMMITTER_NAME=x GIT_COMMITTER_EMAIL=x@example.org
	export EMAIL=x@example.org
	share_cache
	mkdir -p "$HERE" "$HOME"
	(qemu_tree "$HOME/qemu" "$HERE")
	cd "$HERE" || return 1
	mkdir bin
	printf '#!/bin/sh\nexec "%s" --no-install "$@"\n' "$clone/run.sh" \
		>run.sh
	printf '#!/bin/sh\nexec "%s" "$@"\n' "$ringtear" >bin/ringtear
	chmod +x run.sh bin/ringtear
	objects
	: >seen
	printf '[two]\ntoolchains = gcc+musl\nflags = -O2 | -O2 -fno-builtin\n' \
		>two.matrix
	stores
}

# Runs to be shown, merged and replayed.
stores() {
	local shard

	./run.sh repro --milliseconds 60 --ring-milliseconds 2000 \
		--requests 100000 >/dev/null || :
	./run.sh check memcpy --toolchain gcc+musl \
		--flags '-O2 -fno-builtin' >/dev/null || :
	cp "$RINGTEAR_RUNS"/witness-load16-*.trial FILE.trial
	cp "$RINGTEAR_RUNS/runs.db" A.db
	cp A.db B.db
	for shard in 1 2 3 4; do
		RINGTEAR_RUNS=shard$shard ./run.sh compare --before memcpy \
			--after __builtin_memcpy --matrix ./two.matrix \
			--shard "$shard/4" >/dev/null || :
	done
	./run.sh compare --include ring.h -I include \
		--load 'ring_load_idx(p)' --matrix ./two.matrix \
		--update --baseline ringtear.baseline >/dev/null || :
}

# Runs one command as it is written, within @bounded.
try() {
	local command

	command=$(bounded "$1")
	run env PATH="$HERE/bin:$PATH" SLURM_ARRAY_TASK_ID=1 RINGTEAR_HOME="$clone" \
		timeout 100 bash -c "set -o pipefail; $command"
	case $status in
	0 | 1 | 125 | 124) ;;
	141) ;; # head has seen enough of a table
	*)
		printf 'status %s: %s\n%s\n' "$status" "$command" "$output"
		return 1
		;;
	esac
}

# The commands of the files named, each once, in their order.
try_all() {
	local failed=0 command

	cd "$HERE" || return 1
	while IFS=$'\t' read -r file command; do
		case $command in
		"./run.sh test" | "./run.sh bench" | "./run.sh soak" | make*)
			continue ;; # the suite itself, or what it is made of
		esac
		# What another file has as well was run with that one.
		grep -qxF -- "$command" seen && continue
		echo "$command" >>seen
		try "$command" || {
			echo "in $file: $command"
			failed=1
		}
	done < <(/usr/bin/python3 "$clone/tests/docs/commands.py" "$@" |
		awk -F '\t' '!seen[$2]++')
	return "$failed"
}

@test "README.md" {
	try_all "$clone/README.md"
}

@test "docs/tutorial.md: from the message to the mail" {
	try_all "$clone/docs/tutorial.md"
	[ -s "$HERE/report.mbox" ]
	[ -s "$HERE/report.html" ]
}

@test "all other files of docs/" {
	local rest=()

	for file in "$clone"/docs/*.md; do
		[[ $file == */tutorial.md ]] || rest+=("$file")
	done
	try_all "${rest[@]}"
}

@test "make's targets that the README names are there" {
	for target in test bench soak raced tsan asan lint format install examples; do
		grep -q "^$target:" "$clone/Makefile"
	done
}

@test "no page shows a path of the machine that it was written on" {
	cd "$clone"
	not grep -rnIE '(^|[^[:alnum:]_.])/(work|home|root|tmp)/' README.md docs \
		reports/examples
}
