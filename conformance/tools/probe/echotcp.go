package main

import (
	"fmt"
	"io"
	"net"
)

// serveTCP says who it is and who sent the first bytes, and then gives back what comes.
func (l *listener) serveTCP(conn net.Conn, _ *tlsSeen) {
	if l.Banner != "" {
		io.WriteString(conn, string(l.Banner))
	}
	buffer := make([]byte, 64<<10)
	n, err := conn.Read(buffer)
	if err != nil {
		return
	}
	peer, _ := peerOf(conn)
	fmt.Fprintf(conn, "%s %s %s\n", l.Name, peer, buffer[:n])
	io.Copy(conn, conn)
}
