// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

#pragma once
#include <stddef.h>

/// A file that was embedded at build time.
typedef struct {
    /// The file's name, for errors: "u-boot.toml".
    const char *name;
    /// Not terminated.
    const unsigned char *bytes;
    long length;
} bootwatch_embedded_file;

/// The rule pack with this number; NULL when there are no more.
const bootwatch_embedded_file *bootwatch_rule_pack(long number);

/// The file of the knowledge base with this number; NULL when there are no more.
const bootwatch_embedded_file *bootwatch_knowledge_file(long number);
