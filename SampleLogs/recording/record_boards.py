#!/usr/bin/env python3
"""Records sample logs from U-Boot on other boards than virt: RISC-V under OpenSBI, arm64, PowerPC, and two with a real SPL or MMC.

    record_boards.py --work WORK [--into DIRECTORY] [--echo] [NAME...]
"""

import sys

from console import Console
from images import ext4
from machines import U_BOOT, commands, to_prompt
from recorder import main, recording, run


@recording("u-boot/riscv-opensbi-then-no-bootable-device")
def _(s, log):
    # QEMU's virt brings OpenSBI itself; U-Boot is its payload.
    with Console(["qemu-system-riscv64", "-M", "virt", "-m", "256M", "-nic", "none",
                  "-kernel", str(U_BOOT / "qemu-riscv64_smode/u-boot.bin")], log, s.echo) as board:
        board.expect("=> ", 180)
        board.listen(1)


def commands_until(console, prompt, *lines, timeout=60):
    for text in lines:
        console.line(text)
        console.expect("\n" + prompt, timeout)
        console.quiet(0.2)


@recording("u-boot/powerpc-e500-to-prompt")
def _(s, log):
    with Console(["qemu-system-ppc", "-M", "ppce500", "-m", "256M", "-nic", "none",
                  "-bios", str(U_BOOT / "qemu-ppce500/uboot.elf")], log, s.echo) as board:
        board.expect("=> ", 60)
        board.quiet(2)


@recording("u-boot/arm64-synchronous-abort-resets")
def _(s, log):
    with Console(["qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a53", "-m", "256M", "-nic", "none",
                  "-bios", str(U_BOOT / "qemu_arm64/u-boot.bin")], log, s.echo) as board:
        to_prompt(board)
        board.line("md.l 0x90000000 4")  # beyond the RAM
        board.expect("resetting ...", 30)
        to_prompt(board)


# --- SPL on an Allwinner H3 board ---------------------------------------------------------------------------

def sunxi_card(s, blocks=64 << 20):
    """An SD card with SPL and U-Boot where the boot ROM looks for them."""
    card = s.blank("card", blocks)
    with open(card, "r+b") as out:
        out.seek(8 << 10)
        out.write((s.work / "u-boot-sunxi/u-boot-sunxi-with-spl.bin").read_bytes())
    return card


def orangepi(s, log, card):
    return Console(["qemu-system-arm", "-M", "orangepi-pc", "-m", "1G", "-nic", "user", "-drive", f"if=sd,format=raw,file={card}"], log, s.echo)


@recording("spl/sd-card-to-u-boot-prompt")
def _(s, log):
    with orangepi(s, log, sunxi_card(s)) as board:
        to_prompt(board)
        commands(board, "mmc info", "mmc part")


@recording("spl/u-boot-missing-on-card-silence")
def _(s, log):
    card = sunxi_card(s)
    with open(card, "r+b") as out:  # SPL stays, U-Boot behind it is gone
        out.seek(40 << 10)
        out.write(bytes(1 << 20))
    with orangepi(s, log, card) as board:
        board.expect("Trying to boot", 60)
        board.listen(6)


@recording("transfer/pxe-no-file-served-from-spl-on")
def _(s, log):
    # Nothing bootable on the card: the default environment goes on to DHCP and PXE, and the server has no file.
    with orangepi(s, log, sunxi_card(s)) as board:
        board.expect("Config file not found", 120)
        board.expect("=> ", 120)
        board.listen(1)


@recording("spl/card-ends-before-u-boot")
def _(s, log):
    # A card of 256 KiB, as a counterfeit may be: the image's end lies beyond it.
    card = sunxi_card(s)
    with open(card, "r+b") as out:
        out.truncate(256 << 10)
    with orangepi(s, log, card) as board:
        board.expect("Trying to boot", 60)
        board.listen(8)


def bootable_card(s, files, label):
    """The card with a boot partition: extlinux, kernel, device tree, initramfs."""
    files = dict(files)
    files["boot/extlinux/extlinux.conf"] = label.encode()
    card = ext4(s, "bootable", files, megabytes=32)
    with open(card, "r+b") as out:
        out.truncate(64 << 20)  # QEMU takes powers of two only
        out.seek(8 << 10)
        out.write((s.work / "u-boot-sunxi/u-boot-sunxi-with-spl.bin").read_bytes())
    return card


LABEL = """default gateway
timeout 1
label gateway
    kernel /boot/zImage
    initrd /boot/initrd
    fdt /boot/board.dtb
    append console=ttyS0,115200 loglevel=7
"""


@recording("mmc/sd-card-spl-to-user-space")
def _(s, log):
    rc = s.path("rc")
    (rc / "etc/init.d").mkdir(parents=True)
    (rc / "etc/init.d/rcS.local").write_text("modprobe sunxi-mmc\nmodprobe ext4\nsleep 2\nmount -t ext4 -o ro /dev/mmcblk0p1 /mnt\n")
    (rc / "etc/init.d/rcS.local").chmod(0o755)
    run("sh", "-c", 'cd "$0" && find . -type f | cpio --quiet -o -H newc | gzip -9 > "$1"', rc, s.path("rc.gz"))
    card = bootable_card(s, {"boot/zImage": (s.work / "vmlinuz").read_bytes(),
                             "boot/initrd": (s.work / "initrd.base.gz").read_bytes() + s.path("rc.gz").read_bytes(),
                             "boot/board.dtb": (s.work / "sun8i-h3-orangepi-pc.dtb").read_bytes()}, LABEL)
    with orangepi(s, log, card) as board:
        board.expect("Please press Enter to activate this console", 240)
        board.quiet(1)
        board.line()
        board.expect("# ")
        commands_until(board, "/ # ", "cat /proc/partitions", "ls /mnt/boot")


@recording("mmc/kernel-file-missing-on-card-falls-to-network")
def _(s, log):
    card = bootable_card(s, {"boot/zImage.old": b"x" * 100_000}, LABEL)
    with orangepi(s, log, card) as board:
        board.expect("Config file not found", 200)
        board.expect("=> ", 120)
        board.quiet(1)


# --- i.MX6 -----------------------------------------------------------------------------------------------------

@recording("mmc/imx6-no-card-env-default")
def _(s, log):
    # The boot ROM's job, done by the loader device: what stands behind the image vector table goes to 0x17800000.
    program = s.path("u-boot")
    program.write_bytes((s.work / "u-boot-imx/u-boot-dtb.imx").read_bytes()[0xC00:])
    with Console(["qemu-system-arm", "-M", "sabrelite", "-m", "1G", "-nic", "user", "-serial", "null",
                  "-device", f"loader,file={program},addr=0x17800000,force-raw=on",
                  "-device", "loader,addr=0x17800000,cpu-num=0"], log, s.echo) as board:
        board.expect("=> ", 120)
        board.listen(1)


if __name__ == "__main__":
    sys.exit(main(__doc__.splitlines()[0]))
