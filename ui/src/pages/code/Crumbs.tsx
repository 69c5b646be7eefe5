// Where in the repository is this? Each folder above can be pressed.
import type { CodePlace } from '../../api/repository.ts'
import { CodeLink } from '../../code/links.tsx'
import { Copy } from '../../components/Copy.tsx'

export function Crumbs({ path, place }: { path: string; place: CodePlace }) {
  const parts = place.path.split('/').filter(Boolean)
  const name = path.split('/').at(-1) ?? path
  if (parts.length === 0) return name
  return (
    <span className="flex flex-wrap items-center gap-x-1">
      <CodeLink to="tree" path={path} codeRef={place.ref} className="text-accent hover:underline">
        {name}
      </CodeLink>
      {parts.map((part, at) => (
        <span key={parts.slice(0, at + 1).join('/')} className="flex min-w-0 items-center gap-1">
          <span aria-hidden="true" className="text-faint">
            /
          </span>
          {at === parts.length - 1 ? (
            <span className="[overflow-wrap:anywhere]">{part}</span>
          ) : (
            <CodeLink
              to="tree"
              path={path}
              codeRef={place.ref}
              file={parts.slice(0, at + 1).join('/')}
              className="text-accent [overflow-wrap:anywhere] hover:underline"
            >
              {part}
            </CodeLink>
          )}
        </span>
      ))}
      <Copy text={place.path} label="Copy the path" />
    </span>
  )
}
