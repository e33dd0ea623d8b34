// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

// The packs' bytes. #embed costs the compiler nothing, and it tracks the files: a changed pack is compiled anew.
// A new pack is entered twice: its bytes, and its place in the list. A test compares the list with the folder.

#include "CRulePacks.h"

#pragma clang diagnostic ignored "-Wc23-extensions"  // #embed is standard in C23, and clang has it in every mode

static const unsigned char android_bytes[] = {
#embed "packs/android.toml"
};

static const unsigned char avb_bytes[] = {
#embed "packs/avb.toml"
};

static const unsigned char bootrom_bytes[] = {
#embed "packs/bootrom.toml"
};

static const unsigned char filesystems_bytes[] = {
#embed "packs/filesystems.toml"
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

static const unsigned char mtd_utils_bytes[] = {
#embed "packs/mtd-utils.toml"
};

static const unsigned char op_tee_bytes[] = {
#embed "packs/op-tee.toml"
};

static const unsigned char secure_boot_bytes[] = {
#embed "packs/secure-boot.toml"
};

static const unsigned char tf_a_bytes[] = {
#embed "packs/tf-a.toml"
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

static const unsigned char u_boot_bytes[] = {
#embed "packs/u-boot.toml"
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

#define FILE(name, symbol) {name, symbol##_bytes, sizeof(symbol##_bytes)}

static const bootwatch_embedded_file rule_packs[] = {
    FILE("android.toml", android),
    FILE("avb.toml", avb),
    FILE("bootrom.toml", bootrom),
    FILE("filesystems.toml", filesystems),
    FILE("layouts.toml", layouts),
    FILE("linux-kernel.toml", linux_kernel),
    FILE("linux-mmc.toml", linux_mmc),
    FILE("linux-mtd.toml", linux_mtd),
    FILE("linux-nand.toml", linux_nand),
    FILE("linux-spi.toml", linux_spi),
    FILE("mtd-utils.toml", mtd_utils),
    FILE("op-tee.toml", op_tee),
    FILE("secure-boot.toml", secure_boot),
    FILE("tf-a.toml", tf_a),
    FILE("u-boot-flash.toml", u_boot_flash),
    FILE("u-boot-image.toml", u_boot_image),
    FILE("u-boot-net.toml", u_boot_net),
    FILE("u-boot-spl.toml", u_boot_spl),
    FILE("u-boot-storage.toml", u_boot_storage),
    FILE("u-boot.toml", u_boot),
    FILE("ubi.toml", ubi),
    FILE("userspace.toml", userspace),
    FILE("vendor-loaders.toml", vendor_loaders),
};

static const bootwatch_embedded_file knowledge[] = {
    FILE("causes.toml", causes),
    FILE("codes.toml", codes),
};

#define COUNT(array) (long)(sizeof(array) / sizeof((array)[0]))

const bootwatch_embedded_file *bootwatch_rule_pack(long number) {
    return number >= 0 && number < COUNT(rule_packs) ? &rule_packs[number] : NULL;
}

const bootwatch_embedded_file *bootwatch_knowledge_file(long number) {
    return number >= 0 && number < COUNT(knowledge) ? &knowledge[number] : NULL;
}
