// Which keys work on a ticket?
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useRouter } from '@tanstack/react-router'
import {
  Bell,
  ChevronDown,
  ChevronUp,
  CircleCheck,
  CircleDot,
  CornerUpLeft,
  Flag,
  Tag,
  Undo2,
  UserRound,
} from 'lucide-react'
import { type Action, useActions } from '../../actions.ts'
import { type Edit, stateEdit } from '../../editing/edits.ts'
import { tell, undoLast } from '../../toasts.ts'
import { pathParam } from '../../urls.ts'
import { useViewing, type Viewing, type Whole } from './context.ts'
import type { Picking } from './side/Fields.tsx'
import { useNeighbours } from './useNeighbours.ts'
import { useSubscription } from './useSubscription.ts'

const group = 'Ticket'
type Given = { issue: Whole; edit: (edit: Edit) => void; pick: (picking: Picking) => void }

export function useTicketKeys(given: Given): void {
  const viewing = useViewing()
  const { path, iid, personId, isTeam, isArchived } = viewing
  const toggle = useSubscription(path, iid)
  const mine: Action[] = [
    {
      id: 'subscribe',
      label: given.issue.subscribed ? 'Unsubscribe' : 'Subscribe',
      group,
      keys: 's',
      icon: Bell,
      run: () => void toggle(),
    },
    {
      id: 'undo',
      label: 'Take back what was done last',
      group,
      keys: 'u',
      icon: Undo2,
      run: () => {
        if (!undoLast()) tell('There is nothing to take back')
      },
    },
  ]
  useActions([
    ...(isTeam && !isArchived ? changing(given) : []),
    ...(personId === null ? [] : mine),
    ...useWalking(viewing, given.issue),
  ])
}

function changing({ issue, edit, pick }: Given): Action[] {
  const open = issue.state === 'opened'
  return [
    {
      id: 'state',
      label: open ? 'Close' : 'Reopen',
      group,
      keys: 'e',
      icon: open ? CircleCheck : CircleDot,
      run: () => edit(stateEdit([issue])),
    },
    { id: 'assign', label: 'Assign', group, keys: 'a', icon: UserRound, run: () => pick('assign') },
    { id: 'label', label: 'Label', group, keys: 'l', icon: Tag, run: () => pick('label') },
    { id: 'milestone', label: 'Milestone', group, keys: 'm', icon: Flag, run: () => pick('milestone') },
  ]
}

function useWalking({ path, iid, isTeam }: Viewing, issue: Whole): Action[] {
  const client = useQueryClient()
  const navigate = useNavigate()
  const router = useRouter()
  const { before, after, go } = useNeighbours(client, path, iid)
  const back = () => {
    const params = { path: pathParam(path) }
    // Back in the history, the list stands as it was left; who came by a link has no list behind.
    if (client.getQueryData(['neighbours', path]) !== undefined && router.history.canGoBack())
      router.history.back()
    else if (issue.service_desk && isTeam) void navigate({ to: '/p/$path/issues/service_desk', params })
    else void navigate({ to: '/p/$path/issues', params })
  }
  return [
    { id: 'before', label: 'Previous ticket', group, keys: '[', icon: ChevronUp, run: () => go(before) },
    { id: 'after', label: 'Next ticket', group, keys: ']', icon: ChevronDown, run: () => go(after) },
    { id: 'back', label: 'Back to the list', group, keys: 'Escape', icon: CornerUpLeft, run: back },
  ]
}
