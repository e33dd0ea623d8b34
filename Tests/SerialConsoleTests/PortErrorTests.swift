// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import SystemPackage
import Testing

@testable import SerialConsole

/// What is said when a port cannot be opened.
@Suite struct PortErrorTests {
    private func failure(_ path: String) -> String {
        do {
            _ = try SerialPort(path: path, settings: LineSettings())
            return "opened"
        } catch {
            return "\(error)"
        }
    }

    @Test func `a port that is not there`() {
        #expect(
            failure("/dev/ttyNONE7")
                == "Cannot open '/dev/ttyNONE7': there is no such port. 'bootwatch ports' lists the ports.")
        #expect(
            "\(SourceError(.notFound, on: "/dev/ttyUSB7", detail: "The ports are /dev/ttyS0 and /dev/ttyUSB0."))"
                == "Cannot open '/dev/ttyUSB7': there is no such port. The ports are /dev/ttyS0 and /dev/ttyUSB0.")
        #expect(failure("/dev/null/x").hasPrefix("Cannot open '/dev/null/x': there is no such port."))
    }

    @Test(arguments: [
        ("/dev/null", "a device of another kind"), ("/etc/passwd", "a file"), ("/tmp", "a directory"),
    ])
    func `what is no terminal`(path: String, kind: String) {
        #expect(failure(path) == "Cannot open '\(path)' as a port: it is \(kind). Name a serial port.")
    }

    @Test func `a socket is named as one`() {
        #expect(
            "\(SourceError(.notATerminal, on: "/run/x.sock", detail: "a socket"))"
                == "Cannot open '/run/x.sock' as a port: it is a socket. Name it as unix:/run/x.sock.")
    }

    // As root only can a node be given to a group, and rights be given up.
    @Test(.enabled(if: geteuid() == 0 && getgrnam("dialout") != nil))
    func `a port that another group may use`() throws {
        let terminal = try PseudoTerminal()
        let dialout = try #require(getgrnam("dialout")).pointee.gr_gid
        #expect(chown(terminal.path, 0, dialout) == 0)
        #expect(chmod(terminal.path, 0o660) == 0)
        // For this thread alone: the kernel looks at this user for files, and drops root's rights over them. Glibc's
        // module lacks <sys/fsuid.h>.
        let symbol = try #require(dlsym(nil, "setfsuid"))
        // SAFETY: int setfsuid(uid_t); see setfsuid(2).
        let setfsuid = unsafeBitCast(symbol, to: (@convention(c) (uid_t) -> CInt).self)
        _ = setfsuid(65_534)
        let text = failure(terminal.path)
        _ = setfsuid(0)
        #expect(
            text == """
                Cannot open '\(terminal.path)': permission denied. Add yourself to the group 'dialout': \
                sudo usermod -aG dialout $USER, then log in again.
                """)
    }

    private static func permission(
        mode: UInt32 = 0o660, isRootGroup: Bool = false, isMember: Bool = false, isRegistered: Bool = false
    ) -> PortPermission {
        PortPermission(
            path: "/dev/ttyUSB0", mode: mode, owner: "root", group: isRootGroup ? "root" : "dialout",
            isRootGroup: isRootGroup, isMember: isMember, isRegistered: isRegistered)
    }

    @Test(arguments: [
        (permission(), "Add yourself to the group 'dialout': sudo usermod -aG dialout $USER, then log in again."),
        (permission(isRegistered: true), "You were added to the group 'dialout' after you logged in: log in again."),
        (
            permission(isMember: true, isRegistered: true),
            "You are in its group 'dialout', so an access list or a security policy forbids it: see getfacl /dev/ttyUSB0."
        ),
        (
            permission(mode: 0o600),
            "Only 'root' may use it (mode 600): run this as that user, or give it to a group by a udev rule."
        ),
        (
            permission(mode: 0o640),
            "Only 'root' may use it (mode 640): run this as that user, or give it to a group by a udev rule."
        ),
        (
            permission(isRootGroup: true),
            "Only 'root' may use it (mode 660): run this as that user, or give it to a group by a udev rule."
        ),
    ])
    func `advice fits what the node allows`(permission: PortPermission, advice: String) {
        #expect(permission.advice == advice)
    }

    @Test(arguments: [
        (
            SourceError(.notFound, on: "unix:/run/x"),
            "Cannot open 'unix:/run/x': there is no such socket. Check the path."
        ),
        (SourceError(.notFound, on: "logs/a.log"), "Cannot open 'logs/a.log': there is no such file. Check the path."),
        (
            SourceError(.notFound, on: "ttyUSB0"),
            "Cannot open 'ttyUSB0': there is no such port or file. 'bootwatch ports' lists the ports."
        ),
        (
            SourceError(.permissionDenied, on: "/dev/ttyS0"),
            "Cannot open '/dev/ttyS0': permission denied. Ask its owner for access."
        ),
        (
            SourceError(.busy, on: "/dev/ttyS0"),
            "Cannot open '/dev/ttyS0': it is in use by another program. End that program, or choose another port."
        ),
        (
            SourceError(.settingRefused, on: "/dev/ttyS0", detail: "to 9600 8N1", errno: .ioError),
            "Cannot set '/dev/ttyS0' to 9600 8N1: input/output error. Choose a setting that the port and its driver have."
        ),
        (
            SourceError(.settingRefused, on: "/dev/ttyS0"),
            "Cannot set '/dev/ttyS0' as asked. Choose a setting that the port and its driver have."
        ),
        (
            SourceError(.notSupported, on: "tcp://h:1"),
            "On 'tcp://h:1' one cannot do that: it is no serial port of this host, and has no such line."
        ),
        (SourceError(.notWritable, on: "boot.log"), "Cannot write to 'boot.log': it is only read."),
        (
            SourceError(.lost, on: "/dev/ttyS0"),
            "Lost '/dev/ttyS0'. Check the cable and that the other side is on."
        ),
        (
            SourceError(.cannotConnect, on: "tcp://h:1", errno: .connectionRefused),
            "Cannot connect to 'tcp://h:1': connection refused. Check the address, and that the other side is listening."
        ),
        (SourceError(.cannotRead, on: "boot.log", errno: .ioError), "Cannot read 'boot.log': input/output error."),
        (
            SourceError(.cannotWrite, on: "boot.log", errno: .noSpace),
            "Cannot write to 'boot.log': no space left on device."
        ),
        (
            SourceError(.badAddress, on: "tcp://h", detail: "the port's number is missing"),
            "'tcp://h' names no console: the port's number is missing. Name a port such as /dev/ttyUSB0, tcp://HOST:PORT or unix:PATH."
        ),
    ])
    func `every error is a sentence`(error: SourceError, text: String) {
        #expect("\(error)" == text)
    }
}
