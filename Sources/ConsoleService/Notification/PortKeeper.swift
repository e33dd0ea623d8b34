// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import SerialConsole
import Synchronization
package import SystemPackage

/// Has the service manager keep a console's port. See FileDescriptorStoreMax= in systemd.service(5).
///
/// The manager drops by itself what hangs up. A class: the link's task has it, and its state is taken after its port.
package final class PortKeeper: DescriptorKeeper {
    private let manager: ServiceManager
    private let name: DescriptorName
    private let foundState = Mutex<[UInt8]?>(nil)

    init(manager: ServiceManager, name: DescriptorName) {
        self.manager = manager
        self.name = name
    }

    package func take() -> FileDescriptor? {
        let kept = KeptPort(manager.take(name))
        foundState.withLock { $0 = kept.foundState }
        return kept.port
    }

    package func takeFoundState() -> [UInt8]? {
        foundState.withLock { state in
            defer { state = nil }
            return state
        }
    }

    package func keep(_ descriptor: FileDescriptor) {
        manager.store([descriptor], as: name)
    }

    package func keep(_ descriptor: FileDescriptor, foundState: [UInt8]) {
        // Without the state a later life takes the line as it is for how it was found.
        let memory = StateMemory.make(foundState)
        manager.store([descriptor] + (memory.map { [$0] } ?? []), as: name)
        // The manager has a copy, ignoring.
        try? memory?.close()
    }

    package func drop() {
        manager.remove(name)
    }
}
