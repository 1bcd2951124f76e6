/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The migration from version 2 to version 3: data that was in sentences, titles
 * and commands gets columns, and the data for reports a table. Only this file
 * parses the sentences of an older ringtear. It has been released and must
 * never change.
 */
#include "harness/record/schema.h"

/*
 * SQLite cannot search from the end: the length without the trailing digits is
 * where they begin.
 */
#define REST "rtrim(comparison, '0123456789')"
#define DIGITS "CAST(substr(comparison, length(" REST ") + 1) AS INTEGER)"

const char rt_schema_3[] =
	"ALTER TABLE run ADD COLUMN outcome TEXT;"
	"ALTER TABLE run ADD COLUMN emulator TEXT;"
	"ALTER TABLE run ADD COLUMN guest_cpu INTEGER;"
	"ALTER TABLE run ADD COLUMN device_cpu INTEGER;"
	"ALTER TABLE run ADD COLUMN comparison TEXT;"
	"ALTER TABLE run ADD COLUMN side TEXT;"
	"ALTER TABLE run ADD COLUMN block TEXT;"
	"ALTER TABLE run ADD COLUMN row INTEGER;"
	"ALTER TABLE run ADD COLUMN shard INTEGER;"
	"ALTER TABLE run ADD COLUMN shards INTEGER;"
	"ALTER TABLE run ADD COLUMN rows INTEGER;"
	"ALTER TABLE run ADD COLUMN ended_side TEXT;"
	"ALTER TABLE violation ADD COLUMN side TEXT;"
	"ALTER TABLE observation ADD COLUMN emulator TEXT;"
	"ALTER TABLE finding ADD COLUMN engine TEXT;"
	"ALTER TABLE finding ADD COLUMN mixture TEXT;"
	"CREATE TABLE evidence("
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" run INTEGER NOT NULL UNIQUE REFERENCES run(id), path TEXT,"
	" line INTEGER, source TEXT, compiler TEXT, target TEXT,"
	" archive TEXT, sound_accessor TEXT, sound_outcome TEXT,"
	" sound_instructions TEXT);"
	"CREATE TABLE round_trip("
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" machine INTEGER NOT NULL REFERENCES machine(id),"
	" first INTEGER, second INTEGER, median REAL,"
	" UNIQUE(machine, first, second));"

	/* in comparisons: "does not build: error: ..." */
	"UPDATE run SET outcome = CASE"
	" WHEN kind = 'compare' AND verdict = 'error'"
	" AND verdict_reason GLOB 'does not build: *' THEN 'no build'"
	" WHEN id IN (SELECT run FROM finding WHERE kind = 'compiler')"
	" THEN 'compiler error'"
	" WHEN verdict = 'atomic' AND twice THEN 'atomic x2'"
	" ELSE verdict END;"
	"UPDATE run SET verdict_reason = substr(verdict_reason, 17)"
	" WHERE outcome = 'no build';"

	/* "emulated by unicorn aarch64: ..." */
	"UPDATE run SET emulator ="
	" substr(verdict_reason, 13, instr(verdict_reason, ': ') - 13)"
	" WHERE verdict_reason GLOB 'emulated by *: *';"
	"UPDATE observation SET emulator ="
	" substr(reason, 13, instr(reason, ': ') - 13)"
	" WHERE reason GLOB 'emulated by *: *';"

	/*
	 * "guest on CPU 0, device on CPU 1: ..."; CAST ends at the colon or
	 * comma.
	 */
	"UPDATE run SET guest_cpu = CAST(substr(pair, 14) AS INTEGER),"
	" device_cpu = CAST(substr(pair,"
	" instr(pair, ', device on CPU ') + 16) AS INTEGER)"
	" WHERE pair GLOB 'guest on CPU [0-9]*, device on CPU [0-9]*';"
	"UPDATE run SET ended_side ="
	" CASE WHEN ended_system GLOB 'Linux*' THEN 'guest'"
	" ELSE 'device' END WHERE ended_system <> '';"
	"UPDATE violation SET side ="
	" CASE WHEN system GLOB 'Linux*' THEN 'guest' ELSE 'device' END;"

	/* "load of 16 bits: 0x0100 came back, ..., low byte first, ..." */
	"UPDATE finding SET engine = CASE WHEN kind <> 'tear' THEN ''"
	" WHEN instr(witness, 'the hammer saw 0x') THEN 'hammer'"
	" ELSE 'step' END,"
	" mixture = CASE"
	" WHEN instr(witness, 'low byte first') THEN 'low byte first'"
	" WHEN instr(witness, 'high byte first') THEN 'high byte first'"
	" WHEN instr(witness, 'another mixture') THEN 'another mixture'"
	" ELSE 'none' END;"

	/* The title of a comparison's run is "before" or "before: block". */
	"UPDATE run SET"
	" side = substr(title, 1, instr(title || ':', ':') - 1),"
	" block = CASE WHEN instr(title, ': ')"
	" THEN substr(title, instr(title, ': ') + 2) ELSE '' END,"
	" comparison = command"
	" WHERE kind = 'compare' AND (title IN ('before', 'after')"
	" OR title GLOB 'before: *' OR title GLOB 'after: *');"

	/* The command ends in " --shard 1/2 # 9 rows": cut from the end. */
	"UPDATE run SET rows = -1,"
	" comparison = substr(comparison, 1, length(comparison) - 5)"
	" WHERE comparison GLOB '* # [0-9]* rows';"
	"UPDATE run SET rows = " DIGITS ","
	" comparison = substr(comparison, 1, length(" REST ") - 3)"
	" WHERE rows = -1 AND substr(" REST ", -3) = ' # ';"
	"UPDATE run SET shards = " DIGITS ","
	" comparison = substr(comparison, 1, length(" REST ") - 1)"
	" WHERE comparison GLOB '* --shard [0-9]*/[0-9]*'"
	" AND substr(" REST ", -1) = '/';"
	"UPDATE run SET shard = " DIGITS ","
	" comparison = substr(comparison, 1, length(" REST ") - 9)"
	" WHERE shards > 0 AND substr(" REST ", -9) = ' --shard ';"

	/*
	 * Numbers the rows in the order of recording. A run of side "after" has
	 * the row of the run before it, if that is of side "before" and of the
	 * same cell (the same trial but for the first line, the accessor).
	 */
	"CREATE TEMP TABLE start(id INTEGER PRIMARY KEY, campaign, begins);"
	"INSERT INTO start SELECT id, campaign, NOT ifnull(side = 'after'"
	" AND lag(side) OVER seen = 'before'"
	" AND block = lag(block) OVER seen"
	" AND toolchain = lag(toolchain) OVER seen"
	" AND flags = lag(flags) OVER seen"
	" AND substr(trial, instr(trial, char(10)))"
	" = lag(substr(trial, instr(trial, char(10)))) OVER seen, 0)"
	" FROM run WHERE side <> '' AND finished"
	" WINDOW seen AS (PARTITION BY campaign ORDER BY id);"
	"CREATE TEMP TABLE place(id INTEGER PRIMARY KEY, at);"
	"INSERT INTO place SELECT id, sum(begins) OVER"
	" (PARTITION BY campaign ORDER BY id) FROM start;"
	"UPDATE run SET row = (SELECT (at - 1) * max(ifnull(shards, 0), 1)"
	" + max(ifnull(shard, 0), 1) FROM place WHERE place.id = run.id)"
	" WHERE side <> '';"
	"DROP TABLE temp.start;"
	"DROP TABLE temp.place;";
