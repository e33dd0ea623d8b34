// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

// The schema's bytes; see packs.c of CRulePacks for why they come in this way.

#include "CEventSchema.h"

#pragma clang diagnostic ignored "-Wc23-extensions"  // #embed is standard in C23, and clang has it in every mode

static const unsigned char bytes[] = {
#embed "../EventSinks/Schema/events.schema.json"
};

const unsigned char *const bootwatch_event_schema = bytes;
const long bootwatch_event_schema_length = sizeof(bytes);
