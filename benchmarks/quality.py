#!/usr/bin/env python3
"""Measures the published rulesets on labelled posts and prints Markdown tables.

    python3 benchmarks/quality.py                       # dev and test splits of ../shared/data
    python3 benchmarks/quality.py DATA --splits dev     # another folder, another split
    python3 benchmarks/quality.py --cases cases.jsonl   # also every firing that a label judges, for reading
    python3 benchmarks/quality.py --self-test

DATA holds <folder>/<source>.<split>.jsonl.gz, one object a line with id, text, area, y (and lang, label).
Every post goes through one run of `./limpid check`, which is given nothing but its id and text.

How a label judges: y=1 violates the row's area, y=0 does not violate that area and says nothing about the others.
So a rule of category X is judged only on rows whose area is X, and on rows of area "none" with y=0, which are clean
of everything. Rows of area "none" with y=1 judge nothing. Other firings are counted and not judged.
Sets that hold only positives of an area can agree with a rule and never contradict it: they count for recall, and
stay out of pooled precision and of a rule's precision.

Intervals are Wilson's, 95 %. Needs Python 3.9 and nothing else.
"""

import argparse
import collections
import gzip
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile
import time

AREAS = ("spam", "rumour", "rights")
ACTIONS = ("allow", "label", "limit", "hold", "remove")
ACTING = {"hold", "remove"}
Z = 1.959963984540054

# A y=0 here means "not sexist" or "not hateful", and insults are among them: a firing that counts as wrong may be right.
NARROW = {"edos", "swsr", "misogyny", "stormfront"}

FLAG_BELOW = 0.9
FLAG_FROM = 30


def wilson(right, total):
    """The 95 % interval of a proportion; (0, 1) when nothing was seen."""
    if total == 0:
        return 0.0, 1.0
    p = right / total
    z2 = Z * Z
    middle = (p + z2 / (2 * total)) / (1 + z2 / total)
    half = Z * math.sqrt(p * (1 - p) / total + z2 / (4 * total * total)) / (1 + z2 / total)
    low = 0.0 if right == 0 else max(0.0, middle - half)
    high = 1.0 if right == total else min(1.0, middle + half)
    return low, high


def share(right, total):
    """A proportion with its interval, as a table shows it."""
    if total == 0:
        return "–"
    low, high = wilson(right, total)
    return f"{right / total:.3f} [{low:.3f}, {high:.3f}]"


def judged_for(row, area):
    """True or False where the row's label says whether the post violates the area, None where it says nothing."""
    if row["area"] == area:
        return row["y"] == 1
    if row["area"] == "none" and row["y"] == 0:
        return False
    return None


class Confusion:
    """Counts of one rule, or of one area on one set."""

    __slots__ = ("posts", "positives", "fired", "right")

    def __init__(self):
        self.posts = self.positives = self.fired = self.right = 0

    def add(self, positive, fired):
        self.posts += 1
        self.positives += positive
        self.fired += fired
        self.right += positive and fired

    def merge(self, other):
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def only_positives(self):
        return self.positives == self.posts

    def precision(self):
        # Where a set holds no negatives, or no positives, its precision says nothing about the rules.
        if self.only_positives() or self.positives == 0:
            return "–"
        return share(self.right, self.fired)

    def recall(self):
        return share(self.right, self.positives)

    def false_positives(self):
        return share(self.fired - self.right, self.posts - self.positives)


class RuleFigures:
    """What one rule did."""

    def __init__(self, category, action):
        self.category = category
        self.action = action
        self.fired = 0
        self.wrong_narrow = 0
        self.by_source = collections.Counter()
        self.judged = collections.Counter()
        self.right = collections.Counter()

    def counted(self, sets):
        """Judged and right firings on those sets and splits."""
        return sum(self.judged[key] for key in sets), sum(self.right[key] for key in sets)

    def flagged(self, contradictable):
        """Whether it acts and is too often wrong, on all sets or on those that can contradict it."""
        counts = [self.counted(self.judged), self.counted(contradictable)]
        return self.action in ACTING and any(n >= FLAG_FROM and right / n < FLAG_BELOW for n, right in counts)


class Tally:
    """Adds up decisions, one row at a time."""

    def __init__(self, cases=None):
        self.areas = {area: collections.defaultdict(Confusion) for area in AREAS}
        self.acting = {area: collections.defaultdict(Confusion) for area in AREAS}
        self.actions = collections.defaultdict(collections.Counter)
        self.categories = collections.defaultdict(collections.Counter)
        self.rules = {}
        self.posts = 0
        self.errors = collections.Counter()
        self.incomplete = collections.Counter()
        self.cases = cases

    def add(self, row, decision):
        key = (row["source"], row["split"])
        self.posts += 1
        if "error" in decision:
            problem = decision["error"]
            self.errors[problem.get("title", "error") if isinstance(problem, dict) else str(problem)] += 1
            self.actions[key]["error"] += 1
            return
        for skipped in decision.get("evaluation", {}).get("skipped", ()):
            self.incomplete[skipped if isinstance(skipped, str) else json.dumps(skipped, ensure_ascii=False)] += 1
        self.actions[key][decision["action"]] += 1
        reasons = decision.get("reasons", [])
        fired = {reason["category"] for reason in reasons}
        acted = {reason["category"] for reason in reasons if reason["action"] in ACTING}
        for area in AREAS:
            self.categories[key][area] += area in fired
            positive = judged_for(row, area)
            if positive is not None:
                self.areas[area][key].add(positive, area in fired)
                self.acting[area][key].add(positive, area in acted)
        for reason in {reason["rule"]: reason for reason in reasons}.values():
            self.add_reason(row, key, reason)

    def contradictable(self, area):
        """The sets and splits that hold negatives of the area."""
        return {key for key, counts in self.areas[area].items() if not counts.only_positives()}

    def flagged(self):
        return sorted(name for name, figures in self.rules.items()
                      if figures.flagged(self.contradictable(figures.category)))

    def add_reason(self, row, key, reason):
        figures = self.rules.setdefault(reason["rule"], RuleFigures(reason["category"], reason["action"]))
        figures.fired += 1
        figures.by_source[row["source"]] += 1
        positive = judged_for(row, reason["category"])
        if positive is None:
            return
        figures.judged[key] += 1
        figures.right[key] += positive
        figures.wrong_narrow += not positive and row["source"] in NARROW
        if self.cases:
            quotes = [piece["quote"] for piece in reason.get("evidence", []) if "quote" in piece]
            case = {"id": row["id"], "set": row["source"], "split": row["split"], "rule": reason["rule"],
                    "action": reason["action"], "right": positive, "quotes": quotes, "text": row["text"]}
            self.cases.write(json.dumps(case, ensure_ascii=False) + "\n")


def rows(data, splits, limit):
    """Every labelled row of the folder, set by set."""
    for split in splits:
        for file in sorted(data.glob(f"*/*.{split}.jsonl.gz")):
            if file.parent.name == "claims":
                continue
            with gzip.open(file, "rt", encoding="utf-8") as lines:
                for number, line in enumerate(lines):
                    if limit and number >= limit:
                        break
                    row = json.loads(line)
                    row["source"] = file.name.split(".")[0]
                    row["split"] = split
                    yield row


def check(options, posts, decisions):
    """Runs `limpid check` on a file of posts; gives the seconds that it took."""
    command = [options.limpid, "check", str(posts)]
    for name in ("rulesets", "models", "threads"):
        value = getattr(options, name)
        if value is not None:
            command += [f"--{name}", str(value)]
    started = time.monotonic()
    with open(decisions, "wb") as out:
        finished = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=out, check=False)
    seconds = time.monotonic() - started
    if finished.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)} ended with {finished.returncode}")
    return seconds


def write_posts(source, path):
    count = 0
    with open(path, "w", encoding="utf-8") as out:
        for row in source:
            out.write(json.dumps({"id": row["id"], "text": row["text"]}, ensure_ascii=False) + "\n")
            count += 1
    return count


def read_decisions(source, path, tally):
    with open(path, encoding="utf-8") as lines:
        for number, row in enumerate(source, start=1):
            line = lines.readline()
            if not line:
                raise SystemExit(f"no decision for post {number} ({row['id']}): the check ended early")
            decision = json.loads(line)
            if "error" not in decision and decision.get("id") != row["id"]:
                raise SystemExit(f"decision {number} is for {decision.get('id')}, expected {row['id']}")
            tally.add(row, decision)
        if lines.readline():
            raise SystemExit("more decisions than posts")


def table(header, lines, right_from=1):
    print("| " + " | ".join(header) + " |")
    print("|" + "|".join("---" if i < right_from else "---:" for i in range(len(header))) + "|")
    for line in lines:
        print("| " + " | ".join(str(cell) for cell in line) + " |")
    print()


def set_name(key):
    source, split = key
    return f"{source}{' †' if source in NARROW else ''} {split}"


def print_area_tables(title, figures):
    print(f"## {title}\n")
    for area in AREAS:
        sets = figures[area]
        if not sets:
            continue
        print(f"### {area}\n")
        if not any(one.fired for one in sets.values()):
            print(f"None fired on {sum(one.posts for one in sets.values())} posts.\n")
            continue
        total = Confusion()
        contradictable = Confusion()
        lines = []
        for key in sorted(sets):
            one = sets[key]
            total.merge(one)
            if not one.only_positives():
                contradictable.merge(one)
            lines.append((set_name(key), one.posts, one.positives, one.fired,
                          one.precision(), one.recall(), one.false_positives()))
        lines.append(("**all**", total.posts, total.positives, total.fired,
                      contradictable.precision(), total.recall(), total.false_positives()))
        table(("set", "posts", "positives", "fired", "precision", "recall", "false-positive rate"), lines)


def print_actions(tally):
    print("## Actions by data set\n")
    lines = []
    total = collections.Counter()
    for key in sorted(tally.actions):
        counts = tally.actions[key] + collections.Counter(
            {"in " + area: n for area, n in tally.categories[key].items()})
        total += counts
        lines.append((set_name(key), sum(tally.actions[key].values()), *(counts[a] for a in ACTIONS),
                      *(counts["in " + a] for a in AREAS), counts["error"]))
    lines.append(("**all**", tally.posts, *(total[a] for a in ACTIONS), *(total["in " + a] for a in AREAS),
                  total["error"]))
    table(("set", "posts", *ACTIONS, *(f"a {area} rule" for area in AREAS), "errors"), lines)


def print_rules(tally):
    print("## Rules\n")
    flagged = tally.flagged()
    lines = []
    for name, figures in sorted(tally.rules.items(), key=lambda item: (item[1].category, -item[1].fired, item[0])):
        judged, right = figures.counted(tally.contradictable(figures.category))
        all_judged, _ = figures.counted(figures.judged)
        wrong = f"{judged - right} ({figures.wrong_narrow} †)" if figures.wrong_narrow else judged - right
        where = ", ".join(f"{source} {n}" for source, n in figures.by_source.most_common(3))
        lines.append((f"`{name}`", figures.action, where, figures.fired, all_judged - judged, judged, right, wrong,
                      share(right, judged), "**too low**" if name in flagged else ""))
    table(("rule", "action", "fired most on", "fired", "on sets of positives only", "judged", "right", "wrong",
           "precision", ""), lines, 3)
    bar = f"a precision under {FLAG_BELOW} on {FLAG_FROM} judged firings or more"
    if flagged:
        print(f"Rules that hold or remove with {bar}: {', '.join(f'`{name}`' for name in flagged)}.\n")
    else:
        print(f"No rule that holds or removes has {bar}.\n")


def print_report(tally, seconds, start_seconds):
    net = max(seconds - start_seconds, 1e-9)
    print(f"{tally.posts} posts in {seconds:.1f} s: {tally.posts / seconds:.0f} posts/s, start of the program included; "
          f"a run on one post took {start_seconds:.1f} s, and without it {tally.posts / net:.0f} posts/s.\n")
    if tally.errors:
        print("Posts refused: " + "; ".join(f"{n} × {what}" for what, n in tally.errors.most_common()) + ".\n")
    if tally.incomplete:
        print("Not evaluated: " + "; ".join(f"{what} on {n} posts" for what, n in tally.incomplete.most_common(8)) + ".\n")
    print_area_tables("Precision and recall of all rules", tally.areas)
    print_area_tables("Precision and recall of rules that hold or remove", tally.acting)
    print("† y=0 in these sets means only \"not sexist\" or \"not hateful\"; insults are among those rows, so precision "
          "there is a lower bound. A precision is left out where a set holds only positives or only negatives. "
          "Intervals are Wilson's, 95 %.\n")
    print_actions(tally)
    print_rules(tally)


def self_test():
    # Newcombe 1998 gives the first four.
    vectors = [(81, 263, 0.255289, 0.366210), (15, 148, 0.062386, 0.160487), (0, 20, 0.0, 0.161125),
               (1, 29, 0.006113, 0.171755), (9, 10, 0.595850, 0.982124), (10, 10, 0.722467, 1.0),
               (98, 100, 0.929988, 0.994498), (950, 1000, 0.934686, 0.961870)]
    for right, total, low, high in vectors:
        seen = wilson(right, total)
        if abs(seen[0] - low) > 1e-6 or abs(seen[1] - high) > 1e-6:
            raise SystemExit(f"wilson({right}, {total}) is {seen}, expected ({low}, {high})")

    def row(area, y, source="made"):
        return {"id": "1", "text": "t", "area": area, "y": y, "source": source, "split": "dev"}

    def decision(*reasons):
        return {"id": "1", "action": max((r[2] for r in reasons), key=ACTIONS.index, default="allow"),
                "reasons": [{"rule": r[0], "category": r[1], "action": r[2]} for r in reasons]}

    tally = Tally()
    spam = ("spam.a", "spam", "hold")
    for y, reasons in [(1, [spam]), (1, []), (0, [spam]), (0, [])]:
        tally.add(row("spam", y), decision(*reasons))
    tally.add(row("none", 0), decision(spam))       # clean of everything: a wrong firing
    tally.add(row("none", 1), decision(spam))       # judges nothing
    tally.add(row("rights", 1), decision(spam))     # says nothing about spam
    tally.add(row("rights", 0, "edos"), decision(("rights.b", "rights", "label")))
    counts = tally.areas["spam"][("made", "dev")]
    expected = (5, 2, 3, 1)
    if (counts.posts, counts.positives, counts.fired, counts.right) != expected:
        raise SystemExit(f"spam counted {[getattr(counts, n) for n in Confusion.__slots__]}, expected {expected}")
    rule = tally.rules["spam.a"]
    if (rule.fired, *rule.counted(rule.judged)) != (5, 3, 1) or tally.flagged():
        raise SystemExit("spam.a was judged on rows that do not judge it")
    narrow = tally.rules["rights.b"]
    if (*narrow.counted(narrow.judged), narrow.wrong_narrow) != (1, 0, 1):
        raise SystemExit("rights.b was not counted on the narrow set")
    for _ in range(FLAG_FROM - 3):
        tally.add(row("spam", 0), decision(spam))
    for _ in range(1000):
        tally.add(row("spam", 1, "positives"), decision(spam))
    if tally.contradictable("spam") != {("made", "dev")}:
        raise SystemExit("a set of positives only was taken for one that can contradict")
    if tally.flagged() != ["spam.a"]:
        raise SystemExit("spam.a holds with low precision and is not flagged")
    print(f"{len(vectors)} intervals and the tally are as expected")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=pathlib.Path, default=pathlib.Path("../shared/data"), help="data folder")
    parser.add_argument("--splits", default="dev,test", help="splits to run, with commas (default: dev,test)")
    parser.add_argument("--sets", help="only these sets, with commas")
    parser.add_argument("--limit", type=int, help="at most this many posts of each set and split")
    parser.add_argument("--limpid", default="./limpid", help="the launcher (default: ./limpid)")
    parser.add_argument("--rulesets", type=pathlib.Path, help="passed on to check")
    parser.add_argument("--models", type=pathlib.Path, help="passed on to check")
    parser.add_argument("--threads", type=int, help="passed on to check")
    parser.add_argument("--cases", type=pathlib.Path, help="write every judged firing to this file, as JSON lines")
    parser.add_argument("--self-test", action="store_true", help="check the arithmetic and stop")
    options = parser.parse_args()
    if options.self_test:
        self_test()
        return
    splits = options.splits.split(",")
    wanted = set(options.sets.split(",")) if options.sets else None

    def posts():
        return (row for row in rows(options.data, splits, options.limit) if not wanted or row["source"] in wanted)

    with tempfile.TemporaryDirectory() as folder:
        one, some, answers = (os.path.join(folder, name) for name in ("one.jsonl", "posts.jsonl", "decisions.jsonl"))
        count = write_posts(posts(), some)
        if count == 0:
            raise SystemExit(f"no posts of the splits {options.splits} in {options.data}")
        write_posts([{"id": "start", "text": "hello"}], one)
        check(options, one, answers)  # builds what is missing, so that the next run is only a start
        start_seconds = check(options, one, answers)
        print(f"checking {count} posts", file=sys.stderr)
        seconds = check(options, some, answers)
        cases = open(options.cases, "w", encoding="utf-8") if options.cases else None
        try:
            tally = Tally(cases)
            read_decisions(posts(), answers, tally)
        finally:
            if cases:
                cases.close()
    print_report(tally, seconds, start_seconds)


if __name__ == "__main__":
    main()
