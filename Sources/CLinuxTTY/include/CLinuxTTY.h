// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

#ifndef CLINUXTTY_H
#define CLINUXTTY_H

#include <stdbool.h>
#include <stdint.h>

// What glibc's <termios.h> lacks: any speed, a UART's counters, its driver's flags. The kernel's <asm/termbits.h> defines
// another `struct termios` than glibc, so it is included in the .c file only, and plain structures stand for it here.
//
// Every function with a descriptor is one ioctl and returns 0, or the errno. See ioctl_tty(2), termios(3).

/// Settings as the kernel keeps them, bit for bit: `struct termios2`.
struct tty_settings {
    uint32_t input_flags;
    uint32_t output_flags;
    uint32_t control_flags;
    uint32_t local_flags;
    uint8_t discipline;
    uint8_t characters[19];
    uint32_t input_speed;  // baud
    uint32_t output_speed;  // baud
};

enum tty_parity { TTY_PARITY_NONE, TTY_PARITY_ODD, TTY_PARITY_EVEN, TTY_PARITY_MARK, TTY_PARITY_SPACE };
enum tty_flow { TTY_FLOW_NONE, TTY_FLOW_HARD, TTY_FLOW_SOFT };

/// The part of the settings that the board's side must agree with.
struct tty_line {
    uint32_t speed;  // baud
    uint8_t data_bits;  // 5 to 8
    uint8_t stop_bits;  // 1 or 2
    enum tty_parity parity;
    enum tty_flow flow;
};

int tty_get_settings(int descriptor, struct tty_settings *_Nonnull settings);
int tty_set_settings(int descriptor, const struct tty_settings *_Nonnull settings);
bool tty_settings_equal(const struct tty_settings *_Nonnull left, const struct tty_settings *_Nonnull right);

/// Changes settings to those for reading a console: raw, errors and breaks marked in the stream (PARMRK), no hang-up of
/// the modem lines on close, the line as given.
void tty_settings_make_console(struct tty_settings *_Nonnull settings, const struct tty_line *_Nonnull line);
/// The line that settings stand for.
struct tty_line tty_settings_line(const struct tty_settings *_Nonnull settings);
/// Whether the last close drops DTR and RTS (HUPCL).
bool tty_settings_hangs_up(const struct tty_settings *_Nonnull settings);
void tty_settings_set_hang_up(struct tty_settings *_Nonnull settings, bool hangs_up);

/// What a driver counts; 32 bits that wrap around. `struct serial_icounter_struct`.
struct tty_counters {
    uint32_t received;
    uint32_t sent;
    uint32_t framing;
    uint32_t parity;
    uint32_t breaks;
    uint32_t overrun;  // characters lost in the UART
    uint32_t buffer_overrun;  // characters lost in the driver
};

int tty_get_counters(int descriptor, struct tty_counters *_Nonnull counters);  // TIOCGICOUNT

int tty_get_low_latency(int descriptor, bool *_Nonnull is_low);  // TIOCGSERIAL, ASYNC_LOW_LATENCY
int tty_set_low_latency(int descriptor, bool is_low);  // TIOCSSERIAL; the rest as the driver has it

/// `struct serial_rs485`.
struct tty_rs485 {
    uint32_t flags;
    uint32_t delay_before_send;  // milliseconds
    uint32_t delay_after_send;  // milliseconds
    uint32_t rest[5];
};

/// Of `tty_rs485.flags`.
enum {
    TTY_RS485_ENABLED = 1,
    TTY_RS485_RTS_ON_SEND = 2,
    TTY_RS485_RTS_AFTER_SEND = 4,
    TTY_RS485_RECEIVES_DURING_SEND = 16,
};

int tty_get_rs485(int descriptor, struct tty_rs485 *_Nonnull settings);  // TIOCGRS485
int tty_set_rs485(int descriptor, struct tty_rs485 *_Nonnull settings);  // TIOCSRS485; gets what the driver made of it

/// Bits of TIOCMGET.
enum {
    TTY_DTR = 0x002,
    TTY_RTS = 0x004,
    TTY_CTS = 0x020,
    TTY_DCD = 0x040,
    TTY_RI = 0x080,
    TTY_DSR = 0x100,
};

int tty_get_modem_lines(int descriptor, uint32_t *_Nonnull lines);  // TIOCMGET
int tty_set_modem_lines(int descriptor, uint32_t lines, bool raised);  // TIOCMBIS, TIOCMBIC

int tty_set_break(int descriptor, bool is_on);  // TIOCSBRK, TIOCCBRK
int tty_get_exclusive(int descriptor, bool *_Nonnull is_exclusive);  // TIOCGEXCL
int tty_set_exclusive(int descriptor, bool is_exclusive);  // TIOCEXCL, TIOCNXCL
int tty_get_unsent(int descriptor, uint32_t *_Nonnull bytes);  // TIOCOUTQ
int tty_discard_output(int descriptor);  // TCFLSH, TCOFLUSH

/// Memory behind a descriptor, for what is kept beside a terminal; -1 when there is none. See memfd_create(2).
int tty_make_memory(const char *_Nonnull name);

#endif
