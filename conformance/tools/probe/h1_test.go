package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

func TestH1SendsEveryByteAsGiven(t *testing.T) {
	to := startEcho(t, listener{Name: "one", Mode: "http"})
	got := ask(t, object{
		"to": to, "from": "127.0.0.9", "protocol": "h1", "method": "PoST", "path": "/\u00ff//a/../b?q#f", "authority": "Ex.Ample:80",
		"headers": [][2]string{{"X-Two", "1"}, {"x-two", " \u00ff\u0080 "}, {"host", "second"}, {"x bad", ""}},
		"body":    "h\u00ffi",
	})
	same(t, "x-backend", valuesOf(got.Headers, "x-backend"), []string{"one"})
	s := echoed(t, got.answer)
	same(t, "peer", s.Peer, "127.0.0.9")
	same(t, "line", []octets{s.Method, s.Path}, []string{"PoST", "/\xff//a/../b?q#f"})
	same(t, "host", s.Host, []string{"Ex.Ample:80", "second"})
	same(t, "headers", s.Headers, [][2]string{
		{"Host", "Ex.Ample:80"}, {"X-Two", "1"}, {"x-two", " \xff\x80 "}, {"host", "second"}, {"x bad", ""}, {"Content-Length", "3"},
	})
	if s.BodyBytes != 3 || s.TLS != nil || s.Error != "" || s.Port == 0 {
		t.Fatalf("%+v", s)
	}
}

func TestH1WithoutAuthorityHasNoHost(t *testing.T) {
	to := startEcho(t, listener{Name: "one", Mode: "http"})
	for _, r := range []object{{}, {"authority": nil}} {
		r["to"], r["protocol"] = to, "h1"
		s := echoed(t, ask(t, r).answer)
		same(t, "request", []any{s.Method, s.Path, s.Headers}, []any{"GET", "/", []field{}})
	}
	s := echoed(t, ask(t, object{"to": to, "protocol": "h1", "authority": ""}).answer)
	same(t, "headers", s.Headers, [][2]string{{"Host", ""}})
}

func TestH1RawAndFurtherRequests(t *testing.T) {
	to := startEcho(t, listener{Name: "one", Mode: "http"})
	chunked := "POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nt: v\r\n\r\n"
	got := ask(t, object{
		"to": to, "protocol": "h1", "raw": []byte(chunked + "GET /smuggled HTTP/1.1\r\n\r\n"),
		"requests": []object{{"path": "/b"}, {"path": "/slow", "headers": [][2]string{{"connection", "close"}}}, {}},
	})
	if s := echoed(t, got.answer); s.Path != "/a" || s.BodyBytes != 3 {
		t.Fatalf("%+v", s)
	}
	if len(got.More) != 3 {
		t.Fatalf("%+v", got)
	}
	for i, path := range []octets{"/smuggled", "/b", "/slow"} {
		same(t, "path", echoed(t, got.More[i]).Path, path)
	}
	if got.Ms < 300 {
		t.Fatalf("%d ms", got.Ms)
	}
}

func TestH1ResponseFraming(t *testing.T) {
	long := strings.Repeat("x", maxBody+9)
	for _, c := range []struct{ method, sent, body string }{
		{"GET", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab", "ab"},
		{"GET", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", "a"},
		{"HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", ""},
		{"GET", "HTTP/1.1 204 No Content\r\n\r\n", ""},
		{"GET", fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(long), long), long[:maxBody]},
	} {
		// The server holds the connection, so that waiting for its end would be a timeout.
		got := ask(t, object{"to": answerWith(t, c.sent, true), "protocol": "h1", "method": c.method, "timeoutMs": 1000})
		wantOutcome(t, got, gotResponse)
		same(t, "body", got.Body, c.body)
		same(t, "error", got.Error, "")
	}
	got := ask(t, object{"to": answerWith(t, "HTTP/1.0 403 No\r\n\r\n\xff until the end", false), "protocol": "h1"})
	same(t, "to EOF", []any{got.Status, got.Body}, []any{403, "\xff until the end"})
}

func TestH1Outcomes(t *testing.T) {
	silent := serveConns(t, func(conn net.Conn) { io.Copy(io.Discard, conn) })
	resetting := serveConns(t, func(conn net.Conn) {
		conn.Read(make([]byte, 1))
		conn.(*net.TCPConn).SetLinger(0)
	})
	closing := answerWith(t, "", false)
	for _, c := range []struct{ name, to, outcome, body string }{
		{"refused", freeAddress(t), refused, ""},
		{"timeout", silent, timedOut, ""},
		{"reset", resetting, reset, ""},
		{"closed", closing, closed, ""},
		{"no HTTP", answerWith(t, "SSH-2.0\r\n", true), garbage, "SSH-2.0\r\n"},
		{"half a head", answerWith(t, "HTTP/1.1 200 OK\r\nA: b\r\n", false), garbage, "HTTP/1.1 200 OK\r\nA: b\r\n"},
		{"half a body", answerWith(t, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab", false), gotResponse, "ab"},
	} {
		got := ask(t, object{"to": c.to, "protocol": "h1", "timeoutMs": 300, "requests": []object{{}}})
		wantOutcome(t, got, c.outcome)
		same(t, c.name, got.Body, c.body)
		if got.Error == "" {
			t.Fatalf("%s: no error text", c.name)
		}
	}
}

func TestFaultsOfTheRigAreErrors(t *testing.T) {
	for _, r := range []object{
		{"to": "127.0.0.1:1", "protocol": "h9"},
		{"to": "127.0.0.1:1", "protocol": "h1", "path": "/\u0100"},
		{"to": "127.0.0.1:1", "protocol": "h1", "netns": "/run/netns/none"},
		{"to": "127.0.0.1:1", "protocol": "h2", "raw": []byte("x")},
		{"to": "127.0.0.1:1", "protocol": "h1", "tls": object{"cert": "none"}},
		{"to": "nowhere", "protocol": "h1"},
	} {
		wantOutcome(t, ask(t, r), failed)
	}
}

func TestClientAnswersBeforeEOFAndByID(t *testing.T) {
	to := startEcho(t, listener{Name: "one", Mode: "http"})
	input, requests := io.Pipe()
	results, output := io.Pipe()
	go runClient(input, output, 2)
	fmt.Fprintf(requests, `{"id":1,"to":%q,"protocol":"h1","path":"/slow"}`+"\n"+`{"id":2,"to":%q,"protocol":"h1"}`+"\n", to, to)
	buffer := make([]byte, 4096)
	for _, id := range []string{`{"id":2,`, `{"id":1,`} {
		n, err := results.Read(buffer)
		if err != nil || !bytes.HasPrefix(buffer[:n], []byte(id)) {
			t.Fatalf("%s %v", buffer[:n], err)
		}
	}
	requests.Close()
}

// BenchmarkH1 is the throughput of 5,000 requests, each on its own connection: go test -bench H1 -benchtime 5000x.
func BenchmarkH1(b *testing.B) {
	to := startEcho(b, listener{Name: "one", Mode: "http"})
	var lines bytes.Buffer
	for i := range b.N {
		fmt.Fprintf(&lines, `{"id":%d,"to":%q,"protocol":"h1","authority":"x"}`+"\n", i, to)
	}
	var results bytes.Buffer
	started := time.Now()
	if err := runClient(&lines, &results, 32); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/time.Since(started).Seconds(), "requests/s")
	if n := strings.Count(results.String(), `"status":200`); n != b.N {
		b.Fatalf("%d of %d answered", n, b.N)
	}
}
