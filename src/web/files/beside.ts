// Where do the links and pictures of a text in a repository lead that name files beside it?
import { posix } from 'node:path'

/** Each part as a URL has it, the slashes between them kept. */
const encoded = (path: string) => path.split('/').map(encodeURIComponent).join('/')

/**
 * `../logo.png` in `docs/guide.md` of a branch: a picture is the file's bytes, a link the page that shows it.
 * @returns for the renderer; what is no path within the repository stays as it is
 */
export function besideFile(project: { id: number; full_path: string }, ref: string, file: string) {
  return (url: string, as: 'link' | 'image'): string | undefined => {
    if (/^[a-z][a-z0-9+.-]*:|^\/\/|^#|^\?|^$/i.test(url)) return undefined
    const [, given = '', rest = ''] = /^([^?#]*)([?#].*)?$/s.exec(url) ?? []
    const path = decoded(given)
    if (path === null) return undefined
    const joined = posix.join('/', path.startsWith('/') ? '' : posix.dirname(file), path).slice(1)
    if (as === 'link') return `/${project.full_path}/-/blob/${encoded(ref)}/${encoded(joined)}${rest}`
    const address = `/api/v4/projects/${project.id}/repository/files/${encodeURIComponent(joined)}/raw`
    return `${address}?ref=${encodeURIComponent(ref)}`
  }
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path)
  } catch {
    return null
  }
}
