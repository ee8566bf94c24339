package main

import (
	"crypto/tls"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/quic-go/quic-go/http3"
)

// newQUICSocket gives a server its certificate and its port.
func newQUICSocket(t *testing.T) (tls.Certificate, net.PacketConn) {
	t.Helper()
	certFile, keyFile := newCertificate(t)
	pair, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		t.Fatal(err)
	}
	socket, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return pair, socket
}

func startH3(t *testing.T, auth tls.ClientAuthType) string {
	t.Helper()
	pair, socket := newQUICSocket(t)
	config := &tls.Config{Certificates: []tls.Certificate{pair}, ClientAuth: auth}
	server := &http3.Server{Handler: http.HandlerFunc(handler), TLSConfig: http3.ConfigureTLSConfig(config)}
	go server.Serve(socket)
	t.Cleanup(func() {
		server.Close()
		socket.Close()
	})
	return socket.LocalAddr().String()
}

func TestH3(t *testing.T) {
	to := startH3(t, tls.NoClientCert)
	got := ask(t, object{
		"protocol": "h3", "to": to, "from": "127.0.0.9", "method": "PUT", "path": "/size/70000?\u00ff", "authority": "x.test",
		"headers": [][2]string{{"x-test", "\u00ff"}}, "body": strings.Repeat("\u00ff", 300000), "tls": object{"sni": "x.test"},
	})
	wantOutcome(t, got, gotResponse)
	same(t, "request", valuesOf(got.Headers, "x-request"), []string{"PUT x.test /size/70000?\xff 300000"})
	same(t, "header", valuesOf(got.Headers, "x-test"), []string{"\xff"})
	same(t, "body", []any{got.Status, got.Body, got.Error}, []any{201, strings.Repeat("\xff", maxBody), ""})

	got = ask(t, object{"protocol": "h3", "to": to, "authority": "x", "method": "HEAD", "path": "/size/5"})
	same(t, "HEAD", []any{got.Status, got.Body, got.Error}, []any{201, "", ""})
}

func TestH3Outcomes(t *testing.T) {
	to := startH3(t, tls.NoClientCert)
	wantOutcome(t, ask(t, object{"protocol": "h3", "to": to, "authority": "x", "path": "/reset"}), reset)
	wantOutcome(t, ask(t, object{"protocol": "h3", "to": to, "authority": "x", "headers": [][2]string{{"X-Upper", "a"}}}), reset)
	wantOutcome(t, ask(t, object{"protocol": "h3", "to": to, "authority": "x", "headers": [][2]string{{":path", "/b"}}}), reset)
	wantOutcome(t, ask(t, object{"protocol": "h3", "to": to, "authority": "x", "path": "/slow", "timeoutMs": 200}), timedOut)
	wantOutcome(t, ask(t, object{"protocol": "h3", "to": to, "tls": object{"alpn": []string{"no"}}}), tlsFailed)
	strict := startH3(t, tls.RequireAnyClientCert)
	wantOutcome(t, ask(t, object{"protocol": "h3", "to": strict, "authority": "x"}), tlsFailed)
	cert, key := newCertificate(t)
	got := ask(t, object{"protocol": "h3", "to": strict, "authority": "x", "tls": object{"cert": cert, "key": key}})
	same(t, "with a certificate", got.Status, 201)
	silent, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	wantOutcome(t, ask(t, object{"protocol": "h3", "to": silent.LocalAddr().String(), "timeoutMs": 200}), timedOut)
}
