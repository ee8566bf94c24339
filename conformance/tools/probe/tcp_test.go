package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

func TestTCPThroughTheEcho(t *testing.T) {
	plain := startEcho(t, listener{Name: "one", Mode: "tcp"})
	got := ask(t, object{"to": plain, "protocol": "tcp", "from": "127.0.0.8", "raw": []byte("a\xff")})
	wantOutcome(t, got, gotResponse)
	same(t, "answer", got.Body, "one 127.0.0.8 a\xff\n")
	if got.Ms > 1000 {
		t.Fatalf("%d ms", got.Ms)
	}
	wantOutcome(t, ask(t, object{"to": plain, "protocol": "tcp", "timeoutMs": 200}), timedOut)
	wantOutcome(t, ask(t, object{"to": answerWith(t, "", false), "protocol": "tcp", "raw": []byte("x")}), closed)

	banner := startEcho(t, listener{Name: "two", Mode: "tls", Banner: "hi\xff"})
	same(t, "banner", ask(t, object{"to": banner, "protocol": "tcp", "tls": object{}}).Body, "hi\xff")
	got = ask(t, object{"to": banner, "protocol": "tcp", "tls": object{}, "raw": []byte("b")})
	same(t, "banner and answer", got.Body, "hi\xfftwo 127.0.0.1 b\n")
}

func TestEchoAddsListeners(t *testing.T) {
	first, second := freeAddress(t), freeAddress(t)
	file := writeFile(t, fmt.Sprintf(`[{"name":"one","listen":%q,"mode":"http"}]`, first))
	input, commands := io.Pipe()
	output, echo := io.Pipe()
	go runEcho(file, input, echo)
	answers := bufio.NewReader(output)
	want := func(text string) {
		t.Helper()
		if line, _ := answers.ReadString('\n'); line[:min(len(text), len(line))] != text {
			t.Fatalf("got %q, want %q", line, text)
		}
	}
	want("ready\n")
	fmt.Fprintf(commands, `{"name":"two","listen":%q,"mode":"http"}`+"\n", second)
	want("ready two\n")
	fmt.Fprintf(commands, `{"name":"three","listen":%q,"mode":"http"}`+"\n", second)
	want("error three: ")
	same(t, "backend", echoed(t, ask(t, object{"to": second, "protocol": "h1"}).answer).Name, "two")
}

func TestEchoListensOnAddressesThatNoInterfaceHas(t *testing.T) {
	_, port, _ := net.SplitHostPort(freeAddress(t))
	startEcho(t, listener{Name: "four", Mode: "tcp", Listen: "192.0.2.77:" + port})
	startEcho(t, listener{Name: "six", Mode: "tcp", Listen: "[2001:db8::77]:" + port})
	again := writeFile(t, fmt.Sprintf(`[{"name":"again","listen":"192.0.2.77:%s","mode":"tcp"}]`, port))
	if err := runEcho(again, nil, io.Discard); err == nil {
		t.Fatal("an address in use is no failure")
	}
}

func TestPeerOfAnIPv6SocketIsPrintedAsIPv4(t *testing.T) {
	_, port, _ := net.SplitHostPort(freeAddress(t))
	startEcho(t, listener{Name: "one", Mode: "http", Listen: "[::]:" + port})
	same(t, "peer", echoed(t, ask(t, object{"to": "127.0.0.1:" + port, "protocol": "h1"}).answer).Peer, "127.0.0.1")
}

func TestNetnsHoldsOnlyItsOwnRequests(t *testing.T) {
	path, stop := make(chan string), make(chan bool)
	defer close(stop)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread dies with its namespace
		if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
			path <- ""
			return
		}
		path <- fmt.Sprintf("/proc/self/task/%d/ns/net", unix.Gettid())
		<-stop
	}()
	netns := <-path
	if netns == "" {
		t.Skip("needs the right to make a network namespace")
	}
	to := startEcho(t, listener{Name: "one", Mode: "http"})
	for range 20 {
		// The loopback interface of the new namespace is down.
		wantOutcome(t, ask(t, object{"to": to, "protocol": "h1", "netns": netns}), refused)
		wantOutcome(t, ask(t, object{"to": to, "protocol": "h1"}), gotResponse)
	}
}

func writeFile(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
