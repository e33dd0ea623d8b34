// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

// The interface's bytes; see packs.c of CRulePacks for why they come in this way.

#include "CControlInterface.h"

#pragma clang diagnostic ignored "-Wc23-extensions"  // #embed is standard in C23, and clang has it in every mode

static const unsigned char bytes[] = {
#embed "../ControlInterface/Interface/io.bootwatch.varlink"
};

const unsigned char *const bootwatch_control_interface = bytes;
const long bootwatch_control_interface_length = sizeof(bytes);
