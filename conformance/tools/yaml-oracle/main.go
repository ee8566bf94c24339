// Command yaml-oracle says what sigs.k8s.io/yaml reads in a document: one text a line in, as JSON; one answer a line out. README.md describes them.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"sigs.k8s.io/yaml"
)

func main() {
	if err := answerAll(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "yaml-oracle:", err)
		os.Exit(1)
	}
}

// Answer has the document as JSON, or why it is none.
type Answer struct {
	JSON  json.RawMessage `json:"json,omitempty"`
	Error string          `json:"error,omitempty"`
}

func answerAll(questions io.Reader, answers io.Writer) error {
	in := json.NewDecoder(bufio.NewReader(questions))
	buffered := bufio.NewWriter(answers)
	out := json.NewEncoder(buffered)
	for {
		var text string
		if err := in.Decode(&text); err == io.EOF {
			return buffered.Flush()
		} else if err != nil {
			return err
		}
		if err := out.Encode(answer(text)); err != nil {
			return err
		}
	}
}

func answer(text string) (said Answer) {
	// go-yaml panics on a few texts; kubectl ends there too.
	defer func() {
		if problem := recover(); problem != nil {
			said = Answer{Error: fmt.Sprint("panic: ", problem)}
		}
	}()
	read, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		return Answer{Error: err.Error()}
	}
	return Answer{JSON: read}
}
