"""What scripts/bench-store does once everything is installed and built."""

import argparse
import ipaddress
import os
import shutil
import socket
import struct
import subprocess
import tempfile
import time

import numpy
import pyarrow
import pyarrow.csv
import pyarrow.parquet

BENCH = os.path.abspath(".build/release/bench")
KEDDAH = os.path.abspath(".build/release/keddah")
DAY = 1717632000  # 2024-06-06 00:00 UTC
STEPS = 288
RECORD = numpy.dtype([
    ("ts", "<u4"), ("sip", "V16"), ("dip", "V16"), ("dport", "<u2"), ("proto", "u1"), ("bytes_in", "<u8"),
    ("bytes_out", "<u8"), ("pkts_in", "<u4"), ("pkts_out", "<u4")])
COUNTERS = ("bytes_in", "bytes_out", "pkts_in", "pkts_out")


# The data: hosts of a company and of the world talk, a few of them much (zipf), more by day than by night.

def mapped(numbers):
    addresses = numpy.zeros((len(numbers), 16), numpy.uint8)
    addresses[:, 10:12] = 255
    addresses[:, 12:] = numbers.astype(">u4").view(numpy.uint8).reshape(-1, 4)
    return addresses


def zipf(random, hosts, rows):
    share = numpy.cumsum(1 / numpy.arange(1, hosts + 1) ** 1.05)
    return numpy.searchsorted(share / share[-1], random.random(rows)).clip(max=hosts - 1)


def hosts(random):
    inside = mapped((10 << 24) + random.choice(1 << 14, 4000, replace=False))
    four = mapped(random.integers(1 << 24, 223 << 24, 180_000))
    six = random.integers(0, 256, (20_000, 16), dtype=numpy.uint8)
    six[:, 0], six[:, 6:8] = 0x2A, 0
    six[:, 1] &= 15
    outside = numpy.concatenate([four, six])
    random.shuffle(outside)
    return inside, outside


def services(random, rows):
    usual = {443: .42, 80: .09, 5432: .12, 22: .05, 53: .12, 123: .03, 25: .02, 3389: .02, 8080: .02, 993: .01,
             3306: .01, 6379: .01, 5060: .005, 445: .01, 23: .005}
    choice = random.choice(len(usual) + 1, rows, p=[*usual.values(), 1 - sum(usual.values())])
    ports = numpy.append(list(usual), 0)[choice]
    ports = numpy.where(ports == 0, random.integers(1024, 65536, rows), ports)
    protocols = numpy.where(numpy.isin(ports, [53, 123, 5060]), 17, 6)
    protocols[(ports == 443) & (random.random(rows) < .3)] = 17
    pings = random.random(rows) < .01
    ports[pings], protocols[pings] = 0, 1
    return ports, protocols


def make(rows):
    random = numpy.random.default_rng(4711)
    flows = numpy.zeros(rows, RECORD)
    weight = 1 + .8 * numpy.sin((numpy.arange(STEPS) - 96) / STEPS * 2 * numpy.pi)
    step = numpy.repeat(numpy.arange(STEPS), random.multinomial(rows, weight / weight.sum()))
    flows["ts"] = DAY + (step + 1) * 300
    inside, outside = hosts(random)
    near, far = inside[zipf(random, len(inside), rows)], outside[zipf(random, len(outside), rows)]
    inbound = (random.random(rows) < .45)[:, None]
    for name, address in (("sip", numpy.where(inbound, far, near)), ("dip", numpy.where(inbound, near, far))):
        flows[name] = numpy.ascontiguousarray(address).view("V16").ravel()
    flows["dport"], flows["proto"] = services(random, rows)
    packets_in = numpy.minimum(1 + random.pareto(1.3, rows) * 3, 2e6).astype(numpy.uint64)
    answers = numpy.minimum(1 + random.pareto(1.2, rows) * 4, 2e6).astype(numpy.uint64)
    packets_out = numpy.where(random.random(rows) < .12, 0, answers)
    flows["pkts_in"], flows["pkts_out"] = packets_in, packets_out
    flows["bytes_in"] = packets_in * random.integers(54, 700, rows).astype(numpy.uint64)
    flows["bytes_out"] = packets_out * random.integers(54, 1500, rows).astype(numpy.uint64)
    words = [numpy.ascontiguousarray(flows[name]).view(">u8").reshape(-1, 2) for name in ("dip", "sip")]
    order = numpy.lexsort((
        flows["proto"], flows["dport"], words[0][:, 1], words[0][:, 0], words[1][:, 1], words[1][:, 0], flows["ts"]))
    return flows[order]


def text(address):
    address = ipaddress.IPv6Address(bytes(address))
    return str(address.ipv4_mapped or address)


def texts(column):
    distinct, codes = numpy.unique(numpy.ascontiguousarray(column), return_inverse=True)
    names = pyarrow.array([text(address.tobytes()) for address in distinct])
    return pyarrow.DictionaryArray.from_arrays(pyarrow.array(codes.astype(numpy.int32)), names).cast(pyarrow.string())


def prepare(folder, rows):
    """The three files, which are made where they are missing."""
    paths = [f"{folder}/flows.{kind}" for kind in ("rowbinary", "parquet", "csv")]
    if all(os.path.exists(path) for path in paths):
        return paths
    print("making the data …", flush=True)
    flows = make(rows)
    flows.tofile(paths[0])
    fixed = lambda name: pyarrow.Array.from_buffers(
        pyarrow.binary(16), len(flows), [None, pyarrow.py_buffer(flows[name].tobytes())])
    table = pyarrow.table({
        name: fixed(name) if name in ("sip", "dip") else numpy.ascontiguousarray(flows[name]) for name in RECORD.names})
    pyarrow.parquet.write_table(table, paths[1], compression="zstd", row_group_size=122_880)
    for index, name in ((1, "sip"), (2, "dip")):
        table = table.set_column(index, name, texts(flows[name]))
    pyarrow.csv.write_csv(table, paths[2], pyarrow.csv.WriteOptions(quoting_style="none"))
    return paths


# The engines. Each gives its rows as (keys, in, out), with addresses as texts and times as the steps' beginnings.

class Results:
    def __init__(self, rows, runs):
        self.rows, self.runs, self.lines, self.answers, self.failures = rows, runs, {}, {}, []

    def line(self, name):
        return self.lines.setdefault(name, {})

    def answer(self, name, question, found):
        found = sorted(found)
        if self.answers.setdefault(question, (name, found))[1] != found:
            self.failures.append(f"{name} answers {question} differently from {self.answers[question][0]}")

    def measure(self, name, question, threads, ask):
        ask()
        times = []
        for _ in range(self.runs):
            begin = time.monotonic()
            found = ask()
            times.append((time.monotonic() - begin) * 1000)
        self.note(name, question, threads, min(times), sorted(times)[len(times) // 2])
        return found

    def note(self, name, question, threads, least, median):
        self.line(name)[f"{question} {threads}t"] = f"{least:.0f}/{median:.0f}"

    def print(self):
        columns = ["B/flow", "M rows/s"] + [f"Q{q} {t}t" for q in (1, 2, 3) for t in (1, 2)]
        print(f"\n{self.rows} flows; least/median ms of {self.runs} warm runs\n")
        print("".join([f"{'':36}"] + [f"{column:>12}" for column in columns]))
        for name, line in self.lines.items():
            print("".join([f"{name:36}"] + [f"{line.get(column, '–'):>12}" for column in columns]))
        for failure in self.failures:
            print(failure)
        if not self.failures:
            print("\n* a second of processor time")
            print("all answers are the same (nfdump's are not compared: it sorts by one direction only)")


def size_of(path):
    if os.path.isfile(path):
        return os.path.getsize(path)
    return sum(os.path.getsize(f"{folder}/{name}") for folder, _, names in os.walk(path) for name in names)


def run_bench(*arguments):
    output = subprocess.run([BENCH, "flows", *arguments], check=True, capture_output=True, text=True).stdout
    lines = [line.split() for line in output.splitlines()]
    if any(line[0] == "flows:" for line in lines):
        raise SystemExit(output)
    return lines


def ask_keddah(results, name, store):
    for threads in (1, 2):
        found = {}
        for line in run_bench("query", store, str(threads), str(results.runs)):
            if line[0] == "time":
                results.note(name, line[1], threads, float(line[3]), float(line[4]))
            if line[0] == "row":
                found.setdefault(line[1], []).append(tuple(line[2:]))
        for question, rows in found.items():
            results.answer(name, question, rows)


def keddah(results, paths, work):
    rows = results.rows
    store = f"{work}/keddah"
    for threads in ("0", "2"):
        shutil.rmtree(store, ignore_errors=True)
        load = next(line for line in run_bench("load", paths[0], store, threads) if line[0] == "load")
        rate = rows / float(load[2]) / 1000
        line = results.line("keddah, hot")
        line["M rows/s"] = f"{rate:.2f}" if threads == "0" else f"{line['M rows/s']}/{rate:.2f}"
    results.line("keddah, hot")["B/flow"] = f"{size_of(f'{store}/flows') / rows:.2f}"
    ask_keddah(results, "keddah, hot", store)
    begin = time.monotonic()
    run_bench("repack", store)
    line = results.line("keddah, re-packed")
    line["M rows/s"] = f"{rows / (time.monotonic() - begin) / 1e6:.2f}"
    line["B/flow"] = f"{size_of(f'{store}/flows') / rows:.2f}"
    ask_keddah(results, "keddah, re-packed", store)
    imported(results, paths[2], f"{work}/imported")


def imported(results, csv, store):
    """From CSV, with the command that users have."""
    if not os.path.exists(KEDDAH) or subprocess.run([KEDDAH, "import", "csv", "--help"], capture_output=True).returncode != 0:
        return
    named = f"{store}.csv"
    with open(csv, "rb") as source, open(named, "wb") as target:
        source.readline()
        target.write(b"time,sip,dip,dport,proto,bytes_rcvd,bytes_sent,packets_rcvd,packets_sent\n")
        shutil.copyfileobj(source, target, 1 << 20)
    begin = time.monotonic()
    done = subprocess.run(
        [KEDDAH, "import", "csv", named, "--store", store, "-i", "eth0"], capture_output=True, text=True)
    seconds = time.monotonic() - begin
    os.remove(named)
    if done.returncode != 0:
        results.failures.append("keddah import csv: " + done.stderr.strip()[-300:])
        return
    line = results.line("keddah, import csv")
    line["M rows/s"] = f"{results.rows / seconds / 1e6:.2f}"
    line["B/flow"] = f"{size_of(f'{store}/flows') / results.rows:.2f}"


NET = ("00000000000000000000ffff0a000500", "00000000000000000000ffff0a0005ff")


def duckdb(results, paths, work):
    import duckdb as engine

    blob = lambda number: f"unhex('{number}')"
    huge = lambda number: f"{int(number, 16)}::UHUGEINT"
    wide = "('0x' || hex({0}))::UHUGEINT"
    variants = [
        ("DuckDB, native (BLOB)", "*", blob, lambda value: text(value)),
        ("DuckDB, native (UHUGEINT)", f"* replace ({wide.format('sip')} as sip, {wide.format('dip')} as dip)", huge,
         lambda value: text(int(value).to_bytes(16, "big"))),
        ("DuckDB, Parquet", None, blob, lambda value: text(value)),
    ]
    for name, columns, literal, show in variants:
        file = f"{work}/{len(results.lines)}.duckdb"
        database = engine.connect(file)
        database.execute("set threads = 1")
        if columns:
            begin = time.monotonic()
            database.execute(f"create table flows as select {columns} from read_parquet('{paths[1]}')")
            database.execute("checkpoint")
            if columns == "*":
                results.line(name)["M rows/s"] = f"{results.rows / (time.monotonic() - begin) / 1e6:.2f}"
        else:
            database.execute(f"create view flows as select * from read_parquet('{paths[1]}')")
        size = size_of(file if columns else paths[1])
        results.line(name)["B/flow"] = f"{size / results.rows:.2f}"
        inside = lambda column: f"{column} between {literal(NET[0])} and {literal(NET[1])}"
        questions = sql_questions(inside)
        for threads in (1, 2):
            database.execute(f"set threads = {threads}")
            for question, sql in questions.items():
                found = results.measure(name, question, threads, lambda: database.execute(sql).fetchall())
                results.answer(name, question, readable(question, found, show))
        database.close()


def sql_questions(inside):
    return {
        "Q1": "select sip, dip, sum(bytes_in) i, sum(bytes_out) o from flows where dport = 443 group by sip, dip "
              "order by i + o desc limit 10",
        "Q2": "select dport, proto, sum(bytes_in) i, sum(bytes_out) o from flows group by dport, proto "
              "order by i + o desc limit 10",
        "Q3": "select ts - 300, sum(bytes_in) i, sum(bytes_out) o from flows "
              f"where {inside('sip')} or {inside('dip')} group by ts",
    }


def readable(question, found, show):
    names = 2 if question == "Q1" else 0
    return [tuple([show(value) for value in row[:names]] + [str(value) for value in row[names:]]) for row in found]


def chdb(results, paths, work):
    from chdb import session

    columns = "ts UInt32{0}, sip {1}, dip {1}, dport UInt16{2}, proto UInt8, bytes_in UInt64{2}, bytes_out UInt64{2}, " \
              "pkts_in UInt32{2}, pkts_out UInt32{2}"
    variants = [
        ("chdb, FixedString", columns.format("", "FixedString(16)", ""), "sip, dip"),
        ("chdb, IPv6, T64 and zstd",
         columns.format(" CODEC(DoubleDelta, ZSTD(1))", "IPv6 CODEC(ZSTD(1))", " CODEC(T64, ZSTD(1))"),
         "CAST(sip AS IPv6), CAST(dip AS IPv6)"),
    ]
    for name, schema, addresses in variants:
        folder = f"{work}/chdb{len(results.lines)}"
        database = session.Session(folder)
        database.query("create database bench engine = Atomic")
        database.query(
            f"create table bench.flows ({schema}) engine = MergeTree order by (ts, sip, dip, dport, proto)")
        begin = time.monotonic()
        database.query(
            f"insert into bench.flows select ts, {addresses}, dport, proto, bytes_in, bytes_out, pkts_in, pkts_out "
            f"from file('{os.path.abspath(paths[1])}', Parquet, 'ts UInt32, sip FixedString(16), dip FixedString(16), "
            "dport UInt16, proto UInt8, bytes_in UInt64, bytes_out UInt64, pkts_in UInt32, pkts_out UInt32') "
            "settings max_insert_threads = 1, max_threads = 1")
        results.line(name)["M rows/s"] = f"{results.rows / (time.monotonic() - begin) / 1e6:.2f}"
        database.query("optimize table bench.flows final")
        size = str(database.query(
            "select sum(bytes_on_disk) from system.parts where table = 'flows' and active", "TSV")).strip()
        results.line(name)["B/flow"] = f"{int(size) / results.rows:.2f}"
        is_text = "FixedString" in name
        literal = (lambda number: f"unhex('{number}')") if is_text else (
            lambda number: f"toIPv6('{ipaddress.IPv6Address(int(number, 16))}')")
        inside = lambda column: f"({column} >= {literal(NET[0])} and {column} <= {literal(NET[1])})"
        for threads in (1, 2):
            for question, sql in sql_questions(inside).items():
                sql = sql.replace("from flows", "from bench.flows") + f" settings max_threads = {threads}"
                if is_text:
                    sql = sql.replace("select sip, dip,", "select hex(sip), hex(dip),")
                found = str(results.measure(name, question, threads, lambda: database.query(sql, "TSV")))
                found = [line.split("\t") for line in found.strip().splitlines()]
                show = (lambda value: text(bytes.fromhex(value))) if is_text else (
                    lambda value: text(ipaddress.IPv6Address(value).packed))
                results.answer(name, question, readable(question, found, show))
        database.close()


# nfdump: the flows go to nfcapd as NetFlow 9 over the loopback interface.

FIELDS = [("L4_DST_PORT", 11, ">u2"), ("PROTOCOL", 4, "u1"), ("IN_BYTES", 1, ">u8"), ("OUT_BYTES", 23, ">u8"),
          ("IN_PKTS", 2, ">u4"), ("OUT_PKTS", 24, ">u4"), ("FIRST", 22, ">u4"), ("LAST", 21, ">u4")]
FAMILIES = {256: [("SRC", 8, "V4"), ("DST", 12, "V4")] + FIELDS, 257: [("SRC", 27, "V16"), ("DST", 28, "V16")] + FIELDS}


def netflow_packets(flows):
    """Each packet with its flows, all of one family; the exporter was started at the beginning of the day."""
    sequence = 0
    header = lambda count, seconds: struct.pack(">HHIIII", 9, count, (seconds - DAY) * 1000, seconds, sequence, 1)
    for number, fields in FAMILIES.items():
        template = struct.pack(">HH", number, len(fields)) + b"".join(
            struct.pack(">HH", kind, numpy.dtype(layout).itemsize) for _, kind, layout in fields)
        yield header(1, DAY) + struct.pack(">HH", 0, 4 + len(template)) + template, 0
        sequence += 1
    bytes_of = {name: numpy.ascontiguousarray(flows[name]).view(numpy.uint8).reshape(-1, 16) for name in ("sip", "dip")}
    is_four = {name: (column[:, :10] == 0).all(1) & (column[:, 10:12] == 255).all(1) for name, column in bytes_of.items()}
    both = is_four["sip"] & is_four["dip"]
    for number, chosen in ((256, both), (257, ~both)):
        rows = flows[chosen]
        dtype = numpy.dtype([(name, layout) for name, _, layout in FAMILIES[number]])
        records = numpy.zeros(len(rows), dtype)
        width = 4 if number == 256 else 16
        for name, field in (("sip", "SRC"), ("dip", "DST")):
            part = numpy.ascontiguousarray(bytes_of[name][chosen][:, 16 - width:])
            records[field] = part.view(f"V{width}").ravel()
        names = ("dport", "proto", "bytes_in", "bytes_out", "pkts_in", "pkts_out")
        for (field, _, _), name in zip(FIELDS, names):
            records[field] = rows[name]
        milliseconds = (rows["ts"].astype(numpy.int64) - 300 - DAY) * 1000
        records["FIRST"], records["LAST"] = milliseconds, milliseconds + 299_000
        per_packet = 1400 // dtype.itemsize
        for start in range(0, len(records), per_packet):
            body = records[start:start + per_packet].tobytes()
            body += bytes(-len(body) % 4)
            count = min(per_packet, len(records) - start)
            seconds = int(rows["ts"][start])
            yield header(count, seconds) + struct.pack(">HH", number, 4 + len(body)) + body, count
            sequence += 1


def waiting(port):
    """How many bytes wait to be taken from the socket of the collector."""
    with open("/proc/net/udp") as sockets:
        for line in sockets:
            fields = line.split()
            if fields[1].endswith(f":{port:04X}"):
                return int(fields[4].split(":")[1], 16)
    return 0


def nfdump(results, paths, work):
    folder = f"{work}/nfdump"
    os.mkdir(folder)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    collector = subprocess.Popen(
        ["nfcapd", "-w", folder, "-b", "127.0.0.1", "-p", str(port), "-y", "-t", "86400", "-B", str(64 << 20)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.connect(("127.0.0.1", port))
            flows = numpy.fromfile(paths[0], RECORD)
            for index, (packet, _) in enumerate(netflow_packets(flows)):
                sender.send(packet)
                # The collector's buffer may hold no more than a hundred packets.
                while index % 16 == 0 and waiting(port) > 32 << 10:
                    time.sleep(.0002)
        time.sleep(2)
        ticks = open(f"/proc/{collector.pid}/stat").read().rsplit(")", 1)[1].split()
        seconds = (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")
    finally:
        collector.terminate()
        collector.wait()
    name = "nfdump, LZ4"
    info = subprocess.run(["nfdump", "-R", folder, "-I"], capture_output=True, text=True).stdout
    stored = sum(int(line.split(":")[1]) for line in info.splitlines() if line.startswith("Flows:"))
    if stored < results.rows:
        name += f", {results.rows - stored} lost"
    line = results.line(name)
    line["B/flow"] = f"{size_of(folder) / max(stored, 1):.2f}"
    # A second of its processor's time, because the sender holds it up.
    line["M rows/s"] = f"{stored / max(seconds, .01) / 1e6:.2f}*"
    arguments = {
        "Q1": ["-A", "srcip,dstip", "-O", "bytes", "-n", "10", "dst port 443"],
        "Q2": ["-A", "dstport,proto", "-O", "bytes", "-n", "10"],
        # There are no steps of time; the scan by protocol is what comes near.
        "Q3": ["-s", "proto/bytes", "net 10.0.5.0/24"],
    }
    for threads in (1, 2):
        for question, more in arguments.items():
            command = ["taskset", "-c", f"0-{threads - 1}", "nfdump", "-R", folder, "-q", *more]
            results.measure(name, question, threads, lambda: subprocess.run(command, check=True, capture_output=True))


def main():
    parser = argparse.ArgumentParser(prog="bench-store")
    parser.add_argument("--data")
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--without", default="")
    arguments = parser.parse_args()
    engines = {"keddah": keddah, "duckdb": duckdb, "chdb": chdb, "nfdump": nfdump}
    work = tempfile.mkdtemp(prefix="bench-store-")
    try:
        folder = arguments.data or work
        os.makedirs(folder, exist_ok=True)
        paths = prepare(folder, arguments.rows)
        results = Results(os.path.getsize(paths[0]) // RECORD.itemsize, arguments.runs)
        for name, engine in engines.items():
            if name not in arguments.without.split(","):
                print(f"{name} …", flush=True)
                engine(results, paths, work)
        results.print()
        raise SystemExit(1 if results.failures else 0)
    finally:
        shutil.rmtree(work, ignore_errors=True)


main()
