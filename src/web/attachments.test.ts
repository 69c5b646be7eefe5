import assert from 'node:assert/strict'
import { test } from 'node:test'
import { attachmentLinks } from '#mail/outbound'
import { addProject } from '../../test/support/rows.ts'
import { testWeb } from '../../test/support/web.ts'

test('a signed link gives the file as a download, without an account; any other gives nothing', async () => {
  await using web = await testWeb()
  const { db, storage } = web.desk
  const { id: project_id } = await addProject(db)
  const { digest, size } = await storage.put(Buffer.from('<script>alert(1)</script>'))
  const upload = { secret: 'a'.repeat(32), filename: "Übersicht 'neu'.html" }
  await db
    .insertInto('uploads')
    .values({ ...upload, project_id, content_type: 'text/html', size, digest })
    .execute()
  const url = attachmentLinks.attachmentUrl(web.desk, upload, new Date())
  const { pathname } = new URL(url)

  const answer = await web.app.inject({ url: pathname })
  assert.equal(answer.statusCode, 200)
  assert.equal(answer.body, '<script>alert(1)</script>')
  assert.equal(answer.headers['content-type'], 'application/octet-stream')
  assert.equal(
    answer.headers['content-disposition'],
    "attachment; filename*=UTF-8''%C3%9Cbersicht%20%27neu%27.html",
  )
  assert.match(String(answer.headers['content-security-policy']), /^sandbox/)

  const expired = attachmentLinks.attachmentUrl(web.desk, upload, new Date('2020-01-01'))
  for (const wrong of [
    new URL(expired).pathname,
    pathname.replace(/\/\d+\//, '/9999999999/'),
    pathname.replace('a'.repeat(32), 'b'.repeat(32)),
  ])
    assert.equal((await web.app.inject({ url: wrong })).statusCode, 404, wrong)
})
