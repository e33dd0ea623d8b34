// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ArgumentParser

/// `--baudrate`: a number, or `auto`.
enum BaudRate: ExpressibleByArgument, Equatable {
    case fixed(Int)
    case auto

    init?(argument: String) {
        if argument == "auto" {
            self = .auto
        } else if let rate = Int(argument), rate > 0 {
            self = .fixed(rate)
        } else {
            return nil
        }
    }

    var defaultValueDescription: String {
        switch self {
        case .fixed(let rate): "\(rate)"
        case .auto: "auto"
        }
    }
}
