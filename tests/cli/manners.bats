#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What a user of git or cargo expects of a command line: -h, --version,
# suggestions, --output, a pager, the terminal's width.

load common

setup_file() {
	use_own_folders
	share_cache
}

commands() {
	"$ringtear" --help | sed -n 's/^  \([a-z]*\)  .*/\1/p' | grep -v help
}

# On a terminal of $1 columns and $2 rows, the words behind.
on_terminal() {
	local size="stty cols $1 rows $2"

	shift 2
	script -qec "$size; $*" /dev/null | tr -d '\r'
}

@test "each command has -h, --help and --version" {
	version=$("$ringtear" --version)
	[[ $version =~ ^ringtear\ [0-9]+\.[0-9]+\.[0-9]+ ]]
	for command in $(commands); do
		run -0 "$ringtear" "$command" -h
		brief=${#lines[@]}
		says "usage: "
		[[ $output == *"$command --help lists "* ]]
		fits 80 <<<"$output"
		run -0 "$ringtear" "$command" --help
		[ "${#lines[@]}" -gt "$brief" ] || [ "$brief" -lt 12 ]
		says "--version"
		fits 80 <<<"$output"
		run -0 "$ringtear" "$command" --version
		[ "$output" = "$version" ]
	done
	[ "$("$ringtear" help --help)" = "$("$ringtear" -h)" ]
}

@test "what is mistyped is answered by what is similar" {
	run -129 "$ringtear" chekc
	says "did you mean check?"
	run -129 "$ringtear" hummus-and-pita
	says "the commands are check, compare"
	run -129 "$ringtear" check --widht 32
	says "did you mean --width"
	run -129 "$ringtear" compare --before-laod x
	says "did you mean --before-load"
	run -129 "$ringtear" runs --comand check
	says "did you mean --command"
}

@test "flags that are not quoted: how to quote them" {
	run -129 "$ringtear" check memcpy --flags -O2 -fno-builtin -m32 --width 16
	says "--flags '-O2 -fno-builtin -m32'"
	run -129 "$ringtear" check memcpy --flags=-O2 -fno-builtin
	says "--flags '-O2 -fno-builtin'"
	# One flag needs no quotes.
	run "$ringtear" check memcpy --flags -O1
	ended 0
}

@test "--output: a file instead of standard output, whole or not at all" {
	mkdir "$BATS_TEST_TMPDIR/here"
	cd "$BATS_TEST_TMPDIR/here"
	run -1 --separate-stderr "$ringtear" check bytes-volatile --output out
	[ -z "$output$stderr" ]
	grep -q '^torn: ' out
	run -1 "$ringtear" check bytes-volatile --json --output=out
	is_json <out
	before=$(cksum <out)
	run -129 "$ringtear" check nothing-of-this-name --output out
	[ "$(cksum <out)" = "$before" ]
	run -129 "$ringtear" check bytes-volatile --output none/out
	says "cannot write --output none/out"
	# What is no file is not replaced by one.
	"$ringtear" list --output /dev/null
	[ -c /dev/null ]
	[ "$(ls)" = out ]
	(umask 077 && "$ringtear" list --output private)
	[ "$(stat -c %a private)" = 600 ]
	(umask 022 && "$ringtear" list --output public)
	[ "$(stat -c %a public)" = 644 ]
}

@test "a pager for what is longer than the terminal" {
	"$ringtear" check bytes-volatile >/dev/null || :
	for _ in 1 2 3 4 5 6; do
		"$ringtear" check volatile --engines codegen >/dev/null || :
	done
	printf '%s\n' '#!/bin/sh' 'echo "paged $*"' 'head -n 1' \
		>"$BATS_TEST_TMPDIR/pager"
	chmod +x "$BATS_TEST_TMPDIR/pager"
	export RINGTEAR_PAGER="$BATS_TEST_TMPDIR/pager 'two words'"
	run on_terminal 80 5 "$ringtear" runs
	says "paged two words"
	[ "${#lines[@]}" -eq 2 ]
	run on_terminal 80 50 "$ringtear" runs
	never_says paged
	# No terminal, no pager, or none that can be run: all is printed.
	run -0 "$ringtear" runs
	never_says paged
	[ "${#lines[@]}" -gt 5 ]
	RINGTEAR_PAGER='' run on_terminal 80 5 "$ringtear" runs
	[ "${#lines[@]}" -gt 5 ]
	RINGTEAR_PAGER=/nowhere/less run on_terminal 80 5 "$ringtear" runs
	[ "${#lines[@]}" -gt 5 ]
}

@test "the help has the width of the terminal" {
	run on_terminal 120 50 "$ringtear" check -h
	fits 120 <<<"$output"
	awk 'length > 90 { wide = 1 } END { exit !wide }' <<<"$output"
	run on_terminal 50 50 "$ringtear" check -h
	sed 1,/^$/d <<<"$output" | fits 52
}

@test "all JSON is in one envelope, by the published schema" {
	cd "$BATS_TEST_TMPDIR"
	printf '%s\n' 'toolchains = gcc+musl' 'flags = -O2 | -O2 -fno-builtin' >m
	run -1 "$ringtear" check bytes-volatile
	cp "$(witness)" w.trial
	while read -r command arguments; do
		# shellcheck disable=SC2086 # several words
		run --separate-stderr "$ringtear" "$command" $arguments --json
		echo "$command $arguments: $stderr"
		is_json <<<"$output"
		grep -q "^  \"command\": \"$command\",$" <<<"$output"
	done <<-'END'
		check memcpy
		check bytes-volatile --direction store
		check volatile --engines codegen
		compare --before memcpy --after volatile --matrix ./m --no-cost
		replay w.trial
		minimize w.trial --output min.trial
		runs --limit 3
		runs 1
		list
		topo --no-latency
		cache
		hammer bytes-volatile --milliseconds 1 --ring-milliseconds 100 --requests 100
	END
	run "$ringtear" report --format json
	is_json <<<"$output"
}
