// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

#include "CTerminalRescue.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

static const int traps[] = {SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV};

static volatile sig_atomic_t terminal = -1;
static struct termios before;
static unsigned char words[256];
static size_t word_count;

static void rescue(int number) {
    if (terminal >= 0) {
        // Nothing can be done about a failure here.
        if (write(STDOUT_FILENO, words, word_count) < 0) {}
        tcsetattr((int)terminal, TCSANOW, &before);
    }
    // SA_RESETHAND has put the default action back: the process dies of it as it would have.
    raise(number);
}

void bootwatch_rescue_install(int descriptor, const struct termios *saved, const unsigned char *farewell, size_t length) {
    before = *saved;
    word_count = length < sizeof words ? length : sizeof words;
    memcpy(words, farewell, word_count);
    terminal = descriptor;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = rescue;
    action.sa_flags = SA_RESETHAND | SA_NODEFER;
    for (size_t index = 0; index < sizeof traps / sizeof traps[0]; index++) {
        sigaction(traps[index], &action, NULL);
    }
}

void bootwatch_rescue_remove(void) { terminal = -1; }
