package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// object is JSON as the rig writes it.
type object = map[string]any

// ask runs one request as a line of the client's input, and reads its result as the rig does.
func ask(t *testing.T, r object) result {
	t.Helper()
	r["id"] = 7
	line, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var got result
	if err := json.Unmarshal(marshalLine(exchangeLine(line)), &got); err != nil {
		t.Fatal(err)
	}
	if string(got.ID) != "7" {
		t.Fatalf("id %s", got.ID)
	}
	return got
}

func wantOutcome(t *testing.T, got result, outcome string) {
	t.Helper()
	if got.Outcome != outcome {
		t.Fatalf("outcome %q, want %q: %+v", got.Outcome, outcome, got)
	}
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if g, w := fmt.Sprintf("%q", got), fmt.Sprintf("%q", want); g != w {
		t.Fatalf("%s\n got %s\nwant %s", what, g, w)
	}
}

// echoed is what the echo says in the body that the client passed on.
func echoed(t *testing.T, a answer) seen {
	t.Helper()
	if a.Outcome != gotResponse {
		t.Fatalf("no response: %+v", a)
	}
	var s seen
	if err := json.Unmarshal([]byte(a.Body), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// startEcho starts one listener of the echo, with a certificate if its mode needs one.
func startEcho(t testing.TB, l listener) string {
	t.Helper()
	if l.Listen == "" {
		l.Listen = freeAddress(t)
	}
	if l.Mode == "https" || l.Mode == "tls" {
		l.Cert, l.Key = newCertificate(t)
	}
	if err := l.start(); err != nil {
		t.Fatal(err)
	}
	return l.Listen
}

// serveConns gives every connection to handle, and closes it after.
func serveConns(t *testing.T, handle func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				handle(conn)
			}()
		}
	}()
	return l.Addr().String()
}

// answerWith reads some bytes, answers with the text and keeps the connection open if hold.
func answerWith(t *testing.T, text string, hold bool) string {
	return serveConns(t, func(conn net.Conn) {
		conn.Read(make([]byte, 4096))
		io.WriteString(conn, text)
		if hold {
			conn.Read(make([]byte, 1))
		}
	})
}

func newCertificate(t testing.TB) (certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, kind string, data []byte) string {
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: data}), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	return write("cert.pem", "CERTIFICATE", cert), write("key.pem", "PRIVATE KEY", private)
}
