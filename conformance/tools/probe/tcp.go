package main

import (
	"net"
	"time"
)

// quiet is how long nothing may come before an answer without framing counts as complete.
const quiet = 20 * time.Millisecond

type tcpSession struct {
	conn     net.Conn
	deadline time.Time
}

func (s *tcpSession) close() { s.conn.Close() }

func (s *tcpSession) roundTrip(m *message) answer {
	var writeErr error
	if len(m.Raw) > 0 {
		_, writeErr = s.conn.Write(m.Raw)
	}
	var got []byte
	buffer := make([]byte, 16<<10)
	for {
		n, err := s.conn.Read(buffer)
		got = append(got, buffer[:n]...)
		if len(got) > 0 && (err != nil || len(got) >= maxBody) {
			return answer{Outcome: gotResponse, Body: octets(got[:min(len(got), maxBody)])}
		}
		if err != nil {
			return failure(err, writeErr)
		}
		if next := time.Now().Add(quiet); next.Before(s.deadline) {
			s.conn.SetReadDeadline(next)
		}
	}
}
