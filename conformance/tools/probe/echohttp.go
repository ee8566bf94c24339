package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"time"
)

// seen is what reached the backend, as it came.
type seen struct {
	Name      string   `json:"name"`
	Peer      string   `json:"peer"`
	Port      uint16   `json:"port"`
	TLS       *tlsSeen `json:"tls"`
	Method    octets   `json:"method"`
	Path      octets   `json:"path"`
	Host      []octets `json:"host"`
	Headers   []field  `json:"headers"`
	BodyBytes int64    `json:"bodyBytes"`
	Number    int64    `json:"number"`
	Error     string   `json:"error,omitempty"`
}

func (l *listener) serveHTTP(conn net.Conn, secure *tlsSeen) {
	peer, port := peerOf(conn)
	for from := bufio.NewReader(conn); ; {
		got := &seen{Name: l.Name, Peer: peer, Port: port, TLS: secure, Host: []octets{}, Headers: []field{}}
		again, err := got.read(from, conn)
		if err != nil && got.Method == "" && errors.Is(err, io.EOF) {
			return
		}
		got.Number = atomic.AddInt64(&l.requests, 1)
		status := "200 OK"
		if err != nil {
			again, status, got.Error = false, "400 Bad Request", err.Error()
		}
		if got.Path == "/slow" {
			time.Sleep(300 * time.Millisecond)
		}
		if _, err := conn.Write(got.response(status, again)); err != nil || !again {
			return
		}
	}
}

// read takes one request, and tells if the connection may have another.
func (s *seen) read(from *bufio.Reader, conn io.Writer) (again bool, err error) {
	head := &headReader{Reader: from}
	line, err := head.line()
	if err != nil {
		return false, err
	}
	method, rest, _ := strings.Cut(line, " ")
	space := strings.LastIndexByte(rest, ' ')
	if method == "" || space < 0 || !strings.HasPrefix(rest[space+1:], "HTTP/1.") {
		return false, fmt.Errorf("request line %q", line)
	}
	s.Method, s.Path = octets(method), octets(rest[:space])
	if s.Headers, err = head.fields(); err != nil {
		return false, err
	}
	s.Host = valuesOf(s.Headers, "host")
	if hasToken(s.Headers, "expect", "100-continue") {
		io.WriteString(conn, "HTTP/1.1 100 Continue\r\n\r\n")
	}
	s.BodyBytes, err = copyBody(io.Discard, from, s.Headers, false)
	keep := rest[space+1:] != "HTTP/1.0" || hasToken(s.Headers, "connection", "keep-alive")
	return keep && !hasToken(s.Headers, "connection", "close"), err
}

func (s *seen) response(status string, again bool) []byte {
	body := marshalLine(s)
	var out bytes.Buffer
	fmt.Fprintf(&out, "HTTP/1.1 %s\r\ncontent-type: application/json\r\ncontent-length: %d\r\n", status, len(body))
	fmt.Fprintf(&out, "x-backend: %s\r\n", s.Name)
	if !again {
		out.WriteString("connection: close\r\n")
	}
	out.WriteString("\r\n")
	if s.Method != "HEAD" {
		out.Write(body)
	}
	return out.Bytes()
}
