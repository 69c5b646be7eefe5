// What is an issue in a short list? State, title, number, how long it waits. Lists of their own show more.
import { Link } from '@tanstack/react-router'
import { CircleCheck, CircleDot, Lock } from 'lucide-react'
import { pathOf } from '../api/issues.ts'
import type { Issue } from '../api/types.ts'
import { cx } from '../components/cx.ts'
import { pathParam } from '../urls.ts'
import { Age } from './Age.tsx'
import { isAwaited } from './awaited.ts'

type Props = { issue: Issue; showProject?: boolean }

function IssueLine({ issue, showProject = false }: Props) {
  const open = issue.state === 'opened'
  const Icon = open ? CircleDot : CircleCheck
  return (
    <Link
      to="/p/$path/issues/$iid"
      params={{ path: pathParam(pathOf(issue)), iid: String(issue.iid) }}
      className="flex min-h-10 items-center gap-3 px-2 py-1.5 hover:bg-hover"
    >
      <Icon aria-hidden="true" className={cx('size-4 shrink-0', open ? 'text-open' : 'text-done')} />
      <span className="sr-only">{open ? 'Open' : 'Closed'}: </span>
      <span className="flex min-w-0 grow flex-col sm:flex-row sm:items-baseline sm:gap-3">
        <span dir="auto" className={cx('truncate text-sm', isAwaited(issue) && 'font-semibold')}>
          {issue.title}
        </span>
        <span className="tabular flex shrink-0 gap-2 text-faint text-xs">
          {showProject ? issue.references.full : issue.references.short}
          {issue.requester_name && <span dir="auto">{issue.requester_name}</span>}
        </span>
      </span>
      {issue.confidential && (
        <>
          <Lock aria-hidden="true" className="size-3.5 shrink-0 text-faint" />
          <span className="sr-only">Confidential</span>
        </>
      )}
      <Age row={issue} className="shrink-0" />
    </Link>
  )
}

/** Several under each other. */
export function IssueLines({
  issues,
  showProject = false,
  label,
}: {
  issues: readonly Issue[]
  showProject?: boolean
  label: string
}) {
  return (
    <ul aria-label={label} className="flex flex-col divide-y divide-line border-line border-y">
      {issues.map(issue => (
        <li key={issue.id}>
          <IssueLine issue={issue} showProject={showProject} />
        </li>
      ))}
    </ul>
  )
}
