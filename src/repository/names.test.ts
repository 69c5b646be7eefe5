// Are names refused that mean something else to git or to a file system?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isDeskError } from '#kernel'
import { checkPath, checkRefName, checkRevision } from './names.ts'

const invalid = (error: unknown) => isDeskError(error, 'invalid')

test('branches, tags, commits and their parents are revisions', () => {
  for (const name of [
    'main',
    'feature/ünï-1.0',
    'v1.0.0',
    'a'.repeat(40),
    'main~2',
    'main^',
    'v1~3^2',
    'HEAD',
    '#12',
  ])
    assert.equal(checkRevision(name), name)
})

test('options, ranges, searches and reflogs are no revisions', () => {
  for (const name of [
    '--upload-pack=touch /tmp/x',
    '-h',
    '',
    'a..b',
    'main@{1}',
    '@',
    ':/word',
    'main^{/word}',
    'main:path',
    'a b',
    'a\nb',
    'a\0b',
    '/main',
    'main/',
    'main.lock',
    '.main',
    'a//b',
    'main\\b',
    'a\u2028b',
    'a\u2029',
    'x'.repeat(256),
    '\ud800',
  ])
    assert.throws(() => checkRevision(name), invalid, JSON.stringify(name))
})

test('a new branch is no commit, no HEAD and no full name of a ref', () => {
  for (const name of ['HEAD', 'refs/heads/main', 'A'.repeat(40), '0'.repeat(64), '-main', 'a~1'])
    assert.throws(() => checkRefName(name, 'branch'), invalid, name)
  assert.equal(checkRefName('head', 'branch'), 'head')
})

test('paths stay inside, and no part is .git however a file system spells it', () => {
  for (const path of [
    'a',
    'a/b.txt',
    '.gitignore',
    '.github/x',
    'git',
    'a b/ü',
    '-rf',
    '.gitlab/x.md',
    'git~x',
  ])
    assert.equal(checkPath(path), path)
  for (const path of [
    '',
    '/a',
    'a/',
    'a//b',
    '.',
    '..',
    'a/../b',
    './a',
    'a\0',
    '.git',
    'a/.GIT/config',
    '.git.',
    '.git ',
    '.git::$INDEX',
    '.g\u200cit',
    'git~1',
    'GIT~2',
    '.git\\config',
    'x/.git/hooks/post-receive',
    'a'.repeat(4097),
  ])
    assert.throws(() => checkPath(path), invalid, JSON.stringify(path))
})
