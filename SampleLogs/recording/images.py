"""Images, disks and flash contents that the recordings boot, whole or damaged, always with the same bytes."""

import hashlib
import os
import random

from recorder import run

os.environ["SOURCE_DATE_EPOCH"] = "1717245296"  # mkimage's "Created"


def payload(size, seed=1):
    """Bytes that look like nothing in particular, always the same."""
    return random.Random(seed).randbytes(size)


def legacy(s, name, data, kind="kernel", arch="arm", compression="none", title="Linux-6.1.90"):
    """A legacy uImage of the data."""
    raw = s.path(name + ".raw")
    raw.write_bytes(data)
    image = s.path(name)
    run("mkimage", "-A", arch, "-O", "linux", "-T", kind, "-C", compression, "-a", "0x40008000", "-e", "0x40008000",
        "-n", title, "-d", raw, image)
    return image


def flip(path, offset, mask=0x10):
    """One bit of the file turned over."""
    data = bytearray(path.read_bytes())
    data[offset] ^= mask
    path.write_bytes(data)


def fit(s, name, data, signer=None):
    """A FIT image with a sha256 over the kernel; signer is (key directory, key name), and signs the configuration."""
    (s.path("kernel.bin")).write_bytes(data)
    signature = ""
    if signer:
        signature = f'''signature-1 {{ algo = "sha256,rsa2048"; key-name-hint = "{signer[1]}"; sign-images = "kernel"; }};'''
    source = s.path(name + ".its")
    source.write_text(f'''/dts-v1/;
/ {{
    description = "Gateway firmware 4.2.1";
    #address-cells = <1>;
    images {{
        kernel-1 {{
            description = "Linux kernel";
            data = /incbin/("{s.path("kernel.bin")}");
            type = "kernel"; arch = "arm"; os = "linux"; compression = "none";
            load = <0x40008000>; entry = <0x40008000>;
            hash-1 {{ algo = "sha256"; }};
        }};
    }};
    configurations {{
        default = "conf-1";
        conf-1 {{ description = "Gateway rev B"; kernel = "kernel-1"; {signature} }};
    }};
}};
''')
    image = s.path(name)
    command = ["mkimage", "-f", source, image]
    if signer:
        command = ["mkimage", "-f", source, "-k", signer[0], image]
    run(*command)
    return image


def key(s, directory, name):
    path = s.path(directory)
    path.mkdir(exist_ok=True)
    run("openssl", "genrsa", "-out", path / f"{name}.key", "2048")
    run("openssl", "req", "-batch", "-new", "-x509", "-key", path / f"{name}.key", "-out", path / f"{name}.crt", "-days", "3650")
    return path


def board_tree_with_key(s, keys, name):
    """The virt board's own device tree with the public key in it that U-Boot must find a signature of."""
    tree = s.path("board.dtb")
    # The tree names the memory, so it is asked for with as much as the recorded machine has.
    run("qemu-system-arm", "-M", f"virt,dumpdtb={tree}", "-m", "256M", "-nic", "none", "-display", "none")
    dummy = fit(s, "dummy.itb", payload(4096), (keys, name))
    # -r: this key's signature is required of every configuration.
    run("mkimage", "-F", "-k", keys, "-K", tree, "-r", dummy)
    return tree


def html():
    """What a captive portal answers instead of the firmware."""
    return (b"<!DOCTYPE html>\n<html>\n<head><title>302 Found</title></head>\n<body>\n<h1>Found</h1>\n"
            b"<p>The document has moved <a href=\"/login?next=/fw/uImage\">here</a>.</p>\n</body>\n</html>\n") * 40


def ext4(s, name, files, megabytes=32):
    """A disk with one ext4 file system in its first partition, filled without mounting."""
    tree = s.path(name + ".d")
    for path, data in files.items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_bytes(data)
    image = s.path(name)
    filesystem = s.path(name + ".fs")
    run("mke2fs", "-q", "-t", "ext4", "-O", "^metadata_csum,^64bit", "-U", "5f1c2d3e-0102-4304-8506-0708090a0b0c", "-L", "boot", "-d", tree,
        filesystem, f"{megabytes}M")
    with open(image, "wb") as out:
        out.truncate((megabytes + 2) << 20)
    run("sfdisk", "-q", image, input=b"label: dos\nlabel-id: 0x4c3a2b1d\nstart=2048, type=83, bootable\n")
    with open(image, "r+b") as out:
        out.seek(1 << 20)
        out.write(filesystem.read_bytes())
    return image


def environment(s, **variables):
    """The flash with a valid environment where qemu_arm keeps it."""
    text = s.path("environment.txt")
    text.write_text("".join(f"{name}={value}\n" for name, value in variables.items()))
    stored = s.path("environment.bin")
    run("mkenvimage", "-s", "0x40000", "-o", stored, text)
    flash = s.blank("environment", 64 << 20)
    with open(flash, "r+b") as out:
        out.write(stored.read_bytes())
    return flash


def sha256(data):
    return hashlib.sha256(data).digest()
