// Which of a few pages beside each other? Links in a row; the one at hand is underlined.
import { Link, type LinkProps } from '@tanstack/react-router'

export type NavTab = Pick<LinkProps, 'to' | 'params'> & { label: string }

export function NavTabs({ label, tabs }: { label: string; tabs: readonly NavTab[] }) {
  return (
    <nav aria-label={label} className="overflow-x-auto border-line border-b">
      <ul className="flex gap-5">
        {tabs.map(({ label: said, ...to }) => (
          <li key={said}>
            <Link
              {...(to as LinkProps)}
              activeOptions={{ exact: true, includeSearch: false }}
              className="flex h-9 items-center whitespace-nowrap border-transparent border-b-2 text-muted text-sm outline-offset-[-2px] hover:text-ink aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-ink"
            >
              {said}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
