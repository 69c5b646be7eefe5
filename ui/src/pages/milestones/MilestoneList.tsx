// Which milestones are there, and how far is each?
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Flag, Plus } from 'lucide-react'
import { useState } from 'react'
import { useActions } from '../../actions.ts'
import { milestonePagesQuery } from '../../api/milestones.ts'
import { Button } from '../../components/Button.tsx'
import { cx } from '../../components/cx.ts'
import { Empty } from '../../components/Empty.tsx'
import { Failed } from '../../components/Failed.tsx'
import { ShowMore } from '../../components/ShowMore.tsx'
import { Column, PageHeader } from '../../frame/PageHeader.tsx'
import { useProject } from '../../session.ts'
import { pathParam } from '../../urls.ts'
import { Due } from './Due.tsx'
import { MilestoneDialog } from './MilestoneDialog.tsx'
import { Progress } from './Progress.tsx'

const states = [
  ['active', 'Open'],
  ['closed', 'Closed'],
] as const

export function MilestoneList({ path }: { path: string }) {
  const navigate = useNavigate()
  const { state } = useSearch({ strict: false })
  const chosen = state === 'closed' ? 'closed' : 'active'
  const query = useInfiniteQuery(milestonePagesQuery(path, chosen))
  const { isTeam } = useProject(path)
  const [making, setMaking] = useState(false)
  const add = () => setMaking(true)
  useActions(
    isTeam
      ? [
          {
            id: 'milestone-new',
            label: 'New milestone',
            group: 'Milestones',
            keys: 'c',
            icon: Plus,
            run: add,
          },
        ]
      : [],
  )
  const rows = query.data?.pages.flatMap(page => page.rows) ?? []
  return (
    <>
      <PageHeader title="Milestones" path={path} actions={isTeam && <NewMilestone onClick={add} />} />
      <Column>
        <fieldset className="flex gap-1 py-2">
          <legend className="sr-only">Show milestones that are</legend>
          {states.map(([value, label]) => (
            <button
              key={value}
              type="button"
              aria-pressed={value === chosen}
              onClick={() =>
                void navigate({
                  to: '.',
                  search: { state: value === 'active' ? undefined : value },
                  replace: true,
                })
              }
              className={cx(
                'h-7 rounded-full border px-3 text-xs',
                value === chosen
                  ? 'border-accent bg-accent-soft font-medium text-accent-strong'
                  : 'border-line text-muted hover:bg-hover hover:text-ink',
              )}
            >
              {label}
            </button>
          ))}
        </fieldset>
        {query.error && !query.data && <Failed error={query.error} retry={() => void query.refetch()} />}
        {query.data && rows.length === 0 && (
          <Empty
            icon={Flag}
            title={chosen === 'closed' ? 'No closed milestone' : 'No milestone yet'}
            actions={isTeam && chosen === 'active' && <NewMilestone onClick={add} />}
          >
            <p>A day until which certain issues are to be done, such as a release.</p>
          </Empty>
        )}
        {rows.length > 0 && (
          <ul aria-label="Milestones" className="flex flex-col divide-y divide-line border-line border-y">
            {rows.map(milestone => (
              <li key={milestone.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-2 py-2">
                <span className="flex min-w-0 grow flex-col">
                  <Link
                    to="/p/$path/milestones/$iid"
                    params={{ path: pathParam(path), iid: String(milestone.iid) }}
                    dir="auto"
                    className="truncate font-medium text-sm hover:underline"
                  >
                    {milestone.title}
                  </Link>
                  <Due milestone={milestone} />
                </span>
                <Progress path={path} title={milestone.title} />
              </li>
            ))}
          </ul>
        )}
        <ShowMore query={query} />
        <MilestoneDialog path={path} edited={making ? 'new' : null} onClose={() => setMaking(false)} />
      </Column>
    </>
  )
}

const NewMilestone = ({ onClick }: { onClick: () => void }) => (
  <Button look="primary" onClick={onClick}>
    <Plus aria-hidden="true" className="size-4" />
    New milestone
  </Button>
)
