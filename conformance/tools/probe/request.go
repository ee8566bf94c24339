package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

const defaultTimeout = 3 * time.Second

// request is one line of the client's input.
type request struct {
	ID        json.RawMessage `json:"id"`
	To        string          `json:"to"`
	From      string          `json:"from"`
	Netns     string          `json:"netns"`
	Prefix    []byte          `json:"prefix"`
	TLS       *tlsOptions     `json:"tls"`
	Protocol  string          `json:"protocol"`
	TimeoutMs int             `json:"timeoutMs"`
	Session   string          `json:"session"`
	Early     bool            `json:"early"`
	Deaf      bool            `json:"deaf"`
	Requests  []message       `json:"requests"`
	message
}

// message is one HTTP request, or for tcp the bytes to send.
type message struct {
	Method    optional `json:"method"`
	Scheme    optional `json:"scheme"`
	Path      optional `json:"path"`
	Authority optional `json:"authority"`
	Headers   []field  `json:"headers"`
	Body      octets   `json:"body"`
	Raw       []byte   `json:"raw"`
	MoveTo    string   `json:"moveTo"`
}

type tlsOptions struct {
	SNI  octets   `json:"sni"`
	ALPN []octets `json:"alpn"`
	Cert string   `json:"cert"`
	Key  string   `json:"key"`
}

// check refuses what would otherwise be ignored silently, so that a test cannot pass by a field that was never sent.
func (r *request) check() error {
	switch r.Protocol {
	case "h1", "h2":
	case "h3":
	case "tcp":
		if len(r.Requests) > 0 {
			return errors.New("requests: not for tcp")
		}
	default:
		return fmt.Errorf("protocol %q: not h1, h2, h3 or tcp", r.Protocol)
	}
	if r.Protocol == "h3" && len(r.Prefix) > 0 {
		return errors.New("prefix: TCP protocols only")
	}
	if r.Protocol != "h3" && (r.Session != "" || r.Early || r.Deaf) {
		return errors.New("session, early, deaf: h3 only")
	}
	if r.Early && r.Session == "" {
		return errors.New("early: needs the session whose ticket it goes with")
	}
	if r.MoveTo != "" {
		return errors.New("moveTo: in requests only")
	}
	for _, m := range append([]message{r.message}, r.Requests...) {
		if len(m.Raw) > 0 && (r.Protocol == "h2" || r.Protocol == "h3") {
			return errors.New("raw: h1 and tcp only")
		}
		if m.MoveTo != "" && r.Protocol != "h3" {
			return errors.New("moveTo: h3 only")
		}
	}
	return nil
}

func (r *request) timeout() time.Duration {
	if r.TimeoutMs <= 0 {
		return defaultTimeout
	}
	return time.Duration(r.TimeoutMs) * time.Millisecond
}

// frameFields lists the message's fields as HTTP/2 and HTTP/3 send them. Nothing is checked or changed: a malformed
// request is what the rig is for.
func (m *message) frameFields(secure bool) []field {
	scheme := octets("http")
	if secure {
		scheme = "https"
	}
	var fields []field
	add := func(name octets, value optional, absent octets) {
		if v, send := value.or(absent); send {
			fields = append(fields, field{name, v})
		}
	}
	add(":method", m.Method, "GET")
	add(":scheme", m.Scheme, scheme)
	if m.Authority.given {
		add(":authority", m.Authority, "")
	}
	add(":path", m.Path, "/")
	return append(fields, m.Headers...)
}
