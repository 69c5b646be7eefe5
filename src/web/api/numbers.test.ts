// How does the API tell the figures of a Service Desk, and whom?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { labels } from '#issues'
import { webTracker } from '../../../test/support/web-tracker.ts'

const path = '/projects/acme%2Fopen/service_desk/numbers'
const period = 'from=2026-03-28&to=2026-03-29&time_zone=Europe/Berlin'

test('the figures come as JSON, and each table as a file', async () => {
  await using web = await webTracker()
  const createdAt = new Date('2026-03-28T23:00:00Z')
  await web.write(tx =>
    labels.create(tx, { projectId: web.open }, web.reporter, { title: '=1+1', color: '#112233' }),
  )
  await web.ticket({ createdAt, labels: ['=1+1'] })
  const found = await web.as(web.reporter, { url: `${path}?${period}` })
  assert.equal(found.statusCode, 200)
  assert.deepEqual(found.json().totals, { opened: 1, closed: 0, open: 1, awaiting_team: 1 })
  assert.equal(found.json().time_zone, 'Europe/Berlin')
  const file = async (table: string) => web.as(web.reporter, { url: `${path}.csv?${period}&table=${table}` })
  const perDay = await file('per_day')
  assert.equal(perDay.headers['content-type'], 'text/csv; charset=utf-8')
  assert.match(
    String(perDay.headers['content-disposition']),
    /^attachment; filename="service-desk-per_day-2026-03-28-2026-03-29\.csv"/,
  )
  const expected = {
    per_day: 'day,opened,closed,open_at_end\r\n2026-03-28,0,0,0\r\n2026-03-29,1,0,1\r\n',
    first_response: 'day,count,median_seconds,p90_seconds\r\n2026-03-28,0,,\r\n2026-03-29,0,,\r\n',
    resolution: 'day,count,median_seconds,p90_seconds\r\n2026-03-28,0,,\r\n2026-03-29,0,,\r\n',
    by_domain: 'domain,opened,open,median_first_response_seconds\r\ncustomer.example,1,1,\r\n',
    by_label: "label,color,opened,open\r\n'=1+1,#112233,1,1\r\n",
  }
  for (const [table, text] of Object.entries(expected)) assert.equal((await file(table)).body, text, table)
  assert.match((await file('open_by_age')).body, /^bucket,count\r\nday,\d\r\n3_days,/)
})

test('below Reporter there are no figures', async () => {
  await using web = await webTracker()
  for (const url of [path, `${path}.csv?table=by_domain`]) {
    assert.equal((await web.as(web.guest, { url })).statusCode, 403)
    assert.equal((await web.as(null, { url })).statusCode, 401)
    assert.equal((await web.as(web.outsider, { url: url.replace('open', 'widget') })).statusCode, 404)
  }
})

test('a period or table that is none is named', async () => {
  await using web = await webTracker()
  const cases = [
    [`${path}?from=yesterday`, /from/],
    [`${path}?from=2026-02-30`, /from/],
    [`${path}?from=2020-01-01&to=2026-01-01`, /366/],
    [`${path}?time_zone=Mars/Olympus`, /time_zone/],
    [`${path}?from=0000-01-01&to=0000-01-02`, /value/],
    [`${path}.csv?table=users`, /table/],
    [`${path}.csv`, /table/],
  ] as const
  for (const [url, named] of cases) {
    const refused = await web.as(web.reporter, { url })
    assert.equal(refused.statusCode, 400, url)
    assert.match(refused.body, named)
  }
})
