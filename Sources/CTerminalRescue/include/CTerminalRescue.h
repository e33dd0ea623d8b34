// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

// Puts a terminal back as it was when the process dies of a trap: the one thing that cannot be left to Swift, because
// a signal handler may call nothing but async-signal-safe functions.
#pragma once
#include <stddef.h>
#include <termios.h>

/// Remembers a terminal and what to write to standard output, and installs handlers for the signals of traps.
///
/// `farewell` is cut after 256 bytes. Call from one thread.
void bootwatch_rescue_install(int descriptor, const struct termios *saved, const unsigned char *farewell, size_t length);

/// Forgets the terminal; the handlers do nothing any more but let the process die.
void bootwatch_rescue_remove(void);
