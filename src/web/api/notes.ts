// How are the notes of an issue read, written, changed and accepted?
import { z } from 'zod'
import { fields, markdown, note, pagination } from '#contract'
import { transaction } from '#db'
import { notes } from '#issues'
import { signedIn } from '../authentication.ts'
import type { App, Routes, WebDesk } from '../context.ts'
import { issueOf, issueParams, removeNote, showNote, showNotes, writeNote } from '../issue-note.ts'
import { offsetPage } from '../pagination.ts'

const tags = ['notes']
const rendered = markdown.Rendered
const path = '/projects/:id/issues/:issue_iid/notes'
const params = issueParams.extend({ note_id: fields.id })

export const noteRoutes: Routes = (app, desk) => {
  readRoutes(app, desk)
  writeRoutes(app, desk)
  acceptRoute(app, desk)
}

const only = { all_notes: undefined, only_comments: 'comments', only_activity: 'activity' } as const

function readRoutes(app: App, desk: WebDesk): void {
  app.get(
    path,
    {
      schema: {
        tags,
        summary: 'Notes of an issue, as far as one may read them; the newest first',
        params: issueParams,
        querystring: note.List.extend({ ...pagination.Offset.shape, ...rendered.shape }),
        response: { 200: z.array(note.Note) },
      },
    },
    async (request, reply) => {
      const { sort, order_by: orderBy, activity_filter: activity } = request.query
      const found = await issueOf(desk, request, request.params)
      const kind = only[activity]
      const filter = { issueId: found.issue.id, ...(kind ? { only: kind } : {}) }
      const rows = await offsetPage(
        request,
        reply,
        request.query,
        window => notes.list(desk.db, request.viewer, found, filter, { ...window, sort, orderBy }),
        () => notes.count(desk.db, request.viewer, filter),
      )
      return showNotes(desk, request, rows, found)
    },
  )

  app.get(
    `${path}/:note_id`,
    { schema: { tags, summary: 'One note', params, querystring: rendered, response: { 200: note.Note } } },
    async request => showNote(desk, request, request.params),
  )
}

function writeRoutes(app: App, desk: WebDesk): void {
  app.post(
    path,
    {
      schema: {
        tags,
        summary: 'Write a note; public ones on a ticket are mailed to its participants',
        params: issueParams,
        querystring: rendered,
        body: note.Create,
        response: { 201: note.Created, 202: note.Commands },
      },
    },
    async (request, reply) => {
      const written = await writeNote(desk, request, request.params, request.body)
      return written.note ? reply.code(201).send(written.note) : reply.code(202).send(written.commands)
    },
  )

  app.put(
    `${path}/:note_id`,
    {
      schema: {
        tags,
        summary: 'Change the text of a note; nobody is mailed, quick actions stay text',
        params,
        querystring: rendered,
        body: note.Update,
        response: { 200: note.Note },
      },
    },
    async request => {
      const by = signedIn(request)
      const { id: noteId } = await showNote(desk, request, request.params)
      await transaction(desk.db, tx => notes.edit(tx, { noteId, by, body: request.body.body }))
      return showNote(desk, request, request.params)
    },
  )

  app.delete(
    `${path}/:note_id`,
    {
      schema: {
        tags,
        summary: 'Delete a note; its mails that have not left are cancelled',
        params,
        querystring: note.Remove,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      signedIn(request)
      const { id: noteId } = await showNote(desk, request, request.params)
      await removeNote(desk, request, noteId, request.query)
      return reply.code(204).send()
    },
  )
}

function acceptRoute(app: App, desk: WebDesk): void {
  app.post(
    `${path}/:note_id/accept`,
    {
      schema: {
        tags,
        summary: "Accept an unknown sender's mail: the note becomes public, its sender takes part",
        params,
        querystring: rendered,
        response: { 201: note.Note },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const { id: noteId } = await showNote(desk, request, request.params)
      await transaction(desk.db, tx => notes.accept(tx, { noteId, by }))
      return reply.code(201).send(await showNote(desk, request, request.params))
    },
  )
}
