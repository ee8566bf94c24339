// Command oracle says how Go's net/netip reads a text, and how netipx minimises a list: one question and one answer a line, in JSON.
// README.md describes them.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/netip"
	"os"
	"strings"

	"go4.org/netipx"
)

func main() {
	if err := answerAll(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "oracle:", err)
		os.Exit(1)
	}
}

func answerAll(questions io.Reader, answers io.Writer) error {
	in := json.NewDecoder(bufio.NewReader(questions))
	buffered := bufio.NewWriter(answers)
	out := json.NewEncoder(buffered)
	for {
		var question json.RawMessage
		if err := in.Decode(&question); err == io.EOF {
			return buffered.Flush()
		} else if err != nil {
			return err
		}
		answer, err := answerOne(question)
		if err != nil {
			return fmt.Errorf("%s: %w", question, err)
		}
		if err := out.Encode(answer); err != nil {
			return err
		}
	}
}

func answerOne(question json.RawMessage) (any, error) {
	if question[0] == '[' {
		var blocks []string
		if err := json.Unmarshal(question, &blocks); err != nil {
			return nil, err
		}
		return minimise(blocks)
	}
	var text string
	if err := json.Unmarshal(question, &text); err != nil {
		return nil, err
	}
	return read(text), nil
}

// Reading is what there is to know about a text that netip reads.
type Reading struct {
	Block    string `json:"block"`
	Zone     bool   `json:"zone"`
	Mapped   bool   `json:"mapped"`
	HostBits bool   `json:"hostBits"`
}

// read does as Istio does: a slash makes the difference between an address and a block. Nil is what netip refuses.
func read(text string) *Reading {
	if strings.Contains(text, "/") {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return nil
		}
		return reading(prefix)
	}
	address, err := netip.ParseAddr(text)
	if err != nil {
		return nil
	}
	whole := reading(netip.PrefixFrom(address, address.BitLen()))
	whole.Zone = address.Zone() != ""
	return whole
}

func reading(prefix netip.Prefix) *Reading {
	return &Reading{
		Block:    prefix.String(),
		Mapped:   prefix.Addr().Is4In6() && prefix.Bits() >= 96,
		HostBits: prefix != prefix.Masked(),
	}
}

func minimise(blocks []string) ([]string, error) {
	var builder netipx.IPSetBuilder
	for _, block := range blocks {
		prefix, err := netip.ParsePrefix(block)
		if err != nil {
			return nil, err
		}
		builder.AddPrefix(prefix)
	}
	set, err := builder.IPSet()
	if err != nil {
		return nil, err
	}
	minimal := []string{}
	for _, prefix := range set.Prefixes() {
		minimal = append(minimal, prefix.String())
	}
	return minimal, nil
}
