package main

import (
	"encoding/json"
	"strconv"
)

// answer is what came of one message.
type answer struct {
	Outcome string  `json:"outcome"`
	Status  int     `json:"status"`
	Headers []field `json:"headers"`
	Body    octets  `json:"body"`
	Error   string  `json:"error"`
}

// result is one line of the client's output.
type result struct {
	ID json.RawMessage `json:"id"`
	answer
	Ms   int64    `json:"ms"`
	More []answer `json:"more,omitempty"`
}

// frameAnswer is the response that a list of HTTP/2 or HTTP/3 fields starts.
func frameAnswer(fields []field) answer {
	got := answer{Outcome: gotResponse, Headers: []field{}}
	for _, f := range fields {
		if f[0] == ":status" {
			got.Status, _ = strconv.Atoi(string(f[1]))
		} else {
			got.Headers = append(got.Headers, f)
		}
	}
	return got
}

// final is false for the interim responses, which are skipped.
func (a *answer) final() bool { return a.Status < 100 || a.Status > 199 || a.Status == 101 }

// bodyless tells if the response to the method ends with its head. After 101 or CONNECT comes a tunnel, which is left.
func (a *answer) bodyless(method octets) bool {
	switch a.Status {
	case 101, 204, 304:
		return true
	}
	return method == "HEAD" || method == "CONNECT" && a.Status < 300
}
