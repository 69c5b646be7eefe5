// A customer writes to support@acme.example, and somebody's server sends the mail on to the desk's mailbox, from which it
// is fetched. Does it find its project by the lines that such servers leave behind?
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Intake, intake, type Row } from '../support/intake.ts'

/** As IMAP and Microsoft Graph hand mails over: no envelope. */
const fetched = { ingress: 'imap', mailFrom: null, recipients: [] } as const

let desk: Intake
before(async () => {
  desk = await intake({
    config: { service_desk_email: { enabled: true, address: 'contact+%{key}@desk.example' } },
  })
  await desk.ask('update service_desk_settings set add_external_participants_from_cc = true')
})
after(() => desk[Symbol.asyncDispose]())

const ours = 'incoming+acme-widget-1-issue-@desk.example'

type Case = {
  what: string
  /** What the servers on the way put before the customer's own lines, topmost first. */
  lines: string[]
  /** In place of the customer's own. */
  own?: Record<string, string>
  by: string | null
  /** Whether the customer is thanked; a list never is. */
  thanked?: false
  /** Who takes part besides, by To and Cc: never the address that led here. */
  besides?: string[]
}

const cases: Case[] = [
  {
    what: 'Gmail forwards to a Dovecot with Postfix',
    lines: [
      'Return-Path: <support+caf_=incoming+acme-widget-1-issue-=desk.example@acme.example>',
      'Delivered-To: incoming@desk.example',
      'Received: from mail.desk.example ([127.0.0.1]) by store.desk.example with LMTP id x1; Thu, 02 Oct 2025 10:00:03 +0000',
      `Received: from mail-ed1-f99.mx.example (mail-ed1-f99.mx.example [192.0.2.99])\n\tby mail.desk.example (Postfix) with ESMTPS id 4b2F1\n\tfor <${ours}>; Thu, 02 Oct 2025 10:00:02 +0000 (UTC)`,
      'X-Forwarded-Encrypted: i=1; AJvYcCVnothing@desk.example',
      `X-Forwarded-To: ${ours}`,
      `X-Forwarded-For: support@acme.example ${ours}`,
      'Delivered-To: support@acme.example',
      'Received: by 2001:db8::7 with SMTP id a1csp1; Thu, 02 Oct 2025 10:00:01 +0000',
    ],
    by: 'Received',
  },
  {
    what: 'Gmail forwards, and the last server names nobody',
    lines: [
      'Received: from mail-ed1-f99.mx.example by mail.desk.example; Thu, 02 Oct 2025 10:00:02 +0000',
      `X-Forwarded-To: ${ours}`,
      `X-Forwarded-For: support@acme.example ${ours}`,
      'Delivered-To: support@acme.example',
    ],
    by: 'X-Forwarded-To',
  },
  {
    what: 'a rule of Exchange redirects to a server that names its recipients',
    lines: [
      `Received: from eur.outlook.example by mail.desk.example (Postfix) with ESMTPS id 4c\n for <${ours}>; Thu, 02 Oct 2025 10:00:02 +0000 (UTC)`,
      'Received: from AM0.eur.example (2001:db8::1) by AM1.eur.example (2001:db8::2) with Microsoft SMTP Server (version=TLS1_2) id 15.20.1; Thu, 2 Oct 2025 10:00:01 +0000',
      'Resent-From: <support@acme.example>',
      'X-MS-Exchange-Inbox-Rules-Loop: support@acme.example',
    ],
    by: 'Received',
    thanked: false,
  },
  {
    what: 'Exchange redirects into a mailbox of its own, and names the new recipient nowhere',
    lines: [
      'Received: from AM0.eur.example (2001:db8::1) by AM1.eur.example with HTTPS; Thu, 2 Oct 2025 10:00:01 +0000',
      'Resent-From: <support@acme.example>',
      'X-MS-Exchange-Inbox-Rules-Loop: support@acme.example',
    ],
    by: null,
    thanked: false,
  },
  {
    what: 'an alias of Postfix leads to the address, and Postfix or Dovecot writes it down',
    lines: [
      'Return-Path: <jane@customer.example>',
      'X-Original-To: support@acme.example',
      `Delivered-To: ${ours}`,
      'Received: from mx.customer.example by mail.desk.example (Postfix) with ESMTPS id 4d for <support@acme.example>; Thu, 02 Oct 2025 10:00:02 +0000 (UTC)',
    ],
    by: 'Delivered-To',
  },
  {
    what: 'Postfix delivers to the account behind the delimiter, and keeps the address it was asked for',
    lines: [`X-Original-To: ${ours}`, 'Delivered-To: incoming@desk.example'],
    by: 'X-Original-To',
  },
  {
    what: 'Exim of a cPanel host forwards into a box of its own',
    lines: [
      'Return-path: <jane@customer.example>',
      `Envelope-to: ${ours}`,
      'Delivery-date: Thu, 02 Oct 2025 10:00:02 +0000',
      `Received: from mx.customer.example ([192.0.2.7])\n\tby host.desk.example with esmtps (TLS1.3)\n\t(Exim 4.98)\n\t(envelope-from <jane@customer.example>)\n\tid 1v4FkX-0001-2A\n\tfor ${ours};\n\tThu, 02 Oct 2025 10:00:02 +0000`,
    ],
    by: 'Envelope-To',
  },
  {
    what: 'Exim names its recipient in the Received line alone',
    lines: [
      `Received: from mx.customer.example ([192.0.2.7])\n\tby host.desk.example with esmtps (Exim 4.98)\n\t(envelope-from <jane@customer.example>) id 1v4FkX-0001-2B\n\tfor ${ours}; Thu, 02 Oct 2025 10:00:02 +0000`,
    ],
    by: 'Received',
  },
  {
    what: 'qmail writes its account before the address',
    own: { To: 'support@acme.example, Jo <jo@elsewhere.example>' },
    besides: ['jo@elsewhere.example'],
    lines: [
      'Return-Path: <jane@customer.example>',
      `Delivered-To: 12-${ours}`,
      'Delivered-To: support@acme.example',
      'Received: (qmail 4711 invoked by uid 30297); 2 Oct 2025 10:00:02 -0000',
    ],
    by: 'Delivered-To',
  },
  {
    what: 'Cyrus writes X-Delivered-To',
    lines: [`X-Delivered-To: ${ours}`, 'X-Resolved-to: incoming@desk.example'],
    own: { Cc: 'Jo <jo@elsewhere.example>' },
    besides: ['jo@elsewhere.example'],
    by: 'X-Delivered-To',
  },
  {
    what: 'a Google Group with the desk as its member, which speaks in its own name',
    lines: [
      `Delivered-To: ${ours}`,
      'Received: from mail-lf1-f58.mx.example by mail.desk.example; Thu, 02 Oct 2025 10:00:02 +0000',
      'X-Original-Sender: jane@customer.example',
      'X-Original-From: Jane Doe <jane@customer.example>',
      'Reply-To: Jane Doe <jane@customer.example>',
      'Precedence: list',
      'Mailing-list: list support@acme.example; contact support+owners@acme.example',
      'List-ID: <support.acme.example>',
    ],
    own: { From: "'Jane Doe' via Support <support@acme.example>" },
    by: 'Delivered-To',
    thanked: false,
  },
  {
    what: 'a mailing list to which the desk subscribed',
    lines: [
      `Delivered-To: ${ours}`,
      'List-Id: Users of the widget <users.lists.acme.example>',
      'List-Post: <mailto:users@lists.acme.example>',
      'Sender: users-bounces@lists.acme.example',
    ],
    own: { To: 'users@lists.acme.example' },
    by: 'Delivered-To',
    thanked: false,
  },
  {
    what: 'somebody sends it on unchanged from a mail program',
    lines: [
      'Resent-From: Ada <ada@acme.example>',
      `Resent-To: ${ours}`,
      'Resent-Message-ID: <resent@acme.example>',
    ],
    by: 'Resent-To',
  },
  {
    what: 'the customer has the desk in blind copy',
    lines: [`Delivered-To: ${ours}`],
    own: { To: 'Jo <jo@elsewhere.example>' },
    by: 'Delivered-To',
  },
]

let mails = 0

for (const { what, lines, own, by, thanked = true, besides = [] } of cases) {
  test(what, async () => {
    const number = ++mails
    // Each case has a customer of its own, so that no brake and no thread of another plays a part.
    const customer = `jane${number}@customer.example`
    const words = { From: `Jane Doe <${customer}>`, To: 'support@acme.example', ...own }
    const head = [
      ...lines,
      ...Object.entries(words).map(([name, value]) => `${name}: ${value}`),
      `Subject: ${what}`,
      `Message-ID: <forwarded-${number}@customer.example>`,
      'Date: Thu, 02 Oct 2025 10:00:00 +0000',
    ].join('\n')
    const mail = `${head.replaceAll('jane@customer.example', customer)}\n\n${what}\n`
    const [row, ...more] = await desk.take(mail, fetched)
    assert.equal(more.length, 0)
    assert.deepEqual(
      seen(row),
      by === null ? ['held', 'not_ours', null] : ['ticket_opened', 'new_ticket', by],
    )
    if (row === undefined || by === null) return
    const [ticket] = await desk.ask<{ requester: string; thanked: boolean; people: string[] }>(
      `select service_desk_reply_to as requester,
         (select data -> 'announce' -> 'acknowledge' from events where issue_id = i.id order by id limit 1) as thanked,
         array(select email from issue_email_participants where issue_id = i.id order by email) as people
       from issues i where id = $1`,
      [row.issue_id],
    )
    assert.deepEqual(ticket, { requester: customer, thanked, people: [customer, ...besides] })
  })
}

const seen = (row: Row | undefined) => [row?.ending, row?.reason, row?.why.addressedBy ?? null]
