/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command lines that make a module, or a program, of a cell.
 *
 * With the host's libc the module calls whatever memcpy the process has, by
 * its PLT. With another one memcpy is linked in from the archive, and
 * --exclude-libs hides it (ld(1)), so that neither does the host's step in
 * nor does it step in for the host's. Any thread.
 */
#ifndef RT_MODULE_COMMAND_H
#define RT_MODULE_COMMAND_H

#include "harness/base/text.h"
#include "harness/module/build.h"

/*
 * Adds the command that compiles @cell into @folder/module.o and lists the
 * headers it read in @folder/module.d. @flags come after ours, so they win.
 */
void rt_command_compile(struct rt_strings *argv, const struct rt_cell *cell,
			const struct rt_strings *flags, const char *folder);

/* The same, but into the assembly @folder/module.s, and without the list. */
void rt_command_assembly(struct rt_strings *argv, const struct rt_cell *cell,
			 const struct rt_strings *flags, const char *folder);

/* Adds the command that links @folder/module.o into @folder/module.so. */
void rt_command_link(struct rt_strings *argv, const struct rt_cell *cell,
		     const struct rt_strings *flags, const char *folder);

/*
 * The same from @folder/module.s, which the driver assembles before. Without
 * @calls_out it refers to nothing outside: the libraries, which would be opened
 * and searched in vain, are left out. Where gcc is made to say --as-needed to
 * the linker (ld(1)), as on Debian, the module is the same byte by byte; else
 * it lacks their names.
 */
void rt_command_link_assembly(struct rt_strings *argv,
			      const struct rt_cell *cell,
			      const struct rt_strings *flags,
			      const char *folder, bool calls_out);

/* Adds those of @flags that the linker's driver gets too. */
void rt_command_link_flags(struct rt_strings *argv,
			   const struct rt_strings *flags);

/* Adds what links the libc's archive into a module, nothing for the host's. */
void rt_command_archive(struct rt_strings *argv,
			const struct rt_toolchain *toolchain);

/* Adds the command that compiles @driver into @folder/driver.o. */
void rt_command_driver(struct rt_strings *argv, const struct rt_cell *cell,
		       const struct rt_strings *flags, const char *driver,
		       const char *folder);

/*
 * Adds the command that links @folder/module.o and driver.o, against the
 * host's libc, into the program @folder/module.so.
 */
void rt_command_link_program(struct rt_strings *argv,
			     const struct rt_cell *cell,
			     const struct rt_strings *flags,
			     const char *folder);

/*
 * Adds the command that links @folder/module.o alone, which has main(), into
 * the program @folder/module.so for the compiler's own libc.
 */
void rt_command_link_alone(struct rt_strings *argv, const struct rt_cell *cell,
			   const char *folder);

/* Appends @argv as a line that a POSIX shell would split into it again. */
void rt_command_text(struct rt_text *text, const struct rt_strings *argv);

/*
 * Appends the command that was typed, @argv from the subcommand's name on,
 * ended by NULL, as a POSIX shell takes it again.
 */
void rt_command_typed(struct rt_text *command, const char *program,
		      char *const *argv);

#endif
