#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: the bootwatch authors
"""Runs a command in the sandbox of a unit, as far as that needs no service manager:

    sandbox.py UNIT [--writable FOLDER]... COMMAND...

The system calls that SystemCallFilter= leaves, by systemd's own lists, and the address families of
RestrictAddressFamilies=, enforced by libseccomp; no memory that is written and executed, no namespaces; a user without
rights and capabilities; a read-only file system, but for the folders that are named. What systemd does by cgroups (the
device policy, IP addresses) is not in it. Needs root and systemd-analyze.
"""

import ctypes
import os
import subprocess
import sys

NOBODY = 65534
ALLOW, ERRNO = 0x7FFF0000, 0x00050000
EPERM, ENOSYS = 1, 38
EQUAL, MASKED_EQUAL = 4, 7  # enum scmp_compare, seccomp_rule_add(3)
PROT_WRITE, PROT_EXEC = 2, 4
CLONE_NEWNS = 0x00020000
NAMESPACES = 0x7E020000  # CLONE_NEW* of clone(2)
PR_SET_NO_NEW_PRIVS = 38
FAMILIES = {"AF_UNIX": 1, "AF_INET": 2, "AF_INET6": 10, "AF_NETLINK": 16}


class Compare(ctypes.Structure):
    """struct scmp_arg_cmp"""
    _fields_ = [("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)]


seccomp = ctypes.CDLL("libseccomp.so.2", use_errno=True)
libc = ctypes.CDLL(None, use_errno=True)
seccomp.seccomp_init.restype = ctypes.c_void_p
seccomp.seccomp_rule_add_array.argtypes = [
    ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint, ctypes.POINTER(Compare)]
seccomp.seccomp_load.argtypes = [ctypes.c_void_p]


def settings(unit, name):
    with open(unit) as lines:
        return [line.strip().split("=", 1)[1] for line in lines if line.startswith(name + "=")]


def call_sets():
    """systemd's named sets, as they are listed: names of calls and of other sets."""
    sets, current = {}, None
    listing = subprocess.run(["systemd-analyze", "syscall-filter"], capture_output=True, text=True, check=True).stdout
    for line in listing.splitlines():
        if line.startswith("@"):
            current = sets.setdefault(line.strip(), [])
        elif line.strip() and not line.strip().startswith("#") and current is not None:
            current.append(line.strip())
    return sets


def calls_left(unit):
    sets = call_sets()

    def expand(name):
        return set().union(*map(expand, sets[name])) if name.startswith("@") else {name}

    # A list of what is allowed always has @default in it: systemd.exec(5).
    left = expand("@default")
    for setting in settings(unit, "SystemCallFilter"):
        names = set().union(*map(expand, setting.lstrip("~").split()))
        left = left - names if setting.startswith("~") else left | names
    return left


def load_filter(unit):
    context = seccomp.seccomp_init(ERRNO | EPERM)

    def add(action, name, *compares):
        number = seccomp.seccomp_syscall_resolve_name(name.encode())
        if number < 0:  # none of this machine's
            return
        array = (Compare * max(len(compares), 1))(*compares)
        status = seccomp.seccomp_rule_add_array(context, action, number, len(compares), array)
        if status != 0:
            raise OSError(-status, f"seccomp_rule_add '{name}'")

    special = {"socket", "mmap", "mprotect", "pkey_mprotect", "clone", "clone3", "unshare", "setns"}
    left = calls_left(unit)
    for name in left - special:
        add(ALLOW, name)
    for family in settings(unit, "RestrictAddressFamilies")[0].split():
        add(ALLOW, "socket", Compare(0, EQUAL, FAMILIES[family], 0))
    for protection in (0, PROT_WRITE, PROT_EXEC):
        add(ALLOW, "mmap", Compare(2, MASKED_EQUAL, PROT_WRITE | PROT_EXEC, protection))
    add(ALLOW, "mprotect", Compare(2, MASKED_EQUAL, PROT_EXEC, 0))
    add(ALLOW, "clone", Compare(0, MASKED_EQUAL, NAMESPACES, 0))
    add(ERRNO | ENOSYS, "clone3")  # as systemd does: its flags are out of a filter's reach
    status = seccomp.seccomp_load(context)
    if status != 0:
        raise OSError(-status, "seccomp_load")


unit, words, writable = sys.argv[1], sys.argv[2:], []
while words[0] == "--writable":
    writable.append(words[1])
    words = words[2:]
if libc.unshare(CLONE_NEWNS) != 0:
    raise OSError(ctypes.get_errno(), "unshare")
mounts = [["--make-rprivate", "/"]]
mounts += [step for folder in writable for step in (["--bind", folder, folder],)]
mounts += [["-o", "remount,ro,bind", "/"]]
for options in mounts:
    subprocess.run(["mount", *options], check=True)
os.setgroups([])
os.setresgid(NOBODY, NOBODY, NOBODY)
os.setresuid(NOBODY, NOBODY, NOBODY)
if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
    raise OSError(ctypes.get_errno(), "prctl")
load_filter(unit)
os.execv(words[0], words)
