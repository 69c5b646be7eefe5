// How do files come to a project, and who gets them back?
import { z } from 'zod'
import { fields, upload } from '#contract'
import { transaction } from '#db'
import { policy, uploads } from '#issues'
import { DeskError } from '#kernel'
import { requireProject } from '#projects'
import { signedIn } from '../authentication.ts'
import type { Reply, Request, Routes, WebDesk } from '../context.ts'
import { receiveFile } from '../files/receive.ts'
import { sendFile } from '../files/send.ts'

const tags = ['uploads']
const params = z.object({ id: fields.idOrPath })
const ofFile = params.extend({ secret: z.string().max(100), filename: z.string().max(1000) })

/** What the parts of a form weigh beside the file. */
const formBytes = 64 * 1024

export const uploadRoutes: Routes = (app, desk) => {
  app.post(
    '/projects/:id/uploads',
    {
      config: { files: true },
      schema: {
        tags,
        summary: 'Upload a file; the first text of its uploader that shows it decides who may read it',
        consumes: ['multipart/form-data'],
        params,
        body: upload.Create,
        response: { 201: upload.Upload },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const project = await requireProject(desk.db, by, request.params.id)
      policy.requireWritable(project)
      const { upload_bytes: maxBytes } = desk.config.limits
      refuseEarly(request, maxBytes)
      const file = await receiveFile(request, desk.storage, maxBytes)
      const link = await transaction(desk.db, tx =>
        uploads.create(tx, { projectId: project.id, uploaderId: by.id, ...file }),
      )
      const { id, alt, url, fullPath: full_path, markdown } = link
      return reply.code(201).send({ id, alt, url, full_path, markdown })
    },
  )

  app.get(
    '/projects/:id/uploads/:secret/:filename',
    {
      schema: {
        tags,
        summary: 'A file, for those who may read the issue or note that it hangs on',
        params: ofFile,
        produces: ['application/octet-stream'],
      },
    },
    async (request, reply) => send(desk, request, reply, request.params),
  )
}

/** The same files for browsers, which send their cookie; see `toUploadPage` for the other way to write the address. */
export const uploadPages: Routes = (app, desk) => {
  app.get(
    '/-/project/:id/uploads/:secret/:filename',
    { schema: { hide: true, params: ofFile } },
    async (request, reply) => send(desk, request, reply, request.params),
  )
}

async function send(
  desk: WebDesk,
  request: Request,
  reply: Reply,
  { id: projectId, secret, filename }: z.output<typeof ofFile>,
): Promise<Reply> {
  const found = await uploads.find(desk.db, request.viewer, { projectId, secret })
  if (found.filename !== filename) throw DeskError.notFound('File')
  return sendFile(request, reply, desk.storage, found)
}

/** Nobody should have to send a gigabyte to learn that it is too much. */
function refuseEarly(request: Request, maxBytes: number): void {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes + formBytes)
    throw new DeskError('too_large', 'The file is too big', {
      file: [`is too big (maximum is ${maxBytes} bytes)`],
    })
}
