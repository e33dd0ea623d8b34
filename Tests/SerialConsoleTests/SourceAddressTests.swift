// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import SerialConsole

@Suite struct SourceAddressTests {
    @Test(
        arguments: [
            ("tcp://lab.example:7000", .tcp(host: "lab.example", port: 7_000)),
            ("tcp://10.0.0.7:1", .tcp(host: "10.0.0.7", port: 1)),
            ("tcp://[::1]:65535", .tcp(host: "::1", port: 65_535)),
            ("tcp://[fe80::1%eth0]:7000", .tcp(host: "fe80::1%eth0", port: 7_000)),
            ("unix:/run/vm/console", .unix(path: "/run/vm/console")),
            ("unix:console.sock", .unix(path: "console.sock")),
            ("/dev/ttyUSB0", .port(.path("/dev/ttyUSB0"))),
            ("./tcp", .port(.path("./tcp"))),
            ("/tmp/a://b", .port(.path("/tmp/a://b"))),
            ("/dev/ttyUSB*", .port(.glob("/dev/ttyUSB*"))),
        ] as [(String, SourceAddress)])
    func `an address is what it looks like, and its name is the address again`(text: String, address: SourceAddress)
        throws
    {
        #expect(try SourceAddress(parsing: text) == address)
        #expect(address.name == text)
    }

    @Test func `a socket's path may be written as a URL's`() throws {
        #expect(try SourceAddress(parsing: "unix:///run/vm/console") == .unix(path: "/run/vm/console"))
    }

    @Test func `the name of a followed file is its path`() {
        #expect(SourceAddress.file(path: "boot.log").name == "boot.log")
    }

    @Test(arguments: [
        ("tcp:lab:7000", "it must begin with 'tcp://'"),
        ("tcp://", "the name of the host is missing"),
        ("tcp://:7000", "the name of the host is missing"),
        ("tcp://[]:7000", "the name of the host is missing"),
        ("tcp://a/b:7000", "the name of the host is missing"),
        ("tcp://lab", "the port is missing, as in 'tcp://lab:7000'"),
        ("tcp://[::1]", "the port is missing, as in 'tcp://::1:7000'"),
        ("tcp://[::1", "the bracket after the address is missing"),
        ("tcp://::1:7000", "an IPv6 address stands in brackets, as in 'tcp://[::1]:7000'"),
        ("tcp://lab:", "the port must be a number from 1 to 65535"),
        ("tcp://lab:0", "the port must be a number from 1 to 65535"),
        ("tcp://lab:65536", "the port must be a number from 1 to 65535"),
        ("tcp://lab:+7000", "the port must be a number from 1 to 65535"),
        ("tcp://lab:7000/", "the port must be a number from 1 to 65535"),
        ("tcp://lab:99999999999999999999", "the port must be a number from 1 to 65535"),
        ("tcp://lab:\u{663}\u{663}", "the port must be a number from 1 to 65535"),
        ("unix:", "the path of the socket is missing"),
        ("unix:a\u{0}b", "the path of the socket is missing"),
        ("telnet://lab:23", "bootwatch does not speak 'telnet', only the raw stream of tcp://HOST:PORT"),
        ("rfc2217://lab:23", "bootwatch does not speak 'rfc2217', only the raw stream of tcp://HOST:PORT"),
    ])
    func `an address that means nothing is a sentence`(text: String, detail: String) {
        let error = #expect(throws: SourceError.self) { try SourceAddress(parsing: text) }
        #expect(error == SourceError(.badAddress, on: text, detail: detail))
        #expect(
            error?.description
                == "'\(text)' names no console: \(detail). Name a port such as /dev/ttyUSB0, tcp://HOST:PORT or unix:PATH."
        )
    }

    @Test func `no name is no console`() {
        let error = #expect(throws: SourceError.self) { try SourceAddress(parsing: "") }
        #expect(error?.code == .badAddress)
    }
}
