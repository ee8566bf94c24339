package main

import (
	"context"
	"crypto/tls"
	"sync"
)

// tickets are what connections of one name keep for the next: the last session ticket of the server.
//
// A server that takes no early data says so in its tickets, and an ordinary client then sends none. This one insists, if any earlier ticket
// allowed it: the server's refusal must not rest on the client's obedience.
type tickets struct {
	lock    sync.Mutex
	ticket  []byte
	session []byte   // as bytes, because the QUIC library writes into a session that it was given
	allowed [][]byte // what the QUIC library must know of the server to send early data; only tickets that allow it bring it
	came    chan struct{}
}

var named sync.Map

func ticketsOf(name string) *tickets {
	found, _ := named.LoadOrStore(name, &tickets{came: make(chan struct{}, 1)})
	return found.(*tickets)
}

// Get gives the ticket to whichever server: the name says which one it is.
func (t *tickets) Get(string) (*tls.ClientSessionState, bool) {
	t.lock.Lock()
	defer t.lock.Unlock()
	state, err := tls.ParseSessionState(t.session)
	if err != nil {
		return nil, false
	}
	session, err := tls.NewResumptionState(t.ticket, state)
	return session, err == nil
}

func (t *tickets) Put(_ string, session *tls.ClientSessionState) {
	if session == nil {
		return
	}
	t.lock.Lock()
	defer t.lock.Unlock()
	ticket, state, err := session.ResumptionState()
	if err != nil {
		return
	}
	if state.EarlyData {
		t.allowed = state.Extra
	} else if t.allowed != nil {
		state.EarlyData, state.Extra = true, t.allowed
	}
	if t.session, err = state.Bytes(); err != nil {
		return
	}
	t.ticket = ticket
	select {
	case t.came <- struct{}{}:
	default:
	}
}

// allowEarly tells if early data can be sent.
func (t *tickets) allowEarly() bool {
	t.lock.Lock()
	defer t.lock.Unlock()
	return t.allowed != nil
}

// wait returns when a ticket has come.
func (t *tickets) wait(ctx context.Context) error {
	select {
	case <-t.came:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
