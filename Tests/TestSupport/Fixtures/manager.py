#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: the bootwatch authors
"""A small service manager: runs one program as systemd runs a service of Type=notify, with a real notification socket,
a descriptor store and passed sockets. Python 3 alone.

    manager.py [options] -- PROGRAM [ARGUMENT…]

    --listen NAME=PATH     a listening Unix socket that is passed under a name, as by a socket unit; may be repeated
    --env NAME=VALUE       a variable for the program; may be repeated. Besides these it gets PATH and LANG only
    --keep-env             the program gets this environment, too
    --watchdog SECONDS     WATCHDOG_USEC; who is silent for longer is told by an event, and killed with --enforce
    --enforce              a watchdog that is over sends SIGABRT
    --store-max COUNT      descriptors that are kept at most (FileDescriptorStoreMax=); 512 by default
    --output PATH          where the program's standard output and standard error are appended to; by default both go to
                           this program's standard error

One command a line on standard input, executed in their order:

    start                  starts the program with the passed sockets and all that is stored
    signal NAME            sends SIGNAME; several names are sent one after the other
    stop                   as `signal TERM`
    pause | resume         takes no notifications for a while, as a manager that is busy
    store                  tells what is stored
    forget [NAME]          closes what is stored, or what is stored under a name
    quit                   kills the program and ends, as the end of standard input does

One event a line on standard output, as JSON with `event`, and `time` in seconds of CLOCK_MONOTONIC:

    ready                             commands are taken; `socket`: the path of the notification socket
    started     pid, descriptors      the names that are passed, in their order
    notified    pid, fields           a notification: its assignments; `count`: how many descriptors came with it
    stored      name, kind, count     a descriptor is kept; kind: terminal, file, socket, pipe, other; count: all that are kept
    refused     name, reason          a descriptor is not kept: full, or duplicate
    removed     name, count           FDSTOREREMOVE, or forgotten
    hung-up     name                  the other side of a kept descriptor is gone: it is closed, as systemd does
    barrier                           the program waits until everything before was taken
    store       descriptors           answer to `store`: [{name, kind, device}]
    watchdog    silence               seconds without WATCHDOG=1
    exited      pid, status           or `signal`: the name of what ended it
    error       text                  a command that cannot be executed
"""

import argparse
import array
import ctypes
import fcntl
import json
import os
import platform
import select
import signal
import socket
import stat
import sys
import tempfile
import time

NOTIFY_BUFFER = 4096  # as NOTIFY_BUFFER_MAX in systemd's src/core/manager.c: a longer notification is ignored
FD_START = 3  # SD_LISTEN_FDS_START
KCMP = {"x86_64": 312, "aarch64": 272, "armv7l": 378}.get(platform.machine())
libc = ctypes.CDLL(None, use_errno=True)


def now():
    return time.clock_gettime(time.CLOCK_MONOTONIC)


def tell(event, **values):
    print(json.dumps({"event": event, "time": now(), **values}, separators=(",", ":")), flush=True)


def is_same_file(left, right):
    """Whether two descriptors are copies of one: kcmp(2), KCMP_FILE."""
    pid = os.getpid()
    return KCMP is not None and libc.syscall(KCMP, pid, pid, 0, left, right) == 0


def kind(descriptor):
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISCHR(mode):
        return "terminal"
    if stat.S_ISREG(mode):
        return "file"
    if stat.S_ISSOCK(mode):
        return "socket"
    return "pipe" if stat.S_ISFIFO(mode) else "other"


class Manager:
    def __init__(self, options):
        self.options = options
        self.folder = tempfile.mkdtemp(prefix="bootwatch-manager-")
        self.path = os.path.join(self.folder, "notify")
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK)
        self.notify.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self.notify.bind(self.path)
        self.listeners = []
        for name, path in (entry.split("=", 1) for entry in options.listen):
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
            if os.path.exists(path):
                os.unlink(path)
            listener.bind(path)
            listener.listen()
            self.listeners.append((name, listener, path))
        self.stored = []  # (name, descriptor)
        self.pid = None
        self.alive_at = None
        self.poll = select.poll()
        self.poll.register(0, select.POLLIN)
        self.poll.register(self.notify, select.POLLIN)
        self.wake, wake = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self.poll.register(self.wake, select.POLLIN)
        self.commands = b""
        self.is_over = False

    # The program

    def start(self):
        if self.pid is not None:
            return tell("error", text="the program runs already")
        passed = [(name, listener.fileno()) for name, listener, _ in self.listeners] + self.stored
        program = self.options.program
        pid = os.fork()
        if pid == 0:
            try:
                self.become(program, passed)
            except BaseException as error:  # noqa: BLE001: the copy of this program must not go on
                os.write(2, f"{program[0]}: {error}\n".encode())
            os._exit(127)
        self.pid = pid
        self.alive_at = now()
        tell("started", pid=pid, descriptors=[name for name, _ in passed])

    def become(self, program, passed):
        environment = dict(os.environ) if self.options.keep_env else {}
        environment.setdefault("PATH", "/usr/bin:/bin")
        environment.setdefault("LANG", "C.UTF-8")
        if "LD_LIBRARY_PATH" in os.environ:  # a toolchain that is not installed system-wide
            environment["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH"]
        environment["NOTIFY_SOCKET"] = self.path
        if passed:
            environment["LISTEN_PID"] = str(os.getpid())
            environment["LISTEN_FDS"] = str(len(passed))
            environment["LISTEN_FDNAMES"] = ":".join(name for name, _ in passed)
        if self.options.watchdog:
            environment["WATCHDOG_PID"] = str(os.getpid())
            environment["WATCHDOG_USEC"] = str(int(self.options.watchdog * 1e6))
        environment.update(entry.split("=", 1) for entry in self.options.env)
        os.setsid()
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGPIPE, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        output = 2
        if self.options.output:
            output = os.open(self.options.output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        # Out of the way first: the numbers from 3 on may be among them.
        high = [fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 1000) for _, descriptor in passed]
        os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
        os.dup2(output, 1)
        os.dup2(output, 2)
        for index, descriptor in enumerate(high):
            os.dup2(descriptor, FD_START + index, inheritable=True)
        os.closerange(FD_START + len(high), 1000)
        os.execvpe(program[0], program, environment)

    def reap(self):
        try:
            os.read(self.wake, 4096)
        except BlockingIOError:
            pass
        # As systemd does: what a service said before it died counts.
        self.take_notifications()
        while self.pid is not None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid == 0:
                return
            self.pid = None
            self.alive_at = None
            if os.WIFSIGNALED(status):
                tell("exited", pid=pid, signal=signal.Signals(os.WTERMSIG(status)).name)
            else:
                tell("exited", pid=pid, status=os.WEXITSTATUS(status))

    # Notifications

    def take_notifications(self):
        if self.is_paused:
            return
        while True:
            try:
                data, ancillary, flags, _ = self.notify.recvmsg(
                    NOTIFY_BUFFER, socket.CMSG_SPACE(12) + socket.CMSG_SPACE(768 * 4), socket.MSG_CMSG_CLOEXEC)
            except BlockingIOError:
                return
            descriptors, pid = [], None
            for level, type_, content in ancillary:
                if level == socket.SOL_SOCKET and type_ == socket.SCM_RIGHTS:
                    numbers = array.array("i")
                    numbers.frombytes(content[: len(content) - len(content) % numbers.itemsize])
                    descriptors += numbers
                elif level == socket.SOL_SOCKET and type_ == socket.SCM_CREDENTIALS:
                    pid = int.from_bytes(content[:4], sys.byteorder)
            if flags & socket.MSG_TRUNC:
                tell("error", text="a notification is too long, ignoring")
                descriptors = self.close_all(descriptors)
            elif pid != self.pid:
                tell("error", text=f"a notification of process {pid}, which is not the service, ignoring")
                descriptors = self.close_all(descriptors)
            else:
                self.take(pid, data.decode(errors="replace"), descriptors)

    @staticmethod
    def close_all(descriptors):
        for descriptor in descriptors:
            os.close(descriptor)
        return []

    def take(self, pid, text, descriptors):
        fields = dict(line.split("=", 1) for line in text.split("\n") if "=" in line)
        tell("notified", pid=pid, fields=fields, count=len(descriptors))
        if fields.get("WATCHDOG") == "1" or fields.get("READY") == "1":
            self.alive_at = now()
        if fields.get("BARRIER") == "1":
            tell("barrier")
        name = fields.get("FDNAME", "stored")
        if len(name) > 255 or ":" in name or not all(" " <= character < "\x7f" for character in name):
            name = "stored"  # as src/core/service.c does with a name that is none
        if fields.get("FDSTOREREMOVE") == "1":
            self.remove(name)
        if fields.get("FDSTORE") == "1":
            for descriptor in descriptors:
                self.keep(name, descriptor)
        else:
            self.close_all(descriptors)

    def keep(self, name, descriptor):
        if len(self.stored) >= self.options.store_max:
            os.close(descriptor)
            return tell("refused", name=name, reason="full")
        if any(is_same_file(descriptor, other) for _, other in self.stored):
            os.close(descriptor)
            return tell("refused", name=name, reason="duplicate")
        self.stored.insert(0, (name, descriptor))  # the newest first, as in systemd's list
        self.poll.register(descriptor, 0)  # hang-ups and errors are always told
        tell("stored", name=name, kind=kind(descriptor), count=len(self.stored))

    def remove(self, name=None):
        for entry in [entry for entry in self.stored if name in (None, entry[0])]:
            self.discard(entry)
            tell("removed", name=entry[0], count=len(self.stored))

    def discard(self, entry):
        self.stored.remove(entry)
        self.poll.unregister(entry[1])
        os.close(entry[1])

    # Commands

    is_paused = False

    def execute(self, line):
        words = line.split()
        if not words:
            return
        command, arguments = words[0], words[1:]
        if command == "start":
            self.start()
        elif command in ("signal", "stop"):
            for name in arguments or ["TERM"]:
                if self.pid is not None:
                    os.kill(self.pid, signal.Signals["SIG" + name.removeprefix("SIG")])
                else:
                    tell("error", text="the program does not run")
        elif command == "pause":
            self.is_paused = True
            self.poll.unregister(self.notify)
        elif command == "resume":
            self.is_paused = False
            self.poll.register(self.notify, select.POLLIN)
        elif command == "store":
            tell(
                "store",
                descriptors=[
                    {"name": name, "kind": kind(descriptor), "device": os.fstat(descriptor).st_rdev}
                    for name, descriptor in self.stored
                ],
            )
        elif command == "forget":
            self.remove(*arguments)
        elif command == "quit":
            self.is_over = True
        else:
            tell("error", text=f"'{line}' is no command")

    def read_commands(self):
        data = os.read(0, 65536)
        if not data:
            self.is_over = True
        *lines, self.commands = (self.commands + data).split(b"\n")
        for line in lines:
            try:
                self.execute(line.decode())
            except (KeyError, OSError, ValueError, TypeError) as error:
                tell("error", text=f"{line.decode()}: {error}")

    # The loop

    def run(self):
        tell("ready", socket=self.path)
        try:
            while not self.is_over:
                events = dict(self.poll.poll(self.patience()))
                # Notifications before the end of their sender.
                if self.notify.fileno() in events:
                    self.take_notifications()
                if self.wake in events:
                    self.reap()
                for entry in list(self.stored):
                    if events.get(entry[1], 0) & (select.POLLHUP | select.POLLERR):
                        self.discard(entry)
                        tell("hung-up", name=entry[0])
                if 0 in events:
                    self.read_commands()
                self.look_at_watchdog()
        finally:
            if self.pid is not None:
                os.kill(self.pid, signal.SIGKILL)
            for _, _, path in self.listeners:
                os.unlink(path)
            os.unlink(self.path)
            os.rmdir(self.folder)

    def patience(self):
        if not self.options.watchdog or self.alive_at is None:
            return None
        return max(self.alive_at + self.options.watchdog - now(), 0) * 1000 + 1

    def look_at_watchdog(self):
        if not self.options.watchdog or self.alive_at is None or self.is_paused:
            return
        silence = now() - self.alive_at
        if silence < self.options.watchdog:
            return
        self.alive_at = now()
        tell("watchdog", silence=silence)
        if self.options.enforce and self.pid is not None:
            os.kill(self.pid, signal.SIGABRT)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--listen", action="append", default=[])
    parser.add_argument("--env", action="append", default=[])
    parser.add_argument("--keep-env", action="store_true")
    parser.add_argument("--watchdog", type=float)
    parser.add_argument("--enforce", action="store_true")
    parser.add_argument("--store-max", type=int, default=512)
    parser.add_argument("--output")
    parser.add_argument("program", nargs="+")
    options = parser.parse_args()
    # What whoever started this had open is nobody's business here.
    os.closerange(3, 4096)
    Manager(options).run()


if __name__ == "__main__":
    main()
