"""The board of the Linux recordings: QEMU's arm virt, whose U-Boot loads Debian's armmp kernel from a virtio disk."""

from images import environment
from machines import environment_flash, virt
from recorder import run

BOOT = "load virtio 0:1 0x40400000 zImage; load virtio 0:1 0x44000000 initrd; bootz 0x40400000 0x44000000:${filesize} ${fdtcontroladdr}"
BOOT_WITHOUT_INITRD = "load virtio 0:1 0x40400000 zImage; bootz 0x40400000 - ${fdtcontroladdr}"

# A 128 MiB chip with pages of 2 KiB and blocks of 128 KiB, and five partitions (sizes in blocks).
CHIP = "id_bytes=0x20,0xa1,0x00,0x15 parts=8,2,70,60,600"


def initrd(s, files=None, without_init=False):
    """prepare.sh's initramfs with this recording's files over it (a second cpio archive behind the first)."""
    image = s.path("initrd")
    base = (s.work / "initrd.base.gz").read_bytes()
    tree = s.path("overlay")
    for path, data in (files or {}).items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).unlink(missing_ok=True)
        (tree / path).write_bytes(data.encode() if isinstance(data, str) else data)
        (tree / path).chmod(0o755)
    if files:
        run("sh", "-c", 'cd "$0" && find . -type f | LC_ALL=C sort | cpio --quiet -o -H newc | gzip -9 > "$1"', tree, s.path("over.gz"))
        base += s.path("over.gz").read_bytes()
    image.write_bytes(base)
    return image


def system_disk(s, initrd_image, root=None):
    """First partition: boot files. Second, if asked for: the bytes given."""
    disk = s.path("system")
    files = s.path("boot.d")
    files.mkdir()
    (files / "zImage").write_bytes((s.work / "vmlinuz").read_bytes())
    if initrd_image:
        (files / "initrd").write_bytes(initrd_image.read_bytes())
    filesystem = s.path("boot.fs")
    run("mke2fs", "-q", "-t", "ext4", "-O", "^metadata_csum,^64bit", "-U", "5f1c2d3e-0102-4304-8506-0708090a0b0c", "-L", "boot",
        "-d", files, filesystem, "24M")
    sectors = (len(root) + 511) // 512 if root else 0
    with open(disk, "wb") as out:
        out.truncate((26 << 20) + (sectors << 9))
    table = "label: dos\nlabel-id: 0x4c3a2b1d\nstart=2048, size=49152, type=83, bootable\n"
    if root:
        table += f"start=53248, size={sectors}, type=83\n"
    run("sfdisk", "-q", disk, input=table.encode())
    with open(disk, "r+b") as out:
        out.seek(1 << 20)
        out.write(filesystem.read_bytes())
        if root:
            out.seek(26 << 20)
            out.write(root)
    return disk


def board(s, log, rc="", arguments="loglevel=6", files=None, root=None, bootcmd=BOOT, delay="1", drive=None):
    """Switches on a board whose initramfs runs the script rc; arguments are added to the kernel's."""
    files = dict(files or {})
    if rc:
        files["etc/init.d/rcS.local"] = rc
    ramdisk = None if "initrd" not in bootcmd else initrd(s, files)
    image = system_disk(s, ramdisk, root)
    flash = environment(s, bootcmd=bootcmd, bootdelay=delay, fdt_high="0xffffffff", initrd_high="0xffffffff",
                        bootargs=f"console=ttyAMA0,115200 {arguments}".strip())
    drive = drive or f"if=none,id=disk,format=raw,file={image}"
    return virt(s, log, *environment_flash(flash), "-drive", drive.replace("SYSTEM", str(image)),
                "-device", "virtio-blk-device,drive=disk", memory="512M")


def to_shell(console):
    console.expect("Please press Enter to activate this console", 120)
    console.quiet(0.5)
    console.line()
    console.expect("# ")
    console.quiet(0.3)


def shell(console, *lines, timeout=90):
    for text in lines:
        console.line(text)
        console.expect("\r\n/ # ", timeout)
        console.quiet(0.3)


def squashfs(s, files, *options):
    tree = s.path("squash.d")
    for path, data in files.items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        if isinstance(data, str) and data.startswith("-> "):
            (tree / path).symlink_to(data[3:])
            continue
        (tree / path).write_bytes(data.encode() if isinstance(data, str) else data)
        (tree / path).chmod(0o755)
    image = s.path("squash")
    run("mksquashfs", tree, image, "-quiet", "-no-progress", "-all-root", "-noappend", *options)
    return image.read_bytes()


def small_root(s, *options):
    """A root file system of one static busybox."""
    busybox = (s.work / "root/bin/busybox").read_bytes()
    files = {"bin/busybox": busybox, "etc/inittab": "::sysinit:/bin/echo Gateway 4.2.1 is up\n::askfirst:-/bin/sh\n",
             "sbin/init": "-> ../bin/busybox", "bin/sh": "-> busybox", "bin/cat": "-> busybox", "bin/echo": "-> busybox",
             "etc/banner": "Gateway 4.2.1\n", "dev/.keep": "", "proc/.keep": "", "sys/.keep": ""}
    return squashfs(s, files, *options)
