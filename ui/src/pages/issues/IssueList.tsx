// What is a list of issues? Tabs with counts, conditions, an order, and rows.
import { Tabs } from '@base-ui/react/tabs'
import { useNavigate } from '@tanstack/react-router'
import { Failed } from '../../components/Failed.tsx'
import { Column } from '../../frame/PageHeader.tsx'
import { useProject } from '../../session.ts'
import { Banner } from './Banner.tsx'
import { Blank } from './Blank.tsx'
import { FilterBar } from './FilterBar.tsx'
import { orderOf, type Search, sortText, type Tab, tabOf, tokensOf, withTokens } from './filter.ts'
import { type List, type Place, useListSearch, useRows } from './place.ts'
import { Rows } from './Rows.tsx'
import { fieldsOf } from './suggestions.tsx'
import { ViewMenu } from './ViewMenu.tsx'

const tabs: readonly (readonly [Tab, string])[] = [
  ['opened', 'Open'],
  ['closed', 'Closed'],
  ['all', 'All'],
]

export function IssueList({ place, label }: { place: Place; label: string }) {
  const search = useListSearch()
  const navigate = useNavigate()
  const list = useRows(place)
  const { isTeam } = useProject(place.path ?? undefined)
  const tokens = tokensOf(search)
  const tab = tabOf(search)
  const go = (next: Search) => void navigate({ to: '.', search: next })
  return (
    <Column>
      {place.kind === 'desk' && place.path && <Banner path={place.path} />}
      <Tabs.Root
        value={tab}
        onValueChange={state => go({ ...search, state: state === 'opened' ? undefined : state })}
      >
        <TabList counts={list.counts} />
        <div className="flex items-start gap-2 py-2.5">
          <FilterBar
            place={place}
            fields={fieldsOf(place, isTeam)}
            tokens={tokens}
            onChange={next => go(withTokens(search, next))}
          />
          <ViewMenu
            kind={place.kind}
            order={orderOf(search)}
            onChange={order => go({ ...search, sort: sortText(order) })}
          />
        </div>
        <Tabs.Panel value={tab} tabIndex={-1} className="border-line border-t outline-none">
          <Content
            place={place}
            list={list}
            label={label}
            canEdit={isTeam || place.kind === 'mine'}
            blank={
              <Blank
                place={place}
                tab={tab}
                filtered={tokens.length > 0}
                all={list.counts?.all}
                clear={() => go(withTokens(search, []))}
              />
            }
          />
        </Tabs.Panel>
      </Tabs.Root>
    </Column>
  )
}

type ContentProps = { place: Place; list: List; label: string; canEdit: boolean; blank: React.ReactNode }

function Content({ place, list, label, canEdit, blank }: ContentProps) {
  const { query, rows } = list
  if (query.isPending) return <Skeleton />
  if (query.isError && rows.length === 0)
    return <Failed error={query.error} retry={() => void query.refetch()} />
  if (rows.length === 0 && !query.hasNextPage) return blank
  return <Rows list={list} label={label} canEdit={canEdit} showProject={place.path === null} />
}

function TabList({ counts }: Pick<List, 'counts'>) {
  return (
    <Tabs.List aria-label="State" className="flex gap-1 border-line border-b">
      {tabs.map(([name, label]) => (
        <Tabs.Tab
          key={name}
          value={name}
          className="-mb-px flex h-9 items-center gap-1.5 border-transparent border-b-2 px-2.5 text-muted text-sm hover:text-ink data-[active]:border-accent data-[active]:font-medium data-[active]:text-ink"
        >
          {label}
          <span className="tabular min-w-5 rounded-full bg-sunken px-1.5 text-center font-normal text-muted text-xs">
            {counts ? counts[name].toLocaleString() : '\u00a0'}
          </span>
        </Tabs.Tab>
      ))}
    </Tabs.List>
  )
}

const widths = ['w-3/5', 'w-2/5', 'w-1/2', 'w-2/3', 'w-1/3', 'w-1/2', 'w-3/5', 'w-2/5']

function Skeleton() {
  return (
    <div className="late" role="status">
      <span className="sr-only">Loading…</span>
      {widths.map((width, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: these never change
          key={index}
          className="flex h-11 items-center gap-3 border-line border-b px-2 max-md:h-15 in-data-[density=compact]:h-8.5"
        >
          <span className="size-4 rounded-full bg-sunken" />
          <span className={`h-3 rounded bg-sunken ${width}`} />
        </div>
      ))}
    </div>
  )
}
