#!/bin/bash
# Builds what the recordings boot, in the directory WORK (default: ./work beside this script's caller):
#
#   WORK/debs/            packages fetched with apt-get download (nothing of them is installed)
#   WORK/vmlinuz          Debian's armmp kernel
#   WORK/initrd.base.gz   busybox + mtd-utils + flash and file-system modules
#   WORK/u-boot-sunxi/    U-Boot with a real SPL, for QEMU's orangepi-pc
#   WORK/u-boot-imx/      U-Boot for QEMU's sabrelite
#
# Installed beforehand (Debian 12):
#   u-boot-qemu u-boot-tools opensbi qemu-system-arm qemu-system-misc qemu-system-ppc openssl device-tree-compiler squashfs-tools
#   mtd-utils e2fsprogs dosfstools mtools fdisk gdisk cpio kmod
# and `dpkg --add-architecture armhf; apt-get update` done once.
#
# Usage: prepare.sh [WORK]
set -euo pipefail

work=${1:-work}
mkdir -p "$work/debs"
work=$(cd "$work" && pwd)

# --- packages -------------------------------------------------------------------------------------
cd "$work/debs"
if ! ls linux-image-6*armhf.deb >/dev/null 2>&1; then
    # The meta package names the kernel of the day.
    kernel=$(apt-cache depends linux-image-armmp:armhf | sed -n 's/.*Depends: \(linux-image-[0-9][^:]*\).*/\1/p' | head -1)
    apt-get download "$kernel:armhf" busybox-static:armhf mtd-utils:armhf u-boot-sunxi:armhf u-boot-imx:armhf \
        libc6:armhf libgcc-s1:armhf libiniparser1:armhf liblzo2-2:armhf libpcre2-8-0:armhf libselinux1:armhf \
        libssl3:armhf libuuid1:armhf libzstd1:armhf zlib1g:armhf
fi
cd "$work"
rm -rf packages && mkdir packages
for deb in debs/*armhf.deb; do
    dpkg -x "$deb" packages
done
cp packages/boot/vmlinuz-*-armmp vmlinuz
cp packages/usr/lib/linux-image-*/sun8i-h3-orangepi-pc.dtb .
rm -rf u-boot-sunxi u-boot-imx
mkdir u-boot-sunxi u-boot-imx
cp packages/usr/lib/u-boot/orangepi_zero/u-boot-sunxi-with-spl.bin u-boot-sunxi/
cp packages/usr/lib/u-boot/mx6qsabrelite/* u-boot-imx/

# --- initramfs ------------------------------------------------------------------------------------
rm -rf root && mkdir -p root/{bin,sbin,dev,proc,sys,tmp,mnt,etc/init.d,lib/modules,usr/bin,usr/sbin,root}
cp packages/bin/busybox root/bin/
for applet in sh ash mount umount cat echo ls mkdir dmesg modprobe insmod lsmod hexdump dd head tail sleep reboot \
    poweroff switch_root chroot mknod ln cp rm sync uname grep sed cut wc printf seq true false kill ps free \
    getty md5sum sha256sum mdev df stty tr watchdog halt yes xxd od; do
    ln -s busybox "root/bin/$applet"
done
ln -s ../bin/busybox root/sbin/init
ln -s ../bin/busybox root/sbin/modprobe  # where the kernel looks for it
ln -s sbin/init root/init
for tool in flash_erase flash_eraseall nandwrite nanddump nandtest ubiattach ubidetach ubiformat ubinfo ubimkvol \
    ubirmvol ubiupdatevol ubiblock mtdinfo mtd_debug flashcp nandflipbits; do
    [ -e "packages/usr/sbin/$tool" ] && cp -a "packages/usr/sbin/$tool" root/usr/sbin/
done
# The programs' libraries, with the ELF interpreter in its usual place.
cp -a packages/lib/arm-linux-gnueabihf root/lib/
cp -a packages/lib/ld-linux-armhf.so.3 root/lib/
mkdir -p root/usr/lib
cp -a packages/usr/lib/arm-linux-gnueabihf root/usr/lib/
rm -rf root/usr/lib/arm-linux-gnueabihf/gconv root/lib/arm-linux-gnueabihf/libnss*

release=$(basename packages/lib/modules/*)
mkdir -p "root/lib/modules/$release"
depmod -b packages "$release"
# A module and all it needs, from modules.dep.
copy_module() {
    local line
    line=$(grep "/$1\.ko:" "packages/lib/modules/$release/modules.dep" || true)
    [ -n "$line" ] || { echo "no module $1" >&2; return; }
    for file in ${line/:/ }; do
        mkdir -p "root/lib/modules/$release/$(dirname "$file")"
        cp -n "packages/lib/modules/$release/$file" "root/lib/modules/$release/$file"
    done
}
for module in nandsim mtdblock mtdoops ubi ubifs jffs2 squashfs ext4 vfat nls_cp437 nls_ascii virtio_blk virtio_mmio \
    virtio_net sunxi-mmc softdog loop crc32c_generic zstd deflate; do
    copy_module "$module"
done
cp packages/lib/modules/"$release"/modules.{order,builtin,builtin.modinfo} "root/lib/modules/$release/"
depmod -b root "$release"

cat > root/etc/inittab <<'END'
::sysinit:/etc/init.d/rcS
::askfirst:-/bin/sh
::ctrlaltdel:/bin/reboot
END
cat > root/etc/init.d/rcS <<'END'
#!/bin/sh
# Each recording puts its own rcS.local beside this one.
mount -t proc none /proc
mount -t sysfs none /sys
mount -t devtmpfs none /dev
[ -x /etc/init.d/rcS.local ] && . /etc/init.d/rcS.local
END
chmod +x root/etc/init.d/rcS
(cd root && find . | LC_ALL=C sort | cpio --quiet -o -H newc) | gzip -9 > initrd.base.gz
ls -l vmlinuz initrd.base.gz
