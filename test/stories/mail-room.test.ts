// Does GitLab's mail_room get its mails in over a real connection?
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { SignJWT } from 'jose'
import { startStory } from '../support/story.ts'

test('a mail that mail_room posts becomes a ticket; one that it did not sign is refused', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'deskbell-secret-'))
  const secretFile = join(dir, 'secret')
  const secret = Buffer.alloc(32, 7)
  writeFileSync(secretFile, secret.toString('base64'))
  await using story = await startStory({ DESKBELL_INCOMING_EMAIL__SECRET_FILE: secretFile })
  const token = await new SignJWT()
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer('gitlab-mailroom')
    .setIssuedAt()
    .sign(secret)
  const post = (headers: Record<string, string>) =>
    fetch(`${story.web}/api/v4/internal/mail_room/incoming_email`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', ...headers },
      body: `From: jane@customer.example\r\nTo: ${story.project.address}\r\nSubject: By mail_room\r\n\r\nHello\r\n`,
    })
  assert.equal((await post({})).status, 401)
  const answer = await post({ 'Gitlab-Mail-Room-Api-Request': token })
  assert.equal(answer.status, 200, await answer.text())
  await story.settled(1)
  assert.deepEqual(
    (await story.issues()).map(issue => issue.title),
    ['By mail_room'],
  )
  rmSync(dir, { recursive: true })
})
