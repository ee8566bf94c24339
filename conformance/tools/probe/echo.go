package main

import (
	"bufio"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"slices"
)

// listener is one backend: an element of the echo's file, or a line of its input.
type listener struct {
	Name   string `json:"name"`
	Listen string `json:"listen"`
	Mode   string `json:"mode"`
	Cert   string `json:"cert"`
	Key    string `json:"key"`
	Banner octets `json:"banner"`
	// requests that have come.
	requests int64
}

// runEcho serves until it is killed: the end of its input only means that no more listeners will come.
func runEcho(file string, input io.Reader, output io.Writer) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var listeners []listener
	if err := json.Unmarshal(text, &listeners); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	for i := range listeners {
		l := &listeners[i]
		if err := l.start(); err != nil {
			return fmt.Errorf("%s: %w", l.Name, err)
		}
	}
	fmt.Fprintln(output, "ready")
	for lines := bufio.NewReader(input); ; {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			select {}
		}
		var l listener
		if err = json.Unmarshal(line, &l); err == nil {
			err = l.start()
		}
		if err != nil {
			fmt.Fprintf(output, "error %s: %v\n", l.Name, err)
		} else {
			fmt.Fprintf(output, "ready %s\n", l.Name)
		}
	}
}

// start returns once the address listens.
func (l *listener) start() error {
	var config *tls.Config
	serve := l.serveTCP
	switch l.Mode {
	case "http", "https":
		serve = l.serveHTTP
	case "tcp", "tls":
	default:
		return fmt.Errorf("mode %q: not http, https, tcp or tls", l.Mode)
	}
	if l.Mode == "https" || l.Mode == "tls" {
		pair, err := tls.LoadX509KeyPair(l.Cert, l.Key)
		if err != nil {
			return err
		}
		config = serverConfig(pair)
	}
	socket, err := listenTCP(l.Listen)
	if err != nil {
		return err
	}
	go accept(socket, config, serve)
	return nil
}

// serverConfig agrees on HTTP/1.1 with a client that offers it, and on nothing with another rather than refusing it.
func serverConfig(pair tls.Certificate) *tls.Config {
	plain := &tls.Config{Certificates: []tls.Certificate{pair}}
	http1 := plain.Clone()
	http1.NextProtos = []string{"http/1.1"}
	plain.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		if slices.Contains(hello.SupportedProtos, "http/1.1") {
			return http1, nil
		}
		return nil, nil
	}
	return plain
}

func accept(socket net.Listener, config *tls.Config, serve func(net.Conn, *tlsSeen)) {
	for {
		conn, err := socket.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue
		}
		go func() {
			defer conn.Close()
			if config == nil {
				serve(conn, nil)
				return
			}
			secure := tls.Server(conn, config)
			if secure.Handshake() == nil {
				state := secure.ConnectionState()
				serve(secure, &tlsSeen{octets(state.ServerName), octets(state.NegotiatedProtocol)})
				secure.Close()
			}
		}()
	}
}

type tlsSeen struct {
	SNI  octets `json:"sni"`
	ALPN octets `json:"alpn"`
}

// peerOf is who connected; an IPv4 peer of an IPv6 socket is printed as IPv4.
func peerOf(conn net.Conn) (string, uint16) {
	peer := netip.MustParseAddrPort(conn.RemoteAddr().String())
	return peer.Addr().Unmap().String(), peer.Port()
}
