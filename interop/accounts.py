#!/usr/bin/env python3
"""hledger, ledger and beancount read every community's export, and must come to the balances that
the JSON API gives, to the fen.

    interop/accounts.py MINGBAI DATA_DIR BASE_URL

MINGBAI is our program, DATA_DIR an installation, BASE_URL a server on it. Only the standard library
is used. The last line is `N passed, N failed`, one for each community and program.
"""

import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.request
from decimal import Decimal

ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8"}


class Disagreement(Exception):
    """A program refused an export, or came to something else."""


def run(*command):
    """Standard output; whatever a program says on standard error is a fault too."""
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    if done.returncode != 0 or done.stderr.strip():
        raise Disagreement(f"{' '.join(command)}: {(done.stderr or done.stdout).strip()[:600]}")
    return done.stdout


def get(url):
    with urllib.request.urlopen(url, timeout=60) as answer:
        return json.load(answer)


def fen(yuan):
    """`-12.30 CNY` as -1230. Decimal, because these are other people's texts."""
    hundredths = Decimal(re.sub(r"[A-Z\s]", "", yuan) or "0") * 100
    if hundredths != hundredths.to_integral_value():
        raise Disagreement(f"{yuan} is not a whole number of fen")
    return int(hundredths)


def add(balances, fund, account, amount):
    """Accounts whose names differ share a code and are one account to us."""
    key = (fund, account[:4])
    balances[key] = balances.get(key, 0) + amount


def with_hledger(path):
    run("hledger", "-f", path, "check", "accounts", "commodities", "--strict")
    table = run("hledger", "-f", path, "balance", "--flat", "-N", "-O", "csv")
    balances = {}
    for name, amount in list(csv.reader(io.StringIO(table)))[1:]:
        fund, _, account = name.split(":", 2)
        add(balances, fund, account, fen(amount))
    return balances


def with_ledger(path):
    form = "%(account)\t%(display_total)\n"
    options = ["--strict", "--flat", "--no-total", "--balance-format", form]
    balances = {}
    for line in run("ledger", "-f", path, *options, "balance").splitlines():
        name, amount = line.split("\t")
        fund, _, account = name.split(":", 2)
        add(balances, fund, account, fen(amount))
    return balances


def with_beancount(path):
    if said := run("bean-check", path).strip():
        raise Disagreement(said[:600])
    query = "SELECT account, sum(number) GROUP BY account"
    balances = {}
    for name, amount in list(csv.reader(io.StringIO(run("bean-query", "-f", "csv", path, query))))[1:]:
        _, fund, account = name.strip().split(":", 2)
        add(balances, fund, account, fen(amount))
    return balances


PROGRAMS = [
    ("hledger", "hledger", with_hledger),
    ("ledger", "hledger", with_ledger),
    ("beancount", "beancount", with_beancount),
]


def compare(expected, found):
    """Both without zero balances, which some programs leave out."""
    for key in sorted(expected.keys() | found.keys()):
        ours, theirs = expected.get(key, 0), found.get(key, 0)
        if ours != theirs:
            raise Disagreement(f"account {key[0]} {key[1]}: we say {ours} fen, it says {theirs}")


def check(mingbai, data, base, slug, directory):
    """How many programs agree about one community, and how many do not."""
    expected = {}
    for row in get(f"{base}/api/v1/communities/{slug}/balances"):
        add(expected, row["fund"], row["account"], row["balance_fen"])
    counts = [0, 0]
    for program, form, read in PROGRAMS:
        path = os.path.join(directory, f"{slug}.{form}")
        try:
            if not os.path.exists(path):
                options = ["--community", slug, "--format", form, "--output", path]
                subprocess.run([mingbai, "export", "--data", data, *options], check=True)
            found = read(path)
            # An empty book agrees with everything: it would prove nothing.
            if not any(expected.values()):
                raise Disagreement("the community has no balances at all")
            compare(expected, found)
            counts[0] += 1
        except (Disagreement, subprocess.CalledProcessError, OSError, ValueError) as error:
            print(f"FAILED {slug}, {program}: {error}")
            counts[1] += 1
    return counts


def main():
    mingbai, data, base = sys.argv[1:4]
    passed = failed = 0
    communities = get(f"{base}/api/v1/communities")
    with tempfile.TemporaryDirectory() as directory:
        for community in communities:
            good, bad = check(mingbai, data, base, community["slug"], directory)
            passed, failed = passed + good, failed + bad
    print(f"{len(communities)} communities, each read by {', '.join(name for name, *_ in PROGRAMS)}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0 or passed == 0)


if __name__ == "__main__":
    main()
