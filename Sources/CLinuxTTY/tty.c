// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

#define _GNU_SOURCE  // memfd_create

#include "CLinuxTTY.h"

#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <errno.h>
#include <linux/serial.h>
#include <linux/tty_flags.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

_Static_assert(sizeof(((struct termios2 *)0)->c_cc) == sizeof(((struct tty_settings *)0)->characters), "c_cc");
_Static_assert(sizeof(struct tty_rs485) == sizeof(struct serial_rs485), "serial_rs485");
_Static_assert(TTY_RS485_ENABLED == SER_RS485_ENABLED && TTY_RS485_RTS_ON_SEND == SER_RS485_RTS_ON_SEND, "rs485");
_Static_assert(TTY_RS485_RTS_AFTER_SEND == SER_RS485_RTS_AFTER_SEND, "rs485");
_Static_assert(TTY_RS485_RECEIVES_DURING_SEND == SER_RS485_RX_DURING_TX, "rs485");
_Static_assert(TTY_DTR == TIOCM_DTR && TTY_RTS == TIOCM_RTS && TTY_CTS == TIOCM_CTS, "modem lines");
_Static_assert(TTY_DCD == TIOCM_CAR && TTY_RI == TIOCM_RNG && TTY_DSR == TIOCM_DSR, "modem lines");

static int result(int status) { return status < 0 ? errno : 0; }

int tty_get_settings(int descriptor, struct tty_settings *settings) {
    struct termios2 found;
    if (ioctl(descriptor, TCGETS2, &found) < 0) return errno;
    settings->input_flags = found.c_iflag;
    settings->output_flags = found.c_oflag;
    settings->control_flags = found.c_cflag;
    settings->local_flags = found.c_lflag;
    settings->discipline = found.c_line;
    memcpy(settings->characters, found.c_cc, sizeof settings->characters);
    settings->input_speed = found.c_ispeed;
    settings->output_speed = found.c_ospeed;
    return 0;
}

int tty_set_settings(int descriptor, const struct tty_settings *settings) {
    struct termios2 wanted = {
        .c_iflag = settings->input_flags,
        .c_oflag = settings->output_flags,
        .c_cflag = settings->control_flags,
        .c_lflag = settings->local_flags,
        .c_line = settings->discipline,
        .c_ispeed = settings->input_speed,
        .c_ospeed = settings->output_speed,
    };
    memcpy(wanted.c_cc, settings->characters, sizeof wanted.c_cc);
    return result(ioctl(descriptor, TCSETS2, &wanted));
}

bool tty_settings_equal(const struct tty_settings *left, const struct tty_settings *right) {
    return left->input_flags == right->input_flags && left->output_flags == right->output_flags
        && left->control_flags == right->control_flags && left->local_flags == right->local_flags
        && left->discipline == right->discipline
        && memcmp(left->characters, right->characters, sizeof left->characters) == 0
        && left->input_speed == right->input_speed && left->output_speed == right->output_speed;
}

static uint32_t size_flag(uint8_t bits) {
    switch (bits) {
        case 5: return CS5;
        case 6: return CS6;
        case 7: return CS7;
        default: return CS8;
    }
}

static uint32_t parity_flags(enum tty_parity parity) {
    switch (parity) {
        case TTY_PARITY_NONE: return 0;
        case TTY_PARITY_ODD: return PARENB | PARODD;
        case TTY_PARITY_EVEN: return PARENB;
        case TTY_PARITY_MARK: return PARENB | PARODD | CMSPAR;
        case TTY_PARITY_SPACE: return PARENB | CMSPAR;
    }
    return 0;
}

void tty_settings_make_console(struct tty_settings *settings, const struct tty_line *line) {
    // No IGNBRK, BRKINT or IGNPAR: with PARMRK a break and an errored character come as marks. INPCK is needed even
    // without parity: framing errors are reported under it too (drivers/tty/n_tty.c, n_tty_receive_parity_error()).
    settings->input_flags = PARMRK | INPCK | (line->flow == TTY_FLOW_SOFT ? IXON | IXOFF : 0);
    settings->output_flags &= ~(uint32_t)OPOST;
    // EXTPROC would leave 0xFF undoubled.
    settings->local_flags &= ~(uint32_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN | TOSTOP | EXTPROC);
    settings->control_flags &=
        ~(uint32_t)(CBAUD | CIBAUD | CSIZE | CSTOPB | PARENB | PARODD | CMSPAR | CRTSCTS | HUPCL);
    // CIBAUD stays 0: the input's speed is the output's.
    settings->control_flags |= BOTHER | CLOCAL | CREAD | size_flag(line->data_bits) | parity_flags(line->parity)
        | (line->stop_bits == 2 ? CSTOPB : 0) | (line->flow == TTY_FLOW_HARD ? CRTSCTS : 0);
    settings->input_speed = line->speed;
    settings->output_speed = line->speed;
    // With VMIN 0 a read of an idle terminal would give 0, as if it had hung up, instead of EAGAIN.
    settings->characters[VMIN] = 1;
    settings->characters[VTIME] = 0;
    if (line->flow == TTY_FLOW_SOFT) {
        settings->characters[VSTART] = 0x11;
        settings->characters[VSTOP] = 0x13;
    }
}

struct tty_line tty_settings_line(const struct tty_settings *settings) {
    uint32_t flags = settings->control_flags;
    struct tty_line line = {.speed = settings->output_speed, .stop_bits = flags & CSTOPB ? 2 : 1};
    switch (flags & CSIZE) {
        case CS5: line.data_bits = 5; break;
        case CS6: line.data_bits = 6; break;
        case CS7: line.data_bits = 7; break;
        default: line.data_bits = 8; break;
    }
    if (!(flags & PARENB)) {
        line.parity = TTY_PARITY_NONE;
    } else if (flags & CMSPAR) {
        line.parity = flags & PARODD ? TTY_PARITY_MARK : TTY_PARITY_SPACE;
    } else {
        line.parity = flags & PARODD ? TTY_PARITY_ODD : TTY_PARITY_EVEN;
    }
    if (flags & CRTSCTS) {
        line.flow = TTY_FLOW_HARD;
    } else {
        line.flow = settings->input_flags & IXON ? TTY_FLOW_SOFT : TTY_FLOW_NONE;
    }
    return line;
}

bool tty_settings_hangs_up(const struct tty_settings *settings) { return settings->control_flags & HUPCL; }

void tty_settings_set_hang_up(struct tty_settings *settings, bool hangs_up) {
    if (hangs_up) {
        settings->control_flags |= HUPCL;
    } else {
        settings->control_flags &= ~(uint32_t)HUPCL;
    }
}

int tty_get_counters(int descriptor, struct tty_counters *counters) {
    struct serial_icounter_struct found;
    memset(&found, 0, sizeof found);
    if (ioctl(descriptor, TIOCGICOUNT, &found) < 0) return errno;
    counters->received = (uint32_t)found.rx;
    counters->sent = (uint32_t)found.tx;
    counters->framing = (uint32_t)found.frame;
    counters->parity = (uint32_t)found.parity;
    counters->breaks = (uint32_t)found.brk;
    counters->overrun = (uint32_t)found.overrun;
    counters->buffer_overrun = (uint32_t)found.buf_overrun;
    return 0;
}

int tty_get_low_latency(int descriptor, bool *is_low) {
    struct serial_struct found;
    memset(&found, 0, sizeof found);
    if (ioctl(descriptor, TIOCGSERIAL, &found) < 0) return errno;
    *is_low = (uint32_t)found.flags & ASYNC_LOW_LATENCY;
    return 0;
}

int tty_set_low_latency(int descriptor, bool is_low) {
    struct serial_struct wanted;
    memset(&wanted, 0, sizeof wanted);
    if (ioctl(descriptor, TIOCGSERIAL, &wanted) < 0) return errno;
    uint32_t flags = (uint32_t)wanted.flags;
    wanted.flags = (int)(is_low ? flags | ASYNC_LOW_LATENCY : flags & ~ASYNC_LOW_LATENCY);
    return result(ioctl(descriptor, TIOCSSERIAL, &wanted));
}

int tty_get_rs485(int descriptor, struct tty_rs485 *settings) {
    return result(ioctl(descriptor, TIOCGRS485, settings));
}

int tty_set_rs485(int descriptor, struct tty_rs485 *settings) {
    return result(ioctl(descriptor, TIOCSRS485, settings));
}

int tty_get_modem_lines(int descriptor, uint32_t *lines) {
    int found = 0;
    if (ioctl(descriptor, TIOCMGET, &found) < 0) return errno;
    *lines = (uint32_t)found;
    return 0;
}

int tty_set_modem_lines(int descriptor, uint32_t lines, bool raised) {
    int bits = (int)lines;
    return result(ioctl(descriptor, raised ? TIOCMBIS : TIOCMBIC, &bits));
}

int tty_set_break(int descriptor, bool is_on) { return result(ioctl(descriptor, is_on ? TIOCSBRK : TIOCCBRK)); }

int tty_get_exclusive(int descriptor, bool *is_exclusive) {
    int found = 0;
    if (ioctl(descriptor, TIOCGEXCL, &found) < 0) return errno;
    *is_exclusive = found != 0;
    return 0;
}

int tty_set_exclusive(int descriptor, bool is_exclusive) {
    return result(ioctl(descriptor, is_exclusive ? TIOCEXCL : TIOCNXCL));
}

int tty_get_unsent(int descriptor, uint32_t *bytes) {
    int found = 0;
    if (ioctl(descriptor, TIOCOUTQ, &found) < 0) return errno;
    *bytes = found < 0 ? 0 : (uint32_t)found;
    return 0;
}

int tty_discard_output(int descriptor) { return result(ioctl(descriptor, TCFLSH, TCOFLUSH)); }

int tty_make_memory(const char *name) { return memfd_create(name, MFD_CLOEXEC); }
