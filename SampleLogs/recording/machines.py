"""QEMU machines with Debian's U-Boot on them, and what one does at their prompt."""

import os
import pathlib

from console import Console

U_BOOT = pathlib.Path(os.environ.get("U_BOOT", "/usr/lib/u-boot"))  # where Debian's u-boot-qemu puts it


def virt(s, log, *more, memory="256M"):
    """Debian's qemu_arm U-Boot on the virt board."""
    return Console(["qemu-system-arm", "-M", "virt", "-m", memory, "-rtc", "base=2026-05-04T08:30:00",
                    "-bios", str(U_BOOT / "qemu_arm/u-boot.bin")] + list(more) + ([] if "-netdev" in more else ["-nic", "none"]),
                   log, s.echo)


def disk(path):
    return ["-drive", f"if=none,id=disk,format=raw,file={path}", "-device", "virtio-blk-device,drive=disk"]


def network(directory):
    """QEMU's own user network: 10.0.2.2 answers DHCP and TFTP."""
    return ["-netdev", f"user,id=net,tftp={directory}" if directory else "user,id=net",
            "-device", "virtio-net-device,netdev=net,mac=52:54:00:a1:b2:c3"]


def memory_image(path, address):
    """Puts a file into RAM at power-on, as a debugger would."""
    return ["-device", f"loader,file={path},addr={address:#x},force-raw=on"]


def environment_flash(path):
    return ["-drive", f"if=pflash,index=1,format=raw,file={path}"]


def to_prompt(console):
    console.expect("Hit any key to stop autoboot")
    console.send(" ")
    console.expect("=> ")
    console.quiet(0.3)


def commands(console, *lines, timeout=60):
    for text in lines:
        console.line(text)
        console.expect("\n=> ", timeout)
        console.quiet(0.2)
