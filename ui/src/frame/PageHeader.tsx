// What stands above every page? Where one is, its title, and its two or three actions. The browser's tab says the same.
import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { pathParam } from '../urls.ts'

type Props = {
  title: string
  /** The project or group that the page belongs to. */
  path?: string | undefined
  /** Further steps between path and title. */
  crumbs?: ReactNode
  actions?: ReactNode
  /** Shown in place of the title's text, which still names the tab. */
  heading?: ReactNode
  children?: ReactNode
}

export function PageHeader({ title, path, crumbs, actions, heading, children }: Props) {
  useEffect(() => {
    document.title = path ? `${title} · ${path}` : title
  }, [title, path])
  return (
    <header className="flex max-w-280 flex-col gap-1 px-4 pt-3 pb-2 max-md:pl-13 md:px-6">
      {path && (
        <nav aria-label="Breadcrumb" className="flex min-h-5 items-center gap-1 text-faint text-xs">
          <Link
            to="/n/$path"
            params={{ path: pathParam(path) }}
            className="truncate hover:text-ink hover:underline"
          >
            {path.replaceAll('/', ' / ')}
          </Link>
          {crumbs && (
            <>
              <span aria-hidden="true">/</span>
              {crumbs}
            </>
          )}
        </nav>
      )}
      <div className="flex min-h-8 flex-wrap items-start justify-between gap-x-4 gap-y-2 md:flex-nowrap">
        <h1 className="min-w-0 font-semibold text-lg">{heading ?? title}</h1>
        {actions && <div className="flex shrink-0 items-center gap-2">{actions}</div>}
      </div>
      {children}
    </header>
  )
}

/** The one column of a page: lists are wide, forms and settings narrow. */
export function Column({ narrow = false, children }: { narrow?: boolean; children: ReactNode }) {
  return (
    <div className={`flex w-full flex-col px-4 pb-16 md:px-6 ${narrow ? 'max-w-190' : 'max-w-280'}`}>
      {children}
    </div>
  )
}
