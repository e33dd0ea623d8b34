// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

#pragma once

/// The JSON Schema of the events, UTF-8, not terminated.
extern const unsigned char *const bootwatch_event_schema;

/// Bytes of the schema.
extern const long bootwatch_event_schema_length;
