/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a terminal gets while a search goes on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "reports/fuzz_block.h"

/* A terminal of 10 columns and 5 rows that keeps what it is sent. */
struct screen {
	struct rt_fuzz_block block;
	char *sent;
	size_t size, read;
};

static void open_screen(struct screen *screen)
{
	*screen = (struct screen){.block = {.columns = 10, .rows = 5}};
	screen->block.out = open_memstream(&screen->sent, &screen->size);
	assert_non_null(screen->block.out);
}

/* @expected is all that was sent since the last call. */
static void expect(struct screen *screen, const char *expected)
{
	fflush(screen->block.out);
	assert_string_equal(screen->sent + screen->read, expected);
	screen->read = screen->size;
}

static void close_screen(struct screen *screen)
{
	fclose(screen->block.out);
	free(screen->sent);
}

/* A line of 12 columns takes two rows of 10: the cursor goes back over both. */
static void rows_are_counted_as_the_terminal_breaks_them(void **state)
{
	struct screen screen;

	(void)state;
	open_screen(&screen);
	rt_fuzz_block_draw(&screen.block, "0123456789ab\n", "3 trials");
	expect(&screen, "\r\033[J0123456789ab\n3 trials");
	rt_fuzz_block_draw(&screen.block, "0123456789\n", "4 trials");
	expect(&screen, "\r\033[2A\033[J0123456789\n4 trials");
	rt_fuzz_block_clear(&screen.block);
	expect(&screen, "\r\033[1A\033[J");
	rt_fuzz_block_clear(&screen.block);
	expect(&screen, "\r\033[J");
	close_screen(&screen);
}

/* What has scrolled away cannot be drawn over. */
static void no_more_than_the_terminal_has_rows(void **state)
{
	struct screen screen;

	(void)state;
	open_screen(&screen);
	rt_fuzz_block_draw(&screen.block, "1\n0123456789ab\n3\n4\n", "");
	expect(&screen, "\r\033[J0123456789ab\n3\n4\n");
	rt_fuzz_block_draw(&screen.block, "", "");
	expect(&screen, "\r\033[4A\033[J");
	close_screen(&screen);
}

static void the_last_line_is_cut_to_a_row(void **state)
{
	struct screen screen;

	(void)state;
	open_screen(&screen);
	rt_fuzz_block_draw(&screen.block, "", "0123456789ab");
	expect(&screen, "\r\033[J012345678");
	close_screen(&screen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_counted_as_the_terminal_breaks_them),
		cmocka_unit_test(no_more_than_the_terminal_has_rows),
		cmocka_unit_test(the_last_line_is_cut_to_a_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
