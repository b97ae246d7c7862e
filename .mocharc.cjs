const { env } = process;

module.exports = {
  require: ['./dist/tests/support/leaks/hooks.js', './dist/tests/support/esdb/hooks.js'],
  spec: ['dist/tests/**/*.test.js'],
  // An EventStoreDB keeps what every test has written: each service has more to read at its start than the last.
  timeout: env.ESDB_URL === undefined ? 20_000 : 90_000,
  exit: true,
  'node-option': ['enable-source-maps'],
};
