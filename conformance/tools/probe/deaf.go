package main

import "net"

// deaf is the socket of somebody who writes another's address as the source of packets: what comes back goes to that other.
type deaf struct{ net.PacketConn }

func (d deaf) ReadFrom(buffer []byte) (int, net.Addr, error) {
	for {
		if _, _, err := d.PacketConn.ReadFrom(buffer); err != nil {
			return 0, nil, err
		}
	}
}
