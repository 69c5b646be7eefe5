// What was the mail that became this ticket or note: whence, in which words, in which look, byte for byte?
import { z } from 'zod'
import { fields, inbox as shape } from '#contract'
import { inbox } from '#mail/inbound'
import { renderReceivedHtml } from '#markdown'
import { signedIn } from '../authentication.ts'
import type { App, Request, Routes, WebDesk } from '../context.ts'
import { sendRawMail } from '../files/raw-mail.ts'
import { type IssueParams, issueOf, issueParams, showNote } from '../issue-note.ts'
import { sendMailPage } from '../mail-page.ts'

const tags = ['original mails']
const issuePath = '/projects/:id/issues/:issue_iid'

type Params = IssueParams & { note_id?: number }
type Place = { path: string; params: z.ZodType<Params>; became: string }

const places: readonly Place[] = [
  { path: issuePath, params: issueParams, became: 'a ticket' },
  {
    path: `${issuePath}/notes/:note_id`,
    params: issueParams.extend({ note_id: fields.id }),
    became: 'a note',
  },
]

/** For Reporters; the answer to others is the same as where there is no mail. */
export const originalMailRoutes: Routes = (app, desk) => {
  for (const place of places) {
    jsonRoutes(app, desk, place)
    fileRoutes(app, desk, place)
  }
}

/** The ticket or note that the path names, as the viewer may read it. */
async function whichOf(desk: WebDesk, request: Request, params: Params): Promise<inbox.Became> {
  const { note_id } = params
  if (note_id === undefined) return { issueId: (await issueOf(desk, request, params)).issue.id }
  return { noteId: (await showNote(desk, request, { ...params, note_id })).id }
}

function jsonRoutes(app: App, desk: WebDesk, { path, params, became }: Place): void {
  app.get(
    `${path}/inbox`,
    {
      schema: {
        tags,
        summary: `How the mail came in that became ${became}, and why it came here; from Reporter up`,
        params,
        response: { 200: shape.Origin },
      },
    },
    async request => {
      const by = signedIn(request)
      return inbox.findOrigin(desk.db, by, await whichOf(desk, request, request.params))
    },
  )

  app.get(
    `${path}/mail`,
    {
      schema: {
        tags,
        summary: `The mail that became ${became}: header and text; from Reporter up`,
        params,
        response: { 200: shape.Original },
      },
    },
    async request => {
      const by = signedIn(request)
      const mail = await inbox.readOriginal(desk.db, by, await whichOf(desk, request, request.params))
      const { headers, text, html } = mail
      const remote_images = html === null ? 0 : renderReceivedHtml(html).remoteImages
      return { headers, text, has_html: html !== null, remote_images }
    },
  )
}

function fileRoutes(app: App, desk: WebDesk, { path, params, became }: Place): void {
  app.get(
    `${path}/mail.html`,
    {
      schema: {
        tags,
        summary: `The mail that became ${became} in its sender's look, cleaned, for a sandboxed frame`,
        params,
        querystring: shape.Page,
        response: { 200: z.any().describe('text/html') },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const mail = await inbox.readOriginal(desk.db, by, await whichOf(desk, request, request.params))
      return sendMailPage(reply, mail, request.query)
    },
  )

  app.get(
    `${path}/mail.eml`,
    {
      schema: {
        tags,
        summary: `The mail that became ${became}, byte for byte; from Reporter up`,
        params,
        response: { 200: z.any().describe('message/rfc822') },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const raw = await inbox.openOriginal(desk.db, by, await whichOf(desk, request, request.params))
      return sendRawMail(reply, raw)
    },
  )
}
