#!/usr/bin/env python3
"""Records sample logs from Debian's U-Boot on QEMU's arm virt board.

    record_u_boot.py --work WORK [--into DIRECTORY] [--echo] [NAME...]

WORK is what prepare.sh made. Without a NAME all recordings are made anew. A NAME is a log's path below
SampleLogs without `.log`, e.g. u-boot/legacy-data-crc-bad.

Every recording is a function: it builds the images it needs (fixed contents, so that a new recording
differs in times only), switches the machine on, does at the console what a person would do, and stops.
"""

import random
import sys
import zlib

from images import environment, ext4, fit, flip, board_tree_with_key, html, key, legacy, payload, sha256
from machines import commands, disk, environment_flash, memory_image, network, to_prompt, virt
from recorder import main, recording, run


@recording("u-boot/healthy-boot-to-prompt")
def _(s, log):
    with virt(s, log) as board:
        to_prompt(board)
        board.listen(1)


@recording("u-boot/autoboot-countdown-interrupted")
def _(s, log):
    flash = environment(s, bootdelay="5", bootcmd="run distro_bootcmd")
    with virt(s, log, *environment_flash(flash)) as board:
        board.expect("autoboot:  5")
        board.expect(b"\b\b\b 2")
        board.send(" ")
        board.expect("=> ")
        commands(board, "printenv")


@recording("u-boot/version-typed-is-no-new-boot")
def _(s, log):
    with virt(s, log) as board:
        to_prompt(board)
        commands(board, "version", "bdinfo", "version", "coninfo")


@recording("u-boot/reset-typed-is-a-second-boot")
def _(s, log):
    with virt(s, log) as board:
        to_prompt(board)
        commands(board, "printenv bootcmd bootdelay")
        board.line("reset")
        board.expect("resetting ...")
        to_prompt(board)


@recording("u-boot/help-and-printenv-are-benign")
def _(s, log):
    with virt(s, log) as board:
        to_prompt(board)
        commands(board, "help", "help bootm", "help panic", "help reset", "printenv", "iminfo", "panic_on_fail=1")


@recording("u-boot/environment-save-fails-flash-timeout")
def _(s, log):
    flash = s.blank("environment", 64 << 20)
    with virt(s, log, *environment_flash(flash)) as board:
        to_prompt(board)
        commands(board, "setenv bootcmd 'load virtio 0:1 ${loadaddr} uImage; bootm ${loadaddr}'", "saveenv", timeout=120)
        board.line("reset")
        board.expect("resetting ...")
        to_prompt(board)
        commands(board, "printenv bootcmd")


@recording("u-boot/environment-damaged-bootcmd-lost")
def _(s, log):
    flash = environment(s, bootcmd="bootm 0x04100000 - ${fdtcontroladdr}", bootdelay="2", ethaddr="52:54:00:a1:b2:c3")
    flip(flash, 64)  # one bit of the stored environment
    with virt(s, log, *environment_flash(flash)) as board:
        board.expect("=> ", 180)
        commands(board, "printenv bootcmd")


@recording("u-boot/boot-loop-bootcmd-resets")
def _(s, log):
    flash = environment(s, bootdelay="1", bootcmd="bootm 0x04200000; echo Boot failed, trying again; reset")
    with virt(s, log, *environment_flash(flash)) as board:
        for _ in range(4):
            board.expect("resetting ...")
        board.expect("autoboot")


@recording("u-boot/no-bootable-device")
def _(s, log):
    with virt(s, log) as board:
        board.expect("=> ", 120)
        board.listen(1)


@recording("u-boot/crash-data-abort-resets")
def _(s, log):
    with virt(s, log) as board:
        to_prompt(board)
        commands(board, "md.l 40000000 4")
        board.line("md.l 90000000 4")  # beyond the RAM
        board.expect("resetting ...", 30)
        to_prompt(board)


# --- images that are refused --------------------------------------------------------------------------------

def boot_from_tftp(s, log, *lines, files):
    directory = s.path("tftp")
    directory.mkdir()
    for name, data in files.items():
        (directory / name).write_bytes(data)
    with virt(s, log, *network(directory)) as board:
        to_prompt(board)
        commands(board, "setenv ipaddr 10.0.2.15", "setenv serverip 10.0.2.2", *lines, timeout=120)


@recording("u-boot/legacy-data-crc-bad")
def _(s, log):
    image = legacy(s, "uImage", payload(1_400_000))
    flip(image, 64 + 900_123)
    boot_from_tftp(s, log, "tftpboot 0x42000000 uImage", "bootm 0x42000000", files={"uImage": image.read_bytes()})


@recording("u-boot/legacy-data-crc-bad-truncated-file")
def _(s, log):
    image = legacy(s, "uImage", payload(1_400_000))
    boot_from_tftp(s, log, "tftpboot 0x42000000 uImage", "bootm 0x42000000", files={"uImage": image.read_bytes()[:786_432]})


@recording("u-boot/legacy-header-crc-bad")
def _(s, log):
    image = legacy(s, "uImage", payload(1_400_000))
    flip(image, 33)
    boot_from_tftp(s, log, "tftpboot 0x42000000 uImage", "bootm 0x42000000", "iminfo 0x42000000", files={"uImage": image.read_bytes()})


@recording("u-boot/wrong-magic-html-page-instead-of-image")
def _(s, log):
    boot_from_tftp(s, log, "tftpboot 0x42000000 uImage", "bootm 0x42000000", "md.b 0x42000000 0x60", files={"uImage": html()})


@recording("u-boot/iminfo-good-and-damaged")
def _(s, log):
    good = legacy(s, "good", payload(400_000), title="Gateway kernel 4.2.1")
    bad = legacy(s, "bad", payload(400_000), title="Gateway kernel 4.2.0")
    flip(bad, 64 + 77)
    with virt(s, log, *memory_image(good, 0x42000000), *memory_image(bad, 0x43000000)) as board:
        to_prompt(board)
        commands(board, "iminfo 0x42000000", "iminfo 0x43000000", "iminfo 0x44000000")


@recording("u-boot/legacy-wrong-architecture")
def _(s, log):
    image = legacy(s, "uImage", payload(1_400_000), arch="mips", title="MIPS OpenWrt Linux-5.15.137")
    boot_from_tftp(s, log, "tftpboot 0x42000000 uImage", "bootm 0x42000000", files={"uImage": image.read_bytes()})


@recording("u-boot/legacy-wrong-type-script-booted")
def _(s, log):
    image = legacy(s, "boot.scr", b"echo hello\n", kind="script", title="boot script")
    boot_from_tftp(s, log, "tftpboot 0x42000000 boot.scr", "bootm 0x42000000", files={"boot.scr": image.read_bytes()})


@recording("u-boot/gzip-kernel-corrupt-resets")
def _(s, log):
    compressor = zlib.compressobj(6, zlib.DEFLATED, 31)
    words = random.Random(3)
    text = b" ".join(words.choice([b"kernel", b"text", b"symbol", b"table", b"%d" % words.randrange(9999)]) for _ in range(400_000))
    packed = bytearray(compressor.compress(text) + compressor.flush())
    packed[10] = 0x07  # a block type that does not exist; damaged before the header's checksum was made, so that one is right
    image = legacy(s, "uImage", bytes(packed), compression="gzip")
    with virt(s, log, *memory_image(image, 0x42000000)) as board:
        to_prompt(board)
        board.line("bootm 0x42000000")
        board.expect("resetting ...", 30)
        to_prompt(board)


@recording("u-boot/no-device-tree-given-resets")
def _(s, log):
    image = legacy(s, "uImage", payload(1_400_000))
    with virt(s, log, *memory_image(image, 0x42000000)) as board:
        to_prompt(board)
        board.line("bootm 0x42000000")
        board.expect("resetting ...", 30)
        to_prompt(board)


@recording("u-boot/zimage-bad-magic")
def _(s, log):
    boot_from_tftp(s, log, "tftpboot ${kernel_addr_r} zImage", "bootz ${kernel_addr_r} - ${fdtcontroladdr}",
                   files={"zImage": payload(600_000)})


@recording("u-boot/fit-sha256-bad")
def _(s, log):
    image = fit(s, "gateway.itb", payload(900_000))
    flip(image, 500_000)
    boot_from_tftp(s, log, "tftpboot 0x42000000 gateway.itb", "bootm 0x42000000#conf-1", "iminfo 0x42000000", files={"gateway.itb": image.read_bytes()})


@recording("u-boot/fit-unsigned-refused")
def _(s, log):
    keys = key(s, "keys", "product")
    tree = board_tree_with_key(s, keys, "product")
    image = fit(s, "gateway.itb", payload(900_000))
    with virt(s, log, "-dtb", str(tree), *memory_image(image, 0x42000000)) as board:
        to_prompt(board)
        commands(board, "bootm 0x42000000#conf-1")


@recording("u-boot/fit-signed-with-wrong-key-refused")
def _(s, log):
    keys = key(s, "keys", "product")
    tree = board_tree_with_key(s, keys, "product")
    others = key(s, "others", "product")  # the same name, another key
    image = fit(s, "gateway.itb", payload(900_000), (others, "product"))
    with virt(s, log, "-dtb", str(tree), *memory_image(image, 0x42000000)) as board:
        to_prompt(board)
        commands(board, "bootm 0x42000000#conf-1")


@recording("u-boot/fit-repacked-kernel-refused")
def _(s, log):
    # A rightly signed image whose kernel was replaced afterwards: the signature over the configuration covers the kernel's
    # hash node, so the repacker's new hash makes the signature wrong.
    keys = key(s, "keys", "product")
    tree = board_tree_with_key(s, keys, "product")
    image = fit(s, "gateway.itb", payload(900_000), (keys, "product"))
    data = bytearray(image.read_bytes())
    old = sha256(payload(900_000))
    at = data.find(payload(900_000)[:64])
    data[at:at + 900_000] = payload(900_000, seed=2)
    data[data.find(old):data.find(old) + 32] = sha256(payload(900_000, seed=2))
    image.write_bytes(data)
    with virt(s, log, "-dtb", str(tree), *memory_image(image, 0x42000000)) as board:
        to_prompt(board)
        commands(board, "bootm 0x42000000#conf-1")


@recording("u-boot/fit-no-configuration-for-this-board")
def _(s, log):
    # Without a name after the address U-Boot looks for the configuration whose device tree fits the board.
    image = fit(s, "gateway.itb", payload(900_000))
    boot_from_tftp(s, log, "tftpboot 0x42000000 gateway.itb", "bootm 0x42000000", files={"gateway.itb": image.read_bytes()})


@recording("u-boot/fit-signature-good-kernel-started")
def _(s, log):
    keys = key(s, "keys", "product")
    tree = board_tree_with_key(s, keys, "product")
    image = fit(s, "gateway.itb", (s.work / "vmlinuz").read_bytes(), (keys, "product"))
    with virt(s, log, "-dtb", str(tree), *memory_image(image, 0x44000000)) as board:
        to_prompt(board)
        commands(board, "setenv bootargs console=ttyAMA0,115200 panic=0 loglevel=5")
        board.line("bootm 0x44000000#conf-1 - ${fdtcontroladdr}")
        board.expect("Starting kernel", 30)
        board.listen(15)


# --- network ------------------------------------------------------------------------------------------------

@recording("transfer/tftp-success")
def _(s, log):
    image = legacy(s, "uImage", payload(5_000_000))
    boot_from_tftp(s, log, "tftpboot 0x42000000 uImage", "iminfo 0x42000000", "crc32 0x42000000 ${filesize}", files={"uImage": image.read_bytes()})


@recording("transfer/tftp-file-not-found")
def _(s, log):
    boot_from_tftp(s, log, "tftpboot 0x42000000 uImage-gateway-rev-c", "bootm 0x42000000", files={"uImage": b"x"})


@recording("transfer/tftp-server-absent-arp-timeout")
def _(s, log):
    with virt(s, log, *network(None)) as board:
        to_prompt(board)
        # netretry: by default U-Boot begins again for ever
        commands(board, "setenv ipaddr 10.0.2.15", "setenv serverip 10.0.2.77", "setenv netretry no", timeout=60)
        commands(board, "tftpboot 0x42000000 uImage", timeout=120)
        commands(board, "ping 10.0.2.77", timeout=60)


@recording("transfer/tftp-server-refuses-access")
def _(s, log):
    with virt(s, log, *network(None)) as board:
        to_prompt(board)
        commands(board, "setenv ipaddr 10.0.2.15", "setenv serverip 10.0.2.2")
        commands(board, "tftpboot 0x42000000 uImage")


@recording("transfer/tftp-no-answer-retries-exceeded")
def _(s, log):
    # 10.0.2.3 answers ARP and nothing else.
    with virt(s, log, "-netdev", "user,id=net,restrict=on", "-device", "virtio-net-device,netdev=net,mac=52:54:00:a1:b2:c3") as board:
        to_prompt(board)
        commands(board, "setenv ipaddr 10.0.2.15", "setenv serverip 10.0.2.3", "setenv tftptimeout 1000", "setenv netretry no")
        board.line("tftpboot 0x42000000 uImage")
        board.listen(30)
        if not bytes(board.seen).rstrip().endswith(b"=>"):
            board.send(b"\x03")
        board.expect("\n=> ", 30)
        commands(board, "bootm 0x42000000")


@recording("transfer/dhcp-then-tftp-success")
def _(s, log):
    boot_from_tftp(s, log, "setenv autoload no", "dhcp", "tftpboot 0x42000000 uImage",
                   files={"uImage": legacy(s, "uImage", payload(300_000)).read_bytes()})


@recording("transfer/dhcp-no-server-retry-exceeded")
def _(s, log):
    # A network with nobody else on it.
    with virt(s, log, "-netdev", "socket,id=net,udp=127.0.0.1:9,localaddr=127.0.0.1:20009", "-device", "virtio-net-device,netdev=net,mac=52:54:00:a1:b2:c3") as board:
        to_prompt(board)
        commands(board, "setenv netretry no", "setenv bootpretryperiod 10000")
        commands(board, "dhcp", timeout=120)


@recording("transfer/loady-nobody-sends-aborted")
def _(s, log):
    with virt(s, log) as board:
        to_prompt(board)
        board.line("loady 0x42000000")
        board.expect("\n=> ", 400)
        commands(board, "bootm 0x42000000")


@recording("transfer/loads-and-loadb-abandoned")
def _(s, log):
    with virt(s, log) as board:
        to_prompt(board)
        board.line("loadb 0x42000000")
        board.listen(3)
        board.send(b"\x03")
        board.expect("=> ", 60)
        board.line("loads")
        board.listen(2)
        board.send(b"\x03")
        board.expect("=> ", 60)


# --- disks --------------------------------------------------------------------------------------------------

@recording("filesystems/u-boot-file-missing-on-ext4")
def _(s, log):
    image = ext4(s, "disk", {"boot/vmlinuz-6.1.0": payload(200_000), "etc/issue": b"Gateway 4.2.1\n"})
    with virt(s, log, *disk(image)) as board:
        to_prompt(board)
        commands(board, "virtio info", "part list virtio 0", "ls virtio 0:1 /boot", "load virtio 0:1 ${kernel_addr_r} /boot/zImage",
                 "load virtio 0:2 ${kernel_addr_r} /boot/zImage", "load virtio 1:1 ${kernel_addr_r} /boot/zImage",
                 "bootz ${kernel_addr_r}", "load virtio 0:1 ${kernel_addr_r} /boot/vmlinuz-6.1.0")


@recording("filesystems/u-boot-file-missing-on-fat")
def _(s, log):
    image = s.blank("disk", 34 << 20)
    run("sfdisk", "-q", image, input=b"label: dos\nlabel-id: 0x1a2b3c4d\nstart=2048, type=c, bootable\n")
    fs = s.blank("fat", 32 << 20)
    run("mkfs.vfat", "-F", "16", "-i", "12345678", "-n", "BOOT", fs)
    s.path("uImage").write_bytes(payload(100_000))
    run("mcopy", "-i", fs, s.path("uImage"), "::uImage.old")
    with open(image, "r+b") as out:
        out.seek(1 << 20)
        out.write(fs.read_bytes())
    with virt(s, log, *disk(image)) as board:
        to_prompt(board)
        commands(board, "fatls virtio 0:1", "fatload virtio 0:1 ${kernel_addr_r} uImage", "bootm ${kernel_addr_r}", "fatinfo virtio 0:1")


@recording("filesystems/u-boot-file-system-damaged")
def _(s, log):
    image = ext4(s, "disk", {"boot/zImage": payload(200_000)})
    with open(image, "r+b") as out:  # the superblock and what follows, as a stray dd would leave it
        out.seek((1 << 20) + 1024)
        out.write(bytes(16384))
    with virt(s, log, *disk(image)) as board:
        to_prompt(board)
        commands(board, "part list virtio 0", "ls virtio 0:1 /boot", "load virtio 0:1 ${kernel_addr_r} /boot/zImage", "bootz ${kernel_addr_r}")


@recording("u-boot/partition-list-gpt")
def _(s, log):
    image = s.blank("disk", 64 << 20)
    run("sfdisk", "-q", image, input=b"""label: gpt
first-lba: 64
label-id: 6F1C2D3E-4A5B-4C6D-8E7F-8091A2B3C4D5
name="loader", start=64, size=8128, type=8DA63339-0007-60C0-C436-083AC8230908, uuid=B0A1C2D3-0000-4000-8000-000000000001
name="env", start=8192, size=2048, type=0FC63DAF-8483-4772-8E79-3D69D8477DE4, uuid=B0A1C2D3-0000-4000-8000-000000000002
name="boot", start=10240, size=32768, type=0FC63DAF-8483-4772-8E79-3D69D8477DE4, uuid=B0A1C2D3-0000-4000-8000-000000000003, attrs=LegacyBIOSBootable
name="recovery", start=43008, size=16384, type=0FC63DAF-8483-4772-8E79-3D69D8477DE4, uuid=B0A1C2D3-0000-4000-8000-000000000004
name="rootfs", start=59392, type=0FC63DAF-8483-4772-8E79-3D69D8477DE4, uuid=B0A1C2D3-0000-4000-8000-000000000005
""")
    with virt(s, log, *disk(image)) as board:
        to_prompt(board)
        commands(board, "virtio info", "part list virtio 0", "part start virtio 0 4", "part size virtio 0 4", "ls virtio 0:3 /")


@recording("u-boot/partition-table-missing-boot-fails")
def _(s, log):
    image = s.blank("disk", 16 << 20)
    with virt(s, log, *disk(image)) as board:
        board.expect("=> ", 120)
        commands(board, "part list virtio 0", "load virtio 0:1 ${kernel_addr_r} zImage")


@recording("u-boot/partition-table-gpt-damaged")
def _(s, log):
    image = s.blank("disk", 16 << 20)
    run("sfdisk", "-q", image, input=b"label: gpt\nname=boot, start=2048, size=8192\nname=rootfs, start=10240\n")
    for header in (512, (16 << 20) - 512):  # both copies
        flip(image, header + 40)
    with virt(s, log, *disk(image)) as board:
        to_prompt(board)
        commands(board, "part list virtio 0", "load virtio 0:1 ${kernel_addr_r} zImage", "md.b ${kernel_addr_r} 20")


@recording("u-boot/memory-dump-erased-and-uimage")
def _(s, log):
    erased = s.path("erased")
    erased.write_bytes(b"\xff" * 4096)
    image = legacy(s, "uImage", payload(100_000))
    with virt(s, log, *memory_image(erased, 0x43000000), *memory_image(image, 0x42000000)) as board:
        to_prompt(board)
        commands(board, "md 0x43000000 20", "md.b 0x43000000 40", "bootm 0x43000000", "md 0x42000000 20", "md.b 0x42000000 40",
                 "md.w 0x42000000 10", "cmp.b 0x42000000 0x43000000 40")


@recording("u-boot/nor-flash-write-protected")
def _(s, log):
    flash = s.blank("environment", 64 << 20)
    with virt(s, log, *environment_flash(flash)) as board:
        to_prompt(board)
        commands(board, "erase 0x04100000 +0x20000", "cp.b 0x40000000 0x04100000 0x100", "protect on 0x04120000 +0x20000",
                 "erase 0x04120000 +0x20000", "cp.b 0x40000000 0x04120000 0x100", "cmp.b 0x40000000 0x04120000 0x100", timeout=120)


if __name__ == "__main__":
    sys.exit(main(__doc__.splitlines()[0]))
