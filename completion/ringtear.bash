# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Completion for bash. What the program's tables have is written here by
# `make faces`; accessors and toolchains come from the program's own list.

# generated: begin bash
_ringtear_commands() {
	echo check compare replay repro hammer fuzz minimize list topo merge \
	runs report cache help
}

_ringtear_keys() {
	echo --accessor --toolchain --flags --width --direction --offset \
		--within --beside --align --stride --ring-size --start --burst \
		--in-flight --completion --event-index --device --service \
		--requests --pair --seed --milliseconds --ring-milliseconds \
		--old-value --new-value --gap --variant --calls --expect \
		--expect-raced
}

_ringtear_options() {
	case $1 in
	check)
		echo --source --load --store --copy --object --include -I \
			--define --prelude --language --compile-commands \
			--file --pkg-config --fortify --engines --cpu --at \
			--assume --once --why --shard --matrix --all --jobs \
			--trust --json --output --help --version
		_ringtear_keys
		;;
	compare)
		echo --before --after --tree --patch --range --matrix --source \
			--load --store --copy --object --include -I --define \
			--prelude --language --compile-commands --file \
			--pkg-config --fortify --before-source --before-load \
			--before-store --before-copy --before-object \
			--before-include --before-I --before-define \
			--before-prelude --after-source --after-load \
			--after-store --after-copy --after-object \
			--after-include --after-I --after-define \
			--after-prelude --width --len --direction --within \
			--beside --align --once --unaligned --baseline \
			--update --junit --tap --shard --from --run --jobs \
			--no-cost --list --all --json --output --help \
			--version
		;;
	replay)
		echo --gdb --cpu --trust --json --output --help --version
		;;
	repro)
		echo --output --help --version
		_ringtear_keys
		;;
	hammer)
		echo --load --store --copy --object --include -I --define \
			--prelude --language --compile-commands --file \
			--pkg-config --fortify --trust --json --output --help \
			--version
		_ringtear_keys
		;;
	fuzz)
		echo --time --accessor --toolchain --load --store --copy \
			--object --include -I --define --prelude --jobs \
			--shard --resume --stop --random --aligned \
			--fail-on-find --trust --json --output --help \
			--version --flags --width --direction --offset \
			--within --beside --align --stride --ring-size --start \
			--burst --in-flight --completion --event-index \
			--device --service --requests --pair --seed \
			--milliseconds --ring-milliseconds --old-value \
			--new-value --gap --variant --calls --expect \
			--expect-raced
		;;
	minimize)
		echo --output --load --store --copy --object --include -I \
			--define --prelude --trust --json --help --version
		;;
	list)
		echo --json --output --help --version
		;;
	topo)
		echo --pair --json --no-latency --output --help --version
		;;
	merge)
		echo --into --output --help --version
		;;
	runs)
		echo --command --accessor --verdict --limit --all --json \
			--output --help --version
		;;
	report)
		echo --format --to --cc --from --field --path --compare \
			--output --help --version
		;;
	cache)
		echo --empty --json --output --help --version
		;;
	esac
}

_ringtear_choices() {
	case "$1 $2" in
	check" --language") echo c c++ ;;
	check" --engines") echo codegen step hammer tsan ;;
	check" --cpu") echo native unicorn ;;
	check" --assume") echo avx cx16 lse2 lpae ;;
	compare" --language") echo c c++ ;;
	compare" --direction") echo load store both ;;
	replay" --cpu") echo native unicorn ;;
	hammer" --language") echo c c++ ;;
	runs" --command") echo check compare repro hammer fuzz ;;
	runs" --verdict") echo torn atomic inconclusive error ;;
	report" --format") echo text json mail html junit sarif litmus ;;
	*" --width") echo 16 32 64 128 ;;
	*" --direction") echo load store ;;
	*" --ring-size") echo 2 4 8 16 32 64 128 256 512 1024 2048 4096 8192 16384 32768 ;;
	*" --completion") echo in-order reverse random ;;
	*" --event-index") echo off on ;;
	*" --device") echo qemu vhost rust-vmm dpdk ;;
	*" --service") echo async sync ;;
	*" --expect") echo any torn atomic refetch inconclusive error ;;
	*" --expect-raced") echo any torn inconclusive error ;;
	*) return 1 ;;
	esac
}
# generated: end

# The names that `list` of program $1 has: $2 is what sed makes of its lines.
_ringtear_names() {
	"$1" list 2>/dev/null | sed -n "$2"
}

_ringtear_accessors() {
	_ringtear_names "$1" '/^toolchains/q; s/^  \([a-z0-9-]*\) .*/\1/p'
}

# What may stand behind option $3 of subcommand $2; fails when not known.
_ringtear_values() {
	case $3 in
	--toolchain)
		_ringtear_names "$1" \
			's/^  \([a-z0-9._-]*+[a-z0-9]*\) .*/\1/p'
		;;
	--accessor) _ringtear_accessors "$1" ;;
	*) _ringtear_choices "$2" "$3" ;;
	esac
}

# Prints the candidates for word $3 of the command line $4...
_ringtear_words() {
	local program=$1 previous=$2 current=$3 subcommand=$4

	if [ -z "$subcommand" ]; then
		_ringtear_commands
	elif _ringtear_values "$program" "$subcommand" "$previous"; then
		:
	elif [[ $current == -* ]]; then
		_ringtear_options "$subcommand"
	elif [[ $subcommand == check || $subcommand == hammer ]]; then
		_ringtear_accessors "$program"
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
