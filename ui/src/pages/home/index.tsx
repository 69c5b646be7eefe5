// What is there for me? What I have to do, what waits in my projects, and where they are.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Headset, ListTodo, Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { issuesQuery } from '../../api/issues.ts'
import { myProjectsQuery } from '../../api/projects.ts'
import { todosQuery } from '../../api/todos.ts'
import type { Todo } from '../../api/types.ts'
import { Empty } from '../../components/Empty.tsx'
import { Failed } from '../../components/Failed.tsx'
import { Column, PageHeader } from '../../frame/PageHeader.tsx'
import { IssueLines } from '../../issue-line/IssueLine.tsx'
import { MergeRequestLine } from '../../merge-request/Line.tsx'
import { usePerson } from '../../session.ts'
import { ProjectLines } from './ProjectLines.tsx'

/** A home shows the beginning; the lists show everything. */
const shownAtMost = 6

export default function Home() {
  const person = usePerson()
  const projects = useQuery(myProjectsQuery)
  if (projects.error) return <Failed error={projects.error} retry={() => void projects.refetch()} />
  return (
    <>
      <PageHeader title={person ? `Hello, ${person.name}` : 'Home'} />
      <Column>
        {projects.data?.length === 0 ? (
          <Begin isAdmin={person?.is_admin ?? false} />
        ) : (
          <div className="grid gap-x-10 gap-y-8 pt-2 xl:grid-cols-2">
            <Mine />
            <Todos />
            <Part title="My projects" more={<More to="/projects/new" icon={Plus} label="New project" />}>
              <ProjectLines projects={projects.data ?? []} />
            </Part>
          </div>
        )}
      </Column>
    </>
  )
}

function Mine() {
  const filter = { scope: 'assigned_to_me', state: 'opened', order_by: 'last_customer_at', sort: 'desc' }
  const { data } = useInfiniteQuery(issuesQuery(null, filter))
  const rows = data?.pages[0]?.rows ?? []
  return (
    <Part title="Assigned to me" more={<More to="/dashboard/issues" label="All of them" />}>
      {data && rows.length === 0 ? (
        <Nothing>Nothing is assigned to you. Take a ticket with the key A.</Nothing>
      ) : (
        <IssueLines issues={rows.slice(0, shownAtMost)} showProject label="Assigned to me" />
      )}
    </Part>
  )
}

function Todos() {
  const { data } = useInfiniteQuery(todosQuery({}))
  const rows = data?.pages[0]?.rows ?? []
  return (
    <Part title="To-dos" more={<More to="/dashboard/todos" icon={ListTodo} label="All of them" />}>
      {data && rows.length === 0 ? (
        <Nothing>Nobody waits for you. Mentions and assignments appear here.</Nothing>
      ) : (
        <>
          <Merges rows={rows} />
          <IssueLines
            issues={unique(rows.flatMap(todo => (todo.target_type === 'Issue' ? [todo.target] : []))).slice(
              0,
              shownAtMost,
            )}
            showProject
            label="To-dos"
          />
        </>
      )}
    </Part>
  )
}

/** Those in which a review is waited for, above the issues. */
function Merges({ rows }: { rows: readonly Todo[] }) {
  const merges = unique(rows.flatMap(todo => (todo.target_type === 'MergeRequest' ? [todo.target] : [])))
  if (merges.length === 0) return null
  return (
    <ul aria-label="Merge requests" className="divide-y divide-line border-line border-t">
      {merges.slice(0, shownAtMost).map(row => (
        <MergeRequestLine key={row.id} row={{ ...row, labels: [] }} full />
      ))}
    </ul>
  )
}

/** Two calls for one issue are one line. */
const unique = <T extends { id: number }>(rows: readonly T[]) => [
  ...new Map(rows.map(row => [row.id, row])).values(),
]

function Begin({ isAdmin }: { isAdmin: boolean }) {
  return (
    <Empty
      icon={Headset}
      title="No project yet"
      actions={
        <Link
          to="/projects/new"
          className="rounded-md bg-accent px-3 py-1.5 font-medium text-on-accent text-sm"
        >
          New project
        </Link>
      }
    >
      <p>
        Each project has an e-mail address. What customers write there becomes tickets, and what you answer
        goes back to them by mail.
      </p>
      {isAdmin && <p>You can also add people under Admin, and let them into your projects.</p>}
    </Empty>
  )
}

function Part({ title, more, children }: { title: string; more: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex min-w-0 flex-col gap-2">
      <div className="flex items-baseline justify-between gap-4">
        <h2 className="font-semibold">{title}</h2>
        {more}
      </div>
      {children}
    </section>
  )
}

type MoreProps = {
  to: '/projects/new' | '/dashboard/issues' | '/dashboard/todos'
  icon?: typeof Plus
  label: string
}

const More = ({ to, icon: Icon, label }: MoreProps) => (
  <Link to={to} className="inline-flex items-center gap-1 text-muted text-sm hover:text-ink hover:underline">
    {Icon && <Icon aria-hidden="true" className="size-3.5" />}
    {label}
  </Link>
)

const Nothing = ({ children }: { children: ReactNode }) => (
  <p className="border-line border-y px-2 py-4 text-muted text-sm">{children}</p>
)
