// How does a test sit before the desk as people do? In a real Chromium, where every error of a page fails the test.
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium as engine, type Page } from 'playwright-core'
import { findProgram } from './programs.ts'

const root = join(import.meta.dirname, '../..')
const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
export const chromium = findProgram(names, 'chromium')

/** The page's own network needs are small; everything that a browser asks of its maker is turned off. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
/** Ends a test that can no longer pass; nothing is awaited by time. */
const limitMilliseconds = 60_000

export type Seat = {
  page: Page
  context: BrowserContext
  /** What went wrong in the page so far: scripts, policies, failed requests that nobody expected. */
  problems: string[]
  /** Goes to a path of the desk. */
  goto(path: string): Promise<void>
}

export type SeatOptions = {
  login?: string
  password?: string
  /** Nobody is signed in. */
  nobody?: boolean
  width?: number
  theme?: 'light' | 'dark'
}

export type Room = AsyncDisposable & {
  browser: Browser
  /** A browser of its own, signed in as root unless said otherwise. */
  seat(options?: SeatOptions): Promise<Seat>
  /** Fails if any page had a problem. */
  assertNoProblems(): void
}

/** @param web where the desk is, e.g. http://127.0.0.1:41234 */
export async function openRoom(web: string): Promise<Room> {
  assert.ok(existsSync(join(root, 'ui/dist/index.html')), 'the web app is not built; run: npm run build')
  const browser = await engine.launch({ executablePath: chromium.path ?? '', args: flags })
  const seats: Seat[] = []
  return {
    browser,
    async seat(options = {}) {
      const seat = await takeSeat(browser, web, options)
      seats.push(seat)
      return seat
    },
    assertNoProblems() {
      for (const { problems } of seats) assert.deepEqual(problems, [])
    },
    async [Symbol.asyncDispose]() {
      await browser.close()
    },
  }
}

async function takeSeat(browser: Browser, web: string, options: SeatOptions): Promise<Seat> {
  const { login = 'root', password = 'a password for tests', width = 1440, theme = 'light' } = options
  const context = await browser.newContext({
    baseURL: web,
    viewport: { width, height: width < 600 ? 844 : 900 },
    colorScheme: theme,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  context.setDefaultTimeout(limitMilliseconds)
  if (!options.nobody) {
    const answer = await context.request.post('/api/v4/session', { data: { login, password } })
    assert.equal(answer.status(), 201, await answer.text())
  }
  const page = await context.newPage()
  const problems = watch(page)
  return { page, context, problems, goto: async path => void (await page.goto(path)) }
}

/** Refusals belong to a page's life (who may not see something is told so); errors of scripts and policies do not. */
function watch(page: Page): string[] {
  const problems: string[] = []
  page.on('pageerror', error => problems.push(`error: ${error.message}`))
  page.on('dialog', dialog => {
    problems.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('console', message => {
    const text = message.text()
    const refused = /^Failed to load resource: the server responded with a status of 4\d\d/.test(text)
    if (message.type() === 'error' && !refused) problems.push(`console: ${text}`)
  })
  page.on('request', request => {
    const { protocol, host } = new URL(request.url())
    if (/^https?:$/.test(protocol) && host !== new URL(page.url()).host && page.url() !== 'about:blank')
      problems.push(`fetched from elsewhere: ${request.url()}`)
  })
  return problems
}

type AxeResult = {
  violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[]
}
const axeSource = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

/** Fails if axe-core finds anything that keeps WCAG 2.2 AA or its best practices from being met. */
export async function assertAccessible(page: Page, what: string): Promise<void> {
  // The page's policy allows no foreign script; the debugger's protocol is not bound by it.
  const { violations } = (await page.evaluate(
    `${axeSource}; axe.run(document, { resultTypes: ['violations'] })`,
  )) as AxeResult
  const said = violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n${nodes.map(node => `  ${node.html}\n  ${node.failureSummary}`).join('\n')}`,
  )
  assert.equal(said.length, 0, `${what}\n${said.join('\n')}`)
}

/** Writes a picture into screenshots/, which is not committed: for eyes. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = join(root, 'screenshots')
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: false })
}
