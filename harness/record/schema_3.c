/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From version 2 to version 3: what stood in sentences, titles and commands
 * gets columns of its own. This is the one place that reads the sentences of an
 * older ringtear. It was released and never changes.
 */
#include "harness/record/schema.h"

#define COLUMN(table, name, type)                                              \
	"ALTER TABLE " table " ADD COLUMN " name " " type ";"

/* SQLite has no last index: what is left without trailing digits gives it. */
#define REST "rtrim(comparison, '0123456789')"
#define DIGITS "CAST(substr(comparison, length(" REST ") + 1) AS INTEGER)"
/* @mark, of @length bytes, stands before the trailing digits; and without it */
#define IS_MARKED(mark, length) "substr(" REST ", -" length ") = '" mark "'"
#define UNMARKED(length) "substr(comparison, 1, length(" REST ") - " length ")"

/* The same cell as the row before, the accessor's line of the trial aside. */
#define SAME(value) "AND " value " = lag(" value ") OVER seen "

#define NEW_COLUMNS                                                            \
	COLUMN("run", "outcome", "TEXT")                                       \
	COLUMN("run", "emulator", "TEXT")                                      \
	COLUMN("run", "guest_cpu", "INTEGER")                                  \
	COLUMN("run", "device_cpu", "INTEGER")                                 \
	COLUMN("run", "comparison", "TEXT")                                    \
	COLUMN("run", "side", "TEXT")                                          \
	COLUMN("run", "block", "TEXT")                                         \
	COLUMN("run", "row", "INTEGER")                                        \
	COLUMN("run", "shard", "INTEGER")                                      \
	COLUMN("run", "shards", "INTEGER")                                     \
	COLUMN("run", "rows", "INTEGER")                                       \
	COLUMN("run", "ended_side", "TEXT")                                    \
	COLUMN("violation", "side", "TEXT")                                    \
	COLUMN("observation", "emulator", "TEXT")                              \
	COLUMN("finding", "engine", "TEXT")                                    \
	COLUMN("finding", "mixture", "TEXT")

/* "does not build: error: ...", of a comparison */
#define OUTCOMES                                                               \
	"UPDATE run SET outcome = CASE"                                        \
	" WHEN kind = 'compare' AND verdict = 'error'"                         \
	" AND verdict_reason GLOB 'does not build: *' THEN 'no build'"         \
	" WHEN id IN (SELECT run FROM finding WHERE kind = 'compiler')"        \
	" THEN 'compiler error'"                                               \
	" WHEN verdict = 'atomic' AND twice THEN 'atomic x2'"                  \
	" ELSE verdict END;"                                                   \
	"UPDATE run SET verdict_reason = substr(verdict_reason, 17)"           \
	" WHERE outcome = 'no build';"

/* "emulated by unicorn aarch64: ..." */
#define EMULATORS                                                              \
	"UPDATE run SET emulator ="                                            \
	" substr(verdict_reason, 13, instr(verdict_reason, ': ') - 13)"        \
	" WHERE verdict_reason GLOB 'emulated by *: *';"                       \
	"UPDATE observation SET emulator ="                                    \
	" substr(reason, 13, instr(reason, ': ') - 13)"                        \
	" WHERE reason GLOB 'emulated by *: *';"

/* "guest on CPU 0, device on CPU 1: ..."; a cast stops behind the digits. */
#define RACES                                                                  \
	"UPDATE run SET guest_cpu = CAST(substr(pair, 14) AS INTEGER),"        \
	" device_cpu = CAST(substr(pair,"                                      \
	" instr(pair, ', device on CPU ') + 16) AS INTEGER)"                   \
	" WHERE pair GLOB 'guest on CPU [0-9]*, device on CPU [0-9]*';"        \
	"UPDATE run SET ended_side ="                                          \
	" CASE WHEN ended_system GLOB 'Linux*' THEN 'guest'"                   \
	" ELSE 'device' END WHERE ended_system <> '';"                         \
	"UPDATE violation SET side ="                                          \
	" CASE WHEN system GLOB 'Linux*' THEN 'guest' ELSE 'device' END;"

/* "load of 16 bits: 0x0100 came back, ..., low byte first, ..." */
#define FINDINGS                                                               \
	"UPDATE finding SET engine = CASE WHEN kind <> 'tear' THEN ''"         \
	" WHEN instr(witness, 'the hammer saw 0x') THEN 'hammer'"              \
	" ELSE 'step' END,"                                                    \
	" mixture = CASE"                                                      \
	" WHEN instr(witness, 'low byte first') THEN 'low byte first'"         \
	" WHEN instr(witness, 'high byte first') THEN 'high byte first'"       \
	" WHEN instr(witness, 'another mixture') THEN 'another mixture'"       \
	" ELSE 'none' END;"

/* The title is "before: block", the command ends in "--shard 1/2 # 9 rows". */
#define COMPARISONS                                                             \
	"UPDATE run SET side = substr(title, 1, instr(title || ':', ':') - "    \
	"1),"                                                                   \
	" block = CASE WHEN instr(title, ': ')"                                 \
	" THEN substr(title, instr(title, ': ') + 2) ELSE '' END,"              \
	" comparison = command"                                                 \
	" WHERE kind = 'compare' AND (title IN ('before', 'after')"             \
	" OR title GLOB 'before: *' OR title GLOB 'after: *');"                 \
	"UPDATE run SET rows = -1,"                                             \
	" comparison = substr(comparison, 1, length(comparison) - 5)"           \
	" WHERE comparison GLOB '* # [0-9]* rows';"                             \
	"UPDATE run SET rows = " DIGITS                                         \
	", comparison = " UNMARKED("3") " WHERE rows = -1 AND " IS_MARKED(      \
		" # ",                                                          \
		"3") ";"                                                        \
		     "UPDATE run SET shards = " DIGITS                          \
		     ", comparison = " UNMARKED(                                \
			     "1") " WHERE comparison GLOB "                     \
				  "'* --shard "                                 \
				  "[0-9]*/[0-9]*' "                             \
				  "AND " IS_MARKED(                             \
					  "/",                                  \
					  "1") ";"                              \
					       "UPDATE "                        \
					       "run SET "                       \
					       "shard "                         \
					       "= " DIGITS ", "                 \
					       "comparison"                     \
					       " ="                             \
					       " " UNMARKED("9") " WHERE "      \
								 "shards > 0 "  \
								 "AND"          \
								 " " IS_MARKED( \
									 " -"   \
									 "-s"   \
									 "ha"   \
									 "rd"   \
									 " ",   \
									 "9") ";"

/*
 * The rows in the order in which they were recorded: a look at the side after
 * is at the row of the look at the side before that it follows.
 */
#define ROWS                                                                   \
	"CREATE TEMP TABLE look(id INTEGER PRIMARY KEY, campaign, begins);"    \
	"INSERT INTO look SELECT id, campaign, NOT ifnull(side = 'after'"      \
	" AND lag(side) OVER seen = 'before' " SAME("block") SAME("toolchain") \
		SAME("flags") SAME("substr(trial, instr(trial, "               \
				   "char(10)))") ", 0)"                        \
						 " FROM run WHERE side "       \
						 "<> '' AND finished"          \
						 " WINDOW seen AS "            \
						 "(PARTITION BY "              \
						 "campaign ORDER BY id);"      \
						 "CREATE TEMP TABLE "          \
						 "place(id INTEGER "           \
						 "PRIMARY KEY, at);"           \
						 "INSERT INTO place "          \
						 "SELECT id, "                 \
						 "sum(begins) OVER"            \
						 " (PARTITION BY "             \
						 "campaign ORDER BY id) "      \
						 "FROM look;"                  \
						 "UPDATE run SET row = "       \
						 "(SELECT (at - 1) * "         \
						 "max(ifnull(shards, "         \
						 "0), 1)"                      \
						 " + max(ifnull(shard, "       \
						 "0), 1) FROM place "          \
						 "WHERE place.id = "           \
						 "run.id)"                     \
						 " WHERE side <> '';"          \
						 "DROP TABLE temp.look;"       \
						 "DROP TABLE temp.place;"

const char rt_schema_3[] =
	NEW_COLUMNS OUTCOMES EMULATORS RACES FINDINGS COMPARISONS ROWS;
