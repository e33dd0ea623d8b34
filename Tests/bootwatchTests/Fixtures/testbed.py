#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: the bootwatch authors
"""A host with serial ports to plug in and out: sysfs, udev's properties and uevents by umockdev, the nodes real
pseudo-terminals. Needs python3-gi and gir1.2-umockdev-1.0, and the library preloaded:

    umockdev-wrapper /usr/bin/python3 testbed.py

A command under test sees this host with LD_PRELOAD=libumockdev-preload.so.0 and UMOCKDEV_DIR=<root>.

One command a line on standard input, one answer a line on standard output: `ok …`, or `error …`. The first answer is
given unasked: `ok <root>`. The testbed is gone when standard input ends.

    plug PORT [NODE] [silent] [bare]   plugs in, by default as the port's first node; answers the node, its
                                       pseudo-terminal and the moment of its appearing (ns, CLOCK_MONOTONIC)
                                       silent: no uevent, as without udevd; bare: no properties and links of udev either
    unplug PORT [silent]               hangs up, then takes node and device away; answers the moment of the hang-up
    name PORT KEY VALUE…               sets vendor, product or serial for the next plug; with escapes as in Python
    chmod PORT MODE                    octal; seen in /dev like a change by udev's rules
    property PORT KEY VALUE            a property that a rule of udev sets; told by no event
    uevent PORT ACTION                 sends an event of its own
    send PORT HEX                      the board prints bytes
    receive PORT COUNT                 waits for so many bytes from the host, 20 s at most; answers them as hex
    list                               ports that are plugged in, and their nodes
    quit                               ends, as the end of standard input does
"""

import os
import select
import shutil
import sys
import termios
import time
import tty

import gi

gi.require_version("UMockdev", "1.0")
from gi.repository import UMockdev  # noqa: E402

LIMIT = 20.0  # seconds


class Through(UMockdev.IoctlBase):
    """Hands what is asked of a node to the pseudo-terminal behind it; else umockdev answers ENOTTY itself."""

    UNHANDLED = -100  # as in umockdev's src/libumockdev-preload.c

    def pass_on(self, client):
        client.complete(self.UNHANDLED, 0)
        return True

    do_handle_ioctl = do_handle_read = do_handle_write = pass_on


class Adapter:
    """A USB adapter: what its descriptors and udev's rules say, as read from real ones."""

    bus = "usb"

    def __init__(self, node, socket, vendor_id, product_id, driver, vendor, product, serial=None, database=None):
        self.first_node = node
        self.socket = socket
        self.vendor_id, self.product_id, self.driver = vendor_id, product_id, driver
        self.vendor, self.product, self.serial = vendor, product, serial
        self.database = database


class UART:
    """A port of the host's board; type 0 is one that may be found later (PORT_UNKNOWN)."""

    bus = "platform"

    def __init__(self, node, kind):
        self.first_node = node
        self.kind = kind


PORTS = {
    "ftdi": Adapter(
        "ttyUSB0", "2", "0403", "6001", "ftdi_sio", "FTDI", "FT232R USB UART", "A50285BI",
        ("Future Technology Devices International, Ltd", "FT232 Serial (UART) IC")),
    "ftdi2": Adapter(
        "ttyUSB1", "3", "0403", "6001", "ftdi_sio", "FTDI", "FT232R USB UART", "AL03XZ9Q",
        ("Future Technology Devices International, Ltd", "FT232 Serial (UART) IC")),
    "cp210x": Adapter(
        "ttyUSB2", "4", "10c4", "ea60", "cp210x", "Silicon Labs", "CP2102 USB to UART Bridge Controller", "0001",
        ("Silicon Labs", "CP210x UART Bridge")),
    # The serial number that every adapter of a careless maker has.
    "cp210x2": Adapter(
        "ttyUSB4", "6", "10c4", "ea60", "cp210x", "Silicon Labs", "CP2102 USB to UART Bridge Controller", "0001",
        ("Silicon Labs", "CP210x UART Bridge")),
    # No serial number and no vendor in its descriptors.
    "ch340": Adapter(
        "ttyUSB3", "5", "1a86", "7523", "ch341", None, "USB Serial", None,
        ("QinHeng Electronics", "CH340 serial converter")),
    "acm": Adapter(
        "ttyACM0", "7", "1366", "0105", "cdc_acm", "SEGGER", "J-Link", "000261000000",
        ("SEGGER", "J-Link")),
    "ttyS0": UART("ttyS0", 4),
    "ttyS1": UART("ttyS1", 0),
}


def sanitized(text):
    """As udev's usb_id writes strings into properties."""
    return "".join(c if c.isalnum() or c in "#+-.:=@_" else "_" for c in text.strip())


class Plugged:
    """A port that is there."""

    def __init__(self, node, device, top):
        self.node, self.device, self.top = node, device, top
        self.main = self.terminal = None
        # What udev's rules would make, and what is made: a link that another port has stays that port's.
        self.links = []
        self.made_links = []


class Host:
    def __init__(self):
        self.testbed = UMockdev.Testbed.new()
        self.root = self.testbed.get_root_dir()
        self.plugged = {}
        self.through = Through()
        self.device_number = 1
        os.makedirs(self.real("/dev"), exist_ok=True)
        os.makedirs(self.real("/sys/class/tty"), exist_ok=True)
        # A console and the kernel's own terminals are no serial ports.
        for name in ("tty0", "ptmx", "console"):
            self.device("tty", f"virtual/tty/{name}", None, {}, {"DEVNAME": f"/dev/{name}"})

    def real(self, path):
        return self.root + path

    def device(self, subsystem, name, parent, attributes, properties, driver=None):
        flat = lambda pairs: [word for pair in pairs.items() if pair[1] is not None for word in pair]
        path = self.testbed.add_device(subsystem, name, parent, flat(attributes), flat(properties))
        if path is None:
            raise RuntimeError(f"umockdev refuses {name}")
        if driver:
            self.testbed.set_attribute_link(path, "driver", f"../../bus/{subsystem}/drivers/{driver}")
        return path

    # Devices

    def plug_adapter(self, port, node, bare):
        self.device_number += 1
        place = f"1-{port.socket}"
        adapter = self.device(
            "usb", f"pci0000:00/0000:00:14.0/usb1/{place}", None,
            {"idVendor": port.vendor_id, "idProduct": port.product_id, "manufacturer": port.vendor,
             "product": port.product, "serial": port.serial, "devnum": str(self.device_number)},
            {"DEVTYPE": "usb_device", "DRIVER": "usb"}, "usb")
        interface = self.device(
            "usb", f"{place}:1.0", adapter, {"bInterfaceNumber": "00"},
            {"DEVTYPE": "usb_interface", "DRIVER": port.driver}, port.driver)
        parent, tail = interface, ""
        if port.driver != "cdc_acm":
            parent = self.device("usb-serial", node, interface, {"port_number": "0"}, {"DRIVER": port.driver}, port.driver)
            tail = "-port0"
        vendor = sanitized(port.vendor) if port.vendor else port.vendor_id
        product = sanitized(port.product)
        serial = sanitized(port.serial) if port.serial else None
        name = f"{vendor}_{product}" + (f"_{serial}" if serial else "")
        place = f"pci-0000:00:14.0-usb-0:{port.socket}:1.0"
        links = [f"/dev/serial/by-id/usb-{name}-if00{tail}", f"/dev/serial/by-path/{place}{tail}"]
        properties = {
            "ID_BUS": "usb", "ID_VENDOR": vendor, "ID_MODEL": product, "ID_VENDOR_ID": port.vendor_id,
            "ID_MODEL_ID": port.product_id, "ID_SERIAL": name, "ID_SERIAL_SHORT": serial,
            "ID_USB_INTERFACE_NUM": "00", "ID_USB_DRIVER": port.driver, "ID_PATH": place,
            "ID_VENDOR_FROM_DATABASE": port.database[0], "ID_MODEL_FROM_DATABASE": port.database[1],
        }
        # umockdev leaves the host's own database of udev in sight: numbers that no device of it has.
        major, minor = ("166" if port.driver == "cdc_acm" else "188"), "9" + node.lstrip("tyUSBACM").zfill(3)
        number = {"DEVNAME": f"/dev/{node}", "MAJOR": major, "MINOR": minor}
        device = self.device(
            "tty", f"tty/{node}", parent, {"dev": f"{major}:{minor}"}, number if bare else number | properties)
        plugged = Plugged(node, device, adapter)
        if not bare:
            plugged.links = links
        return plugged

    def plug_uart(self, port, node):
        parent = self.device("platform", f"platform/serial8250-{node}", None, {}, {"DRIVER": "serial8250"}, "serial8250")
        device = self.device(
            "tty", f"tty/{node}", parent, {"type": str(port.kind), "dev": f"4:900{node[-1]}"},
            {"DEVNAME": f"/dev/{node}", "MAJOR": "4", "MINOR": f"900{node[-1]}"})
        return Plugged(node, device, parent)

    # Commands

    def plug(self, name, *words):
        port = PORTS[name]
        if name in self.plugged:
            raise RuntimeError(f"{name} is plugged in")
        nodes = [word for word in words if word not in ("silent", "bare")]
        node = nodes[0] if nodes else port.first_node
        if any(other.node == node for other in self.plugged.values()):
            raise RuntimeError(f"{node} is taken")
        if port.bus == "usb":
            plugged = self.plug_adapter(port, node, "bare" in words)
        else:
            plugged = self.plug_uart(port, node)
        plugged.main, side = os.openpty()
        tty.setraw(side, termios.TCSANOW)
        plugged.terminal = os.ttyname(side)
        os.close(side)
        # The number that umockdev tells for the node: that of the pseudo-terminal, which an open descriptor has too.
        number = os.stat(plugged.terminal).st_rdev
        record = self.real(f"/dev/.node/{node}")
        os.makedirs(os.path.dirname(record), exist_ok=True)
        if os.path.lexists(record):
            os.unlink(record)
        os.symlink(f"{os.major(number)}:{os.minor(number)}", record)
        self.testbed.attach_ioctl(f"/dev/{node}", self.through)
        # As in the kernel: first sysfs, then the node; then udev's links, then its event.
        os.symlink(plugged.terminal, self.real(f"/dev/{node}"))
        moment = time.monotonic_ns()
        for link in plugged.links:
            path = self.real(link)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            if not os.path.lexists(path):
                os.symlink(f"../../{node}", path)
                plugged.made_links.append(path)
        self.plugged[name] = plugged
        if "silent" not in words:
            self.testbed.uevent(plugged.device, "add")
        return f"/dev/{node} {plugged.terminal} {moment}"

    def unplug(self, name, *words):
        plugged = self.plugged.pop(name)
        moment = time.monotonic_ns()
        os.close(plugged.main)
        for path in plugged.made_links:
            os.unlink(path)
            # As udev does: a folder without links goes too.
            if not os.listdir(os.path.dirname(path)):
                os.rmdir(os.path.dirname(path))
        os.unlink(self.real(f"/dev/{plugged.node}"))
        os.unlink(self.real(f"/dev/.node/{plugged.node}"))
        self.testbed.detach_ioctl(f"/dev/{plugged.node}")
        if "silent" not in words:
            self.testbed.uevent(plugged.device, "remove")
        self.remove(plugged.top)
        return str(moment)

    def remove(self, top):
        """Removes a device with all below it, and the links to them."""
        real = os.path.realpath(self.real(top))
        for folder in ("class", "bus"):
            for base, folders, files in os.walk(self.real(f"/sys/{folder}")):
                for entry in folders + files:
                    path = os.path.join(base, entry)
                    if os.path.islink(path) and (os.path.realpath(path) + "/").startswith(real + "/"):
                        os.unlink(path)
        characters = self.real("/sys/dev/char")
        for entry in os.listdir(characters):
            path = os.path.join(characters, entry)
            if (os.path.realpath(path) + "/").startswith(real + "/"):
                os.unlink(path)
        shutil.rmtree(real)

    def name(self, name, key, *value):
        if key not in ("vendor", "product", "serial"):
            raise RuntimeError(f"no such key: {key}")
        text = " ".join(value).encode("latin-1", "backslashreplace").decode("unicode_escape")
        setattr(PORTS[name], key, text or None)
        return ""

    def chmod(self, name, mode):
        plugged = self.plugged[name]
        os.chmod(plugged.terminal, int(mode, 8))
        # The node is a link: touched, it shows in its folder what a change of the node itself would.
        os.utime(self.real(f"/dev/{plugged.node}"), follow_symlinks=False)
        return str(time.monotonic_ns())

    def property(self, name, key, value):
        self.testbed.set_property(self.plugged[name].device, key, value)
        return ""

    def uevent(self, name, action):
        self.testbed.uevent(self.plugged[name].device, action)
        return ""

    def send(self, name, text):
        data = bytes.fromhex(text)
        while data:
            data = data[os.write(self.plugged[name].main, data):]
        return ""

    def receive(self, name, count):
        main, data, deadline = self.plugged[name].main, b"", time.monotonic() + LIMIT
        while len(data) < int(count):
            if not select.select([main], [], [], max(deadline - time.monotonic(), 0))[0]:
                break
            data += os.read(main, int(count) - len(data))
        return data.hex()

    def list(self):
        return " ".join(f"{name}=/dev/{plugged.node}" for name, plugged in self.plugged.items())


def main():
    host = Host()
    commands = {
        name: getattr(host, name)
        for name in ("plug", "unplug", "name", "chmod", "property", "uevent", "send", "receive", "list")
    }
    print(f"ok {host.root}", flush=True)
    for line in sys.stdin:
        words = line.split()
        if not words:
            continue
        if words[0] == "quit":
            break
        try:
            answer = commands[words[0]](*words[1:])
            print(f"ok {answer}".rstrip(), flush=True)
        except Exception as error:  # every fault is an answer, and the host lives on
            print(f"error {type(error).__name__}: {error}".replace("\n", " "), flush=True)
    for name in list(host.plugged):
        host.unplug(name, "silent")


main()
