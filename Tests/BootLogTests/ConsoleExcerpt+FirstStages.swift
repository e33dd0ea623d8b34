// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

extension ConsoleExcerpt {
    static let firstStages: [ConsoleExcerpt] = [
        ConsoleExcerpt(
            testDescription: "an old SPL that ends on pages it cannot correct", primary: .flashECCUncorrectable,
            log: """
                U-Boot SPL 2013.10 (Mar 11 2014 - 17:02:47)
                musb-hdrc: ConfigData=0xde (UTMI-8, dyn FIFOs, HB-ISO Rx, HB-ISO Tx, SoftConn)
                omap-elm: uncorrectable ECC errors
                omap-elm: uncorrectable ECC errors
                omap-elm: uncorrectable ECC errors

                """),
        ConsoleExcerpt(
            testDescription: "an SPL without a card", primary: .imageMissing,
            log: """
                U-Boot SPL 2016.05 (Mar 01 2017 - 09:14:38)
                Trying to boot from MMC1
                MMC: no card present
                spl: mmc init failed with error: -123
                SPL: failed to boot from all boot devices
                ### ERROR ### Please RESET the board ###

                """),
        ConsoleExcerpt(
            testDescription: "an SPL that misses its file", primary: .imageMissing,
            log: """
                U-Boot SPL 2021.01 (Feb 11 2021 - 10:33:12 +0000)
                Trying to boot from MMC1
                spl_load_image_fat: error reading image u-boot.img, err - -2
                SPL: failed to boot from all boot devices
                ### ERROR ### Please RESET the board ###

                """),
        ConsoleExcerpt(
            testDescription: "an SPL that refuses an image", primary: .verifySignature,
            log: """
                U-Boot SPL 2023.04-g9f4a3f6 (Aug 11 2023 - 06:22:05 +0000)
                SYSFW ABI: 3.1 (firmware rev 0x0009 '9.0.5--v09.00.05 (Kool Koala)')
                SPL initial stack usage: 13456 bytes
                Trying to boot from MMC2
                Authentication failed for image at address 0x41cffb20
                ti_secure_image_post_process: Authentication failed!
                ### ERROR ### Please RESET the board ###

                """),
        ConsoleExcerpt(
            testDescription: "TF-A refuses an image", primary: .verifySignature,
            log: """
                NOTICE:  BL2: v2.6(release):v2.6-dirty
                NOTICE:  BL2: Built : 12:11:03, Mar  7 2022
                ERROR:   BL2: Failed to load image id 3 (-80)

                """),
        ConsoleExcerpt(
            testDescription: "TF-A misses an image", primary: .imageMissing,
            log: """
                NOTICE:  BL1: v2.4(release):v2.4
                NOTICE:  BL1: Built : 11:42:12, May 12 2021
                NOTICE:  BL1: Booting BL2
                NOTICE:  BL2: v2.4(release):v2.4
                NOTICE:  BL2: Built : 11:42:12, May 12 2021
                ERROR:   BL2: Failed to load image id 5 (-2)

                """),
        ConsoleExcerpt(
            testDescription: "TF-A, U-Boot and UBI on SPI NAND come up", primary: nil,
            log: """
                NOTICE:  BL2: v2.9(release):OpenWrt v2023-07-24-00ac6db3-2 (mt7981-spim-nand-ddr3)
                NOTICE:  BL2: Built : 21:54:31, Oct  9 2023
                NOTICE:  WDT: Cold boot
                NOTICE:  WDT: disabled
                NOTICE:  CPU: MT7981 (1300MHz)
                NOTICE:  EMI: Using DDR3 settings
                NOTICE:  EMI: Detected DRAM size: 256MB
                NOTICE:  EMI: complex R/W mem test passed
                NOTICE:  SPI-NAND: FM25S01A (128MB)
                NOTICE:  BL2: Booting BL31
                NOTICE:  BL31: v2.9(release):OpenWrt v2023-07-24-00ac6db3-2 (mt7981-spim-nand-ddr3)
                NOTICE:  BL31: Built : 21:54:31, Oct  9 2023


                U-Boot 2023.07.02-OpenWrt-r23497-6637af95aa (Oct 09 2023 - 21:45:35 +0000)

                CPU:   MediaTek MT7981
                Model: mt7981-rfb
                DRAM:  256 MiB
                Core:  34 devices, 14 uclasses, devicetree: embed
                spi-nand: spi_nand spi_nand@0: Fudan Micro SPI NAND was found.
                spi-nand: spi_nand spi_nand@0: 128 MiB, block size: 128 KiB, page size: 2048, OOB size: 64
                Loading Environment from UBI... ubi0: attaching mtd4
                ubi0: scanning is finished
                ubi0: attached mtd4 (name "ubi", size 122 MiB)
                ubi0: PEB size: 131072 bytes (128 KiB), LEB size: 126976 bytes
                ubi0: good PEBs: 976, bad PEBs: 0, corrupted PEBs: 0
                Read 126976 bytes from volume ubootenv to 000000004f7d8e40
                OK
                In:    serial@11002000
                Out:   serial@11002000
                Err:   serial@11002000
                reset button not found
                Net:
                Warning: ethernet@15100000 (eth0) using random MAC address - 36:1c:72:0d:11:0a
                eth0: ethernet@15100000
                Hit any key to stop autoboot:  0
                No size specified -> Using max size (8867840)
                Read 8867840 bytes from volume fit to 0000000046000000
                ## Loading kernel from FIT Image at 46000000 ...
                   Using 'config-1' configuration
                   Trying 'kernel-1' kernel subimage
                     Description:  ARM64 OpenWrt Linux-5.15.134
                     Type:         Kernel Image
                     Compression:  lzma compressed
                     Hash algo:    crc32
                     Hash value:   58e67a01
                   Verifying Hash Integrity ... crc32+ sha1+ OK
                ## Loading fdt from FIT Image at 46000000 ...
                   Using 'config-1' configuration
                   Trying 'fdt-1' fdt subimage
                   Verifying Hash Integrity ... crc32+ sha1+ OK
                   Booting using the fdt blob at 0x464cd5b8
                   Uncompressing Kernel Image
                   Loading Device Tree to 000000004f7c8000, end 000000004f7d1fcd ... OK

                Starting kernel ...

                [    0.000000] Booting Linux on physical CPU 0x0000000000 [0x410fd034]
                [    0.000000] Linux version 5.15.134 (builder@buildhost) (aarch64-openwrt-linux-musl-gcc) #0 SMP Mon Oct 9 21:45:35 2023
                [    1.331033] spi-nand spi0.0: Fudan Micro SPI NAND was found.
                [    5.820000] procd: - init -
                Please press Enter to activate this console.

                """),
        ConsoleExcerpt(
            testDescription: "OP-TEE panics", primary: .bootHang,
            log: """
                NOTICE:  BL31: v2.7(release):v2.7.0
                NOTICE:  BL31: Built : 10:22:11, Jul 11 2022
                I/TC:
                I/TC: OP-TEE version: 3.18.0 (gcc version 11.3.0) #1 Fri Jul 15 11:21:26 UTC 2022 aarch64
                E/TC:0 0 Panic 'unexpected conf size' at core/arch/arm/plat-imx/imx.c:40 <init_primary>
                E/TC:0 0 TEE load address @ 0x56000000
                E/TC:0 0 Call stack:
                E/TC:0 0  0x56005ee8

                """),
        ConsoleExcerpt(
            testDescription: "an Amlogic chain comes to its prompt", primary: nil,
            log: """
                GXL:BL1:9ac50e:bb16dc;FEAT:ADFC318C:0;POC:3;RCY:0;EMMC:0;READ:0;0.0;CHK:0;
                TE: 107330

                BL2 Built : 20:32:17, Sep  8 2017.
                gxl g6296b83 - xiaobo.gu@droid12

                set vdd cpu_a to 1120 mv
                set vdd cpu_b to 1050 mv
                set vddee to 1000 mv
                Board ID = 2
                CPU clk: 1200MHz
                DQS-corr enabled
                DDR scramble enabled
                DDR3 chl: Rank0+1 @ 912MHz - PASS
                Rank0: 1024MB(auto)-2T-13
                AddrBus test pass!
                Load fip header from eMMC, src: 0x0000c200, des: 0x01400000, size: 0x00004000
                New fip structure!
                Load bl30 from eMMC, src: 0x00010200, des: 0x01100000, size: 0x0000d600
                Load bl31 from eMMC, src: 0x00020200, des: 0x05100000, size: 0x00020400
                Load bl33 from eMMC, src: 0x00044200, des: 0x01000000, size: 0x00092000
                NOTICE:  BL3-1: v1.0(release):3348978
                NOTICE:  BL3-1: Built : 15:44:01, May 12 2017
                [BL31]: GXL CPU setup!
                OPS=0x84


                U-Boot 2015.01 (Dec 14 2017 - 18:05:11)

                DRAM:  1 GiB
                Relocation Offset is: 36ecc000
                emmc:     Card Type: eMMC
                [mmc_init] mmc init success
                gxl_p212_v1#

                """),
        ConsoleExcerpt(
            testDescription: "boot0 finds no DRAM", primary: .memoryInit,
            log: """
                HELLO! BOOT0 is starting!
                boot0 commit : 4f9a7f3f
                set pll start
                set pll end
                rtc[0] value = 0x00000000
                DRAM BOOT DRIVE INFO: V0.52
                DRAM CLK = 792 MHz
                DRAM simple test FAIL-----0x40000000 != 0x00000000
                init dram fail

                """),
        ConsoleExcerpt(
            testDescription: "a Rockchip chain comes up with Android", primary: nil,
            log: """
                DDR Version 1.24 20191016
                In
                soft reset
                SRX
                channel 0
                CS = 0
                MR0=0x18
                change freq to 856MHz 1,0
                OUT
                Boot1: 2019-03-14, version: 1.19
                CPUId = 0x0
                ChipType = 0x10, 286
                SdmmcInit=2 0
                BootCapSize=100000
                UserCapSize=14910MB
                FwPartOffset=2000 , 100000
                mmc0:cmd8,20
                mmc0:cmd5,20
                mmc0:cmd55,20
                mmc0:cmd1,20
                SdmmcInit=0 1
                StorageInit ok = 66551
                SecureMode = 0
                LoadTrust Addr:0x4000
                LoadTrust Addr:0x4400
                No find bl30.bin
                Load uboot, ReadLba = 2000
                Load OK, addr=0x200000, size=0xe0f10
                RunBL31 0x10000
                NOTICE:  BL31: v1.3(debug):845ee93
                NOTICE:  BL31: Built : 15:51:11, Jul 22 2020


                U-Boot 2017.09-gdd88eb4-dirty (Sep 11 2020 - 09:20:27 +0800)

                Model: Rockchip RK3399 Evaluation Board
                PreSerial: 2
                DRAM:  3.9 GiB
                Hit key to stop autoboot('CTRL+C'):  0
                ANDROID: reboot reason: "(none)"
                Android image load ok
                Starting kernel ...

                [    0.000000] Booting Linux on physical CPU 0x0
                [    0.000000] Linux version 4.4.194 (build@host) (gcc version 6.3.1) #1 SMP Fri Sep 11 09:22:11 CST 2020
                [    8.112233] init: processing action (sys.boot_completed=1) from (/init.rc:100)

                """),
        ConsoleExcerpt(
            testDescription: "a Marvell chain cannot train its DRAM", primary: .memoryInit,
            log: """

                BootROM - 1.73
                Booting from SPI flash


                General initialization - Version: 1.0.0
                AVS selection from EFUSE disabled (Skip reading EFUSE values)
                High speed PHY - Version: 2.0
                DDR3 Training Sequence - Ver TIP-1.29.0
                DDR3 Training Sequence - FAILED

                """),
        ConsoleExcerpt(
            testDescription: "a Zynq that misses its file", primary: .imageMissing,
            log: """
                Xilinx First Stage Boot Loader
                Release 2018.3	Jan 11 2019-10:11:12
                Devcfg driver initialized
                Silicon Version 3.1
                Boot mode is SD
                SD: Unable to open file BOOT.BIN: 3
                SD_INIT_FAIL
                FSBL Status = 0xA009
                This Boot Mode Doesn't Support Fallback

                """),
        ConsoleExcerpt(
            testDescription: "two SPLs of a K3 board, one boot", primary: nil,
            log: """

                U-Boot SPL 2023.04-ti-g9f4a3f6 (Aug 11 2023 - 06:22:05 +0000)
                SYSFW ABI: 3.1 (firmware rev 0x0009 '9.0.5--v09.00.05 (Kool Koala)')
                SPL initial stack usage: 13456 bytes
                Trying to boot from MMC2
                Authentication passed
                Authentication passed
                Loading Environment from nowhere... OK
                init_env from device 9 not supported!
                Starting ATF on ARM64 core...

                NOTICE:  BL31: v2.9(release):v2.9.0-dirty
                NOTICE:  BL31: Built : 16:08:11, Aug  9 2023

                U-Boot SPL 2023.04-ti-g9f4a3f6 (Aug 11 2023 - 06:22:05 +0000)
                SYSFW ABI: 3.1 (firmware rev 0x0009 '9.0.5--v09.00.05 (Kool Koala)')
                Trying to boot from MMC2
                Authentication passed
                Authentication passed


                U-Boot 2023.04-ti-g9f4a3f6 (Aug 11 2023 - 06:22:05 +0000)

                SoC:   AM62X SR1.0 HS-FS
                Model: Texas Instruments AM625 SK
                DRAM:  2 GiB
                Core:  72 devices, 32 uclasses, devicetree: separate
                MMC:   mmc@fa10000: 0, mmc@fa00000: 1
                Loading Environment from nowhere... OK
                In:    serial@2800000
                Net:   eth0: ethernet@8000000port@1
                Hit any key to stop autoboot:  0
                switch to partitions #0, OK
                mmc1 is current device
                SD/MMC found on device 1
                Failed to load 'boot.scr'
                Failed to load 'uEnv.txt'
                20351488 bytes read in 236 ms (82.2 MiB/s)
                57930 bytes read in 6 ms (9.2 MiB/s)
                Working FDT set to 88000000
                ## Flattened Device Tree blob at 88000000
                   Booting using the fdt blob at 0x88000000
                   Loading Device Tree to 000000008feee000, end 000000008fffffff ... OK

                Starting kernel ...

                [    0.000000] Booting Linux on physical CPU 0x0000000000 [0x410fd034]
                [    0.000000] Linux version 6.1.33 (oe-user@oe-host) (aarch64-oe-linux-gcc 11.3.1) #1 SMP PREEMPT
                [    6.812000] systemd[1]: Reached target Multi-User System.

                am62xx-evm login:

                """),
        ConsoleExcerpt(
            testDescription: "an SPL that waits for nobody", primary: .imageMissing,
            log: """
                U-Boot SPL 2022.07 (Jul 11 2022 - 10:33:12 +0000)
                Trying to boot from UART
                CCCCCCCCCCCCxyzModem - CRC mode, 3(SOH)/0(STX)/0(CAN) packets, 7 retries
                Loaded 0 bytes
                SPL: failed to boot from all boot devices
                ### ERROR ### Please RESET the board ###

                """),
        ConsoleExcerpt(
            testDescription: "a set-top box comes up", primary: nil,
            log: """

                Bootrom start
                Boot Media: eMMC
                Decrypt auxiliary code ...OK

                lsadc voltage min: 000000FE, max: 000000FF, aver: 000000FE, index: 00000000

                Enter boot auxiliary code

                Auxiliary code - v1.00
                DDR code - V1.1.2 20160205
                Build: Mar 24 2016 - 17:10:17
                Reg Version:  v134
                Reg Time:     2016/03/18 09:44:55
                Reg Name:     hi3798cv2dmb_hi3798cv200_ddr3_2gbyte_8bitx4_4layers.reg

                Boot auxiliary code success
                Bootrom success

                System startup

                Relocate Boot
                Jump to C code


                Fastboot 3.3.0-svn9 (builder@host) (Jul 25 2016 - 10:11:12)

                Fastboot:      Version 3.3.0
                Build Date:    Jul 25 2016, 10:11:38
                CPU:           Hi3798Cv200
                Boot Media:    eMMC
                DDR Size:      2GB

                MMC/SD controller initialization.
                MMC/SD Card:
                    MID:         0x11
                    Read Block:  512 Bytes

                Boot Env on eMMC
                    Env Offset:          0x00100000
                    Env Size:            0x00010000
                    Env Range:           0x00010000
                Starting kernel ...

                [    0.000000] Booting Linux on physical CPU 0x0
                [    0.000000] Linux version 3.18.24_hi3798cv2x (builder@host) (gcc version 4.9.2) #1 SMP
                [    9.512233] init: Starting service 'zygote'...
                [   22.512233] init: processing action (sys.boot_completed=1) from (/init.rc:100)

                """),
    ]
}
