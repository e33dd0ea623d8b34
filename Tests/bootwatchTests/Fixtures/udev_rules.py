#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: the bootwatch authors
"""What udev's own rule engine makes of the shipped rules, for adapters that umockdev pretends. Prints a line for each
device that has been kept from ModemManager: `ADAPTER device`, `ADAPTER port`.

    umockdev-wrapper /usr/bin/python3 udev_rules.py UDEVADM

udevadm finds the rules where udev does, so the caller puts them into /usr/local/lib/udev/rules.d of a mount namespace of
its own.
"""

import subprocess
import sys

import gi

gi.require_version("UMockdev", "1.0")
from gi.repository import UMockdev  # noqa: E402

# Name, vendor, product, driver of the interface.
ADAPTERS = [
    ("ftdi", "0403", "6001", "ftdi_sio"),
    ("cp2102", "10c4", "ea60", "cp210x"),
    ("ch340", "1a86", "7523", "ch341"),
    ("pl2303", "067b", "2303", "pl2303"),
    ("st-link", "0483", "374b", "cdc_acm"),
    ("j-link", "1366", "1015", "cdc_acm"),
    ("modem", "12d1", "1506", "option"),
    ("acm-modem", "12d1", "1001", "cdc_acm"),
]

testbed = UMockdev.Testbed.new()


def add(subsystem, name, parent, attributes, properties, driver=None):
    path = testbed.add_device(subsystem, name, parent, attributes, properties)
    if driver:
        testbed.set_attribute_link(path, "driver", f"../../bus/{subsystem}/drivers/{driver}")
    return path


def is_ignored(path, name):
    answer = subprocess.run([sys.argv[1], "test", "--action=add", path], capture_output=True, text=True, timeout=60)
    text = answer.stdout + answer.stderr
    if answer.returncode != 0 or "70-bootwatch.rules:" in text or "rules.d/70-bootwatch.rules" not in text:
        raise SystemExit(f"udevadm did not take the rules: {text}")
    return f"{name}=1" in text.split()


for number, (name, vendor, product, driver) in enumerate(ADAPTERS):
    device = add("usb", f"1-{number}", None, ["idVendor", vendor, "idProduct", product], ["DEVTYPE", "usb_device"])
    port = add("usb", f"1-{number}:1.0", device, ["bInterfaceNumber", "00"], ["DEVTYPE", "usb_interface"], driver)
    if driver != "cdc_acm":
        port = add("usb-serial", f"ttyUSB{number}", port, [], [], driver)
    tty = add("tty", f"ttyUSB{number}", port, ["dev", f"188:{number}"], ["DEVNAME", f"/dev/ttyUSB{number}"])
    if is_ignored(device, "ID_MM_DEVICE_IGNORE"):
        print(name, "device")
    if is_ignored(tty, "ID_MM_PORT_IGNORE"):
        print(name, "port")
