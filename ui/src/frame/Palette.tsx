// How does one go anywhere and do anything? A few letters find actions, places, tickets and people.
import { Dialog } from '@base-ui/react/dialog'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Command } from 'cmdk'
import { CircleDot, Folder, GitPullRequest, History, Search } from 'lucide-react'
import { useDeferredValue, useEffect, useState } from 'react'
import { type Action, useAllActions } from '../actions.ts'
import { myProjectsQuery } from '../api/projects.ts'
import { searchQuery } from '../api/search.ts'
import { placeOf } from '../merge-request/place.ts'
import { usePerson } from '../session.ts'
import { pathParam } from '../urls.ts'
import { PaletteItem } from './PaletteItem.tsx'
import { recentTickets } from './recentTickets.ts'

/** The desk is asked when the fingers rest. */
const restMilliseconds = 160
/** Fewer letters find nearly everything. */
const letters = 2
const hitsAtMost = 6

export default function Palette({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState('')
  const text = useDeferredValue(typed.trim())
  return (
    <Dialog.Root open onOpenChange={open => open || onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/40" />
        <Dialog.Popup className="fixed top-[12vh] left-1/2 z-40 w-[calc(100vw-24px)] max-w-150 -translate-x-1/2 overflow-hidden rounded-lg border border-line bg-raised shadow-float outline-none">
          <Dialog.Title className="sr-only">Find and do anything</Dialog.Title>
          <Command label="Find and do anything" loop>
            <Command.Input
              autoFocus
              value={typed}
              onValueChange={setTyped}
              placeholder="Find and do anything…"
              className="h-12 w-full border-line border-b bg-transparent px-4 outline-none"
            />
            <Command.List className="h-[min(420px,60vh)] overflow-y-auto p-1 [&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-faint [&_[cmdk-group-heading]]:text-xs">
              {text.length < letters && (
                <Command.Empty className="px-3 py-4 text-muted">Nothing found for “{typed}”.</Command.Empty>
              )}
              <Recent text={text} close={onClose} />
              <Actions close={onClose} />
              <Projects close={onClose} />
              <Found text={text} close={onClose} />
            </Command.List>
          </Command>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

type Part = { close: () => void }

function Recent({ text, close }: Part & { text: string }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const tickets = recentTickets(client)
  if (text !== '' || tickets.length === 0) return null
  return (
    <Command.Group heading="Recent tickets">
      {tickets.slice(0, hitsAtMost).map(({ path, iid, title }) => (
        <PaletteItem
          key={`${path}#${iid}`}
          value={`recent ${title} ${path}#${iid}`}
          icon={History}
          label={title}
          hint={`${path}#${iid}`}
          onSelect={() => {
            close()
            void navigate({ to: '/p/$path/issues/$iid', params: { path: pathParam(path), iid: String(iid) } })
          }}
        />
      ))}
    </Command.Group>
  )
}

function Actions({ close }: Part) {
  const actions = useAllActions().filter(action => !action.hidden)
  const groups = Map.groupBy(actions, action => action.group)
  const run = (action: Action) => {
    close()
    // After the dialog has given the focus back, so that what an action focuses keeps it.
    requestAnimationFrame(() => requestAnimationFrame(() => action.run()))
  }
  // The page at hand comes before the places that are always there.
  return [...groups].reverse().map(([group, members]) => (
    <Command.Group key={group} heading={group}>
      {members.map(action => (
        <PaletteItem
          key={action.id}
          value={`${action.label} ${action.id}`}
          icon={action.icon}
          label={action.label}
          keys={action.keys}
          onSelect={() => run(action)}
        />
      ))}
    </Command.Group>
  ))
}

function Projects({ close }: Part) {
  const person = usePerson()
  const navigate = useNavigate()
  const { data = [] } = useQuery({ ...myProjectsQuery, enabled: person !== null })
  if (data.length === 0) return null
  return (
    <Command.Group heading="Projects">
      {data.map(({ id, path_with_namespace: path }) => (
        <PaletteItem
          key={id}
          value={`project ${path}`}
          icon={Folder}
          label={path}
          onSelect={() => {
            close()
            void navigate({ to: '/n/$path', params: { path: pathParam(path) } })
          }}
        />
      ))}
    </Command.Group>
  )
}

function Found({ text, close }: Part & { text: string }) {
  const navigate = useNavigate()
  const asked = useRested(text.length < letters ? '' : text)
  const { data } = useInfiniteQuery(searchQuery('issues', asked, null, hitsAtMost))
  const people = useInfiniteQuery(searchQuery('users', asked, null, hitsAtMost)).data
  if (text.length < letters) return null
  return (
    <Command.Group heading="Tickets, issues, merge requests and people" forceMount>
      {data?.pages[0]?.rows.map(hit => (
        <PaletteItem
          key={hit.id}
          forceMount
          value={`hit ${hit.id}`}
          icon={CircleDot}
          label={hit.title}
          hint={hit.references.full}
          onSelect={() => {
            close()
            const path = pathParam(hit.references.full.split('#')[0] ?? '')
            void navigate({ to: '/p/$path/issues/$iid', params: { path, iid: String(hit.iid) } })
          }}
        />
      ))}
      <FoundMergeRequests asked={asked} close={close} />
      {people?.pages[0]?.rows.map(person => (
        <PaletteItem
          key={person.username}
          forceMount
          value={`person ${person.username}`}
          label={person.name}
          avatar={person.avatar_url}
          hint={`@${person.username}`}
          onSelect={() => {
            close()
            void navigate({ to: '/n/$path', params: { path: person.username } })
          }}
        />
      ))}
      <PaletteItem
        forceMount
        value="search everything"
        icon={Search}
        label={`Search for “${text}”`}
        onSelect={() => {
          close()
          void navigate({ to: '/search', search: { search: text } })
        }}
      />
    </Command.Group>
  )
}

function FoundMergeRequests({ asked, close }: Part & { asked: string }) {
  const navigate = useNavigate()
  const { data } = useInfiniteQuery(searchQuery('merge_requests', asked, null, hitsAtMost))
  return data?.pages[0]?.rows.map(hit => (
    <PaletteItem
      key={hit.id}
      forceMount
      value={`merge request ${hit.id}`}
      icon={GitPullRequest}
      label={hit.title}
      hint={hit.references.full}
      onSelect={() => {
        close()
        void navigate(placeOf(hit))
      }}
    />
  ))
}

/** `text`, as soon as it has not changed for a moment. */
function useRested(text: string): string {
  const [rested, setRested] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), restMilliseconds)
    return () => clearTimeout(timer)
  }, [text])
  return rested
}
