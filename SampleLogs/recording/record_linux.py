#!/usr/bin/env python3
"""Records sample logs of whole boots: U-Boot, Debian's armmp kernel, user space from an initramfs, flash by nandsim.

    record_linux.py --work WORK [--into DIRECTORY] [--echo] [NAME...]

WORK is what prepare.sh made. The board is QEMU's arm virt; its U-Boot loads kernel and initramfs from a
virtio disk. A recording may give its own start script (rcS.local) and types at the shell what a technician would.
"""

import random
import struct
import subprocess
import sys

from images import payload
from linux_board import BOOT, BOOT_WITHOUT_INITRD, CHIP, board, shell, small_root, squashfs, to_shell
from recorder import main, recording, run


# --- boots that end well ------------------------------------------------------------------------------------

@recording("linux-mtd/healthy-boot-to-user-space")
def _(s, log):
    with board(s, log, f"modprobe nandsim {CHIP}\nmodprobe mtdblock\n", arguments="") as console:
        to_shell(console)
        shell(console, "cat /proc/mtd", "cat /proc/partitions", "mtdinfo /dev/mtd2", "uname -r")


@recording("linux-mtd/proc-mtd-and-mtdinfo")
def _(s, log):
    with board(s, log, f"modprobe nandsim {CHIP}\nmodprobe mtdblock\n", arguments="loglevel=4") as console:
        to_shell(console)
        shell(console, "cat /proc/mtd", "mtdinfo -a", "dmesg | grep -iE 'nand|mtd'", "hexdump -C /dev/mtd3 | head -n 20")


@recording("filesystems/squashfs-root-from-nand-healthy")
def _(s, log):
    rc = f"""modprobe nandsim {CHIP}
modprobe mtdblock
flash_erase -q /dev/mtd4 0 0
nandwrite -q -p /dev/mtd4 /root/rootfs.squashfs
modprobe squashfs
mount -t squashfs -o ro /dev/mtdblock4 /mnt && echo "root file system is on mtdblock4"
mount -t devtmpfs none /mnt/dev
exec switch_root -c /dev/console /mnt /sbin/init
"""
    with board(s, log, files={"init": "#!/bin/sh\nmount -t proc none /proc\nmount -t devtmpfs none /dev\n" + rc,
                              "root/rootfs.squashfs": small_root(s)}, arguments="rdinit=/init") as console:
        to_shell(console)
        shell(console, "cat /etc/banner")


# --- NAND ---------------------------------------------------------------------------------------------------

@recording("linux-nand/bad-block-table-new-and-bad-blocks-skipped")
def _(s, log):
    # No bad-block table on the chip yet: the kernel makes one. (nandsim marks its bad blocks after the scan.)
    with board(s, log, f"modprobe nandsim {CHIP} bbt=1 badblocks=81,97,98,740\n", arguments="") as console:
        to_shell(console)
        shell(console, "cat /proc/mtd", "mtdinfo /dev/mtd3", "flash_erase /dev/mtd3 0 0", "nanddump -l 0x20000 -s 0x20000 -c --bb=dumpbad /dev/mtd3 | head -n 4")


@recording("linux-nand/nandtest-and-flash-erase-progress")
def _(s, log):
    with board(s, log, f"modprobe nandsim {CHIP} badblocks=14\n", arguments="loglevel=4") as console:
        to_shell(console)
        shell(console, "flash_erase /dev/mtd1 0 0", "flash_erase /dev/mtd2 0 0", "nandtest -l 0x100000 /dev/mtd2", "dd if=/dev/urandom of=/tmp/u-boot.bin bs=1k count=700",
              "nandwrite -p /dev/mtd0 /tmp/u-boot.bin", timeout=300)


@recording("linux-nand/grown-bad-block-on-write-and-erase")
def _(s, log):
    # Block 90 (mtd3's tenth) wears out after one erase, page 5568 (in mtd3's seventh) after one write.
    with board(s, log, f"modprobe nandsim {CHIP} weakblocks=90:1 weakpages=5568:1\n") as console:
        to_shell(console)
        shell(console, "flash_erase /dev/mtd3 0 0", "flash_erase /dev/mtd3 0 0", "dd if=/dev/urandom of=/tmp/kernel.bin bs=128k count=12 2>/dev/null",
              "nandwrite -m -p /dev/mtd3 /tmp/kernel.bin",
              "flash_erase -q /dev/mtd3 0 10", "nandwrite -m -p /dev/mtd3 /tmp/kernel.bin", "nanddump -l 0x40000 -f /dev/null /dev/mtd3", timeout=300)


@recording("linux-nand/ecc-uncorrectable-in-kernel-partition")
def _(s, log):
    rc = f"""modprobe nandsim {CHIP}
modprobe mtdblock
flash_erase -q /dev/mtd3 0 0
nandwrite -q -p /dev/mtd3 /root/kernel.bin
"""
    with board(s, log, rc, files={"root/kernel.bin": payload(700_000)}) as console:
        to_shell(console)
        # Two bits in one ECC step of 256 bytes are more than a Hamming code corrects; one bit it does.
        shell(console, "nandflipbits /dev/mtd3 3@4096", "nandflipbits /dev/mtd3 1@264300 5@264300",
              "dd if=/dev/mtd3 of=/tmp/k bs=2048 count=20", "dd if=/dev/mtd3 of=/tmp/k bs=2048 count=300",
              "nanddump -s 262144 -l 4096 -f /tmp/d /dev/mtd3", "cat /dev/mtdblock3 > /dev/null", "nandtest -k -o 0 -l 0x80000 /dev/mtd3", timeout=120)


@recording("linux-nand/bit-flips-corrected-while-reading")
def _(s, log):
    rc = f"""modprobe nandsim {CHIP} bitflips=1
modprobe mtdblock
"""
    with board(s, log, rc) as console:
        to_shell(console)
        shell(console, "dd if=/dev/urandom of=/tmp/kernel.bin bs=128k count=50 2>/dev/null", "nandwrite -q -p /dev/mtd3 /tmp/kernel.bin",
              "nanddump -f /dev/null /dev/mtd3", "nanddump -f /dev/null /dev/mtd4", "cat /sys/class/mtd/mtd4/corrected_bits /sys/class/mtd/mtd4/ecc_failures",
              timeout=200)


@recording("linux-nand/chip-id-unknown")
def _(s, log):
    with board(s, log, "modprobe nandsim id_bytes=0xff,0xff,0xff,0xff parts=8,2,70\nmodprobe mtdblock\n") as console:
        to_shell(console)
        shell(console, "cat /proc/mtd", "ubiattach -p /dev/mtd4", "mount -t squashfs /dev/mtdblock4 /mnt")


@recording("linux-nand/partitions-do-not-fit-the-chip")
def _(s, log):
    with board(s, log, "modprobe nandsim id_bytes=0x20,0xa1,0x00,0x15 parts=8,2,70,60,1600\nmodprobe mtdblock\n") as console:
        to_shell(console)
        shell(console, "cat /proc/mtd")


# --- UBI and UBIFS ------------------------------------------------------------------------------------------

UBI_MADE = f"""modprobe nandsim {CHIP}
modprobe ubi
modprobe ubifs
ubiformat -q -y /dev/mtd4
"""


@recording("ubi/attach-good-volume-mounted")
def _(s, log):
    with board(s, log, UBI_MADE) as console:
        to_shell(console)
        shell(console, "ubiattach -m 4", "ubimkvol /dev/ubi0 -N rootfs -s 20MiB", "ubimkvol /dev/ubi0 -N rootfs_data -m",
              "mount -t ubifs ubi0:rootfs_data /mnt", "echo ok > /mnt/first; sync", "umount /mnt", "ubinfo -a", "ubidetach -m 4", "ubiattach -m 4", timeout=120)


@recording("ubi/attach-refused-data-is-no-ubi")
def _(s, log):
    rc = f"""modprobe nandsim {CHIP}
modprobe mtdblock
modprobe ubi
modprobe ubifs
dd if=/dev/urandom of=/tmp/rootfs bs=128k count=60 2>/dev/null
printf hsqs | dd of=/tmp/rootfs conv=notrunc 2>/dev/null
flash_erase -q /dev/mtd3 0 0
nandwrite -q -p /dev/mtd3 /tmp/rootfs
echo "Mounting root file system..."
ubiattach -m 3
mount -t ubifs ubi0:rootfs /mnt
"""
    with board(s, log, rc) as console:
        to_shell(console)
        shell(console, "hexdump -C /dev/mtd3 | head -n 4", "mount -t squashfs -o ro /dev/mtdblock3 /mnt")


# A partition so small that a volume of 30 blocks fills most of what UBI does not keep in reserve.
UBI_SMALL = UBI_MADE.replace("/dev/mtd4", "/dev/mtd3")


@recording("ubi/ecc-errors-in-headers-while-attaching")
def _(s, log):
    with board(s, log, UBI_SMALL + "ubiattach -m 3\nubimkvol /dev/ubi0 -N rootfs -S 30\ndd if=/dev/urandom of=/tmp/r bs=126k count=30 2>/dev/null\n"
               "ubiupdatevol /dev/ubi0_0 /tmp/r\nubidetach -m 3\n") as console:
        to_shell(console)
        # Two flipped bits in one ECC step: in the VID headers of two blocks (offset 512), in the data of some others.
        shell(console, "for b in 30 31; do nandflipbits -q /dev/mtd3 0@$((b*131072+520)) 1@$((b*131072+521)); done",
              "for b in 40 41 42 43; do nandflipbits -q /dev/mtd3 0@$((b*131072+9000)) 1@$((b*131072+9001)); done",
              "ubiattach -m 3", "ubinfo /dev/ubi0", "md5sum /dev/ubi0_0", "dd if=/dev/ubi0_0 of=/dev/null bs=126k", timeout=120)


@recording("ubi/volume-table-both-copies-corrupted")
def _(s, log):
    with board(s, log, UBI_MADE) as console:
        to_shell(console)
        # ubiformat puts the two copies of the volume table into the first two blocks; both get flipped bits beyond what ECC mends.
        shell(console, "nandflipbits /dev/mtd4 0@2100 1@2101", "nandflipbits /dev/mtd4 0@133172 1@133173",
              "ubiattach -m 4", "ls /dev/ubi*", timeout=120)


@recording("ubi/vid-header-offset-mismatch")
def _(s, log):
    rc = f"""modprobe nandsim {CHIP}
modprobe ubi
modprobe ubifs
ubiformat -q -y -O 2048 -s 2048 /dev/mtd4
ubiattach -m 4 -O 2048 && ubimkvol /dev/ubi0 -N rootfs -s 20MiB && ubidetach -m 4
"""
    with board(s, log, rc) as console:
        to_shell(console)
        shell(console, "ubiattach -m 4 -O 512", "ubiattach -m 4 -O 2048", timeout=120)


@recording("ubi/ecc-errors-then-ubifs-mount-fails")
def _(s, log):
    # The first data page of every block rots, but for the blocks of the volume table (their VID header names volume 7fffefff).
    with board(s, log, UBI_SMALL + """ubiattach -m 3
ubimkvol /dev/ubi0 -N rootfs -m
mount -t ubifs ubi0:rootfs /mnt
dd if=/dev/urandom of=/mnt/app bs=64k count=10 2>/dev/null
umount /mnt
ubidetach -m 3
for b in $(seq 0 59); do
    dd if=/dev/mtd3 bs=512 skip=$((b*256+1)) count=1 2>/dev/null | hexdump -C | head -n 1 | grep -q '7f ff ef ff' && continue
    nandflipbits -q /dev/mtd3 0@$((b*131072+2100)) 1@$((b*131072+2101))
done
echo "Mounting root file system..."
ubiattach -m 3
mount -t ubifs ubi0:rootfs /mnt
""") as console:
        to_shell(console)
        shell(console, "ubinfo -d 0 -n 0", "cat /sys/class/mtd/mtd3/ecc_failures", timeout=120)


# --- file systems -------------------------------------------------------------------------------------------

@recording("filesystems/jffs2-on-squashfs-data-magic-storm")
def _(s, log):
    rc = f"""modprobe nandsim {CHIP}
modprobe mtdblock
flash_erase -q /dev/mtd3 0 0
nandwrite -q -p /dev/mtd3 /root/data
modprobe jffs2
echo "Mounting configuration..."
mount -t jffs2 /dev/mtdblock3 /mnt
"""
    with board(s, log, rc, files={"root/data": b"hsqs" + payload(300_000)}) as console:
        to_shell(console)
        shell(console, "ls /mnt", "hexdump -C /dev/mtd3 | head -n 3")


@recording("filesystems/jffs2-on-erased-flash")
def _(s, log):
    rc = f"""modprobe nandsim {CHIP}
modprobe mtdblock
modprobe jffs2
echo "Mounting configuration..."
mount -t jffs2 /dev/mtdblock2 /mnt && echo "mounted"
"""
    with board(s, log, rc) as console:
        to_shell(console)
        shell(console, "echo setting=1 > /mnt/config; sync", "umount /mnt", "mount -t jffs2 /dev/mtdblock2 /mnt", "cat /mnt/config", "hexdump -C /dev/mtd2 | head -n 6")


@recording("filesystems/squashfs-truncated-image")
def _(s, log):
    image = squashfs(s, {"app": payload(3_000_000), "etc/banner": "Gateway 4.2.1\n"})
    with board(s, log, "modprobe virtio_mmio\nmodprobe virtio_blk\nmodprobe squashfs\nsleep 1\necho Mounting root...\nmount -t squashfs -o ro /dev/vda2 /mnt\n",
               root=image[:1_000_000]) as console:
        to_shell(console)
        shell(console, "cat /proc/partitions", "hexdump -C /dev/vda2 | head -n 3", "dmesg | tail -n 3")


@recording("filesystems/squashfs-damaged-block-decompression-fails")
def _(s, log):
    words = random.Random(3)
    text = b" ".join(words.choice([b"gateway", b"modem", b"%d" % words.randrange(9999)]) for _ in range(500_000))
    image = bytearray(squashfs(s, {"app": text, "etc/banner": "Gateway 4.2.1\n"}))
    image[300_000:300_200] = bytes(200)
    with board(s, log, "modprobe virtio_mmio\nmodprobe virtio_blk\nmodprobe squashfs\nsleep 1\nmount -t squashfs -o ro /dev/vda2 /mnt\n",
               root=bytes(image)) as console:
        to_shell(console)
        shell(console, "ls -l /mnt", "cat /mnt/etc/banner", "cat /mnt/app > /dev/null", "md5sum /mnt/app", "dd if=/mnt/app of=/dev/null bs=128k")


@recording("filesystems/ext4-superblock-checksum-bad")
def _(s, log):
    fs = s.path("root.fs")
    tree = s.path("root.d")
    tree.mkdir()
    (tree / "banner").write_text("Gateway 4.2.1\n")
    run("mke2fs", "-q", "-t", "ext4", "-U", "6f1c2d3e-0102-4304-8506-0708090a0b0c", "-L", "rootfs", "-d", tree, fs, "16M")
    data = bytearray(fs.read_bytes())
    data[1024 + 0x58:1024 + 0x5A] = b"\x00\x00"   # inode size
    with board(s, log, "modprobe virtio_mmio\nmodprobe virtio_blk\nmodprobe ext4\nsleep 1\necho Mounting root...\nmount -t ext4 /dev/vda2 /mnt\n",
               root=bytes(data)) as console:
        to_shell(console)
        shell(console, "dd if=/dev/zero of=/dev/vda2 bs=4k count=1 seek=0 2>/dev/null", "mount -t ext4 /dev/vda2 /mnt")


@recording("filesystems/ext4-crc32c-driver-missing")
def _(s, log):
    fs = s.path("root.fs")
    run("mke2fs", "-q", "-t", "ext4", "-U", "6f1c2d3e-0102-4304-8506-0708090a0b0c", "-L", "rootfs", fs, "8M")
    with board(s, log, "modprobe virtio_mmio\nmodprobe virtio_blk\nmodprobe ext4\nrm /sbin/modprobe\nsleep 1\necho Mounting root...\nmount -t ext4 /dev/vda2 /mnt\n",
               root=fs.read_bytes()) as console:
        to_shell(console)


@recording("filesystems/disk-read-errors-in-a-file")
def _(s, log):
    fs = s.path("root.fs")
    tree = s.path("root.d")
    tree.mkdir()
    (tree / "app").write_bytes(payload(2_000_000))
    run("mke2fs", "-q", "-t", "ext4", "-b", "1024", "-U", "6f1c2d3e-0102-4304-8506-0708090a0b0c", "-L", "rootfs", "-d", tree, fs, "16M")
    # The disk fails to read some sectors of the file, for good (QEMU's blkdebug). Blocks are of 1 KiB, the partition begins at 53248.
    blocks = subprocess.run(["debugfs", "-R", "blocks /app", fs], check=True, capture_output=True).stdout.split()
    bad_sectors = [53248 + 2 * int(block) for block in blocks[700:704]]
    rules = s.path("faults")
    rules.write_text("".join(f'[inject-error]\nevent = "read_aio"\nerrno = "5"\nsector = "{sector}"\n' for sector in
                             bad_sectors))
    with board(s, log, "modprobe virtio_mmio\nmodprobe virtio_blk\nmodprobe ext4\nsleep 1\nmount -t ext4 -o ro /dev/vda2 /mnt\n",
               root=fs.read_bytes(), drive=f"if=none,id=disk,format=raw,file.driver=blkdebug,file.config={rules},file.image.driver=file,file.image.filename=SYSTEM") as console:
        to_shell(console)
        shell(console, "ls -l /mnt", "md5sum /mnt/app", "dd if=/dev/vda2 of=/dev/null bs=64k", "dmesg | tail -n 3")


# --- panics, oopses, loops ----------------------------------------------------------------------------------

@recording("kernel-panic/no-root-device")
def _(s, log):
    with board(s, log, bootcmd=BOOT_WITHOUT_INITRD, arguments="root=/dev/mmcblk0p2 rootfstype=ext4 ro") as console:
        console.expect("end Kernel panic", 60)
        console.listen(2)


@recording("kernel-panic/no-root-device-boot-loop")
def _(s, log):
    with board(s, log, bootcmd=BOOT_WITHOUT_INITRD, arguments="root=/dev/mtdblock4 rootfstype=squashfs ro loglevel=5 panic=1") as console:
        for _ in range(3):
            console.expect("Rebooting in 1 seconds", 60)
        console.expect("Loading Environment", 30)
        console.quiet(0.1)


@recording("kernel-panic/root-device-waited-for-in-vain")
def _(s, log):
    with board(s, log, bootcmd=BOOT_WITHOUT_INITRD, arguments="root=/dev/mmcblk0p2 rootwait ro") as console:
        console.expect("Waiting for root device", 60)
        console.listen(20)


@recording("kernel-panic/init-killed-exit-code")
def _(s, log):
    with board(s, log, files={"init": "#!/bin/sh\nmount -t proc none /proc\necho 'Starting gateway services'\necho 'sh: can'\"'\"'t open /etc/gateway.conf'\nexit 2\n"}) as console:
        console.expect("end Kernel panic", 60)
        console.listen(2)


@recording("kernel-panic/init-for-another-processor")
def _(s, log):
    # An x86-64 ELF header where /init should be; nothing else to run either.
    elf = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHI", 2, 62, 1) + bytes(100)
    with board(s, log, files={name: elf for name in ("init", "sbin/init", "bin/sh", "bin/init", "etc/init")}) as console:
        console.expect("end Kernel panic", 60)
        console.listen(2)


@recording("kernel-panic/initramfs-damaged")
def _(s, log):
    with board(s, log, files={"etc/x": random.Random(5).randbytes(100)}, arguments="panic=0",
               bootcmd=BOOT.replace("bootz", "mw.b 0x44100000 0x5a 0x4000; bootz")) as console:
        console.expect("Kernel panic", 60)
        console.listen(2)


@recording("kernel-panic/ecc-errors-in-squashfs-root-kill-init")
def _(s, log):
    # The whole cascade for real: sound image, flash that rots under it, init's pages unreadable.
    rc = f"""modprobe nandsim {CHIP}
modprobe mtdblock
modprobe squashfs
flash_erase -q /dev/mtd4 0 0
nandwrite -q -p /dev/mtd4 /root/rootfs.squashfs
echo "Mounting root file system on mtdblock4"
mount -t squashfs -o ro /dev/mtdblock4 /mnt
mount -t devtmpfs none /mnt/dev
for page in $(seq 70 7 560); do nandflipbits -q /dev/mtd4 0@$((page*2048+100)) 1@$((page*2048+100)); done
echo 3 > /proc/sys/vm/drop_caches
exec switch_root -c /dev/console /mnt /sbin/init
"""
    with board(s, log, files={"init": "#!/bin/sh\nmount -t proc none /proc\nmount -t sysfs none /sys\nmount -t devtmpfs none /dev\n" + rc,
                              "root/rootfs.squashfs": small_root(s, "-noD", "-noF", "-noI", "-no-duplicates")}) as console:
        console.expect("end Kernel panic", 90)
        console.listen(2)


@recording("kernel-panic/sysrq-crash-by-hand")
def _(s, log):
    with board(s, log, f"modprobe nandsim {CHIP}\n", arguments="panic=3 loglevel=5") as console:
        to_shell(console)
        console.line("echo c > /proc/sysrq-trigger")
        console.expect("Rebooting in 3 seconds", 30)
        console.expect("Hit any key", 30)
        console.send(" ")
        console.expect("=> ")


@recording("kernel-panic/software-watchdog-reboots")
def _(s, log):
    with board(s, log, "modprobe softdog soft_margin=10 soft_noboot=0\nwatchdog -t 2 -T 10 /dev/watchdog\necho 'watchdog armed, 10 s'\n", arguments="loglevel=5") as console:
        to_shell(console)
        shell(console, "ps | grep watchdog | head -n 1")
        console.line("kill -STOP $(ps | grep '[w]atchdog -t' | sed 's/^ *//' | cut -d' ' -f1)")
        console.expect("U-Boot 2023", 60)
        console.expect("Hit any key", 30)
        console.send(" ")
        console.expect("=> ")


@recording("kernel-panic/reboot-typed-is-an-expected-reset")
def _(s, log):
    with board(s, log, f"modprobe nandsim {CHIP}\n", arguments="loglevel=6") as console:
        to_shell(console)
        console.line("reboot")
        console.expect("Restarting system", 30)
        to_shell(console)


if __name__ == "__main__":
    sys.exit(main(__doc__.splitlines()[0]))
