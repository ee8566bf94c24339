package main

import (
	"errors"
	"io"
	"net"
	"syscall"

	"github.com/quic-go/quic-go"
)

// The outcomes of an exchange. garbage: the peer sent bytes that are no answer in the protocol. failed: a fault of the
// rig, which says nothing about the peer's decision (a wrong request, a source address that cannot be bound).
const (
	gotResponse = "response"
	closed      = "closed"
	reset       = "reset"
	timedOut    = "timeout"
	refused     = "refused"
	tlsFailed   = "tls"
	garbage     = "garbage"
	failed      = "error"
)

// outcomeError is an error whose outcome is known where it arises.
type outcomeError struct {
	outcome string
	error
}

func (e outcomeError) Unwrap() error { return e.error }

// outcomeOf names how an exchange ended that brought no response.
func outcomeOf(err error) string {
	var known outcomeError
	var timeout interface{ Timeout() bool }
	switch {
	case errors.As(err, &known):
		return known.outcome
	case errors.As(err, &timeout) && timeout.Timeout():
		return timedOut
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return reset
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return refused
	case isTLSAlert(err):
		return tlsFailed
	case isQUICReset(err):
		return reset
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return closed
	}
	return failed
}

// isTLSAlert also finds the alert that comes after a TLS 1.3 handshake: the client is through with it before the server
// has looked at the client's certificate.
func isTLSAlert(err error) bool {
	var op *net.OpError
	if errors.As(err, &op) && (op.Op == "remote error" || op.Op == "local error") {
		return true
	}
	var transport *quic.TransportError
	return errors.As(err, &transport) && transport.ErrorCode.IsCryptoError()
}

func isQUICReset(err error) bool {
	var stream *quic.StreamError
	var application *quic.ApplicationError
	var transport *quic.TransportError
	var stateless *quic.StatelessResetError
	return errors.As(err, &stream) || errors.As(err, &application) || errors.As(err, &transport) || errors.As(err, &stateless)
}

// failure is the answer for an exchange without a response. The error of an earlier write counts if reading only found
// the end: the peer had gone away before it was told everything.
func failure(readErr, writeErr error) answer {
	outcome := outcomeOf(readErr)
	if outcome == closed && writeErr != nil && outcomeOf(writeErr) == reset {
		outcome, readErr = reset, writeErr
	}
	if outcome == failed {
		outcome = garbage
	}
	return answer{Outcome: outcome, Error: readErr.Error()}
}
