// How does a project's Service Desk do in a period of days? As JSON for charts, and as files for spreadsheets.
import { z } from 'zod'
import { fields, numbers as shape } from '#contract'
import { lists } from '#issues'
import { signedIn } from '../authentication.ts'
import type { Request, Routes, WebDesk } from '../context.ts'
import { csv } from '../csv.ts'
import { disposition } from '../files/name.ts'

const tags = ['service desk']
const path = '/projects/:id/service_desk/numbers'
const params = z.object({ id: fields.idOrPath })

export const numbersRoutes: Routes = (app, desk) => {
  app.get(
    path,
    {
      schema: {
        tags,
        summary:
          'How many tickets came and went, how soon they were answered, whence and what about (Reporters)',
        params,
        querystring: shape.Period,
        response: { 200: shape.Numbers },
      },
    },
    request => read(desk, request, request.params.id, request.query),
  )

  app.get(
    `${path}.csv`,
    {
      schema: {
        tags,
        summary: 'One table of them as a CSV file (Reporters)',
        params,
        querystring: shape.File,
        response: { 200: z.any().describe('text/csv') },
      },
    },
    async (request, reply) => {
      const { table, ...period } = request.query
      const found = await read(desk, request, request.params.id, period)
      const name = `service-desk-${table}-${found.from}-${found.to}.csv`
      return reply
        .headers({
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': disposition('attachment', name),
        })
        .serializer((payload: unknown) => payload as string)
        .send(csv<string>(shape.tables[table], rowsOf(found, table)))
    },
  )
}

function read(desk: WebDesk, request: Request, id: number | string, period: z.output<typeof shape.Period>) {
  const { from, to, time_zone: timeZone } = period
  return lists.readNumbers(desk.db, signedIn(request), id, { from, to, timeZone })
}

function rowsOf(found: lists.Numbers, table: shape.Table) {
  const part = found[table]
  return 'per_day' in part ? part.per_day : part
}
