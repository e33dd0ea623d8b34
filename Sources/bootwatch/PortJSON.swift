// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import EventSinks
import SerialConsole

/// Ports for programs. Keys are stable; unknown ones are to be ignored by readers.
enum PortJSON {
    /// One array on one line.
    static func array(_ list: PortList) -> [UInt8] {
        let holders = list.holders()
        var json = JSONText()
        json.array(list.ports) { json, port in
            json.object { json in
                write(port, to: &json)
                json.key("holders")
                json.array(holders[port.node] ?? []) { json, holder in
                    json.object { json in
                        json.key("pid")
                        json.integer(holder.pid)
                        json.key("program")
                        json.string(holder.name)
                    }
                }
            }
        }
        json.lineFeed()
        return json.bytes
    }

    /// One object on one line.
    static func line(_ change: PortChange) -> [UInt8] {
        var json = JSONText()
        json.object { json in
            json.key("change")
            json.string(name(of: change))
            write(change.port, to: &json)
        }
        json.lineFeed()
        return json.bytes
    }

    private static func name(of change: PortChange) -> String {
        switch change {
        case .added: "added"
        case .changed: "changed"
        case .removed: "removed"
        }
    }

    private static func write(_ port: PortDescription, to json: inout JSONText) {
        json.key("node")
        json.string(port.node)
        json.key("by_id")
        json.array(port.byID) { $0.string($1) }
        json.key("by_path")
        json.array(port.byPath) { $0.string($1) }
        json.key("vendor")
        json.optional(port.vendor) { $0.string($1) }
        json.key("product")
        json.optional(port.product) { $0.string($1) }
        json.key("vendor_id")
        json.optional(port.vendorID) { $0.string($1) }
        json.key("product_id")
        json.optional(port.productID) { $0.string($1) }
        json.key("serial")
        json.optional(port.serial) { $0.string($1) }
        json.key("interface")
        json.optional(port.interface) { $0.string($1) }
        json.key("driver")
        json.optional(port.driver) { $0.string($1) }
        json.key("path")
        json.optional(port.path) { $0.string($1) }
    }
}
