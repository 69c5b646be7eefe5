// Is spam held, and does nothing else suffer: not when a checker is down, slow, or talks rubbish?
import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { transaction } from '#db'
import { tryCheckers } from '#mail/spam'
import { settings } from '#users'
import { type AkismetTwin, goodKey, startAkismet } from '../../../test/support/akismet-twin.ts'
import { type Intake, intake, letter } from '../../../test/support/intake.ts'
import { rspamdProgram, startRspamd } from '../../../test/support/rspamd.ts'
import { inbox, learnSpam } from './index.ts'

const realFetch = globalThis.fetch
const akismetOf = ({ url }: AkismetTwin) => ({ akismet: { enabled: true, api_key: goodKey, url } })
const offer = letter({ From: 'Offers <offers@cheap.example>', Subject: 'Buy now' }, 'Pay never.')
const client = { clientAddress: '198.51.100.9', clientName: 'cheap.example' }
const jobs = (desk: Intake) =>
  desk.ask<{ task_identifier: string }>(
    "select task_identifier from graphile_worker.jobs where task_identifier = 'spam.learn'",
  )
/** Name servers of nobody: nothing is known of any sender. */
const resolveDns = () => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }))

async function withAkismet(story: (desk: Intake, twin: AkismetTwin) => Promise<void>, config: object = {}) {
  await using twin = await startAkismet()
  await using desk = await intake({ config: { ...akismetOf(twin), ...config }, resolveDns })
  await story(desk, twin)
}

test('Akismet is asked about a new ticket with who wrote, what and from where, and what it calls spam is held', () =>
  withAkismet(async (desk, twin) => {
    const [row] = await desk.take(offer, client)
    assert.deepEqual([row?.ending, row?.reason, row?.why.evidence], ['held', 'spam', 'Akismet: spam'])
    const [{ call, fields, agent } = { call: '', fields: {}, agent: '' }] = twin.calls
    assert.equal(call, 'comment-check')
    assert.equal(fields.user_ip, '198.51.100.9')
    assert.deepEqual([fields.comment_author, fields.comment_author_email], ['Offers', 'offers@cheap.example'])
    assert.match(fields.comment_content ?? '', /^Buy now\n\nPay never\./)
    assert.match(agent, /^Deskbell/)
    assert.deepEqual(await desk.ask('select from issues'), [])
    assert.deepEqual(await desk.ask('select from outbox'), [])
  }))

test('what is no spam opens its ticket, with the verdict beside it', () =>
  withAkismet(async desk => {
    const [row] = await desk.take(letter(), client)
    assert.deepEqual([row?.reason, row?.why.spam], ['new_ticket', 'ham: Akismet: no spam'])
  }))

test('"not spam" opens the ticket, thanks the customer as usual, and tells Akismet; nobody is asked again', () =>
  withAkismet(async (desk, twin) => {
    const [row] = await desk.take(offer, client)
    const id = row?.id ?? 0
    await transaction(desk.db, tx => inbox.release(tx, { id, by: desk.root }))
    await desk.work()
    assert.equal((await desk.row(id)).reason, 'new_ticket')
    assert.equal((await jobs(desk)).length, 1)
    await learnSpam(desk, { inboxId: id, as: 'ham' })
    assert.deepEqual(
      twin.calls.map(({ call }) => call),
      ['comment-check', 'submit-ham'],
    )
    assert.equal(twin.calls[1]?.fields.comment_content, twin.calls[0]?.fields.comment_content)
  }))

for (const [what, instead] of [
  ['answers with an error', { status: 500, body: 'oops' }],
  ['answers rubbish', { status: 200, body: '<html>maintenance</html>' }],
  [
    'says that the key is wrong',
    { status: 200, headers: { 'X-akismet-debug-help': 'unknown key' }, body: 'invalid' },
  ],
  ['sends on to another server', { status: 302, headers: { location: 'http://192.0.2.1/' }, body: '' }],
  ['answers without end', { status: 200, body: 'true'.repeat(100_000) }],
] as const)
  test(`a checker that ${what} holds up no ticket, which says that it is unchecked`, () =>
    withAkismet(async (desk, twin) => {
      twin.instead = instead
      const [row] = await desk.take(offer, client)
      assert.equal(row?.reason, 'new_ticket')
      assert.match(String(row?.why.spam), /^unchecked: /)
      assert.doesNotMatch(String(row?.why.spam), new RegExp(goodKey))
    }))

test('a checker that is down or silent holds up no ticket either', async () => {
  await using twin = await startAkismet()
  await using desk = await intake({
    config: akismetOf({ ...twin, url: 'http://127.0.0.1:9/1.1' }),
    resolveDns,
  })
  assert.match(
    String((await desk.take(offer, client))[0]?.why.spam),
    /^unchecked: 127\.0\.0\.1:9 gave no answer/,
  )
  // Time is wound on by hand.
  const timeout = mock.method(AbortSignal, 'timeout', (ms: number) => {
    assert.equal(ms, 5000)
    return AbortSignal.abort(new DOMException('The operation timed out', 'TimeoutError'))
  })
  await using slow = await intake({ config: akismetOf(twin), resolveDns })
  twin.instead = 'silence'
  assert.match(String((await slow.take(offer, client))[0]?.why.spam), /^unchecked: .*none within 5 seconds/)
  timeout.mock.restore()
})

test('the key may stand in the settings, sealed; the configuration counts before it', async () => {
  await using twin = await startAkismet()
  const secrets = {
    seal: (text: string) => `sealed ${text}`,
    open: (text: string) => text.replace('sealed ', ''),
  }
  const seen: string[] = []
  const fetched = mock.method(globalThis, 'fetch', (url: URL, init: RequestInit) => {
    seen.push(url.host)
    return realFetch(`${twin.url}/${url.pathname.split('/').at(-1)}`, init)
  })
  try {
    await using desk = await intake({ resolveDns, secrets })
    const enter = (sealedKey: string) =>
      transaction(desk.db, tx => settings.setAkismet(tx, { enabled: true, sealedKey }))
    await enter(secrets.seal(goodKey))
    assert.equal((await desk.take(offer, client))[0]?.reason, 'spam')
    assert.deepEqual([seen, twin.calls[0]?.fields.api_key], [['rest.akismet.com'], goodKey])
    await transaction(desk.db, tx => settings.setAkismet(tx, { enabled: false }))
    assert.equal((await desk.take(letter({}, 'Off.'), client))[0]?.why.spam, undefined)
  } finally {
    fetched.mock.restore()
  }
})

test('the doctor learns whether a key is good', async () => {
  await using twin = await startAkismet()
  assert.deepEqual(await tryCheckers(akismetOf(twin)), [{ name: 'akismet', says: 'answers', works: true }])
  const [wrong] = await tryCheckers({ akismet: { ...akismetOf(twin).akismet, api_key: 'wrong' } })
  assert.equal(wrong?.works, false)
  assert.match(wrong?.says ?? '', /Akismet answered 200 "invalid"/)
  assert.deepEqual(await tryCheckers({ akismet: { ...akismetOf(twin).akismet, enabled: false } }), [])
})

test('only new tickets of strangers are shown to others: no answers, no old mail, no machines, no proven members', () =>
  withAkismet(
    async (desk, twin) => {
      await desk.take(letter({ 'Message-ID': '<first@customer.example>' }), client)
      assert.equal(twin.calls.length, 1)
      await desk.take(letter({}, 'Old.'), { ...client, quiet: true })
      const proven = 'Authentication-Results: mx.desk.example; dmarc=pass header.from=people.example'
      const member = `${proven}\n${letter({ From: 'root@people.example' }, 'As a member.')}`
      const [row] = await desk.take(member, { clientAddress: '127.0.0.1' })
      assert.equal(row?.reason, 'new_ticket')
      const absent = { 'Auto-Submitted': 'auto-replied', 'In-Reply-To': '<first@customer.example>' }
      await desk.take(letter(absent, 'I am away.'), client)
      assert.equal(twin.calls.length, 1)
      // An answer is a note, whatever a checker would say.
      const [reply] = await desk.take(
        letter({ 'In-Reply-To': '<first@customer.example>' }, 'Buy now, I said.'),
        client,
      )
      assert.equal(reply?.reason, 'reply')
    },
    { trusted_relays: ['mx.desk.example'] },
  ))

test('the headers of a trusted server come first, those of others say nothing', async () => {
  const marked = (by: string) =>
    `X-Spam-Flag: YES\nReceived: from a.example by ${by}; Thu, 02 Oct 2025 10:00:01 +0000\n${letter({ From: `${by}@people.example` }, by)}`
  await withAkismet(
    async (desk, twin) => {
      const [trusted] = await desk.take(marked('mx.desk.example'))
      assert.deepEqual([trusted?.reason, trusted?.why.evidence], ['spam', 'x-spam-flag: YES'])
      assert.equal(twin.calls.length, 0)
      const [foreign] = await desk.take(marked('mx.evil.example'))
      assert.equal(foreign?.reason, 'new_ticket')
      // That it is none, a server may say as it likes.
      const [clean] = await desk.take(
        `X-Spam-Flag: NO\nReceived: from a.example by mx.desk.example; x\n${offer}`,
      )
      assert.equal(clean?.reason, 'spam')
    },
    { trusted_relays: ['mx.desk.example'] },
  )
})

const program = rspamdProgram()
test('a real Rspamd is asked, finds spam, and learns from what people decide', {
  skip: program.missing,
}, async () => {
  assert.ok(program.path)
  await using rspamd = await startRspamd(program.path)
  const { url, password } = rspamd
  await using desk = await intake({ config: { rspamd: { url, password } }, resolveDns })
  // What every filter takes for spam by agreement (GTUBE), in two parts, so that nobody filters this file.
  const agreed = `XJS*C4JDBQADN1.NSBN3*2IDNEN*${'GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL'}*C.34X`
  const [row] = await desk.take(letter({}, agreed), client)
  assert.deepEqual([row?.ending, row?.reason], ['held', 'spam'])
  assert.match(String(row?.why.evidence), /^Rspamd: reject/)
  const words =
    'The toner of the printer in the second floor is empty, and the paper jams since Monday morning.'
  const [ham] = await desk.take(letter({}, words), client)
  assert.match(String(ham?.why.spam), /^ham: Rspamd: no action/)
  await learnSpam(desk, { inboxId: ham?.id ?? 0, as: 'ham' })
  await learnSpam(desk, { inboxId: ham?.id ?? 0, as: 'ham' })
  assert.deepEqual(await tryCheckers({ rspamd: { url, password } }), [
    { name: 'rspamd', says: 'answers', works: true },
  ])
  assert.match(
    (await tryCheckers({ rspamd: { url, password: 'no' } }))[0]?.says ?? '',
    /compare rspamd\.password/,
  )
  await using wrong = await intake({ config: { rspamd: { url, password: 'wrong' } }, resolveDns })
  const [unchecked] = await wrong.take(letter(), client)
  assert.match(String(unchecked?.why.spam), /^unchecked: Rspamd answered with 40[13]/)
})
