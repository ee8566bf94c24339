package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

const (
	h2Frame  = 16 << 10 // the largest frame that every peer takes
	h2Window = 1 << 30  // more than any response, so that no window has to be opened again
)

// h2Session speaks HTTP/2 by single frames, because no library sends a malformed request.
type h2Session struct {
	conn    net.Conn
	out     *bufio.Writer
	framer  *http2.Framer
	encoder *hpack.Encoder
	encoded bytes.Buffer
	decoder *hpack.Decoder
	secure  bool
	nextID  uint32
	initial int64 // what the peer lets every stream send at first
	window  int64 // what the peer lets the connection send
}

func newH2(conn net.Conn, secure bool) *h2Session {
	s := &h2Session{conn: conn, out: bufio.NewWriter(conn), secure: secure, nextID: 1, initial: 65535, window: 65535}
	s.framer = http2.NewFramer(s.out, conn)
	s.framer.AllowIllegalWrites = true
	s.framer.SetMaxReadFrameSize(h2Frame) // an HTTP/1 answer looks like a larger frame
	s.encoder = hpack.NewEncoder(&s.encoded)
	s.encoder.SetMaxDynamicTableSize(0) // then the size of the peer's table does not matter
	s.decoder = hpack.NewDecoder(4096, nil)
	s.out.WriteString(http2.ClientPreface)
	s.framer.WriteSettings(http2.Setting{ID: http2.SettingEnablePush}, http2.Setting{ID: http2.SettingInitialWindowSize, Val: h2Window})
	s.framer.WriteWindowUpdate(0, h2Window)
	return s
}

func (s *h2Session) close() { s.conn.Close() }

// h2Stream is one message on its way.
type h2Stream struct {
	id     uint32
	method octets
	unsent octets
	credit int64 // window updates less what was sent
	block  []byte
	ended  bool
	got    answer
	body   capped
}

// roundTrip needs no look at the errors of writing: they stay in the buffered writer until the flush.
func (s *h2Session) roundTrip(m *message) answer {
	st := &h2Stream{id: s.nextID, unsent: m.Body}
	st.method, _ = m.Method.or("GET")
	s.nextID += 2
	s.sendHead(st, m.frameFields(s.secure))
	for {
		s.sendBody(st)
		writeErr := s.out.Flush()
		frame, err := s.framer.ReadFrame()
		if err == nil {
			err = s.take(st, frame)
		}
		if err != nil && st.got.Outcome == "" {
			return failure(err, writeErr)
		}
		if err != nil {
			st.got.Error = "body: " + err.Error()
		}
		if err != nil || st.got.Outcome != "" && (st.ended || st.got.bodyless(st.method)) {
			st.got.Body = octets(st.body.kept)
			return st.got
		}
	}
}

func (s *h2Session) sendHead(st *h2Stream, fields []field) {
	s.encoded.Reset()
	for _, f := range fields {
		s.encoder.WriteField(hpack.HeaderField{Name: string(f[0]), Value: string(f[1])})
	}
	s.framer.WriteHeaders(http2.HeadersFrameParam{
		StreamID:      st.id,
		BlockFragment: s.encoded.Next(h2Frame),
		EndHeaders:    s.encoded.Len() == 0,
		EndStream:     st.unsent == "",
	})
	for s.encoded.Len() > 0 {
		part := s.encoded.Next(h2Frame)
		s.framer.WriteContinuation(st.id, s.encoded.Len() == 0, part)
	}
}

// sendBody sends what the peer's windows let through.
func (s *h2Session) sendBody(st *h2Stream) {
	for st.unsent != "" {
		size := min(int64(len(st.unsent)), h2Frame, s.window, s.initial+st.credit)
		if size <= 0 {
			return
		}
		part := st.unsent[:size]
		st.unsent = st.unsent[size:]
		s.window -= size
		st.credit -= size
		s.framer.WriteData(st.id, st.unsent == "", []byte(part))
	}
}

func (s *h2Session) take(st *h2Stream, frame http2.Frame) error {
	ours := frame.Header().StreamID == st.id
	switch f := frame.(type) {
	case *http2.SettingsFrame:
		if !f.IsAck() {
			if size, ok := f.Value(http2.SettingInitialWindowSize); ok {
				s.initial = int64(size)
			}
			s.framer.WriteSettingsAck()
		}
	case *http2.PingFrame:
		if !f.IsAck() {
			s.framer.WritePing(true, f.Data)
		}
	case *http2.WindowUpdateFrame:
		if f.StreamID == 0 {
			s.window += int64(f.Increment)
		} else if ours {
			st.credit += int64(f.Increment)
		}
	case *http2.HeadersFrame:
		st.block = append([]byte(nil), f.HeaderBlockFragment()...)
		st.ended = st.ended || ours && f.StreamEnded()
		return s.takeHead(st, ours, f.HeadersEnded())
	case *http2.ContinuationFrame:
		st.block = append(st.block, f.HeaderBlockFragment()...)
		return s.takeHead(st, ours, f.HeadersEnded())
	case *http2.DataFrame:
		if ours {
			st.body.Write(f.Data())
			st.ended = f.StreamEnded()
		}
	case *http2.RSTStreamFrame:
		if ours {
			return outcomeError{reset, fmt.Errorf("RST_STREAM %v", f.ErrCode)}
		}
	case *http2.GoAwayFrame:
		// Without an error it only means that no further streams are taken.
		if f.ErrCode != http2.ErrCodeNo || f.LastStreamID < st.id {
			return outcomeError{reset, fmt.Errorf("GOAWAY %v %s", f.ErrCode, f.DebugData())}
		}
	}
	return nil
}

// takeHead decodes other streams' heads as well, since all share one table. Trailers are dropped.
func (s *h2Session) takeHead(st *h2Stream, ours, complete bool) error {
	if !complete {
		return nil
	}
	decoded, err := s.decoder.DecodeFull(st.block)
	if err != nil || !ours || st.got.Outcome != "" {
		return err
	}
	fields := make([]field, len(decoded))
	for i, f := range decoded {
		fields[i] = field{octets(f.Name), octets(f.Value)}
	}
	if got := frameAnswer(fields); got.final() {
		st.got = got
	} else if st.ended {
		return errors.New("interim response ends the stream")
	}
	return nil
}
