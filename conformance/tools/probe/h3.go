package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/quic-go/qpack"
	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/quicvarint"
)

// Frame and stream types and codes of RFC 9114.
const (
	h3Data     = 0x0
	h3Headers  = 0x1
	h3Settings = 0x4
	h3Control  = 0x0
	h3NoError  = 0x100
)

// h3Session speaks HTTP/3 by single frames, for the same reason as h2Session.
type h3Session struct {
	request    *request
	ctx        context.Context
	cancel     context.CancelFunc
	transports []*quic.Transport // the one it began with, and those that it moved to
	conn       *quic.Conn
}

func openH3(r *request, deadline time.Time) (session, error) {
	options := tlsOptions{}
	if r.TLS != nil {
		options = *r.TLS
	}
	if len(options.ALPN) == 0 {
		options.ALPN = []octets{"h3"}
	}
	config, err := options.config()
	if err != nil {
		return nil, err
	}
	s := &h3Session{request: r}
	s.ctx, s.cancel = context.WithDeadline(context.Background(), deadline)
	transport, to, err := s.transportFrom(r.From)
	if err == nil {
		err = s.dial(transport, to, config)
	}
	if err != nil {
		s.close()
		return nil, fmt.Errorf("handshake: %w", err)
	}
	return s, nil
}

// transportFrom is a socket with this source address. It is closed with the session.
func (s *h3Session) transportFrom(source string) (*quic.Transport, net.Addr, error) {
	socket, to, err := listenUDP(s.request, source)
	if err != nil {
		return nil, nil, err
	}
	heard := &ears{PacketConn: socket}
	heard.deaf.Store(s.request.Deaf)
	transport := &quic.Transport{Conn: heard}
	s.transports = append(s.transports, transport)
	return transport, to, nil
}

func (s *h3Session) dial(transport *quic.Transport, to net.Addr, config *tls.Config) (err error) {
	var kept *tickets
	if s.request.Session != "" {
		kept = ticketsOf(s.request.Session)
		config.ClientSessionCache = kept
	}
	quicConfig := &quic.Config{HandshakeIdleTimeout: s.request.timeout(), MaxIdleTimeout: time.Minute}
	if s.request.Early {
		if !kept.allowEarly() {
			return outcomeError{failed, errors.New("no ticket of the session allows early data")}
		}
		s.conn, err = transport.DialEarly(s.ctx, to, config, quicConfig)
		if err != nil && s.request.Deaf {
			err = outcomeError{failed, fmt.Errorf("no early data was sent: %w", err)}
		}
	} else {
		s.conn, err = transport.Dial(s.ctx, to, config, quicConfig)
	}
	if err == nil {
		err = s.sendSettings()
	}
	if errors.Is(err, quic.Err0RTTRejected) {
		err = s.beginAnew()
	}
	if err == nil && kept != nil && !s.request.Early {
		err = kept.wait(s.ctx)
	}
	return err
}

// beginAnew is for a connection whose early data was refused: all that was sent is lost.
func (s *h3Session) beginAnew() (err error) {
	if s.conn, err = s.conn.NextConnection(s.ctx); err != nil {
		return err
	}
	return s.sendSettings()
}

// sendSettings opens the control stream, which has to stay open. All settings keep their defaults.
func (s *h3Session) sendSettings() error {
	control, err := s.conn.OpenUniStreamSync(s.ctx)
	if err == nil {
		_, err = control.Write([]byte{h3Control, h3Settings, 0})
	}
	return err
}

func (s *h3Session) close() {
	if s.conn != nil {
		s.conn.CloseWithError(h3NoError, "")
	}
	for _, transport := range s.transports {
		transport.Close()
		transport.Conn.Close()
	}
	s.cancel()
}

func (s *h3Session) roundTrip(m *message) answer {
	if m.MoveTo != "" {
		if err := s.moveTo(m.MoveTo); err != nil {
			return failure(fmt.Errorf("move: %w", err), nil)
		}
	}
	got, err := s.ask(m)
	if errors.Is(err, quic.Err0RTTRejected) {
		if err = s.beginAnew(); err == nil {
			got, err = s.ask(m)
		}
	}
	if err != nil && got.Outcome == "" {
		return failure(err, nil)
	}
	if err != nil {
		got.Error = "body: " + err.Error()
	}
	return got
}

// moveTo goes on with the connection from another source address (RFC 9000, connection migration), and hears nothing at the ones before.
func (s *h3Session) moveTo(source string) error {
	transport, _, err := s.transportFrom(source)
	if err != nil {
		return err
	}
	path, err := s.conn.AddPath(transport)
	if err == nil {
		err = path.Probe(s.ctx)
	}
	if err == nil {
		err = path.Switch()
	}
	for _, before := range s.transports[:len(s.transports)-1] {
		before.Conn.(*ears).deaf.Store(true)
	}
	return err
}

// ask gives an answer with an outcome once there was a head.
func (s *h3Session) ask(m *message) (answer, error) {
	stream, err := s.conn.OpenStreamSync(s.ctx)
	if err != nil {
		return answer{}, err
	}
	deadline, _ := s.ctx.Deadline()
	stream.SetDeadline(deadline)
	sent := m.h3()
	// Beside the reading, because the peer may answer before it takes the body. Reading finds the reason of a failure.
	go func() {
		if _, err := stream.Write(sent); err == nil {
			stream.Close()
		}
	}()
	method, _ := m.Method.or("GET")
	return readH3(bufio.NewReader(stream), method)
}

func (m *message) h3() []byte {
	var block bytes.Buffer
	encoder := qpack.NewEncoder(&block)
	for _, f := range m.frameFields(true) {
		encoder.WriteField(qpack.HeaderField{Name: string(f[0]), Value: string(f[1])})
	}
	frames := quicvarint.Append([]byte{h3Headers}, uint64(block.Len()))
	frames = append(frames, block.Bytes()...)
	if m.Body != "" {
		frames = quicvarint.Append(append(frames, h3Data), uint64(len(m.Body)))
		frames = append(frames, m.Body...)
	}
	return frames
}

// readH3 reads to the end of the stream, or as much as the content-length says. Its answer has an outcome once there
// was a head.
func readH3(from *bufio.Reader, method octets) (got answer, err error) {
	var body capped
	var size, expected int64 = 0, -1
	for got.Outcome == "" || !got.bodyless(method) && size != expected {
		kind, err := quicvarint.Read(from)
		if errors.Is(err, io.EOF) && got.Outcome != "" {
			break
		}
		if err != nil {
			return got, err
		}
		length, err := quicvarint.Read(from)
		if err != nil {
			return got, err
		}
		switch {
		case kind == h3Headers && got.Outcome == "":
			if got, err = readH3Head(from, length); err == nil {
				expected, err = contentLength(got.Headers)
			}
		case kind == h3Data && got.Outcome != "":
			var n int64
			n, err = io.CopyN(&body, from, int64(length))
			size += n
			got.Body = octets(body.kept)
		default:
			_, err = io.CopyN(io.Discard, from, int64(length))
		}
		if err != nil {
			return got, err
		}
	}
	return got, nil
}

// readH3Head gives an answer without outcome for an interim response.
func readH3Head(from io.Reader, length uint64) (answer, error) {
	if length > maxHead {
		return answer{}, errors.New("head too long")
	}
	block := make([]byte, length)
	if _, err := io.ReadFull(from, block); err != nil {
		return answer{}, err
	}
	var fields []field
	for next := qpack.NewDecoder().Decode(block); ; {
		f, err := next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return answer{}, err
		}
		fields = append(fields, field{octets(f.Name), octets(f.Value)})
	}
	if got := frameAnswer(fields); got.final() {
		return got, nil
	}
	return answer{}, nil
}
