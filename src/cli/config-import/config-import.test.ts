// Does the mail configuration of an Omnibus installation become one with which the desk starts?
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { loadConfig } from '#config'
import { readRuby } from './ruby.ts'
import { toSettings } from './settings.ts'

const readOf = (text: string) => {
  const [found] = readRuby(`gitlab_rails['x'] = ${text}`)
  assert.ok(found)
  return 'value' in found ? found.value : { computed: found.computed }
}

for (const [ruby, value] of [
  [`'it''`, { computed: `'it''` }],
  [String.raw`'it\'s \n \\'`, `${String.raw`it's \n `}\\`],
  [String.raw`"a\tb \"c\" \#{x}"`, 'a\tb "c" #{x}'],
  [`"incoming+%{key}@gmail.com" # the address`, 'incoming+%{key}@gmail.com'],
  ['993', 993],
  ['-1_000', -1000],
  ['true', true],
  ['nil', null],
  [':login', 'login'],
  [`['a', "b", 3,]`, ['a', 'b', 3]],
  [`{ 'a': 1, "b" => 'x', :c => [true], d: nil, # why\n }`, { a: 1, b: 'x', c: [true], d: null }],
  [`ENV['SECRET']`, { computed: `ENV['SECRET']` }],
  [`"a" + 'b'`, { computed: `"a" + 'b'` }],
  [`"#{secret}"`, { computed: `"#{secret}"` }],
  [`<<~TEXT`, { computed: '<<~TEXT' }],
  [`'x' if true`, { computed: `'x' if true` }],
] as const)
  test(`${ruby} is read`, () => assert.deepEqual(readOf(ruby), value))

test('comments and other Ruby are passed over, and a value may go on over lines', () => {
  const found = readRuby(`
# gitlab_rails['smtp_port'] = 1
nginx['enable'] = false
if something
gitlab_rails['smtp_address'] = "smtp.example"
external_url "https://desk.example" # with a comment
gitlab_rails['service_desk_email_inbox_options'] = {
  'tenant_id': 'a',
  'poll_interval': 60 # Optional
}
gitlab_rails['smtp_port'] = 587
`)
  assert.deepEqual(
    found.map(({ line, key }) => [line, key]),
    [
      [3, 'enable'],
      [5, 'smtp_address'],
      [6, 'external_url'],
      [7, 'service_desk_email_inbox_options'],
      [11, 'smtp_port'],
    ],
  )
})

test('every key of the sections goes where it belongs, the last line of a key counts', () => {
  const { settings, left } = toSettings(
    readRuby(`
external_url 'https://gitlab.example'
gitlab_rails['incoming_email_enabled'] = true
gitlab_rails['incoming_email_email'] = 'in@example.com'
gitlab_rails['incoming_email_mailbox_name'] = 'inbox'
gitlab_rails['incoming_email_log_file'] = '/var/log/x.log'
gitlab_rails['incoming_email_port'] = '993'
gitlab_rails['incoming_email_password'] = ENV['MAIL_PASSWORD']
gitlab_rails['incoming_email_encrypted_secret_file'] = '/x'
gitlab_rails['smtp_enable'] = true
gitlab_rails['smtp_address'] = 'old.example'
gitlab_rails['smtp_address'] = 'smtp.example'
gitlab_rails['smtp_authentication'] = :login
gitlab_rails['smtp_pool'] = true
gitlab_rails['gitlab_email_from'] = 'desk@example.com'
gitlab_rails['lfs_enabled'] = true
`),
  )
  assert.deepEqual(settings, {
    external_url: 'https://gitlab.example',
    incoming_email: {
      enabled: true,
      user: 'in@example.com',
      mailbox: 'inbox',
      log_path: '/var/log/x.log',
      port: 993,
    },
    smtp: { address: 'smtp.example', authentication: 'login', email_from: 'desk@example.com' },
  })
  assert.deepEqual(left, [
    'line 8: incoming_email_password is worked out by Ruby (ENV); put the value in by hand',
    'line 9: incoming_email_encrypted_secret_file has no meaning here',
    'line 14: smtp_pool has no meaning here',
  ])
})

const bin = join(import.meta.dirname, '../../../bin/deskbell')
const run = (args: string[], input = '') =>
  spawnSync(process.execPath, [bin, 'config', ...args], { input, encoding: 'utf8' })

const examples = join(import.meta.dirname, '../../../../shared/examples')
for (const file of existsSync(examples) ? readdirSync(examples).filter(name => name.endsWith('.rb')) : [])
  test(`the documentation's ${file} becomes a configuration with which the desk starts`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'deskbell-example-'))
    try {
      const { stdout, stderr } = run(['import', join(examples, file)])
      assert.doesNotMatch(stderr, /not taken|to be mended/)
      writeFileSync(join(folder, 'deskbell.yml'), stdout)
      assert.equal(loadConfig({ env: {}, cwd: folder }).service_desk_email?.enabled, true)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

test('the command prints YAML with which the desk starts, and says what is left to do', () => {
  const folder = mkdtempSync(join(tmpdir(), 'deskbell-config-import-'))
  try {
    const ruby = `gitlab_rails['service_desk_email_enabled'] = true
gitlab_rails['service_desk_email_address'] = "contact+%{key}@example.com"
gitlab_rails['service_desk_email_email'] = "contact@example.com"
gitlab_rails['service_desk_email_password'] = "change me"
gitlab_rails['service_desk_email_host'] = "imap.example.com"
`
    writeFileSync(join(folder, 'gitlab.rb'), ruby)
    const output = join(folder, 'deskbell.yml')
    const { status, stderr } = run(['import', join(folder, 'gitlab.rb'), '--output', output])
    assert.equal(status, 0, stderr)
    assert.match(stderr, /to be filled in: service_desk_email\.password is "change me"/)
    assert.equal(statSync(output).mode & 0o777, 0o600)
    const config = loadConfig({ env: {}, cwd: folder })
    assert.equal(config.service_desk_email?.host, 'imap.example.com')
    const again = run(['import', '-', '--output', output], ruby)
    assert.notEqual(again.status, 0)
    assert.match(again.stderr, /exists already/)
    const printed = run(['import', '-'], ruby.replace(/.*_email'\].*\n/, ''))
    assert.match(printed.stderr, /to be mended: .*service_desk_email\.user is missing/)
    assert.equal(parse(printed.stdout).service_desk_email.host, 'imap.example.com')
    assert.equal(run(['import', '-'], 'puts 1').status, 65)
    assert.equal(run(['export']).status, 64)
    assert.equal(readFileSync(output, 'utf8').startsWith('# From'), true)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
