// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

// The packs' bytes. #embed costs the compiler nothing, and it tracks the files: a changed pack is compiled anew.
// A new pack is entered twice: its bytes, and its place in the list. A test compares the list with the folder.

#include "CRulePacks.h"

#pragma clang diagnostic ignored "-Wc23-extensions"  // #embed is standard in C23, and clang has it in every mode

static const unsigned char allwinner_bytes[] = {
#embed "packs/allwinner.toml"
};

static const unsigned char amlogic_bytes[] = {
#embed "packs/amlogic.toml"
};

static const unsigned char android_bytes[] = {
#embed "packs/android.toml"
};

static const unsigned char avb_bytes[] = {
#embed "packs/avb.toml"
};

static const unsigned char barebox_bytes[] = {
#embed "packs/barebox.toml"
};

static const unsigned char bootrom_bytes[] = {
#embed "packs/bootrom.toml"
};

static const unsigned char broadcom_bytes[] = {
#embed "packs/broadcom.toml"
};

static const unsigned char busybox_bytes[] = {
#embed "packs/busybox.toml"
};

static const unsigned char devices_bytes[] = {
#embed "packs/devices.toml"
};

static const unsigned char espressif_bytes[] = {
#embed "packs/espressif.toml"
};

static const unsigned char filesystems_bytes[] = {
#embed "packs/filesystems.toml"
};

static const unsigned char hisilicon_bytes[] = {
#embed "packs/hisilicon.toml"
};

static const unsigned char ingenic_bytes[] = {
#embed "packs/ingenic.toml"
};

static const unsigned char kernel_panic_bytes[] = {
#embed "packs/kernel-panic.toml"
};

static const unsigned char layouts_bytes[] = {
#embed "packs/layouts.toml"
};

static const unsigned char linux_kernel_bytes[] = {
#embed "packs/linux-kernel.toml"
};

static const unsigned char linux_mmc_bytes[] = {
#embed "packs/linux-mmc.toml"
};

static const unsigned char linux_mtd_bytes[] = {
#embed "packs/linux-mtd.toml"
};

static const unsigned char linux_nand_bytes[] = {
#embed "packs/linux-nand.toml"
};

static const unsigned char linux_spi_bytes[] = {
#embed "packs/linux-spi.toml"
};

static const unsigned char marvell_bytes[] = {
#embed "packs/marvell.toml"
};

static const unsigned char mediatek_bytes[] = {
#embed "packs/mediatek.toml"
};

static const unsigned char mtd_utils_bytes[] = {
#embed "packs/mtd-utils.toml"
};

static const unsigned char nvidia_bytes[] = {
#embed "packs/nvidia.toml"
};

static const unsigned char nxp_bytes[] = {
#embed "packs/nxp.toml"
};

static const unsigned char op_tee_bytes[] = {
#embed "packs/op-tee.toml"
};

static const unsigned char qualcomm_bytes[] = {
#embed "packs/qualcomm.toml"
};

static const unsigned char realtek_bytes[] = {
#embed "packs/realtek.toml"
};

static const unsigned char rockchip_bytes[] = {
#embed "packs/rockchip.toml"
};

static const unsigned char secure_boot_bytes[] = {
#embed "packs/secure-boot.toml"
};

static const unsigned char sigmastar_bytes[] = {
#embed "packs/sigmastar.toml"
};

static const unsigned char tf_a_bytes[] = {
#embed "packs/tf-a.toml"
};

static const unsigned char ti_bytes[] = {
#embed "packs/ti.toml"
};

static const unsigned char u_boot_bytes[] = {
#embed "packs/u-boot.toml"
};

static const unsigned char u_boot_flash_bytes[] = {
#embed "packs/u-boot-flash.toml"
};

static const unsigned char u_boot_image_bytes[] = {
#embed "packs/u-boot-image.toml"
};

static const unsigned char u_boot_net_bytes[] = {
#embed "packs/u-boot-net.toml"
};

static const unsigned char u_boot_spl_bytes[] = {
#embed "packs/u-boot-spl.toml"
};

static const unsigned char u_boot_storage_bytes[] = {
#embed "packs/u-boot-storage.toml"
};

static const unsigned char ubi_bytes[] = {
#embed "packs/ubi.toml"
};

static const unsigned char userspace_bytes[] = {
#embed "packs/userspace.toml"
};

static const unsigned char vendor_loaders_bytes[] = {
#embed "packs/vendor-loaders.toml"
};

static const unsigned char causes_bytes[] = {
#embed "knowledge/causes.toml"
};

static const unsigned char codes_bytes[] = {
#embed "knowledge/codes.toml"
};

static const unsigned char families_bytes[] = {
#embed "knowledge/families.toml"
};

#define FILE(name, symbol) {name, symbol##_bytes, sizeof(symbol##_bytes)}

static const bootwatch_embedded_file rule_packs[] = {
    FILE("allwinner.toml", allwinner),
    FILE("amlogic.toml", amlogic),
    FILE("android.toml", android),
    FILE("avb.toml", avb),
    FILE("barebox.toml", barebox),
    FILE("bootrom.toml", bootrom),
    FILE("broadcom.toml", broadcom),
    FILE("busybox.toml", busybox),
    FILE("devices.toml", devices),
    FILE("espressif.toml", espressif),
    FILE("filesystems.toml", filesystems),
    FILE("hisilicon.toml", hisilicon),
    FILE("ingenic.toml", ingenic),
    FILE("kernel-panic.toml", kernel_panic),
    FILE("layouts.toml", layouts),
    FILE("linux-kernel.toml", linux_kernel),
    FILE("linux-mmc.toml", linux_mmc),
    FILE("linux-mtd.toml", linux_mtd),
    FILE("linux-nand.toml", linux_nand),
    FILE("linux-spi.toml", linux_spi),
    FILE("marvell.toml", marvell),
    FILE("mediatek.toml", mediatek),
    FILE("mtd-utils.toml", mtd_utils),
    FILE("nvidia.toml", nvidia),
    FILE("nxp.toml", nxp),
    FILE("op-tee.toml", op_tee),
    FILE("qualcomm.toml", qualcomm),
    FILE("realtek.toml", realtek),
    FILE("rockchip.toml", rockchip),
    FILE("secure-boot.toml", secure_boot),
    FILE("sigmastar.toml", sigmastar),
    FILE("tf-a.toml", tf_a),
    FILE("ti.toml", ti),
    FILE("u-boot.toml", u_boot),
    FILE("u-boot-flash.toml", u_boot_flash),
    FILE("u-boot-image.toml", u_boot_image),
    FILE("u-boot-net.toml", u_boot_net),
    FILE("u-boot-spl.toml", u_boot_spl),
    FILE("u-boot-storage.toml", u_boot_storage),
    FILE("ubi.toml", ubi),
    FILE("userspace.toml", userspace),
    FILE("vendor-loaders.toml", vendor_loaders),
};

static const bootwatch_embedded_file knowledge[] = {
    FILE("causes.toml", causes),
    FILE("codes.toml", codes),
    FILE("families.toml", families),
};

#define COUNT(array) (long)(sizeof(array) / sizeof((array)[0]))

const bootwatch_embedded_file *bootwatch_rule_pack(long number) {
    return number >= 0 && number < COUNT(rule_packs) ? &rule_packs[number] : NULL;
}

const bootwatch_embedded_file *bootwatch_knowledge_file(long number) {
    return number >= 0 && number < COUNT(knowledge) ? &knowledge[number] : NULL;
}
