package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
)

type h1Session struct {
	conn net.Conn
	from *bufio.Reader
}

func newH1(conn net.Conn) *h1Session { return &h1Session{conn, bufio.NewReader(conn)} }

func (s *h1Session) close() { s.conn.Close() }

// roundTrip reads even if the writing failed: the response may have been there before the request was all sent.
func (s *h1Session) roundTrip(m *message) answer {
	sent := m.Raw
	if len(sent) == 0 {
		sent = m.h1()
	}
	_, writeErr := s.conn.Write(sent)
	method, _, _ := strings.Cut(string(sent[:min(len(sent), 32)]), " ")
	for {
		head := &headReader{Reader: s.from}
		status, fields, err := responseHead(head)
		if err != nil {
			got := failure(err, writeErr)
			if len(head.taken) > 0 {
				got.Outcome, got.Error = garbage, "no HTTP response: "+got.Error
				got.Body = octets(head.taken[:min(len(head.taken), maxBody)])
			}
			return got
		}
		got := answer{Outcome: gotResponse, Status: status, Headers: fields}
		if !got.final() {
			continue
		}
		if got.bodyless(octets(method)) {
			return got
		}
		var body capped
		if _, err := copyBody(&body, s.from, fields, true); err != nil {
			got.Error = "body: " + err.Error()
		}
		got.Body = octets(body.kept)
		return got
	}
}

func responseHead(head *headReader) (int, []field, error) {
	line, err := head.line()
	if err != nil {
		return 0, nil, err
	}
	version, rest, _ := strings.Cut(line, " ")
	code, _, _ := strings.Cut(rest, " ")
	status, err := strconv.Atoi(code)
	if err != nil || len(code) != 3 || !strings.HasPrefix(version, "HTTP/1.") {
		return 0, nil, fmt.Errorf("status line %q", line[:min(len(line), 100)])
	}
	fields, err := head.fields()
	if err != nil {
		err = errors.Join(errors.New("head not complete"), err)
	}
	return status, fields, err
}

// h1 writes the message as it is asked for. A body needs framing, so a content-length is added if no field frames it.
func (m *message) h1() []byte {
	var out bytes.Buffer
	method, _ := m.Method.or("GET")
	path, _ := m.Path.or("/")
	fmt.Fprintf(&out, "%s %s HTTP/1.1\r\n", method, path)
	if m.Authority.given && !m.Authority.null {
		fmt.Fprintf(&out, "Host: %s\r\n", m.Authority.value)
	}
	for _, f := range m.Headers {
		fmt.Fprintf(&out, "%s: %s\r\n", f[0], f[1])
	}
	framed := len(valuesOf(m.Headers, "content-length")) + len(valuesOf(m.Headers, "transfer-encoding"))
	if m.Body != "" && framed == 0 {
		fmt.Fprintf(&out, "Content-Length: %d\r\n", len(m.Body))
	}
	out.WriteString("\r\n")
	out.WriteString(string(m.Body))
	return out.Bytes()
}
