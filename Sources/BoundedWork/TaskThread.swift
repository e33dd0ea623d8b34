// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A thread of its own for a task and its children.
///
/// The runtime's pool wakes up once a second to look after itself, and hands each resumed task to another of its threads;
/// a console that is silent should cost nothing, and one that is not should be quick. Lives as long as the process.
package final class TaskThread: TaskExecutor {
    private let jobs = JobQueue()
    private let isWanted = ThreadSemaphore()

    package init() {
        WorkerThread.start { [self] in
            while true {
                isWanted.wait()
                jobs.run(on: asUnownedTaskExecutor())
            }
        }
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        if jobs.add(job) { isWanted.signal() }
    }
}
