// How does a single issue answer?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { webTracker } from '../../../test/support/web-tracker.ts'

test('an issue names its labels, and shows them whole when asked', async () => {
  await using desk = await webTracker()
  const { iid } = await desk.issue({ description: '' })
  const url = `/projects/${desk.open}/issues/${iid}`
  const payload = { add_labels: 'bug' }
  const changed = await desk.as(desk.reporter, {
    method: 'PUT',
    url: `${url}?with_labels_details=true`,
    payload,
  })
  assert.equal(changed.json().labels[0].name, 'bug')
  const read = async (query: string) => (await desk.as(desk.reporter, { url: url + query })).json().labels
  assert.deepEqual(await read(''), ['bug'])
  assert.equal((await read('?with_labels_details=true'))[0].color, changed.json().labels[0].color)
})
