// Where do links into the code lead? A branch and a path stand in one part of the route (urls.ts).
import { Link } from '@tanstack/react-router'
import type { ComponentProps, ReactNode } from 'react'
import { codeParam, pathParam } from '../urls.ts'

const routes = {
  tree: '/p/$path/tree/$at',
  blob: '/p/$path/blob/$at',
  edit: '/p/$path/edit/$at',
  new: '/p/$path/new/$at',
  commits: '/p/$path/commits/$at',
} as const

type Props = {
  to: keyof typeof routes
  path: string
  /** The branch, tag or commit. */
  codeRef: string
  file?: string
  children: ReactNode
} & Pick<ComponentProps<'a'>, 'className' | 'title' | 'aria-label'>

const joined = (ref: string, file: string) => (file === '' ? ref : `${ref}/${file}`)

export function CodeLink({ to, path, codeRef, file = '', children, ...rest }: Props) {
  return (
    <Link {...rest} to={routes[to]} params={{ path: pathParam(path), at: codeParam(joined(codeRef, file)) }}>
      {children}
    </Link>
  )
}

export function CommitLink({
  path,
  sha,
  children,
  className,
}: {
  path: string
  sha: string
  children: ReactNode
  className?: string
}) {
  return (
    <Link
      to="/p/$path/commit/$sha"
      params={{ path: pathParam(path), sha }}
      {...(className === undefined ? {} : { className })}
    >
      {children}
    </Link>
  )
}
