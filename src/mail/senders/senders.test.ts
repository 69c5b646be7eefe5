// Are SPF, DKIM, DMARC and ARC found out as they are, and never more than is known?
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mock, test } from 'node:test'
import { dkimSign, sealMessage } from 'mailauth'
import { parseMessage } from '#mail/message'
import { type DnsTwin, type Records, startDns } from '../../../test/support/dns-twin.ts'
import { inWords, isAuthenticated, isDisowned, judgeSender, relaysOf, type SenderVerdict } from './index.ts'

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
const published = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')

const letter = (headers: readonly string[] = []) =>
  [
    ...headers,
    'From: Jane <jane@customer.example>',
    'To: desk@desk.example',
    'Subject: The printer',
    'Message-ID: <1@customer.example>',
    'Date: Thu, 02 Oct 2025 10:00:00 +0000',
    '',
    'It does not print.',
    '',
  ].join('\r\n')

async function signed(domain = 'customer.example', raw = letter()): Promise<string> {
  const { signatures } = await dkimSign(raw, {
    canonicalization: 'relaxed/relaxed',
    signingDomain: domain,
    selector: 'a',
    privateKey: pem,
    signatureData: [{ signingDomain: domain, selector: 'a', privateKey: pem }],
  })
  return `${signatures.replace(/\r?\n$/, '')}\r\n${raw}`
}

const good: Records = {
  'TXT customer.example': ['v=spf1 ip4:192.0.2.10 -all'],
  'TXT a._domainkey.customer.example': [`v=DKIM1; k=rsa; p=${published}`],
  'TXT _dmarc.customer.example': ['v=DMARC1; p=reject'],
}

type Story = {
  raw?: string
  records?: Records
  address?: string | null
  mailFrom?: string
  trusted?: string[]
}

async function judge(
  {
    raw = letter(),
    records = good,
    address = '192.0.2.10',
    mailFrom = 'jane@customer.example',
    trusted = [],
  }: Story,
  look: (dns: DnsTwin) => void = () => {},
): Promise<SenderVerdict> {
  await using dns = await startDns(records)
  const verdict = await judgeSender(
    {
      message: await parseMessage(Buffer.from(raw)),
      client: { address, name: 'mx.customer.example', mailFrom },
      relays: relaysOf(trusted),
      async *raw() {
        for (let at = 0; at < raw.length; at += 100) yield Buffer.from(raw.slice(at, at + 100), 'latin1')
      },
    },
    dns.resolve,
  )
  look(dns)
  return verdict
}

test('a mail from where its domain sends is authenticated by SPF alone', async () => {
  const verdict = await judge({})
  assert.deepEqual(
    [verdict.spf, verdict.dkim, verdict.dmarc, verdict.aligned],
    ['pass', 'none', 'pass', true],
  )
  assert.ok(isAuthenticated(verdict) && !isDisowned(verdict))
  assert.equal(inWords(verdict), 'DMARC pass, SPF pass, DKIM none; found out by the desk')
})

test('a signed mail that was forwarded is authenticated by DKIM alone', async () => {
  const verdict = await judge({
    raw: await signed(),
    address: '198.51.100.7',
    mailFrom: 'list@forwarder.example',
  })
  assert.deepEqual([verdict.spf, verdict.dkim, verdict.dmarc], ['none', 'pass', 'pass'])
  assert.ok(isAuthenticated(verdict))
})

test('a forged mail is disowned as its domain asks: reject, quarantine or nothing', async () => {
  for (const policy of ['reject', 'quarantine', 'none'] as const) {
    const records = { ...good, 'TXT _dmarc.customer.example': [`v=DMARC1; p=${policy}`] }
    const verdict = await judge({ address: '198.51.100.66', records })
    assert.deepEqual([verdict.spf, verdict.dmarc, verdict.policy], ['fail', 'fail', policy])
    assert.equal(isDisowned(verdict), policy !== 'none')
    assert.equal(isAuthenticated(verdict), false)
  }
})

test('a signature of another domain, or over other words, is none of the author’s', async () => {
  const records = { ...good, 'TXT a._domainkey.evil.example': [`v=DKIM1; p=${published}`] }
  const foreign = await judge({ raw: await signed('evil.example'), records, address: '198.51.100.66' })
  assert.deepEqual([foreign.dkim, foreign.dmarc, foreign.aligned], ['pass', 'fail', false])
  const changed = await judge({ raw: (await signed()).replace('does not', 'does'), address: '198.51.100.66' })
  // Words that were changed make a signature neutral for the library; for DMARC it counts as none.
  assert.notEqual(changed.dkim, 'pass')
  assert.equal(changed.dmarc, 'fail')
})

test('without a policy SPF and DKIM of the same domain, or one above, are proof enough', async () => {
  const records = { 'TXT mail.customer.example': ['v=spf1 ip4:192.0.2.10 -all'] }
  const verdict = await judge({ records, mailFrom: 'bounce@mail.customer.example' })
  assert.deepEqual([verdict.spf, verdict.dmarc, verdict.aligned], ['pass', 'none', true])
  assert.ok(isAuthenticated(verdict))
  assert.ok(!isAuthenticated(await judge({ records: {} })), 'nothing is published')
})

test('name servers that fail or are silent prove nothing, neither good nor bad', async () => {
  for (const ill of ['servfail', 'silence'] as const) {
    const records: Records = {
      ...good,
      'TXT customer.example': ill,
      'TXT a._domainkey.customer.example': ill,
    }
    const verdict = await judge({ raw: await signed(), records, address: '198.51.100.66' })
    assert.notEqual(verdict.dmarc, 'fail', ill)
    assert.ok(!isDisowned(verdict) && !isAuthenticated(verdict), ill)
    const noPolicy = await judge({
      records: { ...good, 'TXT _dmarc.customer.example': ill },
      address: '198.51.100.66',
    })
    assert.ok(!isDisowned(noPolicy), ill)
  }
})

test('name servers that never answer are left alone for a minute after three mails, so that mail is not held up', async () => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  try {
    let asked = 0
    const resolve = () => {
      asked++
      return new Promise<never>(() => {})
    }
    const judgeOne = async () =>
      judgeSender(
        {
          message: await parseMessage(Buffer.from(letter())),
          client: { address: '192.0.2.10', name: 'mx.customer.example', mailFrom: 'jane@customer.example' },
          relays: relaysOf([]),
          async *raw() {
            yield Buffer.from(letter())
          },
        },
        resolve,
      )
    for (const expected of [1, 2, 3]) {
      const before = asked
      const waiting = judgeOne()
      while (asked === before) await new Promise(setImmediate)
      mock.timers.tick(10_000)
      assert.equal((await waiting).dmarc, 'temperror', String(expected))
    }
    const before = asked
    assert.equal((await judgeOne()).dmarc, 'temperror')
    assert.equal(asked, before)
    mock.timers.tick(60_001)
    const again = judgeOne()
    while (asked === before) await new Promise(setImmediate)
    mock.timers.tick(10_000)
    await again
  } finally {
    mock.timers.reset()
  }
})

test('records that lead in a circle, or on and on, come to an end', async () => {
  const records: Records = {
    ...good,
    'TXT customer.example': ['v=spf1 include:a.example -all'],
    'TXT a.example': ['v=spf1 include:customer.example -all'],
  }
  const verdict = await judge({ records }, dns =>
    assert.ok(dns.asked.length < 60, `${dns.asked.length} questions`),
  )
  assert.equal(verdict.spf, 'permerror')
  const bomb: Records = {
    ...good,
    'TXT customer.example': [`v=spf1 ${'include:%.x.example '.repeat(40)}-all`],
  }
  await judge({ records: bomb }, dns => assert.ok(dns.asked.length < 60, `${dns.asked.length} questions`))
})

test('of a hundred signatures ten are looked at, and the rest hide no forger', async () => {
  const one = (await signed()).slice(0, (await signed()).indexOf('From: Jane'))
  const foreign = one.replaceAll('customer.example', 'evil.example')
  const few = (dns: DnsTwin) => assert.ok(dns.asked.length < 25, `${dns.asked.length} questions`)
  const forged = await judge({ raw: foreign.repeat(100) + letter(), address: '198.51.100.66' }, few)
  assert.equal(forged.dmarc, 'fail')
  assert.ok(isDisowned(forged))
  const honest = await judge({ raw: one + foreign.repeat(99) + letter(), address: '198.51.100.66' }, few)
  assert.deepEqual([honest.dkim, honest.dmarc], ['pass', 'pass'])
})

test('an endless From takes no time and hides no forger, also where it comes twice or after a megabyte', async () => {
  const endless = 'a:b;'.repeat(150_000)
  for (const before of ['', `X-Long: ${'a'.repeat(1_100_000)}\r\n`]) {
    const started = process.cpuUsage()
    const raw = `${before}${letter().replace('From: ', `From: ${endless} x@evil.example\r\nFrom: `)}`
    const verdict = await judge({ raw, address: '198.51.100.66' })
    assert.notEqual(verdict.dmarc, 'pass')
    assert.ok(process.cpuUsage(started).user < 5e6)
  }
})

test('an ARC chain is verified', async () => {
  const options = {
    signingDomain: 'customer.example',
    selector: 'a',
    privateKey: pem,
    authResults: 'mx.customer.example; spf=pass smtp.mailfrom=jane@customer.example',
    cv: 'none',
  }
  const seal = await sealMessage(letter(), options)
  const verdict = await judge({ raw: `${seal.toString()}${letter()}` })
  assert.equal(verdict.arc, 'pass')
})

test('clients of the own network are relays: their address proves nothing, and nobody is asked', async () => {
  for (const address of ['127.0.0.1', '::1', '10.1.2.3', '::ffff:192.168.1.1', 'fd00::1', null])
    assert.equal(
      (await judge({ address }, dns => assert.deepEqual(dns.asked, []))).source,
      'nobody',
      String(address),
    )
})

const header = (server: string, text: string) => `Authentication-Results: ${server};\r\n ${text}`
const passes =
  'spf=pass smtp.mailfrom=jane@customer.example; dkim=pass header.d=customer.example; dmarc=pass header.from=customer.example'

test('what a trusted server wrote on top is believed, from a mailbox and from a relay', async () => {
  const raw = letter([header('mx.desk.example', passes)])
  for (const story of [
    { address: null, trusted: ['mx.desk.example'] },
    { trusted: ['192.0.2.0/24'] },
    { trusted: ['192.0.2.10'] },
  ]) {
    const verdict = await judge({ raw, ...story }, dns => assert.deepEqual(dns.asked, []))
    assert.deepEqual([verdict.source, verdict.dmarc, verdict.aligned], ['relay', 'pass', true])
    assert.match(inWords(verdict), /says mx\.desk\.example$/)
  }
})

test('what a sender wrote below, or a server that nobody named, is not', async () => {
  const own = header('mx.desk.example', 'dmarc=fail (p=reject) header.from=customer.example')
  const forged = header('mx.desk.example', passes)
  const below = await judge({ raw: letter([own, forged]), address: null, trusted: ['mx.desk.example'] })
  assert.equal(below.dmarc, 'fail')
  for (const raw of [letter([header('mx.evil.example', passes), forged]), letter([forged])]) {
    const trusted = raw.includes('evil') ? ['mx.desk.example'] : []
    assert.equal((await judge({ raw, address: null, trusted })).source, 'nobody')
  }
})

test('the results of Google, Microsoft, OpenDMARC and Rspamd are read', async () => {
  const said = async (text: string) => {
    const { spf, dkim, dmarc, policy, aligned } = await judge({
      raw: letter([header('mx.desk.example', text)]),
      address: null,
      trusted: ['mx.desk.example'],
    })
    return [spf, dkim, dmarc, policy, aligned]
  }
  assert.deepEqual(
    await said(
      'dkim=pass header.i=@customer.example header.s=a header.b=Ab1;\r\n spf=pass (google.com: domain of jane@customer.example designates 192.0.2.10 as permitted sender; really) smtp.mailfrom=jane@customer.example;\r\n dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=customer.example',
    ),
    ['pass', 'pass', 'pass', 'reject', true],
  )
  assert.deepEqual(
    await said(
      'spf=fail (sender IP is 198.51.100.66) smtp.mailfrom=customer.example; dkim=none (message not signed) header.d=none; dmarc=fail action=oreject header.from=customer.example;compauth=fail reason=000',
    ),
    ['fail', 'none', 'fail', 'reject', false],
  )
  assert.deepEqual(await said('dmarc=fail (p=quarantine dis=none) header.from=customer.example'), [
    'none',
    'none',
    'fail',
    'quarantine',
    false,
  ])
  assert.deepEqual(
    await said(
      'dkim=none; dmarc=fail reason="SPF not aligned (strict), No valid DKIM" header.from=customer.example (policy=reject); spf=softfail smtp.mailfrom=x@evil.example',
    ),
    ['softfail', 'none', 'fail', 'reject', false],
  )
  assert.deepEqual(await said('none'), ['none', 'none', 'none', null, false])
  assert.deepEqual(await said(`((((${'('.repeat(5000)} dmarc=pass`), ['none', 'none', 'none', null, false])
})
