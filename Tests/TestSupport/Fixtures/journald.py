#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: the bootwatch authors
#
# Runs a real systemd-journald in a mount namespace of its own, as the service manager would:
#
#     unshare --mount --propagation private python3 journald.py FOLDER [LINE OF journald.conf]...
#
# The journal is written to FOLDER/log/journal. Commands come on standard input, a line each, and each is answered by a
# line ("ok", or what went wrong). The end of standard input ends it all.
#
#     start    starts journald, and waits until it says that it is ready
#     stop     ends it as the service manager does (SIGTERM), and waits for its end
#     kill     SIGKILL, and waits
#     freeze   SIGSTOP: it lives, and reads nothing
#     thaw     SIGCONT
#     hold     makes journald's sockets, and keeps them open over its restarts, as systemd-journald.socket does
#     release  closes and removes them; journald, if it is started then, makes its own

import ctypes
import os
import select
import signal
import socket
import subprocess
import sys

DAEMONS = ["/lib/systemd/systemd-journald", "/usr/lib/systemd/systemd-journald"]
RUN = "/run/systemd/journal"
SOCKETS = [("socket", socket.SOCK_DGRAM), ("stdout", socket.SOCK_STREAM), ("dev-log", socket.SOCK_DGRAM)]
PATIENCE = 20
PR_SET_PDEATHSIG = 1


class Trouble(Exception):
    pass


def mount(*arguments):
    subprocess.run(["mount", *arguments], check=True)


def prepare(folder, lines):
    for path in ["/run/systemd", "/run/log", folder + "/log/journal"]:
        os.makedirs(path, exist_ok=True)
    mount("-t", "tmpfs", "-o", "mode=755", "journald-test", "/run/systemd")
    mount("--bind", folder + "/log", "/run/log")
    os.makedirs(RUN)
    os.makedirs("/run/systemd/journald.conf.d")
    defaults = ["Storage=volatile", "ReadKMsg=no", "Audit=no", "ForwardToSyslog=no", "ForwardToWall=no"]
    with open("/run/systemd/journald.conf.d/test.conf", "w") as file:
        file.write("\n".join(["[Journal]"] + defaults + lines) + "\n")
    try:
        ids = open("/etc/machine-id").read().strip()
    except FileNotFoundError:
        ids = ""
    if len(ids) != 32:
        raise Trouble("journald needs /etc/machine-id; systemd-machine-id-setup makes it")


class Journald:
    def __init__(self):
        self.sockets = []
        self.process = None
        self.notify_path = "/run/systemd/test-notify"
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        self.notify.bind(self.notify_path)

    def start(self):
        if self.process:
            raise Trouble("journald runs")
        environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "NOTIFY_SOCKET": self.notify_path}
        if self.sockets:
            environment["LISTEN_FDS"] = str(len(self.sockets))
        # Duplicates high up, so that none is overwritten when they are put at 3, 4, 5.
        high = [os.dup(s.fileno()) for s in self.sockets]
        high = [os.dup2(d, 200 + i) for i, d in enumerate(high)]

        def in_child():
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            for index, descriptor in enumerate(high):
                os.dup2(descriptor, 3 + index, inheritable=True)

        program = next(path for path in DAEMONS if os.path.exists(path))
        # The shell puts in the process id that LISTEN_PID must have, and becomes journald.
        command = ["/bin/sh", "-c", 'LISTEN_PID=$$ exec "$0"', program]
        self.drain()
        errors = open("/run/log/journald.stderr", "ab")
        self.process = subprocess.Popen(
            command, env=environment, preexec_fn=in_child, close_fds=False, stdin=subprocess.DEVNULL,
            stdout=errors, stderr=errors)
        errors.close()
        for descriptor in high:
            os.close(descriptor)
        self.wait_until_ready()

    def wait_until_ready(self):
        while select.select([self.notify], [], [], PATIENCE)[0]:
            if b"READY=1" in self.notify.recv(4096):
                return
        self.signal(signal.SIGKILL, waits=True)
        raise Trouble("journald does not become ready; see log/journald.stderr")

    def drain(self):
        while select.select([self.notify], [], [], 0)[0]:
            self.notify.recv(4096)

    def signal(self, number, waits=False):
        if not self.process:
            raise Trouble("journald does not run")
        self.process.send_signal(number)
        if waits:
            self.process.wait(PATIENCE)
            self.process = None

    def hold(self):
        self.release()
        for name, kind in SOCKETS:
            path = RUN + "/" + name
            if os.path.exists(path):
                os.unlink(path)
            one = socket.socket(socket.AF_UNIX, kind | socket.SOCK_CLOEXEC)
            one.bind(path)
            os.chmod(path, 0o666)
            if kind == socket.SOCK_STREAM:
                one.listen(64)
            self.sockets.append(one)

    def release(self):
        for one in self.sockets:
            one.close()
        self.sockets = []
        for name, _ in SOCKETS:
            if os.path.exists(RUN + "/" + name):
                os.unlink(RUN + "/" + name)

    def obey(self, command):
        if command == "start":
            self.start()
        elif command == "stop":
            self.signal(signal.SIGTERM, waits=True)
        elif command == "kill":
            self.signal(signal.SIGKILL, waits=True)
        elif command == "freeze":
            self.signal(signal.SIGSTOP)
        elif command == "thaw":
            self.signal(signal.SIGCONT)
        elif command == "hold":
            self.hold()
        elif command == "release":
            self.release()
        else:
            raise Trouble("no command: " + command)


def answer(text):
    print(text.replace("\n", " "), flush=True)


def main():
    journald = None
    try:
        prepare(sys.argv[1], sys.argv[2:])
        journald = Journald()
        answer("ok")
        for line in sys.stdin:
            journald.drain()
            try:
                journald.obey(line.strip())
                answer("ok")
            except (Trouble, OSError, subprocess.SubprocessError) as error:
                answer(str(error) or "no reason told")
    except (Trouble, OSError, subprocess.SubprocessError) as error:
        answer(str(error) or "no reason told")
    finally:
        if journald and journald.process:
            journald.signal(signal.SIGKILL, waits=True)


main()
