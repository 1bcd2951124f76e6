# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Completion for bash. What there is comes from the program's own help and
# lists, so that it is never older than the program.

# The words of subcommand $2 of program $1 that begin with two dashes.
_ringtear_options() {
	"$1" help "$2" 2>/dev/null |
		sed -n 's/^  \(--[a-zA-Z][a-zA-Z0-9-]*\).*/\1/p'
}

# What may stand behind option $3 of subcommand $2; fails when not known.
_ringtear_values() {
	case $3 in
	--format)
		"$1" help report | sed -n 's/,//g; s/\.$//; s/^Formats: //p'
		;;
	--toolchain)
		"$1" list | sed -n 's/^  \([a-z0-9._-]*+[a-z0-9]*\) .*/\1/p'
		;;
	--accessor)
		"$1" list | sed -n '/^toolchains/q; s/^  \([a-z0-9-]*\) .*/\1/p'
		;;
	--direction) echo load store ;;
	--width) echo 16 32 64 ;;
	--device) echo qemu vhost rust-vmm dpdk ;;
	--engines) echo codegen step hammer tsan ;;
	*) return 1 ;;
	esac
}

# Prints the candidates for word $3 of the command line $4...
_ringtear_words() {
	local program=$1 previous=$2 current=$3 subcommand=$4

	if [ -z "$subcommand" ]; then
		"$program" help | sed -n 's/^  \([a-z][a-z]*\)  *[^ ].*/\1/p'
	elif _ringtear_values "$program" "$subcommand" "$previous"; then
		:
	elif [[ $current == -* ]]; then
		_ringtear_options "$program" "$subcommand"
	elif [[ $subcommand == check || $subcommand == hammer ]]; then
		_ringtear_values "$program" "$subcommand" --accessor
		[[ $subcommand == hammer ]] || echo all
	fi
}

_ringtear() {
	local current=${COMP_WORDS[COMP_CWORD]} subcommand=
	local words

	[ "$COMP_CWORD" -le 1 ] || subcommand=${COMP_WORDS[1]}
	words=$(_ringtear_words "${COMP_WORDS[0]}" \
		"${COMP_WORDS[COMP_CWORD - 1]}" "$current" "$subcommand")
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}

complete -o default -F _ringtear ringtear
