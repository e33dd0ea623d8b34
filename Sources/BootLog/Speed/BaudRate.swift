// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Speeds that consoles use.
public enum BaudRate {
    /// The speed of nearly every console, and the one that a port is set to when nobody says another.
    public static let common = 115_200

    /// The usual ones, slowest first: the multiples of 9600 of UART crystals, 74880 of a boot ROM that halves its clock,
    /// and the even ones of USB and 24 MHz clocks.
    public static let usual = [
        9_600, 19_200, 38_400, 57_600, 74_880, 115_200, 230_400, 250_000, 460_800, 500_000, 576_000, 921_600,
        1_000_000, 1_500_000, 2_000_000, 3_000_000, 4_000_000,
    ]

    /// How likely a speed is before a byte was heard, in log-odds.
    static func weight(of baudRate: Int) -> Double {
        switch baudRate {
        case 115_200: 4.2
        case 9_600, 38_400, 57_600, 921_600, 1_500_000: 1.5
        case 19_200: 1
        case 74_880, 230_400, 460_800, 1_000_000, 2_000_000, 3_000_000: 0.5
        default: 0
        }
    }
}
