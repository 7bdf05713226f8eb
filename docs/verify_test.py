"""Tests of verify.py: python3 -m unittest docs/verify_test.py

Logs are made here from the specifications, not by Limpid; roots come from the recursive definition of RFC 6962, the dullest
correct code there is.
"""

import base64
import contextlib
import gzip
import hashlib
import http.server
import io
import json
import random
import sqlite3
import sys
import tempfile
import threading
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import verify  # noqa: E402

ORIGIN = "example.org/decisions"
START_MS = 1_700_000_000_000
DIGEST = "sha256:" + "ab" * 32

LOG_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE leaf (idx INTEGER PRIMARY KEY, bytes BLOB NOT NULL, hash BLOB NOT NULL CHECK (length(hash) = 32)) STRICT;
CREATE TABLE tile_hash (level INTEGER NOT NULL, idx INTEGER NOT NULL, hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (level, idx)) STRICT, WITHOUT ROWID;
CREATE TABLE frontier (one INTEGER PRIMARY KEY CHECK (one = 1), bytes BLOB NOT NULL) STRICT;
CREATE TABLE checkpoint (size INTEGER PRIMARY KEY, time INTEGER NOT NULL, note TEXT NOT NULL) STRICT;
CREATE TABLE signing_key (first INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE decision (idx INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, time INTEGER NOT NULL, action TEXT NOT NULL,
    language TEXT, author BLOB, platform TEXT) STRICT;
CREATE TABLE decision_rule (rule TEXT NOT NULL, time INTEGER NOT NULL, idx INTEGER NOT NULL,
    PRIMARY KEY (rule, time, idx)) STRICT, WITHOUT ROWID;
CREATE TABLE decision_category (category TEXT NOT NULL, time INTEGER NOT NULL, idx INTEGER NOT NULL,
    PRIMARY KEY (category, time, idx)) STRICT, WITHOUT ROWID;
CREATE TABLE erasure (idx INTEGER PRIMARY KEY, entry INTEGER NOT NULL) STRICT;
"""
CONTENT_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE content (idx INTEGER PRIMARY KEY, key BLOB NOT NULL, data BLOB NOT NULL) STRICT;
"""
GUARD_SCHEMA = """
CREATE TABLE guard (log_id TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL CHECK (length(root) = 32))
    STRICT, WITHOUT ROWID;
"""


def tree_hash(hashes):
    """RFC 6962, section 2.1, word for word."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + tree_hash(hashes[:split]) + tree_hash(hashes[split:])).digest()


def inclusion_proof(index, hashes):
    """RFC 6962, section 2.1.1."""
    if len(hashes) == 1:
        return []
    split = 1 << (len(hashes) - 1).bit_length() - 1
    if index < split:
        return inclusion_proof(index, hashes[:split]) + [tree_hash(hashes[split:])]
    return inclusion_proof(index - split, hashes[split:]) + [tree_hash(hashes[:split])]


def consistency_proof(old, hashes, whole=True):
    """RFC 6962, section 2.1.2."""
    if old == len(hashes):
        return [] if whole else [tree_hash(hashes)]
    split = 1 << (len(hashes) - 1).bit_length() - 1
    if old <= split:
        return consistency_proof(old, hashes[:split], whole) + [tree_hash(hashes[split:])]
    return consistency_proof(old - split, hashes[split:], False) + [tree_hash(hashes[:split])]


class SigningKey:
    """RFC 8032, sections 5.1.5 and 5.1.6."""

    def __init__(self, seed, name=ORIGIN, kind=1):
        digest = hashlib.sha512(seed).digest()
        self._scalar = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
        self._prefix = digest[32:]
        self.public = verify.encode_point(verify.multiples_of_base().times(self._scalar % verify.GROUP_ORDER))
        typed = bytes([kind]) + self.public
        self.name = name
        self.id = hashlib.sha256(name.encode() + b"\n" + typed).digest()[:4]
        self.text = f"{name}+{self.id.hex()}+{base64.b64encode(typed).decode()}"

    def sign(self, message):
        r = int.from_bytes(hashlib.sha512(self._prefix + message).digest(), "little") % verify.GROUP_ORDER
        point = verify.encode_point(verify.multiples_of_base().times(r))
        k = int.from_bytes(hashlib.sha512(point + self.public + message).digest(), "little")
        return point + ((r + k * self._scalar) % verify.GROUP_ORDER).to_bytes(32, "little")

    def line(self, text):
        return f"\u2014 {self.name} {base64.b64encode(self.id + self.sign(text.encode())).decode()}\n"


def note(size, root, *keys, origin=ORIGIN):
    text = f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"
    return text + "\n" + "".join(key.line(text) for key in keys)


def encoded(value):
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def time_text(ms):
    seconds, ms = divmod(ms - START_MS, 1000)
    return f"2023-11-14T{22 + (800 + seconds) // 3600:02}:{(800 + seconds) // 60 % 60:02}:{(800 + seconds) % 60:02}.{ms:03}Z"


FIRST, SECOND, STRANGER = (SigningKey(bytes([number] * 32)) for number in (1, 2, 3))


class Log:
    """A log in memory, which can be changed before it is written: what is derived from it follows."""

    def __init__(self):
        self.leaves = []
        self.raw = {}
        self.checkpoints = {}
        self.key = FIRST
        self.append("log_start", origin=ORIGIN, key=FIRST.text, previous_size=0, reason="clean")

    def append(self, kind, **fields):
        self.leaves.append({"v": 1, "type": kind, "time": time_text(START_MS + 37 * len(self.leaves)), **fields})
        return len(self.leaves) - 1

    def start(self):
        return self.append("log_start", origin=ORIGIN, key=self.key.text, previous_size=len(self.leaves), reason="clean")

    def activate(self):
        return self.append("ruleset_activation", digest=DIGEST, name="spam", version="1", stage="active", rules=3)

    def rotate(self, key=SECOND):
        previous, self.key = self.key, key
        return self.append("key_rotation", key=key.text, previous=previous.text)

    def decide(self, action="allow", rules=("spam.one", "spam.two"), sd=True):
        reasons = [] if action == "allow" else [{
            "rule": rule, "revision": 1, "ruleset": "spam", "ruleset_version": "1", "ruleset_digest": DIGEST,
            "rule_digest": DIGEST, "file": "spam/rules/one.yaml", "line": 1, "category": "spam", "action": action,
            "ground": {"kind": "terms", "clause": "Règle 2 \U0001f600"}, "decisive": rule == rules[0]} for rule in rules]
        outcome = {"action": action, "reasons": [
            {name: reason[name] for name in ("rule", "revision", "ruleset", "ruleset_digest", "category", "action")}
            for reason in reasons]}
        return self.append(
            "decision", decision_id=f"decision-{len(self.leaves)}", action=action, categories=["spam"] if reasons else [],
            language="en", decided_by="rule", reasons=reasons, reasons_total=len(reasons),
            rulesets=[{"name": "spam", "version": "1", "digest": DIGEST}], models=[], engine="test", complete=True,
            outcome="sha256:" + hashlib.sha256(encoded(outcome)).hexdigest(), **({"sd": ["x"]} if sd else {}))

    def erase(self, index):
        return self.append("erasure", decision_ids=[self.leaves[index]["decision_id"]], reason="request")

    def checkpoint(self, *keys):
        self.checkpoints[len(self.leaves)] = keys or (self.key,)

    def entry(self, index):
        return self.raw.get(index, encoded(self.leaves[index]))

    def hashes(self):
        return [hashlib.sha256(b"\x00" + self.entry(index)).digest() for index in range(len(self.leaves))]

    def note(self, size):
        return note(size, tree_hash(self.hashes()[:size]), *self.checkpoints[size])

    def write(self, folder):
        (folder / "data").mkdir()
        size, hashes = len(self.leaves), self.hashes()
        with database(folder / "data" / "log.db", LOG_SCHEMA) as log, \
                database(folder / "data" / "content.db", CONTENT_SCHEMA) as content, \
                database(folder / "guard.db", GUARD_SCHEMA) as guard:
            log.execute("INSERT INTO meta VALUES ('log_id', 'a log')")
            log.executemany("INSERT INTO leaf VALUES (?, ?, ?)", [(i, self.entry(i), hashes[i]) for i in range(size)])
            for tile in range(size // 256):
                log.execute("INSERT INTO tile_hash VALUES (1, ?, ?)", (tile, tree_hash(hashes[256 * tile:256 * tile + 256])))
            log.execute("INSERT INTO frontier VALUES (1, ?)", (self.frontier(hashes),))
            for at in self.checkpoints:
                log.execute("INSERT INTO checkpoint VALUES (?, 0, ?)", (at, self.note(at)))
            keys = {}
            erased = {}
            for index, leaf in enumerate(self.leaves):
                if "key" in leaf:
                    keys.setdefault(leaf["key"], index)
                if leaf["type"] == "erasure":
                    erased.setdefault(leaf["decision_ids"][0], index)
            log.executemany("INSERT INTO signing_key VALUES (?, ?)", [(first, key) for key, first in keys.items()])
            for index, leaf in enumerate(self.leaves):
                if leaf["type"] == "decision":
                    self._write_decision(log, content, index, leaf, erased)
            if size:
                guard.execute("INSERT INTO guard VALUES ('a log', ?, ?)", (size, tree_hash(hashes)))
        return folder

    @staticmethod
    def _write_decision(log, content, index, leaf, erased):
        time = verify.milliseconds(leaf["time"])
        log.execute("INSERT INTO decision VALUES (?, ?, ?, ?, ?, NULL, NULL)",
                    (index, leaf["decision_id"], time, leaf["action"], leaf["language"]))
        for rule in {reason["rule"] for reason in leaf["reasons"]}:
            log.execute("INSERT INTO decision_rule VALUES (?, ?, ?)", (rule, time, index))
        for category in leaf["categories"]:
            log.execute("INSERT INTO decision_category VALUES (?, ?, ?)", (category, time, index))
        if leaf["decision_id"] in erased:
            log.execute("INSERT INTO erasure VALUES (?, ?)", (index, erased[leaf["decision_id"]]))
        elif "sd" in leaf:
            content.execute("INSERT INTO content VALUES (?, x'00', x'00')", (index,))

    @staticmethod
    def frontier(hashes):
        roots, begin = [], 0
        for height in reversed(range(64)):
            if len(hashes) >> height & 1:
                roots.append(tree_hash(hashes[begin:begin + (1 << height)]))
                begin += 1 << height
        return len(hashes).to_bytes(8, "big") + b"".join(roots)


@contextlib.contextmanager
def database(path, schema=None):
    connection = sqlite3.connect(path)
    try:
        if schema:
            connection.executescript("PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY;" + schema)
        yield connection
        connection.commit()
    finally:
        connection.close()


def random_log(size, seed=0):
    """Entries of every kind, with checkpoints here and there, the last one at the end."""
    chance = random.Random(seed * 1000 + size)
    log = Log()
    decided = []
    while len(log.leaves) < size:
        if len(log.leaves) == 1:
            log.activate()
        elif chance.random() < 0.1 and decided:
            log.erase(chance.choice(decided))
        elif chance.random() < 0.1:
            log.start()
        else:
            decided.append(log.decide(chance.choice(["allow", "label", "limit", "hold", "remove"])))
        if chance.random() < 0.2:
            log.checkpoint()
    log.checkpoint()
    return log


def sample_log():
    """Twelve entries with two keys, an erasure and a checkpoint after most of them."""
    log = Log()
    log.activate()  # 1
    log.checkpoint()
    log.decide("hold")  # 2
    log.decide("allow")  # 3
    log.decide("remove")  # 4
    log.checkpoint()
    log.erase(2)  # 5
    log.rotate()  # 6
    log.checkpoint(SECOND, FIRST)
    log.start()  # 7
    log.decide("label")  # 8
    log.decide("allow", sd=False)  # 9
    log.append("access", who="x")  # 10
    log.decide("limit")  # 11
    log.checkpoint()
    return log


def run(*arguments):
    """The exit status and what was printed, as JSON."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(io.StringIO()):
        try:
            status = verify.main([*map(str, arguments), "--json"])
        except SystemExit as stopped:
            status = stopped.code
    return status, json.loads(output.getvalue() or "null")


class VerifyTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)

    def verify(self, folder, *more):
        return run("--data", folder / "data", "--guard", folder / "guard.db", *more)


class Vectors(VerifyTest):
    def test_self_test_passes(self):
        with contextlib.redirect_stdout(io.StringIO()) as output:
            self.assertEqual(verify.main(["--self-test"]), 0)
        self.assertRegex(output.getvalue(), r"^self-test passed: \d+ vectors\n$")

    def test_accumulated_inclusion_proofs(self):
        hashes = [verify.leaf_hash(bytes([number])) for number in range(128)]
        digest = hashlib.sha256()
        for size in range(1, 129):
            root = tree_hash(hashes[:size])
            for index in range(size):
                proof = inclusion_proof(index, hashes[:size])
                self.assertTrue(verify.inclusion_holds(index, size, hashes[index], proof, root))
                digest.update(" ".join([str(index), str(size)] + [value.hex() for value in proof]).encode() + b"\n")
        self.assertEqual(digest.hexdigest(), "dd5819a1b7eaa41b047963a6f84691c7e6be6190a5f6e257ca1e70716bdebbb7")

    def test_accumulated_consistency_proofs(self):
        hashes = [verify.leaf_hash(bytes([number])) for number in range(128)]
        roots = [tree_hash(hashes[:size]) for size in range(129)]
        digest = hashlib.sha256()
        for size in range(1, 129):
            for old in range(1, size + 1):
                proof = consistency_proof(old, hashes[:size])
                self.assertTrue(verify.consistency_holds(old, size, proof, roots[old], roots[size]))
                digest.update(" ".join([str(old), str(size)] + [value.hex() for value in proof]).encode() + b"\n")
        self.assertEqual(digest.hexdigest(), "ad68583dddf08cab9bb5662ae8102ee32ea0a59d1b25ad14a2eab01486593be2")

    def test_mutants_of_every_proof_to_size_24_fail(self):
        hashes = [verify.leaf_hash(bytes([number])) for number in range(24)]
        roots = [tree_hash(hashes[:size]) for size in range(25)]
        for size in range(1, 25):
            for index in range(size):
                proof = inclusion_proof(index, hashes[:size])
                for mutant in verify.mutations(proof):
                    self.assertFalse(verify.inclusion_holds(index, size, hashes[index], mutant, roots[size]))
                for other in (index ^ 1, index ^ 2, index + 1, index - 1, -index - 1, index + size):
                    if other != index:
                        self.assertFalse(verify.inclusion_holds(other, size, hashes[index], proof, roots[size]))
            for old in range(1, size):
                proof = consistency_proof(old, hashes[:size])
                for mutant in verify.mutations(proof):
                    self.assertFalse(verify.consistency_holds(old, size, mutant, roots[old], roots[size]))
                self.assertFalse(verify.consistency_holds(old, size, proof, roots[size], roots[old]))
        self.assertFalse(verify.consistency_holds(0, 1, [], roots[0], roots[1]))
        self.assertFalse(verify.inclusion_holds(0, 1, b"", [], b""))

    def test_inclusion_in_a_production_log(self):
        path = """
            810320ec3029914695826d60133c67021f66ee0cfb09a6f79eb267ed9f55de2c
            67e9d9f66f0ad388f7e1a20991e9a2ae3efad5cbf281e8b3d2aaf1ef99a4618c
            16a106400c53465f6e18c2475df6ba889ca30f5667bacf32b1a5661f14a5080c
            b4439e8d71edbc96271723cb7a969dd725e23e73d139361864a62ed76ce8dc11
            49b3e90806c7b63b5a86f5748e3ecb7d264ea0828eb74a45bc1a2cd7962408e8
            5059ad9b48fa50bd9adcbff0dd81c5a0dcb60f37e0716e723a33805a464f72f8
            6c2ce64219799e61d72996884eee9e19fb906e4d7fa04b71625fde4108f21762
            784f79c817abb78db3ae99b6c1ede640470bf4bb678673a05bf3a6b50aaaddd6
            c6d92ebf4e10cdba500ca410166cd0a8d8b312154d2f45bc4292d63dea6112f6
            1768732027401f6718b0df7769e2803127cfc099eb130a8ed7d913218f6a65f6
            0da021f68571b65e49e926e4c69024de3ac248a1319d254bc51a85a657b93c33
            bc8cf0c8497d5c24841de0c9bef598ec99bbd59d9538d58568340646fe289e9a
            be328fa737b8fa9461850b8034250f237ff5b0b590b9468e6223968df294872b
            6f06f4025d0346f04830352b23f65c8cd9e3ce4b8cb899877c35282521ddaf85"""
        proof = [bytes.fromhex(value) for value in path.split()]
        leaf = bytes.fromhex("ac3650aee1c1b3821211cf07067c1a118d0a7f86867bbb1df340cb8fc9c221af")
        root = bytes.fromhex("effa4fa4575f72829016a64e584441203de533212f9470d63a56d1992e73465d")
        self.assertTrue(verify.inclusion_holds(1227, 14358, leaf, proof, root))
        self.assertFalse(verify.inclusion_holds(1228, 14358, leaf, proof, root))

    def test_hashes_of_strings(self):
        self.assertEqual(
            verify.leaf_hash(b"L123456").hex(), "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56")
        self.assertEqual(
            verify.node_hash(b"N123", b"N456").hex(), "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb")

    def test_note_of_the_specification(self):
        key = verify.VerifierKey("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
        signature = base64.b64decode(
            "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=")
        self.assertEqual(signature[:4], key.id)
        self.assertTrue(key.verifies(b"This is an example message.\n", signature[4:]))
        self.assertFalse(key.verifies(b"This is an example message\n", signature[4:]))

    def test_signing_here_gives_the_signatures_of_the_vectors(self):
        key = SigningKey(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
        self.assertEqual(key.text, verify.COSIGNED_KEY)
        self.assertIn(note(8, bytes.fromhex(verify.TREE_ROOTS[8]), key), verify.COSIGNED_NOTE)

    def test_every_flipped_bit_of_a_signature_fails(self):
        signature = FIRST.sign(b"message")
        self.assertTrue(verify.ed25519_verifies(FIRST.public, b"message", signature))
        for bit in range(512):
            flipped = (int.from_bytes(signature, "big") ^ 1 << bit).to_bytes(64, "big")
            self.assertFalse(verify.ed25519_verifies(FIRST.public, b"message", flipped), bit)

    def test_malformed_keys_are_refused(self):
        name, identity, encoded_key = FIRST.text.split("+", 2)
        for text in (
                "", name, f"{name}+{identity}", f"{name}+00000000+{encoded_key}", f"{name} x+{identity}+{encoded_key}",
                f"{name}+{identity}0+{encoded_key}", f"{name}+{identity}+{encoded_key}=", f"+{identity}+{encoded_key}"):
            with self.assertRaises(verify.Malformed, msg=text):
                verify.VerifierKey(text)

    def test_a_tile_hash_at_level_2(self):
        frontier = verify.Frontier()
        completed = []
        for number in range(65536):
            completed += frontier.append(bytes(32))
        self.assertEqual([level for level, _, _ in completed].count(1), 256)
        self.assertEqual(completed[-1][:2], (2, 0))
        self.assertEqual(completed[-1][2], frontier.root())

    def test_paths_of_tiles(self):
        self.assertEqual(verify.tile_path(0, 1234067, 256), "/log/tile/0/x001/x234/067")
        self.assertEqual(verify.tile_path("entries", 7, 3), "/log/tile/entries/007.p/3")
        self.assertEqual(verify.tile_path(1, 1000, 256), "/log/tile/1/x001/000")


class Databases(VerifyTest):
    def test_logs_of_every_size_to_64_verify(self):
        for size in range(1, 65):
            with self.subTest(size=size), tempfile.TemporaryDirectory() as temporary:
                log = random_log(size)
                status, result = self.verify(log.write(Path(temporary)))
                self.assertEqual(result["faults"], [])
                self.assertEqual((status, result["entries"], result["root"]), (0, size, tree_hash(log.hashes()).hex()))

    def test_logs_with_tiles_verify(self):
        for size in (255, 256, 257, 600):
            with self.subTest(size=size), tempfile.TemporaryDirectory() as temporary:
                status, result = self.verify(random_log(size).write(Path(temporary)))
                self.assertEqual((status, result["faults"]), (0, []))

    def test_an_empty_log_verifies(self):
        log = Log()
        log.leaves.clear()
        status, result = self.verify(log.write(self.folder))
        self.assertEqual((status, result["root"]), (0, verify.TREE_ROOTS[0]))

    def test_a_log_with_two_keys_verifies_under_those_given(self):
        sample_log().write(self.folder)
        self.assertEqual(self.verify(self.folder)[0], 0)
        self.assertEqual(self.verify(self.folder, "--key", FIRST.text, "--key", SECOND.text)[0], 0)
        status, result = self.verify(self.folder, "--key", FIRST.text)
        self.assertEqual((status, result["faults"][0]["check"], result["faults"][0]["index"]), (10, "V1", 6))

    def test_an_unsigned_tail_is_told_and_is_no_fault(self):
        log = sample_log()
        log.decide()
        log.write(self.folder)
        with contextlib.redirect_stdout(io.StringIO()) as output, contextlib.redirect_stderr(io.StringIO()):
            self.assertEqual(verify.main(["--data", str(self.folder / "data")]), 0)
        self.assertRegex(
            output.getvalue(), r"^verified 13 entries, root [0-9a-f]{64}\nthe last 1 of them .* not signed yet\n$")

    def test_a_kept_checkpoint(self):
        log = sample_log()
        log.write(self.folder)
        hashes = log.hashes()
        kept = self.folder / "kept"
        root = tree_hash(hashes[:5])
        for name, text, expected in [
                ("older", log.note(5), 0), ("latest", log.note(12), 0),
                ("not stored", note(4, tree_hash(hashes[:4]), FIRST), 0),
                ("another root", note(4, root, FIRST), 12), ("another key", note(5, root, STRANGER), 12),
                ("a key that is not in use yet", note(5, root, SECOND), 12), ("larger", note(13, root, SECOND), 12),
                ("another origin", note(5, root, FIRST, origin="example.org/other"), 12),
                ("cut off", log.note(5)[:-1], 12)]:
            with self.subTest(name):
                kept.write_text(text, encoding="utf-8")
                self.assertEqual(self.verify(self.folder, "--since", kept)[0], expected)
        self.assertEqual(self.verify(self.folder, "--since", self.folder / "none")[0], 2)

    def test_what_cannot_be_read(self):
        self.assertEqual(self.verify(self.folder)[0], 2)
        sample_log().write(self.folder)
        path = self.folder / "data" / "log.db"
        whole = path.read_bytes()
        path.write_bytes(b"not a database" * 1000)
        self.assertEqual(self.verify(self.folder)[0], 2)
        path.write_bytes(whole[:len(whole) // 2])
        self.assertEqual(self.verify(self.folder)[0], 2)
        path.write_bytes(whole)
        self.assertEqual(run("--data", self.folder / "data", "--guard", self.folder / "none")[0], 2)

    def test_wrong_usage(self):
        for arguments in ([], ["--data"], ["--data", "a", "--url", "http://b"], ["--receipt", "a"], ["--url", "file:///a"],
                          ["--self-test", "--guard", "a"], ["--data", "a", "--key", "b"], ["--unknown"]):
            with self.subTest(arguments):
                self.assertEqual(run(*arguments)[0], 1)

    def test_every_flipped_bit_of_an_entry_is_found(self):
        log = Log()
        log.checkpoint()
        log.write(self.folder)
        entry = log.entry(0)
        path = self.folder / "data" / "log.db"
        for bit in range(0, 8 * len(entry), 5):
            flipped = bytearray(entry)
            flipped[bit // 8] ^= 1 << bit % 8
            with database(path) as changed:
                changed.execute("UPDATE leaf SET bytes = ?", (bytes(flipped),))
            self.assertIn(self.verify(self.folder)[0], (10, 11), bit)


# Each: name, exit status, check, index (None: not asserted), and either statements or a function on the written folder.
STATEMENTS = [
    ("a leaf's hash", 11, "V4", 3, ["UPDATE leaf SET hash = zeroblob(32) WHERE idx = 3"]),
    ("a leaf and its hash", 11, "V5", 11, ["UPDATE leaf SET (bytes, hash) = (SELECT bytes, hash FROM leaf WHERE idx = 10)"
                                           " WHERE idx = 11"]),
    ("a leaf is gone", 11, "V3", 4, ["DELETE FROM leaf WHERE idx = 4"]),
    ("the first leaf is gone", 10, "V1", None, ["DELETE FROM leaf WHERE idx = 0"]),
    ("the last leaf is gone", 11, "V3", 11, ["DELETE FROM leaf WHERE idx = 11"]),
    ("the last leaf and its checkpoint are gone", 11, "V6", 11, [
        "DELETE FROM leaf WHERE idx = 11", "DELETE FROM checkpoint WHERE size = 12"]),
    ("two leaves are swapped", 11, "V5", 11, [
        "UPDATE leaf SET idx = -1 WHERE idx = 8", "UPDATE leaf SET idx = 8 WHERE idx = 9",
        "UPDATE leaf SET idx = 9 WHERE idx = -1"]),
    ("a leaf is duplicated at the end", 11, "V6", 13, ["INSERT INTO leaf SELECT 12, bytes, hash FROM leaf WHERE idx = 11"]),
    ("an older checkpoint's note is the latest's", 10, "V1", 4, [
        "UPDATE checkpoint SET note = (SELECT note FROM checkpoint WHERE size = 12) WHERE size = 5"]),
    ("a checkpoint's size column", 10, "V1", None, ["UPDATE checkpoint SET size = 6 WHERE size = 5"]),
    ("a checkpoint with a carriage return", 10, "V1", 11, [
        "UPDATE checkpoint SET note = replace(note, char(10), char(13, 10)) WHERE size = 12"]),
    ("a checkpoint with a leading zero", 10, "V1", 11, [
        "UPDATE checkpoint SET note = replace(note, char(10) || '12', char(10) || '012') WHERE size = 12"]),
    ("a checkpoint that is not UTF-8", 10, "V1", 11, [
        "UPDATE checkpoint SET note = CAST(x'ff' AS TEXT) WHERE size = 12"]),
    ("an empty checkpoint", 10, "V1", 11, ["UPDATE checkpoint SET note = '' WHERE size = 12"]),
    ("all checkpoints are gone", 0, None, None, ["DELETE FROM checkpoint"]),
    ("an older checkpoint is gone", 0, None, None, ["DELETE FROM checkpoint WHERE size = 5"]),
    ("signing_key is empty", 10, "V1", 0, ["DELETE FROM signing_key"]),
    ("signing_key begins later", 10, "V1", 6, ["UPDATE signing_key SET first = 7 WHERE first = 6"]),
    ("a key too many", 10, "V1", 9, ["INSERT INTO signing_key VALUES (9, 'x')"]),
    ("the frontier", 11, "V6", 12, ["UPDATE frontier SET bytes = zeroblob(length(bytes))"]),
    ("no frontier", 11, "V6", 12, ["DELETE FROM frontier"]),
    ("a tile hash too many", 11, "V6", 12, ["INSERT INTO tile_hash VALUES (1, 0, zeroblob(32))"]),
    ("a tile hash of level 0", 11, "V6", 12, ["INSERT INTO tile_hash SELECT 0, 0, hash FROM leaf WHERE idx = 0"]),
    ("a decision's row is gone", 14, "V11", 4, ["DELETE FROM decision WHERE idx = 4"]),
    ("a decision's action", 14, "V11", 4, ["UPDATE decision SET action = 'allow' WHERE idx = 4"]),
    ("a decision's id", 14, "V11", 4, ["UPDATE decision SET id = 'x' WHERE idx = 4"]),
    ("a decision's time", 14, "V11", 4, ["UPDATE decision SET time = time + 1 WHERE idx = 4"]),
    ("a decision's language", 14, "V11", 4, ["UPDATE decision SET language = NULL WHERE idx = 4"]),
    ("a decision of no entry", 14, "V11", 7, ["INSERT INTO decision VALUES (7, 'x', 0, 'hold', 'en', NULL, NULL)"]),
    ("a decision beyond the end", 14, "V11", 99, ["INSERT INTO decision VALUES (99, 'x', 0, 'hold', 'en', NULL, NULL)"]),
    ("a rule's row is gone", 14, "V11", 4, ["DELETE FROM decision_rule WHERE idx = 4 AND rule = 'spam.two'"]),
    ("a rule too many", 14, "V11", 3, ["INSERT INTO decision_rule VALUES ('x', 0, 3)"]),
    ("a category's row is gone", 14, "V11", 4, ["DELETE FROM decision_category WHERE idx = 4"]),
    ("a category's time", 14, "V11", 4, ["UPDATE decision_category SET time = 1 WHERE idx = 4"]),
    ("an erasure's row is gone", 14, "V11", 5, ["DELETE FROM erasure"]),
    ("an erasure's row of no entry", 14, "V11", 9, ["INSERT INTO erasure VALUES (4, 9)"]),
    ("an erasure of another decision", 14, "V11", 5, ["UPDATE erasure SET idx = 3"]),
    ("a table is not strict", 2, None, None, ["DROP TABLE erasure", "CREATE TABLE erasure (idx, entry)"]),
    ("a table is gone", 2, None, None, ["DROP TABLE frontier"]),
    ("content is gone", 15, "V12", 4, ["DELETE FROM content WHERE idx = 4"]),
    ("erased content is there", 15, "V12", 2, ["INSERT INTO content VALUES (2, x'00', x'00')"]),
    ("content of a decision without any", 15, "V12", 9, ["INSERT INTO content VALUES (9, x'00', x'00')"]),
    ("content of no decision", 15, "V12", 0, ["INSERT INTO content VALUES (0, x'00', x'00')"]),
    ("content before the beginning", 15, "V12", -1, ["INSERT INTO content VALUES (-1, x'00', x'00')"]),
    ("content of a decision to come", 0, None, None, ["INSERT INTO content VALUES (12, x'00', x'00')"]),
    ("the guard is ahead", 13, "V8", 12, ["UPDATE guard SET size = 13"]),
    ("the guard knows another root", 13, "V8", 11, ["UPDATE guard SET root = zeroblob(32)"]),
    ("the guard is behind, of another tree", 13, "V8", 7, ["UPDATE guard SET size = 8"]),
    ("the guard knows another log", 0, None, None, ["UPDATE guard SET log_id = 'another'"]),
    ("no log_id", 13, "V8", 0, ["DELETE FROM meta"]),
]


def which_database(folder, statement):
    if " guard" in statement:
        return folder / "guard.db"
    return folder / "data" / ("content.db" if " content " in statement else "log.db")


def replaced(name, value, index):
    """An entry with another value, in a log that is signed anew."""
    def change(log):
        log.leaves[index][name] = value
    return change


def rewritten(index, change):
    """An entry in other bytes, in a log that is signed anew."""
    def apply(log):
        log.raw[index] = change(log.entry(index))
    return apply


def change_reason(name, value):
    def change(log):
        log.leaves[4]["reasons"][0][name] = value
    return change


def drop(index, name):
    return lambda log: log.leaves[index].pop(name)


FORMS = [
    ("keys out of order", "V9", 3, rewritten(
        3, lambda entry: entry.replace(b'{"action":"allow",', b"{")[:-1] + b',"action":"allow"}')),
    ("a key twice", "V9", 3, rewritten(3, lambda entry: entry.replace(b'{"action"', b'{"action":"hold","action"'))),
    ("a space", "V9", 3, rewritten(3, lambda entry: entry.replace(b'":', b'": ', 1))),
    ("a fraction", "V9", 10, replaced("who", 1.5, 10)),
    ("null", "V9", 10, replaced("who", [None], 10)),
    ("a large number", "V9", 10, replaced("who", 2**53, 10)),
    ("an escape that need not be", "V9", 4, rewritten(4, lambda entry: entry.replace("è".encode(), b"\\u00e8", 1))),
    ("not UTF-8", "V9", 10, rewritten(10, lambda entry: entry.replace(b'"x"', b'"\xff"'))),
    ("too long", "V9", 10, replaced("who", "x" * 65536, 10)),
    ("no object", "V9", 10, rewritten(10, lambda entry: b"[1]")),
    ("another version", "V9", 10, replaced("v", 2, 10)),
    ("version true", "V9", 10, replaced("v", True, 10)),
    ("an unknown type", "V9", 10, replaced("type", "gossip", 10)),
    ("a day too many", "V9", 10, replaced("time", "2023-02-29T00:00:00.000Z", 10)),
    ("a time without milliseconds", "V9", 10, replaced("time", "2023-11-14T22:13:20Z", 10)),
    ("an unknown action", "V9", 4, replaced("action", "ban", 4)),
    ("a reason without a ground", "V9", 4, change_reason("ground", {"kind": "terms"})),
    ("a decision without models", "V9", 4, drop(4, "models")),
    ("fewer reasons in all than are there", "V9", 4, replaced("reasons_total", 1, 4)),
    ("ten minutes earlier", "V10", 10, replaced("time", "2023-11-14T22:03:20.000Z", 10)),
    ("log_start elsewhere", "V10", 7, replaced("previous_size", 6, 7)),
    ("a ruleset never activated", "V10", 4, replaced("rulesets", [{"name": "x", "version": "1", "digest": "sha256:00"}], 4)),
    ("no ruleset activated", "V10", 2, replaced("type", "access", 1)),
    ("no decisive reason", "V10", 4, change_reason("decisive", False)),
    ("another outcome", "V10", 3, replaced("outcome", "sha256:00", 3)),
    ("a rule's revision", "V10", 4, change_reason("revision", 2)),
    ("an erasure of no decision", "V10", 5, replaced("decision_ids", ["x"], 5)),
    ("an erasure of what has no content", "V10", 5, drop(2, "sd")),
    ("a rotation from another key", "V10", 6, replaced("previous", STRANGER.text, 6)),
    ("a malformed key", "V1", 6, replaced("key", SECOND.text[:-4] + "AAA=", 6)),
    ("another origin", "V1", 7, replaced("origin", "example.org/other", 7)),
]


class Mutants(VerifyTest):
    def assert_fault(self, result, status, check, index):
        self.assertEqual(result["exit"], status, result)
        if check is not None:
            first = result["faults"][0]
            self.assertEqual((first["check"], first["index"] if index is not None else None), (check, index), result)

    def test_changes_of_the_databases(self):
        for name, status, check, index, statements in STATEMENTS:
            with self.subTest(name), tempfile.TemporaryDirectory() as temporary:
                folder = sample_log().write(Path(temporary))
                for statement in statements:
                    with database(which_database(folder, statement)) as changed:
                        changed.execute(statement)
                self.assert_fault(self.verify(folder)[1], status, check, index)

    def test_entries_that_were_wrong_when_they_were_signed(self):
        for name, check, index, change in FORMS:
            with self.subTest(name), tempfile.TemporaryDirectory() as temporary:
                log = sample_log()
                change(log)
                self.assert_fault(self.verify(log.write(Path(temporary)))[1], 10 if check == "V1" else 14, check, index)

    def test_a_decision_id_twice(self):
        log = sample_log()
        log.raw[8] = encoded({**log.leaves[8], "decision_id": log.leaves[4]["decision_id"]})
        self.assert_fault(self.verify(log.write(self.folder))[1], 14, "V10", 8)

    def test_a_tail_cut_off_with_all_that_depends_on_it_is_told_by_the_guard(self):
        log = sample_log()
        log.write(self.folder)
        shorter = sample_log()
        del shorter.leaves[7:], shorter.checkpoints[12]
        with tempfile.TemporaryDirectory() as temporary:
            folder = shorter.write(Path(temporary))
            self.assertEqual(run("--data", folder / "data")[0], 0)
            status, result = run("--data", folder / "data", "--guard", self.folder / "guard.db")
            self.assertEqual((status, result["faults"][0]["check"], result["faults"][0]["index"]), (13, "V8", 7))

    def test_history_rewritten_and_signed_by_the_log_itself(self):
        """Only what others kept tells: the guard, or a checkpoint."""
        honest = sample_log()
        kept = self.folder / "kept"
        kept.write_text(honest.note(12), encoding="utf-8")
        honest.write(self.folder)
        log = sample_log()
        log.leaves[10]["who"] = "y"
        with tempfile.TemporaryDirectory() as temporary:
            folder = log.write(Path(temporary))
            self.assertEqual(self.verify(folder)[0], 0)
            self.assertEqual(self.verify(folder, "--since", kept)[0], 12)
            self.assertEqual(run("--data", folder / "data", "--guard", self.folder / "guard.db")[0], 13)

    def test_checkpoints_by_other_hands(self):
        log = sample_log()
        root, other = tree_hash(log.hashes()), bytes(32)
        for name, text, status, check in [
                ("another root, another key", note(12, other, STRANGER), 10, "V1"),
                ("another root, the log's key", note(12, other, SECOND), 11, "V5"),
                ("the key before", note(12, root, FIRST), 10, "V1"),
                ("another origin", note(12, root, SECOND, origin="example.org/other"), 10, "V1"),
                ("an unknown signature too", note(12, root, STRANGER, SECOND), 0, None),
                ("sixteen unknown ones too", note(12, root, *[STRANGER] * 16, SECOND), 0, None),
                ("a false one of a known key too", note(12, root, SECOND) + FIRST.line("another text"), 10, "V1"),
                ("no signature", note(12, root), 10, "V1"),
                ("an extension line", self.extended(root, "extension\n"), 0, None),
                ("an empty line in the text", self.extended(root, "\nx\n"), 10, "V1")]:
            with self.subTest(name), tempfile.TemporaryDirectory() as temporary:
                folder = log.write(Path(temporary))
                with database(folder / "data" / "log.db") as changed:
                    changed.execute("UPDATE checkpoint SET note = ? WHERE size = 12", (text,))
                self.assert_fault(self.verify(folder)[1], status, check, 11)

    @staticmethod
    def extended(root, more):
        text = f"{ORIGIN}\n12\n{base64.b64encode(root).decode()}\n{more}"
        return text + "\n" + SECOND.line(text)

    def test_an_older_checkpoint_of_another_tree(self):
        log = sample_log()
        log.write(self.folder)
        with database(self.folder / "data" / "log.db") as changed:
            changed.execute("UPDATE checkpoint SET note = ? WHERE size = 5", (note(5, bytes(32), FIRST),))
        self.assert_fault(self.verify(self.folder)[1], 12, "V7", 4)

    def test_tiles_that_are_changed_or_gone(self):
        for statement, index in [
                ("UPDATE tile_hash SET hash = zeroblob(32) WHERE idx = 1", 256),
                ("UPDATE tile_hash SET level = 2 WHERE idx = 1", 256), ("DELETE FROM tile_hash WHERE idx = 0", 0)]:
            with self.subTest(statement), tempfile.TemporaryDirectory() as temporary:
                folder = random_log(515).write(Path(temporary))
                with database(folder / "data" / "log.db") as changed:
                    changed.execute(statement)
                self.assert_fault(self.verify(folder)[1], 11, "V6", index)

    def test_any_byte_of_a_database(self):
        """Whatever is damaged, the verifier says one of the things it can say."""
        folder = sample_log().write(self.folder)
        chance = random.Random(7)
        for _ in range(150):
            path = chance.choice([folder / "data" / "log.db", folder / "data" / "content.db", folder / "guard.db"])
            whole = path.read_bytes()
            damaged = bytearray(whole)
            position = chance.choice([position for position, byte in enumerate(whole) if byte])
            damaged[position] ^= chance.randrange(1, 256)
            path.write_bytes(damaged)
            self.assertIn(self.verify(folder)[0], (0, 2, 10, 11, 12, 13, 14, 15), (path.name, position, damaged[position]))
            path.write_bytes(whole)

    def test_a_key_that_a_log_start_brings_without_a_rotation(self):
        """It is no key of this log, whatever it signs."""
        log = sample_log()
        log.key = STRANGER
        log.start()
        log.checkpoint()
        log.write(self.folder)
        status, result = self.verify(self.folder)
        self.assertEqual((status, result["faults"][-1]["check"]), (10, "V10"))
        status, result = self.verify(self.folder, "--key", FIRST.text, "--key", SECOND.text)
        self.assertEqual(status, 10)

    def test_at_most_twenty_faults_are_told_the_first_ones(self):
        random_log(120).write(self.folder)
        with database(self.folder / "data" / "log.db") as changed:
            changed.execute("UPDATE leaf SET hash = zeroblob(32)")
        status, result = self.verify(self.folder)
        self.assertEqual((status, [fault["index"] for fault in result["faults"]]), (11, list(range(20))))


class Receipts(VerifyTest):
    def receipt(self, log, index):
        proof = inclusion_proof(index, log.hashes())
        lines = ["c2sp.org/tlog-proof@v1", "extra " + base64.b64encode(log.entry(index)).decode(), f"index {index}"]
        return "\n".join(lines + [base64.b64encode(value).decode() for value in proof]) + "\n\n" + log.note(len(log.leaves))

    def status(self, text, *keys):
        path = self.folder / "receipt"
        path.write_text(text, encoding="utf-8", newline="")
        return run("--receipt", path, *[argument for key in keys for argument in ("--key", key.text)])[0]

    def test_every_entry_of_a_log_has_one(self):
        log = sample_log()
        for index in range(12):
            self.assertEqual(self.status(self.receipt(log, index), SECOND), 0)

    def test_changed_ones_fail(self):
        log = sample_log()
        receipt = self.receipt(log, 8)
        lines = receipt.split("\n")
        entry = base64.b64encode(log.entry(9)).decode()
        swapped = "\n".join(lines[:3] + [lines[4], lines[3]] + lines[5:])
        for name, text, expected in [
                ("another entry", receipt.replace(lines[1], "extra " + entry), 11),
                ("another index", receipt.replace("index 8", "index 9"), 11),
                ("index of the size", receipt.replace("index 8", "index 12"), 11),
                ("a hash less", receipt.replace(lines[3] + "\n", ""), 11),
                ("a hash more", receipt.replace(lines[3], lines[3] + "\n" + lines[3]), 11),
                ("hashes swapped", swapped, 11),
                ("leading zero", receipt.replace("index 8", "index 08"), 2),
                ("no extra", receipt.replace(lines[1] + "\n", ""), 2),
                ("another format", receipt.replace("@v1", "@v2"), 2),
                ("carriage returns", receipt.replace("\n", "\r\n"), 2),
                ("a short hash", receipt.replace(lines[3], "AAAA"), 2),
                ("no checkpoint", receipt[:receipt.index("\n\n") + 2], 10),
                ("another size", receipt.replace("\n12\n", "\n13\n"), 10)]:
            with self.subTest(name):
                self.assertEqual(self.status(text, SECOND), expected)
        self.assertEqual(self.status(receipt, STRANGER), 10)
        self.assertEqual(self.status(receipt), 1)


class Served(VerifyTest):
    """A log served by a web server that knows nothing but paths and bytes."""

    def setUp(self):
        super().setUp()
        resources = self.resources = {}

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = resources.get(self.path)
                self.send_response(404 if body is None else 200)
                if body is not None and "entries" in self.path:
                    body = gzip.compress(body)
                    self.send_header("Content-Encoding", "gzip")
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, *arguments):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.url = f"http://127.0.0.1:{server.server_port}"

    def serve(self, log, size=None):
        size = len(log.leaves) if size is None else size
        hashes = log.hashes()
        self.resources.clear()
        self.resources["/log/checkpoint"] = log.note(size).encode()
        self.resources["/v1/log/keys"] = json.dumps({"keys": [{"key": FIRST.text}, {"key": SECOND.text}]}).encode()
        entries = [len(log.entry(i)).to_bytes(2, "big") + log.entry(i) for i in range(size)]
        self.put("entries", entries)
        level = hashes[:size]
        for number in range(3):
            self.put(number, level)
            level = [tree_hash(level[i:i + 256]) for i in range(0, len(level) // 256 * 256, 256)]

    def put(self, level, items):
        for begin in range(0, len(items), 256):
            chunk = items[begin:begin + 256]
            self.resources[verify.tile_path(level, begin // 256, len(chunk))] = b"".join(chunk)

    def test_logs_of_many_sizes_verify(self):
        for size in (1, 2, 3, 12, 255, 256, 257, 515):
            with self.subTest(size=size):
                self.serve(random_log(size))
                status, result = run("--url", self.url)
                self.assertEqual((status, result["faults"], result["entries"]), (0, [], size))

    def test_two_keys_and_a_kept_checkpoint(self):
        log = sample_log()
        self.serve(log)
        kept = self.folder / "kept"
        kept.write_text(log.note(5), encoding="utf-8")
        self.assertEqual(run("--url", self.url + "/", "--since", kept)[0], 0)
        kept.write_text(note(5, bytes(32), FIRST), encoding="utf-8")
        self.assertEqual(run("--url", self.url, "--since", kept)[0], 12)
        self.assertEqual(run("--url", self.url, "--key", SECOND.text)[0], 10)
        self.assertEqual(run("--url", self.url, "--key", FIRST.text, "--key", SECOND.text)[0], 0)

    def test_full_tiles_serve_where_partial_ones_are_gone(self):
        log = random_log(256)
        log.checkpoints[200] = (FIRST,)
        self.serve(log)
        self.resources["/log/checkpoint"] = log.note(200).encode()
        self.assertEqual(run("--url", self.url)[1]["entries"], 200)
        self.assertEqual(run("--url", self.url)[0], 0)

    def test_changes_are_found(self):
        log = random_log(515)
        for name, path, change, status in [
                ("an entry", "/log/tile/entries/001", lambda body: body[:50] + bytes([body[50] ^ 1]) + body[51:], 11),
                ("a bundle cut off", "/log/tile/entries/001", lambda body: body[:-1], 11),
                ("a bundle with more", "/log/tile/entries/002.p/3", lambda body: body + b"\0\1x", 11),
                ("a leaf's hash", "/log/tile/0/001", lambda body: bytes(32) + body[32:], 11),
                ("a hash more", "/log/tile/0/002.p/3", lambda body: body + bytes(32), 11),
                ("a tile's hash", "/log/tile/1/000.p/2", lambda body: body[:32] + bytes(32), 11),
                ("no tile", "/log/tile/1/000.p/2", lambda body: None, 2),
                ("no checkpoint", "/log/checkpoint", lambda body: None, 2),
                ("no keys", "/v1/log/keys", lambda body: b"{}", 10),
                ("another root", "/log/checkpoint", lambda body: note(515, bytes(32), FIRST).encode(), 11),
                ("another key", "/log/checkpoint", lambda body: note(515, tree_hash(log.hashes()), STRANGER).encode(), 10)]:
            with self.subTest(name):
                self.serve(log)
                self.resources[path] = change(self.resources[path])
                self.assertEqual(run("--url", self.url)[0], status)

    def test_nobody_there(self):
        self.assertEqual(run("--url", "http://127.0.0.1:1")[0], 2)


if __name__ == "__main__":
    unittest.main()
