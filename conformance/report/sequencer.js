// Gives each half of a run as much to do as the other, by what the files took when the README's table was written, and the longest first.
const { relative } = require('path');
const { default: Sequencer } = require('@jest/test-sequencer');

const runs = Object.values(require('./runs.json'));
/** For a file that is new. */
const SECONDS = 60;

class ByTime extends Sequencer {
  shard(tests, { shardIndex, shardCount }) {
    const halves = Array.from({ length: shardCount }, () => ({ tests: [], seconds: 0 }));
    for (const test of this.sort(tests)) {
      const least = halves.reduce((a, b) => b.seconds < a.seconds ? b : a);
      least.tests.push(test);
      least.seconds += secondsOf(test);
    }
    return halves[shardIndex - 1].tests;
  }

  sort(tests) {
    return [...tests].sort((a, b) => secondsOf(b) - secondsOf(a) || a.path.localeCompare(b.path, 'en'));
  }
}

function secondsOf({ path, context: { config: { rootDir } } }) {
  const file = relative(rootDir, path);
  return Math.max(...runs.map(({ seconds }) => seconds?.[file] ?? 0)) || SECONDS;
}

module.exports = ByTime;
