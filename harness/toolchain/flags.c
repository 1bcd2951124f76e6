/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/toolchain/flags.h"

#include <string.h>

/* Words that begin so are allowed, unless they are refused below. */
static const char *const allowed[] = {
	"-D",	      "-U",    "-I",	    "-O",	"-W",	    "-f",
	"-g",	      "-m",    "-std=",	    "-isystem", "-iquote",  "-w",
	"-idirafter", "-ansi", "-pedantic", "-pthread", "--param=",
};

/* Without a value in the same word, these take the next word. */
static const char *const valued[] = {
	"-D",
	"-U",
	"-I",
	"-isystem",
	"-iquote",
	"-idirafter",
	"--param=",
	"-ftrapv-handler",
	"-fxray-instruction-threshold",
};

static const char writes[] = "it writes files";
static const char reads[] = "it reads other files than sources";
static const char runs[] = "it runs or loads another program";
static const char changes[] = "it changes what the harness asks for";
static const char swallows[] = "it takes the next word as its value";

static const struct refusal {
	const char *prefix;
	const char *reason;
} refused[] = {
	{"@", reads},
	{"-o", writes},
	{"-x", changes},
	{"-B", runs},
	{"-specs", runs},
	{"--specs", runs},
	{"-wrapper", runs},
	{"-X", runs},
	{"-Wl,", runs},
	{"-Wa,", runs},
	{"-Wp,", runs},
	{"-include", reads},
	{"-imacros", reads},
	{"-isysroot", changes},
	{"--sysroot", changes},
	{"-save-temps", writes},
	{"--save-temps", writes},
	{"-d", writes},
	{"-M", writes},
	{"-c", changes},
	{"-S", changes},
	{"-E", changes},
	{"-l", reads},
	{"-L", reads},
	{"-T", reads},
	{"-shared", changes},
	{"-static", changes},
	{"-nostd", changes},
	{"-gsplit-dwarf", writes},
	{"-mllvm", runs},
	{"-mthread-model", changes},
	{"-mrelocation-model", changes},
	{"-mlink", reads},
	{"-mmlir", runs},
	{"-module", reads},
	{"-ObjC", changes},
	{"-isystem-after", swallows},
	{"-gen-", writes},
	{"-meabi", swallows},
	{"-multiply_defined", swallows},
	{"-mcpu=?", changes},
	{"-mtune=?", changes},
	{"-working-directory", changes},
	{"-win", reads},
	{"-fauto-profile", reads},
	{"-fbasic-block-sections=list", reads},
	{"-fbootclasspath", reads},
	{"-fbranch-probabilities", reads},
	{"-fbuild-session-file", reads},
	{"-fbuiltin-module-map", reads},
	{"-fcallgraph-info", writes},
	{"-fclasspath", reads},
	{"-fcompare-debug", runs},
	{"-fcompile-resource", reads},
	{"-fcondition-coverage", writes},
	{"-fcoverage", writes},
	{"-fcppprog", runs},
	{"-fcrash-diagnostics", writes},
	{"-fcreate-profile", writes},
	{"-fcs-profile", writes},
	{"-fcxx-modules", reads},
	{"-fdebug-compilation-dir", changes},
	{"-fdepfile-entry", reads},
	{"-fdeps", writes},
	{"-fdiagnostics-add-output", writes},
	{"-fdiagnostics-format", writes},
	{"-fdiagnostics-set-output", writes},
	{"-fdoc-", writes},
	{"-fdump", writes},
	{"-fembed-offload-object", reads},
	{"-fextdirs", reads},
	{"-fgen-module-list", writes},
	{"-fgo-", reads},
	{"-filelist", reads},
	{"-fgo-c-header", writes},
	{"-fhelp", changes},
	{"-fhip-dump", writes},
	{"-filelist", reads},
	{"-fimplicit-module", reads},
	{"-final_output", writes},
	{"-fintrinsic-modules-path", reads},
	{"-flat_namespace", changes},
	{"-flinker-output", changes},
	{"-flto=jobserver", runs},
	{"-fltrans", writes},
	{"-fmakeinit", writes},
	{"-fmakelist", writes},
	{"-fmemory-profile", writes},
	{"-fmodule", reads},
	{"-fobject-path", reads},
	{"-foffload", runs},
	{"-fopt-info", writes},
	{"-foptimization-record", writes},
	{"-force_load", swallows},
	{"-forder-file-instrumentation", writes},
	{"-foutput-class-dir", writes},
	{"-fpass-plugin", runs},
	{"-fpath-coverage", writes},
	{"-fpch", reads},
	{"-fplugin", runs},
	{"-fpre-include", reads},
	{"-fprebuilt-implicit-modules", reads},
	{"-fprebuilt-module-path", reads},
	{"-fproc-stat-report", writes},
	{"-fprofile", writes},
	{"-framework", swallows},
	{"-frandomize-layout-seed-file", reads},
	{"-frepo", writes},
	{"-fresolution", reads},
	{"-frewrite-map-file", reads},
	{"-fsanitize-blacklist", reads},
	{"-fsanitize-coverage-allowlist", reads},
	{"-fsanitize-coverage-blacklist", reads},
	{"-fsanitize-coverage-ignorelist", reads},
	{"-fsanitize-coverage-whitelist", reads},
	{"-fsanitize-ignorelist", reads},
	{"-fsanitize-system-blacklist", reads},
	{"-fsanitize-system-ignorelist", reads},
	{"-fsave-mixins", writes},
	{"-fsave-optimization-record", writes},
	{"-fself-test", reads},
	{"-fstack-usage", writes},
	{"-fsyntax-only", changes},
	{"-fsystem-module", reads},
	{"-ftarget-ar", runs},
	{"-ftarget-help", changes},
	{"-ftarget-ranlib", runs},
	{"-ftest-coverage", writes},
	{"-fthin-link-bitcode", writes},
	{"-fthinlto-index", reads},
	{"-ftime-trace", writes},
	{"-fuse-ld", runs},
	{"-fuse-list", reads},
	{"-fvtv-", writes},
	{"-fwpa", writes},
	{"-fxray-always-instrument", reads},
	{"-fxray-attr-list", reads},
	{"-fxray-never-instrument", reads},
	{"--coverage", writes},
};

/*
 * The engines call an accessor as the machine's psABI says. Built otherwise it
 * would take something else for the field, and seem to crash.
 */
static const char *const calls_otherwise[] = {
	"-mabi=ms",
	"-mregparm=",
	"-fcall-saved-",
	"-fcall-used-",
};

static bool begins(const char *word, const char *prefix)
{
	return !strncmp(word, prefix, strlen(prefix));
}

static const struct refusal *find_refusal(const char *word)
{
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
		if (begins(word, refused[i].prefix))
			return &refused[i];
	return NULL;
}

static bool is_allowed(const char *word)
{
	for (size_t i = 0; i < sizeof(allowed) / sizeof(*allowed); i++)
		if (begins(word, allowed[i]))
			return true;
	return false;
}

static bool is_called_otherwise(const char *word)
{
	for (size_t i = 0;
	     i < sizeof(calls_otherwise) / sizeof(*calls_otherwise); i++)
		if (begins(word, calls_otherwise[i]))
			return true;
	return false;
}

static bool lacks_value(const char *word)
{
	for (size_t i = 0; i < sizeof(valued) / sizeof(*valued); i++)
		if (!strcmp(word, valued[i]))
			return true;
	return false;
}

static int check(const char *word, struct rt_error *error)
{
	const struct refusal *refusal = find_refusal(word);

	if (refusal)
		return rt_fail(error, RT_USAGE,
			       "flag word \"%s\" is refused: %s; leave it out",
			       word, refusal->reason);
	if (is_called_otherwise(word))
		return rt_fail(error, RT_SUBJECT,
			       "under \"%s\" functions are called otherwise "
			       "than ringtear calls them; what it would see is "
			       "no fault of the accessor: leave it out",
			       word);
	if (lacks_value(word))
		return rt_fail(error, RT_USAGE,
			       "flag word \"%s\" has no value; write both "
			       "as one word, as in -DNAME",
			       word);
	if (!is_allowed(word))
		return rt_fail(error, RT_USAGE,
			       "unknown flag word \"%s\"; flags are words "
			       "such as -O2, -fno-builtin, -march=native or "
			       "-DNAME=1",
			       word);
	return RT_OK;
}

bool rt_flags_allow(const char *word)
{
	return check(word, NULL) == RT_OK;
}

int rt_flags_parse(struct rt_strings *flags, const char *text,
		   struct rt_error *error)
{
	size_t first = flags->count;
	int code = RT_OK;

	if (text && !rt_strings_split(flags, text)) {
		if (flags->failed)
			return rt_no_memory(error);
		return rt_fail(error, RT_USAGE,
			       "unfinished quote in flags \"%s\"; close it",
			       text);
	}
	for (size_t i = first; !code && i < flags->count; i++)
		code = check(flags->word[i], error);
	return code;
}
