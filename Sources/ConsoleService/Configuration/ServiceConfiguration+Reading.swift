// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import SerialConsole
import SystemPackage

extension ServiceConfiguration {
    /// Reads a configuration: the main file, then `MAIN.d/*.toml` by name.
    ///
    /// - Parameters:
    ///   - path: the main file; nil for ``defaultPath``, which need not be there.
    ///   - environment: `STATE_DIRECTORY` says where recordings go when no file does. See systemd.exec(5).
    /// - Throws: `ConfigurationError` with all that is wrong in all of the files.
    package static func read(
        path: String? = nil, environment: [String: String] = [:]
    ) throws(ConfigurationError) -> ConfigurationReading {
        try read(path: path ?? defaultPath, isOptional: path == nil, environment: environment)
    }

    /// - Parameter isOptional: whether nothing is wrong when the main file is not there.
    static func read(
        path: String, isOptional: Bool, environment: [String: String]
    ) throws(ConfigurationError) -> ConfigurationReading {
        // Several folders would come with colons between them.
        let state = environment["STATE_DIRECTORY"]?.split(separator: ":").first.map(String.init)
        var draft = ConfigurationDraft(recordingDirectory: state)
        var reading = ConfigurationReading()
        let folder = path + ".d"
        var files: [String] = []
        do throws(Errno) {
            files = try DropInFolder.files(in: folder)
        } catch {
            if error != .noSuchFileOrDirectory { draft.refuse(folder, "cannot be listed: \(words(for: error))") }
        }
        for file in [path] + files {
            do throws(CaptureError) {
                draft.add(file: file, text: try TextFile.read(file))
                reading.files.append(file)
            } catch {
                if error.errno == .noSuchFileOrDirectory, file == path, isOptional { continue }
                draft.refuse(file, "cannot be read: \(error.errno.map(words(for:)) ?? "it is damaged")")
            }
        }
        reading.configuration = draft.finish()
        guard draft.issues.isEmpty else {
            let order = [folder, path] + files
            let rank = { (issue: ConfigurationIssue) in order.firstIndex(of: issue.place.file) ?? order.count }
            throw ConfigurationError(
                draft.issues.sorted { left, right in
                    let ranks = (rank(left), rank(right))
                    return ranks.0 == ranks.1 ? left.place.precedes(right.place) : ranks.0 < ranks.1
                })
        }
        reading.notices = draft.notices
        if reading.files.isEmpty {
            reading.notices.append(
                ConfigurationIssue(
                    ConfigurationPlace(file: path), "there is no such file: no console is configured, none is watched"))
        } else if reading.configuration.ports.isEmpty {
            reading.notices.append(
                ConfigurationIssue(
                    ConfigurationPlace(file: path), "no [[port]] is configured: no console is watched"))
        }
        return reading
    }

    private static func words(for error: Errno) -> String {
        switch error {
        case .noSuchFileOrDirectory: "there is no such file"
        case .permissionDenied: "permission denied"
        case .isDirectory: "it is a folder"
        case .notDirectory: "it is no folder"
        default: "\(error)"
        }
    }
}
