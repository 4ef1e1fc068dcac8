import Bytes

/// Writes sequences of integers in the encoding that makes them shortest.
struct IntegerEncoder {
    let effort: Effort
    let compressor: Compressor

    func encode(_ values: [UInt64], into out: inout ByteWriter, depth: Int = 0) {
        guard let first = values.first else { return constant(0, into: &out) }
        let profile = IntegerProfile(values)
        if profile.runs == 1 { return constant(first, into: &out) }
        if effort == .light || depth + 1 >= IntegerEncoding.maximumDepth || values.count < 8 {
            return packed(values, profile, into: &out)
        }
        if profile.ascending && depth < 2 { return deltas(values, into: &out, depth: depth) }
        if profile.runs * 6 <= values.count { return runs(values, profile, into: &out, depth: depth) }
        if effort == .hot {
            fast(values, profile, into: &out, depth: depth)
        } else if profile.bits <= 8 {
            narrow(values, profile, into: &out)
        } else {
            wide(values, profile, into: &out, depth: depth)
        }
    }

    /// Writes positions in a sorted list of values together with the list.
    func encode(codes: [UInt64], of distinct: [UInt64], into out: inout ByteWriter, depth: Int = 0) {
        if distinct.count == 1 { return constant(distinct[0], into: &out) }
        out.little(IntegerEncoding.dictionary.rawValue)
        out.varint(UInt64(distinct.count))
        encode(distinct, into: &out, depth: depth + 1)
        encode(codes, into: &out, depth: depth + 1)
    }

    private func constant(_ value: UInt64, into out: inout ByteWriter) {
        out.little(IntegerEncoding.constant.rawValue)
        out.varint(value)
    }

    private func packed(_ values: [UInt64], _ profile: IntegerProfile, into out: inout ByteWriter) {
        out.little(IntegerEncoding.packed.rawValue)
        out.varint(profile.least)
        out.little(UInt8(profile.bits))
        out.bytes.append(contentsOf: BitPacking.pack(values, base: profile.least, bits: profile.bits))
    }

    private func deltas(_ values: [UInt64], into out: inout ByteWriter, depth: Int) {
        out.little(IntegerEncoding.deltas.rawValue)
        out.varint(values[0])
        let distances = (1..<values.count).map { values[$0] &- values[$0 - 1] }
        encode(distances, into: &out, depth: depth + 1)
    }

    private func runs(_ values: [UInt64], _ profile: IntegerProfile, into out: inout ByteWriter, depth: Int) {
        var heads: [UInt64] = []
        var lengths: [UInt64] = []
        heads.reserveCapacity(profile.runs)
        lengths.reserveCapacity(profile.runs)
        var start = 0
        for index in 1...values.count where index == values.count || values[index] != values[start] {
            heads.append(values[start])
            lengths.append(UInt64(index - start))
            start = index
        }
        out.little(IntegerEncoding.runs.rawValue)
        out.varint(UInt64(heads.count))
        encode(heads, into: &out, depth: depth + 1)
        encode(lengths, into: &out, depth: depth + 1)
    }

    private func bytes(_ values: [UInt64], _ profile: IntegerProfile, _ width: Int, into out: inout ByteWriter) {
        out.little(IntegerEncoding.bytes.rawValue)
        out.varint(profile.least)
        out.little(UInt8(width))
        ByteStream.write(
            FixedWidth.narrow(values, base: profile.least, width: width), to: &out, compressor: compressor)
    }

    /// Up to eight bits: bytes when they compress below the packed bits, which decode without a library.
    private func narrow(_ values: [UInt64], _ profile: IntegerProfile, into out: inout ByteWriter) {
        let start = out.bytes.count
        bytes(values, profile, 1, into: &out)
        let packedSize = BitPacking.byteCount(values.count, bits: profile.bits) + 4
        guard (out.bytes.count - start) * 33 > packedSize * 32 else { return }
        out.bytes.removeSubrange(start...)
        packed(values, profile, into: &out)
    }

    /// More than eight bits: whichever is shortest of a dictionary, magnitudes, bytes and packed bits.
    private func wide(_ values: [UInt64], _ profile: IntegerProfile, into out: inout ByteWriter, depth: Int) {
        let start = out.bytes.count
        if let (distinct, codes) = SmallDictionary.codes(of: values, limit: 256) {
            encode(codes: codes, of: distinct, into: &out, depth: depth)
        } else {
            magnitudes(values, into: &out)
            var other = ByteWriter(capacity: out.bytes.count - start)
            bytes(values, profile, FixedWidth.width(bits: profile.bits), into: &other)
            if other.bytes.count < out.bytes.count - start {
                out.bytes.removeSubrange(start...)
                out.bytes.append(contentsOf: other.bytes)
            }
        }
        if BitPacking.byteCount(values.count, bits: profile.bits) + 12 < out.bytes.count - start {
            out.bytes.removeSubrange(start...)
            packed(values, profile, into: &out)
        }
    }

    /// Without any codec: whichever is shortest of a dictionary, sizes and packed bits, known without trying them.
    private func fast(_ values: [UInt64], _ profile: IntegerProfile, into out: inout ByteWriter, depth: Int) {
        let packedBits = values.count * profile.bits
        let sizesBits = values.count * profile.classBits + profile.mantissaBits
        if profile.bits > 16, let (distinct, codes) = SmallDictionary.codes(of: values, limit: 256) {
            encode(codes: codes, of: distinct, into: &out, depth: depth)
        } else if sizesBits + 128 < packedBits / 8 * 7 {
            // Sizes take twice as long to read.
            sizes(values, profile, into: &out)
        } else {
            packed(values, profile, into: &out)
        }
    }

    private func sizes(_ values: [UInt64], _ profile: IntegerProfile, into out: inout ByteWriter) {
        let (classes, mantissas) = Magnitudes.split(values)
        out.little(IntegerEncoding.sizes.rawValue)
        out.little(UInt8(profile.leastClass))
        out.little(UInt8(profile.classBits))
        let packed = BitPacking.pack(
            classes.map { UInt64($0) }, base: UInt64(profile.leastClass), bits: profile.classBits)
        out.bytes.append(contentsOf: packed)
        out.bytes.append(contentsOf: mantissas)
    }

    private func magnitudes(_ values: [UInt64], into out: inout ByteWriter) {
        let (classes, mantissas) = Magnitudes.split(values)
        out.little(IntegerEncoding.magnitudes.rawValue)
        ByteStream.write(classes, to: &out, compressor: compressor)
        ByteStream.write(mantissas, to: &out, compressor: nil)
    }
}
