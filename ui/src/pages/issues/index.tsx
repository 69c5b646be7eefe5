// Which issues has a project, and which of them are its customers' tickets?
import { Link, useLocation, useNavigate } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useActions } from '../../actions.ts'
import { Failed } from '../../components/Failed.tsx'
import { PageHeader } from '../../frame/PageHeader.tsx'
import { usePath, usePerson, useProject } from '../../session.ts'
import { pathParam } from '../../urls.ts'
import { IssueList } from './IssueList.tsx'

export default function Page() {
  const path = usePath() ?? ''
  const isDesk = useLocation({ select: ({ pathname }) => pathname.endsWith('/service_desk') })
  const { error } = useProject(path)
  const title = isDesk ? 'Service Desk' : 'Issues'
  if (error)
    return (
      <>
        <PageHeader title={title} path={path} />
        <Failed error={error} />
      </>
    )
  return (
    <>
      <PageHeader title={title} path={path} actions={isDesk ? undefined : <NewIssue path={path} />} />
      <IssueList
        key={isDesk ? 'desk' : 'issues'}
        place={{ kind: isDesk ? 'desk' : 'issues', path }}
        label={isDesk ? 'Tickets' : 'Issues'}
      />
    </>
  )
}

function NewIssue({ path }: { path: string }) {
  const navigate = useNavigate()
  const person = usePerson()
  const to = { to: '/p/$path/issues/new', params: { path: pathParam(path) } } as const
  useActions(
    person
      ? [
          {
            id: 'new',
            label: 'New issue',
            group: 'List',
            keys: 'c',
            icon: Plus,
            run: () => void navigate(to),
          },
        ]
      : [],
  )
  if (person === null) return null
  return (
    <Link
      {...to}
      title="New issue (C)"
      className="inline-flex h-8 items-center gap-1.5 rounded-md bg-accent px-3 font-medium text-on-accent text-sm hover:bg-accent-strong"
    >
      <Plus aria-hidden="true" className="size-4" />
      New issue
    </Link>
  )
}
