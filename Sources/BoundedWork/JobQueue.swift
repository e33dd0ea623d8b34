// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Synchronization

/// Jobs of tasks that wait for a thread that runs them. A class: those who enqueue and the thread share it.
package final class JobQueue: Sendable {
    private let jobs = Mutex<[UnownedJob]>([])

    package init() {}

    /// Returns whether the queue was empty, and its thread may sleep.
    package func add(_ job: consuming ExecutorJob) -> Bool {
        let job = UnownedJob(job)
        return jobs.withLock { jobs in
            jobs.append(job)
            return jobs.count == 1
        }
    }

    /// Runs what there is, and what comes meanwhile.
    package func run(on executor: UnownedTaskExecutor) {
        while true {
            let some = jobs.withLock { jobs in
                defer { jobs = [] }
                return jobs
            }
            guard !some.isEmpty else { return }
            for job in some { job.runSynchronously(on: executor) }
        }
    }
}
