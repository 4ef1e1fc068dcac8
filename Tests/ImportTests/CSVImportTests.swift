import Observations
import Testing

@testable import Import

@Suite struct CSVImportTests {
    private func imported(_ text: String, _ options: ImportOptions = Imports.flows()) throws -> [[String]] {
        let folder = Folder()
        try Imports.run(folder.write(text), folder.store, options)
        return try Imports.rows(folder.store, options.table)
    }

    /// time, sensor, iface, sip, dip, sport, dport, proto, packets received and sent, bytes received and sent
    private static let flow = [
        "1392997558", "", "eth0", "10.11.72.28", "172.23.34.171", "0", "8080", "6", "1", "2", "40", "72",
    ]

    @Test(arguments: [
        "bytes_rcvd,bytes_sent,dip,dport,packets_rcvd,packets_sent,proto,sip,tstamp\n",
        "# HEADER: bytes_rcvd,bytes_sent,dip,dport,packets_rcvd,packets_sent,proto,sip,tstamp\n",
        "# a comment\n\n#header:bytes_rcvd, bytes_sent, dip ,dport,packets_rcvd,packets_sent,proto,sip,tstamp\r\n",
        "\u{feff}\"bytes_rcvd\",bytes_sent,\"dip\",dport,packets_rcvd,packets_sent,proto,sip,time\n",
        "bytes_in,bytes_out,dip,dport,pkts_in,pkts_out,proto,sip,ts\n",
    ])
    func `goConvert's rows come in under each kind of header`(header: String) throws {
        #expect(try imported(header + "40,72,172.23.34.171,8080,1,2,6,10.11.72.28,1392997558\n") == [Self.flow])
    }

    @Test func `The names of the columns may be given`() throws {
        var options = Imports.flows()
        options.columns = ["bytes_rcvd", "bytes_sent", "dip", "dport", "packets_rcvd", "packets_sent", "proto", "sip"]
        options.columns! += ["tstamp"]
        let row = "40,72,172.23.34.171,8080,1,2,6,10.11.72.28,1392997558"
        #expect(try imported(row, options) == [Self.flow])
        #expect(try imported(options.columns!.joined(separator: ",") + "\n\n" + row, options) == [Self.flow])
    }

    @Test func `goProbe's export comes in without its totals`() throws {
        let text = """
            time,iface,sip,dip,dport,proto,packets received,packets sent,%,data vol. received,data vol. sent,%
            1392997558,eth0,10.11.72.28,172.23.34.171,8080,TCP,1,2,0.04,40,72,0.05
            1392997559,t4,213.156.234.1,224.0.0.5,0,OSPFIGP,0,20,0.74,0,1680,0.32
            Received packets,1
            Sent packets,22
            Received data volume (bytes),40
            Sent data volume (bytes),1752
            Sorting and flow direction,first packet time
            Interface,"eth0,t4"

            """
        let rows = try imported(text, Imports.flows(nil))
        #expect(rows.count == 2)
        #expect(rows[0] == Self.flow)
        #expect(rows[1][2] == "t4" && rows[1][7] == "89" && rows[1][11] == "1680")
    }

    @Test func `Quotes, line ends and empty lines are as RFC 4180 and life have them`() throws {
        let text =
            "\r\n\"time\",iface,sip,dip,dport,proto,bytes_rcvd\r\n\r\n"
            + "\"1392997558\",\"a \"\"b\"\", c\nd\",::1,local,\"53\",udp,\"7\"\r\n"
            + "2014-02-21T16:46:00+01:00,,2001:db8::192.0.2.1,::ffff:1.2.3.4,65535,255,18446744073709551615"
        let rows = try imported(text, Imports.flows(nil))
        #expect(rows.count == 2)
        #expect(rows[0][2...4] == ["a \"b\", c\nd", "::1", "local"])
        #expect(rows[0][6...7] == ["53", "17"])
        #expect(rows[1][0] == "1392997560" && rows[1][2...4] == ["", "2001:db8::c000:201", "1.2.3.4"])
        #expect(rows[1][10] == "18446744073709551615")
    }

    @Test func `Statements come back from what a query prints`() throws {
        let text = """
            time,client,user,fingerprint,sqlstate,latency,calls,duration,mean,p95,sql
            2026-02-25T19:29:00Z,local,ann,00000000000000ff,42P01,1024,3,3000,1000,1000,"select ""a"", $1"
            2026-02-25T19:30:00Z,10.0.0.1,bob,ffffffffffffffff,00000,0,1,0,0,0,

            """
        let rows = try imported(text, ImportOptions(table: .statements))
        #expect(rows.count == 2)
        #expect(
            rows[0] == [
                "1772047740", "", "", "local", "ann", "", "", "255", "", "42P01",
                "\(LatencyBucket(microseconds: 1024).number)", "3", "0", "0", "0", "3000",
            ])
    }

    @Test func `Every table takes rows`() throws {
        for schema in TableSchema.all {
            let counter = schema.columns.last!.name
            let rows = try imported("time,\(counter)\n5,7\n", options(schema))
            #expect(rows.count == 1)
            #expect(rows[0].first == "5" && rows[0].last == "7")
        }
    }

    private func options(_ schema: TableSchema) -> ImportOptions {
        var options = ImportOptions(table: schema)
        if schema == .flows { options.interface = "eth0" }
        return options
    }

    private static let header = "time,sip,dip,dport,proto,bytes_rcvd\n"

    @Test(arguments: [
        ("time,sip,dpi\n", "line 1: flows has no column 'dpi': did you mean 'dip'?"),
        ("time,sip,ts,bytes_rcvd\n", "line 1: both 'time' and 'ts' are the column time"),
        ("sip,bytes_rcvd\n", "line 1: there is no column of times"),
        ("time,sip\n", "line 1: there is no counter of the table flows"),
        (
            "1392997558,10.0.0.1,5\n",
            "line 1: '1392997558' is no name of a column: say the file's columns with --schema"
        ),
        ("time,\"a\n", "line 1: a quote is not closed"),
        (header + "1,10.0.0.1,10.0.0.2,80,6\n", "line 2: there are 5 fields, not 6"),
        (header + "1,10.0.0.1,10.0.0.2,80,6,1,2\n", "line 2: there are more than 6 fields"),
        (header + "x,10.0.0.1,10.0.0.2,80,6,1\n", "line 2: the column 'time' has 'x', which is not seconds since 1970"),
        (header + "1392997558000,10.0.0.1,10.0.0.2,80,6,1\n", "it looks like milliseconds"),
        (header + ",10.0.0.1,10.0.0.2,80,6,1\n", "line 2: the column 'time' is empty"),
        (header + "1,10.0.0.256,10.0.0.2,80,6,1\n", "line 2: the column 'sip' has '10.0.0.256', which is not an IP"),
        (header + "1,10.0.0.1,10.0.0.2,65536,6,1\n", "line 2: the column 'dport' has '65536', which is not a whole"),
        (header + "1,10.0.0.1,10.0.0.2,80,tpc,1\n", "line 2: the column 'proto' has 'tpc'"),
        (header + "1,10.0.0.1,10.0.0.2,80,256,1\n", "line 2: the column 'proto' has '256'"),
        (header + "1,10.0.0.1,10.0.0.2,80,6,18446744073709551616\n", "line 2: the column 'bytes_rcvd' has"),
        (header + "1,10.0.0.1,10.0.0.2,80,6,-1\n", "line 2: the column 'bytes_rcvd' has '-1'"),
        (header + "1,10.0.0.1,10.0.0.2,80,6,\n", "line 2: the column 'bytes_rcvd' is empty"),
        (
            header + "1,\"10.0.0.1\"x,10.0.0.2,80,6,1\n",
            "line 2: text follows the quote that ends a field, in the column 'sip'"
        ),
        (header + "1,10\".0.0.1,10.0.0.2,80,6,1\n", "line 2: a quote stands inside a field"),
        (header + "1,\"10.0.0.1,10.0.0.2,80,6,1\n2\n3\n", "line 2: a quote is not closed"),
        ("", "the file is empty"),
    ])
    func `What is wrong is said with its line`(text: String, message: String) {
        #expect(Imports.failure(text).contains(message))
    }

    @Test func `The first row that is out of order is named, and those before it stay`() throws {
        let folder = Folder()
        let row = ",10.0.0.1,10.0.0.2,80,6,1\n"
        let bad = Self.header + "5" + row + "\n7" + row + "6" + row + "4" + row
        let file = folder.write(bad)
        let error = #expect(throws: ImportError.self) { try Imports.run(file, folder.store) }
        #expect(error?.line == 5)
        #expect(error?.message.contains("the time 6 is earlier than 7") == true)
        #expect(error?.message.contains("The 2 rows before it are imported") == true)
        #expect(try Imports.rows(folder.store).map { $0[0] } == ["5", "7"])
        // Mended, it goes on.
        _ = folder.write(Self.header + "5" + row + "\n7" + row + "8" + row)
        #expect(try Imports.run(file, folder.store).rows == 1)
        #expect(try Imports.rows(folder.store).map { $0[0] } == ["5", "7", "8"])
    }

    @Test func `Interfaces have to be said once`() throws {
        let row = ",10.0.0.1,10.0.0.2,80,6,1\n"
        #expect(Imports.failure(Self.header + "5" + row, Imports.flows(nil)).contains("say it with -i"))
        #expect(Imports.failure("iface," + Self.header + "lo,5" + row).contains("leave out -i"))
        var options = ImportOptions(table: .ports)
        options.interface = "eth0"
        #expect(Imports.failure("time,count\n1,1\n", options).contains("no interfaces"))
    }

    @Test func `Columns can be left out`() throws {
        var options = Imports.flows()
        options.ignored = ["iface", "l7proto"]
        let rows = try imported("iface,l7proto,time,sip,bytes_rcvd\nlo,x,5,::1,1\n", options)
        #expect(rows.map { $0[2] } == ["eth0"])
        options.ignored = ["nothing"]
        #expect(Imports.failure("time,bytes_rcvd\n1,1\n", options).contains("--ignore names 'nothing'"))
    }

    @Test func `Texts that are no UTF-8 are refused`() throws {
        let folder = Folder()
        let file = folder.write("time,iface,bytes_rcvd\n1,ab,1\n")
        let bytes = Array("1,a".utf8) + [0xff] + Array(",1\n".utf8)
        let chunk = ChunkParser.parse(
            bytes,
            try FileColumns(["time", "iface", "bytes_rcvd"], line: 1, options: Imports.flows(nil)))
        #expect(chunk.failure?.message.contains("is no UTF-8") == true)
        #expect(chunk.batch.count == 0)
        #expect(try Imports.run(file, folder.store, Imports.flows(nil)).rows == 1)
    }

    @Test func `A locked store is said with what to do`() throws {
        let folder = Folder()
        let file = folder.write(Self.header + "5,10.0.0.1,10.0.0.2,80,6,1\n")
        let first = try CSVImport(file, store: folder.store, options: Imports.flows())
        let message = #expect(throws: (any Error).self) { try Imports.run(file, folder.store) }
        #expect("\(message!)".contains("stop the sensor"))
        _ = try first.run()
    }
}
