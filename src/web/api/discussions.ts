// How are the threads of an issue read, begun and answered?
import { z } from 'zod'
import { fields, markdown, note, pagination } from '#contract'
import { transaction } from '#db'
import { notes } from '#issues'
import { DeskError } from '#kernel'
import { signedIn } from '../authentication.ts'
import type { App, Request, Routes, WebDesk } from '../context.ts'
import {
  type IssueParams,
  issueOf,
  issueParams,
  removeNote,
  showNote,
  showNotes,
  writeNote,
} from '../issue-note.ts'
import { offsetPage } from '../pagination.ts'

const tags = ['discussions']
const rendered = markdown.Rendered
const path = '/projects/:id/issues/:issue_iid/discussions'
const ofOne = issueParams.extend({ discussion_id: z.string().max(100) })
const ofNote = ofOne.extend({ note_id: fields.id })
/** Notes of one thread that are shown; people open a new one long before. */
const maxNotes = 1000

type Shown = z.output<typeof note.Discussion>

export const discussionRoutes: Routes = (app, desk) => {
  readRoutes(app, desk)
  addRoutes(app, desk)
  changeRoutes(app, desk)
}

function shape(id: string, shown: Shown['notes']): Shown {
  return { id, individual_note: shown.length === 1, notes: shown }
}

async function showDiscussion(
  desk: WebDesk,
  request: Request,
  params: IssueParams,
  discussionId: string,
): Promise<Shown> {
  const found = await issueOf(desk, request, params)
  const filter = { issueId: found.issue.id, discussionId }
  const rows = await notes.list(desk.db, request.viewer, found, filter, { limit: maxNotes })
  if (rows.length === 0) throw DeskError.notFound('Discussion')
  return shape(discussionId, await showNotes(desk, request, rows, found))
}

function readRoutes(app: App, desk: WebDesk): void {
  app.get(
    path,
    {
      schema: {
        tags,
        summary: 'Threads of an issue in the order in which they began, each with its notes',
        params: issueParams,
        querystring: pagination.Offset.extend(rendered.shape),
        response: { 200: z.array(note.Discussion) },
      },
    },
    async (request, reply) => {
      const found = await issueOf(desk, request, request.params)
      const threads = await offsetPage(
        request,
        reply,
        request.query,
        window => notes.listDiscussions(desk.db, request.viewer, found, window),
        () => notes.countDiscussions(desk.db, request.viewer, found.issue.id),
      )
      const rows = threads.flatMap(thread => thread.notes)
      const shown = await showNotes(desk, request, rows, found)
      const byThread = Map.groupBy(shown, ({ discussion_id: id }) => id)
      return threads.map(({ id }) => shape(id, byThread.get(id) ?? []))
    },
  )

  app.get(
    `${path}/:discussion_id`,
    {
      schema: {
        tags,
        summary: 'One thread',
        params: ofOne,
        querystring: rendered,
        response: { 200: note.Discussion },
      },
    },
    async request => showDiscussion(desk, request, request.params, request.params.discussion_id),
  )
}

function addRoutes(app: App, desk: WebDesk): void {
  app.post(
    path,
    {
      schema: {
        tags,
        summary: 'Begin a thread',
        params: issueParams,
        querystring: rendered,
        body: note.Create,
        response: { 201: note.Discussion, 202: note.Commands },
      },
    },
    async (request, reply) => {
      const written = await writeNote(desk, request, request.params, request.body)
      if (written.commands) return reply.code(202).send(written.commands)
      return reply.code(201).send(shape(written.note.discussion_id, [written.note]))
    },
  )

  app.post(
    `${path}/:discussion_id/notes`,
    {
      schema: {
        tags,
        summary: 'Answer in a thread; in an internal one the answer is internal',
        params: ofOne,
        querystring: rendered,
        body: note.Answer,
        response: { 201: note.Created, 202: note.Commands },
      },
    },
    async (request, reply) => {
      const words = { ...request.body, discussionId: request.params.discussion_id }
      const written = await writeNote(desk, request, request.params, words)
      return written.note ? reply.code(201).send(written.note) : reply.code(202).send(written.commands)
    },
  )
}

function changeRoutes(app: App, desk: WebDesk): void {
  const show = (request: Request, params: z.output<typeof ofNote>) =>
    showNote(desk, request, params, params.discussion_id)

  app.get(
    `${path}/:discussion_id/notes/:note_id`,
    {
      schema: {
        tags,
        summary: 'One note of a thread',
        params: ofNote,
        querystring: rendered,
        response: { 200: note.Note },
      },
    },
    async request => show(request, request.params),
  )

  app.put(
    `${path}/:discussion_id/notes/:note_id`,
    {
      schema: {
        tags,
        summary: 'Change the text of a note of a thread',
        params: ofNote,
        querystring: rendered,
        body: note.Update,
        response: { 200: note.Note },
      },
    },
    async request => {
      const by = signedIn(request)
      const { id: noteId } = await show(request, request.params)
      await transaction(desk.db, tx => notes.edit(tx, { noteId, by, body: request.body.body }))
      return show(request, request.params)
    },
  )

  app.delete(
    `${path}/:discussion_id/notes/:note_id`,
    {
      schema: {
        tags,
        summary: 'Delete a note of a thread; its mails that have not left are cancelled',
        params: ofNote,
        querystring: note.Remove,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      signedIn(request)
      const { id: noteId } = await show(request, request.params)
      await removeNote(desk, request, noteId, request.query)
      return reply.code(204).send()
    },
  )
}
