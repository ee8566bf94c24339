package main

import (
	"context"
	"crypto/tls"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/http3"
)

// startCounting starts an HTTP/3 server that counts its requests. Tickets of one are good at the next.
func startCounting(t *testing.T, allow0RTT bool) (to string, came *atomic.Int64) {
	t.Helper()
	pair, socket := newQUICSocket(t)
	config := http3.ConfigureTLSConfig(&tls.Config{Certificates: []tls.Certificate{pair}, SessionTicketKey: [32]byte{1}})
	came = &atomic.Int64{}
	server := &http3.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		came.Add(1)
		w.Header().Set("x-peer", r.RemoteAddr)
	})}
	transport := &quic.Transport{Conn: socket}
	listener, err := transport.ListenEarly(config, &quic.Config{Allow0RTT: allow0RTT})
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		for {
			conn, err := listener.Accept(context.Background())
			if err != nil {
				return
			}
			go server.ServeQUICConn(conn)
		}
	}()
	t.Cleanup(func() {
		server.Close()
		transport.Close()
		socket.Close()
	})
	return socket.LocalAddr().String(), came
}

func TestH3Early(t *testing.T) {
	allowing, came := startCounting(t, true)
	ask3 := func(to string, more object) result {
		r := object{"protocol": "h3", "to": to, "authority": "x", "session": t.Name(), "timeoutMs": 400}
		for key, value := range more {
			r[key] = value
		}
		return ask(t, r)
	}
	wantOutcome(t, ask3(allowing, object{"early": true}), failed)
	wantOutcome(t, ask3(allowing, nil), gotResponse)
	wantOutcome(t, ask3(allowing, object{"early": true}), gotResponse)
	same(t, "requests", came.Load(), int64(2))

	wantOutcome(t, ask3(allowing, object{"deaf": true, "from": "127.0.0.9"}), timedOut)
	same(t, "requests", came.Load(), int64(2))
	wantOutcome(t, ask3(allowing, object{"deaf": true, "from": "127.0.0.9", "early": true}), timedOut)
	same(t, "requests after blind early data", came.Load(), int64(3))

	refusing, came := startCounting(t, false)
	wantOutcome(t, ask3(refusing, object{"early": true, "deaf": true}), timedOut)
	same(t, "requests", came.Load(), int64(0))
	wantOutcome(t, ask3(refusing, object{"early": true}), gotResponse)
	same(t, "requests", came.Load(), int64(1))
	wantOutcome(t, ask3(refusing, nil), gotResponse)
	wantOutcome(t, ask3(refusing, object{"early": true, "deaf": true}), timedOut)
	wantOutcome(t, ask3(refusing, object{"early": true}), gotResponse)
	same(t, "requests", came.Load(), int64(3))
}

func TestH3Moves(t *testing.T) {
	to, came := startCounting(t, false)
	got := ask(t, object{"protocol": "h3", "to": to, "authority": "x", "from": "127.0.0.7", "requests": []object{{"moveTo": "127.0.0.9", "authority": "x"}, {"authority": "x"}}})
	wantOutcome(t, got, gotResponse)
	same(t, "answers", []any{len(got.More), got.More[0].Outcome, got.More[1].Outcome}, []any{2, gotResponse, gotResponse})
	same(t, "requests", came.Load(), int64(3))
}
