"""Verifies the public logs of a mirror directory with aics-tlog, a library from PyPI that was
written without knowledge of this project.

For every log: the signatures on the checkpoint, the root recomputed from the entries, every hash
tile and bundle, and inclusion and consistency proofs read through the tiles alone.
"""

import sys
from pathlib import Path

from aics_tlog import (
    FileSystemTileReader,
    MerkleTree,
    VerifiedTileReader,
    audit_tiles,
    consistency_proof_from_tiles,
    inclusion_proof_from_tiles,
    leaf_hash,
    parse_note,
    parse_vkey,
    read_entry,
    verify_checkpoint,
    verify_consistency,
    verify_leaf_inclusion,
)
from aics_tlog.tiles import parse_entry_bundle, parse_tile_path, parse_entry_bundle_path

LOG_KEY, COSIGNATURE_KEY = 0x01, 0x04
TILE_WIDTH = 256


class Broken(Exception):
    """A rule that does not hold."""

    def __init__(self, rule, detail):
        super().__init__(f"{rule}: {detail}")


def find_logs(mirror):
    """The log directories of a mirror: district/log and c/SLUG/log."""
    logs = [mirror / "district" / "log"] if (mirror / "district").exists() else []
    if (mirror / "c").exists():
        logs += [community / "log" for community in (mirror / "c").iterdir()]
    if not logs:
        raise Broken("layout", "no log found")
    return sorted(logs)


def read_policy(path):
    """The keys of a tlog-policy: of its logs, and of the witnesses that it knows."""
    logs, witnesses = [], []
    for line in path.read_text(encoding="utf-8").splitlines():
        words = line.split()
        if words[:1] == ["log"]:
            logs.append(parse_vkey(words[1]))
        elif words[:1] == ["witness"]:
            witnesses.append(parse_vkey(words[2]))
    if not logs or any(key.key_type != LOG_KEY for key in logs):
        raise Broken("policy", "no log line, or a key that no log may have")
    if any(key.key_type != COSIGNATURE_KEY for key in witnesses):
        raise Broken("policy", "a witness key that cannot cosign")
    return logs, witnesses


def open_checkpoint(log):
    """Size and root of the checkpoint, once a log key of the policy has signed it."""
    logs, witnesses = read_policy(log / "policy")
    note = parse_note((log / "checkpoint").read_bytes())
    results = [
        verify_checkpoint(note, key, witnesses, expected_origin=key.name) for key in logs
    ]
    for result in results:
        if result.ok:
            return result.size, result.root
    raise Broken("checkpoint signature", results[0].error)


def check_leftovers(log, size, entries):
    """Every file among the tiles is one, and older partial ones say what the log says today.

    Tiles beyond the checkpoint are passed over: a log writes them before it signs.
    """
    tree = MerkleTree(entries)
    for file in sorted((log / "tile").rglob("*")):
        if file.is_dir():
            continue
        path = file.relative_to(log).as_posix()
        data = file.read_bytes()
        if path.startswith("tile/entries/"):
            index, width = parse_entry_bundle_path(path)
            first, last = index * TILE_WIDTH, index * TILE_WIDTH + (width or TILE_WIDTH)
            if last <= size and parse_entry_bundle(data) != entries[first:last]:
                raise Broken("bundle", f"{path} contradicts the log")
            continue
        level, index, width = parse_tile_path(path)
        step = TILE_WIDTH**level
        starts = [(index * TILE_WIDTH + i) * step for i in range(width or TILE_WIDTH)]
        if starts[-1] + step > size:
            continue
        hashes = [subtree_root(tree, entries, start, step) for start in starts]
        if data != b"".join(hashes):
            raise Broken("hash tile", f"{path} is not what the entries hash to")


def subtree_root(tree, entries, start, count):
    """The root over a complete subtree of `count` entries."""
    if count == 1:
        return leaf_hash(entries[start])
    if start == 0:
        return tree.root(count)
    return MerkleTree(entries[start : start + count]).root()


def check_proofs(reader, size, root, entries):
    """Makes proofs from the tiles alone and checks them against the signed root."""
    tree = MerkleTree(entries)
    for index in {0, size // 3, size // 2, size - 1}:
        proof = inclusion_proof_from_tiles(reader, index, size)
        if not verify_leaf_inclusion(entries[index], index, size, proof, root):
            raise Broken("inclusion", f"entry {index}")
        if read_entry(reader, index, size) != entries[index]:
            raise Broken("bundle", f"entry {index}")
        old = index + 1
        proof = consistency_proof_from_tiles(reader, old, size)
        if not verify_consistency(old, size, tree.root(old), root, proof):
            raise Broken("consistency", f"size {old}")


def verify_log(log):
    size, root = open_checkpoint(log)
    reader = FileSystemTileReader(log)
    entries = []
    while len(entries) < size:
        index, width = len(entries) // TILE_WIDTH, min(size - len(entries), TILE_WIDTH)
        data = reader.read_entry_bundle(index, None if width == TILE_WIDTH else width)
        bundle = [] if data is None else parse_entry_bundle(data)
        if len(bundle) != width:
            raise Broken("bundle", f"bundle {index} is missing or does not hold {width} entries")
        entries += bundle
    if MerkleTree(entries).root() != root:
        raise Broken("root", "the entries do not hash to the signed root")
    if size > 0:
        audit_tiles(reader, size, root)
        check_leftovers(log, size, entries)
        check_proofs(VerifiedTileReader(reader, size, root), size, root, entries)
    return size


def main():
    if len(sys.argv) != 2:
        print("usage: verify.py MIRROR_DIR", file=sys.stderr)
        return 2
    mirror = Path(sys.argv[1])
    logs, entries, name = [], 0, mirror
    try:
        logs = find_logs(mirror)
        for log in logs:
            name = log.relative_to(mirror)
            entries += verify_log(log)
    except (Broken, ValueError, OSError) as error:
        rule = str(error) if isinstance(error, Broken) else f"{type(error).__name__}: {error}"
        print(f"FAILED {name}: {rule}", file=sys.stderr)
        return 1
    print(f"verified: {len(logs)} logs, {entries} entries")
    return 0


if __name__ == "__main__":
    sys.exit(main())
