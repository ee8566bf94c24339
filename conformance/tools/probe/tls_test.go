package main

import (
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestTLSShowsSNIAndALPN(t *testing.T) {
	to := startEcho(t, listener{Name: "one", Mode: "https"})
	for _, c := range []struct {
		tls  object
		want []string
	}{
		{object{"sni": "a.test", "alpn": []string{"h2", "http/1.1"}}, []string{"a.test", "http/1.1"}},
		{object{"alpn": []string{"h2"}}, []string{"", ""}},
		{object{}, []string{"", ""}},
	} {
		s := echoed(t, ask(t, object{"to": to, "protocol": "h1", "tls": c.tls}).answer)
		same(t, "tls", []octets{s.TLS.SNI, s.TLS.ALPN}, c.want)
	}
}

func TestPrefixComesBeforeTLS(t *testing.T) {
	certFile, keyFile := newCertificate(t)
	pair, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		t.Fatal(err)
	}
	prefix := []byte("PROXY TCP4 1.2.3.4 5.6.7.8 9 10\r\n")
	to := serveConns(t, func(conn net.Conn) {
		got := make([]byte, len(prefix))
		io.ReadFull(conn, got)
		secure := tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{pair}})
		secure.Read(make([]byte, 4096))
		if bytes.Equal(got, prefix) {
			io.WriteString(secure, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
		}
	})
	wantOutcome(t, ask(t, object{"to": to, "protocol": "h1", "prefix": prefix, "tls": object{}}), gotResponse)
}

func TestTLSFailures(t *testing.T) {
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert, NextProtos: []string{"http/1.1"}}
	server.StartTLS()
	defer server.Close()
	strict := server.Listener.Addr().String()

	got := ask(t, object{"to": strict, "protocol": "h1", "tls": object{}})
	wantOutcome(t, got, tlsFailed) // the alert comes after the client's handshake
	got = ask(t, object{"to": strict, "protocol": "tcp", "tls": object{}})
	wantOutcome(t, got, tlsFailed)
	cert, key := newCertificate(t)
	got = ask(t, object{"to": strict, "protocol": "h1", "authority": "x", "tls": object{"cert": cert, "key": key}})
	same(t, "with a certificate", got.Status, 404)
	got = ask(t, object{"to": strict, "protocol": "h1", "tls": object{"alpn": []string{"no"}, "cert": cert, "key": key}})
	wantOutcome(t, got, tlsFailed)
	got = ask(t, object{"to": answerWith(t, "", false), "protocol": "h1", "tls": object{}})
	wantOutcome(t, got, tlsFailed)
	silent := serveConns(t, func(conn net.Conn) { io.Copy(io.Discard, conn) })
	got = ask(t, object{"to": silent, "protocol": "h1", "tls": object{}, "timeoutMs": 200})
	wantOutcome(t, got, timedOut)
}
