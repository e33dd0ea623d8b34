// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

extension ConsoleExcerpt {
    static let loaders: [ConsoleExcerpt] = [
        ConsoleExcerpt(
            testDescription: "U-Boot of 2010 on NAND: the kernel's sum is wrong", primary: .verifyChecksum,
            log: """
                U-Boot 2010.06 (Aug 02 2012 - 11:10:31)

                SoC:   Kirkwood 88F6281_A1
                DRAM:  128 MiB
                NAND:  128 MiB
                *** Warning - bad CRC or NAND, using default environment

                In:    serial
                Out:   serial
                Err:   serial
                Net:   egiga0
                Hit any key to stop autoboot:  0

                NAND read: device 0 offset 0x100000, size 0x400000
                 4194304 bytes read: OK
                ## Booting kernel from Legacy Image at 06400000 ...
                   Image Name:   Linux-2.6.31.8
                   Created:      2012-05-04   9:18:24 UTC
                   Image Type:   ARM Linux Kernel Image (uncompressed)
                   Data Size:    3009584 Bytes =  2.9 MiB
                   Load Address: 00008000
                   Entry Point:  00008000
                   Verifying Checksum ... Bad Data CRC
                ERROR: can't get kernel image!
                Marvell>>

                """),
        ConsoleExcerpt(
            testDescription: "a camera with U-Boot of 2010 comes up", primary: nil,
            log: """

                System startup

                Uncompress Ok!

                U-Boot 2010.06-svn (Oct 21 2015 - 15:01:10)

                DRAM:  256 MiB
                Check spi flash controller v350... Found
                Spi(cs1) ID: 0xC2 0x20 0x18 0xC2 0x20 0x18
                Spi(cs1): Block:64KB Chip:16MB Name:"MX25L128XX"
                In:    serial
                Out:   serial
                Err:   serial
                Press Ctrl+C to stop autoboot
                16384 KiB hi_sfc at 0:0 is now current device

                ## Booting kernel from Legacy Image at 82000000 ...
                   Image Name:   Linux-3.0.8
                   Image Type:   ARM Linux Kernel Image (uncompressed)
                   Data Size:    2544068 Bytes = 2.4 MiB
                   Load Address: 80008000
                   Entry Point:  80008000
                   Loading Kernel Image ... OK
                OK

                Starting kernel ...

                Uncompressing Linux... done, booting the kernel.
                Linux version 3.0.8 (root@build) (gcc version 4.4.1 (Hisilicon_v100(gcc4.4-290+uclibc_0.9.32.1+eabi+linuxpthread)) ) #1 Wed Oct 21 15:03:05 CST 2015
                CPU: ARM926EJ-S [41069265] revision 5 (ARMv5TEJ), cr=00053177
                VFS: Mounted root (squashfs filesystem) readonly on device 31:2.
                Freeing init memory: 116K
                init started: BusyBox v1.16.1 (2014-03-04 16:23:29 CST)
                (none) login:

                """),
        ConsoleExcerpt(
            testDescription: "a camera with an Ingenic chip comes up", primary: nil,
            log: """


                U-Boot SPL 2013.07 (Dec 29 2017 - 06:47:42)
                pll_init:365
                l2cache_clk = 375000000
                cppcr :M = 76 N = 1 ...
                DDRC_DLP:0000f003
                ddr_inno_phy_init ..!
                apll_freq = 860160000
                image entry point: 0x80100000


                U-Boot 2013.07 (Dec 29 2017 - 06:47:42)

                Board: ISVP (Ingenic XBurst T20 SoC)
                DRAM:  64 MiB
                Top of RAM usable for U-Boot at: 84000000
                MMC:   msc: 0
                the manufacturer c8
                SF: Detected GD25Q128

                In:    serial
                Out:   serial
                Err:   serial
                Net:   CPM_MACCDR(54) = a0000017
                Jz4775-9161
                Hit any key to stop autoboot:  0
                the manufacturer c8
                SF: Detected GD25Q128

                --->probe spend 4 ms
                SF: 2621440 bytes @ 0x40000 Read: OK
                --->read spend 509 ms
                ## Booting kernel from Legacy Image at 80600000 ...
                   Image Name:   Linux-3.10.14
                   Image Type:   MIPS Linux Kernel Image (lzma compressed)
                   Data Size:    1694322 Bytes = 1.6 MiB
                   Load Address: 80010000
                   Entry Point:  80400630
                   Verifying Checksum ... OK
                   Uncompressing Kernel Image ... OK

                Starting kernel ...

                [    0.000000] Initializing cgroup subsys cpu
                [    0.000000] Linux version 3.10.14 (root@build) (gcc version 4.7.2 (Ingenic r2.3.3 2016.12) ) #2 PREEMPT Fri Dec 29 06:50:11 CST 2017
                [    0.512233] VFS: Mounted root (squashfs filesystem) readonly on device 31:2.
                mdev is ok......
                login:

                """),
        ConsoleExcerpt(
            testDescription: "HAB refuses the kernel and the script stops", primary: .verifySignature,
            log: """
                U-Boot 2018.03 (Oct 11 2019 - 09:15:23 +0000)

                CPU:   Freescale i.MX6ULL rev1.1 792 MHz (running at 396 MHz)
                Reset cause: POR
                DRAM:  512 MiB
                MMC:   FSL_SDHC: 0
                Hit any key to stop autoboot:  0
                reading zImage
                5124208 bytes read in 143 ms (34.2 MiB/s)

                Authenticate image from DDR location 0x80800000...

                Secure boot enabled

                HAB Configuration: 0xcc, HAB State: 0x99

                --------- HAB Event 1 -----------------
                event data:
                	0xdb 0x00 0x14 0x43 0x33 0x18 0xc0 0x00
                	0xca 0x00 0x0c 0x00 0x04 0xc5 0x00 0x00
                	0x00 0x00 0x0d 0x34

                STS = HAB_FAILURE (0x33)
                RSN = HAB_INV_SIGNATURE (0x18)
                CTX = HAB_CTX_COMMAND (0xC0)
                ENG = HAB_ENG_ANY (0x00)

                Authenticate zImage Fail, Please check
                =>

                """),
        ConsoleExcerpt(
            testDescription: "no DHCP server", primary: .netTransfer,
            log: """
                U-Boot 2021.04 (Apr 05 2021 - 15:03:29 +0000)

                DRAM:  512 MiB
                Net:   eth0: ethernet@e000b000
                Hit any key to stop autoboot:  0
                BOOTP broadcast 1
                BOOTP broadcast 2
                BOOTP broadcast 3
                BOOTP broadcast 4
                BOOTP broadcast 5

                Retry time exceeded; starting again
                missing environment variable: pxefile_addr_r
                =>

                """),
        ConsoleExcerpt(
            testDescription: "a TFTP server that does not answer", primary: .netTransfer,
            log: """
                U-Boot 1.1.3 (Oct 12 2015 - 11:22:33)

                Board: Ralink APSoC DRAM:  64 MB
                Please choose the operation:
                   1: Load system code to SDRAM via TFTP.
                   2: Load system code then write to Flash via TFTP.
                   3: Boot system code via Flash (default).
                You choosed 2
                 Please Input new ones /or Ctrl-C to discard
                 netboot_common, argc= 3
                 NetTxPacket = 0x83FE6B80
                 TFTP from server 10.10.10.3; our IP address is 10.10.10.123
                 Filename 'firmware.bin'.
                 Load address: 0x80100000
                 Loading: *T T T T T T T T T T
                Retry count exceeded; starting again

                """),
        ConsoleExcerpt(
            testDescription: "a Ralink router comes up", primary: nil,
            log: """
                U-Boot 1.1.3 (Jun  8 2016 - 13:42:11)

                Board: Ralink APSoC DRAM:  128 MB
                relocate_code Pointer at: 87f60000
                flash manufacture id: c8, device id 40 18
                find flash: GD25Q128C
                *** Warning - bad CRC, using default environment

                ============================================
                Ralink UBoot Version: 4.3.0.0
                --------------------------------------------
                ASIC 7621_MP (Port5<->None)
                DRAM component: 1024 Mbits DDR, width 16
                Total memory: 128 MBytes
                Flash component: SPI Flash
                Date:Jun  8 2016  Time:13:42:11
                Please choose the operation:
                   1: Load system code to SDRAM via TFTP.
                   3: Boot system code via Flash (default).
                   4: Entr boot command line interface.
                 0

                3: System Boot system code via Flash.
                ## Booting image at bc050000 ...
                   Image Name:   MIPS OpenWrt Linux-4.14.95
                   Image Type:   MIPS Linux Kernel Image (lzma compressed)
                   Data Size:    1812333 Bytes =  1.7 MB
                   Load Address: 80001000
                   Entry Point:  80001000
                   Verifying Checksum ... OK
                   Uncompressing Kernel Image ... OK
                No initrd
                ## Transferring control to Linux (at address 80001000) ...
                ## Giving linux memsize in MB, 128

                Starting kernel ...

                [    0.000000] Linux version 4.14.95 (buildbot@builder) (gcc version 7.3.0 (OpenWrt GCC 7.3.0 r7676-cddd7b4c77)) #0 SMP Wed Jan 30 12:21:02 2019
                [    9.112233] procd: - init -
                Please press Enter to activate this console.

                """),
        ConsoleExcerpt(
            testDescription: "a Ralink router with erased flash", primary: .imageFormat,
            log: """
                U-Boot 1.1.3 (Jun  8 2016 - 13:42:11)

                Board: Ralink APSoC DRAM:  128 MB
                3: System Boot system code via Flash.
                ## Booting image at bc050000 ...
                Bad Magic Number,FFFFFFFF, try to reboot

                """),
        ConsoleExcerpt(
            testDescription: "an Atheros router with a damaged kernel", primary: .imageDecompress,
            log: """
                U-Boot 1.1.4 (Aug 20 2010 - 15:02:06)

                AP99 (ar7240 - Virian) U-boot
                DRAM:  32 MB
                Flash:  4 MB
                In:    serial
                Out:   serial
                Err:   serial
                Net:   ag7240_enet_initialize...
                Autobooting in 1 seconds
                ## Booting image at 9f020000 ...
                   Uncompressing Kernel Image ... LZMA ERROR 1 - must RESET board to recover

                Resetting...

                """),
        ConsoleExcerpt(
            testDescription: "the same wrong sum three times", primary: .verifyChecksum, boots: 3,
            log: """
                U-Boot 2013.01 (Jul 10 2014 - 18:46:34)

                DRAM:  128 MiB
                ## Booting kernel from Legacy Image at 80060000 ...
                   Verifying Checksum ... Bad Data CRC
                ERROR: can't get kernel image!
                resetting ...


                U-Boot 2013.01 (Jul 10 2014 - 18:46:34)

                DRAM:  128 MiB
                ## Booting kernel from Legacy Image at 80060000 ...
                   Verifying Checksum ... Bad Data CRC
                ERROR: can't get kernel image!
                resetting ...


                U-Boot 2013.01 (Jul 10 2014 - 18:46:34)

                DRAM:  128 MiB
                ## Booting kernel from Legacy Image at 80060000 ...
                   Verifying Checksum ... Bad Data CRC
                ERROR: can't get kernel image!
                resetting ...

                """),
        ConsoleExcerpt(
            testDescription: "a UBI image for a larger partition", primary: .ubiAttach,
            log: """
                U-Boot 2018.09 (Jan 10 2019 - 18:46:34 +0000)

                DRAM:  128 MiB
                NAND:  128 MiB
                Hit any key to stop autoboot:  0
                ubi0: attaching mtd2
                ubi0: scanning is finished
                ubi0 error: vtbl_check: too large reserved_pebs 931, good PEBs 810
                ubi0 error: vtbl_check: volume table check failed: record 1, error 9
                ubi0 error: ubi_attach_mtd_dev: failed to attach mtd2, error -22
                UBI error: cannot attach mtd2
                UBI error: cannot initialize UBI, error -22
                UBI init error 22
                Please check, if the correct MTD partition is used (size big enough?)
                Error, no UBI device/partition selected!
                Wrong Image Format for bootm command
                ERROR: can't get kernel image!
                =>

                """),
        ConsoleExcerpt(
            testDescription: "a list of bad blocks", primary: nil,
            log: """
                U-Boot 2014.04 (Jan 10 2016 - 18:46:34)

                DRAM:  128 MiB
                NAND:  128 MiB
                Hit any key to stop autoboot:  0
                => nand bad

                Device 0 bad blocks:
                  00320000
                  07fe0000
                =>

                """),
        ConsoleExcerpt(
            testDescription: "a flash chip that does not answer", primary: .flashNotFound,
            log: """
                U-Boot 2022.01 (Jan 10 2022 - 18:46:34 +0000)

                DRAM:  512 MiB
                Loading Environment from SPIFlash... jedec_spi_nor flash@0: unrecognized JEDEC id bytes: ff, ff, ff
                *** Warning - spi_flash_probe_bus_cs() failed, using default environment

                In:    serial@2800
                Hit any key to stop autoboot:  0
                jedec_spi_nor flash@0: unrecognized JEDEC id bytes: ff, ff, ff
                Failed to initialize SPI flash at 0:0 (error -2)
                No SPI flash selected. Please run `sf probe'
                Wrong Image Type for bootm command
                ERROR -91: can't get kernel image!
                =>

                """),
        ConsoleExcerpt(
            testDescription: "a signature of another key", primary: .verifySignature,
            log: """
                U-Boot 2020.10 (Oct 05 2020 - 15:15:32 +0000)

                DRAM:  1 GiB
                Hit any key to stop autoboot:  0
                ## Loading kernel from FIT Image at 84000000 ...
                   Using 'conf-1' configuration
                   Verifying Hash Integrity ... sha256,rsa2048:prod- error!
                Verification failed for '<NULL>' hash node in 'conf-1' config node
                Failed to verify required signature 'key-prod'
                Bad Data Hash
                ERROR: can't get kernel image!
                =>

                """),
        ConsoleExcerpt(
            testDescription: "an image older than the device accepts", primary: .verifyRollback,
            log: """
                [ 1200] welcome to lk
                [ 1500] avb_slot_verify.c:1011: ERROR: vbmeta: Image rollback index is less than the stored rollback index.
                [ 1600] fastboot: processing commands

                """),
        ConsoleExcerpt(
            testDescription: "GRUB that misses its kernel", primary: .imageMissing,
            log: """
                U-Boot 2022.10 (Oct 03 2022 - 19:25:32 +0000)

                DRAM:  4 GiB
                Scanning mmc 0:1...
                Found EFI removable media binary efi/boot/bootaa64.efi
                Booting /efi\\boot\\bootaa64.efi
                Welcome to GRUB!

                error: file `/boot/vmlinuz-5.15' not found.
                error: you need to load the kernel first.

                Press any key to continue...

                """),
        ConsoleExcerpt(
            testDescription: "a loader that crashes", primary: .bootReset, boots: 2,
            log: """
                U-Boot 2015.04 (Apr 13 2015 - 09:11:02)

                DRAM:  256 MiB
                data abort
                pc : [<8ff7a114>]          lr : [<8ff7a0f8>]
                sp : 8fb5fe70  ip : 00000000     fp : 00000002
                Resetting CPU ...

                resetting ...

                U-Boot 2015.04 (Apr 13 2015 - 09:11:02)

                DRAM:  256 MiB

                """),
        ConsoleExcerpt(
            testDescription: "a fibre terminal comes up", primary: nil,
            log: """

                HuaWei StartCode 2012.02 (May 20 2014 - 02:00:00)

                SPI:
                startcode select the uboot to load
                the high RAM is :8080103c
                startcode uboot boot count:-1
                Boot load address :0x80000000
                Use the UbootA to load first
                Use the UbootA to load success


                U-Boot 2010.03 (R15C10 Apr 15 2015 - 20:01:21)

                DRAM:  128 MB
                Boot From NAND flash
                Chip Type is SD5115
                NAND:  Special Nand id table Version 1.23
                Nand ID: 0x2C 0xF1 0x80 0x95 0x02 0x00 0x00 0x00
                Nand(Hardware): Block:128KB Page:2KB Chip:128MB*1 OOB:64B ECC:4Bits
                128 MB
                Using default environment

                In:    serial
                Out:   serial
                Err:   serial
                PHY power down !!!
                [main.c__5577]::CRC:0x5bd76ba9, Magic1:0x5a5a5a5a, Magic2:0xa5a5a5a5, count:0, CommitedArea:0x0, Active:0x0, RunFlag:0x0
                Start from main system(0x0)!
                CRC:0x5bd76ba9, Magic1:0x5a5a5a5a, Magic2:0xa5a5a5a5, count:1, CommitedArea:0x0, Active:0x0, RunFlag:0x0
                Main area (A) is OK!
                CRC:0xd2d9e2a1, Magic1:0x5a5a5a5a, Magic2:0xa5a5a5a5, count:1, CommitedArea:0x0, Active:0x0, RunFlag:0x0
                Bootcmd:bootm 0x1c000054 0x1c000054
                BootArgs:noalign mem=120M console=ttyAMA1,115200
                U-boot Start from NORMAL Mode!

                ## Booting kernel from Legacy Image at 1c000054 ...
                   Image Name:   Linux-2.6.34.10_sd5115v100_wr4.3
                   Image Type:   ARM Linux Kernel Image (uncompressed)
                   Data Size:    2933648 Bytes =  2.8 MB
                   Load Address: 81000000
                   Entry Point:  81000000
                   Loading Kernel Image ... OK
                OK

                Starting kernel ...

                Uncompressing Linux... done, booting the kernel.
                Linux version 2.6.34.10 (root@build) (gcc version 4.4.6) #1
                VFS: Mounted root (squashfs filesystem) readonly on device 31:8.
                init started: BusyBox v1.18.4
                Welcome Visiting Huawei Home Gateway
                Login:

                """),
    ]
}
