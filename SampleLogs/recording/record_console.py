#!/usr/bin/env python3
"""Records boots as a terminal program or a badly set port hands them over.

    record_console.py --work WORK [--into DIRECTORY] [--echo] [NAME...]

The bytes come from a real boot (QEMU, as in the other scripts). What a host puts in front of the lines is put there
at the moment the line began; what a port at the wrong speed receives is computed bit by bit from what the UART sent.
"""

import datetime
import random
import sys

from images import flip, legacy, payload
from linux_board import BOOT_WITHOUT_INITRD, CHIP, board, shell, to_shell
from machines import commands, memory_image, to_prompt, virt
from recorder import main, recording

BEGAN = datetime.datetime(2026, 5, 4, 8, 30, 0, 417_000)  # when the pretended host switched the board on


def lines_with_times(console):
    """The lines without their ends, each with the seconds since power-on at which its first byte came."""
    data, arrivals, result, at, index = bytes(console.seen), console.arrivals, [], 0, 0
    for line in data.split(b"\n"):
        while index + 1 < len(arrivals) and arrivals[index + 1][0] <= at:
            index += 1
        result.append((arrivals[index][1], line.rstrip(b"\r")))
        at += len(line) + 1
    return result


def stamped(console, log, stamp):
    """Writes the log as a host program does: its stamp before each line, LF ends."""
    console.power_off()
    out, before = bytearray(), 0.0
    for seconds, line in lines_with_times(console):
        out += stamp(seconds, seconds - before).encode() + line + b"\n"
        before = seconds
    log.write_bytes(bytes(out))


def panicking_board(s, log):
    console = board(s, log, bootcmd=BOOT_WITHOUT_INITRD, arguments="root=/dev/mmcblk0p2 ro loglevel=6")
    console.expect("end Kernel panic", 60)
    console.listen(1)
    return console


@recording("console/grabserial-stamps-before-kernel-stamps")
def _(s, log):
    # grabserial: [elapsed delta]
    stamped(panicking_board(s, log), log, lambda at, delta: f"[{at:4.6f} {delta:2.6f}] ")


@recording("console/tio-stamps-healthy-boot")
def _(s, log):
    # tio -t: [HH:MM:SS.mmm]
    console = board(s, log, f"modprobe nandsim {CHIP}\n", arguments="loglevel=6")
    to_shell(console)
    shell(console, "cat /proc/mtd")
    stamped(console, log, lambda at, delta: f"[{(BEGAN + datetime.timedelta(seconds=at)).strftime('%H:%M:%S.%f')[:-3]}] ")


@recording("console/iso-8601-stamps-bad-data-crc")
def _(s, log):
    image = legacy(s, "uImage", payload(1_400_000))
    flip(image, 64 + 900_123)
    console = virt(s, log, *memory_image(image, 0x42000000))
    to_prompt(console)
    commands(console, "bootm 0x42000000")
    stamped(console, log, lambda at, delta: (BEGAN + datetime.timedelta(seconds=at)).isoformat(timespec="milliseconds") + "+00:00 ")


@recording("console/hang-shown-by-host-stamps-then-power-cycled")
def _(s, log):
    # root=… rootwait with no such device: the kernel waits for ever. 127 seconds later somebody cycles the power.
    first = board(s, log, bootcmd=BOOT_WITHOUT_INITRD, arguments="root=/dev/mmcblk0p2 rootwait ro")
    first.expect("Waiting for root device", 60)
    first.listen(2)
    first.power_off()
    second = virt(s, log)
    to_prompt(second)
    second.power_off()
    out = bytearray()
    for console, offset in ((first, 0.0), (second, 127.4)):
        for at, line in lines_with_times(console):
            moment = BEGAN + datetime.timedelta(seconds=at + offset)
            out += f"[{moment.isoformat(timespec='milliseconds')}] ".encode() + line + b"\n"
    log.write_bytes(bytes(out))


@recording("console/wrapped-at-80-columns")
def _(s, log):
    # Copied out of a terminal window 80 columns wide: long lines are broken where the window ends.
    console = panicking_board(s, log)
    console.power_off()
    out = []
    for _, line in lines_with_times(console):
        text = line.replace(b"\t", b"        ")
        out += [text[at:at + 80] for at in range(0, max(len(text), 1), 80)]
    log.write_bytes(b"\n".join(out))


@recording("console/cr-cr-lf-line-ends")
def _(s, log):
    # A console server that adds its own CR to every LF.
    console = virt(s, log)
    console.expect("=> ", 60)
    console.power_off()
    log.write_bytes(bytes(console.seen).replace(b"\n", b"\r\n"))


# --- the wire ------------------------------------------------------------------------------------------------

def received(data, arrivals, sent_at, heard_at):
    """What a UART set to one speed makes of bytes sent at another: 8N1 on both sides, sampled in the middle of a bit.

    The wire is followed as runs of level and length, in seconds; it rests high between the console's bursts.
    """
    bit, runs, clock = 1.0 / sent_at, [], 0.0
    bursts = [(start, arrivals[i + 1][0] if i + 1 < len(arrivals) else len(data), when)
              for i, (start, when) in enumerate(arrivals)]
    for start, end, when in bursts:
        if when > clock:
            runs.append((1, when - clock))
            clock = when
        for byte in data[start:end]:
            for level in [0] + [byte >> n & 1 for n in range(8)] + [1]:
                runs.append((level, bit))
            clock += 10 * bit
    runs.append((1, 1.0))
    edges, at, last = [], 0.0, None
    for level, length in runs:
        if level != last:
            edges.append((at, level))
            last = level
        at += length
    end, out, index, now, step = at, bytearray(), 0, 0.0, 1.0 / heard_at

    def level_at(moment):
        nonlocal index
        while index + 1 < len(edges) and edges[index + 1][0] <= moment:
            index += 1
        return edges[index][1]

    while True:
        # The next falling edge begins a character.
        level_at(now)
        while index < len(edges) and not (edges[index][1] == 0 and edges[index][0] >= now):
            index += 1
        if index >= len(edges):
            return bytes(out)
        begin = edges[index][0]
        if level_at(begin + step / 2):  # a glitch, no start bit
            now = begin + step / 2
            continue
        out.append(sum(level_at(begin + step * (1.5 + n)) << n for n in range(8)))
        now = begin + step * 9.5
        if now > end:
            return bytes(out)


def wrong_speed(s, log, sent_at, heard_at):
    console = virt(s, log)
    to_prompt(console)
    commands(console, "bdinfo", "printenv")
    console.power_off()
    log.write_bytes(received(bytes(console.seen), console.arrivals, sent_at, heard_at))


@recording("console/wrong-speed-115200-heard-at-9600")
def _(s, log):
    wrong_speed(s, log, 115200, 9600)


@recording("console/wrong-speed-9600-heard-at-115200")
def _(s, log):
    wrong_speed(s, log, 9600, 115200)


@recording("console/wrong-speed-115200-heard-at-57600")
def _(s, log):
    wrong_speed(s, log, 115200, 57600)


@recording("console/kernel-at-another-speed-than-u-boot")
def _(s, log):
    # The boot loader talks at 115200, the kernel was told console=ttyS2,1500000.
    console = panicking_board(s, log)
    console.power_off()
    data = bytes(console.seen)
    cut = data.find(b"Starting kernel ...") + len(b"Starting kernel ...\r\n\r\n")
    rest = [(start - cut, when) for start, when in console.arrivals if start >= cut]
    rest.insert(0, (0, rest[0][1] - 0.01))
    log.write_bytes(data[:cut] + received(data[cut:], rest, 1_500_000, 115200))


@recording("console/power-up-glitch-then-healthy")
def _(s, log):
    # The line floats while the supply rises: a few bytes of nothing, then a good boot.
    console = virt(s, log)
    console.expect("=> ", 60)
    console.power_off()
    log.write_bytes(bytes([0x00, 0xFE, 0xFF, 0x00, 0xF8, 0x80]) + bytes(console.seen))


@recording("console/noise-on-the-line")
def _(s, log):
    # A long unshielded cable: about one bit in 400 arrives wrong.
    console = panicking_board(s, log)
    console.power_off()
    noise = random.Random(17)
    log.write_bytes(bytes(byte ^ (1 << noise.randrange(8)) if noise.random() < 0.02 else byte for byte in console.seen))


if __name__ == "__main__":
    sys.exit(main(__doc__.splitlines()[0]))
