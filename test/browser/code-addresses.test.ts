// Does a branch or a file with any name survive its address, there and back?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeParam, codePath, codeRest, fromRoute, toRoute } from '../../ui/src/urls.ts'

const odd = [
  'main/README.md',
  'main/100%',
  'main/%41%2F%25',
  'main/a b+c&d=e;f,g@h:i.txt',
  'main/#hash?query.md',
  'feature/x#1/src/ü — 日本 🙂.ts',
  "main/(a)'b'!*~$[c]{d}|e^f`g.txt",
  'main/back\\slash',
  'main/<script>alert(1)</script>',
  'main/-/tree/-/blob',
  'main/.hidden/~tilde/..dots',
]

test('each odd name comes back from the address bar as it was', () => {
  for (const rest of odd)
    for (const place of ['tree', 'blob', 'edit', 'new', 'commits', 'compare']) {
      const address = fromRoute(`/p/acme:sub:widget/${place}/${codeParam(rest)}`)
      const seen = new URL(address, 'https://desk.example')
      assert.equal(seen.hash + seen.search, '', `${rest} leaks out of the path`)
      assert.ok(seen.pathname.startsWith(`/acme/sub/widget/-/${place}/`), seen.pathname)
      const route = new URL(toRoute(seen.pathname), 'https://desk.example').pathname
      assert.equal(codeRest(route.split('/').at(-1) ?? ''), rest)
      assert.equal(route.split('/').length, 5)
    }
})

test('an address typed by hand is understood: a lone percent sign, a slash at the end, no escapes', () => {
  const restOf = (path: string) =>
    codeRest(toRoute(new URL(path, 'https://desk.example').pathname).split('/').at(-1) ?? '')
  assert.equal(restOf('/a/b/-/tree/main/src/'), 'main/src')
  assert.equal(restOf('/a/b/-/blob/main/100%'), 'main/100%')
  assert.equal(restOf('/a/b/-/blob/main/ä b.txt'), 'main/ä b.txt')
  assert.equal(restOf('/a/b/-/compare/v1...feature%2Fx'), 'v1...feature/x')
})

test('other places of a project are routed as before', () => {
  assert.equal(toRoute('/a/b/-/issues/7'), '/p/a:b/issues/7')
  assert.equal(fromRoute('/p/a:b/issues/7'), '/a/b/-/issues/7')
  assert.equal(toRoute('/a/b/edit'), '/p/a:b/edit')
  assert.equal(toRoute('/a/b/-/branches'), '/p/a:b/branches')
  assert.equal(fromRoute('/p/a:b/commit/abc'), '/a/b/-/commit/abc')
})

test('readable characters stay readable', () => {
  assert.equal(codePath('v1.0/a@b:c+d=e.ts'), 'v1.0/a@b:c+d=e.ts')
})
