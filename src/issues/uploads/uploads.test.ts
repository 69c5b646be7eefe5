// To what do files belong, and how does a text show them?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { notes, uploads } from '#issues'
import { tracker } from '../../../test/support/tracker.ts'

const file = { contentType: 'image/png', size: 3, digest: 'd' }

test('a picture is shown, another file linked, whatever their names are', async () => {
  await using desk = await tracker()
  const link = (filename: string, contentType: string) =>
    desk.write(tx => uploads.create(tx, { ...file, projectId: desk.widget, filename, contentType }))
  const picture = await link('my shot].png', 'image/png')
  assert.match(picture.secret, /^[0-9a-f]{32}$/)
  assert.equal(picture.markdown, `![my shot ](/uploads/${picture.secret}/my%20shot%5D.png)`)
  assert.equal(picture.fullPath, `/-/project/${desk.widget}/uploads/${picture.secret}/my%20shot%5D.png`)
  const text = await link('log.txt', 'text/plain')
  assert.equal(text.markdown, `[log.txt](/uploads/${text.secret}/log.txt)`)
})

test('a file belongs to the first text of its uploader that shows it, and goes with it', async () => {
  await using desk = await tracker()
  const given = { ...file, projectId: desk.widget, filename: 'a.png', uploaderId: desk.reporter.id }
  const { markdown } = await desk.write(tx => uploads.create(tx, given))
  const { id } = await desk.issue()
  const add = (internal: boolean) =>
    desk.write(tx => notes.add(tx, { issueId: id, by: desk.reporter, body: `See ${markdown}`, internal }))
  const { note } = await add(true)
  await add(false)
  const on = (noteId: number | null) => uploads.list(desk.db, { issueId: id, noteId })
  assert.equal((await on(note?.id ?? 0)).length, 1)
  assert.equal((await on(null)).length, 0)
  await desk.write(tx => notes.remove(tx, { noteId: note?.id ?? 0, by: desk.reporter }))
  assert.deepEqual(await desk.db.selectFrom('uploads').selectAll().execute(), [])
})
