#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: the bootwatch authors
"""Asks a service with the client of the PyPI package `varlink`, and prints what it said, a JSON object a line.

control_client.py SOCKET [--user UID:GID] METHOD [PARAMETERS] ...

PARAMETERS is a JSON object. `Subscribe` prints as many replies as "count" among its parameters says. `Interfaces` prints
the names that the service gives, `Describe` the members of io.bootwatch as the package has read them.
`Attach` sends "type" after the upgrade and prints what comes up to "until": the package has no upgrade of its own.
"""
import json, os, socket, sys

import varlink

path, words = sys.argv[1], sys.argv[2:]
# Before the user changes: the package's files may be only for the one who installed it.
client = varlink.Client(address="unix:" + path)
if words[0] == "--user":
    user, group = map(int, words[1].split(":"))
    os.setgroups([])
    os.setgid(group)
    os.setuid(user)
    words = words[2:]

calls = []
for word in words:
    if word.startswith("{"):
        calls[-1][1] = json.loads(word)
    else:
        calls.append([word, {}])


def say(value):
    print(json.dumps(value, separators=(",", ":")), flush=True)


def attach(parameters):
    type_, until = parameters.pop("type", ""), parameters.pop("until", "")
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(20)
        connection.connect(path)
        call = {"method": "io.bootwatch.Attach", "upgrade": True, "parameters": parameters}
        connection.sendall(json.dumps(call).encode() + b"\0")
        data = b""
        while b"\0" not in data:
            data += connection.recv(4096)
        reply, data = data.split(b"\0", 1)
        reply = json.loads(reply)
        if "error" in reply:
            return say({"error": reply["error"], "parameters": reply["parameters"]})
        connection.sendall(type_.encode())
        while until.encode() not in data:
            some = connection.recv(4096)
            if not some:
                break
            data += some
        say({"reply": reply["parameters"], "seen": data.decode()})


with client, client.open("io.bootwatch") as service:
    for method, parameters in calls:
        try:
            if method == "Attach":
                attach(parameters)
            elif method == "Interfaces":
                say({"interfaces": client.get_interfaces()})
            elif method == "Describe":
                members = client.get_interface("io.bootwatch").members
                say({"members": list(members)})
            elif method == "Subscribe":
                count = parameters.pop("count")
                for reply in service.Subscribe(**parameters, _more=True):
                    say({"reply": reply})
                    count -= 1
                    if not count:
                        break
                service.close()
                break
            else:
                say({"reply": getattr(service, method)(**parameters)})
        except varlink.VarlinkError as error:
            say({"error": error.error(), "parameters": error.parameters()})
