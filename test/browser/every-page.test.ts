// Is every page sound: no error, no violation of WCAG, nothing wider than the screen, in both themes and widths?
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertAccessible, chromium, openRoom, picture, type Room } from '../support/browser.ts'
import { type Story, startStory } from '../support/story.ts'
import { type Furnished, furnish } from './furnish.ts'

/** Address and what stands in its heading. */
const pages = ({ ticket, rtl, internal }: Furnished): Record<string, [path: string, heading: RegExp]> => ({
  home: ['/', /./],
  'my-issues': ['/dashboard/issues', /Assigned to me/],
  'my-merge-requests': ['/dashboard/merge_requests?scope=created_by_me', /My merge requests/],
  todos: ['/dashboard/todos', /To-dos/],
  search: ['/search?search=export', /Search/],
  'search-merge-requests': ['/search?search=export&scope=merge_requests', /Search/],
  'new-project': ['/projects/new', /project/],
  'new-group': ['/groups/new', /group/],
  profile: ['/-/profile', /./],
  password: ['/-/profile/password', /./],
  tokens: ['/-/profile/personal_access_tokens', /./],
  notifications: ['/-/profile/notifications', /./],
  preferences: ['/-/profile/preferences', /./],
  admin: ['/admin', /Admin/],
  'admin-users': ['/admin/users', /Users/],
  'admin-mailboxes': ['/admin/mailboxes', /Mailboxes/],
  'admin-inbox': ['/admin/inbox', /Inbox log/],
  'admin-outbox': ['/admin/outbox', /Outbox log/],
  'admin-settings': ['/admin/application_settings', /Settings/],
  group: ['/acme', /./],
  'group-labels': ['/groups/acme/-/labels', /Labels/],
  'group-members': ['/groups/acme/-/group_members', /Members/],
  'group-settings': ['/groups/acme/edit', /./],
  user: ['/root', /./],
  project: ['/acme/widget', /./],
  'service-desk': ['/acme/widget/-/issues/service_desk', /Service Desk/],
  issues: ['/acme/widget/-/issues', /Issues/],
  'new-issue': ['/acme/widget/-/issues/new', /issue/i],
  ticket: [`/acme/widget/-/issues/${ticket}`, /export/],
  'ticket-rtl': [`/acme/widget/-/issues/${rtl}`, /./],
  issue: [`/acme/widget/-/issues/${internal}`, /plain/],
  code: ['/acme/widget/-/tree/main', /widget/],
  'code-file': ['/acme/widget/-/blob/main/src/a/very/deep/folder/export.ts', /export/],
  commits: ['/acme/widget/-/commits/main', /Commits/],
  branches: ['/acme/widget/-/branches', /Branches/],
  'merge-requests': ['/acme/widget/-/merge_requests', /Merge requests/],
  'merge-request': ['/acme/widget/-/merge_requests/1', /Export/],
  'merge-request-changes': ['/acme/widget/-/merge_requests/1/diffs', /Export/],
  hooks: ['/acme/widget/-/hooks', /Webhooks/],
  labels: ['/acme/widget/-/labels', /Labels/],
  milestones: ['/acme/widget/-/milestones', /Milestones/],
  milestone: ['/acme/widget/-/milestones/1', /Release/],
  members: ['/acme/widget/-/project_members', /Members/],
  'project-settings': ['/acme/widget/edit', /Settings/],
  'template-editor': ['/acme/widget/-/service_desk/templates/new_note', /Mail to customers/],
  inbox: ['/acme/widget/-/inbox', /Inbox log/],
  outbox: ['/acme/widget/-/outbox', /Outbox log/],
  numbers: ['/acme/widget/-/numbers', /Numbers/],
  missing: ['/acme/widget/-/issues/999', /./],
})

// Two browsers at once: a page mostly waits for its own silence.
suite('every page', { skip: chromium.missing, concurrency: 2 }, () => {
  let story: Story
  let room: Room
  let furnished: Furnished
  before(async () => {
    story = await startStory()
    room = await openRoom(story.web)
    furnished = await furnish(story)
  })
  after(async () => {
    await room?.[Symbol.asyncDispose]()
    await story?.[Symbol.asyncDispose]()
  })

  for (const [theme, width] of [
    ['light', 1440],
    ['dark', 1440],
    ['light', 390],
    ['dark', 390],
  ] as const) {
    test(`is accessible and fits, ${theme}, ${width} px wide`, async () => {
      const { page, goto, problems } = await room.seat({ theme, width })
      const wrong: string[] = []
      for (const [name, [path, heading]] of Object.entries(pages(furnished))) {
        await goto(path)
        await page
          .getByRole('heading', { level: name === 'missing' ? 2 : 1, name: heading })
          .first()
          .waitFor()
        await quiet(page)
        await picture(page, `${name}-${width}-${theme}`)
        const [content, screen] = await page.evaluate<[number, number]>(
          '[document.documentElement.scrollWidth, innerWidth]',
        )
        if (content > screen) wrong.push(`${name}: ${content} px wide on ${screen}`)
        await assertAccessible(page, name).catch(error => wrong.push(String(error.message)))
      }
      assert.deepEqual([...wrong, ...problems], [])
      await page.context().close()
    })
  }

  test('no page is empty for somebody who is not signed in: public ones show, others ask', async () => {
    const { page, goto } = await room.seat({ nobody: true })
    await goto('/users/sign_in')
    await page.getByRole('heading', { name: /Sign in/ }).waitFor()
    await assertAccessible(page, 'sign in')
    await picture(page, 'sign-in-1440-light')
    await goto(`/acme/widget/-/issues/${furnished.ticket}`)
    await page
      .getByText(/does not exist, or you may not see it|Sign in to/)
      .first()
      .waitFor()
  })
})

/** All that the page asked for has come. Its live connection stays open, which Chromium counts as nothing under way. */
const quiet = (page: Page) => page.waitForLoadState('networkidle')
