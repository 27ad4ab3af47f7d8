"""The ledger: one append-only record for everything that happens in a case.

`append` is the door for actions, `writer` the one for the hot doors; both call the same SQL
function (migrations/0002_ledger.sql). `canonical` says what a hash is made of, `verify` checks
it, `roots` signs each day's heads. The format is docs/ledger.md.
"""
