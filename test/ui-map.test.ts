// Does the browser's part keep to its map? It knows only the API, its rooms stay apart, and its files stay readable.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '../ui/src')
const maxLines = 300
const files = globSync('**/*.{ts,tsx}', { cwd: root })
const text = (file: string) => readFileSync(join(root, file), 'utf8')

type Import = { type: boolean; from: string }
const importsOf = (file: string): Import[] =>
  [
    ...text(file).matchAll(
      /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^'"]*?from\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g,
    ),
  ].map(match => ({ type: match[1] !== undefined, from: match[2] ?? match[3] ?? '' }))
/** The file meant, or undefined for a package. */
const target = (file: string, { from }: Import) =>
  from.startsWith('.') ? normalize(join(dirname(file), from)) : undefined
const pageOf = (file: string) => /^pages\/([^/]+)\//.exec(file)?.[1]

test('the map is read, not an empty folder', () => {
  assert.ok(files.length > 50)
  assert.ok(importsOf('main.tsx').some(({ from }) => from === './router.tsx'))
})

test('of the server the browser knows the types of the contract, and nothing else', () => {
  const wrong = files.flatMap(file =>
    importsOf(file)
      .filter(one => one.from.startsWith('#') || target(file, one)?.startsWith('..'))
      .filter(one => one.from !== '#contract' || !one.type)
      .map(one => `${file}: ${one.from}`),
  )
  assert.deepEqual(wrong, [])
})

test('components know nothing of issues, projects or pages', () => {
  const wrong = files
    .filter(file => file.startsWith('components/'))
    .flatMap(file =>
      importsOf(file)
        .map(one => target(file, one))
        .filter(to => to !== undefined && /^(pages|frame|api)\//.test(to) && to !== 'api/client.ts')
        .map(to => `${file}: ${to}`),
    )
  assert.deepEqual(wrong, [])
})

test('no page reaches into another page', () => {
  const wrong = files.flatMap(file =>
    importsOf(file)
      .map(one => target(file, one))
      .filter(to => to !== undefined && pageOf(to) !== undefined)
      .filter(to => file !== 'router.tsx' && pageOf(to ?? '') !== pageOf(file))
      .map(to => `${file}: ${to}`),
  )
  assert.deepEqual(wrong, [])
})

test('what each page loads first brings no page along', () => {
  const pages = files.filter(file =>
    importsOf(file).some(one => pageOf(target(file, one) ?? '') !== undefined && pageOf(file) === undefined),
  )
  assert.deepEqual(pages, ['router.tsx'])
  assert.doesNotMatch(text('router.tsx'), /from '\.\/pages/)
})

test('files stay readable', () => {
  const wrong = files.filter(file => text(file).split('\n').length - 1 > maxLines)
  assert.deepEqual(wrong, [])
})

test('each file begins with the question that it answers', () => {
  const wrong = files.filter(file => !/^\/\/ .*\?/.test(text(file)))
  assert.deepEqual(wrong, [])
})

test('HTML is put into a page only by the one component for it', () => {
  const wrong = files.filter(file => /dangerouslySetInnerHTML|innerHTML/.test(text(file)))
  assert.ok(wrong.length <= 1, wrong.join(', '))
})
