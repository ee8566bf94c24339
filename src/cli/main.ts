#!/usr/bin/env node
import { runCli } from './run-cli';

const colours = process.stdout.isTTY === true && !process.env.NO_COLOR;
process.exitCode = runCli(process.argv.slice(2), {
  out: text => void process.stdout.write(text),
  error: text => void process.stderr.write(text),
  colours,
});
