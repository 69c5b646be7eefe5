// What may the desk open, and who may make it do so? Nothing in a mail; what an administrator configured; and what was checked.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { cleanFileName, disposition } from '../../src/web/files/name.ts'
import { safeType } from '../../src/web/files/sniff.ts'
import { openDoors, smtpOf } from '../support/doors.ts'
import { intake } from '../support/intake.ts'
import { talk } from '../support/smtp-talk.ts'

const src = join(import.meta.dirname, '../../src')
const sources = globSync('**/*.ts', { cwd: src })
  .filter(file => !/\.(?:test|suite|gen)\.ts$/.test(file))
  .map(file => ({ file, text: readFileSync(join(src, file), 'utf8') }))

/** Who asks by HTTP, and who says where: each takes its address from the configuration alone. */
const askers = {
  'cli/doctor/doors.ts': 'listen',
  'mail/ingress/graph/client.ts': 'graph_endpoint',
  'mail/ingress/mailbox/alerts.ts': 'alerts.webhook_url',
  'mail/spam/ask.ts': 'akismet, rspamd',
  'oauth/token.ts': 'token_endpoint',
}

test('the desk asks nobody by HTTP but whom its administrator named, and follows nobody elsewhere', () => {
  const found = sources.filter(({ text }) =>
    /\bfetch\(|\bfrom 'undici'|from 'node:https?'(?!.*type)/.test(text),
  )
  const asking = found.filter(({ text }) => /\bfetch\(/.test(text)).map(({ file }) => file)
  assert.deepEqual(asking.sort(), Object.keys(askers))
  for (const { file, text } of found)
    if (/\bfetch\(/.test(text) && !file.startsWith('cli/'))
      assert.match(text, /redirect: '(?:error|manual)'/, `${file} follows redirects`)
})

test('an address that a project names is asked in one place, which connects to what was checked and follows nobody', () => {
  const asking = sources.filter(({ text }) =>
    /import \{[^}]*\brequest\b[^}]*\} from 'node:https?'/.test(text),
  )
  assert.deepEqual(
    asking.map(({ file }) => file),
    ['webhooks/send.ts'],
  )
  assert.match(asking[0]?.text ?? '', /host: address,/)
})

test('nothing that a mail passes through opens an address, a file by name, or a program', () => {
  const passing = sources.filter(({ file }) =>
    /^(?:mail\/(?:message|inbound|threads)|markdown|issues)\//.test(file),
  )
  assert.ok(passing.length > 50)
  for (const { file, text } of passing)
    assert.doesNotMatch(
      text,
      /\bfetch\(|node:(?:https?|net|tls|dgram|child_process)'|\beval\(|new Function/,
      file,
    )
})

test('no reader of addresses in the tree is one that recurses without end', () => {
  const lock = JSON.parse(readFileSync(join(src, '../package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string }>
  }
  const found = Object.entries(lock.packages).filter(([path]) => /(?<!@types)\/nodemailer$/.test(path))
  assert.ok(found.length > 0)
  // Below 7.0.11 a header ends the process (CVE-2025-14874); below 9.1 long ones take time, so verify.ts cuts them.
  for (const [path, { version }] of found) {
    const [major = 0] = version.split('.').map(Number)
    assert.ok(major >= (path === 'node_modules/nodemailer' ? 10 : 8), `${path} ${version}`)
  }
})

test('every file that makes a signature compares signatures in constant time', () => {
  const compared = sources.filter(({ text }) => /createHmac\(/.test(text))
  assert.ok(compared.length > 0)
  for (const { file, text } of compared) assert.match(text, /timingSafeEqual/, file)
})

test('names of files from outside are harmless wherever they are written', () => {
  for (const name of [
    '\u200b.htaccess',
    '.\u200bhtaccess',
    '\u2060..\u2060/\u2060x.pht',
    '../../../etc/cron.d/x',
    '..\\..\\web.config',
    'a\u202egnp.exe',
    '\ufeff.env',
    'x\r\nSet-Cookie: a=b',
    'x"; filename="y.html',
    "x'; drop table issues; --",
    '$(touch x)`touch y`',
    '%2e%2e%2fx',
    'con',
    '\0',
    ' . . ',
    'ü'.repeat(500),
  ]) {
    const clean = cleanFileName(name)
    assert.doesNotMatch(clean, /^[.\s]|[.\s]$|[/\\<>:"|?*\p{C}]/u, JSON.stringify(name))
    assert.ok(clean.length > 0 && [...clean].length <= 100)
    assert.equal(cleanFileName(clean), clean)
    const header = disposition('attachment', clean)
    assert.match(header, /^attachment; filename="[^"\\\r\n]*"; filename\*=UTF-8''[\w!#$&+.^`|~%-]+$/, header)
  }
})

test('what a browser could run is only ever saved, whatever name or type it comes under', () => {
  const active = [
    '<html><script>x</script>',
    '<?xml version="1.0"?><svg onload="x"/>',
    '\n<!-- --><svg/>',
    'MIME-Version: 1.0\n',
  ]
  const names =
    'a.html a.htm a.xhtml a.xht a.svg a.svgz a.xml a.xsl a.mht a.mhtml a.swf a.js a.mjs a.css a.htc'.split(
      ' ',
    )
  for (const name of names)
    for (const text of [...active, 'hello']) assert.equal(safeType(Buffer.from(text), name), null, name)
  for (const name of ['a.png', 'a.txt', 'a', 'a.pdf', 'a.pht'])
    for (const text of active.slice(0, 3))
      assert.equal(safeType(Buffer.from(text), name), null, `${name}: ${text}`)
})

test('who tries out reply keys is told the same of each, and is sent away after fifty', async () => {
  await using desk = await intake()
  const doors = await openDoors(desk)
  const session = await talk(smtpOf(doors))
  await session.say('EHLO guess.example')
  await session.say('MAIL FROM:<mallory@elsewhere.example>')
  const answers = new Set<string>()
  let last = ''
  for (let tried = 0; tried <= 50; tried++) {
    const key = tried.toString(16).padStart(32, '0')
    last = await session.say(`RCPT TO:<incoming+${key}@desk.example>`)
    answers.add(last)
  }
  assert.match(last, /^421 /)
  assert.equal(answers.size, 2, [...answers].join('\n'))
  await session.closed()
  assert.deepEqual(await desk.rows(), [])
  await doors.stop()
})
