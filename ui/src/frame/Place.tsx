// What is one line of the sidebar? A picture, a name, perhaps a count; the place one is at is marked.
import { Link, type LinkProps } from '@tanstack/react-router'
import type { LucideIcon } from 'lucide-react'

export const placeLook =
  'relative flex h-8 w-full items-center gap-2 rounded-md px-2 text-muted text-sm hover:bg-hover hover:text-ink aria-[current=page]:bg-pressed aria-[current=page]:font-medium aria-[current=page]:text-ink'

type Props = Pick<LinkProps, 'to' | 'params' | 'search'> & {
  icon: LucideIcon
  label: string
  count?: number | undefined
  /** Said with the count to screen readers: "waiting for an answer". */
  counted?: string
  exact?: boolean
  /** Pages of other addresses belong to it as well. */
  here?: boolean
  /** The class that hides words where the sidebar shows only pictures. */
  only: string
}

export function Place({
  icon: Icon,
  label,
  count = 0,
  counted = '',
  exact = false,
  here,
  only,
  ...to
}: Props) {
  return (
    <li>
      <Link
        {...(to as LinkProps)}
        {...(here ? { 'aria-current': 'page' as const } : {})}
        className={placeLook}
        title={label}
        activeOptions={{ exact, includeSearch: true }}
      >
        <Icon aria-hidden="true" className="size-4 shrink-0 text-faint" />
        <span className={`grow truncate ${only}`}>{label}</span>
        {count > 0 && (
          <span className={`tabular rounded-full bg-pressed px-1.5 text-xs ${only}`}>
            {count > 999 ? '999+' : count}
            {counted && <span className="sr-only"> {counted}</span>}
          </span>
        )}
      </Link>
    </li>
  )
}
