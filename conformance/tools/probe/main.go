// Command probe is the client and the backend of the conformance rig: the client sends requests as raw as they are
// asked for, and the backend says exactly what reached it. README.md describes the JSON of both.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "probe:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) > 0 && args[0] == "client" {
		flags := flag.NewFlagSet("client", flag.ExitOnError)
		limit := flags.Int("c", 32, "how many requests run at once")
		flags.Parse(args[1:])
		if flags.NArg() == 0 && *limit > 0 {
			// The QUIC library writes advice about buffer sizes to stderr, which matters for throughput only.
			os.Setenv("QUIC_GO_DISABLE_RECEIVE_BUFFER_WARNING", "true")
			return runClient(os.Stdin, os.Stdout, *limit)
		}
	}
	if len(args) == 2 && args[0] == "echo" {
		return runEcho(args[1], os.Stdin, os.Stdout)
	}
	return fmt.Errorf("usage: probe client [-c N] | probe echo FILE")
}
