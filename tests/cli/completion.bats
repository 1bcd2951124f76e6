#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Completion for two shells, and the manual page.

load common

setup_file() {
	use_own_folders
	mkdir "$BATS_FILE_TMPDIR/bin"
	ln -s "$ringtear" "$BATS_FILE_TMPDIR/bin/ringtear"
	export PATH=$BATS_FILE_TMPDIR/bin:$PATH
}

# What bash would offer for the last of the words given.
complete_bash() {
	bash -c '. completion/ringtear.bash
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_ringtear
		printf "%s\n" "${COMPREPLY[@]}"' - "$@"
}

# The same in zsh, whose completion system is stood in for.
complete_zsh() {
	zsh -f -c 'compadd() { print -l -- ${(P)2} }
		_describe() { print -l -- ${(P)2} }
		_files() { print files }
		words=("$@") CURRENT=$# PREFIX=${@[-1]}
		f() { . completion/_ringtear }
		f' - "$@"
}

@test "bash: commands, options, values" {
	run complete_bash ringtear re
	says report
	says repro
	says replay
	never_says check
	run complete_bash ringtear report --fo
	[ "$output" = --format ]
	run complete_bash ringtear report --format j
	says json
	says junit
	run complete_bash ringtear check memcpy --toolchain gcc-12+mu
	says gcc-12+musl
	run complete_bash ringtear check fort
	[ "$output" = fortify-memcpy ]
	run complete_bash ringtear hammer --ring-s
	[ "$output" = --ring-size ]
}

@test "zsh: commands, options, values" {
	zsh -n completion/_ringtear
	run complete_zsh ringtear re
	says "report:a report"
	run complete_zsh ringtear report --
	says --format
	run complete_zsh ringtear report --format ''
	says sarif
	run complete_zsh ringtear check ''
	says fortify-memcpy
	run complete_zsh ringtear replay ''
	says files
}

@test "manual page, completions and schema are what the program's tables say" {
	mkdir -p "$BATS_TEST_TMPDIR/docs" "$BATS_TEST_TMPDIR/completion"
	cp docs/ringtear.1 docs/ci.md docs/json.schema.json "$BATS_TEST_TMPDIR/docs"
	cp completion/* "$BATS_TEST_TMPDIR/completion"
	sh docs/faces.sh "$ringtear" "$BATS_TEST_TMPDIR"
	for file in docs/ringtear.1 docs/ci.md completion/ringtear.bash \
		completion/_ringtear docs/json.schema.json; do
		diff -u "$file" "$BATS_TEST_TMPDIR/$file" || {
			echo "$file is not up to date; make faces writes it"
			return 1
		}
	done
	[ "$(grep -c 'Fl -shard' docs/ringtear.1)" -ge 3 ]
	run "$ringtear" help --as nonsense
	ended 129
	says "bash, zsh or words"
}

@test "no option of a command is offered twice" {
	for command in $(complete_bash ringtear '' | grep -vx help); do
		complete_bash ringtear "$command" - | sort | uniq -d
		complete_zsh ringtear "$command" - | sed 's/:.*//' |
			sort | uniq -d
	done >"$BATS_TEST_TMPDIR/twice"
	[ ! -s "$BATS_TEST_TMPDIR/twice" ] || {
		cat "$BATS_TEST_TMPDIR/twice"
		return 1
	}
}

@test "every option of the help is completed" {
	for command in $(complete_bash ringtear '' | grep -vx help); do
		complete_bash ringtear "$command" - | sort -u \
			>"$BATS_TEST_TMPDIR/completed"
		"$ringtear" help "$command" |
			sed -n 's/^  \(--*[A-Za-z][A-Za-z0-9-]*\).*/\1/p' |
			sort -u | comm -23 - "$BATS_TEST_TMPDIR/completed" \
			>"$BATS_TEST_TMPDIR/missing"
		[ ! -s "$BATS_TEST_TMPDIR/missing" ] || {
			cat "$BATS_TEST_TMPDIR/missing"
			return 1
		}
	done
}

@test "every command is completed, and in the manual page" {
	run mandoc -Tlint -W warning docs/ringtear.1
	ended 0
	[ -z "$output" ]
	for command in $(complete_bash ringtear '' | grep -vx help); do
		grep -q "^\.It Cm $command" docs/ringtear.1 || {
			echo "not in the manual page: $command"
			return 1
		}
	done
}
