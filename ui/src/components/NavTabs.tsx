// Which of a few pages beside each other? Links in a row; the one at hand is underlined.
import { Link, type LinkProps, useLocation } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'

export type NavTab = Pick<LinkProps, 'to' | 'params'> & { label: string }

export function NavTabs({ label, tabs }: { label: string; tabs: readonly NavTab[] }) {
  const at = useLocation().pathname
  const list = useRef<HTMLUListElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page has another tab
  useEffect(() => {
    // On a phone the row is wider than the screen; the page stays where it is.
    const tab = list.current?.querySelector<HTMLElement>('[aria-current=page]')
    if (tab && list.current?.parentElement) list.current.parentElement.scrollLeft = tab.offsetLeft - 64
  }, [at])
  return (
    <nav aria-label={label} className="relative max-md:-ml-9 overflow-x-auto border-line border-b">
      <ul ref={list} className="flex gap-5">
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
