// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// The way to a console that somebody else keeps open and lets others look at.
package protocol ConsoleAttachment: Sendable {
    /// What the console is called in messages.
    var name: String { get }

    /// Asks for the console; may wait, and is called on a thread of its own.
    ///
    /// - Parameters:
    ///   - isAgain: whether it was there before in the same session.
    ///   - news: takes what becomes known of the console besides its bytes, from any thread and as long as the session
    ///     lasts.
    /// - Throws: `SourceError` with code `.cannotConnect`, `.notFound` or `.permissionDenied`.
    func attach(isAgain: Bool, news: ConsoleNews) throws(SourceError) -> ConsoleStream

    /// Has a break sent. Does not wait; what goes wrong is told.
    func sendBreak(news: ConsoleNews)
}
