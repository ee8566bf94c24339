package main

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// freeBind lets a socket have an address that no interface has: the rig routes whole ranges to a namespace as local.
func freeBind(network, _ string, raw syscall.RawConn) error {
	level, option := unix.SOL_IP, unix.IP_FREEBIND
	if strings.HasSuffix(network, "6") {
		level, option = unix.SOL_IPV6, unix.IPV6_FREEBIND
	}
	var optionErr error
	err := raw.Control(func(fd uintptr) { optionErr = unix.SetsockoptInt(int(fd), level, option, 1) })
	return errors.Join(err, optionErr)
}

// fromAddress also leaves the choice of the port until the connect: a port is then used again for another destination.
func fromAddress(network, address string, raw syscall.RawConn) error {
	if err := freeBind(network, address, raw); err != nil {
		return err
	}
	return raw.Control(func(fd uintptr) {
		// Without it there are only fewer ports, so its failure does not matter.
		_ = unix.SetsockoptInt(int(fd), unix.SOL_IP, unix.IP_BIND_ADDRESS_NO_PORT, 1)
	})
}

func dialTCP(r *request, deadline time.Time) (net.Conn, error) {
	dialer := net.Dialer{Deadline: deadline}
	to, err := netip.ParseAddrPort(r.To)
	if err != nil {
		return nil, err
	}
	if r.From != "" {
		from, err := netip.ParseAddr(r.From)
		if err != nil {
			return nil, err
		}
		dialer.LocalAddr = net.TCPAddrFromAddrPort(netip.AddrPortFrom(from, 0))
		dialer.Control = fromAddress
	}
	var conn net.Conn
	err = inNetns(r.Netns, func() (err error) {
		conn, err = dialer.Dial("tcp", to.String())
		return err
	})
	return conn, err
}

func listenUDP(r *request, source string) (net.PacketConn, *net.UDPAddr, error) {
	to, err := netip.ParseAddrPort(r.To)
	if err != nil {
		return nil, nil, err
	}
	from, network := netip.IPv4Unspecified(), "udp4"
	if to.Addr().Is6() {
		from, network = netip.IPv6Unspecified(), "udp6"
	}
	if source != "" {
		if from, err = netip.ParseAddr(source); err != nil {
			return nil, nil, err
		}
	}
	var conn net.PacketConn
	err = inNetns(r.Netns, func() (err error) {
		listener := net.ListenConfig{Control: freeBind}
		conn, err = listener.ListenPacket(context.Background(), network, netip.AddrPortFrom(from, 0).String())
		return err
	})
	return conn, net.UDPAddrFromAddrPort(to), err
}

func listenTCP(address string) (net.Listener, error) {
	listener := net.ListenConfig{Control: freeBind}
	listener.SetMultipathTCP(false)
	return listener.Listen(context.Background(), "tcp", address)
}
