import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { ConfigError, loadConfig, redactConfig } from './index.ts'
import { keysAt } from './nearest.ts'

function folder(yaml?: string): string {
  const cwd = mkdtempSync(join(tmpdir(), 'deskbell-config-'))
  if (yaml !== undefined) writeFileSync(join(cwd, 'deskbell.yml'), yaml)
  return cwd
}

const load = (yaml?: string, env: NodeJS.ProcessEnv = {}) => loadConfig({ env, cwd: folder(yaml) })

function mistakes(yaml?: string, env: NodeJS.ProcessEnv = {}): readonly string[] {
  try {
    load(yaml, env)
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error))
    return error.mistakes
  }
  assert.fail('was accepted')
}

test('without a file everything has a default that works on the machine itself', () => {
  const config = load()
  assert.equal(config.external_url, 'http://127.0.0.1:3000')
  assert.deepEqual(config.smtp_listener.listen, { host: '127.0.0.1', port: 2525 })
  assert.equal(config.incoming_email?.address, 'incoming+%{key}@desk.localhost')
  assert.equal(config.smtp, undefined)
  assert.equal(config.limits.mail_bytes, 25 * 1024 * 1024)
})

test('the environment overrides the file, its values read as YAML scalars', () => {
  const config = load('listen: 127.0.0.1:4000\nsmtp:\n  address: mail.example\n  port: 25\n', {
    DESKBELL_LISTEN: '[::1]:5000',
    DESKBELL_SMTP__PORT: '587',
    DESKBELL_SMTP__TLS: 'true',
    DESKBELL_INCOMING_EMAIL__ENABLED: 'true',
    DESKBELL_INCOMING_EMAIL__ADDRESS: '%{key}@desk.example',
    DESKBELL_ROOT_TOKEN: 'no key of the configuration',
  })
  assert.deepEqual(config.listen, { host: '::1', port: 5000 })
  assert.equal(config.smtp?.address, 'mail.example')
  assert.equal(config.smtp?.port, 587)
  assert.equal(config.smtp?.tls, true)
  assert.equal(config.incoming_email?.address, '%{key}@desk.example')
})

test('every mistake is named at once, with file, line and column or the variable', () => {
  assert.deepEqual(
    mistakes('listen: 3000x\nsmtp:\n  adress: mail.example\nlimits:\n  mail_bytes: -1\n', {
      DESKBELL_LOG_LEVEL: 'loud',
    }),
    [
      'deskbell.yml:1:1: listen must be HOST:PORT, e.g. 127.0.0.1:3000, not "3000x"',
      'DESKBELL_LOG_LEVEL: log_level invalid option: expected one of "debug"|"info"|"warn"|"error"|"silent"',
      'deskbell.yml:2:1: smtp.address is missing',
      'deskbell.yml:3:3: there is no key "adress"; did you mean "address"?',
      'deskbell.yml:5:3: limits.mail_bytes too small: expected number to be >=1',
    ],
  )
})

test('an unknown variable is refused by its name', () => {
  assert.deepEqual(mistakes('', { DESKBELL_LISTENN: '127.0.0.1:1' }), [
    'DESKBELL_LISTENN: there is no key "listenn"; did you mean "listen"?',
  ])
})

test('broken YAML is refused with its place', () => {
  assert.match(mistakes('listen: [1\n')[0] ?? '', /^deskbell\.yml:2:1: /)
  assert.match(mistakes('- a\n- b\n')[0] ?? '', /^deskbell\.yml:1:1: must hold keys and values/)
})

test('a file that DESKBELL_CONFIG names must be there', () => {
  assert.match(
    mistakes(undefined, { DESKBELL_CONFIG: '/nowhere/desk.yml' })[0] ?? '',
    /^DESKBELL_CONFIG: \/nowhere\/desk\.yml cannot be read/,
  )
})

test('the section of a GitLab source installation works as it is', () => {
  const config = load(`service_desk_email:
  enabled: true
  address: "project_contact+%{key}@example.com"
  user: "project_support@example.com"
  password: "a secret"
  host: "imap.gmail.com"
  port: 993
  ssl: true
  start_tls: false
  log_path: "log/mailroom.log"
  mailbox: "inbox"
  idle_timeout: 60
  expunge_deleted: true
`)
  assert.equal(config.service_desk_email?.address, 'project_contact+%{key}@example.com')
  assert.equal(config.incoming_email, undefined)
})

const box = (lines: string) =>
  `service_desk_email:\n  enabled: true\n  address: "a+%{key}@b.example"\n${lines}`

for (const [what, yaml, sentence] of [
  [
    'an address without +%{key}',
    'service_desk_email:\n  enabled: true\n  address: desk@b.example\n',
    /must have \+%\{key\}/,
  ],
  [
    '%{key} after the @',
    'incoming_email:\n  enabled: true\n  address: "a@%{key}.example"\n',
    /must stand before the @/,
  ],
  ['an enabled mailbox without address', 'incoming_email:\n  enabled: true\n', /address is missing/],
  [
    'ssl and start_tls at once',
    box('  ssl: true\n  start_tls: true\n'),
    /start_tls cannot be true together with ssl/,
  ],
  ['an unknown inbox_method', box('  inbox_method: pop3\n'), /inbox_method/],
  ['Microsoft Graph without its options', box('  inbox_method: microsoft_graph\n'), /misses tenant_id/],
  [
    'both mailboxes the same',
    `${box('')}incoming_email:\n  enabled: true\n  address: "A+%{key}@b.example"\n`,
    /same mailbox or address/,
  ],
  [
    'a certificate without its key',
    'smtp_listener:\n  tls_cert: a.pem\n',
    /tls_cert and tls_key go together/,
  ],
] as const) {
  test(`refused: ${what}`, () => {
    assert.match(mistakes(yaml).join('\n'), sentence)
  })
}

test('what is shown of the configuration holds no secret', () => {
  const shown = JSON.stringify(
    redactConfig(
      load(
        'smtp:\n  address: m.example\n  password: hush\ndatabase_url: postgres://desk:hush@db.example/desk\n',
      ),
    ),
  )
  assert.doesNotMatch(shown, /hush/)
  assert.match(shown, /\(set\)/)
})

test('the documentation names every key, and no other', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/configuration.md'), 'utf8')
  const named = new Set([...page.matchAll(/^\| `([a-z_.]+)` \|/gm)].map(match => match[1]))
  const real = new Set<string>()
  const walk = (path: readonly string[]) => {
    for (const key of keysAt(path)) {
      const below = keysAt([...path, key])
      if (below.length > 0) walk([...path, key])
      else real.add([...path, key].join('.'))
    }
  }
  walk([])
  assert.deepEqual([...named].sort(), [...real].sort())
})
