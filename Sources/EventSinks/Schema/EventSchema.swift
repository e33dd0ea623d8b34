// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CEventSchema

/// The JSON Schema of the lines that ``EventEncoder`` writes.
package enum EventSchema {
    /// `events.schema.json`.
    package static var text: String {
        // SAFETY: the C target's bytes are a constant of that length.
        let bytes = UnsafeBufferPointer(start: bootwatch_event_schema, count: bootwatch_event_schema_length)
        return String(decoding: bytes, as: UTF8.self)
    }
}
