// Who writes, and about what? Requesters' domains and labels, each with the way to its tickets.
import { Link } from '@tanstack/react-router'
import { BarList, barLink } from '../../components/charts/BarList.tsx'
import { ChartFigure } from '../../components/charts/ChartFigure.tsx'
import { sayCount } from '../../components/charts/scale.ts'
import { pathParam } from '../../urls.ts'
import type { Shown } from './index.tsx'
import { sayTook } from './words.ts'

type ToList = { path: string; search: Record<string, string | string[]>; children: string }

const ToList = ({ path, search, children }: ToList) => (
  <Link
    to="/p/$path/issues/service_desk"
    params={{ path: pathParam(path) }}
    search={{ state: 'all', ...search }}
    dir="auto"
    title={children}
    className={barLink}
  >
    {children}
  </Link>
)

const None = ({ children }: { children: string }) => <p className="py-2 text-faint text-sm">{children}</p>
const stillOpen = (open: number) => (open === 0 ? undefined : `${sayCount(open)} open now`)

export function ByDomain({ numbers, path, fileUrl }: Shown) {
  const { by_domain: rows } = numbers
  return (
    <ChartFigure
      title="By requester"
      help="Tickets opened, by the domain they came from"
      fileUrl={fileUrl('by_domain')}
      table={{
        head: ['Domain', 'Opened', 'Open now', 'First response'],
        rows: rows.map(({ domain, opened, open, median_first_response_seconds: median }) => ({
          key: domain,
          cells: [domain, sayCount(opened), sayCount(open), sayTook(median)],
        })),
      }}
    >
      {rows.length === 0 && <None>No ticket was opened in these days.</None>}
      <BarList
        bars={rows.map(({ domain, opened, open }) => ({
          key: domain,
          name: (
            <ToList path={path} search={{ requester_domain: domain }}>
              {domain}
            </ToList>
          ),
          value: opened,
          unit: 'opened',
          note: stillOpen(open),
        }))}
      />
    </ChartFigure>
  )
}

export function ByLabel({ numbers, path, fileUrl }: Shown) {
  const { by_label: rows } = numbers
  return (
    <ChartFigure
      title="By label"
      help="Tickets opened; one with several labels counts under each"
      fileUrl={fileUrl('by_label')}
      table={{
        head: ['Label', 'Opened', 'Open now'],
        rows: rows.map(({ label, opened, open }) => ({
          key: label,
          cells: [<bdi key="label">{label}</bdi>, sayCount(opened), sayCount(open)],
        })),
      }}
    >
      {rows.length === 0 && <None>No ticket of these days has a label.</None>}
      <BarList
        bars={rows.map(({ label, color, opened, open }) => ({
          key: label,
          name: (
            <>
              <span
                aria-hidden="true"
                className="size-2 shrink-0 rounded-full ring-1 ring-line [print-color-adjust:exact]"
                style={{ background: color }}
              />
              <ToList path={path} search={{ label_name: [label] }}>
                {label}
              </ToList>
            </>
          ),
          value: opened,
          unit: 'opened',
          note: stillOpen(open),
        }))}
      />
    </ChartFigure>
  )
}
