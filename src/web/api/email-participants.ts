// Who takes part in an issue from outside, and how does the team add, remove and reach them again?
import { z } from 'zod'
import { fields, participant } from '#contract'
import type { Tx } from '#db'
import { transaction } from '#db'
import { participants, policy } from '#issues'
import { DeskError } from '#kernel'
import { outbox } from '#mail/outbound'
import type { Person } from '#users'
import { signedIn } from '../authentication.ts'
import type { App, Request, Routes, WebDesk } from '../context.ts'
import { type IssueParams, issueOf, issueParams } from '../issue-note.ts'

const tags = ['email participants']
const path = '/projects/:id/issues/:issue_iid/email_participants'
const params = issueParams.extend({ participant_id: fields.id })

type Found = Awaited<ReturnType<typeof issueOf>>

export const participantRoutes: Routes = (app, desk) => {
  app.get(
    path,
    {
      schema: {
        tags,
        summary: 'Addresses that get the public notes of an issue by mail, the requester first',
        params: issueParams,
        response: { 200: z.array(participant.Participant) },
      },
    },
    async request => shown(desk, await issueOf(desk, request, request.params)),
  )

  addRoute(app, desk)
  oneRoutes(app, desk)
}

function addRoute(app: App, desk: WebDesk): void {
  app.post(
    path,
    {
      schema: {
        tags,
        summary: 'Add addresses; each is greeted by a mail. The answer lists those added',
        params: issueParams,
        body: participant.Add,
        response: { 201: z.array(participant.Participant) },
      },
    },
    async (request, reply) => {
      const { by, found } = await asTeam(desk, request, request.params)
      const { email, emails } = request.body
      const field = email === undefined ? 'emails' : 'email'
      const addresses = [...(email === undefined ? [] : [email]), ...(emails ?? [])].filter(Boolean)
      if (addresses.length === 0) throw DeskError.invalid('email', 'is missing')
      const ids = await transaction(desk.db, tx => add(tx, found.issue.id, by, field, addresses))
      const all = await shown(desk, found)
      return reply.code(201).send(all.filter(({ id }) => ids.has(id)))
    },
  )
}

function oneRoutes(app: App, desk: WebDesk): void {
  app.delete(
    `${path}/:participant_id`,
    { schema: { tags, summary: 'Remove an address', params, response: { 204: z.undefined() } } },
    async (request, reply) => {
      const { by, found, address } = await oneAsTeam(desk, request, request.params)
      await transaction(desk.db, tx => participants.remove(tx, { issueId: found.issue.id, address, by }))
      return reply.code(204).send()
    },
  )

  app.post(
    `${path}/:participant_id/reset_undeliverable`,
    {
      schema: {
        tags,
        summary: 'Mail to an address again to which nothing is mailed, on any issue',
        params,
        response: { 201: participant.Participant },
      },
    },
    async (request, reply) => {
      const { found, address, id } = await oneAsTeam(desk, request, request.params)
      const reset = await transaction(desk.db, tx => outbox.resetUndeliverable(tx, address))
      if (!reset) throw new DeskError('conflict', 'The address is not marked as undeliverable')
      const one = (await shown(desk, found)).find(row => row.id === id)
      if (one === undefined) throw DeskError.notFound('Participant')
      return reply.code(201).send(one)
    },
  )
}

async function asTeam(
  desk: WebDesk,
  request: Request,
  ofIssue: IssueParams,
): Promise<{ by: Person; found: Found }> {
  const by = signedIn(request)
  const { issue } = await issueOf(desk, request, ofIssue)
  return { by, found: await policy.findAsTeam(desk.db, by, issue.id) }
}

async function oneAsTeam(desk: WebDesk, request: Request, of: z.output<typeof params>) {
  const { by, found } = await asTeam(desk, request, of)
  const row = (await participants.list(desk.db, found)).find(({ id }) => id === of.participant_id)
  if (row === undefined) throw DeskError.notFound('Participant')
  return { by, found, id: row.id, address: row.address }
}

const reasons = {
  invalid: 'is not an e-mail address',
  present: 'takes part already',
  unsubscribed: 'has unsubscribed; remove and add the address if its owner wants mail again',
  full: `cannot be added (at most ${participants.maxParticipants} take part)`,
} as const

/** All or none, so that whoever mistyped one address can send the same list again. */
async function add(tx: Tx, issueId: number, by: Person, field: string, addresses: readonly string[]) {
  const ids = new Set<number>()
  const refused: string[] = []
  for (const address of addresses) {
    const result = await participants.add(tx, { issueId, by, address, origin: 'added' })
    if (result.added) ids.add(result.participant.id)
    else refused.push(field === 'email' ? reasons[result.reason] : `${address} ${reasons[result.reason]}`)
  }
  if (refused.length > 0) throw new DeskError('invalid', `${field} ${refused[0]}`, { [field]: refused })
  return ids
}

/** For the team with the marks of undeliverable addresses; a server's words may repeat the address. */
async function shown(desk: WebDesk, found: Found): Promise<z.output<typeof participant.Participant>[]> {
  const rows = await participants.list(desk.db, found)
  const marks = policy.canReadInternal(found.accessLevel)
    ? await outbox.undeliverableAmong(
        desk.db,
        rows.map(row => row.email),
      )
    : new Map<string, outbox.UndeliverableAddress>()
  return rows.map(({ id, email, address, name, origin, created_at, unsubscribed_at }) => {
    const mark = marks.get(email)
    return {
      id,
      email: address,
      name,
      origin: origin as participants.Origin,
      created_at,
      unsubscribed_at,
      undeliverable: mark ? { reason: mark.reason, since: mark.since } : null,
    }
  })
}
