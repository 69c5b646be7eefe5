import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { ConfigError, formatConfigErrors, loadConfig, redactConfig } from './index.ts'
import { keysAt } from './keys.ts'

const root = mkdtempSync(join(tmpdir(), 'deskbell-config-'))
after(() => rmSync(root, { recursive: true }))

function folder(yaml?: string): string {
  const cwd = mkdtempSync(join(root, 'desk-'))
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
    mistakes(
      `listen: 3000x
smtp:
  adress: mail.example
  password: [no, text]
limits:
  mail_bytes: -1
service_desk_email:
  address: desk@b.example
  idle_timeout: soon
trusted_relays:
  - 10.0.0.0/8
  - not a host
`,
      { DESKBELL_LOG_LEVEL: 'loud', DESKBELL_RSPAMD__PASSWORD: 'x' },
    ),
    [
      'deskbell.yml:1:1: listen must be HOST:PORT, e.g. 127.0.0.1:3000 (it is "3000x")',
      'DESKBELL_LOG_LEVEL: log_level must be one of debug, info, warn, error, silent, not "loud"',
      'deskbell.yml:9:3: service_desk_email.idle_timeout must be a number, not "soon"',
      'deskbell.yml:8:3: service_desk_email.address must have +%{key} before the @, like contact+%{key}@desk.example.com: projects are told apart by it (it is "desk@b.example")',
      'deskbell.yml:2:1: smtp.address is missing',
      'deskbell.yml:4:3: smtp.password must be text',
      'deskbell.yml:3:3: there is no key "smtp.adress"; did you mean "address"?',
      'DESKBELL_RSPAMD__URL: rspamd.url is missing',
      'deskbell.yml:12:5: trusted_relays.1 must be an address like 192.0.2.1, a network like 192.0.2.0/24 or a host like mx.example.com (it is "not a host")',
      'deskbell.yml:6:3: limits.mail_bytes must be at least 1, not -1',
    ],
  )
})

test('what is refused is told as a list that a person can work off', () => {
  assert.equal(
    formatConfigErrors(['deskbell.yml:1:1: a is wrong', 'DESKBELL_B: b is missing']),
    'The configuration is not right, so the desk does not start:\n  deskbell.yml:1:1: a is wrong\n  DESKBELL_B: b is missing',
  )
})

test('text is taken as it is written, be it a number, a truth value or full of signs', () => {
  const config = load('smtp:\n  address: m.example\n  user_name: 0815\n  password: true\n', {
    DESKBELL_INCOMING_EMAIL__PASSWORD: '#a: [b %c',
    DESKBELL_INCOMING_EMAIL__HOST: 'imap.example',
    DESKBELL_INCOMING_EMAIL__USER: '"quoted"',
    DESKBELL_RSPAMD__URL: 'http://127.0.0.1:11334',
    DESKBELL_RSPAMD__PASSWORD: '007',
  })
  assert.equal(config.smtp?.user_name, '0815')
  assert.equal(config.smtp?.password, 'true')
  assert.equal(config.incoming_email?.password, '#a: [b %c')
  assert.equal(config.incoming_email?.user, 'quoted')
  assert.equal(config.rspamd?.password, '007')
})

test('a key or section without a value counts as absent; an empty variable takes a key away', () => {
  const config = load('smtp:\nincoming_email:\n  user:\nexternal_url: https://desk.example/\n', {
    DESKBELL_EXTERNAL_URL: '',
  })
  assert.equal(config.smtp, undefined)
  assert.equal(config.incoming_email?.user, undefined)
  assert.equal(config.external_url, 'http://127.0.0.1:3000')
})

test('a mailbox with an address is on, unless it says otherwise', () => {
  const address = 'a+%{key}@b.example'
  const byAddress = load('', { DESKBELL_INCOMING_EMAIL__ADDRESS: address })
  assert.deepEqual([byAddress.incoming_email?.enabled, byAddress.incoming_email?.address], [true, address])
  const off = load(`incoming_email:\n  enabled: false\n  address: ${address}\n`)
  assert.equal(off.incoming_email?.enabled, false)
  const secretOnly = load(`incoming_email:\n  secret_file: ${import.meta.filename}\n`)
  assert.equal(secretOnly.incoming_email?.address, 'incoming+%{key}@desk.localhost')
})

test('the doors may be any free port, IPv6 or a socket', () => {
  const config = load(
    'listen: "[::1]:0"\nsmtp_listener:\n  listen: desk.example:25\nlmtp_listener:\n  listen: unix:/run/desk/lmtp\n',
  )
  assert.deepEqual(config.listen, { host: '::1', port: 0 })
  assert.deepEqual(config.smtp_listener.listen, { host: 'desk.example', port: 25 })
  assert.deepEqual(config.lmtp_listener?.listen, { path: '/run/desk/lmtp' })
})

test('paths are relative to the working directory, and nothing can be changed afterwards', () => {
  const cwd = folder('smtp_listener:\n  tls_cert: a.pem\n  tls_key: /etc/b.pem\n')
  const config = loadConfig({ env: {}, cwd })
  assert.equal(config.data_dir, join(cwd, 'data'))
  assert.equal(config.smtp_listener.tls_cert, join(cwd, 'a.pem'))
  assert.equal(config.smtp_listener.tls_key, '/etc/b.pem')
  assert.throws(() => Object.assign(config.limits, { mail_bytes: 1 }), TypeError)
})

test('an unknown variable is refused by its name', () => {
  assert.deepEqual(mistakes('', { DESKBELL_LISTENN: '127.0.0.1:1' }), [
    'DESKBELL_LISTENN: there is no key "listenn"; did you mean "listen"?',
  ])
})

test('variables of Kubernetes, of tests and of the first start are no keys; a wish for a port is', () => {
  load('', {
    DESKBELL_SERVICE_HOST: '10.0.0.1',
    DESKBELL_SERVICE_PORT_HTTP: '3000',
    DESKBELL_PORT: 'tcp://10.0.0.1:3000',
    DESKBELL_PORT_3000_TCP_ADDR: '10.0.0.1',
    DESKBELL_TEST_ANYTHING: '1',
    DESKBELL_REQUIRE_ALL: '1',
    DESKBELL_ROOT_PASSWORD: 'x',
  })
  assert.deepEqual(mistakes('', { DESKBELL_PORT: '3000' }), ['DESKBELL_PORT: there is no key "port"'])
})

test('broken YAML is refused with its place', () => {
  assert.match(mistakes('listen: [1\n')[0] ?? '', /^deskbell\.yml:2:1: /)
  assert.match(mistakes('- a\n- b\n')[0] ?? '', /^deskbell\.yml:1:1: must hold keys and values/)
})

test('a file can be named by the caller or by DESKBELL_CONFIG, and must then be there', () => {
  const cwd = folder('log_level: info\n')
  const env = { DESKBELL_CONFIG: join(folder('log_level: error\n'), 'deskbell.yml') }
  assert.equal(loadConfig({ env, cwd }).log_level, 'error')
  assert.equal(loadConfig({ env, cwd, file: 'deskbell.yml' }).log_level, 'info')
  assert.throws(() => loadConfig({ env: {}, cwd, file: 'other.yml' }), /other\.yml cannot be read/)
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
    /must have %\{key\} before the @/,
  ],
  ['an enabled mailbox without address', 'incoming_email:\n  enabled: true\n', /address is missing/],
  [
    'ssl and start_tls at once',
    box('  ssl: true\n  start_tls: true\n'),
    /start_tls cannot be true together with ssl/,
  ],
  ['an unknown inbox_method', box('  inbox_method: pop3\n'), /inbox_method/],
  [
    'Microsoft Graph without its options',
    box('  inbox_method: microsoft_graph\n'),
    /lacks tenant_id, client_id, client_secret/,
  ],
  [
    'both mailboxes the same',
    `${box('')}incoming_email:\n  enabled: true\n  address: "A+%{key}@b.example"\n`,
    /same mailbox or address/,
  ],
  [
    'both mailboxes in the same account',
    `${box('  user: Desk\n  host: h\n')}incoming_email:\n  address: c@b.example\n  user: desk\n  host: h\n`,
    /same mailbox or address/,
  ],
  ['an address of no web', 'external_url: ftp://desk.example\n', /must be an http or https URL/],
  ['a list where keys belong', 'smtp: [a]\n', /smtp must be keys and values \(address, port/],
  ['a certificate without its key', 'smtp_listener:\n  tls_cert: a.pem\n', /they go together/],
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

test('the documentation names every key with its default, and no other', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/configuration.md'), 'utf8')
  const rows = [...page.matchAll(/^\| `([a-z0-9_.]+)` \| (?:`([^`]*)`)? *\| (.*) \|$/gm)]
  const real: string[] = []
  const walk = (path: readonly string[]) => {
    for (const key of keysAt(path)) {
      if (keysAt([...path, key]).length > 0) walk([...path, key])
      else real.push([...path, key].join('.'))
    }
  }
  walk([])
  assert.deepEqual(
    rows.map(([, key]) => key),
    real,
  )
  const cwd = folder()
  const at = (env: NodeJS.ProcessEnv) => loadConfig({ env: { ...everySection, ...env }, cwd })
  const plain = at({})
  for (const [, key = '', shown, meaning] of rows) {
    assert.ok(meaning, `${key} is explained`)
    if (key in chosenBySection) continue
    const value = key
      .split('.')
      .reduce<unknown>((node, part) => (node as Record<string, unknown> | undefined)?.[part], plain)
    assert.equal(shown !== undefined, value !== undefined, `${key} shows its default, if it has one`)
    const variable = `DESKBELL_${key.replaceAll('.', '__').toUpperCase()}`
    if (shown !== undefined) assert.deepEqual(at({ [variable]: shown }), plain, key)
  }
})

/** What a section needs at least, so that the defaults of all its other keys show. */
const chosenBySection: Record<string, string> = {
  'lmtp_listener.listen': 'unix:/run/lmtp',
  'incoming_email.enabled': 'true',
  'incoming_email.address': 'a+%{key}@b.example',
  'incoming_email.inbox_options.tenant_id': 'x',
  'service_desk_email.enabled': 'true',
  'service_desk_email.address': 'c+%{key}@b.example',
  'service_desk_email.inbox_options.tenant_id': 'x',
  'smtp.address': 'm.example',
  'akismet.api_key': 'x',
  'rspamd.url': 'http://127.0.0.1:11334',
  external_url: 'http://127.0.0.1:3000',
}
const everySection = Object.fromEntries(
  Object.entries(chosenBySection).map(([key, text]) => [
    `DESKBELL_${key.replaceAll('.', '__').toUpperCase()}`,
    text,
  ]),
)

for (const [what, text, words] of [
  [
    'a server without an account',
    'host: imap.example\n  password: x',
    /1:1: incoming_email\.user is missing: whose mailbox/,
  ],
  [
    'an account without a server',
    'user: a@b.example\n  password: x',
    /incoming_email\.host is missing: from which IMAP server/,
  ],
  [
    'a server without a password',
    'host: imap.example\n  user: a@b.example',
    /incoming_email\.password is missing: imap\.example asks/,
  ],
  [
    'a password beside oauth2',
    'host: i.example\n  user: a\n  password: x\n  oauth2: {provider: google, client_id: c, refresh_token: r}',
    /incoming_email\.oauth2 is given beside password/,
  ],
  [
    'oauth2 without a provider',
    'host: i.example\n  user: a\n  oauth2: {client_id: c, client_secret: s}',
    /oauth2\.provider is missing/,
  ],
  ['an address with two keys', 'address: "a+%{key}+%{key}@b.example"', /must have %\{key\} once/],
  ['an unknown way to read it', 'inbox_method: pop3', /must be one of imap, microsoft_graph/],
  [
    'a secret that is not there',
    'secret_file: nowhere.key',
    /2:3: incoming_email\.secret_file cannot be read: ENOENT/,
  ],
  [
    'an authority that is not there',
    'host: i.example\n  user: a\n  password: x\n  ca_file: no.pem',
    /5:3: incoming_email\.ca_file cannot be read/,
  ],
] as const)
  test(`refused: ${what}`, () => {
    assert.throws(() => load(`incoming_email:\n  ${text}\n`), { name: 'ConfigError', message: words })
  })

test('refused: a mailbox of Microsoft 365 without its address', () => {
  const options = '{tenant_id: t, client_id: c, client_secret: s}'
  assert.throws(
    () => load(`incoming_email:\n  inbox_method: microsoft_graph\n  inbox_options: ${options}\n`),
    /incoming_email\.user is missing: the address of the mailbox/,
  )
})
