package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http/httputil"
	"strconv"
	"strings"
)

// maxHead bounds a message's head, well above what any gateway lets through.
const maxHead = 4 << 20

// headReader reads the head of an HTTP/1 message without changing anything, and keeps the bytes that it took.
type headReader struct {
	*bufio.Reader
	taken []byte
}

func (h *headReader) line() (string, error) {
	for start := len(h.taken); ; {
		part, err := h.ReadSlice('\n')
		h.taken = append(h.taken, part...)
		if len(h.taken) > maxHead {
			return "", errors.New("head too long")
		}
		if err == nil {
			return strings.TrimSuffix(strings.TrimSuffix(string(h.taken[start:]), "\n"), "\r"), nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return "", err
		}
	}
}

// fields reads until the empty line. One space after the colon goes, all else stays; a line without colon is a name.
func (h *headReader) fields() ([]field, error) {
	fields := []field{}
	for {
		line, err := h.line()
		if err != nil || line == "" {
			return fields, err
		}
		name, value, _ := strings.Cut(line, ":")
		fields = append(fields, field{octets(name), octets(strings.TrimPrefix(value, " "))})
	}
}

// valuesOf lists the values of all fields with the name, in any case.
func valuesOf(fields []field, name string) []octets {
	values := []octets{}
	for _, f := range fields {
		if strings.EqualFold(string(f[0]), name) {
			values = append(values, f[1])
		}
	}
	return values
}

// hasToken tells if the comma-separated lists of the named fields have the token.
func hasToken(fields []field, name, token string) bool {
	for _, value := range valuesOf(fields, name) {
		for part := range strings.SplitSeq(string(value), ",") {
			if strings.EqualFold(strings.TrimSpace(part), token) {
				return true
			}
		}
	}
	return false
}

// contentLength is -1 if there is none.
func contentLength(fields []field) (int64, error) {
	values := valuesOf(fields, "content-length")
	if len(values) == 0 {
		return -1, nil
	}
	length, err := strconv.ParseUint(strings.TrimSpace(string(values[0])), 10, 62)
	if err != nil {
		return -1, fmt.Errorf("content-length %q", values[0])
	}
	return int64(length), nil
}

// copyBody reads a body as the fields frame it. Without framing it goes on to the end of the connection if toEOF.
func copyBody(to io.Writer, from *bufio.Reader, fields []field, toEOF bool) (int64, error) {
	if hasToken(fields, "transfer-encoding", "chunked") {
		size, err := io.Copy(to, httputil.NewChunkedReader(from))
		if err != nil {
			return size, err
		}
		trailer := headReader{Reader: from}
		_, err = trailer.fields()
		return size, err
	}
	length, err := contentLength(fields)
	if err != nil {
		return 0, err
	}
	if length >= 0 {
		size, err := io.CopyN(to, from, length)
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return size, err
	}
	if !toEOF {
		return 0, nil
	}
	return io.Copy(to, from)
}

// capped keeps the first maxBody bytes that are written to it.
type capped struct{ kept []byte }

func (c *capped) Write(data []byte) (int, error) {
	c.kept = append(c.kept, data[:min(len(data), maxBody-len(c.kept))]...)
	return len(data), nil
}
