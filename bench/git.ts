// How fast are clone and push through the desk, and how fast with git's own http-backend? And what does a template cost a mail?
import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openRepositories, templates } from '#repository'
import { gitIn } from '../test/support/code.ts'
import { rootToken } from '../test/support/desk-process.ts'
import { type BenchDesk, onDesk } from './desk.ts'
import { quantile, rounded } from './floor.ts'
import { type Backend, startBackend } from './git-backend.ts'

const files = 5000
/** Each is done so often; the middle one counts. */
const rounds = 5
const lookups = 2000

const run = promisify(execFile)
const thanks = '.gitlab/service_desk_templates/thank_you.md'

export function git(): Promise<object> {
  return onDesk(async desk => {
    const folder = mkdtempSync(join(desk.dataDir, 'bench-'))
    const backend = await startBackend(join(folder, 'floor'))
    try {
      const source = makeSource(join(folder, 'source'))
      return {
        what: `a repository of ${files} files of about 1 kB in 100 folders; the middle one of ${rounds} rounds, in turns`,
        ...(await transfers(desk, backend, source, folder)),
        template: await templateLookup(desk, source),
      }
    } finally {
      await backend.close()
      rmSync(folder, { recursive: true, force: true })
    }
  })
}

/** A clone that is pushed from; its files share words and nothing else, so that they compress as code does. */
function makeSource(path: string): string {
  const stream = [
    'commit refs/heads/main',
    'committer Bench <bench@people.example> 1790000000 +0000',
    'data 5',
    'first',
  ]
  const word = wordsFrom(1)
  for (let at = 0; at < files; at++) {
    const text = Array.from({ length: 300 }, word).join(' ')
    stream.push(`M 100644 inline src/part${at % 100}/file${at}.txt`, `data ${text.length}`, text)
  }
  stream.push(`M 100644 inline ${thanks}`, 'data 6', 'Thanks', '')
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', path])
  execFileSync('git', ['fast-import', '--quiet'], { cwd: path, input: stream.join('\n') })
  execFileSync('git', ['repack', '-adq'], { cwd: path })
  return path
}

/** The same words in each run (Numerical Recipes' linear congruential generator). */
function wordsFrom(seed: number): () => string {
  let state = seed
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32
    return `w${Math.floor(state / 2 ** 20).toString(36)}`
  }
}

async function transfers(desk: BenchDesk, backend: Backend, source: string, folder: string) {
  const times = {
    clone: [] as number[],
    push: [] as number[],
    cloneFloor: [] as number[],
    pushFloor: [] as number[],
  }
  for (let round = 0; round < rounds; round++) {
    const name = `bench-${round}`
    const project = await desk.api<{ path_with_namespace: string }>('/projects', { body: { name } })
    const url = `${desk.web.replace('//', `//root:${rootToken}@`)}/${project.path_with_namespace}.git`
    const floor = await backend.repository(name)
    times.push.push(await timed(() => push(source, url)))
    times.pushFloor.push(await timed(() => push(source, floor)))
    times.clone.push(await timed(() => clone(url, folder)))
    times.cloneFloor.push(await timed(() => clone(floor, folder)))
  }
  const figures = (ours: number[], floor: number[]) => ({
    milliseconds: Math.round(quantile(ours, 0.5)),
    floor_http_backend_milliseconds: Math.round(quantile(floor, 0.5)),
    of_floor: rounded(quantile(ours, 0.5) / quantile(floor, 0.5), 2),
  })
  return { push: figures(times.push, times.pushFloor), clone: figures(times.clone, times.cloneFloor) }
}

const push = (source: string, url: string) => gitIn(source, 'push', '--quiet', url, 'main')

async function clone(url: string, folder: string): Promise<void> {
  const to = mkdtempSync(join(folder, 'clone-'))
  await run('git', ['clone', '--quiet', '--bare', url, to])
  rmSync(to, { recursive: true, force: true })
}

/** What a mail pays that asks for its template: the first time after a push, and from then on. */
async function templateLookup(desk: BenchDesk, source: string) {
  await push(source, `${desk.web.replace('//', `//root:${rootToken}@`)}/acme/widget.git`)
  const repositories = openRepositories(desk.dataDir)
  const of = [
    { id: desk.project.id, path: 'acme/widget', default_branch: 'main', scope: 'project', group: null },
  ] as const
  const look = () => templates.find(repositories, of, { folder: 'service_desk', name: 'thank_you' })
  const cold = await timed(async () => {
    if ((await look()).text !== 'Thanks') throw new Error('the template is not found')
  })
  const times: number[] = []
  for (let at = 0; at < lookups; at++) times.push(await timed(look))
  return {
    first_milliseconds: rounded(cold),
    cached_milliseconds_p50: rounded(quantile(times, 0.5), 3),
    cached_milliseconds_p95: rounded(quantile(times, 0.95), 3),
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}
