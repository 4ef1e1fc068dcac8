import SQLText
import Testing

@Suite struct ClientEncodingTests {
    @Test(arguments: [
        ("UTF8", ClientEncoding.utf8), ("utf-8", .utf8), ("UNICODE", .utf8), ("SQL_ASCII", .singleByte),
        ("LATIN1", .latin1), ("iso-8859-1", .latin1), ("LATIN9", .singleByte), ("WIN1252", .singleByte),
        ("SJIS", .sjis), ("SHIFT_JIS_2004", .sjis), ("BIG5", .doubleByte), ("GBK", .doubleByte), ("UHC", .doubleByte),
        ("GB18030", .gb18030), ("JOHAB", .johab), ("EUC_JP", .eucJP), ("EUC_CN", .eucCN), ("EUC_TW", .eucTW),
        ("EUC_KR", .eucJP), ("MULE_INTERNAL", .mule), ("nonsense", .singleByte),
    ]) func names(_ pair: (String, ClientEncoding)) {
        #expect(ClientEncoding(name: pair.0) == pair.1)
    }

    /// A string whose character's second byte is a backslash, then a second statement.
    private func bytes(_ character: [UInt8], prefix: String = "E") -> [UInt8] {
        Array("select \(prefix)'".utf8) + character + Array("'; select 2".utf8)
    }

    @Test(arguments: [ClientEncoding.sjis, .doubleByte, .gb18030, .johab])
    func aSecondByteIsNoBackslash(_ encoding: ClientEncoding) {
        let text = bytes([0x83, 0x5c])
        #expect(scan(text, ScannerOptions(encoding: encoding)).count == 2)
        #expect(scan(text, ScannerOptions(encoding: .singleByte)).count == 1)
        let plain = bytes([0x95, 0x5c], prefix: "")
        let options = ScannerOptions(standardConformingStrings: false, encoding: encoding)
        #expect(scan(plain, options).count == 2)
        for cut in 0..<plain.count { #expect(scan(plain, cutAt: [cut], options) == scan(plain, options)) }
    }

    @Test func anEscapedCharacterOfTwoBytesIsSkippedWhole() {
        #expect(scan(bytes([0x5c, 0x83, 0x5c]), ScannerOptions(encoding: .sjis)).count == 2)
    }

    @Test func aSecondByteIsNoLetterAndNoOperator() {
        let options = ScannerOptions(encoding: .sjis)
        let lower = Array("select ".utf8) + [0x83, 0x61]
        let upper = Array("select ".utf8) + [0x83, 0x41]
        #expect(scan(lower, options)[0].fingerprint != scan(upper, options)[0].fingerprint)
        let bar = Array("select ".utf8) + [0x83, 0x7c, 0x61]
        #expect(scan(bar, options)[0].tokenCount == 2)
        #expect(scan(bar, ScannerOptions(encoding: .singleByte))[0].tokenCount == 4)
        for cut in 0..<bar.count { #expect(scan(bar, cutAt: [cut], options) == scan(bar, options)) }
    }

    @Test func dollarTagsMayHoldSuchCharacters() {
        let options = ScannerOptions(encoding: .sjis)
        let text =
            Array("select $".utf8) + [0x83, 0x7c] + Array("$ ; $".utf8) + [0x83, 0x7c] + Array("$; select 2".utf8)
        #expect(scan(text, options).count == 2)
        for cut in 0..<text.count { #expect(scan(text, cutAt: [cut], options) == scan(text, options)) }
    }

    @Test(arguments: [
        (ClientEncoding.sjis, [0x83, 0x5c, 0xb1] as [UInt8], 2), (.gb18030, [0x81, 0x30, 0x81, 0x30, 0x81, 0x40], 2),
        (.eucJP, [0x8f, 0xa1, 0xa1, 0xa4, 0xa2], 2), (.eucTW, [0x8e, 0xa1, 0xa1, 0xa1], 1),
        (.eucCN, [0xb0, 0xa1], 1), (.johab, [0x88, 0x61], 1), (.mule, [0x92, 0xb0, 0xa1, 0x81, 0xa1], 2),
        (.latin1, [0xe9, 0xe8], 2), (.utf8, [0xc3, 0xa9, 0xf0, 0x9f, 0x90, 0x98], 2),
    ]) func charactersAreCounted(_ example: (ClientEncoding, [UInt8], Int)) {
        let text = Array("/*".utf8) + example.1 + Array("*/ select 1".utf8)
        let options = ScannerOptions(encoding: example.0)
        let whole = scan(text, options)
        #expect(whole[0].characterStart == 5 + example.2)
        for cut in 0..<text.count { #expect(scan(text, cutAt: [cut], options) == whole) }
    }
}
