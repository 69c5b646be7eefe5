// What does one file of a repository say, and how is it changed over the API?
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { repository as contract, fields } from '#contract'
import { lists } from '#issues'
import { renderMarkdown } from '#markdown'
import { code } from '#repository'
import { signedIn } from '../authentication.ts'
import { type CodePlace, readCode, readsCode, writeCode } from '../code-page.ts'
import type { App, Request, Routes, WebDesk } from '../context.ts'
import { contentOf } from '../file-content.ts'
import { besideFile } from '../files/beside.ts'
import { sendBlob } from '../files/blob.ts'

const tags = ['repository_files']
const params = z.object({ id: fields.idOrPath, file_path: z.string().min(1).max(4096) })
const path = '/projects/:id/repository/files/:file_path'

export const repositoryFileRoutes: Routes = (app, desk) => {
  readRoutes(app, desk)
  htmlRoute(app, desk)
  writeRoutes(app, desk)
}

async function find(desk: WebDesk, request: Request, ref: string | undefined) {
  const place = await readCode(desk, request)
  const { file_path: at } = request.params as z.output<typeof params>
  const commit = await code.requireCommit(place.repository, place.project, ref)
  return { place, commit, file: await code.files.find(place.repository, commit, at) }
}

function readRoutes(app: App, desk: WebDesk): void {
  app.get(
    path,
    {
      config: readsCode,
      exposeHeadRoute: false,
      schema: {
        tags,
        summary: 'A file with its content in base64',
        params,
        querystring: contract.FindFile,
        response: { 200: contract.File },
      },
    },
    async request => {
      const { ref } = request.query
      const { place, commit, file } = await find(desk, request, ref)
      const content = await code.files.read(place.repository, file.oid)
      return {
        ...shape(place, commit, file, ref),
        content_sha256: createHash('sha256').update(content).digest('hex'),
        content: content.toString('base64'),
      }
    },
  )

  app.head(
    path,
    { config: readsCode, schema: { hide: true, params, querystring: contract.FindFile } },
    async (request, reply) => {
      const { place, commit, file } = await find(desk, request, request.query.ref)
      const shown = Object.entries(shape(place, commit, file, request.query.ref))
      for (const [name, value] of shown)
        reply.header(`x-gitlab-${name.replaceAll('_', '-')}`, encodeURI(String(value)))
      return reply.send()
    },
  )

  app.get(
    `${path}/raw`,
    {
      config: readsCode,
      schema: {
        tags,
        summary: 'The bytes of a file; a symbolic link says where it leads, and is not followed',
        params,
        querystring: contract.FindFile,
        produces: ['application/octet-stream'],
      },
    },
    async (request, reply) => {
      const { place, file } = await find(desk, request, request.query.ref)
      return sendBlob(request, reply, place.repository, {
        oid: file.oid,
        size: file.size,
        filename: file.name,
      })
    },
  )
}

function shape(place: CodePlace, commit: string, file: code.files.File, ref: string | undefined) {
  return {
    file_name: file.name,
    file_path: file.path,
    size: file.size,
    encoding: 'base64' as const,
    ref: ref ?? place.project.default_branch,
    blob_id: file.oid,
    commit_id: commit,
    last_commit_id: file.lastCommit,
    execute_filemode: file.mode === '100755',
    mode: file.mode,
  }
}

/** Bytes of a text that is shown as Markdown; longer ones are shown as they are. */
const maxMarkdown = 1024 * 1024

function htmlRoute(app: App, desk: WebDesk): void {
  app.get(
    `${path}/html`,
    {
      config: readsCode,
      schema: {
        tags,
        summary: 'A file in Markdown as safe HTML; links and pictures beside it are found where it lies',
        params,
        querystring: contract.FindFile,
        response: { 200: contract.Html },
      },
    },
    async request => {
      const { ref } = request.query
      const { place, file } = await find(desk, request, ref)
      const { project, repository } = place
      const bytes = await code.files.read(repository, file.oid)
      const text = bytes
        .subarray(0, maxMarkdown)
        .toString('utf8')
        .replace(/^\ufeff/, '')
        .replaceAll('\0', '')
      const references = await lists.resolveReferences(desk.db, request.viewer, [text], project)
      const beside = besideFile(project, ref ?? project.default_branch, file.path)
      return { html: renderMarkdown(text, { softBreaks: true, references, beside }) }
    },
  )
}

function writeRoutes(app: App, desk: WebDesk): void {
  const config = { scopes: ['write_repository'] as const }
  const change = (request: Request, action: Pick<code.FileAction, 'action'> & Partial<code.FileAction>) => {
    const { file_path: at } = request.params as z.output<typeof params>
    const body = request.body as z.output<typeof contract.DeleteFile>
    return writeCode(desk, request).then(async ({ project }) => {
      await code.commitFiles(desk, project, signedIn(request), {
        branch: body.branch,
        message: body.commit_message,
        start: body.start_branch,
        authorName: body.author_name,
        authorEmail: body.author_email,
        actions: [{ path: at, lastCommit: body.last_commit_id, ...action }],
      })
      return { file_path: at, branch: body.branch }
    })
  }
  app.post(
    path,
    {
      config,
      schema: {
        tags,
        summary: 'Make a file, in a commit',
        params,
        body: contract.CreateFile,
        response: { 201: contract.ChangedFile },
      },
    },
    async (request, reply) => {
      const { content, encoding, execute_filemode: executable } = request.body
      const made = await change(request, {
        action: 'create',
        content: contentOf(content, encoding),
        executable,
      })
      return reply.code(201).send(made)
    },
  )
  app.put(
    path,
    {
      config,
      schema: {
        tags,
        summary: 'Change a file, in a commit',
        params,
        body: contract.UpdateFile,
        response: { 200: contract.ChangedFile },
      },
    },
    async request => {
      const { content, encoding, execute_filemode: executable } = request.body
      return change(request, { action: 'update', content: contentOf(content, encoding), executable })
    },
  )
  app.delete(
    path,
    {
      config,
      schema: {
        tags,
        summary: 'Remove a file, in a commit',
        params,
        body: contract.DeleteFile,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      await change(request, { action: 'delete' })
      return reply.code(204).send()
    },
  )
}
