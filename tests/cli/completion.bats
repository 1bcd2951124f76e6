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
