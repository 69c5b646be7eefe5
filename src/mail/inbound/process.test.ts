import assert from 'node:assert/strict'
import { test } from 'node:test'
import { intake, letter } from '../../../test/support/intake.ts'

test('a mail to a project becomes a confidential ticket of the Support Bot with its writer as requester', async () => {
  await using desk = await intake()
  const [row] = await desk.take(letter())
  assert.equal(row?.ending, 'ticket_opened')
  assert.equal(row?.reason, 'new_ticket')
  assert.equal(row?.why.rule, 'address')
  const [issue] = await desk.ask<Record<string, unknown>>(`
    select i.*, u.username, (select count(*) from issue_email_participants p where p.issue_id = i.id
      and p.email = 'jane@customer.example' and p.origin = 'requester' and p.name = 'Jane Doe') as requesters
    from issues i join users u on u.id = i.author_id`)
  assert.equal(issue?.title, 'The printer is broken')
  assert.equal(issue?.description, 'It does not print.')
  assert.equal(issue?.confidential, true)
  assert.equal(issue?.username, 'support-bot')
  assert.equal(issue?.service_desk_reply_to, 'jane@customer.example')
  assert.equal(issue?.requesters, 1)
})
