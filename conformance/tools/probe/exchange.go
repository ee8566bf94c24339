package main

import (
	"crypto/tls"
	"fmt"
	"net"
	"time"
)

// maxBody is how much of a body a result holds. The rest is read and dropped.
const maxBody = 64 << 10

// session is an open connection that takes one message after the other.
type session interface {
	roundTrip(*message) answer
	close()
}

// exchange does all of one request until the deadline. Further messages are sent while there are responses.
func exchange(r *request, deadline time.Time) (first answer, more []answer) {
	s, err := open(r, deadline)
	if err != nil {
		return answer{Outcome: outcomeOf(err), Error: err.Error()}, nil
	}
	defer s.close()
	first = s.roundTrip(&r.message)
	last := first
	for i := range r.Requests {
		if last.Outcome != gotResponse {
			break
		}
		last = s.roundTrip(&r.Requests[i])
		if last.Headers == nil {
			last.Headers = []field{}
		}
		more = append(more, last)
	}
	return first, more
}

func open(r *request, deadline time.Time) (session, error) {
	if r.Protocol == "h3" {
		return openH3(r, deadline)
	}
	conn, err := connect(r, deadline)
	if err != nil {
		return nil, err
	}
	switch r.Protocol {
	case "h1":
		return newH1(conn), nil
	case "h2":
		return newH2(conn, r.TLS != nil), nil
	}
	return &tcpSession{conn, deadline}, nil
}

// connect opens the connection, with the prefix written and TLS agreed on.
func connect(r *request, deadline time.Time) (net.Conn, error) {
	var config *tls.Config
	if r.TLS != nil {
		var err error
		if config, err = r.TLS.config(); err != nil {
			return nil, outcomeError{failed, err}
		}
	}
	conn, err := dialTCP(r, deadline)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	conn.SetDeadline(deadline)
	if len(r.Prefix) > 0 {
		if _, err := conn.Write(r.Prefix); err != nil {
			conn.Close()
			return nil, fmt.Errorf("prefix: %w", err)
		}
	}
	if config == nil {
		return conn, nil
	}
	secure := tls.Client(conn, config)
	if err := secure.Handshake(); err != nil {
		conn.Close()
		err = fmt.Errorf("handshake: %w", err)
		// A gateway refuses a handshake by an alert or by closing the connection: to the client both are the same.
		if outcomeOf(err) != timedOut {
			err = outcomeError{tlsFailed, err}
		}
		return nil, err
	}
	return secure, nil
}

// config never verifies the server: whom the gateway says it is does not matter, what it lets through does.
func (o *tlsOptions) config() (*tls.Config, error) {
	config := &tls.Config{InsecureSkipVerify: true, ServerName: string(o.SNI)}
	for _, protocol := range o.ALPN {
		config.NextProtos = append(config.NextProtos, string(protocol))
	}
	if o.Cert != "" {
		pair, err := tls.LoadX509KeyPair(o.Cert, o.Key)
		if err != nil {
			return nil, err
		}
		// Given whatever authorities the server names, so that a certificate it must refuse is sent as well.
		config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &pair, nil }
	}
	return config, nil
}
