package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// handler says the request's line and the size of its body, and sends as many bytes as the path asks for.
func handler(w http.ResponseWriter, r *http.Request) {
	var size int
	fmt.Sscanf(r.URL.Path, "/size/%d", &size)
	n, _ := io.Copy(io.Discard, r.Body)
	switch r.URL.Path {
	case "/reset":
		panic(http.ErrAbortHandler)
	case "/slow":
		time.Sleep(time.Second)
	}
	w.Header().Set("x-request", fmt.Sprintf("%s %s %s %d", r.Method, r.Host, r.RequestURI, n))
	w.Header().Set("x-test", r.Header.Get("x-test"))
	w.WriteHeader(103)
	w.WriteHeader(201)
	w.Write(bytes.Repeat([]byte{0xff}, size))
}

func startH2(t *testing.T, secure bool) string {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(handler))
	server.Config.Protocols = new(http.Protocols)
	server.Config.Protocols.SetHTTP2(true)
	server.Config.Protocols.SetUnencryptedHTTP2(true)
	if secure {
		server.EnableHTTP2 = true
		server.StartTLS()
	} else {
		server.Start()
	}
	t.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

func TestH2(t *testing.T) {
	for _, secure := range []bool{false, true} {
		r := object{
			"protocol": "h2", "to": startH2(t, secure), "method": "PUT", "path": "/size/70000?\u00ff", "authority": "x.test",
			"headers": [][2]string{{"x-test", "\u00ff" + strings.Repeat("long", 10000)}}, "body": strings.Repeat("\u00ff", 300000),
			"requests": []object{{"path": "/2", "authority": "y"}, {"method": "HEAD", "path": "/size/9"}, {"path": "/reset", "authority": "z"}, {}},
		}
		if secure {
			r["tls"] = object{"sni": "a", "alpn": []string{"h2"}}
		}
		got := ask(t, r)
		wantOutcome(t, got, gotResponse)
		same(t, "request", valuesOf(got.Headers, "x-request"), []string{"PUT x.test /size/70000?\xff 300000"})
		same(t, "header", valuesOf(got.Headers, "x-test"), []string{"\xff" + strings.Repeat("long", 10000)})
		same(t, "body", []any{got.Status, got.Body}, []any{201, strings.Repeat("\xff", maxBody)})
		if len(got.More) != 3 || got.More[1].Status != 201 || got.More[2].Outcome != reset {
			t.Fatalf("%+v", got.More)
		}
		same(t, "second", valuesOf(got.More[0].Headers, "x-request"), []string{"GET y /2 0"})
		same(t, "error", got.More[2].Error, "RST_STREAM INTERNAL_ERROR")
	}
}

func TestH2Outcomes(t *testing.T) {
	to := startH2(t, false)
	upper := ask(t, object{"protocol": "h2", "to": to, "authority": "x", "headers": [][2]string{{"X-Upper", "a"}}})
	wantOutcome(t, upper, reset)
	same(t, "error", upper.Error, "RST_STREAM PROTOCOL_ERROR")
	wantOutcome(t, ask(t, object{"protocol": "h2", "to": to, "authority": "x", "path": "/slow", "timeoutMs": 200}), timedOut)
	wantOutcome(t, ask(t, object{"protocol": "h2", "to": freeAddress(t)}), refused)
	wantOutcome(t, ask(t, object{"protocol": "h2", "to": answerWith(t, "", false)}), closed)
	wantOutcome(t, ask(t, object{"protocol": "h2", "to": startEcho(t, listener{Mode: "http"})}), garbage)
	goAway := serveConns(t, func(conn net.Conn) {
		framer := http2.NewFramer(conn, conn)
		framer.WriteSettings()
		framer.WriteGoAway(0, http2.ErrCodeEnhanceYourCalm, []byte("calm"))
		io.Copy(io.Discard, conn)
	})
	got := ask(t, object{"protocol": "h2", "to": goAway})
	wantOutcome(t, got, reset)
	same(t, "error", got.Error, "GOAWAY ENHANCE_YOUR_CALM calm")
}

func TestH2SendsEveryFieldAsGiven(t *testing.T) {
	sent := make(chan []hpack.HeaderField, 1)
	to := serveConns(t, func(conn net.Conn) {
		io.ReadFull(conn, make([]byte, len(http2.ClientPreface)))
		framer := http2.NewFramer(conn, conn)
		for {
			frame, err := framer.ReadFrame()
			if err != nil {
				return
			}
			if head, ok := frame.(*http2.HeadersFrame); ok {
				fields, _ := hpack.NewDecoder(4096, nil).DecodeFull(head.HeaderBlockFragment())
				sent <- fields
				return
			}
		}
	})
	for _, c := range []struct {
		request object
		want    string
	}{
		{
			object{"path": "/\u00ff", "authority": "a", "headers": [][2]string{{":path", "/b"}, {"X-\u00ff", "v\r\n"}, {":scheme", ""}}},
			`[:method GET][:scheme http][:authority a][:path /` + "\xff" + `][:path /b][X-` + "\xff v\r\n" + `][:scheme ]`,
		},
		{object{"method": "CONNECT", "scheme": nil, "path": nil, "authority": "a:1"}, `[:method CONNECT][:authority a:1]`},
		{object{"method": "", "scheme": "ftp", "path": ""}, `[:method ][:scheme ftp][:path ]`},
	} {
		c.request["to"], c.request["protocol"] = to, "h2"
		ask(t, c.request)
		var got strings.Builder
		for _, f := range <-sent {
			fmt.Fprintf(&got, "[%s %s]", f.Name, f.Value)
		}
		same(t, "fields", got.String(), c.want)
	}
}
