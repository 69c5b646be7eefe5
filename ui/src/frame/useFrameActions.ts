// Which keys work on every page?
import { type NavigateOptions, useNavigate } from '@tanstack/react-router'
import {
  CircleDot,
  FileCode2,
  GitPullRequest,
  Headset,
  House,
  Inbox,
  Keyboard,
  ListTodo,
  type LucideIcon,
  Search,
  UserRound,
} from 'lucide-react'
import { type Action, useActions } from '../actions.ts'
import { usePerson, useProjectPath } from '../session.ts'
import { pathParam } from '../urls.ts'

type Place = [id: string, label: string, keys: string, icon: LucideIcon, to: NavigateOptions]

export function useFrameActions(given: { openPalette: () => void; openHelp: () => void }): void {
  const navigate = useNavigate()
  const person = usePerson()
  const path = useProjectPath()
  const places = [...(person ? ownPlaces(path) : []), ...(path ? placesOf(path) : [])]
  const group = 'Everywhere'
  const both: Action[] = [
    {
      id: 'palette',
      label: 'Find and do anything',
      group,
      keys: 'mod+k',
      everywhere: true,
      icon: Search,
      hidden: true,
      run: given.openPalette,
    },
    { id: 'help', label: 'Keyboard shortcuts', group, keys: '?', icon: Keyboard, run: given.openHelp },
  ]
  useActions([
    ...both,
    ...places.map(([id, label, keys, icon, to]) => ({
      id,
      label,
      keys,
      icon,
      group: 'Go to',
      run: () => void navigate(to),
    })),
  ])
}

const ownPlaces = (path: string | undefined): Place[] => [
  ['search', 'Search', '/', Search, { to: '/search', search: path ? { project: path } : {} }],
  ['home', 'Home', 'g h', House, { to: '/' }],
  ['mine', 'Assigned to me', 'g m', UserRound, { to: '/dashboard/issues' }],
  ['my-merge-requests', 'My merge requests', 'g r', GitPullRequest, { to: '/dashboard/merge_requests' }],
  ['todos', 'To-dos', 'g t', ListTodo, { to: '/dashboard/todos' }],
]

function placesOf(path: string): Place[] {
  const params = { path: pathParam(path) }
  return [
    ['desk', `Service Desk of ${path}`, 'g s', Headset, { to: '/p/$path/issues/service_desk', params }],
    ['issues', `Issues of ${path}`, 'g i', CircleDot, { to: '/p/$path/issues', params }],
    ['code', `Code of ${path}`, 'g c', FileCode2, { to: '/p/$path/tree', params }],
    ['inbox-log', `Inbox log of ${path}`, 'g l', Inbox, { to: '/p/$path/inbox', params }],
  ]
}
