// How are notes and discussions of a merge request read, written and resolved?
import { z } from 'zod'
import { mergeRequest as contract, fields, markdown, pagination } from '#contract'
import { DeskError } from '#kernel'
import { type Found, notes } from '#merge-requests'
import { signedIn } from '../authentication.ts'
import type { App, Request, Routes, WebDesk } from '../context.ts'
import { mergeRequestOf, mergeRequestParams as params } from '../merge-request-page.ts'
import { offsetPage } from '../pagination.ts'
import { renderTexts } from '../rendered.ts'
import { mergeRequestNoteShape } from '../shapes/merge-request.ts'

const tags = ['merge request notes']
const path = '/projects/:id/merge_requests/:merge_request_iid'
const ofNote = params.extend({ note_id: fields.id })
const ofDiscussion = params.extend({ discussion_id: z.string().max(100) })
const querystring = markdown.Rendered
/** Notes of one discussion that are shown. */
const maxNotes = 1000

type Note = z.output<typeof contract.Note>
type Discussion = z.output<typeof contract.Discussion>

export const mergeRequestNoteRoutes: Routes = (app, desk) => {
  readRoutes(app, desk)
  writeRoutes(app, desk)
  discussionReadRoutes(app, desk)
  discussionWriteRoutes(app, desk)
}

/** Notes as the API has them; with their texts as HTML if the request asks for that. */
async function shown(
  desk: WebDesk,
  request: Request,
  { mergeRequest, project }: Found,
  rows: readonly notes.MergeRequestNote[],
): Promise<Note[]> {
  const shapes = rows.map(row => mergeRequestNoteShape(row, mergeRequest, desk.config.external_url))
  const asked = (request.query as { render_html?: boolean } | undefined)?.render_html === true
  if (!asked) return shapes
  const html = await renderTexts(
    desk,
    request,
    shapes.map(note => note.body),
    project,
  )
  return shapes.map((note, at) => ({ ...note, body_html: html[at] ?? '' }))
}

async function one(desk: WebDesk, request: Request, found: Found, noteId: number): Promise<Note> {
  const rows = await notes.list(desk.db, { mergeRequestId: found.mergeRequest.id, noteId }, { limit: 1 })
  const [note] = await shown(desk, request, found, rows)
  return note ?? Promise.reject(DeskError.notFound('Note'))
}

function readRoutes(app: App, desk: WebDesk): void {
  app.get(
    `${path}/notes`,
    {
      schema: {
        tags,
        summary: 'Notes of a merge request, the newest first',
        params,
        querystring: contract.Notes.extend({ ...pagination.Offset.shape, ...querystring.shape }),
        response: { 200: z.array(contract.Note) },
      },
    },
    async (request, reply) => {
      const { sort, order_by: orderBy } = request.query
      const found = await mergeRequestOf(desk, request, request.params)
      const { id: mergeRequestId } = found.mergeRequest
      const rows = await offsetPage(
        request,
        reply,
        request.query,
        window => notes.list(desk.db, { mergeRequestId }, { ...window, sort, orderBy }),
        () => notes.count(desk.db, mergeRequestId),
      )
      return shown(desk, request, found, rows)
    },
  )

  app.get(
    `${path}/notes/:note_id`,
    { schema: { tags, summary: 'One note', params: ofNote, querystring, response: { 200: contract.Note } } },
    async request => {
      const found = await mergeRequestOf(desk, request, request.params)
      return one(desk, request, found, request.params.note_id)
    },
  )
}

function writeRoutes(app: App, desk: WebDesk): void {
  app.post(
    `${path}/notes`,
    {
      schema: {
        tags,
        summary: 'Write a note; nobody is mailed, quick actions stay text',
        params,
        querystring,
        body: contract.CreateNote,
        response: { 201: contract.Note },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const found = await mergeRequestOf(desk, request, request.params)
      const id = await notes.add(desk, by, found, request.body)
      return reply.code(201).send(await one(desk, request, found, id))
    },
  )

  app.put(
    `${path}/notes/:note_id`,
    {
      schema: {
        tags,
        summary: 'Change the text of a note (its writer, Maintainers)',
        params: ofNote,
        querystring,
        body: contract.UpdateNote,
        response: { 200: contract.Note },
      },
    },
    async request => {
      const by = signedIn(request)
      const found = await mergeRequestOf(desk, request, request.params)
      const { note_id: noteId } = request.params
      const { body, resolved } = request.body
      if (body !== undefined) await notes.edit(desk, by, found, { noteId, body })
      if (resolved !== undefined) {
        const { discussion_id: discussionId } = await one(desk, request, found, noteId)
        await notes.resolve(desk, by, found, { discussionId, resolved })
      }
      return one(desk, request, found, noteId)
    },
  )

  app.delete(
    `${path}/notes/:note_id`,
    {
      schema: {
        tags,
        summary: 'Delete a note (its writer, Maintainers)',
        params: ofNote,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const found = await mergeRequestOf(desk, request, request.params)
      await notes.remove(desk, by, found, request.params.note_id)
      return reply.code(204).send()
    },
  )
}

async function discussion(
  desk: WebDesk,
  request: Request,
  found: Found,
  discussionId: string,
): Promise<Discussion> {
  const filter = { mergeRequestId: found.mergeRequest.id, discussionId }
  const rows = await notes.list(desk.db, filter, { limit: maxNotes })
  if (rows.length === 0) throw DeskError.notFound('Discussion')
  return shape(discussionId, rows, await shown(desk, request, found, rows))
}

const shape = (id: string, rows: readonly notes.MergeRequestNote[], written: Note[]): Discussion => ({
  id,
  individual_note: rows.every(row => row.individual),
  notes: written,
})

function discussionReadRoutes(app: App, desk: WebDesk): void {
  app.get(
    `${path}/discussions`,
    {
      schema: {
        tags,
        summary: 'Discussions in the order in which they began, each with its notes',
        params,
        querystring: pagination.Offset.extend(querystring.shape),
        response: { 200: z.array(contract.Discussion) },
      },
    },
    async (request, reply) => {
      const found = await mergeRequestOf(desk, request, request.params)
      const { id } = found.mergeRequest
      const threads = await offsetPage(
        request,
        reply,
        request.query,
        window => notes.listDiscussions(desk.db, id, window),
        () => notes.countDiscussions(desk.db, id),
      )
      const rows = threads.flatMap(thread => thread.notes)
      const written = Map.groupBy(await shown(desk, request, found, rows), note => note.discussion_id)
      return threads.map(thread => shape(thread.id, thread.notes, written.get(thread.id) ?? []))
    },
  )

  app.get(
    `${path}/discussions/:discussion_id`,
    {
      schema: {
        tags,
        summary: 'One discussion',
        params: ofDiscussion,
        querystring,
        response: { 200: contract.Discussion },
      },
    },
    async request => {
      const found = await mergeRequestOf(desk, request, request.params)
      return discussion(desk, request, found, request.params.discussion_id)
    },
  )
}

function discussionWriteRoutes(app: App, desk: WebDesk): void {
  app.post(
    `${path}/discussions`,
    {
      schema: {
        tags,
        summary: 'Begin a discussion, of a line of the code if a position is given',
        params,
        querystring,
        body: contract.CreateDiscussion,
        response: { 201: contract.Discussion },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const found = await mergeRequestOf(desk, request, request.params)
      const id = await notes.add(desk, by, found, { ...request.body, discussion: true })
      const { discussion_id: begun } = await one(desk, request, found, id)
      return reply.code(201).send(await discussion(desk, request, found, begun))
    },
  )

  app.post(
    `${path}/discussions/:discussion_id/notes`,
    {
      schema: {
        tags,
        summary: 'Answer in a discussion',
        params: ofDiscussion,
        querystring,
        body: contract.CreateNote,
        response: { 201: contract.Note },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const found = await mergeRequestOf(desk, request, request.params)
      const { discussion_id: discussionId } = request.params
      const id = await notes.add(desk, by, found, { ...request.body, discussionId })
      return reply.code(201).send(await one(desk, request, found, id))
    },
  )

  app.put(
    `${path}/discussions/:discussion_id`,
    {
      schema: {
        tags,
        summary: 'Resolve a discussion, or open it again',
        params: ofDiscussion,
        querystring,
        body: contract.Resolve,
        response: { 200: contract.Discussion },
      },
    },
    async request => {
      const by = signedIn(request)
      const found = await mergeRequestOf(desk, request, request.params)
      const { discussion_id: discussionId } = request.params
      await notes.resolve(desk, by, found, { discussionId, resolved: request.body.resolved })
      return discussion(desk, request, found, discussionId)
    },
  )
}
