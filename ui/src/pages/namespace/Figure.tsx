// How many are there? A number that leads to them; its place is kept until it is known.
import { Link, type LinkProps } from '@tanstack/react-router'

type Props = Pick<LinkProps, 'to' | 'params' | 'search'> & { label: string; count: number | undefined }

export function Figure({ label, count, ...to }: Props) {
  return (
    <li>
      <Link
        {...(to as LinkProps)}
        className="flex min-w-32 flex-col rounded-lg border border-line px-3 py-2 hover:bg-hover"
      >
        <span className="tabular font-semibold text-xl">{count?.toLocaleString() ?? '\u00a0'}</span>
        <span className="text-muted text-xs">{label}</span>
      </Link>
    </li>
  )
}
