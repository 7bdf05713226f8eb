#!/usr/bin/env python3
"""Verifies a Limpid decision log without any of Limpid's code.

Written from the specifications alone, with the Python standard library alone (3.8 or later; SQLite 3.37 or later), so that
an auditor can read all of it and need not trust the program that wrote the log:

  RFC 6962 and 9162   the Merkle tree, inclusion and consistency proofs
  RFC 8032            Ed25519
  RFC 8785            canonical JSON
  C2SP                signed-note, tlog-checkpoint, tlog-cosignature, tlog-policy, tlog-tiles, tlog-proof

  python3 verify.py --data DIR [--guard FILE] [--since CHECKPOINT_FILE] [TRUST ...] [--json]
  python3 verify.py --url BASE [--since CHECKPOINT_FILE] [TRUST ...] [--json]
  python3 verify.py --receipt FILE TRUST ... [--json]
  python3 verify.py --self-test

TRUST says whom to trust: --key VKEY, once for each key; or --policy FILE, a C2SP tlog-policy, which names logs' keys,
witnesses, and how many of these must have cosigned; or both. With --max-age SECONDS, which goes with --policy, the newest
cosignature that counts must not be older.

Checks, in this order of importance:

  V1  checkpoints and cosignatures are strictly formed and signed by the log's key and the witnesses'
  V2  a checkpoint is cosigned by as many witnesses as the policy asks for, and lately (--policy only)
  V3  no entry is missing
  V4  stored hashes are those of the entries
  V5  the tree's root is the signed one, and no more is left unsigned than a crash explains
  V6  stored tiles and frontier are those of the tree
  V7  older checkpoints are of the same tree
  V8  the guard is not ahead of the log
  V9  entries are canonical JSON of a known form
  V10 entries make sense after those before them
  V11 tables made from the entries agree with them
  V12 content is there unless an entry erased it, and not for longer than the log says that it is kept

Without --key, and without a policy that names a log, the log is checked against the keys it names itself. That shows that
it agrees with itself and with the checkpoints you kept, not whose log it is.

Exit status: 0 verified, 1 usage (or self-test failed), 2 unreadable; else that of the first check that fails: 10 V1, 20 V2,
11 V3 to V6, 12 V7, 13 V8, 14 V9 to V11, 15 V12.
"""

import argparse
import base64
import functools
import hashlib
import http.client
import json
import re
import sqlite3
import sys
import urllib.error
import urllib.request
import zlib
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

USAGE, UNREADABLE = 1, 2
EXIT_OF_CHECK = {1: 10, 2: 20, 3: 11, 4: 11, 5: 11, 6: 11, 7: 12, 8: 13, 9: 14, 10: 14, 11: 14, 12: 15}
MOST_FAULTS = 20


class Unreadable(Exception):
    """What was to be verified could not be read."""


class Malformed(ValueError):
    """Bytes that are not in the form their specification asks for."""


def shown(value):
    """A value from the log, fit for a terminal: ASCII, without control characters, short."""
    text = value.hex() if isinstance(value, bytes) else ascii(value)
    return text if len(text) <= 120 else text[:117] + "..."


class Faults:
    """Everything found wrong: of each check, those at the lowest indexes."""

    def __init__(self):
        self._of_check = {}

    def add(self, check, index, message):
        found = self._of_check.setdefault(check, [])
        found.append((index, message))
        if len(found) > 4 * MOST_FAULTS:
            found.sort()
            del found[MOST_FAULTS:]

    def first(self):
        """The lowest check first, then the lowest index."""
        ordered = [(check, *fault) for check in sorted(self._of_check) for fault in sorted(self._of_check[check])]
        return ordered[:MOST_FAULTS]

    def exit_status(self):
        return EXIT_OF_CHECK[min(self._of_check)] if self._of_check else 0


# Ed25519 (RFC 8032, section 5.1). Points are (X, Y, Z, T) with x = X/Z, y = Y/Z, x*y = T/Z.

P = 2**255 - 19
GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
IDENTITY = (0, 1, 1, 0)


def add_points(p, q):
    """Section 5.1.4; complete, so it serves for doubling too."""
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def decode_point(encoded):
    """Section 5.1.3. Refuses a y that is not reduced, a y off the curve, and a negative zero."""
    if len(encoded) != 32:
        raise Malformed("a point has 32 bytes")
    y = int.from_bytes(encoded, "little")
    sign = y >> 255
    y &= 2**255 - 1
    if y >= P:
        raise Malformed("a point's y is not below p")
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if (v * x * x + u) % P == 0:
        x = x * SQRT_OF_MINUS_ONE % P
    if (v * x * x - u) % P != 0:
        raise Malformed("not a point of the curve")
    if x == 0 and sign:
        raise Malformed("a point's x is negative zero")
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


def encode_point(point):
    """Section 5.1.2."""
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


class Multiples:
    """Multiples of one point: those by 0 to 15 at each of 64 positions of a scalar in base 16."""

    def __init__(self, point):
        self._rows = []
        for _ in range(64):
            row = [IDENTITY]
            for _ in range(15):
                row.append(add_points(row[-1], point))
            self._rows.append(row)
            point = add_points(row[-1], point)

    def times(self, scalar):
        total = IDENTITY
        for row in self._rows:
            if scalar & 15:
                total = add_points(total, row[scalar & 15])
            scalar >>= 4
        return total


@functools.lru_cache(maxsize=1)
def multiples_of_base():
    return Multiples(decode_point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")))


@functools.lru_cache(maxsize=64)
def multiples_of_negative_key(public):
    """A log has few keys and many checkpoints, so a table for each key pays."""
    x, y, z, t = decode_point(public)
    point = (P - x, y, z, P - t)
    eightfold = point
    for _ in range(3):
        eightfold = add_points(eightfold, eightfold)
    if eightfold[0] % P == 0:
        raise Malformed("a key of small order, for which anybody can sign")
    return Multiples(point)


def ed25519_verifies(public, message, signature):
    """Section 5.1.7 without the cofactor: R must be, byte for byte, the encoding of [S]B - [k]A."""
    if len(signature) != 64:
        return False
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    if s >= GROUP_ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(r + public + message).digest(), "little") % GROUP_ORDER
    return encode_point(add_points(multiples_of_base().times(s), multiples_of_negative_key(public).times(k))) == r


# Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint, tlog-cosignature).

ED25519, COSIGNATURE = 1, 4
MOST_SIGNATURES = 64
DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


def strict_base64(text):
    """Standard base64 with padding; of two spellings of the same bytes only the canonical one."""
    try:
        decoded = base64.b64decode(text, validate=True)
    except ValueError:
        raise Malformed(f"not base64: {shown(text)}") from None
    if base64.b64encode(decoded).decode() != text:
        raise Malformed(f"not canonical base64: {shown(text)}")
    return decoded


def strict_hash(text):
    decoded = strict_base64(text)
    if len(decoded) != 32:
        raise Malformed(f"a hash has 32 bytes, this one {len(decoded)}")
    return decoded


def strict_decimal(text):
    if not DECIMAL.fullmatch(text) or int(text) >= 2**63:
        raise Malformed(f"not a decimal number below 2^63 without leading zeros: {shown(text)}")
    return int(text)


def check_key_name(name):
    if not name or "+" in name or any(character.isspace() for character in name):
        raise Malformed(f"not a key's name: {shown(name)}")


class VerifierKey:
    """A key as C2SP writes it: name, "+", eight hex digits of its id, "+", base64 of its type and bytes."""

    def __init__(self, text):
        parts = text.split("+", 2)
        if len(parts) != 3:
            raise Malformed(f"not a verifier key: {shown(text)}")
        name, identity, encoded = parts
        check_key_name(name)
        typed = strict_base64(encoded)
        self.text, self.name, self.kind, self.public = text, name, typed[:1], typed[1:]
        self.id = hashlib.sha256(name.encode() + b"\n" + typed).digest()[:4]
        if self.kind not in (bytes([ED25519]), bytes([COSIGNATURE])):
            raise Malformed(f"not an Ed25519 key: {shown(text)}")
        if identity != self.id.hex():
            raise Malformed(f"a verifier key with the id {shown(identity)}, which should be {self.id.hex()}")
        multiples_of_negative_key(self.public)

    def is_log(self):
        return self.kind == bytes([ED25519])

    def verifies(self, text, signature):
        if self.is_log():
            return ed25519_verifies(self.public, text, signature)
        if len(signature) != 72:
            return False
        time = int.from_bytes(signature[:8], "big")
        return ed25519_verifies(self.public, b"cosignature/v1\ntime %d\n" % time + text, signature[8:])


def check_no_control(text):
    if any(character < " " for character in text):
        raise Malformed("a note holds a control character")


def parse_signature(line):
    """The key's name, its id, and the signature's bytes."""
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "\u2014":
        raise Malformed(f"not a line of a signature: {shown(line)}")
    check_key_name(parts[1])
    decoded = strict_base64(parts[2])
    if len(decoded) < 5:
        raise Malformed("a signature without bytes")
    return parts[1], decoded[:4], decoded[4:]


class Checkpoint:
    """A signed note that says how large a log is and what its root is."""

    def __init__(self, note):
        try:
            decoded = note.decode("utf-8")
        except UnicodeDecodeError:
            raise Malformed("a note is not UTF-8") from None
        check_no_control(decoded.replace("\n", ""))
        # The text may hold empty lines itself: the last one ends it.
        text, separator, signatures = decoded.rpartition("\n\n")
        if not separator or not signatures.endswith("\n"):
            raise Malformed("a note is a text, an empty line and lines of signatures")
        self.text = (text + "\n").encode()
        self.signatures = [parse_signature(line) for line in signatures[:-1].split("\n")]
        if len(self.signatures) > MOST_SIGNATURES:
            raise Malformed(f"more than {MOST_SIGNATURES} signatures")
        lines = text.split("\n")
        if len(lines) < 3 or not all(lines):
            raise Malformed("a checkpoint is an origin, a size, a root, and no empty line")
        self.origin, self.size, self.root = lines[0], strict_decimal(lines[1]), strict_hash(lines[2])

    def signers(self, keys):
        """Those keys that signed it. A signature of an unknown key says nothing; a false one of a known key, everything."""
        known = {(key.name, key.id): key for key in keys}
        found = []
        for name, identity, signature in self.signatures:
            key = known.get((name, identity))
            if key is None:
                continue
            if not key.verifies(self.text, signature):
                raise Malformed(f"the signature of {shown(key.text)} is false")
            found.append(key)
        return found


# Policies (C2SP tlog-policy): which logs and witnesses to trust, and how many witnesses must have cosigned (V2).

NOT_IN_A_POLICY = re.compile(rb"[^\t\x20-\x7e\x80-\xff]")
NO_WITNESS = b"none"
FUTURE_TOLERANCE_S = 5 * 60


def now_ms():
    """Milliseconds since 1970."""
    return (datetime.now(timezone.utc) - EPOCH) // timedelta(milliseconds=1)


class Policy:
    """What a policy's lines say. Names are octets that mean nothing outside of it."""

    def __init__(self, document):
        self.logs = []
        self.witnesses = {}
        self._groups = {}
        self._grouped = set()
        self._quorum = None
        lines = document.split(b"\n")
        for number, line in enumerate(lines, 1):
            try:
                self._read_line(line, number == len(lines))
            except Malformed as error:
                raise Malformed(f"line {number}: {error}") from None
        if self._quorum is None:
            raise Malformed(f"line {len(lines)}: the end, and there was no quorum")

    def _read_line(self, line, last):
        if NOT_IN_A_POLICY.search(line):
            raise Malformed("an octet that a policy must not hold")
        if last and line:
            raise Malformed("the line does not end in a line feed")
        keyword, *items = line.split() or [b"#"]
        if keyword.startswith(b"#"):
            return
        if keyword == b"log" and len(items) in (1, 2):
            self.logs.append(self._key(items[0], ED25519, self.logs))
        elif keyword == b"witness" and len(items) in (2, 3):
            self._check_new(items[0])
            self.witnesses[items[0]] = self._key(items[1], COSIGNATURE, self.witnesses.values())
        elif keyword == b"group" and len(items) >= 3:
            self._check_new(items[0])
            self._groups[items[0]] = self._threshold(items[1], len(items) - 2), self._members(items[2:])
        elif keyword == b"quorum" and len(items) == 1:
            self._read_quorum(items[0])
        else:
            raise Malformed(f"neither log, witness, group nor quorum with what belongs to it: {self._shown(line)}")

    @staticmethod
    def _shown(octets):
        return shown(octets.decode("utf-8", "backslashreplace"))

    @staticmethod
    def _key(octets, kind, others):
        try:
            key = VerifierKey(octets.decode("utf-8"))
        except UnicodeDecodeError:
            raise Malformed("a verifier key that is not UTF-8") from None
        if key.kind != bytes([kind]):
            raise Malformed(f"a key of type {key.kind.hex()}, expected {kind:02x}: {shown(key.text)}")
        if any(key.public == other.public for other in others):
            raise Malformed(f"a public key that was there before: {shown(key.text)}")
        return key

    def _is_defined(self, name):
        return name in self.witnesses or name in self._groups

    def _check_new(self, name):
        if name == NO_WITNESS or self._is_defined(name):
            raise Malformed(f"a name that is taken: {self._shown(name)}")

    def _threshold(self, text, most):
        if text in (b"any", b"all"):
            return 1 if text == b"any" else most
        threshold = strict_decimal(text.decode("utf-8", "backslashreplace"))
        if not 1 <= threshold <= most:
            raise Malformed(f"{threshold} of {most} members")
        return threshold

    def _members(self, names):
        for name in names:
            if not self._is_defined(name):
                raise Malformed(f"a member that no earlier line defines: {self._shown(name)}")
            if name in self._grouped:
                raise Malformed(f"a member of a group for the second time: {self._shown(name)}")
            self._grouped.add(name)
        return names

    def _read_quorum(self, name):
        if self._quorum is not None:
            raise Malformed("a second quorum")
        if name != NO_WITNESS and not self._is_defined(name):
            raise Malformed(f"a quorum that no earlier line defines: {self._shown(name)}")
        self._quorum = name

    def is_met(self, cosigned):
        """Whether these witnesses are enough. A group's members stand before it."""
        met = set(cosigned)
        for name, (threshold, members) in self._groups.items():
            if sum(member in met for member in members) >= threshold:
                met.add(name)
        return self._quorum == NO_WITNESS or self._quorum in met

    def counting(self):
        """The witnesses that the quorum is made of: others say nothing, and under "quorum none" all are others."""
        needed = {self._quorum}
        for name, (_, members) in reversed(list(self._groups.items())):
            if name in needed:
                needed.update(members)
        return needed.intersection(self.witnesses)


class Witnessing:
    """V2: the newest checkpoint that meets a policy. Without a policy there is none, and no fault."""

    def __init__(self, arguments, faults):
        self._policy = arguments.policy
        self._max_age = arguments.max_age
        self._faults = faults
        self._now = now_ms() // 1000
        witnesses = {} if self._policy is None else self._policy.witnesses
        self._known = {(key.name, key.id): (witness, key) for witness, key in witnesses.items()}
        self._counting = set() if self._policy is None else self._policy.counting()
        self._newest_time = None
        self._ahead = set()
        self.size = None

    def cosignatures(self, checkpoint, signatures):
        """Those of the policy's witnesses: each the witness's name in the policy, and the time. A false one is refused."""
        found = []
        for name, identity, signature in signatures:
            if (name, identity) not in self._known:
                continue
            witness, key = self._known[name, identity]
            if not key.verifies(checkpoint.text, signature):
                raise Malformed(f"the cosignature of {shown(key.text)} is false")
            found.append((witness, int.from_bytes(signature[:8], "big")))
        return found

    def count(self, size, cosignatures):
        """All the cosignatures that were found of the checkpoint at this size."""
        if self._policy is None:
            return
        counted = []
        for witness, time in cosignatures:
            if time > self._now + FUTURE_TOLERANCE_S:
                # One witness with a wrong clock must not spoil a log that has cosignatures enough without it.
                if witness not in self._ahead:
                    name = shown(self._policy.witnesses[witness].name)
                    print(f"a cosignature of {name} is {time - self._now} seconds in the future; such ones do not count",
                          file=sys.stderr)
                self._ahead.add(witness)
            elif witness in self._counting:
                counted.append((witness, time))
        if self._policy.is_met(witness for witness, _ in counted) and (self.size is None or size > self.size):
            self.size = size
            self._newest_time = max((time for _, time in counted), default=None)

    def finish(self, index):
        """After the last checkpoint."""
        if self._policy is None:
            return
        if self.size is None:
            self._faults.add(2, index, "no checkpoint is cosigned by as many witnesses as the policy asks for")
        elif self._max_age is not None and self._newest_time is not None:
            age = self._now - self._newest_time
            if age > self._max_age:
                self._faults.add(
                    2, max(self.size - 1, 0), f"stale: the newest cosignature of the checkpoint at {self.size} "
                    f"is {age} seconds old, at most {self._max_age}")


# The Merkle tree (RFC 6962, section 2.1; RFC 9162, section 2.1).


def leaf_hash(entry):
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """All that appending needs of a tree: the roots of its perfect subtrees, the largest first."""

    def __init__(self):
        self.size = 0
        self.roots = []

    def append(self, hash_of_leaf):
        """Gives the tiles' hashes that this leaf completes: (level, index, hash), from level 1 on."""
        completed = []
        root, height, position = hash_of_leaf, 0, self.size
        while position & 1:
            root = node_hash(self.roots.pop(), root)
            height, position = height + 1, position >> 1
            if height % 8 == 0:
                completed.append((height // 8, position, root))
        self.roots.append(root)
        self.size += 1
        return completed

    def root(self):
        if not self.roots:
            return hashlib.sha256(b"").digest()
        return functools.reduce(lambda right, left: node_hash(left, right), reversed(self.roots))

    def encoded(self):
        return self.size.to_bytes(8, "big") + b"".join(self.roots)


def inclusion_holds(index, size, hash_of_leaf, proof, root):
    """RFC 9162, section 2.1.3.2."""
    if not 0 <= index < size or any(len(value) != 32 for value in (hash_of_leaf, root, *proof)):
        return False
    position, last, computed = index, size - 1, hash_of_leaf
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            computed = node_hash(sibling, computed)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            computed = node_hash(computed, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and computed == root


def consistency_holds(old_size, new_size, proof, old_root, new_root):
    """RFC 9162, section 2.1.4.2. Every tree extends the empty one, so a proof from size 0 proves nothing: refused."""
    if not 0 < old_size <= new_size or any(len(value) != 32 for value in (old_root, new_root, *proof)):
        return False
    if old_size == new_size:
        return not proof and old_root == new_root
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    position, last = old_size - 1, new_size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and old == old_root and new == new_root


# Entries: canonical JSON (RFC 8785, without null, fractions and large numbers) and what must be in it (V9).

LONGEST_ENTRY = 65535
LARGEST_INTEGER = 2**53 - 1
TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{3})Z", re.ASCII)
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def canonical(value):
    """Python's escapes are those of RFC 8785. Keys stay in their order: who parses checks it, who writes sorts."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _ordered_object(pairs):
    """RFC 8785 sorts keys by UTF-16 code units, which is not the order of code points. A key twice is out of order, too."""
    units = [key.encode("utf-16-be", "surrogatepass") for key, _ in pairs]
    for before, after in zip(units, units[1:]):
        if before >= after:
            raise Malformed(f"keys out of order or twice: {shown(after.decode('utf-16-be', 'replace'))}")
    return dict(pairs)


def _integer(digits):
    if len(digits) > 17 or abs(int(digits)) > LARGEST_INTEGER:
        raise Malformed(f"a number out of range: {shown(digits)}")
    return int(digits)


def _no_number(text):
    raise Malformed(f"a number that is no integer: {shown(text)}")


def holds_null(value):
    if isinstance(value, dict):
        return any(holds_null(inner) for inner in value.values())
    if isinstance(value, list):
        return any(holds_null(inner) for inner in value)
    return value is None


_DECODER = json.JSONDecoder(
    object_pairs_hook=_ordered_object, parse_int=_integer, parse_float=_no_number, parse_constant=_no_number)


def parse_entry(entry):
    """An entry's JSON, if its bytes are the only ones that could stand for it."""
    if len(entry) > LONGEST_ENTRY:
        raise Malformed(f"{len(entry)} bytes, at most {LONGEST_ENTRY}")
    try:
        value = _DECODER.decode(entry.decode("utf-8"))
        written = canonical(value)
        null = b"null" in entry and holds_null(value)
    except Malformed:
        raise
    except (ValueError, RecursionError) as error:
        raise Malformed(f"not JSON in UTF-8: {shown(str(error))}") from None
    if written != entry:
        raise Malformed("not canonical JSON")
    if not isinstance(value, dict):
        raise Malformed("not an object")
    if null:
        raise Malformed("holds null")
    return value


def milliseconds(text):
    """A time as entries write it, in milliseconds since 1970."""
    match = TIME.fullmatch(text)
    if not match:
        raise Malformed(f"not a time: {shown(text)}")
    *parts, thousandths = map(int, match.groups())
    try:
        moment = datetime(*parts, thousandths * 1000, tzinfo=timezone.utc)
    except ValueError:
        raise Malformed(f"not a time: {shown(text)}") from None
    return (moment - EPOCH) // timedelta(milliseconds=1)


def is_text(value):
    return isinstance(value, str) and value != ""


def is_string(value):
    return isinstance(value, str)


def is_count(value):
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def is_truth(value):
    return isinstance(value, bool)


def is_action(value):
    return value in ("allow", "label", "limit", "hold", "remove")


def list_of(item):
    return lambda value: isinstance(value, list) and all(item(inner) for inner in value)


def object_with(fields):
    return lambda value: isinstance(value, dict) and not wrong_fields(value, fields)


def wrong_fields(value, fields):
    return [name for name, fits in fields.items() if name not in value or not fits(value[name])]


def one_of(*texts):
    return lambda value: value in texts


def text_of(pattern):
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value, re.ASCII) is not None


def counts_by_name(value):
    return isinstance(value, dict) and all(is_count(inner) for inner in value.values())


GROUND = {"kind": is_text, "clause": is_string}
REASON = {
    "rule": is_text, "revision": is_count, "rule_digest": is_text, "ruleset": is_text, "ruleset_version": is_text,
    "ruleset_digest": is_text, "file": is_string, "line": is_count, "category": is_text, "action": is_action,
    "ground": object_with(GROUND), "decisive": is_truth}
RULESET = {"name": is_text, "version": is_text, "digest": is_text}
MODEL = {"name": is_text, "digest": is_text}
# A step in the life of a version of a ruleset.
STEP = dict(RULESET, stage=is_text, actor=is_text, reason=is_text)
# What an entry of each type must have; it may have more.
FIELDS = {
    "decision": {
        "decision_id": is_text, "action": is_action, "categories": list_of(is_text), "language": is_string,
        "decided_by": is_text, "reasons": list_of(object_with(REASON)), "reasons_total": is_count,
        "rulesets": list_of(object_with(RULESET)), "models": list_of(object_with(MODEL)), "engine": is_text,
        "outcome": is_text, "complete": is_truth},
    "log_start": {"origin": is_text, "key": is_text, "previous_size": is_count},
    "key_rotation": {"key": is_text, "previous": is_text},
    "ruleset_activation": {"digest": is_text},
    "erasure": {"decision_ids": list_of(is_text), "reason": is_text},
    "hold": {"decision_ids": list_of(is_text), "held": is_truth},
    "model_activation": MODEL, "model_deactivation": MODEL,
    "export": {"format": is_text, "stage": one_of("begun", "done")},
    "publication": STEP, "ruleset_stage": STEP, "ruleset_approval": STEP,
    "brake": {"rule": is_text, "ruleset_digest": is_text, "state": is_text},
    "step_undone": {"undone": is_count, "reason": is_text},
    "api_key": {"key": is_text, "role": is_text, "name": is_text, "state": is_text, "actor": is_text},
    "config_change": {}, "access": {}, "replay": {}}
# What it may lack.
OPTIONAL_FIELDS = {
    "decision": {"platform": is_text, "shadow_rulesets": list_of(object_with(RULESET))},
    "config_change": {"content_kept_days": counts_by_name}}
# What a decision must have that has something to disclose, and an export that is done.
DISCLOSED = {"answer_digest": text_of("[A-Za-z0-9_-]{43}"), "store": one_of("full", "digest")}
EXPORTED = {"records": is_count, "sha256": text_of("[0-9a-f]{64}")}


def fields_of(leaf):
    """The fields that are asked of an entry."""
    kind = leaf["type"]
    fields = dict(FIELDS[kind])
    fields.update((name, fits) for name, fits in OPTIONAL_FIELDS.get(kind, {}).items() if name in leaf)
    if kind == "decision" and "sd" in leaf:
        fields.update(DISCLOSED)
    if kind == "export" and leaf.get("stage") == "done":
        fields.update(EXPORTED)
    return fields


def check_form(leaf):
    """An entry's fields; gives its time in milliseconds."""
    if leaf.get("v") != 1 or not is_count(leaf["v"]):
        raise Malformed(f"version {shown(leaf.get('v'))}, not 1")
    kind = leaf.get("type")
    if not isinstance(kind, str) or kind not in FIELDS:
        raise Malformed(f"unknown type {shown(kind)}")
    if not is_text(leaf.get("time")):
        raise Malformed("no time")
    time = milliseconds(leaf["time"])
    wrong = wrong_fields(leaf, fields_of(leaf))
    if wrong:
        raise Malformed(f"{kind} lacks, or has malformed: {', '.join(wrong)}")
    if kind == "decision" and leaf["reasons_total"] < len(leaf["reasons"]):
        raise Malformed(f"{len(leaf['reasons'])} reasons, of {leaf['reasons_total']} in all")
    return time


# What entries mean after those before them (V10), and the keys that they name (V1).

CLOCK_TOLERANCE_MS = 5 * 60 * 1000
DAY_MS = 24 * 60 * 60 * 1000
# What is due is erased once a day, and a day's delay is no fault.
OVERDUE_AFTER_DAYS = 2


class Keys:
    """Which key signs from which size on, as entries tell it; of those trusted, if somebody said which."""

    def __init__(self, trusted):
        self._trusted = trusted
        self._in_use_from = []
        self.introduced = []

    def in_use(self, size):
        """The last key that an entry before this size named."""
        before = [key for index, key in self._in_use_from if index < size]
        return before[-1] if before else None

    def known(self, size):
        named = [key for index, key in self._in_use_from if index < size]
        return named + (self._trusted or [])

    def last(self):
        return self._in_use_from[-1][1] if self._in_use_from else None

    def name(self, index, text):
        """An entry names a key: perhaps the one in use."""
        if self.last() is not None and self.last().text == text:
            return
        key = VerifierKey(text)
        if not key.is_log():
            raise Malformed(f"not a key that signs checkpoints: {shown(text)}")
        self._in_use_from.append((index, key))
        if all(text != other for _, other in self.introduced):
            self.introduced.append((index, text))
        if self._trusted is not None and all(text != other.text for other in self._trusted):
            raise Malformed(f"the log names a key that is not trusted: {shown(text)}")


class Decisions:
    """Decisions so far, by id: in a temporary file of SQLite's, since there may be more than memory holds."""

    def __init__(self):
        self._scratch = sqlite3.connect("", isolation_level=None)
        self._scratch.execute(
            "CREATE TABLE decision (id TEXT PRIMARY KEY, idx INTEGER, erasable INTEGER, stored INTEGER, erased INTEGER,"
            " hold INTEGER, released INTEGER, time INTEGER, action TEXT, platform TEXT) WITHOUT ROWID")
        self._scratch.execute("BEGIN")

    def add(self, index, leaf, time, stored):
        """False if there was one of this id."""
        row = (leaf["decision_id"], index, "sd" in leaf, stored, time, leaf["action"], leaf.get("platform"))
        return self._scratch.execute(
            "INSERT OR IGNORE INTO decision VALUES (?, ?, ?, ?, 0, NULL, 0, ?, ?, ?)", row).rowcount == 1

    def find(self, identity):
        """Its index, whether it can be erased, whether its content is stored, and whether it was erased."""
        return self._scratch.execute(
            "SELECT idx, erasable, stored, erased FROM decision WHERE id = ?", (identity,)).fetchone()

    def erase(self, identity):
        self._scratch.execute("UPDATE decision SET erased = 1 WHERE id = ?", (identity,))

    def hold(self, identity, entry):
        """By this entry, unless it is held already. False if there is no such decision."""
        return self._scratch.execute(
            "UPDATE decision SET hold = coalesce(hold, ?) WHERE id = ?", (entry, identity)).rowcount == 1

    def release(self, identity, time):
        """From its hold. False if there is no such decision."""
        return self._scratch.execute(
            "UPDATE decision SET hold = NULL, released = ? WHERE id = ?", (time, identity)).rowcount == 1

    def held(self):
        """Indexes of those under legal hold, in order, each with that of the entry that holds it."""
        return self._scratch.execute("SELECT idx, hold FROM decision WHERE hold IS NOT NULL ORDER BY idx")

    def overdue(self, kept_days, kept_since, now):
        """Indexes of those whose content should be gone by now, each with the days for which it was to be kept.

        What a new setting or the end of a hold makes due at once has the days of grace from then on.
        """
        for index, time, released, action, platform in self._scratch.execute(
                "SELECT idx, time, released, action, platform FROM decision WHERE stored AND hold IS NULL"):
            days = kept_days.get(f"{platform}:{action}" if platform is not None else action, kept_days.get(action))
            if days is not None:
                due = max(time + days * DAY_MS, kept_since, released)
                if due + OVERDUE_AFTER_DAYS * DAY_MS < now:
                    yield index, days

    def lost(self):
        """Indexes of decisions whose content is gone though no entry erased it."""
        return [index for index, in self._scratch.execute(
            "SELECT idx FROM decision WHERE erasable AND NOT stored AND NOT erased ORDER BY idx LIMIT ?",
            (MOST_FAULTS,))]


def outcome_of(decision):
    """The digest of what was decided and why, without when and under which id."""
    kept = ("action", "category", "revision", "rule", "ruleset", "ruleset_digest")
    reasons = [{name: reason[name] for name in kept} for reason in decision["reasons"]]
    return "sha256:" + hashlib.sha256(canonical({"action": decision["action"], "reasons": reasons})).hexdigest()


class Audit:
    """Reads all entries once, in order, and says what is wrong with them."""

    def __init__(self, faults, trusted):
        self.faults = faults
        self.frontier = Frontier()
        self.keys = Keys(trusted)
        self.decisions = Decisions()
        self.origin = None
        self.root_at = {}
        self.kept_days = {}
        self.kept_since = 0
        self._activated = {}
        self._shadowed = {}
        self._models = {}
        self._last_time = None

    def want_root_at(self, size):
        """Asks, before the first entry, for the root at this size to be kept in root_at."""
        self.root_at[size] = self.frontier.root() if size == 0 else None

    def append(self, entry):
        """The entry's hash, and the hashes of tiles that it completes."""
        hash_of_leaf = leaf_hash(entry)
        completed = self.frontier.append(hash_of_leaf)
        if self.frontier.size in self.root_at:
            self.root_at[self.frontier.size] = self.frontier.root()
        return hash_of_leaf, completed

    def read(self, index, entry, stored=True):
        """V9 and V10. Gives the entry and its time in milliseconds, or None if nothing can be said about it."""
        try:
            leaf = parse_entry(entry)
            time = check_form(leaf)
        except Malformed as error:
            self.faults.add(9, index, str(error))
            return None
        # A clock may have been put right while the service was down.
        if leaf["type"] != "log_start" and self._last_time is not None and time < self._last_time - CLOCK_TOLERANCE_MS:
            self.faults.add(10, index, f"more than 5 minutes earlier than an entry before it: {shown(leaf['time'])}")
        restarted = leaf["type"] == "log_start" or self._last_time is None
        self._last_time = time if restarted else max(time, self._last_time)
        if leaf["type"] == "decision":
            self._read_decision(index, leaf, time, stored)
        elif leaf["type"] == "erasure":
            self._read_erasure(index, leaf)
        elif leaf["type"] == "log_start":
            self._read_log_start(index, leaf)
        elif leaf["type"] == "key_rotation":
            self._read_key_rotation(index, leaf)
        elif leaf["type"] == "ruleset_activation":
            self._activated.setdefault(leaf["digest"], set()).add(index)
        elif leaf["type"] == "ruleset_stage":
            if leaf["stage"] == "shadow":
                self._shadowed.setdefault(leaf["digest"], set()).add(index)
        elif leaf["type"] == "step_undone":
            self._read_step_undone(index, leaf)
        elif leaf["type"] == "model_activation":
            self._models[leaf["name"]] = leaf["digest"]
        elif leaf["type"] == "model_deactivation":
            # A crash may come between it and the note that it was written, so that the next start writes it again.
            self._models.pop(leaf["name"], None)
        elif leaf["type"] == "hold":
            self._read_hold(index, leaf, time)
        elif leaf["type"] == "config_change":
            kept_days = leaf.get("content_kept_days", self.kept_days)
            if kept_days != self.kept_days:
                self.kept_days, self.kept_since = kept_days, time
        return leaf, time

    def _read_step_undone(self, index, leaf):
        if leaf["undone"] >= index:
            self.faults.add(10, index, f"speaks of a step that is not before it: {leaf['undone']}")
        for steps in (self._activated, self._shadowed):
            for digest, entries in list(steps.items()):
                entries.discard(leaf["undone"])
                if not entries:
                    del steps[digest]

    def _read_log_start(self, index, leaf):
        if leaf["previous_size"] != index:
            self.faults.add(10, index, f"log_start: previous_size {leaf['previous_size']}, expected {index}")
        self.same_origin(index, leaf["origin"])
        before = self.keys.last()
        if before is not None and before.text != leaf["key"]:
            self.faults.add(10, index, f"log_start names another key than the one in use: {shown(leaf['key'])}")
        elif before is None:
            self._name_key(index, leaf["key"])

    def _read_key_rotation(self, index, leaf):
        before = self.keys.last()
        if before is None or leaf["previous"] != before.text:
            expected = None if before is None else before.text
            self.faults.add(
                10, index, f"key_rotation: previous is {shown(leaf['previous'])}, expected {shown(expected)}")
        self._name_key(index, leaf["key"])

    def _read_erasure(self, index, leaf):
        for identity in leaf["decision_ids"]:
            found = self.decisions.find(identity)
            if found is None:
                self.faults.add(10, index, f"erasure of no earlier decision: {shown(identity)}")
            elif not found[1]:
                self.faults.add(10, index, f"erasure of decision {found[0]}, which has nothing to erase")

    def _read_hold(self, index, leaf, time):
        for identity in leaf["decision_ids"]:
            known = self.decisions.hold(identity, index) if leaf["held"] else self.decisions.release(identity, time)
            if not known:
                self.faults.add(10, index, f"hold of no earlier decision: {shown(identity)}")

    def _check_in_force(self, index, model):
        if self._models.get(model["name"]) != model["digest"]:
            self.faults.add(
                10, index, f"the model {shown(model['name'])} of this digest is not in force: {shown(model['digest'])}")

    def _read_decision(self, index, leaf, time, stored):
        if not self.decisions.add(index, leaf, time, stored):
            self.faults.add(10, index, f"decision_id was there before: {shown(leaf['decision_id'])}")
        digests = {ruleset["digest"] for ruleset in leaf["rulesets"]}
        for digest in sorted(digests - set(self._activated))[:1]:
            self.faults.add(10, index, f"no ruleset of this digest was activated before: {shown(digest)}")
        watching = {ruleset["digest"] for ruleset in leaf.get("shadow_rulesets", [])}
        for digest in sorted(watching - set(self._shadowed))[:1]:
            self.faults.add(10, index, f"no ruleset of this digest was put in shadow before: {shown(digest)}")
        for digest in sorted({reason["ruleset_digest"] for reason in leaf["reasons"]} - digests)[:1]:
            self.faults.add(10, index, f"a reason from a ruleset that is none of the decision's: {shown(digest)}")
        for model in leaf["models"]:
            self._check_in_force(index, model)
        if leaf["reasons_total"] > len(leaf["reasons"]):
            return
        decisive = [reason["action"] for reason in leaf["reasons"] if reason["decisive"]]
        if leaf["action"] != "allow" and leaf["action"] not in decisive:
            self.faults.add(10, index, f"no decisive reason for the action {leaf['action']}")
        if leaf["outcome"] != outcome_of(leaf):
            self.faults.add(10, index, f"outcome: expected {outcome_of(leaf)}, actual {shown(leaf['outcome'])}")

    def _name_key(self, index, text):
        try:
            self.keys.name(index, text)
        except Malformed as error:
            self.faults.add(1, index, str(error))

    def same_origin(self, index, origin):
        if self.origin is None:
            self.origin = origin
        elif self.origin != origin:
            self.faults.add(1, index, f"origin: expected {shown(self.origin)}, actual {shown(origin)}")

    def check_signature(self, checkpoint):
        """The key in use at a checkpoint's size must have signed it, and no other known key falsely."""
        key = self.keys.in_use(checkpoint.size)
        signers = checkpoint.signers(self.keys.known(checkpoint.size))
        if key is None:
            raise Malformed(f"no entry before size {checkpoint.size} names a key")
        if all(signer.text != key.text for signer in signers):
            raise Malformed(f"not signed by {shown(key.text)}")

    def check_since(self, note):
        """V7, for a checkpoint that somebody kept, after the last entry."""
        try:
            kept = Checkpoint(note)
            if self.origin is not None and kept.origin != self.origin:
                raise Malformed(f"origin: expected {shown(self.origin)}, actual {shown(kept.origin)}")
            if kept.size > self.frontier.size:
                raise Malformed(f"it has {kept.size} entries, the log {self.frontier.size}")
            self.check_signature(kept)
            if kept.root != self.root_at[kept.size]:
                raise Malformed(f"root: expected {kept.root.hex()}, actual {self.root_at[kept.size].hex()}")
        except Malformed as error:
            self.faults.add(7, self.frontier.size, f"the checkpoint kept earlier: {error}")


def read_since(path, audit):
    """The bytes of a kept checkpoint; its root is to be known once its size is reached."""
    if path is None:
        return None
    note = read_file(path)
    try:
        audit.want_root_at(Checkpoint(note).size)
    except Malformed:
        pass  # check_since will say so
    return note


def read_file(path):
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror}") from None


# --data: the databases.

# Python reports damage in a message that quotes the damaged text, and then fails to decode that message.
DATABASE_ERRORS = (sqlite3.Error, UnicodeDecodeError)


def open_database(path):
    """Opens for reading only. A copy in a folder without write permission can be read if it has no open WAL."""
    path = Path(path)
    if not path.is_file():
        raise Unreadable(f"{path}: no such file")
    wal = path.with_name(path.name + "-wal")
    ways = ["mode=ro"] if wal.exists() and wal.stat().st_size else ["mode=ro", "mode=ro&immutable=1"]
    for way in ways:
        try:
            database = sqlite3.connect(f"{path.resolve().as_uri()}?{way}", uri=True, isolation_level=None)
            # Damaged text must not stop the reading: it is compared and found to differ.
            database.text_factory = lambda raw: raw.decode("utf-8", "backslashreplace")
            database.execute("SELECT count(*) FROM sqlite_master").fetchone()
            return database
        except DATABASE_ERRORS as error:
            failure = error
    raise Unreadable(f"{path}: {failure}")


LOG_VERSION = 3
# The columns that are read, with their types. SQLite's own check then makes sure that strict tables hold nothing else.
LOG_COLUMNS = {
    "meta": {"name": "TEXT", "value": "TEXT"}, "leaf": {"idx": "INTEGER", "bytes": "BLOB", "hash": "BLOB"},
    "tile_hash": {"level": "INTEGER", "idx": "INTEGER", "hash": "BLOB"}, "frontier": {"bytes": "BLOB"},
    "checkpoint": {"size": "INTEGER", "note": "TEXT"},
    "cosignature": {"size": "INTEGER", "witness": "TEXT", "time": "INTEGER", "line": "TEXT"},
    "signing_key": {"first": "INTEGER", "key": "TEXT"},
    "decision": {"idx": "INTEGER", "id": "TEXT", "time": "INTEGER", "action": "TEXT", "language": "TEXT",
                 "platform": "TEXT"},
    "decision_rule": {"rule": "TEXT", "time": "INTEGER", "idx": "INTEGER"},
    "decision_category": {"category": "TEXT", "time": "INTEGER", "idx": "INTEGER"},
    "erasure": {"idx": "INTEGER", "entry": "INTEGER"}, "legal_hold": {"idx": "INTEGER", "entry": "INTEGER"}}
# This one need not be strict: whatever it holds is compared, and found to differ.
NOT_STRICT = {"legal_hold"}
CONTENT_COLUMNS = {"content": {"idx": "INTEGER"}}
GUARD_COLUMNS = {"guard": {"log_id": "TEXT", "size": "INTEGER", "root": "BLOB"}}


def check_integrity(database, name, tables):
    strict = dict(database.execute(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"))
    for table, columns in tables.items():
        actual = dict(database.execute("SELECT name, type FROM pragma_table_info(?)", (table,)))
        fit = strict.get(table) or (table in strict and table in NOT_STRICT)
        if not fit or any(actual.get(column) != kind for column, kind in columns.items()):
            raise Unreadable(f"{name}: no table {table} as it should be")
    result = database.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if result != "ok":
        raise Unreadable(f"{name}: {result}")


def check_version(log):
    version = log.execute("PRAGMA user_version").fetchone()[0]
    if version != LOG_VERSION:
        raise Unreadable(f"log.db: version {version} of its tables, not {LOG_VERSION}")


def pin(database):
    """Begins a transaction that goes on seeing what is there now."""
    database.execute("BEGIN")
    database.execute("SELECT count(*) FROM sqlite_master").fetchone()


class RowsByEntry:
    """Rows sorted by the index of an entry, walked along with the entries; rows left behind belong to none."""

    def __init__(self, rows, left_behind):
        self._rows = iter(rows)
        self._left_behind = left_behind
        self._advance()

    def _advance(self):
        self._next = next(self._rows, None)

    def take(self, index):
        self._leave_behind(lambda row: row[0] < index)
        taken = []
        while self._next is not None and self._next[0] == index:
            taken.append(self._next[1:])
            self._advance()
        return taken

    def finish(self):
        self._leave_behind(lambda row: True)

    def _leave_behind(self, passed):
        while self._next is not None and passed(self._next):
            self._left_behind(self._next)
            self._advance()


class StoredCheckpoints:
    """The tables of checkpoints and cosignatures: V1 and V2, and V5 for the last checkpoint, V7 for those before it."""

    def __init__(self, log, audit, witnessing):
        self.last_size = log.execute("SELECT max(size) FROM checkpoint").fetchone()[0]
        self._audit = audit
        self._witnessing = witnessing
        # As bytes, for a text may not be UTF-8 and the signature is over bytes.
        self._rows = RowsByEntry(
            log.execute("SELECT size, coalesce(CAST(note AS BLOB), x'') FROM checkpoint ORDER BY size"), self._beyond)
        self._cosignatures = RowsByEntry(
            log.execute(
                "SELECT coalesce(size, -1), coalesce(CAST(witness AS BLOB), x''), time, coalesce(CAST(line AS BLOB), x'')"
                " FROM cosignature ORDER BY 1, 2"), self._of_no_checkpoint)

    def check_here(self):
        """Those at the size that the tree has now."""
        size = self._audit.frontier.size
        for note, in self._rows.take(size):
            checkpoint = self._read(size, note)
            root = self._audit.frontier.root()
            if checkpoint is not None and checkpoint.root != root:
                self._audit.faults.add(
                    5 if size == self.last_size else 7, max(size - 1, 0),
                    f"root at size {size}: expected (signed) {checkpoint.root.hex()}, actual {root.hex()}")

    def finish(self):
        self._rows.finish()
        self._cosignatures.finish()
        self._witnessing.finish(max((self.last_size or 0) - 1, 0))

    def _of_no_checkpoint(self, row):
        size, witness = row[:2]
        self._refuse(size, witness, "there is no checkpoint of this size")

    def _refuse(self, size, witness, why):
        name = shown(witness.decode("utf-8", "backslashreplace"))
        self._audit.faults.add(1, max(size - 1, 0), f"the cosignature of {name} at {size}: {why}")

    def _beyond(self, row):
        size, note = row
        if self._read(size, note) is not None:
            entries = self._audit.frontier.size
            self._audit.faults.add(3, entries, f"a checkpoint of {size} entries is signed, only {entries} are there")

    def _read(self, size, note):
        checkpoint = self._read_note(size, note)
        found = [cosignature for row in self._cosignatures.take(size)
                 for cosignature in self._read_cosignature(size, checkpoint, *row)]
        if checkpoint is not None:
            self._witnessing.count(size, found + self._cosigned_in_note(size, checkpoint))
        return checkpoint

    def _read_note(self, size, note):
        index = max(size - 1, 0)
        try:
            checkpoint = Checkpoint(note)
            if checkpoint.size != size:
                raise Malformed(f"its size is {checkpoint.size}")
            self._audit.check_signature(checkpoint)
        except Malformed as error:
            self._audit.faults.add(1, index, f"the checkpoint at {size}: {error}")
            return None
        self._audit.same_origin(index, checkpoint.origin)
        return checkpoint

    def _cosigned_in_note(self, size, checkpoint):
        try:
            return self._witnessing.cosignatures(checkpoint, checkpoint.signatures)
        except Malformed as error:
            self._audit.faults.add(1, max(size - 1, 0), f"the checkpoint at {size}: {error}")
            return []

    def _read_cosignature(self, size, checkpoint, witness, time, line):
        """The one of this row, if it is a known witness's, in a list."""
        try:
            signature = self._parse_line(line)
            if signature[0].encode() != witness:
                raise Malformed(f"its key is {shown(signature[0])}")
            found = [] if checkpoint is None else self._witnessing.cosignatures(checkpoint, [signature])
            if any(time != signed for _, signed in found):
                raise Malformed(f"its time is {found[0][1]}, not {time}")
            return found
        except Malformed as error:
            self._refuse(size, witness, error)
            return []

    @staticmethod
    def _parse_line(line):
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            raise Malformed("not UTF-8") from None
        check_no_control(text)
        return parse_signature(text)


LONGEST_TAIL_MS = 10 * 60 * 1000


class UnsignedTail:
    """V5: a crash leaves entries after the last checkpoint, but not many minutes of them; an orderly end leaves none."""

    def __init__(self, log, audit, signed_size):
        self._audit = audit
        self._begin = signed_size or 0
        self._closed = log.execute("SELECT value FROM meta WHERE name = 'state'").fetchone() == ("closed",)
        self._first_time = self._last_time = None

    def add(self, index, read):
        if index < self._begin or read is None:
            return
        self._last_time = read[1]
        # What a crash left is signed after the next start, unless that ends in a crash, too: hours may lie between.
        if self._first_time is None or read[0]["type"] == "log_start":
            self._first_time = self._last_time

    def finish(self):
        count = self._audit.frontier.size - self._begin
        if count > 0 and self._closed:
            self._audit.faults.add(5, self._begin, f"closed in order, but the last {count} entries are not signed")
        if self._first_time is not None and self._last_time - self._first_time > LONGEST_TAIL_MS:
            self._audit.faults.add(5, self._begin, f"the last {count} entries, of more than 10 minutes, are not signed")


class Tables:
    """The tables made from entries (V11) and the stored content (V12), walked along with the entries."""

    def __init__(self, log, content, audit, signed_size):
        self._audit = audit
        self._signed_size = signed_size or 0
        self._cut_off = 0
        self._decision = self._walk(
            log, "SELECT idx, id, time, action, language, platform FROM decision ORDER BY idx", "decision")
        self._rule = self._walk(
            log, "SELECT idx, rule, time FROM decision_rule ORDER BY idx, rule", "decision_rule")
        self._category = self._walk(
            log, "SELECT idx, category, time FROM decision_category ORDER BY idx, category", "decision_category")
        self._erasure = self._walk(log, "SELECT entry, idx FROM erasure ORDER BY entry, idx", "erasure")
        self._legal_hold = RowsByEntry(
            log.execute("SELECT CAST(coalesce(idx, -1) AS INTEGER), entry FROM legal_hold ORDER BY 1"),
            lambda row: self._audit.faults.add(11, row[0], "legal_hold: a row of a decision that no entry holds"))
        self._content = RowsByEntry(
            content.execute("SELECT idx FROM content ORDER BY idx"),
            lambda row: self._audit.faults.add(12, row[0], "content of no entry"))

    def _walk(self, log, query, table):
        return RowsByEntry(
            log.execute(query), lambda row: self._audit.faults.add(11, row[0], f"{table}: a row of no entry"))

    def stored(self, index):
        return bool(self._content.take(index))

    def check(self, index, read, stored):
        rows = {
            "decision": self._decision.take(index), "decision_rule": self._rule.take(index),
            "decision_category": self._category.take(index), "erasure": self._erasure.take(index)}
        if read is None:
            return
        leaf, time = read
        expected = dict.fromkeys(rows, [])
        if leaf["type"] == "decision":
            expected["decision"] = [
                (leaf["decision_id"], time, leaf["action"], leaf["language"], leaf.get("platform"))]
            expected["decision_category"] = [(category, time) for category in sorted(set(leaf["categories"]))]
            expected["decision_rule"] = [(rule, time) for rule in sorted({r["rule"] for r in leaf["reasons"]})]
            if leaf["reasons_total"] > len(leaf["reasons"]):
                del expected["decision_rule"]  # the rules of reasons that were left out are not in the entry
        elif leaf["type"] == "erasure":
            expected["erasure"] = [row for identity in leaf["decision_ids"] for row in self._erase(identity, index)]
        for table, wanted in expected.items():
            if sorted(rows[table], key=repr) != sorted(wanted, key=repr):
                self._audit.faults.add(11, index, f"{table}: expected {shown(wanted)}, actual {shown(rows[table])}")
        if stored and not (leaf["type"] == "decision" and "sd" in leaf):
            self._audit.faults.add(12, index, "content of an entry that has none")

    def _erase(self, identity, entry):
        """Which row an erasure makes: none if the decision was erased before."""
        found = self._audit.decisions.find(identity)
        if found is None:
            return []
        index, erasable, stored, erased = found
        if erased:
            return []
        self._audit.decisions.erase(identity)
        if erasable and stored and entry >= self._signed_size:
            self._cut_off += 1
        elif erasable and stored:
            self._audit.faults.add(12, index, "the content is still there, though an entry says that it was erased")
        return [(index,)]

    def finish(self):
        for rows in (self._decision, self._rule, self._category, self._erasure):
            rows.finish()
        self._check_legal_hold()
        for index in self._audit.decisions.lost():
            self._audit.faults.add(12, index, "the content is missing, and no entry says that it was erased")
        for index, days in self._audit.decisions.overdue(
                self._audit.kept_days, self._audit.kept_since, now_ms()):
            self._audit.faults.add(12, index, f"overdue: the content is still there, and was to be kept for {days} days")
        if self._cut_off:
            print(f"{self._cut_off} erasures that a crash cut off; the next start finishes them", file=sys.stderr)

    def _check_legal_hold(self):
        for index, entry in self._audit.decisions.held():
            rows = self._legal_hold.take(index)
            if rows != [(entry,)]:
                self._audit.faults.add(11, index, f"legal_hold: expected {shown([(entry,)])}, actual {shown(rows)}")
        self._legal_hold.finish()


def read_guard(path, log, faults):
    """What a guard says this log last signed: (size, root), or None if it says nothing."""
    if path is None:
        print("V8 skipped: no --guard", file=sys.stderr)
        return None
    identity = log.execute("SELECT value FROM meta WHERE name = 'log_id'").fetchone()
    if identity is None:
        faults.add(8, 0, "log.db has no log_id")
        return None
    with closing(open_database(path)) as guard:
        check_integrity(guard, path, GUARD_COLUMNS)
        row = guard.execute("SELECT coalesce(size, -1), root FROM guard WHERE log_id = ?", identity).fetchone()
    if row is None:
        print(f"V8 skipped: the guard does not know the log {shown(identity[0])}", file=sys.stderr)
    return row


def check_guard(guarded, audit):
    if guarded is None:
        return
    size, root = guarded
    if size > audit.frontier.size:
        audit.faults.add(
            8, audit.frontier.size, f"the guard knows {size} entries, only {audit.frontier.size} are there")
    elif audit.root_at.get(size) != root:
        audit.faults.add(
            8, max(size - 1, 0), f"root at size {size}: expected (guard) {shown(root)}, "
            f"actual {shown(audit.root_at.get(size))}")


def check_tile(log, audit, level, index, expected):
    row = log.execute("SELECT hash FROM tile_hash WHERE level = ? AND idx = ?", (level, index)).fetchone()
    actual = None if row is None else row[0]
    if actual != expected:
        audit.faults.add(
            6, index * 256**level, f"tile hash {level}/{index}: expected {expected.hex()}, actual {shown(actual)}")


def check_tiles_and_frontier(log, audit):
    """V6, after the last entry: no tile hash too many, and the frontier of all entries."""
    size = audit.frontier.size
    for level, index in log.execute("SELECT level, idx FROM tile_hash ORDER BY level, idx"):
        if not 1 <= level <= 7 or not 0 <= index < size // 256**level:
            audit.faults.add(6, size, f"tile hash {level}/{index}: of no full tile")
    stored = [row[0] for row in log.execute("SELECT bytes FROM frontier")]
    if stored != [audit.frontier.encoded()] and not (size == 0 and not stored):
        actual = stored[0] if stored else None
        audit.faults.add(6, size, f"frontier: expected {shown(audit.frontier.encoded())}, actual {shown(actual)}")


def check_signing_keys(log, audit):
    stored = log.execute("SELECT first, key FROM signing_key ORDER BY first").fetchall()
    for actual, expected in zip(stored + [None] * len(audit.keys.introduced), audit.keys.introduced + [None] * len(stored)):
        if actual != expected:
            index = min(row[0] for row in (actual, expected) if row is not None)
            audit.faults.add(1, index, f"signing_key: expected {shown(expected)}, actual {shown(actual)}")
            return


def check_leaves(log, audit, checkpoints, tables, tail):
    """One pass over the entries."""
    expected = 0
    checkpoints.check_here()
    for index, entry, stored_hash in log.execute("SELECT idx, coalesce(bytes, x''), hash FROM leaf ORDER BY idx"):
        if index != expected:
            audit.faults.add(3, expected, f"expected entry {expected}, actual {index}")
        expected = index + 1
        computed, completed = audit.append(entry)
        if computed != stored_hash:
            audit.faults.add(4, index, f"hash: expected {computed.hex()}, actual {shown(stored_hash)}")
        for level, tile, root in completed:
            check_tile(log, audit, level, tile, root)
        stored = tables.stored(index)
        read = audit.read(index, entry, stored)
        tables.check(index, read, stored)
        tail.add(index, read)
        checkpoints.check_here()
    checkpoints.finish()
    tables.finish()
    tail.finish()


def verify_data(arguments, faults):
    folder = Path(arguments.data)
    with closing(open_database(folder / "log.db")) as log, closing(open_database(folder / "content.db")) as content:
        return verify_databases(log, content, Audit(faults, arguments.key), arguments)


def verify_databases(log, content, audit, arguments):
    # The guard first: of a log that is being written, it must not be newer than what is read of the log.
    guarded = read_guard(arguments.guard, log, audit.faults)
    if guarded is not None:
        audit.want_root_at(guarded[0])
    since = read_since(arguments.since, audit)
    # And both at once, or an erasure in between would look like a loss.
    pin(log)
    pin(content)
    check_version(log)
    check_integrity(log, "log.db", LOG_COLUMNS)
    check_integrity(content, "content.db", CONTENT_COLUMNS)
    witnessing = Witnessing(arguments, audit.faults)
    checkpoints = StoredCheckpoints(log, audit, witnessing)
    signed = checkpoints.last_size
    check_leaves(log, audit, checkpoints, Tables(log, content, audit, signed), UnsignedTail(log, audit, signed))
    check_signing_keys(log, audit)
    check_tiles_and_frontier(log, audit)
    check_guard(guarded, audit)
    if since is not None:
        audit.check_since(since)
    return report(audit, signed, witnessing)


# --url: C2SP tlog-tiles.

LONGEST_CHECKPOINT = 1 << 20
LONGEST_BUNDLE = 256 * (2 + LONGEST_ENTRY)


def fetch(url, longest):
    """A resource's bytes, or None if there is none. A log may compress without being asked to."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept-Encoding": "gzip"}), timeout=60) as answer:
            body = answer.read(longest + 1)
            if answer.headers.get("Content-Encoding") == "gzip":
                body = zlib.decompressobj(31).decompress(body, longest + 1)
    except urllib.error.HTTPError as error:
        if error.code in (404, 410):
            return None
        raise Unreadable(f"{url}: status {error.code}") from None
    except (OSError, ValueError, http.client.HTTPException, zlib.error) as error:
        raise Unreadable(f"{url}: {error}") from None
    if len(body) > longest:
        raise Unreadable(f"{url}: more than {longest} bytes")
    return body


def fetch_or_fail(url, longest):
    body = fetch(url, longest)
    if body is None:
        raise Unreadable(f"{url}: not there")
    return body


def tile_path(level, index, width):
    """tlog-tiles: groups of three digits, all but the last after an x; a partial tile says how wide it is."""
    groups = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03}")
    return f"/log/tile/{level}/{'/'.join(groups)}" + ("" if width == 256 else f".p/{width}")


def fetch_tile(base, level, index, width, longest):
    """A tile, and how wide it is: a partial tile may have given way to the full one, which begins with it."""
    body = fetch(base + tile_path(level, index, width), longest)
    if body is None and width < 256:
        width = 256
        body = fetch(base + tile_path(level, index, width), longest)
    if body is None:
        raise Unreadable(f"{base}{tile_path(level, index, width)}: not there")
    return body, width


def split_bundle(bundle, width):
    """Entries, each after its length in two bytes."""
    entries, position = [], 0
    while position < len(bundle):
        length = int.from_bytes(bundle[position:position + 2], "big")
        entry = bundle[position + 2:position + 2 + length]
        if position + 2 > len(bundle) or len(entry) != length:
            raise Malformed("a bundle of entries is cut off")
        entries.append(entry)
        position += 2 + length
    if len(entries) != width:
        raise Malformed(f"a bundle of {len(entries)} entries, expected {width}")
    return entries


class ServedTiles:
    """Compares the served tiles with the hashes computed here, tile by tile."""

    def __init__(self, base, faults):
        self._base = base
        self._faults = faults
        self._of_level = {}

    def add(self, level, index, computed):
        hashes = self._of_level.setdefault(level, [])
        hashes.append(computed)
        if len(hashes) == 256:
            self._compare(level, index // 256, hashes)
            hashes.clear()

    def finish(self, size):
        for level, hashes in self._of_level.items():
            if hashes:
                self._compare(level, size // 256**level // 256, hashes)

    def _compare(self, level, tile, hashes):
        body, width = fetch_tile(self._base, level, tile, len(hashes), 8192)
        first = tile * 256 ** (level + 1)
        if len(body) != 32 * width:
            self._faults.add(6, first, f"tile {level}/{tile}: expected {32 * width} bytes, actual {len(body)}")
        for position, computed in enumerate(hashes):
            served = body[32 * position:32 * position + 32]
            if served != computed:
                self._faults.add(
                    4 if level == 0 else 6, first + position * 256**level,
                    f"tile {level}/{tile}, hash {position}: expected {computed.hex()}, actual {served.hex()}")
                return


VERIFIER_KEY = re.compile(r'[^\s"+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*')


def served_keys(base):
    """The verifier keys in a document, whatever is around them."""
    document = fetch_or_fail(base + "/v1/log/keys", LONGEST_CHECKPOINT).decode("utf-8", "replace")
    try:
        document = json.dumps(json.loads(document), ensure_ascii=False)  # without escapes that need not be
    except (ValueError, RecursionError):
        pass  # lines of text, then
    try:
        return [VerifierKey(text) for text in dict.fromkeys(VERIFIER_KEY.findall(document))]
    except Malformed as error:
        raise Unreadable(f"{base}/v1/log/keys: {error}") from None


def check_served_entries(base, size, audit):
    tiles = ServedTiles(base, audit.faults)
    for bundle in range((size + 255) // 256):
        width = min(256, size - 256 * bundle)
        try:
            entries = split_bundle(*fetch_tile(base, "entries", bundle, width, LONGEST_BUNDLE))[:width]
        except Malformed as error:
            audit.faults.add(3, 256 * bundle, str(error))
            return
        for index, entry in enumerate(entries, 256 * bundle):
            computed, completed = audit.append(entry)
            tiles.add(0, index, computed)
            for level, tile, root in completed:
                tiles.add(level, tile, root)
            audit.read(index, entry)
    tiles.finish(size)


def verify_url(arguments, faults):
    base = arguments.url.rstrip("/")
    trusted = arguments.key if arguments.key is not None else served_keys(base)
    audit = Audit(faults, trusted)
    witnessing = Witnessing(arguments, faults)
    since = read_since(arguments.since, audit)
    try:
        checkpoint = Checkpoint(fetch_or_fail(base + "/log/checkpoint", LONGEST_CHECKPOINT))
        if not any(key.is_log() for key in checkpoint.signers(trusted)):
            raise Malformed("not signed by a trusted key")
        cosignatures = witnessing.cosignatures(checkpoint, checkpoint.signatures)
    except Malformed as error:
        # Nothing may be asked of a log by a size that nobody signed.
        faults.add(1, 0, f"the checkpoint: {error}")
        return report(audit, None, witnessing)
    last = max(checkpoint.size - 1, 0)
    witnessing.count(checkpoint.size, cosignatures)
    witnessing.finish(last)
    audit.same_origin(last, checkpoint.origin)
    check_served_entries(base, checkpoint.size, audit)
    try:
        if checkpoint.size:
            audit.check_signature(checkpoint)
    except Malformed as error:
        faults.add(1, last, f"the checkpoint: {error}")
    root = audit.frontier.root()
    if root != checkpoint.root:
        faults.add(
            5, last, f"root at size {checkpoint.size}: expected (signed) {checkpoint.root.hex()}, actual {root.hex()}")
    if since is not None:
        audit.check_since(since)
    return report(audit, checkpoint.size, witnessing)


# --receipt: C2SP tlog-proof.


def parse_receipt(receipt):
    """The entry, its index, the hashes of the proof, and the checkpoint's bytes."""
    head, separator, note = receipt.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise Malformed("not a receipt") from None
    if not separator or lines[0] != "c2sp.org/tlog-proof@v1":
        raise Malformed("not a receipt of c2sp.org/tlog-proof@v1")
    if len(lines) < 3 or not lines[1].startswith("extra ") or not lines[2].startswith("index "):
        raise Malformed("a receipt gives the entry as extra, and then its index")
    return (strict_base64(lines[1][len("extra "):]), strict_decimal(lines[2][len("index "):]),
            [strict_hash(line) for line in lines[3:]], note)


def verify_receipt(arguments, faults):
    try:
        entry, index, proof, note = parse_receipt(read_file(arguments.receipt))
    except Malformed as error:
        raise Unreadable(f"{arguments.receipt}: {error}") from None
    witnessing = Witnessing(arguments, faults)
    try:
        checkpoint = Checkpoint(note)
        signers = [key for key in checkpoint.signers(arguments.key) if key.is_log()]
        if not signers:
            raise Malformed("not signed by a trusted key")
        cosignatures = witnessing.cosignatures(checkpoint, checkpoint.signatures)
    except Malformed as error:
        faults.add(1, index, f"the checkpoint: {error}")
        return {**NOTHING_FOUND, "entries": 0}
    witnessing.count(checkpoint.size, cosignatures)
    witnessing.finish(index)
    if not inclusion_holds(index, checkpoint.size, leaf_hash(entry), proof, checkpoint.root):
        faults.add(5, index, f"the proof does not lead to the root {checkpoint.root.hex()} of {checkpoint.size} entries")
    try:
        check_form(parse_entry(entry))
    except Malformed as error:
        faults.add(9, index, str(error))
    return {"entries": 1, "root": checkpoint.root.hex(), "signed_size": checkpoint.size, "witnessed_size": witnessing.size,
            "origin": checkpoint.origin, "key": signers[0].text}


# The result.

NOTHING_FOUND = dict.fromkeys(("entries", "root", "signed_size", "witnessed_size", "origin", "key"))


def report(audit, signed_size, witnessing):
    key = audit.keys.last()
    return {"entries": audit.frontier.size, "root": audit.frontier.root().hex(), "signed_size": signed_size,
            "witnessed_size": witnessing.size, "origin": audit.origin, "key": None if key is None else key.text}


def print_result(arguments, result, faults):
    status = faults.exit_status()
    found = [{"check": f"V{check}", "index": index, "message": message} for check, index, message in faults.first()]
    if arguments.key is None and arguments.receipt is None:
        print("the key is the log's own word; compare it with what you were told, or give it with --key", file=sys.stderr)
    if arguments.json:
        print(json.dumps({"ok": status == 0, **result, "faults": found, "exit": status}))
        return status
    for fault in found:
        print(f"fault at entry {fault['index']}: {fault['check']}: {fault['message']}")
    if status == 0:
        count = "1 entry" if result["entries"] == 1 else f"{result['entries']} entries"
        print(f"verified {count}, root {result['root']}")
        tail = result["entries"] - (result["signed_size"] or 0)
        if tail > 0:
            print(f"the last {tail} of them are after the last checkpoint: not signed yet")
        if result["witnessed_size"] is not None:
            print(f"the newest checkpoint that meets the policy is that at {result['witnessed_size']}")
    return status


class Parser(argparse.ArgumentParser):
    """Python's own status for wrong usage would be 2, which says "unreadable" here."""

    def error(self, message):
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{self.prog}: {message}\n")


def seconds(text):
    """Python tells of malformed arguments by the name of what reads them."""
    return strict_decimal(text)


def make_parser():
    parser = Parser(prog="verify.py", description="Verifies a Limpid decision log.", allow_abbrev=False)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--data", metavar="DIR", help="a folder with log.db and content.db")
    what.add_argument("--url", metavar="BASE", help="a server's address, up to and without /log/checkpoint")
    what.add_argument("--receipt", metavar="FILE", help="proof that one entry is in the log (C2SP tlog-proof)")
    what.add_argument("--self-test", action="store_true", help="check this program against published vectors")
    parser.add_argument("--guard", metavar="FILE", help="the database that knows what the log last signed")
    parser.add_argument("--since", metavar="CHECKPOINT_FILE", help="a checkpoint that you kept")
    parser.add_argument("--key", metavar="VKEY", action="append", help="trust this key, and no other; can be repeated")
    parser.add_argument("--policy", metavar="FILE", help="trust the logs and witnesses of this policy (C2SP tlog-policy)")
    parser.add_argument(
        "--max-age", metavar="SECONDS", type=seconds, help="the newest cosignature that counts must not be older")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def parse_arguments(parser, given):
    arguments = parser.parse_args(given)
    if arguments.guard is not None and arguments.data is None:
        parser.error("--guard goes with --data")
    if arguments.since is not None and arguments.data is None and arguments.url is None:
        parser.error("--since goes with --data or --url")
    if arguments.url is not None and not re.match(r"https?://", arguments.url):
        parser.error("--url begins with http:// or https://")
    if arguments.self_test and arguments.policy is not None:
        parser.error("--policy goes with --data, --url or --receipt")
    if arguments.max_age is not None and arguments.policy is None:
        parser.error("--max-age goes with --policy")
    try:
        arguments.key = arguments.key and [VerifierKey(text) for text in arguments.key]
    except Malformed as error:
        parser.error(str(error))
    return arguments


def read_policy(parser, arguments):
    """The policy in place of its path, and its keys of logs beside those given."""
    if arguments.policy is not None:
        try:
            policy = Policy(read_file(arguments.policy))
        except Malformed as error:
            parser.error(f"{arguments.policy}: {error}")
        arguments.policy = policy
        if policy.logs:
            arguments.key = (arguments.key or []) + policy.logs
    if arguments.receipt is not None and not arguments.key:
        parser.error("--receipt needs --key, or a --policy with a log: a receipt does not say whom to trust")


def main(given=None):
    parser = make_parser()
    arguments = parse_arguments(parser, given)
    if arguments.self_test:
        return self_test()
    verify = verify_data if arguments.data is not None else verify_url if arguments.url is not None else verify_receipt
    faults = Faults()
    try:
        read_policy(parser, arguments)
        return print_result(arguments, verify(arguments, faults), faults)
    except (Unreadable, *DATABASE_ERRORS) as error:
        print(f"unreadable: {error}", file=sys.stderr)
        if arguments.json:
            print(json.dumps({"ok": False, **NOTHING_FOUND, "faults": [], "exit": UNREADABLE}))
        return UNREADABLE


# --self-test: published vectors, and mutations of them that must fail.

TREE_ENTRIES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
TREE_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"]
# The golden log of transparency-dev/tessera: a note, its key and its entries.
GOLDEN_KEY = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
GOLDEN_ENTRIES = "one two three four five six seven eit nain ten ileven twelf threeten fourten fivten".split()
GOLDEN_NOTE = """example.com/log/testdata
15
rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=

\u2014 example.com/log/testdata M9e0luh4jTG+UMBqOUo9/q+yAEvx1ilBEniMvjf1zfcBOhg+CKubMt53MvIt/uEWP6zdkdIQzd/fmwlM/dlPWF74ewI=
"""
COSIGNED_KEY = "example.org/decisions+4a4c10c2+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"
WITNESS_KEY = "witness.example.org/w1+2ce32234+BD1AF8PoQ4lakrcKp00bfrycmCzPLsSWjMDNVfEq9GYM"
COSIGNED_NOTE = """example.org/decisions
8
XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=

\u2014 example.org/decisions SkwQwuB342LmvRGGWiFAOmHdXJH/+JIWcfVU5/lgeah4yY1PG4JtSDlE3OOSl1ZvfGTuNAYuXEWx+9KDQ1zWvsKPMAw=
\u2014 witness.example.org/w1 LOMiNAAAAABlU/EAIwzMONwEGGcM9Ft7fjThZHHs37c3lWGXRAbR3SqqlsYrV5KQ02uPrcTECzcNGkS3g6/cXuKcVyjqinZUS6afCA==
"""


def signers_of(note, *keys):
    """Names of those that signed; None if the note is refused."""
    try:
        return [key.name for key in Checkpoint(note).signers(map(VerifierKey, keys))]
    except Malformed:
        return None


def self_test_tree(expect):
    frontier, leaves = Frontier(), [leaf_hash(bytes.fromhex(entry)) for entry in TREE_ENTRIES]
    for size, root in enumerate(TREE_ROOTS):
        expect(frontier.root().hex() == root, f"root of {size} entries")
        if size < len(leaves):
            frontier.append(leaves[size])
    pairs = [node_hash(*leaves[i:i + 2]) for i in range(0, 8, 2)]
    fours = [node_hash(*pairs[i:i + 2]) for i in range(0, 4, 2)]
    root_of = [bytes.fromhex(root) for root in TREE_ROOTS]
    for index, size, proof in [
            (0, 1, []), (0, 8, [leaves[1], pairs[1], fours[1]]), (5, 8, [leaves[4], pairs[3], fours[0]]),
            (2, 3, [pairs[0]]), (1, 5, [leaves[0], pairs[1], leaves[4]])]:
        holds = functools.partial(inclusion_holds, index, size, leaves[index])
        expect(holds(proof, root_of[size]), f"inclusion of {index} in {size}")
        expect(not any(holds(false, root_of[size]) for false in mutations(proof)),
               f"false inclusion of {index} in {size}")
        expect(not holds(proof, root_of[size - 1]), f"inclusion of {index} in {size} under another root")
        expect(not inclusion_holds(size, size, leaves[index], proof, root_of[size]), f"inclusion of {size} in {size}")
    for old, new, proof in [
            (1, 1, []), (1, 8, [leaves[1], pairs[1], fours[1]]), (6, 8, [pairs[2], pairs[3], fours[0]]),
            (2, 5, [pairs[1], leaves[4]]), (6, 7, [pairs[2], leaves[6], fours[0]]), (4, 8, [fours[1]])]:
        holds = functools.partial(consistency_holds, old, new)
        expect(holds(proof, root_of[old], root_of[new]), f"consistency of {old} and {new}")
        expect(not any(holds(false, root_of[old], root_of[new]) for false in mutations(proof)),
               f"false consistency of {old} and {new}")
        expect(old == new or not holds(proof, root_of[new], root_of[old]), f"consistency of {old} and {new}, swapped")
    rolling, frontier = hashlib.sha256(), Frontier()
    for size in range(257):
        rolling.update(f"{size} {frontier.root().hex()}\n".encode())
        frontier.append(leaf_hash(bytes([size % 256])))
    expect(rolling.hexdigest() == "685a7867b1172ee031006759e27cc983b25e2cc664508c3c9effb6cd131f31c3", "roots to size 256")


def mutations(proof):
    """Proofs that differ from this one in a bit, in length, or in order."""
    yield proof + [bytes(32)]
    yield [bytes(32)] + proof
    for position, value in enumerate(proof):
        yield proof[:position] + proof[position + 1:]
        yield proof[:position] + [value[:-1] + bytes([value[-1] ^ 1])] + proof[position + 1:]
        yield proof[:position] + [value[:-1]] + proof[position + 1:]
    if len(proof) > 1:
        yield proof[::-1]


def self_test_notes(expect):
    golden, cosigned = GOLDEN_NOTE.encode(), COSIGNED_NOTE.encode()
    frontier = Frontier()
    for entry in GOLDEN_ENTRIES:
        frontier.append(leaf_hash(entry.encode()))
    expect(frontier.root() == Checkpoint(golden).root, "root of the golden log")
    expect(signers_of(golden, GOLDEN_KEY) == ["example.com/log/testdata"], "golden note")
    expect(signers_of(golden, COSIGNED_KEY) == [], "golden note, unknown key")
    expect(signers_of(cosigned, COSIGNED_KEY, WITNESS_KEY) == ["example.org/decisions", "witness.example.org/w1"],
           "cosigned note")
    for name, mutant in {
            "another size": golden.replace(b"\n15\n", b"\n16\n"),
            "leading zero": golden.replace(b"\n15\n", b"\n015\n"),
            "sign": golden.replace(b"\n15\n", b"\n+15\n"),
            "size too large": golden.replace(b"\n15\n", b"\n9223372036854775808\n"),
            "carriage return": golden.replace(b"15\n", b"15\r\n"),
            "tab": golden.replace(b"15\n", b"15\t\n"),
            "no padding": golden.replace(b"cs=\n", b"cs\n"),
            "other spelling": golden.replace(b"cs=\n", b"ct=\n"),
            "short root": golden.replace(b"rKbDipCv", b"rKbD"),
            "empty origin": golden.replace(b"example.com/log/testdata\n15", b"\n15", 1),
            "not UTF-8": golden.replace(b"log", b"\xff", 1),
            "no signature": golden[:golden.rindex("\u2014".encode())],
            "hyphen": golden.replace("\u2014".encode(), b"-"),
            "false signature": golden.replace(b"M9e0luh4", b"M9e0luh5"),
            "no last line feed": golden[:-1],
            "one more line feed": golden + b"\n"}.items():
        expect(signers_of(mutant, GOLDEN_KEY) is None, f"golden note with {name}")
    later = cosigned.replace(b"AABlU/EA", b"AABlU/EB")
    expect(signers_of(later, COSIGNED_KEY, WITNESS_KEY) is None, "cosignature at another time")


def self_test_policies(expect):
    witness = f"witness w {WITNESS_KEY}\n"
    text = f"log {COSIGNED_KEY} https://example.org\n\n \t# a comment\n{witness}group g all w\nquorum g\n"
    policy = Policy(text.encode())
    expect([key.text for key in policy.logs] == [COSIGNED_KEY], "policy, log")
    expect(policy.counting() == {b"w"} and policy.is_met([b"w"]) and not policy.is_met([]), "policy, quorum")
    expect(Policy(b"quorum none\n").is_met([]), "policy, no witness asked for")
    for name, text in {
            "no quorum": witness, "two quorums": "quorum none\nquorum none\n", "quorum of nobody": "quorum w\n",
            "no last line feed": "quorum none", "carriage return": "quorum none\r\n", "unknown word": "logs\nquorum none\n",
            "a log's key for a witness": f"witness w {COSIGNED_KEY}\nquorum w\n",
            "a witness twice": f"{witness}witness v {WITNESS_KEY}\nquorum w\n",
            "a member of two groups": f"{witness}group g any w\ngroup h any w\nquorum h\n",
            "more than all": f"{witness}group g 2 w\nquorum g\n"}.items():
        try:
            Policy(text.encode())
            expect(False, f"policy, {name}")
        except Malformed:
            expect(True, f"policy, {name}")


def self_test_signatures(expect):
    """RFC 8032, section 7.1, TEST 2, and what a strict verifier refuses."""
    public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")
    expect(ed25519_verifies(public, b"\x72", signature), "Ed25519, TEST 2")
    expect(not ed25519_verifies(public, b"\x73", signature), "Ed25519, another message")
    s = int.from_bytes(signature[32:], "little") + GROUP_ORDER
    expect(not ed25519_verifies(public, b"\x72", signature[:32] + s.to_bytes(32, "little")), "Ed25519, S not reduced")
    for name, point in {
            "y not reduced": (P + 1).to_bytes(32, "little"), "negative zero": (1 | 1 << 255).to_bytes(32, "little"),
            "not on the curve": (2).to_bytes(32, "little"), "small order": (1).to_bytes(32, "little")}.items():
        try:
            multiples_of_negative_key(point)
            expect(False, f"Ed25519 key, {name}")
        except Malformed:
            pass


def self_test_entries(expect):
    for text in ('{"a":1,"b":[true,"\\u0001\\n\\"é"]}', '{}', '{"a":-9007199254740991}', '{"\U00010000":1,"\uffff":2}'):
        expect(canonical_entry(text.encode()), f"canonical: {text}")
    for text in (
            '{"b":1,"a":2}', '{"\uffff":2,"\U00010000":1}', '{"a":1,"a":1}',
            '{"a": 1}', '{"a":1}\n', '\ufeff{}', '', '[1]', '"a"', '{"a":null}', '{"a":[null]}',
            '{"a":1.5}', '{"a":1e2}', '{"a":-0}', '{"a":01}', '{"a":9007199254740992}', '{"a":NaN}',
            '{"a":"\\u00e9"}', '{"a":"\\u000A"}', '{"a":"\\u001F"}', '{"a":"\\/"}', '{"a":"\\ud800"}'):
        expect(not canonical_entry(text.encode("utf-8", "surrogatepass")), f"not canonical: {ascii(text)}")
    expect(not canonical_entry(b'{"a":"\xed\xa0\x80"}'), "a surrogate in UTF-8")
    expect(not canonical_entry(b'[' * 50000), "nested without end")


def canonical_entry(entry):
    try:
        parse_entry(entry)
        return True
    except Malformed:
        return False


def self_test():
    failures, count = [], 0

    def expect(holds, what):
        nonlocal count
        count += 1
        if not holds:
            failures.append(what)

    for test in (self_test_tree, self_test_notes, self_test_policies, self_test_signatures, self_test_entries):
        test(expect)
    for what in failures:
        print(f"self-test failed: {what}")
    if not failures:
        print(f"self-test passed: {count} vectors")
    return USAGE if failures else 0


if __name__ == "__main__":
    sys.exit(main())
