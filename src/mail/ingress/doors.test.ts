import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { SignJWT } from 'jose'
import { isDeskError } from '#kernel'
import { openDoors, smtpOf } from '../../../test/support/doors.ts'
import type { Intake } from '../../../test/support/intake.ts'
import { sendMail, talk } from '../../../test/support/smtp-talk.ts'
import { ingressSuite } from './ingress.suite.ts'
import { receiveFromMailRoom } from './mail-room.ts'
import { receivePipe } from './pipe.ts'

const from = 'jane@customer.example'

ingressSuite({
  name: 'SMTP',
  envelope: true,
  async open(desk) {
    const doors = await openDoors(desk)
    const session = await talk(smtpOf(doors))
    await session.say('EHLO client.example')
    return {
      async deliver(data, to) {
        const { recipients, ends } = await sendMail(session, { from, to, data })
        await session.say('RSET')
        return { accepted: ends[0]?.startsWith('250') ?? false, text: [...recipients, ...ends].join('; ') }
      },
      async close() {
        session.end()
        await doors.stop()
      },
    }
  },
})

ingressSuite({
  name: 'LMTP',
  envelope: true,
  async open(desk) {
    const path = join(desk.config.data_dir, 'lmtp.sock')
    const doors = await openDoors(desk, { smtp: { enabled: false }, lmtp: { path } })
    const session = await talk({ path })
    await session.say('LHLO client.example')
    return {
      async deliver(data, to) {
        const { recipients, ends } = await sendMail(session, { from, to, data, replies: to.length })
        if (!ends[0]?.startsWith('250')) session.write('RSET\r\n')
        else await session.say('RSET')
        return {
          accepted: ends.every(end => end.startsWith('250')),
          text: [...recipients, ...ends].join('; '),
        }
      },
      async close() {
        session.end()
        await doors.stop()
      },
    }
  },
})

ingressSuite({
  name: 'HTTP',
  envelope: false,
  async open(desk) {
    const secret = Buffer.alloc(32, 7)
    const secretFile = join(desk.config.data_dir, 'secret')
    writeFileSync(secretFile, secret.toString('base64'))
    const incoming_email = { enabled: true, secret_file: secretFile }
    const room = { ...desk, config: { ...desk.config, incoming_email } }
    return {
      async deliver(data) {
        const jwt = new SignJWT()
          .setProtectedHeader({ alg: 'HS256' })
          .setIssuer('gitlab-mailroom')
          .setIssuedAt()
        const token = await jwt.sign(secret)
        try {
          await receiveFromMailRoom(room, { box: 'incoming_email', token, body: Readable.from([data]) })
          return { accepted: true, text: '200' }
        } catch (error) {
          if (!isDeskError(error)) throw error
          return { accepted: false, text: `${error.kind}: ${error.message}` }
        }
      },
      async close() {},
    }
  },
})

const pipe = (desk: Intake, data: Buffer, recipients: readonly string[]) =>
  receivePipe({
    config: { ...desk.config, database_url: desk.database.url },
    log: desk.log,
    stdin: Readable.from([data]),
    recipients,
    sender: from,
  })

for (const withRecipients of [true, false]) {
  ingressSuite({
    name: withRecipients ? 'pipe with recipients' : 'pipe without recipients',
    envelope: withRecipients,
    async open(desk) {
      return {
        async deliver(data, to) {
          const { code, message } = await pipe(desk, data, withRecipients ? to : [])
          return { accepted: code === 0, text: `${code} ${message}` }
        },
        async close() {},
      }
    },
  })
}
