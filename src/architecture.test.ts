// Does the house still stand as the map says? Imports go up the list only, through doors, without cycles.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'

/** A module may import those above it. ARCHITECTURE.md captions each. */
const map = [
  [
    'kernel',
    'contract',
    'markdown',
    'oauth',
    'secrets',
    'db',
    'jobs',
    'storage',
    'users',
    'projects',
    'repository',
    'issues',
    'merge-requests',
    'webhooks',
    'forges',
  ],
  [
    'mail/message',
    'mail/senders',
    'mail/spam',
    'mail/threads',
    'mail/outbound',
    'mail/inbound',
    'mail/ingress',
    'web',
    'config',
    'main',
    'cli',
  ],
].flat()
/** Modules that may import nothing of ours but the named ones, whatever stands above them. */
const walls: Record<string, readonly string[]> = {
  kernel: [],
  contract: ['kernel'],
  markdown: ['kernel'],
  oauth: ['kernel'],
  secrets: ['kernel'],
  'mail/message': ['kernel', 'markdown'],
  'mail/senders': ['kernel', 'mail/message'],
  'mail/spam': ['kernel', 'mail/message'],
  config: ['kernel'],
}
const maxLines = { source: 300, test: 400, names: 12 }
/** contract hands out one namespace a REST resource, and there are more than twelve of those. */
const roomyDoors = ['contract/index.ts']
const src = import.meta.dirname
const files = globSync('**/*.ts', { cwd: src }).filter(file => !/\.gen\.ts$/.test(file))
const moduleOf = (file: string) =>
  map.find(name => file.startsWith(`${name}/`) || file === `${name}.ts` || file === `${name}.test.ts`)
const text = (file: string) => readFileSync(join(src, file), 'utf8')
const importsOf = (file: string) =>
  [
    ...text(file).matchAll(
      /(?:^|\n)\s*(?:import|export)\b[^'"]*?from\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g,
    ),
  ].map(match => match[1] ?? match[2] ?? '')
const targetOf = (file: string, specifier: string) => {
  if (specifier.startsWith('#')) return { door: true, file: `${specifier.slice(1)}/index.ts` }
  if (specifier.startsWith('.'))
    return { door: false, file: relative(src, join(src, dirname(file), specifier)) }
  return undefined
}

test('the map is read, not an empty folder', () => {
  assert.ok(files.length > 10)
  assert.ok(importsOf('architecture.test.ts').includes('node:fs'))
})

test('every file belongs to a module of the map', () => {
  assert.deepEqual(
    files.filter(file => file !== 'architecture.test.ts' && moduleOf(file) === undefined),
    [],
  )
})

test('modules are entered by their door, and only by those that stand below them', () => {
  const wrong: string[] = []
  for (const file of files) {
    const from = moduleOf(file)
    if (from === undefined || /\.(test|suite)\.ts$/.test(file)) continue
    for (const specifier of importsOf(file)) {
      const target = targetOf(file, specifier)
      const to = target && moduleOf(target.file)
      if (target === undefined || to === from) continue
      if (!target.door) wrong.push(`${file}: ${specifier} climbs through a window; use #${to ?? '?'}`)
      else if (to === undefined) wrong.push(`${file}: ${specifier} is no door of the map`)
      else if (map.indexOf(to) >= map.indexOf(from)) wrong.push(`${file}: ${from} stands above ${to}`)
      else if (walls[from] && !walls[from].includes(to))
        wrong.push(`${file}: a wall stands between ${from} and ${to}`)
    }
  }
  assert.deepEqual(wrong, [])
})

test('issues know nothing of mail', () => {
  const wrong = files.filter(f => f.startsWith('issues/') && importsOf(f).some(s => s.startsWith('#mail')))
  assert.deepEqual(wrong, [])
})

test('no file imports itself by way of others', () => {
  const graph = new Map(
    files.map(file => [file, importsOf(file).flatMap(s => targetOf(file, s)?.file ?? [])]),
  )
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]): void => {
    assert.ok(!path.includes(file), `cycle: ${[...path, file].join(' → ')}`)
    if (done.has(file)) return
    for (const next of graph.get(file) ?? []) visit(next, [...path, file])
    done.add(file)
  }
  for (const file of files) visit(file, [])
})

test('files stay readable: 300 lines, tests 400, a door 12 names', () => {
  const wrong = files.flatMap(file => {
    const lines = text(file).split('\n').length - 1
    const limit = /\.(test|suite)\.ts$/.test(file) ? maxLines.test : maxLines.source
    return lines > limit ? [`${file}: ${lines} lines`] : []
  })
  for (const door of files.filter(file => file.endsWith('/index.ts') && map.includes(dirname(file)))) {
    const names = [...text(door).matchAll(/export (?!type\b)\{([^}]*)\}/g)].flatMap(m =>
      (m[1] ?? '').split(',').filter(n => n.trim()),
    )
    if (names.length > maxLines.names && !roomyDoors.includes(door))
      wrong.push(`${door}: ${names.length} names`)
    if (/export \*/.test(text(door))) wrong.push(`${door}: export *`)
  }
  assert.deepEqual(wrong, [])
})
