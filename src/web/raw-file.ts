// At which address does a browser read the bytes of a file of a repository? At GitLab's: `/group/project/-/raw/<branch>/<path>`.
import { z } from 'zod'
import { DeskError } from '#kernel'
import { code } from '#repository'
import { readCode, readsCode } from './code-page.ts'
import type { Routes } from './context.ts'
import { sendBlob } from './files/blob.ts'

/** What stands behind `/-/raw/`: a branch, tag or commit, and a path in it. */
const params = z.object({ id: z.string().min(1), '*': z.string().min(1).max(8192) })

/** See `toRawPage` for the way people write the address. */
export const rawFilePages: Routes = (app, desk) => {
  app.get(
    '/-/project/:id/raw/*',
    { config: readsCode, schema: { hide: true, params } },
    async (request, reply) => {
      const { repository } = await readCode(desk, request)
      const { commit, path } = await code.findPlace(repository, request.params['*'])
      if (path === '') throw DeskError.notFound('File')
      const { oid, size, name: filename } = await code.files.find(repository, commit, path)
      return sendBlob(request, reply, repository, { oid, size, filename })
    },
  )
}
