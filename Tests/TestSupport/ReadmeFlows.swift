/// Flows whose query prints the block of goProbe's README, figure by figure.
package enum ReadmeFlows {
    /// 2016-02-25 19:29:35 UTC, the first time stamp.
    private static let first: UInt64 = 1_456_428_575
    /// 2016-02-26 07:44:35 UTC, 147 steps later.
    private static let steps: UInt64 = 147

    private static let talker = "125.167.76.152"

    /// The ten pairs of the README: packets and bytes, in and out, the latter as they are printed.
    private static let pairs: [(sip: String, dip: String, packets: (UInt64, UInt64), bytes: (Double, Double))] = [
        (talker, "237.147.182.13", (308_750, 576_810), (17.71, 805.53)),
        ("121.18.119.116", talker, (149_810, 24_000), (198.06, 9.64)),
        (talker, "121.18.119.116", (116_200, 27_160), (151.00, 14.18)),
        (talker, "121.18.250.176", (15_290, 22_140), (21.22, 18.26)),
        (talker, "51.143.39.255", (3_770, 2_510), (5.55, 271.98 / 1024)),
        (talker, "55.135.93.254", (1_230, 1_840), (3.06, 197.34 / 1024)),
        (talker, "233.41.242.235", (813, 1_150), (2.25, 143.61 / 1024)),
        (talker, "190.14.221.249", (503, 764), (1.55, 120.58 / 1024)),
        (talker, "11.26.172.240", (2_130, 1_520), (1.40, 232.91 / 1024)),
        (talker, "55.135.212.216", (571, 806), (1.41, 133.44 / 1024)),
    ]

    /// How many pairs there are besides.
    private static let others: UInt64 = 258

    /// The flows of all 268 pairs, and some that the README's condition and interface leave out.
    package static var all: [TestFlow] {
        var left = (packets: (630_680 as UInt64, 692_110 as UInt64), bytes: (megabytes(424.39), megabytes(855.27)))
        var flows: [TestFlow] = []
        for (index, pair) in pairs.enumerated() {
            let bytes = (megabytes(pair.bytes.0), megabytes(pair.bytes.1))
            left.packets = (left.packets.0 - pair.packets.0, left.packets.1 - pair.packets.1)
            left.bytes = (left.bytes.0 - bytes.0, left.bytes.1 - bytes.1)
            flows += spread(pair.sip, pair.dip, pair.packets, bytes, UInt64(index))
        }
        for index in 0..<others {
            let share = { (whole: UInt64) in whole * (index + 1) / others - whole * index / others }
            flows.append(
                TestFlow(
                    first + index % (steps + 1) * 300, talker, "198.18.\(index / 250).\(index % 250 + 1)",
                    packets: (share(left.packets.0), share(left.packets.1)),
                    bytes: (share(left.bytes.0), share(left.bytes.1))))
        }
        for step in 0...steps {
            flows.append(TestFlow(first + step * 300, talker, "198.18.7.7", dport: 53, proto: 17))
            flows.append(TestFlow(first + step * 300, talker, "198.18.7.7", on: "eth1"))
        }
        return flows
    }

    private static func megabytes(_ number: Double) -> UInt64 { UInt64((number * 1_048_576).rounded()) }

    /// One pair's counters over three time stamps.
    private static func spread(
        _ sip: String, _ dip: String, _ packets: (UInt64, UInt64), _ bytes: (UInt64, UInt64), _ offset: UInt64
    ) -> [TestFlow] {
        [0, steps / 2 + offset, steps].enumerated().map { index, step in
            let share = { (whole: UInt64) in whole * UInt64(index + 1) / 3 - whole * UInt64(index) / 3 }
            return TestFlow(
                first + step * 300, sip, dip, packets: (share(packets.0), share(packets.1)),
                bytes: (share(bytes.0), share(bytes.1)))
        }
    }
}
