/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command lines that make a module, or a program, of a cell.
 *
 * With the host's libc the module calls the memcpy of the process through its
 * PLT. With another libc memcpy is linked in from the archive, and
 * --exclude-libs hides it (ld(1)), so that neither memcpy replaces the other.
 * What the cell defines itself comes first in both cases (-Bsymbolic).
 *
 * Without an operating system a module is linked to a fixed address
 * (harness/module/machine.h), and its libc's archive is the one that the
 * compiler's driver has for the CPU.
 * Thread-safe.
 */
#ifndef RT_MODULE_COMMAND_H
#define RT_MODULE_COMMAND_H

#include "harness/base/text.h"
#include "harness/module/build.h"

/*
 * Adds the command that compiles @cell into @folder/module.o and lists the
 * headers it read in @folder/module.d. @flags come last, so they win.
 */
void rt_command_compile(struct rt_strings *argv, const struct rt_cell *cell,
			const struct rt_strings *flags, const char *folder);

/* The same, but into the assembly @folder/module.s, and without the list. */
void rt_command_assembly(struct rt_strings *argv, const struct rt_cell *cell,
			 const struct rt_strings *flags, const char *folder);

/*
 * Adds the command that makes gcc or clang print, not translated, in which
 * folders it looks for headers.
 */
void rt_command_search(struct rt_strings *argv, const struct rt_cell *cell,
		       const struct rt_strings *flags);

/*
 * Adds the command that prints the preprocessed source of @cell, with the
 * #include lines kept (gcc(1), -dI), and no message that is no error.
 */
void rt_command_preprocess(struct rt_strings *argv, const struct rt_cell *cell,
			   const struct rt_strings *flags);

/* Adds the command that links @folder/module.o into @folder/module.so. */
void rt_command_link(struct rt_strings *argv, const struct rt_cell *cell,
		     const struct rt_strings *flags, const char *folder);

/*
 * The same, though symbols are missing: the module is not meant to be loaded.
 */
void rt_command_link_loose(struct rt_strings *argv, const struct rt_cell *cell,
			   const struct rt_strings *flags, const char *folder);

/*
 * The same from @folder/module.s, which the driver assembles first. Without
 * @calls_out the code needs no library, and none is opened and searched. Where
 * gcc passes --as-needed to the linker (ld(1)) by default, as on Debian, the
 * module is the same byte by byte; else it lacks the names of the libraries.
 */
void rt_command_link_assembly(struct rt_strings *argv,
			      const struct rt_cell *cell,
			      const struct rt_strings *flags,
			      const char *folder, bool calls_out);

/* Whether modules of @toolchain are for a machine without operating system. */
bool rt_command_is_bare(const struct rt_toolchain *toolchain);

/*
 * Whether @flag is -I with the name of a folder of headers in @include, as
 * "-Ifortify-1.0": what the cells of a matrix are called by. It is searched
 * before all others, in whatever folder ringtear runs. False where @include is
 * NULL; a user's own folder of such a name is written "-I./fortify-1.0".
 */
bool rt_command_is_own_folder(const char *flag, const char *include);

/* Adds the flags of @flags by which a bare machine's gcc chooses libraries. */
void rt_command_kind(struct rt_strings *argv, const struct rt_strings *flags);

/* Adds the arguments that make a fixed image of what is linked. */
void rt_command_fixed(struct rt_strings *argv);

/*
 * Adds the flags of @flags that the linker's driver gets too, of a module. That
 * of a program gets the sanitizers that must be in it from its start as well.
 */
void rt_command_link_flags(struct rt_strings *argv,
			   const struct rt_strings *flags);

/* Adds what links the library of the language of @cell; none for C. */
void rt_command_library(struct rt_strings *argv, const struct rt_cell *cell);

/* Adds the arguments that link the libc's archive; none for the host's libc. */
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
 * the program @folder/module.so for the default libc of the compiler.
 */
void rt_command_link_alone(struct rt_strings *argv, const struct rt_cell *cell,
			   const char *folder);

/* Appends @argv as a line that a POSIX shell splits into @argv again. */
void rt_command_text(struct rt_text *text, const struct rt_strings *argv);

/*
 * Appends ringtear's command line, quoted for a POSIX shell. @argv begins with
 * the subcommand and ends with NULL.
 */
void rt_command_typed(struct rt_text *command, const char *program,
		      char *const *argv);

#endif
