// Does `npm run corpus` tell what becomes of mails, and do real ones come out as those who gathered them say?
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { expectations } from '../bin/corpus/expect.ts'

const root = join(import.meta.dirname, '..')
const real = join(root, '../shared/mail')
const folder = await mkdtemp(join(tmpdir(), 'deskbell-mails-'))
after(() => rm(folder, { recursive: true, force: true }))

type Ended = { code: number; stdout: string; stderr: string }

const corpus = (...args: string[]): Promise<Ended> =>
  promisify(execFile)(process.execPath, [join(root, 'bin/corpus.ts'), ...args], {
    maxBuffer: 64 * 1024 * 1024,
  })
    .then(({ stdout, stderr }) => ({ code: 0, stdout, stderr }))
    .catch(error => ({ code: error.code, stdout: error.stdout, stderr: error.stderr }))

const mail = (...header: string[]) =>
  `${['From: Jane <jane@customer.example>', 'Subject: Paper', ...header].join('\n')}\n\n`

async function mails(name: string, files: Record<string, string>): Promise<string> {
  const place = join(folder, name)
  await mkdir(join(place, 'below'), { recursive: true })
  for (const [file, text] of Object.entries(files)) await writeFile(join(place, file), text)
  return place
}

test('each mail of a folder and of those in it is a line of JSON', async () => {
  const place = await mails('first', {
    'a.eml': `${mail('Content-Type: multipart/mixed; boundary=b')}--b\n\nThe tray is empty.\n--b\nContent-Type: image/png; name=a.png\n\nx\n--b--`,
    'below/b.eml': `${mail('Auto-Submitted: auto-replied')}I am away.`,
    'c.eml': '',
  })
  const { code, stdout } = await corpus(place, '--json')
  const lines = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  assert.equal(code, 0)
  assert.deepEqual(
    lines.map(({ file, ending, reason, automatic }) => [file, ending, reason, automatic]),
    [
      ['a.eml', 'ticket_opened', 'new_ticket', false],
      ['below/b.eml', 'ignored', 'automatic', true],
      ['c.eml', 'held', 'unreadable', false],
    ],
  )
  const [first] = lines
  assert.deepEqual(
    [first.from, first.subject, first.text, first.trimmed, first.attachments],
    ['jane@customer.example', 'Paper', 'The tray is empty.', '', ['a.png']],
  )
  assert.equal(typeof first.ms, 'number')
})

test('as replies, mails and bare bodies are trimmed, and one that says nothing is refused', async () => {
  const place = await mails('replies', {
    'a.eml': `${mail()}Thanks!\n\nOn Tue, 6 Jan 2026, Help <help@desk.example> wrote:\n> Fill the tray.`,
    'b.txt': 'It works.\n\nOn Tue, 6 Jan 2026, Help <help@desk.example> wrote:\n> Fill the tray.',
    'c.html': '<p>It <b>works</b>.</p><div class="gmail_quote">Fill the tray.</div>',
    'd.txt': '> Fill the tray.',
  })
  const { stdout } = await corpus(place, '--reply', '--json')
  const lines = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  assert.deepEqual(
    lines.map(({ reason, text }) => [reason, text.trim()]),
    [
      ['reply', 'Thanks!'],
      ['reply', 'It works.'],
      ['reply', 'It **works**.'],
      ['empty_reply', ''],
    ],
  )
  for (const { trimmed } of lines) assert.match(trimmed, /Fill the tray/)
})

test('for people there is a line a mail, and what came of all of them', async () => {
  const { code, stdout } = await corpus(
    await mails('people', { 'a.eml': `${mail()}Hello`, 'b.eml': `${mail()}Hello` }),
  )
  assert.equal(code, 0)
  assert.match(stdout, /^ticket_opened \(new_ticket\) .* B .* ms {2}a\.eml: 5 \+ 0 chars, 0 files$/m)
  assert.match(stdout, /^2 mails, .* mails\/s, .* MB\/s, .* MB of memory at most$/m)
  assert.match(stdout, /^ +2 {2}ticket_opened \(new_ticket\)$/m)
})

test('a folder that is not there, none, or one without mails is a wrong call', async () => {
  const wrong = await corpus(join(folder, 'nowhere'))
  assert.equal(wrong.code, 2)
  assert.match(wrong.stderr, /nowhere cannot be read: ENOENT/)
  assert.equal((await corpus()).code, 2)
  assert.match((await corpus(await mails('empty', {}))).stderr, /There are no mails in/)
})

test('a file that cannot be read is named, the others are looked at, and the end is 1', async () => {
  const place = await mails('broken', { 'b.eml': `${mail()}Hello` })
  await symlink(join(place, 'a.eml'), join(place, 'a.eml'))
  const { code, stdout } = await corpus(place)
  assert.equal(code, 1)
  assert.match(stdout, /^FAILED .* a\.eml$/m)
  assert.match(stdout, /^ticket_opened .* b\.eml/m)
})

/** Explained in docs/mail-correctness/corpora.md. */
const known: Record<string, string[]> = {
  bounces: ['lhost-sendmail-14.eml'],
  'not-bounces': ['rb-issue-368-bug.eml'],
  tnef: ['christmas.list'],
  'mime-expected: sender': ['stalwart--thirdparty--007.eml'],
  'mime-expected: text': [
    'stalwart--legacy--049.eml',
    'stalwart--malformed--020.eml',
    'stalwart--malformed--021.eml',
    'stalwart--thirdparty--000.eml',
    'stalwart--thirdparty--002.eml',
  ],
  'mime-expected: files': [
    'stalwart--legacy--049.eml',
    ...['001', '002', '003', '004', '006', '007', '008', '009', '011', '012', '016'].map(
      number => `stalwart--malformed--${number}.eml`,
    ),
    ...['002', '012', '015'].map(number => `stalwart--thirdparty--${number}.eml`),
  ],
}

test('real mails end as those who gathered them say, but for those that are explained', {
  skip: !existsSync(real),
}, async () => {
  const rules = { reply: false, mailBytes: 25 * 1024 * 1024, receivedLines: 100 }
  const suites = await expectations(real, rules)
  assert.equal(suites.length, 12)
  for (const { suite, of, misses } of suites) {
    assert.ok(of > 0, suite)
    assert.deepEqual(
      misses.map(miss => miss.split(':')[0]),
      known[suite] ?? [],
      suite,
    )
  }
})

test('of all real mails none fails, none is slow, and none that a person wrote is empty', {
  skip: !existsSync(real),
}, async () => {
  for (const mode of [[], ['--reply']]) {
    const { code, stdout } = await corpus(real, ...mode)
    assert.equal(code, 0)
    assert.match(stdout, /^ +0 {2}took more than 1000 ms$/m)
    const empty = /opened or added without any text or file(?:: (.*))?$/m.exec(stdout)?.[1]?.split(', ') ?? []
    // Mails with a header and nothing else.
    for (const name of empty) assert.match(name, /^mime\/ruby--error_emails--/)
  }
})
