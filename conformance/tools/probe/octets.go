package main

import (
	"encoding/json"
	"fmt"
)

// octets holds raw bytes. In JSON each byte is one character from U+0000 to U+00FF (latin-1), so that bytes which are
// not UTF-8 survive both ways.
type octets string

func (o *octets) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	raw := make([]byte, 0, len(text))
	for _, char := range text {
		if char > 0xff {
			return fmt.Errorf("%q is not latin-1: one character is one byte here", text)
		}
		raw = append(raw, byte(char))
	}
	*o = octets(raw)
	return nil
}

// MarshalJSON writes ASCII only, so that the echo's JSON is the same text when the client passes it on as latin-1.
func (o octets) MarshalJSON() ([]byte, error) {
	text := []byte{'"'}
	for i := range len(o) {
		switch c := o[i]; {
		case c == '"' || c == '\\':
			text = append(text, '\\', c)
		case c < ' ' || c > '~':
			text = fmt.Appendf(text, "\\u%04x", c)
		default:
			text = append(text, c)
		}
	}
	return append(text, '"'), nil
}

// field is one header: name, value.
type field [2]octets

// optional tells a member that is absent from one that is null and one that is the empty string.
type optional struct {
	given, null bool
	value       octets
}

func (o *optional) UnmarshalJSON(data []byte) error {
	o.given = true
	if string(data) == "null" {
		o.null = true
		return nil
	}
	return json.Unmarshal(data, &o.value)
}

// or gives the value to send, and false if nothing shall be sent.
func (o optional) or(absent octets) (octets, bool) {
	if !o.given {
		return absent, true
	}
	return o.value, !o.null
}
