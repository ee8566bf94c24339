package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"sync"
	"time"
)

// runClient sends one request a line of input, at most limit at once, and writes each result as soon as it is there.
func runClient(input io.Reader, output io.Writer, limit int) error {
	var running sync.WaitGroup
	var writing sync.Mutex
	var writeErr error
	slots := make(chan struct{}, limit)
	lines := bufio.NewReader(input)
	for {
		line, err := lines.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			slots <- struct{}{}
			running.Go(func() {
				defer func() { <-slots }()
				text := marshalLine(exchangeLine(line))
				writing.Lock()
				defer writing.Unlock()
				if _, err := output.Write(text); err != nil {
					writeErr = err
				}
			})
		}
		if err != nil {
			running.Wait()
			if errors.Is(err, io.EOF) {
				err = writeErr
			}
			return err
		}
	}
}

func marshalLine(value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // the values are ours and have nothing that cannot be written as JSON
	}
	return append(text, '\n')
}

func exchangeLine(line []byte) result {
	var r request
	started := time.Now()
	err := json.Unmarshal(line, &r)
	if err == nil {
		err = r.check()
	}
	res := result{ID: r.ID}
	if err != nil {
		res.answer = answer{Outcome: failed, Error: err.Error()}
	} else {
		res.answer, res.More = exchange(&r, started.Add(r.timeout()))
	}
	res.Ms = time.Since(started).Milliseconds()
	if res.Headers == nil {
		res.Headers = []field{}
	}
	return res
}
