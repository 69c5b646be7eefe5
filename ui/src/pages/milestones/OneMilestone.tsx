// What is to be done until then? One milestone with its issues.
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiError } from '../../api/client.ts'
import { issuesQuery } from '../../api/issues.ts'
import { changeMilestone, milestoneQuery, removeMilestone, renderedQuery } from '../../api/milestones.ts'
import type { Milestone } from '../../api/types.ts'
import { Button } from '../../components/Button.tsx'
import { Confirm } from '../../components/Confirm.tsx'
import { Failed } from '../../components/Failed.tsx'
import { Prose } from '../../components/Prose.tsx'
import { ShowMore } from '../../components/ShowMore.tsx'
import { Column, PageHeader } from '../../frame/PageHeader.tsx'
import { IssueLines } from '../../issue-line/IssueLine.tsx'
import { useProject } from '../../session.ts'
import { tell, tellError } from '../../toasts.ts'
import { pathParam } from '../../urls.ts'
import { Due } from './Due.tsx'
import { MilestoneDialog } from './MilestoneDialog.tsx'
import { Progress } from './Progress.tsx'

export function OneMilestone({ path, iid }: { path: string; iid: number }) {
  const { data: milestone, error, refetch } = useQuery(milestoneQuery(path, iid))
  const { isTeam } = useProject(path)
  if (error || milestone === null)
    return (
      <>
        <PageHeader title="Milestone" path={path} />
        <Failed error={error ?? new ApiError(404, 'Not found')} retry={() => void refetch()} />
      </>
    )
  if (milestone === undefined) return <p className="late p-6 text-faint">Looking…</p>
  return (
    <>
      <PageHeader
        title={milestone.title}
        path={path}
        crumbs={
          <Link to="/p/$path/milestones" params={{ path: pathParam(path) }} className="hover:underline">
            Milestones
          </Link>
        }
        actions={isTeam && <Actions path={path} milestone={milestone} />}
      >
        <div className="flex flex-wrap items-center gap-x-6 gap-y-1">
          <Due milestone={milestone} />
          {milestone.state === 'closed' && <span className="text-done text-xs">Closed</span>}
          <Progress path={path} title={milestone.title} />
        </div>
      </PageHeader>
      <Column>
        <Description path={path} text={milestone.description} />
        <Issues path={path} milestone={milestone} />
      </Column>
    </>
  )
}

function Description({ path, text }: { path: string; text: string }) {
  const { data } = useQuery(renderedQuery(path, text))
  return data ? <Prose html={data.html} className="max-w-190 py-2" /> : null
}

function Issues({ path, milestone }: { path: string; milestone: Milestone }) {
  const query = useInfiniteQuery(issuesQuery(path, { milestone: milestone.title, order_by: 'updated_at' }))
  const rows = query.data?.pages.flatMap(page => page.rows) ?? []
  return (
    <section aria-label="Issues" className="flex flex-col gap-2 pt-3">
      <h2 className="font-semibold">Issues</h2>
      {query.data && rows.length === 0 ? (
        <p className="border-line border-y px-2 py-4 text-muted text-sm">
          No issue belongs to it yet. Set it in an issue with the key M.
        </p>
      ) : (
        <IssueLines issues={rows} label="Issues" />
      )}
      <ShowMore query={query} />
    </section>
  )
}

function Actions({ path, milestone }: { path: string; milestone: Milestone }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [shown, setShown] = useState<'edit' | 'delete' | null>(null)
  const open = milestone.state === 'active'
  const again = () => client.invalidateQueries({ queryKey: ['milestones', path] })
  const turn = (event: 'activate' | 'close') =>
    changeMilestone(path, milestone.id, { state_event: event })
      .then(() =>
        tell(event === 'close' ? 'The milestone is closed.' : 'The milestone is open.', () =>
          turn(event === 'close' ? 'activate' : 'close'),
        ),
      )
      .catch(error => tellError(error))
      .finally(again)
  const remove = () =>
    removeMilestone(path, milestone.id)
      .then(() => {
        tell(`“${milestone.title}” is deleted.`)
        return navigate({ to: '/p/$path/milestones', params: { path: pathParam(path) } })
      })
      .catch(error => tellError(error))
      .finally(again)
  return (
    <>
      <Button onClick={() => void turn(open ? 'close' : 'activate')}>{open ? 'Close' : 'Reopen'}</Button>
      <Button onClick={() => setShown('edit')}>Edit</Button>
      <Button look="danger" onClick={() => setShown('delete')}>
        Delete
      </Button>
      <MilestoneDialog
        path={path}
        edited={shown === 'edit' ? milestone : null}
        onClose={() => setShown(null)}
      />
      <Confirm
        open={shown === 'delete'}
        title={`Delete “${milestone.title}”?`}
        action="Delete milestone"
        onConfirm={() => void remove()}
        onCancel={() => setShown(null)}
      >
        Its issues stay, without a milestone.
      </Confirm>
    </>
  )
}
