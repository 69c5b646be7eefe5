// Which page stands under which address? Paths are GitLab's; urls.ts says how they are routed.
import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { countsQuery, discussionsQuery, issueQuery, participantsQuery } from './api/issues.ts'
import { projectQuery } from './api/projects.ts'
import { sessionQuery } from './api/session.ts'
import { Failed } from './components/Failed.tsx'
import { Frame } from './frame/Frame.tsx'
import { fromRoute, fullPath, parseSearch, stringifySearch, toRoute } from './urls.ts'

type Context = { client: QueryClient }
/** What an address says behind `?`; each page reads what it knows. */
type Search = Record<string, string | string[] | undefined>

const asText = (search: Record<string, unknown>) => search as Search
const root = createRootRouteWithContext<Context>()({ validateSearch: asText })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/users/sign_in',
  beforeLoad: async ({ context, search }) => {
    const person = await context.client.ensureQueryData(sessionQuery)
    if (person) throw redirect({ href: returnTo(search.redirect) })
  },
  component: lazyRouteComponent(() => import('./pages/sign-in/index.tsx')),
})

/** Only to places of this desk: `//elsewhere` and other addresses are not followed. */
export const returnTo = (to: unknown) => (typeof to === 'string' && /^\/(?![/\\])/.test(to) ? to : '/')

const framed = createRoute({ getParentRoute: () => root, id: 'framed', component: Frame })

/** Pages of one's own; who is not signed in is asked to. */
const own = createRoute({
  getParentRoute: () => framed,
  id: 'own',
  beforeLoad: async ({ context, location }) => {
    const person = await context.client.ensureQueryData(sessionQuery)
    if (!person) throw redirect({ to: '/users/sign_in', search: { redirect: location.publicHref } })
  },
})

const ownPage = <Path extends string>(path: Path, load: () => Promise<{ default: React.ComponentType }>) =>
  createRoute({ getParentRoute: () => own, path, component: lazyRouteComponent(load) })

const home = ownPage('/', () => import('./pages/home/index.tsx'))
const dashboard = ownPage('/dashboard', () => import('./pages/home/index.tsx'))
const myIssues = ownPage('/dashboard/issues', () => import('./pages/issues/mine.tsx'))
const myMergeRequests = ownPage('/dashboard/merge_requests', () => import('./pages/merge-requests/mine.tsx'))
const todos = ownPage('/dashboard/todos', () => import('./pages/todos/index.tsx'))
const search = ownPage('/search', () => import('./pages/search/index.tsx'))
const newProject = ownPage('/projects/new', () => import('./pages/new-project/index.tsx'))
const newGroup = ownPage('/groups/new', () => import('./pages/new-group/index.tsx'))
const userSettings = ownPage('/-/profile', () => import('./pages/user-settings/index.tsx'))
const userSettingsPart = ownPage('/-/profile/$part', () => import('./pages/user-settings/index.tsx'))
const admin = ownPage('/admin', () => import('./pages/admin/index.tsx'))
const adminUsers = ownPage('/admin/users', () => import('./pages/admin-users/index.tsx'))
const adminMailboxes = ownPage('/admin/mailboxes', () => import('./pages/admin-mailboxes/index.tsx'))
const adminInbox = ownPage('/admin/inbox', () => import('./pages/inbox/index.tsx'))
const adminOutbox = ownPage('/admin/outbox', () => import('./pages/outbox/index.tsx'))
const adminSettings = ownPage('/admin/application_settings', () => import('./pages/admin-settings/index.tsx'))

/** A group, a project, or a person's own projects: the page finds out which. */
const namespace = createRoute({
  getParentRoute: () => framed,
  path: '/n/$path',
  component: lazyRouteComponent(() => import('./pages/namespace/index.tsx')),
})
const groupLabels = createRoute({
  getParentRoute: () => framed,
  path: '/g/$path/labels',
  component: lazyRouteComponent(() => import('./pages/labels/index.tsx')),
})
const groupMembers = createRoute({
  getParentRoute: () => framed,
  path: '/g/$path/group_members',
  component: lazyRouteComponent(() => import('./pages/members/index.tsx')),
})
const groupSettings = createRoute({
  getParentRoute: () => framed,
  path: '/g/$path/edit',
  component: lazyRouteComponent(() => import('./pages/group-settings/index.tsx')),
})

const project = createRoute({
  getParentRoute: () => framed,
  path: '/p/$path',
  // Not awaited: pages show what they have while the project's facts come.
  loader: ({ context, params }) => void context.client.prefetchQuery(projectQuery(fullPath(params.path))),
})
const projectPage = <Path extends string>(
  path: Path,
  load: () => Promise<{ default: React.ComponentType }>,
) => createRoute({ getParentRoute: () => project, path, component: lazyRouteComponent(load) })

const issues = projectPage('/issues', () => import('./pages/issues/index.tsx'))
const serviceDesk = createRoute({
  getParentRoute: () => project,
  path: '/issues/service_desk',
  loader: ({ context, params }) =>
    void context.client.prefetchQuery(countsQuery(fullPath(params.path), { service_desk: true })),
  component: lazyRouteComponent(() => import('./pages/issues/index.tsx')),
})
const newIssue = projectPage('/issues/new', () => import('./pages/new-issue/index.tsx'))
const issue = createRoute({
  getParentRoute: () => project,
  path: '/issues/$iid',
  // Chunk and data come side by side; hovering a row does both (`defaultPreload`).
  loader: ({ context: { client }, params }) => {
    const [path, iid] = [fullPath(params.path), Number(params.iid)] as const
    void client.prefetchQuery(issueQuery(path, iid))
    void client.prefetchQuery(discussionsQuery(path, iid))
    void client.prefetchQuery(participantsQuery(path, iid))
  },
  component: lazyRouteComponent(() => import('./pages/issue/index.tsx')),
})
const templateEditor = projectPage(
  '/service_desk/templates/$kind',
  () => import('./pages/template-editor/index.tsx'),
)
const labels = projectPage('/labels', () => import('./pages/labels/index.tsx'))
const milestones = projectPage('/milestones', () => import('./pages/milestones/index.tsx'))
const milestone = projectPage('/milestones/$iid', () => import('./pages/milestones/index.tsx'))
const members = projectPage('/project_members', () => import('./pages/members/index.tsx'))
const settings = projectPage('/edit', () => import('./pages/project-settings/index.tsx'))
const hooks = projectPage('/hooks', () => import('./pages/project-settings/webhooks/index.tsx'))
const newHook = projectPage('/hooks/new', () => import('./pages/project-settings/webhooks/new.tsx'))
const hook = projectPage('/hooks/$hook/edit', () => import('./pages/project-settings/webhooks/edit.tsx'))
const topFolder = projectPage('/tree', () => import('./pages/code/index.tsx'))
const folder = projectPage('/tree/$at', () => import('./pages/code/index.tsx'))
const file = projectPage('/blob/$at', () => import('./pages/code/index.tsx'))
const history = projectPage('/commits/$at', () => import('./pages/commits/index.tsx'))
const defaultHistory = projectPage('/commits', () => import('./pages/commits/index.tsx'))
const commit = projectPage('/commit/$sha', () => import('./pages/commit/index.tsx'))
const branches = projectPage('/branches', () => import('./pages/branches/index.tsx'))
const tags = projectPage('/tags', () => import('./pages/branches/index.tsx'))
const compare = projectPage('/compare', () => import('./pages/compare/index.tsx'))
const compared = projectPage('/compare/$at', () => import('./pages/compare/index.tsx'))
const mergeRequests = projectPage('/merge_requests', () => import('./pages/merge-requests/index.tsx'))
const newMergeRequest = projectPage(
  '/merge_requests/new',
  () => import('./pages/new-merge-request/index.tsx'),
)
const mergeRequest = projectPage('/merge_requests/$iid', () => import('./pages/merge-request/index.tsx'))
const mergeRequestPart = projectPage(
  '/merge_requests/$iid/$tab',
  () => import('./pages/merge-request/index.tsx'),
)
const editFile = projectPage('/edit/$at', () => import('./pages/edit-file/index.tsx'))
const newFile = projectPage('/new/$at', () => import('./pages/edit-file/index.tsx'))
const inbox = projectPage('/inbox', () => import('./pages/inbox/index.tsx'))
const outbox = projectPage('/outbox', () => import('./pages/outbox/index.tsx'))
const numbers = projectPage('/numbers', () => import('./pages/numbers/index.tsx'))

const tree = root.addChildren([
  signIn,
  framed.addChildren([
    own.addChildren([
      home,
      dashboard,
      myIssues,
      myMergeRequests,
      todos,
      search,
      newProject,
      newGroup,
      userSettings,
      userSettingsPart,
      admin,
      adminUsers,
      adminMailboxes,
      adminInbox,
      adminOutbox,
      adminSettings,
    ]),
    namespace,
    groupLabels,
    groupMembers,
    groupSettings,
    project.addChildren([
      serviceDesk,
      newIssue,
      issue,
      issues,
      labels,
      milestones,
      milestone,
      members,
      settings,
      hooks,
      newHook,
      hook,
      templateEditor,
      topFolder,
      folder,
      file,
      history,
      defaultHistory,
      commit,
      branches,
      tags,
      compare,
      compared,
      mergeRequests,
      newMergeRequest,
      mergeRequest,
      mergeRequestPart,
      editFile,
      newFile,
      inbox,
      outbox,
      numbers,
    ]),
  ]),
])

const rewritten = (url: URL, rewrite: (path: string) => string) => {
  url.pathname = rewrite(url.pathname)
  return url
}

export const makeRouter = (client: QueryClient) =>
  createRouter({
    routeTree: tree,
    context: { client },
    rewrite: {
      input: ({ url }) => rewritten(url, toRoute),
      output: ({ url }) => rewritten(url, fromRoute),
    },
    parseSearch,
    stringifySearch,
    pathParamsAllowedCharacters: [':'],
    defaultPreload: 'intent',
    defaultPreloadDelay: 40,
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultErrorComponent: ({ error, reset }) => <Failed error={error} retry={reset} />,
    defaultNotFoundComponent: () => <Failed error={new Error('There is no such page.')} />,
  })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
