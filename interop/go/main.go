// Verifies the public logs of a mirror directory with golang.org/x/mod/sumdb, code of the Go
// project that was written without knowledge of this one.
//
// For every log: the checkpoint's signature, the root recomputed from the entries, every hash tile
// and bundle, and inclusion and consistency proofs read through the tiles alone.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
)

// problem is a failure with the rule that was broken.
type problem struct{ rule, detail string }

func (p problem) Error() string { return p.rule + ": " + p.detail }

func broken(rule, format string, args ...interface{}) error {
	return problem{rule, fmt.Sprintf(format, args...)}
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run . MIRROR_DIR")
		os.Exit(2)
	}
	logs, err := findLogs(os.Args[1])
	if err != nil {
		fmt.Fprintf(os.Stderr, "FAILED %s: %v\n", os.Args[1], err)
		os.Exit(1)
	}
	var entries int64
	for _, dir := range logs {
		size, err := verifyLog(filepath.Join(os.Args[1], dir))
		if err != nil {
			fmt.Fprintf(os.Stderr, "FAILED %s: %v\n", dir, err)
			os.Exit(1)
		}
		entries += size
	}
	fmt.Printf("verified: %d logs, %d entries\n", len(logs), entries)
}

// findLogs names the log directories of a mirror: district/log and c/SLUG/log.
func findLogs(mirror string) ([]string, error) {
	var logs []string
	if _, err := os.Stat(filepath.Join(mirror, "district")); err == nil {
		logs = append(logs, filepath.Join("district", "log"))
	}
	communities, err := os.ReadDir(filepath.Join(mirror, "c"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, broken("layout", "%v", err)
	}
	for _, community := range communities {
		logs = append(logs, filepath.Join("c", community.Name(), "log"))
	}
	if len(logs) == 0 {
		return nil, broken("layout", "no log found")
	}
	sort.Strings(logs)
	return logs, nil
}

func verifyLog(dir string) (int64, error) {
	tree, err := openCheckpoint(dir)
	if err != nil {
		return 0, err
	}
	entries, err := readEntries(dir, tree.N)
	if err != nil {
		return 0, err
	}
	stored, err := hashEntries(entries)
	if err != nil {
		return 0, err
	}
	root, err := rootOf(tree.N, stored)
	if err != nil {
		return 0, broken("root", "%v", err)
	}
	if root != tree.Hash {
		return 0, broken("root", "the entries hash to %v, the checkpoint says %v", root, tree.Hash)
	}
	if err := checkTiles(dir, tree.N, entries, stored); err != nil {
		return 0, err
	}
	return tree.N, checkProofs(dir, tree, entries, stored)
}

// openCheckpoint checks the log's signature with a key of the policy and reads size and root.
func openCheckpoint(dir string) (tlog.Tree, error) {
	keys, err := logKeys(filepath.Join(dir, "policy"))
	if err != nil {
		return tlog.Tree{}, err
	}
	file, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return tlog.Tree{}, broken("checkpoint", "%v", err)
	}
	signed, err := note.Open(file, note.VerifierList(keys...))
	if err != nil {
		return tlog.Tree{}, broken("checkpoint signature", "%v", err)
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) < 4 || lines[0] == "" {
		return tlog.Tree{}, broken("checkpoint text", "fewer than three lines")
	}
	if signed.Sigs[0].Name != lines[0] {
		return tlog.Tree{}, broken("origin", "signed by %s, but the origin is %s", signed.Sigs[0].Name, lines[0])
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return tlog.Tree{}, broken("checkpoint text", "size %q", lines[1])
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return tlog.Tree{}, broken("checkpoint text", "root %q", lines[2])
	}
	return tlog.Tree{N: size, Hash: root}, nil
}

// logKeys reads the `log <vkey> [url]` lines of a tlog-policy. Witness lines are left to programs
// that know cosignatures; x/mod does not.
func logKeys(path string) ([]note.Verifier, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, broken("policy", "%v", err)
	}
	var keys []note.Verifier
	for _, line := range strings.Split(string(text), "\n") {
		words := strings.Fields(line)
		if len(words) < 2 || words[0] != "log" {
			continue
		}
		key, err := note.NewVerifier(words[1])
		if err != nil {
			return nil, broken("policy", "log key: %v", err)
		}
		keys = append(keys, key)
	}
	if len(keys) == 0 {
		return nil, broken("policy", "no log line")
	}
	return keys, nil
}

// readEntries reads all bundles of a log of this size.
func readEntries(dir string, size int64) ([][]byte, error) {
	var entries [][]byte
	for int64(len(entries)) < size {
		width := size - int64(len(entries))
		if width > tileWidth {
			width = tileWidth
		}
		tile := tlog.Tile{H: tileHeight, L: -1, N: int64(len(entries)) / tileWidth, W: int(width)}
		path := servedPath(tile)
		data, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			return nil, broken("bundle", "%v", err)
		}
		bundle, err := parseBundle(data)
		if err != nil || int64(len(bundle)) != width {
			return nil, broken("bundle", "%s does not hold exactly %d entries", path, width)
		}
		entries = append(entries, bundle...)
	}
	return entries, nil
}

func parseBundle(data []byte) ([][]byte, error) {
	var entries [][]byte
	for len(data) > 0 {
		if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
			return nil, errors.New("truncated")
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		entries = append(entries, data[2:end])
		data = data[end:]
	}
	return entries, nil
}

// hashes are all stored hashes of a tree, in the order of x/mod.
type hashes []tlog.Hash

func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index < 0 || index >= int64(len(h)) {
			return nil, fmt.Errorf("no hash %d", index)
		}
		out[i] = h[index]
	}
	return out, nil
}

func hashEntries(entries [][]byte) (hashes, error) {
	var stored hashes
	for i, entry := range entries {
		more, err := tlog.StoredHashes(int64(i), entry, stored)
		if err != nil {
			return nil, broken("root", "%v", err)
		}
		stored = append(stored, more...)
	}
	return stored, nil
}

// rootOf is tlog.TreeHash, which does not know the root of the empty tree.
func rootOf(size int64, reader tlog.HashReader) (tlog.Hash, error) {
	if size == 0 {
		return sha256.Sum256(nil), nil
	}
	return tlog.TreeHash(size, reader)
}

// checkTiles checks that every tile of this size is there, and that every tile that is there,
// older partial ones too, says what the entries say. Tiles beyond the checkpoint are passed over:
// a log writes them before it signs.
func checkTiles(dir string, size int64, entries [][]byte, stored hashes) error {
	for level := 0; size>>(tileHeight*level) > 0 && level < 8; level++ {
		count := size >> (tileHeight * level)
		for n := int64(0); n*tileWidth < count; n++ {
			width := count - n*tileWidth
			if width > tileWidth {
				width = tileWidth
			}
			path := servedPath(tlog.Tile{H: tileHeight, L: level, N: n, W: int(width)})
			if _, err := os.Stat(filepath.Join(dir, path)); err != nil {
				return broken("hash tile", "%v", err)
			}
		}
	}
	return filepath.WalkDir(filepath.Join(dir, "tile"), func(file string, item fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && size == 0 {
			return nil
		}
		if err != nil {
			return broken("tile", "%v", err)
		}
		if item.IsDir() {
			return nil
		}
		path, err := filepath.Rel(dir, file)
		if err != nil {
			return broken("tile", "%v", err)
		}
		return checkTile(dir, filepath.ToSlash(path), size, entries, stored)
	})
}

func checkTile(dir, path string, size int64, entries [][]byte, stored hashes) error {
	tile, err := parseServedPath(path)
	if err != nil {
		return broken("tile path", "%s is not one", path)
	}
	data, err := os.ReadFile(filepath.Join(dir, path))
	if err != nil {
		return broken("tile", "%v", err)
	}
	level := tile.L
	if level < 0 {
		level = 0
	}
	end := tile.N*tileWidth + int64(tile.W)
	if level > 7 || end > size>>(tileHeight*level) {
		return nil
	}
	if tile.L < 0 {
		bundle, err := parseBundle(data)
		if err != nil || len(bundle) != tile.W {
			return broken("bundle", "%s does not hold exactly %d entries", path, tile.W)
		}
		for i, entry := range bundle {
			if !bytes.Equal(entry, entries[tile.N*tileWidth+int64(i)]) {
				return broken("bundle", "%s contradicts the log at its entry %d", path, i)
			}
		}
		return nil
	}
	expected, err := tlog.ReadTileData(tile, stored)
	if err != nil || !bytes.Equal(expected, data) {
		return broken("hash tile", "%s is not what the entries hash to", path)
	}
	return nil
}

// servedTiles lets x/mod read tiles from the mirror.
type servedTiles struct{ dir string }

func (servedTiles) Height() int                         { return tileHeight }
func (servedTiles) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (s servedTiles) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	out := make([][]byte, len(tiles))
	for i, tile := range tiles {
		data, err := os.ReadFile(filepath.Join(s.dir, servedPath(tile)))
		if err != nil {
			return nil, err
		}
		out[i] = data
	}
	return out, nil
}

// checkProofs makes proofs from the tiles alone and checks them against the signed root.
func checkProofs(dir string, tree tlog.Tree, entries [][]byte, stored hashes) error {
	if tree.N == 0 {
		return nil
	}
	reader := tlog.TileHashReader(tree, servedTiles{dir})
	for _, index := range []int64{0, tree.N / 3, tree.N / 2, tree.N - 1} {
		proof, err := tlog.ProveRecord(tree.N, index, reader)
		if err != nil {
			return broken("inclusion", "entry %d: %v", index, err)
		}
		leaf := tlog.RecordHash(entries[index])
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf); err != nil {
			return broken("inclusion", "entry %d: %v", index, err)
		}
		old := index + 1
		oldRoot, err := rootOf(old, stored)
		if err != nil {
			return broken("consistency", "size %d: %v", old, err)
		}
		consistency, err := tlog.ProveTree(tree.N, old, reader)
		if err != nil {
			return broken("consistency", "size %d: %v", old, err)
		}
		if err := tlog.CheckTree(consistency, tree.N, tree.Hash, old, oldRoot); err != nil {
			return broken("consistency", "size %d: %v", old, err)
		}
	}
	return nil
}

// servedPath turns x/mod's tile/8/L/N and tile/8/data/N into C2SP's tile/L/N and tile/entries/N.
func servedPath(tile tlog.Tile) string {
	path := strings.TrimPrefix(tile.Path(), "tile/8/")
	if tile.L < 0 {
		path = "entries/" + strings.TrimPrefix(path, "data/")
	}
	return "tile/" + path
}

func parseServedPath(path string) (tlog.Tile, error) {
	rest := strings.TrimPrefix(path, "tile/")
	if strings.HasPrefix(rest, "entries/") {
		rest = "data/" + strings.TrimPrefix(rest, "entries/")
	}
	tile, err := tlog.ParseTilePath("tile/8/" + rest)
	if err == nil && servedPath(tile) != path {
		err = errors.New("not canonical")
	}
	return tile, err
}
