// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What a boot loader is doing.
public enum LoaderActivity: String, Sendable, Hashable, CaseIterable {
    case memory
    case flash
    case environment
    case network
    case loading
    case verifying
    case handOver = "hand-over"
    case prompt
}
