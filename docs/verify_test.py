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
import unittest.mock
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import verify  # noqa: E402

ORIGIN = "example.org/decisions"
START_MS = 1_700_000_000_000
NOW_MS = START_MS + 60 * 60 * 1000
NOW_S = NOW_MS // 1000
DAY_MS = 24 * 60 * 60 * 1000
DIGEST = "sha256:" + "ab" * 32
MODEL = {"name": "spam", "digest": "sha256:" + "cd" * 32}

LOG_SCHEMA = """
PRAGMA user_version = 3;
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE leaf (idx INTEGER PRIMARY KEY, bytes BLOB NOT NULL, hash BLOB NOT NULL CHECK (length(hash) = 32)) STRICT;
CREATE TABLE tile_hash (level INTEGER NOT NULL, idx INTEGER NOT NULL, hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (level, idx)) STRICT, WITHOUT ROWID;
CREATE TABLE frontier (one INTEGER PRIMARY KEY CHECK (one = 1), bytes BLOB NOT NULL) STRICT;
CREATE TABLE checkpoint (size INTEGER PRIMARY KEY, time INTEGER NOT NULL, note TEXT NOT NULL) STRICT;
CREATE TABLE cosignature (size INTEGER NOT NULL, witness TEXT NOT NULL, time INTEGER NOT NULL, line TEXT NOT NULL,
    PRIMARY KEY (size, witness)) STRICT, WITHOUT ROWID;
CREATE TABLE signing_key (first INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE decision (idx INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, time INTEGER NOT NULL, action TEXT NOT NULL,
    language TEXT, author BLOB, platform TEXT) STRICT;
CREATE TABLE decision_rule (rule TEXT NOT NULL, time INTEGER NOT NULL, idx INTEGER NOT NULL,
    PRIMARY KEY (rule, time, idx)) STRICT, WITHOUT ROWID;
CREATE TABLE decision_category (category TEXT NOT NULL, time INTEGER NOT NULL, idx INTEGER NOT NULL,
    PRIMARY KEY (category, time, idx)) STRICT, WITHOUT ROWID;
CREATE TABLE erasure (idx INTEGER PRIMARY KEY, entry INTEGER NOT NULL) STRICT;
CREATE TABLE legal_hold (idx INTEGER PRIMARY KEY, entry INTEGER NOT NULL);
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

    def cosignature(self, text, time):
        """C2SP tlog-cosignature, as a line without its end."""
        signature = self.sign(f"cosignature/v1\ntime {time}\n{text}".encode())
        return f"\u2014 {self.name} {base64.b64encode(self.id + time.to_bytes(8, 'big') + signature).decode()}"


def note(size, root, *keys, origin=ORIGIN):
    text = f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"
    return text + "\n" + "".join(key.line(text) for key in keys)


def encoded(value):
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def time_text(ms):
    return (verify.EPOCH + timedelta(milliseconds=ms)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


FIRST, SECOND, STRANGER = (SigningKey(bytes([number] * 32)) for number in (1, 2, 3))
WITNESSES = [SigningKey(bytes([number] * 32), f"witness.example.org/w{number}", 4) for number in (4, 5, 6)]


class Log:
    """A log in memory, which can be changed before it is written: what is derived from it follows."""

    def __init__(self):
        self.leaves = []
        self.raw = {}
        self.checkpoints = {}
        self.cosignatures = {}
        self.state = "open"
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

    def decide(self, action="allow", rules=("spam.one", "spam.two"), sd=True, models=(), **more):
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
            rulesets=[{"name": "spam", "version": "1", "digest": DIGEST}], models=list(models), engine="test", complete=True,
            outcome="sha256:" + hashlib.sha256(encoded(outcome)).hexdigest(),
            **{**({"sd": ["x"], "answer_digest": "-_" + "a" * 41, "store": "full"} if sd else {}), **more})

    def erase(self, index):
        return self.append("erasure", decision_ids=[self.leaves[index]["decision_id"]], reason="request")

    def hold(self, *indexes, held=True):
        return self.append("hold", decision_ids=[self.leaves[index]["decision_id"] for index in indexes], held=held)

    def export(self):
        self.append("export", format="csv", stage="begun")
        return self.append("export", format="csv", stage="done", records=3, sha256="0f" * 32)

    def checkpoint(self, *keys):
        self.checkpoints[len(self.leaves)] = keys or (self.key,)

    def cosign(self, *witnesses, time=NOW_S):
        """The checkpoint that is signed here."""
        self.cosignatures.setdefault(len(self.leaves), []).extend((witness, time) for witness in witnesses)

    def entry(self, index):
        return self.raw.get(index, encoded(self.leaves[index]))

    def hashes(self):
        return [hashlib.sha256(b"\x00" + self.entry(index)).digest() for index in range(len(self.leaves))]

    def note(self, size):
        return note(size, tree_hash(self.hashes()[:size]), *self.checkpoints[size])

    def lines(self, size):
        """The rows of cosignatures: witness, time, line."""
        text = self.note(size).partition("\n\n")[0] + "\n"
        return sorted((witness.name, time, witness.cosignature(text, time)) for witness, time in self.cosignatures[size])

    def cosigned(self, size):
        lines = self.lines(size) if size in self.cosignatures else []
        return self.note(size) + "".join(line + "\n" for _, _, line in lines)

    def held(self):
        """The table of legal holds."""
        held = {}
        for index, leaf in enumerate(self.leaves):
            for identity in leaf["decision_ids"] if leaf["type"] == "hold" else []:
                if leaf["held"]:
                    held.setdefault(identity, index)
                else:
                    held.pop(identity, None)
        return [(index, held[leaf["decision_id"]]) for index, leaf in enumerate(self.leaves)
                if leaf["type"] == "decision" and leaf["decision_id"] in held]

    def write(self, folder):
        (folder / "data").mkdir()
        size, hashes = len(self.leaves), self.hashes()
        with database(folder / "data" / "log.db", LOG_SCHEMA) as log, \
                database(folder / "data" / "content.db", CONTENT_SCHEMA) as content, \
                database(folder / "guard.db", GUARD_SCHEMA) as guard:
            log.executemany("INSERT INTO meta VALUES (?, ?)", [("log_id", "a log"), ("state", self.state)])
            log.executemany("INSERT INTO leaf VALUES (?, ?, ?)", [(i, self.entry(i), hashes[i]) for i in range(size)])
            for tile in range(size // 256):
                log.execute("INSERT INTO tile_hash VALUES (1, ?, ?)", (tile, tree_hash(hashes[256 * tile:256 * tile + 256])))
            log.execute("INSERT INTO frontier VALUES (1, ?)", (self.frontier(hashes),))
            for at in self.checkpoints:
                log.execute("INSERT INTO checkpoint VALUES (?, 0, ?)", (at, self.note(at)))
            for at in self.cosignatures:
                log.executemany("INSERT INTO cosignature VALUES (?, ?, ?, ?)", [(at, *row) for row in self.lines(at)])
            log.executemany("INSERT INTO legal_hold VALUES (?, ?)", self.held())
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
        log.execute("INSERT INTO decision VALUES (?, ?, ?, ?, ?, NULL, ?)",
                    (index, leaf["decision_id"], time, leaf["action"], leaf["language"], leaf.get("platform")))
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
    decided, models = [], []
    while len(log.leaves) < size:
        if len(log.leaves) == 1:
            log.activate()
        elif chance.random() < 0.1 and decided:
            log.erase(chance.choice(decided))
        elif chance.random() < 0.1 and decided:
            log.hold(*chance.sample(decided, min(2, len(decided))), held=chance.random() < 0.7)
        elif chance.random() < 0.1:
            log.start()
        elif chance.random() < 0.1:
            log.append("model_deactivation" if models else "model_activation", **MODEL)
            models = [] if models else [MODEL]
        elif chance.random() < 0.1 and len(log.leaves) + 2 <= size:
            log.export()
        elif chance.random() < 0.1:
            log.append("config_change", content_kept_days={"allow": chance.randrange(9)})
        else:
            more = {"platform": "forum"} if chance.random() < 0.5 else {}
            decided.append(log.decide(chance.choice(["allow", "label", "limit", "hold", "remove"]), models=models, **more))
        if chance.random() < 0.2:
            log.checkpoint()
            log.cosign(*chance.sample(WITNESSES, chance.randrange(3)))
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


def witnessed_log():
    """Fourteen entries of the kinds that the other sample lacks, with cosignatures at two of three checkpoints."""
    log = Log()
    log.activate()  # 1
    log.append("model_activation", **MODEL)  # 2
    log.append("config_change", content_kept_days={"allow": 30, "forum:hold": 400})  # 3
    log.decide("hold", models=[MODEL], platform="forum")  # 4
    log.decide("allow", models=[MODEL], store="digest")  # 5
    log.checkpoint()
    log.cosign(*WITNESSES[:2], time=NOW_S - 1000)
    log.hold(4, 5)  # 6
    log.hold(4)  # 7
    log.hold(5, held=False)  # 8
    log.export()  # 9 and 10
    log.checkpoint()
    log.cosign(WITNESSES[0], time=NOW_S - 100)
    log.append("model_deactivation", **MODEL)  # 11
    log.decide("remove", platform="forum")  # 12
    log.append("access", who="x")  # 13
    log.checkpoint()
    return log


def run_and_hear(*arguments):
    """The exit status, what was printed, as JSON, and what was said beside that."""
    with contextlib.redirect_stdout(io.StringIO()) as output, contextlib.redirect_stderr(io.StringIO()) as errors:
        try:
            status = verify.main([*map(str, arguments), "--json"])
        except SystemExit as stopped:
            status = stopped.code
    return status, json.loads(output.getvalue() or "null"), errors.getvalue()


def run(*arguments):
    """The exit status and what was printed, as JSON."""
    return run_and_hear(*arguments)[:2]


def policy_text(quorum, groups="", logs=()):
    """The witnesses are called w4, w5 and w6."""
    lines = [f"log {key.text}\n" for key in logs]
    lines += [f"witness {key.name.rpartition('/')[2]} {key.text} https://{key.name}\n" for key in WITNESSES]
    return "".join(lines) + groups + f"quorum {quorum}\n"


def clock(ms):
    return unittest.mock.patch.object(verify, "now_ms", lambda: ms)


class VerifyTest(unittest.TestCase):
    def setUp(self):
        fixed = clock(NOW_MS)
        fixed.start()
        self.addCleanup(fixed.stop)
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)

    def verify(self, folder, *more):
        return run("--data", folder / "data", "--guard", folder / "guard.db", *more)

    def policy(self, quorum="w4", groups="", logs=(FIRST, SECOND)):
        """A policy with all witnesses, in a file."""
        path = self.folder / "policy"
        path.write_text(policy_text(quorum, groups, logs), encoding="utf-8", newline="")
        return path


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

    def test_a_log_of_the_newer_kinds_of_entries_verifies(self):
        status, result = self.verify(witnessed_log().write(self.folder))
        self.assertEqual((status, result["faults"], result["witnessed_size"]), (0, [], None))

    def test_a_hold_makes_a_row_for_each_decision_that_has_none(self):
        for name, holds, expected in [
                ("held twice", [True, True], [(2, 3)]), ("released", [True, False], []), ("never held", [False], []),
                ("held again", [True, False, True], [(2, 5)])]:
            with self.subTest(name), tempfile.TemporaryDirectory() as temporary:
                log = Log()
                log.activate()
                log.decide()
                for held in holds:
                    log.hold(2, held=held)
                log.checkpoint()
                self.assertEqual(log.held(), expected)
                status, result = self.verify(log.write(Path(temporary)))
                self.assertEqual((status, result["faults"]), (0, []))

    def test_an_unsigned_tail_is_told_and_is_no_fault(self):
        log = sample_log()
        log.decide()
        log.write(self.folder)
        with contextlib.redirect_stdout(io.StringIO()) as output, contextlib.redirect_stderr(io.StringIO()):
            self.assertEqual(verify.main(["--data", str(self.folder / "data")]), 0)
        self.assertRegex(
            output.getvalue(), r"^verified 13 entries, root [0-9a-f]{64}\nthe last 1 of them .* not signed yet\n$")

    def test_an_unsigned_tail_of_a_log_that_was_closed_is_a_fault(self):
        for name, change, index in [
                ("all is signed", lambda log: None, None), ("an entry is not", lambda log: log.decide(), 12),
                ("nothing is", lambda log: log.checkpoints.clear(), 0)]:
            with self.subTest(name), tempfile.TemporaryDirectory() as temporary:
                log = sample_log()
                log.state = "closed"
                change(log)
                status, result = self.verify(log.write(Path(temporary)))
                self.assertEqual(status, 0 if index is None else 11)
                if index is not None:
                    fault = result["faults"][0]
                    self.assertEqual((fault["check"], fault["index"]), ("V5", index))
                    self.assertRegex(fault["message"], "closed in order, but .* not signed")

    def test_an_unsigned_tail_of_more_than_ten_minutes_is_a_fault(self):
        for name, signed, minutes, status in [
                ("ten minutes", 12, 10, 0), ("more", 12, 10.1, 11), ("more, but signed", 14, 10.1, 0),
                ("more, but the last alone is not signed", 13, 10.1, 0), ("more, without a checkpoint", None, 10.1, 11)]:
            with self.subTest(name), tempfile.TemporaryDirectory() as temporary:
                log = sample_log()
                log.append("access", who="x")
                first = verify.milliseconds(log.leaves[0 if signed is None else 12]["time"])
                log.append("access", who="x")
                log.leaves[13]["time"] = time_text(first + int(minutes * 60_000))
                log.checkpoints = {signed: (SECOND,)} if signed else {}
                actual, result = self.verify(log.write(Path(temporary)))
                self.assertEqual(actual, status, result)
                if status:
                    fault = result["faults"][0]
                    self.assertEqual((fault["check"], fault["index"]), ("V5", signed or 0))

    def test_an_erasure_that_a_crash_cut_off_is_told_and_is_no_fault(self):
        for name, signed, status, said in [("not signed", False, 0, True), ("signed", True, 15, False)]:
            with self.subTest(name), tempfile.TemporaryDirectory() as temporary:
                log = sample_log()
                log.erase(4)
                log.erase(8)
                if signed:
                    log.checkpoint()
                folder = log.write(Path(temporary))
                with database(folder / "data" / "content.db") as changed:
                    changed.execute("INSERT INTO content VALUES (4, x'00', x'00'), (8, x'00', x'00')")
                actual, result, errors = run_and_hear("--data", folder / "data")
                self.assertEqual(actual, status, result)
                self.assertEqual([(fault["check"], fault["index"]) for fault in result["faults"]],
                                 [("V12", 4), ("V12", 8)] if signed else [])
                told = "2 erasures that a crash cut off; the next start finishes them\n"
                self.assertEqual(told in errors, said)

    def test_content_that_is_kept_for_too_long(self):
        age = 10 * DAY_MS
        for name, settings, status in [
                ("two days more than it is kept", [{"hold": 8}], 0), ("longer", [{"hold": 7}], 15),
                ("another action", [{"allow": 1, "holdx": 1}], 0), ("no setting", [], 0),
                ("none any more", [{"hold": 1}, {}], 0),
                ("a setting of other things after it", [{"hold": 1}, None], 15),
                ("the last setting", [{"hold": 1}, {"hold": 9}], 0),
                ("its platform", [{"forum:hold": 1, "hold": 9}], 15),
                ("its platform is kept longer", [{"forum:hold": 9, "hold": 1}], 0),
                ("another platform", [{"chat:hold": 1, "hold": 9}], 0), ("any platform", [{"chat:hold": 9, "hold": 1}], 15)]:
            with self.subTest(name), tempfile.TemporaryDirectory() as temporary:
                log = self.kept_log(settings)
                folder = log.write(Path(temporary))
                with clock(verify.milliseconds(log.leaves[2]["time"]) + age):
                    actual, result = self.verify(folder)
                self.assertEqual(actual, status, result)
                if status:
                    fault = result["faults"][0]
                    self.assertEqual((fault["check"], fault["index"], fault["message"][:7]), ("V12", 2, "overdue"))

    def test_content_is_due_to_the_millisecond_unless_it_is_held_or_erased(self):
        for name, change, later, status in [
                ("not yet", lambda log: None, 0, 0), ("a millisecond later", lambda log: None, 1, 15),
                ("erased", lambda log: log.erase(2), 1, 0), ("held", lambda log: log.hold(2), 1, 0),
                ("released", lambda log: [log.hold(2), log.hold(2, held=False)], 1, 15),
                ("erased, but not yet", lambda log: log.erase(2), 10**12, 0)]:
            with self.subTest(name), tempfile.TemporaryDirectory() as temporary:
                log = self.kept_log([{"hold": 30}])
                change(log)
                folder = log.write(Path(temporary))
                with clock(verify.milliseconds(log.leaves[2]["time"]) + 32 * DAY_MS + later):
                    self.assertEqual(self.verify(folder)[0], status)

    def test_what_a_setting_or_the_end_of_a_hold_makes_due_has_two_days_from_then(self):
        for name, settings, change, days, status in [
                ("a setting", [{"hold": 1}], lambda log: None, 11, 0), ("long after", [{"hold": 1}], lambda log: None, 13, 15),
                ("set again", [{"hold": 1}, {"hold": 1}], lambda log: None, 13, 15),
                ("released", [{"hold": 1}], lambda log: [log.hold(2), log.hold(2, held=False)], 13, 0),
                ("long before", [{"hold": 1}], lambda log: [log.hold(2), log.hold(2, held=False)], 15, 15)]:
            with self.subTest(name), tempfile.TemporaryDirectory() as temporary:
                log = self.kept_log(settings)
                change(log)
                decided = verify.milliseconds(log.leaves[2]["time"])
                for number, leaf in enumerate(log.leaves[3:]):
                    leaf["time"] = time_text(decided + (10 + number) * DAY_MS)
                log.checkpoint()
                folder = log.write(Path(temporary))
                with clock(decided + days * DAY_MS):
                    actual, result = self.verify(folder)
                self.assertEqual(actual, status, result)

    @staticmethod
    def kept_log(settings):
        log = Log()
        log.activate()
        log.decide("hold", platform="forum")
        for setting in settings:
            log.append("config_change", **({} if setting is None else {"content_kept_days": setting}))
        return log

    def test_another_version_of_the_tables_cannot_be_read(self):
        for version in (2, 4):
            with self.subTest(version), tempfile.TemporaryDirectory() as temporary:
                folder = sample_log().write(Path(temporary))
                with database(folder / "data" / "log.db") as changed:
                    changed.execute(f"PRAGMA user_version = {version}")
                self.assertEqual(self.verify(folder)[0], 2)

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
        for arguments in ([], ["--data"], ["--data", "a", "--max-age", "1"], ["--self-test", "--policy", "a"],
                          ["--data", "a", "--policy", "b", "--max-age", "-1"],
                          ["--data", "a", "--policy", "b", "--max-age", "1.5"],
                          ["--data", "a", "--url", "http://b"], ["--receipt", "a"], ["--url", "file:///a"],
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


# The same, of the other sample.
WITNESSED_STATEMENTS = [
    ("a decision's platform", 14, "V11", 4, ["UPDATE decision SET platform = 'x' WHERE idx = 4"]),
    ("no platform", 14, "V11", 4, ["UPDATE decision SET platform = NULL WHERE idx = 4"]),
    ("a platform too many", 14, "V11", 5, ["UPDATE decision SET platform = 'forum' WHERE idx = 5"]),
    ("a hold is gone", 14, "V11", 4, ["DELETE FROM legal_hold"]),
    ("a hold by another entry", 14, "V11", 4, ["UPDATE legal_hold SET entry = 7"]),
    ("a hold by no number", 14, "V11", 4, ["UPDATE legal_hold SET entry = 'x'"]),
    ("a hold that was lifted", 14, "V11", 5, ["INSERT INTO legal_hold VALUES (5, 6)"]),
    ("a hold of no decision", 14, "V11", 99, ["INSERT INTO legal_hold VALUES (99, 6)"]),
    ("a hold before the beginning", 14, "V11", -1, ["INSERT INTO legal_hold VALUES (-1, 6)"]),
    ("holds in a table that takes anything", 14, "V11", -1, [
        "DROP TABLE legal_hold", "CREATE TABLE legal_hold (idx INTEGER, entry INTEGER)",
        "INSERT INTO legal_hold VALUES (NULL, 6), ('x', 6), (5, 6), (4, 7), (4, 6)"]),
    ("no table of holds", 2, None, None, ["DROP TABLE legal_hold"]),
    ("a view of holds", 2, None, None, [
        "ALTER TABLE legal_hold RENAME TO other", "CREATE VIEW legal_hold AS SELECT * FROM other"]),
    ("no table of cosignatures", 2, None, None, ["DROP TABLE cosignature"]),
    ("a table of cosignatures that is not strict", 2, None, None, [
        "DROP TABLE cosignature", "CREATE TABLE cosignature (size INTEGER, witness TEXT, time INTEGER, line TEXT)"]),
    ("no cosignatures", 0, None, None, ["DELETE FROM cosignature"]),
    ("a cosignature of no checkpoint", 10, "V1", 4, ["UPDATE cosignature SET size = 5 WHERE size = 6"]),
    ("a cosignature beyond the end", 10, "V1", 98, ["UPDATE cosignature SET size = 99 WHERE size = 6"]),
    ("a cosignature of a negative size", 10, "V1", 0, ["UPDATE cosignature SET size = -1 WHERE size = 6"]),
    ("a cosignature whose checkpoint is gone", 10, "V1", 5, ["DELETE FROM checkpoint WHERE size = 6"]),
    ("a cosignature of another name", 10, "V1", 5, [
        "UPDATE cosignature SET witness = 'x' WHERE size = 6 AND witness LIKE '%4'"]),
    ("an empty line", 10, "V1", 10, ["UPDATE cosignature SET line = '' WHERE size = 11"]),
    ("a line with its end", 10, "V1", 10, ["UPDATE cosignature SET line = line || char(10) WHERE size = 11"]),
    ("two lines", 10, "V1", 10, ["UPDATE cosignature SET line = line || char(10) || line WHERE size = 11"]),
    ("a line with a hyphen", 10, "V1", 10, ["UPDATE cosignature SET line = replace(line, char(8212), '-') WHERE size = 11"]),
    ("a line that is not base64", 10, "V1", 10, ["UPDATE cosignature SET line = line || '=' WHERE size = 11"]),
    ("a line that is not UTF-8", 10, "V1", 10, ["UPDATE cosignature SET line = CAST(x'ff' AS TEXT) WHERE size = 11"]),
    ("a control character in a name", 10, "V1", 10, [
        "UPDATE cosignature SET witness = witness || char(1), line = replace(line, witness, witness || char(1))"
        " WHERE size = 11"]),
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


def replaced_entry(index, **fields):
    """An entry of another kind at the same time."""
    def change(log):
        log.leaves[index] = {"v": 1, "time": log.leaves[index]["time"], **fields}
    return change


def reason_of_another_ruleset(log):
    """It is in force, but the decision does not name it."""
    other = "sha256:" + "ef" * 32
    log.leaves[3] = {"v": 1, "time": log.leaves[3]["time"], "type": "ruleset_activation", "digest": other}
    for reason in log.leaves[12]["reasons"]:
        reason["ruleset_digest"] = other
    log.leaves[12]["outcome"] = verify.outcome_of(log.leaves[12])


def watched_by_an_unknown_ruleset(log):
    """It was published and never put in shadow."""
    log.leaves[4]["shadow_rulesets"] = [{"name": "spam", "version": "2", "digest": "sha256:" + "ef" * 32}]


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


# The same, of the other sample.
WITNESSED_FORMS = [
    ("no digest of the answer", "V9", 4, drop(4, "answer_digest")),
    ("an empty digest of the answer", "V9", 4, replaced("answer_digest", "", 4)),
    ("a digest of the answer that is too long", "V9", 4, replaced("answer_digest", "a" * 44, 4)),
    ("a digest of the answer in another base64", "V9", 4, replaced("answer_digest", "+" * 43, 4)),
    ("a digest of the answer with a line's end", "V9", 4, replaced("answer_digest", "a" * 42 + "\n", 4)),
    ("a digest of the answer that is a number", "V9", 4, replaced("answer_digest", 1, 4)),
    ("nothing about what is stored", "V9", 5, drop(5, "store")),
    ("something else that is stored", "V9", 5, replaced("store", "half", 5)),
    ("an empty platform", "V9", 4, replaced("platform", "", 4)),
    ("a platform that is a number", "V9", 4, replaced("platform", 1, 4)),
    ("a model that is a text", "V9", 4, replaced("models", ["spam"], 4)),
    ("a model without a digest", "V9", 4, replaced("models", [{"name": "spam"}], 4)),
    ("a model without a name", "V9", 4, replaced("models", [{"digest": "x"}], 4)),
    ("a deactivation without a digest", "V9", 11, drop(11, "digest")),
    ("a deactivation without a name", "V9", 11, drop(11, "name")),
    ("an export without a stage", "V9", 9, drop(9, "stage")),
    ("an export at another stage", "V9", 9, replaced("stage", "half", 9)),
    ("an export without a format", "V9", 9, drop(9, "format")),
    ("an export with an empty format", "V9", 9, replaced("format", "", 9)),
    ("an export that is done, without a count", "V9", 10, drop(10, "records")),
    ("an export of less than nothing", "V9", 10, replaced("records", -1, 10)),
    ("an export that is done, without a digest", "V9", 10, drop(10, "sha256")),
    ("an export's digest in capitals", "V9", 10, replaced("sha256", "0F" * 32, 10)),
    ("an export's digest of 63 digits", "V9", 10, replaced("sha256", "0" * 63, 10)),
    ("days by nothing", "V9", 3, replaced("content_kept_days", 30, 3)),
    ("days that are none", "V9", 3, replaced("content_kept_days", {"allow": "30"}, 3)),
    ("less than no days", "V9", 3, replaced("content_kept_days", {"allow": -1}, 3)),
    ("a model that was never activated", "V10", 4, replaced("models", [{"name": "other", "digest": MODEL["digest"]}], 4)),
    ("a model of another digest", "V10", 4, replaced("models", [{"name": "spam", "digest": DIGEST}], 4)),
    ("a model that gave way to another", "V10", 4, replaced_entry(3, type="model_activation", name="spam", digest=DIGEST)),
    ("a model that was deactivated", "V10", 12, replaced("models", [MODEL], 12)),
    ("a reason from a ruleset that is not the decision's", "V10", 12, reason_of_another_ruleset),
    ("watched by a ruleset that was never put in shadow", "V10", 4, watched_by_an_unknown_ruleset),
    ("a hold of no decision", "V10", 6, replaced("decision_ids", ["decision-4", "decision-5", "x"], 6)),
    ("a hold of a decision to come", "V10", 6, replaced("decision_ids", ["decision-4", "decision-5", "decision-12"], 6)),
    ("a hold of no decision that is lifted", "V10", 8, replaced("decision_ids", ["decision-5", "x"], 8)),
]


class Mutants(VerifyTest):
    def assert_fault(self, result, status, check, index):
        self.assertEqual(result["exit"], status, result)
        if check is not None:
            first = result["faults"][0]
            self.assertEqual((first["check"], first["index"] if index is not None else None), (check, index), result)

    def test_changes_of_the_databases(self):
        for sample, (name, status, check, index, statements) in [
                *((sample_log, case) for case in STATEMENTS), *((witnessed_log, case) for case in WITNESSED_STATEMENTS)]:
            with self.subTest(name), tempfile.TemporaryDirectory() as temporary:
                folder = sample().write(Path(temporary))
                for statement in statements:
                    with database(which_database(folder, statement)) as changed:
                        changed.execute(statement)
                self.assert_fault(self.verify(folder)[1], status, check, index)

    def test_entries_that_were_wrong_when_they_were_signed(self):
        for sample, (name, check, index, change) in [
                *((sample_log, case) for case in FORMS), *((witnessed_log, case) for case in WITNESSED_FORMS)]:
            with self.subTest(name), tempfile.TemporaryDirectory() as temporary:
                log = sample()
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
        for sample in (sample_log, witnessed_log):
            with self.subTest(sample.__name__), tempfile.TemporaryDirectory() as temporary:
                self.damage(sample().write(Path(temporary)))

    def damage(self, folder):
        chance = random.Random(7)
        for _ in range(100):
            path = chance.choice([folder / "data" / "log.db", folder / "data" / "content.db", folder / "guard.db"])
            whole = path.read_bytes()
            damaged = bytearray(whole)
            position = chance.choice([position for position, byte in enumerate(whole) if byte])
            damaged[position] ^= chance.randrange(1, 256)
            path.write_bytes(damaged)
            self.assertIn(self.verify(folder, "--policy", self.policy())[0], (0, 2, 10, 20, 11, 12, 13, 14, 15),
                          (path.name, position, damaged[position]))
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


W4, W5, W6 = WITNESSES
GROUPS = f"log {FIRST.text}\nwitness a {W4.text}\nwitness b {W5.text}\n"
# Each: name, the line at fault, part of what is said of it, the policy.
MALFORMED_POLICIES = [
    ("nothing", 1, "there was no quorum", ""),
    ("no quorum", 4, "there was no quorum", GROUPS),
    ("two quorums", 2, "a second quorum", "quorum none\nquorum none\n"),
    ("a quorum of two", 4, "neither log, witness", GROUPS + "quorum a b\n"),
    ("a quorum that is not defined", 4, "no earlier line defines: 'c'", GROUPS + "quorum c\n"),
    ("a quorum that is defined later", 1, "no earlier line defines: 'a'", f"quorum a\nwitness a {W4.text}\n"),
    ("a last line without its end", 1, "line feed", "quorum none"),
    ("a comment without its end", 2, "line feed", "quorum none\n#"),
    ("carriage returns", 1, "an octet", "quorum none\r\n"),
    ("a control character in a comment", 1, "an octet", "# \x07\nquorum none\n"),
    ("a delete in a comment", 1, "an octet", "# \x7f\nquorum none\n"),
    ("an unknown word", 1, "neither log, witness", "Quorum none\n"),
    ("another space", 1, "neither log, witness", "quorum\u00a0none\n"),
    ("a log without a key", 1, "neither log, witness", "log\nquorum none\n"),
    ("a log with too much", 1, "neither log, witness", f"log {FIRST.text} https://a b\nquorum none\n"),
    ("a log's malformed key", 1, "not a verifier key", "log x\nquorum none\n"),
    ("a log's key with another id", 1, "which should be", f"log {FIRST.text.replace('+', '+0', 1)}\nquorum none\n"),
    ("a witness's key for a log", 1, "type 04, expected 01", f"log {W4.text}\nquorum none\n"),
    ("a log twice", 2, "a public key that was there before", f"log {FIRST.text}\nlog {FIRST.text}\nquorum none\n"),
    ("a log under two names", 2, "a public key that was there before",
     f"log {FIRST.text}\nlog {SigningKey(bytes([1] * 32), 'other').text}\nquorum none\n"),
    ("a witness without a key", 1, "neither log, witness", "witness a\nquorum none\n"),
    ("a log's key for a witness", 1, "type 01, expected 04", f"witness a {FIRST.text}\nquorum a\n"),
    ("a witness twice", 4, "a public key that was there before", GROUPS + f"witness c {W4.text}\nquorum a\n"),
    ("a witness of a name that is taken", 4, "taken: 'a'", GROUPS + f"witness a {W6.text}\nquorum a\n"),
    ("a witness that is none", 1, "taken: 'none'", f"witness none {W4.text}\nquorum none\n"),
    ("a group of a name that is taken", 4, "taken: 'a'", GROUPS + "group a any b\nquorum a\n"),
    ("a group that is none", 4, "taken: 'none'", GROUPS + "group none any b\nquorum none\n"),
    ("a group of nobody", 4, "neither log, witness", GROUPS + "group g any\nquorum g\n"),
    ("a group of somebody unknown", 4, "no earlier line defines: 'c'", GROUPS + "group g any a c\nquorum g\n"),
    ("a group of itself", 4, "no earlier line defines: 'g'", GROUPS + "group g any g\nquorum g\n"),
    ("a group with none", 4, "no earlier line defines: 'none'", GROUPS + "group g any a none\nquorum g\n"),
    ("a member twice", 4, "for the second time: 'a'", GROUPS + "group g any a a\nquorum g\n"),
    ("a member of two groups", 5, "for the second time: 'a'", GROUPS + "group g any a\ngroup h any b a\nquorum h\n"),
    ("none of two", 4, "0 of 2", GROUPS + "group g 0 a b\nquorum g\n"),
    ("three of two", 4, "3 of 2", GROUPS + "group g 3 a b\nquorum g\n"),
    ("a threshold with a leading zero", 4, "decimal", GROUPS + "group g 01 a b\nquorum g\n"),
    ("a threshold with a sign", 4, "decimal", GROUPS + "group g +1 a b\nquorum g\n"),
    ("a threshold in other digits", 4, "decimal", GROUPS + "group g \u0661 a b\nquorum g\n"),
    ("a threshold in a word", 4, "decimal", GROUPS + "group g most a b\nquorum g\n"),
]


class Policies(VerifyTest):
    def test_malformed_ones_are_wrong_usage(self):
        folder = witnessed_log().write(self.folder)
        path = self.folder / "policy"
        for name, line, said, text in MALFORMED_POLICIES:
            with self.subTest(name):
                path.write_text(text, encoding="utf-8", newline="")
                status, _, errors = run_and_hear("--data", folder / "data", "--policy", path)
                self.assertEqual(status, 1, errors)
                self.assertIn(f"line {line}: ", errors)
                self.assertIn(said, errors)

    def test_one_that_is_not_there_cannot_be_read(self):
        self.assertEqual(run("--data", self.folder, "--policy", self.folder / "none")[0], 2)
        self.assertEqual(run("--receipt", self.folder / "a", "--policy", self.folder / "none")[0], 2)

    def test_spaces_comments_and_names_of_any_octets(self):
        name = b"\xff\xe4#"
        text = b"\n \t\n  # a comment \xff\n\twitness \t%s  %s https://a \n#\nquorum %s\n" % (name, W4.text.encode(), name)
        policy = verify.Policy(text)
        self.assertEqual((list(policy.witnesses), policy.counting()), ([name], {name}))
        self.assertTrue(policy.is_met([name]))
        self.assertFalse(policy.is_met([]))

    def test_a_quorum_is_met_by_those_sets_of_witnesses_and_no_others(self):
        all_sets = [set(), {"w4"}, {"w5"}, {"w6"}, {"w4", "w5"}, {"w4", "w6"}, {"w5", "w6"}, {"w4", "w5", "w6"}]
        for quorum, groups, enough in [
                ("none", "", lambda met: True), ("w5", "", lambda met: "w5" in met),
                ("g", "group g any w4 w6\n", lambda met: met & {"w4", "w6"}),
                ("g", "group g all w4 w6\n", lambda met: met >= {"w4", "w6"}),
                ("g", "group g 2 w4 w5 w6\n", lambda met: len(met) >= 2),
                ("h", "group g 1 w4 w5\ngroup h all g w6\n", lambda met: "w6" in met and len(met) >= 2),
                ("h", "group g all w4 w5\ngroup h any w6 g\n", lambda met: "w6" in met or met >= {"w4", "w5"}),
                ("g", "group g all w4 w5\ngroup h any w6 g\n", lambda met: met >= {"w4", "w5"})]:
            policy = verify.Policy(policy_text(quorum, groups).encode())
            for met in all_sets:
                with self.subTest(quorum=quorum, groups=groups, met=met):
                    self.assertEqual(policy.is_met({name.encode() for name in met}), bool(enough(met)))

    def test_a_thousand_groups_within_each_other(self):
        lines = [f"witness 0 {W4.text}\n"] + [f"group {i + 1} all {i}\n" for i in range(3000)] + ["quorum 3000\n"]
        policy = verify.Policy("".join(lines).encode())
        self.assertTrue(policy.is_met([b"0"]))
        self.assertEqual(policy.counting(), {b"0"})


class Cosignatures(VerifyTest):
    def check(self, log, status, witnessed, *arguments, check=None, index=None, statements=()):
        """Writes the log, changes it, and verifies it under a policy."""
        with tempfile.TemporaryDirectory() as temporary:
            folder = log.write(Path(temporary))
            with database(folder / "data" / "log.db") as changed:
                for statement in statements:
                    changed.execute(*statement)
            actual, result = self.verify(folder, *arguments)
            self.assertEqual((actual, result["witnessed_size"]), (status, witnessed), result)
            first = result["faults"][0] if result["faults"] else {"check": None, "index": None, "message": ""}
            self.assertEqual((first["check"], first["index"]), (check, index), result)
            return first["message"]

    def test_the_newest_checkpoint_that_meets_the_quorum(self):
        log = witnessed_log()
        both = "group g all w4 w5\n"
        self.check(log, 0, 11, "--policy", self.policy())
        self.check(log, 0, 6, "--policy", self.policy("g", both))
        self.check(log, 0, 14, "--policy", self.policy("none"))
        self.check(log, 20, None, "--policy", self.policy("w6"), check="V2", index=13)
        self.check(log, 20, None, "--policy", self.policy("g", "group g all w4 w5 w6\n"), check="V2", index=13)
        log.cosign(W4, W5)
        self.check(log, 0, 14, "--policy", self.policy("g", both))

    def test_a_log_without_a_checkpoint(self):
        log = Log()
        self.check(log, 0, None)
        self.check(log, 20, None, "--policy", self.policy(), check="V2", index=0)
        self.check(log, 20, None, "--policy", self.policy("none"), check="V2", index=0)

    def test_logs_of_a_policy_are_trusted_like_keys(self):
        log = sample_log()
        log.cosign(W4)
        self.check(log, 0, 12, "--policy", self.policy())
        self.check(log, 0, 12, "--policy", self.policy(logs=[]))
        self.check(log, 10, 12, "--policy", self.policy(logs=[FIRST]), check="V1", index=6)
        self.check(log, 0, 12, "--policy", self.policy(logs=[FIRST]), "--key", SECOND.text)
        self.check(log, 10, 12, "--policy", self.policy(logs=[]), "--key", FIRST.text, check="V1", index=6)

    def test_a_false_one_of_a_known_witness(self):
        """Of an unknown one nothing can be said."""
        log = witnessed_log()
        text = log.note(11).partition("\n\n")[0] + "\n"
        other = SigningKey(bytes([9] * 32), W4.name, 4)
        for name, line, status, witnessed in [
                ("of another text", W4.cosignature("x\n", NOW_S - 100), 10, 6),
                ("by another key of its name", other.cosignature(text, NOW_S - 100), 0, 6),
                ("of a log, with its name", f"\u2014 {W4.name} " + base64.b64encode(FIRST.id + bytes(72)).decode(), 0, 6),
                ("without a time", f"\u2014 {W4.name} " + base64.b64encode(W4.id + W4.sign(text.encode())).decode(), 10, 6),
                ("cut off", f"\u2014 {W4.name} " + base64.b64encode(W4.id + bytes(9)).decode(), 10, 6),
                ("another time in the line", self.at_another_time(log.lines(11)[0][2]), 10, 6),
                ("a true one", W4.cosignature(text, NOW_S - 100), 0, 11)]:
            with self.subTest(name):
                statements = [("UPDATE cosignature SET line = ? WHERE size = 11", (line,))]
                fault = {"check": "V1", "index": 10} if status else {}
                self.check(log, status, witnessed, "--policy", self.policy(), statements=statements, **fault)
                self.check(log, 0, None, statements=statements)
                self.check(log, 0, 6, "--policy", self.policy("w5"), statements=[
                    ("UPDATE cosignature SET witness = 'x', line = ? WHERE size = 11", (line.replace(W4.name, "x"),))])

    @staticmethod
    def at_another_time(line):
        before, _, encoded_line = line.rpartition(" ")
        signed = bytearray(base64.b64decode(encoded_line))
        signed[11] ^= 1
        return f"{before} {base64.b64encode(signed).decode()}"

    def test_the_column_of_times(self):
        later = [("UPDATE cosignature SET time = time + 1 WHERE size = 11",)]
        self.check(witnessed_log(), 10, 6, "--policy", self.policy(), check="V1", index=10, statements=later)
        self.check(witnessed_log(), 0, None, statements=later)

    def test_cosignatures_of_the_note_itself_count_too(self):
        log = witnessed_log()
        self.check(log, 0, 11, "--policy", self.policy(), statements=[
            ("UPDATE checkpoint SET note = ? WHERE size = 11", (log.cosigned(11),)), ("DELETE FROM cosignature",)])
        self.check(log, 10, 6, "--policy", self.policy(), check="V1", index=10, statements=[
            ("UPDATE checkpoint SET note = ? WHERE size = 11", (log.note(11) + W4.cosignature("x\n", NOW_S) + "\n",)),
            ("DELETE FROM cosignature WHERE size = 11",)])

    def test_one_in_the_future_does_not_count(self):
        for seconds, witnessed in [(300, 14), (301, 11), (10**9, 11)]:
            with self.subTest(seconds):
                log = witnessed_log()
                log.cosign(W4, time=NOW_S + seconds)
                self.check(log, 0, witnessed, "--policy", self.policy())
                self.check(log, 0, None)
        log = witnessed_log()
        log.cosign(W6, time=NOW_S + 301)
        (self.folder / "ahead").mkdir()
        path = log.write(self.folder / "ahead")
        with clock(NOW_S * 1000):
            _, _, said = run_and_hear("--data", path / "data", "--policy", self.policy("none"))
        self.assertIn("301 seconds in the future", said)

    def test_one_that_is_too_old(self):
        log = witnessed_log()
        self.check(log, 0, 11, "--policy", self.policy(), "--max-age", 100)
        said = self.check(log, 20, 11, "--policy", self.policy(), "--max-age", 99, check="V2", index=10)
        self.assertRegex(said, "^stale: .* 100 seconds old, at most 99$")
        self.check(log, 20, 6, "--policy", self.policy("w5"), "--max-age", 999, check="V2", index=5)
        self.check(log, 0, 6, "--policy", self.policy("w5"), "--max-age", 1000)
        self.check(log, 0, 14, "--policy", self.policy("none"), "--max-age", 0)

    def test_the_newest_of_those_that_count_is_young_enough(self):
        log = witnessed_log()
        log.cosign(W4, time=NOW_S - 50)
        log.cosign(W5, time=NOW_S - 10)
        self.check(log, 0, 14, "--policy", self.policy("g", "group g any w4 w5\n"), "--max-age", 10)
        self.check(log, 20, 14, "--policy", self.policy("g", "group g any w4 w5\n"), "--max-age", 9, check="V2", index=13)
        # A witness that is no part of the quorum does not make it younger.
        self.check(log, 20, 14, "--policy", self.policy("w4"), "--max-age", 10, check="V2", index=13)

    def test_v2_comes_after_v1_and_before_v3(self):
        log = witnessed_log()
        gone, hashes = "DELETE FROM cosignature WHERE size = 11", "UPDATE leaf SET hash = zeroblob(32) WHERE idx = 3"
        unsigned = "UPDATE cosignature SET line = '' WHERE size = 6"
        self.check(log, 11, None, check="V4", index=3, statements=[(hashes,)])
        self.check(log, 20, None, "--policy", self.policy("w6"), check="V2", index=13, statements=[(gone,), (hashes,)])
        self.check(log, 10, None, "--policy", self.policy("w6"), check="V1", index=5, statements=[(gone,), (unsigned,)])

    def test_the_result_in_words(self):
        folder = witnessed_log().write(self.folder)
        with contextlib.redirect_stdout(io.StringIO()) as output, contextlib.redirect_stderr(io.StringIO()):
            self.assertEqual(verify.main(["--data", str(folder / "data"), "--policy", str(self.policy())]), 0)
        self.assertRegex(
            output.getvalue(), r"\Averified 14 entries, .*\nthe newest checkpoint that meets the policy is that at 11\n\Z")


class Receipts(VerifyTest):
    def receipt(self, log, index):
        proof = inclusion_proof(index, log.hashes())
        lines = ["c2sp.org/tlog-proof@v1", "extra " + base64.b64encode(log.entry(index)).decode(), f"index {index}"]
        lines += [base64.b64encode(value).decode() for value in proof]
        return "\n".join(lines) + "\n\n" + log.cosigned(len(log.leaves))

    def status(self, text, *keys):
        return self.verify_receipt(text, *[argument for key in keys for argument in ("--key", key.text)])[0]

    def verify_receipt(self, text, *trust):
        path = self.folder / "receipt"
        path.write_text(text, encoding="utf-8", newline="")
        return run("--receipt", path, *trust)

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

    def test_a_policy_says_whom_to_trust(self):
        log = sample_log()
        log.cosign(WITNESSES[0], time=NOW_S - 100)
        receipt = self.receipt(log, 8)
        false = receipt.replace(log.lines(12)[0][2], WITNESSES[0].cosignature("another text\n", NOW_S))
        without = receipt.replace(log.lines(12)[0][2] + "\n", "")
        for name, text, trust, status, witnessed in [
                ("met", receipt, ["--policy", self.policy()], 0, 12),
                ("no policy", receipt, ["--key", SECOND.text], 0, None),
                ("young enough", receipt, ["--policy", self.policy(), "--max-age", 100], 0, 12),
                ("stale", receipt, ["--policy", self.policy(), "--max-age", 99], 20, 12),
                ("no cosignature", without, ["--policy", self.policy()], 20, None),
                ("a false one", false, ["--policy", self.policy()], 10, None),
                ("a false one, nobody asks", false, ["--key", SECOND.text], 0, None)]:
            with self.subTest(name):
                actual, result = self.verify_receipt(text, *trust)
                self.assertEqual((actual, result["witnessed_size"]), (status, witnessed), result)
                self.assertEqual([fault["check"] for fault in result["faults"]], {0: [], 10: ["V1"], 20: ["V2"]}[status])
        for name, policy, more, status in [
                ("another witness", {"quorum": "w5"}, [], 20), ("nobody", {"quorum": "none"}, [], 0),
                ("another log", {"logs": [STRANGER]}, [], 10), ("no log", {"logs": []}, [], 1),
                ("no log, but a key", {"logs": []}, ["--key", SECOND.text], 0),
                ("another log, and a key", {"logs": [STRANGER]}, ["--key", SECOND.text], 0)]:
            with self.subTest(name):
                self.assertEqual(self.verify_receipt(receipt, "--policy", self.policy(**policy), *more)[0], status)


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
        self.resources["/log/checkpoint"] = log.cosigned(size).encode()
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

    def test_a_policy_says_whom_to_trust(self):
        log = sample_log()
        log.cosign(WITNESSES[0], time=NOW_S - 100)
        self.serve(log)
        self.assertEqual(run("--url", self.url)[1]["witnessed_size"], None)
        for name, policy, more, status, witnessed in [
                ("met", {}, [], 0, 12), ("young enough", {}, ["--max-age", 100], 0, 12),
                ("stale", {}, ["--max-age", 99], 20, 12),
                ("another witness", {"quorum": "w5"}, [], 20, None), ("nobody", {"quorum": "none"}, [], 0, 12),
                ("keys as they are served", {"logs": []}, [], 0, 12), ("a log's first key", {"logs": [FIRST]}, [], 10, None),
                ("the other key beside it", {"logs": [FIRST]}, ["--key", SECOND.text], 0, 12)]:
            with self.subTest(name):
                actual, result = run("--url", self.url, "--policy", self.policy(**policy), *more)
                self.assertEqual((actual, result["witnessed_size"]), (status, witnessed), result)
        for name, line, status in [
                ("no cosignature", None, 20), ("a false one", WITNESSES[0].cosignature("another text\n", NOW_S), 10),
                ("a false one of an unknown witness", STRANGER.cosignature("another text\n", NOW_S), 20)]:
            with self.subTest(name):
                self.resources["/log/checkpoint"] = (log.note(12) + (line + "\n" if line else "")).encode()
                self.assertEqual(run("--url", self.url, "--policy", self.policy())[0], status)

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
