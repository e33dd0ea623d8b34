// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

extension ConsoleExcerpt {
    static let kernels: [ConsoleExcerpt] = [
        ConsoleExcerpt(
            testDescription: "OpenWrt in failsafe mode", primary: .bootRecovery,
            log: """
                [    0.000000] Linux version 4.14.221 (builder@buildhost) (gcc version 7.5.0 (OpenWrt GCC 7.5.0 r11306-c4a6851c72)) #0 Mon Feb 15 15:22:37 2021
                [    3.112233] init: Console is alive
                [    3.120000] init: - watchdog -
                [    5.112233] init: - preinit -
                Press the [f] key and hit [enter] to enter failsafe mode
                Press the [1], [2], [3] or [4] key and hit [enter] to select the debug level
                f
                - failsafe -
                /etc/preinit: line 1: can't create /dev/null


                BusyBox v1.30.1 () built-in shell (ash)

                root@(none):/#

                """),
        ConsoleExcerpt(
            testDescription: "UBI of another geometry, then no root", primary: .ubiAttach,
            log: """
                [    0.000000] Linux version 5.10.146 (builder@host) (gcc version 11.2.0) #0 SMP Fri Oct 14 22:44:41 2022
                [    1.401000] nand: device found, Manufacturer ID: 0xc2, Chip ID: 0xf1
                [    1.410000] nand: Macronix MX30LF1G18AC
                [    1.411000] nand: 128 MiB, SLC, erase size: 128 KiB, page size: 2048, OOB size: 64
                [    1.421000] Bad block table found at page 65472, version 0x01
                [    1.431000] 2 fixed-partitions partitions found on MTD device 1e003000.nand
                [    1.441000] Creating 2 MTD partitions on "1e003000.nand":
                [    1.451000] 0x000000000000-0x000000100000 : "Bootloader"
                [    1.461000] 0x000000100000-0x000008000000 : "ubi"
                [    2.000000] ubi0: attaching mtd1
                [    2.010000] ubi0 error: ubi_attach: bad VID header offset 2048, expected 512
                [    2.020000] ubi0 error: ubi_attach_mtd_dev: failed to attach mtd1, error -22
                [    2.030000] UBI error: cannot attach mtd1
                [    2.040000] VFS: Cannot open root device "ubi0:rootfs" or unknown-block(0,0): error -19
                [    2.050000] Please append a correct "root=" boot option; here are the available partitions:
                [    2.060000] 1f00            1024 mtdblock0
                [    2.065000]  (driver?)
                [    2.070000] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)
                [    2.080000] Rebooting in 1 seconds..

                """),
        ConsoleExcerpt(
            testDescription: "UBIFS with a damaged node as root", primary: .ubiCorrupt,
            log: """
                [    0.000000] Linux version 4.9.60 (build@host) (gcc version 6.2.0) #1 PREEMPT
                [    2.100000] UBIFS error (ubi0:0 pid 1): ubifs_check_node: bad CRC: calculated 0x4b5d0ca5, read 0x8d2b23f6
                [    2.110000] UBIFS error (ubi0:0 pid 1): ubifs_check_node: bad node at LEB 12:51200
                [    2.120000] UBIFS error (ubi0:0 pid 1): ubifs_scanned_corruption: corruption at LEB 12:51200
                [    2.130000] UBIFS error (ubi0:0 pid 1): ubifs_recover_leb: LEB 12 scanning failed
                [    2.140000] VFS: Cannot open root device "ubi0:rootfs" or unknown-block(0,0): error -117
                [    2.150000] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)

                """),
        ConsoleExcerpt(
            testDescription: "JFFS2 on a block that was not erased", primary: nil, warnings: [.flashIOError],
            log: """
                [    0.000000] Linux version 3.18.23 (build@host) (gcc version 4.8.3) #1
                [    3.100000] VFS: Mounted root (squashfs filesystem) readonly on device 31:3.
                [    5.100000] jffs2: notice: (437) jffs2_build_xattr_subsystem: complete building xattr subsystem, 0 of xdatum (0 unchecked, 0 orphan) and 0 of xref (0 dead, 0 orphan) found.
                [    5.200000] jffs2: Newly-erased block contained word 0x19852003 at offset 0x00000000
                [    7.000000] procd: - init -
                Please press Enter to activate this console.

                """),
        ConsoleExcerpt(
            testDescription: "SquashFS that cannot be unpacked", primary: .fsMount,
            log: """
                [    0.000000] Linux version 4.14.151 (build@host) (gcc version 7.4.0) #0
                [    1.900000] VFS: Mounted root (squashfs filesystem) readonly on device 31:4.
                [    1.910000] Freeing unused kernel memory: 1244K
                [    2.000000] SQUASHFS error: xz decompression failed, data probably corrupt
                [    2.010000] SQUASHFS error: squashfs_read_data failed to read block 0x1a2b3c
                [    2.020000] SQUASHFS error: Unable to read fragment cache entry [1a2b3c]
                [    2.030000] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000007

                """),
        ConsoleExcerpt(
            testDescription: "dm-verity finds changed blocks", primary: .verifyChecksum,
            log: """
                [    0.000000] Linux version 5.4.147 (build@host) (clang version 12.0.5) #1 SMP PREEMPT
                [    1.300000] device-mapper: verity: sha256 using implementation "sha256-ce"
                [    2.100000] device-mapper: verity: 179:7: data block 31812 is corrupted
                [    2.110000] device-mapper: verity: 179:7: data block 31813 is corrupted
                [    2.200000] EXT4-fs error (device dm-0): ext4_find_entry:1455: inode #2: comm init: reading directory lblock 0
                [    2.300000] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100

                """),
        ConsoleExcerpt(
            testDescription: "no init", primary: .kernelPanic,
            log: """
                [    0.000000] Linux version 6.1.46 (build@host) (gcc 12.2.0) #1 SMP
                [    1.500000] EXT4-fs (mmcblk0p2): mounted filesystem with ordered data mode. Quota mode: disabled.
                [    1.510000] VFS: Mounted root (ext4 filesystem) readonly on device 179:2.
                [    1.520000] Run /sbin/init as init process
                [    1.530000] Kernel panic - not syncing: No working init found.  Try passing init= option to kernel. See Linux Documentation/admin-guide/init.rst for guidance.

                """),
        ConsoleExcerpt(
            testDescription: "no memory for init", primary: .kernelPanic,
            log: """
                [    0.000000] Linux version 4.14.81 (build@host) (gcc version 7.3.0) #1
                [    5.500000] Out of memory: Kill process 412 (hostapd) score 12 or sacrifice child
                [    5.600000] Kernel panic - not syncing: Out of memory and no killable processes...

                """),
        ConsoleExcerpt(
            testDescription: "an oops in a driver", primary: .kernelOops,
            log: """
                [    0.000000] Linux version 3.10.49 (build@host) (gcc version 4.8) #1 SMP PREEMPT
                [    2.500000] Unable to handle kernel NULL pointer dereference at virtual address 00000014
                [    2.510000] pgd = c0004000
                [    2.520000] Internal error: Oops: 5 [#1] PREEMPT SMP ARM
                [    2.530000] PC is at foo_probe+0x14/0x80
                [    2.540000] LR is at platform_drv_probe+0x18/0x1c
                [    2.600000] Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b

                """),
        ConsoleExcerpt(
            testDescription: "a lockup that becomes a panic", primary: .kernelPanic,
            log: """
                [    0.000000] Linux version 4.9.0 (build@host) (gcc version 6.2.0) #1 SMP
                [   61.500000] INFO: rcu_sched self-detected stall on CPU
                [   84.500000] NMI watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [modprobe:103]
                [   84.510000] Kernel panic - not syncing: softlockup: hung tasks

                """),
        ConsoleExcerpt(
            testDescription: "a bus error on MIPS", primary: .kernelOops,
            log: """
                Linux version 2.6.31 (root@build) (gcc version 4.3.3) #1
                CPU revision is: 00019374 (MIPS 24Kc)
                Data bus error, epc == 801f3a44, ra == 801f3a10
                Oops[#1]:
                Cpu 0
                Kernel panic - not syncing: Attempted to kill init!

                """),
        ConsoleExcerpt(
            testDescription: "a card that stops answering", primary: .mmcError,
            log: """
                [    0.000000] Linux version 5.10.63 (build@host) (gcc 9.3.0) #1 SMP
                [    1.900000] mmc0: new high speed SDHC card at address aaaa
                [    1.910000] mmcblk0: mmc0:aaaa SL16G 14.8 GiB
                [    2.000000] mmc0: error -110 whilst initialising SD card
                [    3.000000] mmcblk0: error -110 sending status command, retrying
                [    3.100000] blk_update_request: I/O error, dev mmcblk0, sector 8192 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 0
                [    3.200000] Buffer I/O error on dev mmcblk0p2, logical block 0, async page read
                [    3.300000] EXT4-fs (mmcblk0p2): unable to read superblock
                [    3.400000] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(179,2)

                """),
        ConsoleExcerpt(
            testDescription: "an eMMC that comes up in a slower mode", primary: nil,
            log: """
                [    0.000000] Linux version 5.15.71 (build@host) (gcc 11.3.0) #1 SMP PREEMPT
                [    1.500000] mmc2: mmc_select_hs400es failed, error -84
                [    1.600000] mmc2: error -84 whilst initialising MMC card
                [    1.700000] mmc2: new HS200 MMC card at address 0001
                [    1.800000] mmcblk2: mmc2:0001 DG4016 14.7 GiB
                [    2.900000] EXT4-fs (mmcblk2p2): mounted filesystem with ordered data mode. Opts: (null)
                [    5.100000] systemd[1]: Reached target Multi-User System.

                board login:

                """),
        ConsoleExcerpt(
            testDescription: "the first boot after an update", primary: nil,
            log: """
                [    0.000000] Linux version 5.4.143 (builder@host) (gcc version 8.4.0) #0 SMP
                [   12.112233] jffs2_scan_eraseblock(): End of filesystem marker found at 0x0
                [   12.122233] jffs2_build_filesystem(): unlocking the mtd device... done.
                [   12.132233] jffs2_build_filesystem(): erasing all blocks after the end marker... done.
                [   12.142233] mount_root: jffs2 not ready yet, using temporary tmpfs overlay
                [   13.112233] procd: - init -
                Please press Enter to activate this console.
                [   40.112233] jffs2: notice: (1183) jffs2_build_xattr_subsystem: complete building xattr subsystem, 0 of xdatum (0 unchecked, 0 orphan) and 0 of xref (0 dead, 0 orphan) found.
                [   40.200000] mount_root: switching to jffs2 overlay

                """),
        ConsoleExcerpt(
            testDescription: "a root that never appears", primary: .fsMount,
            log: """
                [    0.000000] Linux version 5.4.0-42-generic (buildd@host) (gcc version 9.3.0) #46-Ubuntu SMP
                Begin: Running /scripts/local-premount ... done.
                Begin: Waiting for root file system ... Begin: Running /scripts/local-block ... done.
                done.
                Gave up waiting for root file system device.  Common problems:
                 - Boot args (cat /proc/cmdline)
                   - Check rootdelay= (did the system wait long enough?)
                 - Missing modules (cat /proc/modules; ls /dev)
                ALERT!  UUID=1234-5678 does not exist.  Dropping to a shell!


                BusyBox v1.30.1 (Ubuntu 1:1.30.1-4ubuntu6) built-in shell (ash)
                Enter 'help' for a list of built-in commands.

                (initramfs)

                """),
        ConsoleExcerpt(
            testDescription: "a root over NFS that is not there", primary: .netTransfer,
            log: """
                [    0.000000] Linux version 4.9.88 (build@host) (gcc version 6.2.0) #1 SMP
                [    5.100000] IP-Config: Complete:
                [    5.200000] VFS: Unable to mount root fs via NFS, trying floppy.
                [    5.300000] VFS: Cannot open root device "nfs" or unknown-block(2,0): error -6
                [    5.400000] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(2,0)

                """),
    ]
}
