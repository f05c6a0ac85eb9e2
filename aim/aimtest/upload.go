package aimtest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"net/http"
	"path"
	"slices"
)

// Formats of inventory uploads: the values of the FileFormat header.
const (
	formatTab   = "TabDelimited"
	formatBooks = "TabDelimitedBooks" // later than the guide of 2004
	formatUIEE  = "UIEE"
)

// file is the body of an upload.
type file struct {
	size   int64
	sha256 string
	body   []byte // nil if discarded
}

// receive reads an upload to its end. It runs without the lock, so that slow uploads do
// not block other calls.
func (e *Emulator) receive(path string, r *http.Request) (file, error) {
	digest := sha256.New()
	if e.opts.DiscardUploads && path != refundPath {
		size, err := io.Copy(digest, r.Body)
		return file{size: size, sha256: hexSum(digest)}, err
	}
	var body bytes.Buffer
	size, err := io.Copy(io.MultiWriter(digest, &body), r.Body)
	return file{size: size, sha256: hexSum(digest), body: body.Bytes()}, err
}

func hexSum(digest hash.Hash) string { return hex.EncodeToString(digest.Sum(nil)) }

// uploadInventory queues a feed: operations 1 to 3 of the guide.
func (e *Emulator) uploadInventory(c call) reply {
	format := c.params.Get("FileFormat")
	if format == "" {
		format = formatTab
	}
	if !validFormat(format) {
		return e.failure(codeInvalidFormat)
	}
	if !validProgram(c.params.Get("UploadFor")) {
		return e.failure(codeInvalidProgram)
	}
	if !e.opts.DiscardUploads && !readable(format, c.file.body, path.Base(c.path) == modeModify) {
		return e.failure(codeInvalidFormat)
	}

	id := e.enqueue(c, format)
	if c.params.Get("BatchID") == "Y" && !e.opts.IgnoreBatchID {
		return e.success("BatchID", id)
	}
	return e.success("Success", "SUCCESS")
}

func validFormat(name string) bool {
	return oneOf(name, formatTab, formatBooks, formatUIEE)
}

func validProgram(name string) bool {
	return oneOf(name, "", "MarketplaceOnly", "Marketplace", "ZShop")
}

// readable checks the start of a file, which is all that the service checked before it
// answered.
func readable(format string, body []byte, modifies bool) bool {
	if format == formatUIEE {
		return startsAsUIEE(body)
	}
	columns, _ := tabHeader(body)
	return slices.Contains(columns, "sku") && !repeats(columns) &&
		!(modifies && slices.ContainsFunc(columns, func(name string) bool { return !oneOf(name, "sku", "price", "quantity") }))
}

func repeats(columns []string) bool {
	sorted := slices.Sorted(slices.Values(columns))
	return len(slices.Compact(sorted)) < len(columns)
}
