package main

import (
	"net"
	"sync/atomic"
)

// ears are a socket that may become deaf, as that of somebody who writes another's address as the source of packets: what comes back goes to
// that other.
type ears struct {
	net.PacketConn
	deaf atomic.Bool
}

func (e *ears) ReadFrom(buffer []byte) (int, net.Addr, error) {
	for {
		if n, from, err := e.PacketConn.ReadFrom(buffer); err != nil || !e.deaf.Load() {
			return n, from, err
		}
	}
}
